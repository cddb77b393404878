"""Ofsted's numbers: that the number (URN) recorded for a placement fits what Ofsted's provider list says of it.

All of these rules need the provider list, and are as good as it is recent. A number may stand in it several times: an
entry for each of a provider's premises, or one for each registration. Where a provider may do several things, one entry
that allows what is recorded is enough (219, 221, 241); elsewhere one entry that contradicts it is at fault.
"""

from __future__ import annotations

import datetime

from lac_validator.dataset import Mask, Table
from lac_validator.derived.providers import is_listed
from lac_validator.engine import INCONSISTENT, INVALID, rule
from lac_validator.schema.groups import (
    NO_OFSTED_NUMBER,
    NOT_INSPECTED,
    OTHER_PLACEMENTS,
    SHORT_BREAKS,
    SUPPORTED_ACCOMMODATION,
)

# What stays where it is registered: homes, secure units, residential schools.
AT_THE_REGISTERED_ADDRESS = ("K1", "K2", "R3", "S1")

OWN_PROVISION = "PR1"
OTHER_AUTHORITY = "PR2"


@rule("219", fields="URN PLACE", category=INCONSISTENT, needs="providers")
def placement_type_not_of_provider(numbered_episodes: Table, episodes_and_providers: tuple[Table, Table]) -> Table:
    """
    The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement type
    recorded.
    """
    episode, provider = episodes_and_providers
    return numbered_episodes.without(episode.where(is_listed(episode.PLACE, provider.PLACE_CODES)))


@rule("221", fields="PL_POST", category=INCONSISTENT, needs="providers", last_year=2023)
def postcode_not_of_provider_until_2023(numbered_episodes: Table, episodes_and_providers: tuple[Table, Table]) -> Table:
    """
    The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement postcode
    provided.
    """
    return _elsewhere(AT_THE_REGISTERED_ADDRESS, numbered_episodes, episodes_and_providers)


@rule("221", fields="PL_POST", category=INCONSISTENT, needs="providers", first_year=2024, last_year=2024)
def postcode_not_of_provider_in_2024(numbered_episodes: Table, episodes_and_providers: tuple[Table, Table]) -> Table:
    """
    The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement postcode
    provided.
    """
    return _elsewhere(("H5", *AT_THE_REGISTERED_ADDRESS), numbered_episodes, episodes_and_providers)


@rule("221", fields="PL_POST", category=INCONSISTENT, needs="providers", first_year=2025)
def postcode_not_of_provider(numbered_episodes: Table, episodes_and_providers: tuple[Table, Table]) -> Table:
    """
    The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement postcode
    provided.
    """
    places = (SUPPORTED_ACCOMMODATION, *AT_THE_REGISTERED_ADDRESS)
    return _elsewhere(places, numbered_episodes, episodes_and_providers)


def _elsewhere(places: tuple[str, ...], numbered_episodes: Table, episodes_and_providers: tuple[Table, Table]) -> Table:
    """Placements of these types with a postcode that is that of no entry for their number."""
    placed = numbered_episodes.PLACE.isin(places) & ~numbered_episodes.LS.isin(SHORT_BREAKS)
    episode, provider = episodes_and_providers
    at_the_address = episode.PL_POST.without_blanks == provider.POSTCODE.without_blanks
    return numbered_episodes.where(placed & numbered_episodes.PL_POST.given).without(episode.where(at_the_address))


@rule("224", fields="PLACE_PROVIDER", category=INCONSISTENT, needs="providers")
def provider_type_not_of_provider(episodes_and_providers: tuple[Table, Table]) -> Table:
    """
    The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement provider
    recorded.
    """
    episode, provider = episodes_and_providers
    return episode.where(~is_listed(episode.PLACE_PROVIDER, provider.PROVIDER_CODES))


@rule("227", fields="URN DECOM", category=INCONSISTENT, needs="providers")
def provider_closed_before_episode(episodes_and_providers: tuple[Table, Table]) -> Table:
    """Ofsted Unique reference number (URN) is not valid for the episode start date."""
    episode, provider = episodes_and_providers
    return episode.where(episode.DECOM >= provider.REG_END)


@rule("228", fields="URN DEC", category=INCONSISTENT, needs="providers")
def provider_closed_during_episode(episodes_and_providers: tuple[Table, Table], as_at: datetime.date) -> Table:
    """Ofsted Unique reference number (URN) is not valid for the episode end date"""
    episode, provider = episodes_and_providers
    still_open = ~episode.DEC.readable & (provider.REG_END < as_at)
    return episode.where((episode.DEC > provider.REG_END) | still_open)


@rule("229", fields="URN PLACE_PROVIDER", category=INCONSISTENT, needs="providers", last_year=2025)
def provider_not_of_placing_authority_until_2025(episodes_and_providers: tuple[Table, Table], authority: str) -> Table:
    """
    Placement provider does not match between the placing authority and the local authority code of the
    provider.
    """
    episode, _ = episodes_and_providers
    return episode.where(_authority_at_odds(episodes_and_providers, authority))


@rule("229", fields="URN PLACE_PROVIDER", category=INCONSISTENT, needs="providers", first_year=2026)
def provider_not_of_placing_authority(episodes_and_providers: tuple[Table, Table], authority: str) -> Table:
    """
    Placement provider does not match between the placing authority and the local authority code of the
    provider.
    """
    episode, _ = episodes_and_providers
    exempt = episode.PLACE.isin((SUPPORTED_ACCOMMODATION, *NOT_INSPECTED, *OTHER_PLACEMENTS))
    return episode.where(~exempt & _authority_at_odds(episodes_and_providers, authority))


def _authority_at_odds(episodes_and_providers: tuple[Table, Table], authority: str) -> Mask:
    """Pairs that say own provision of a provider in another authority's area, or the reverse."""
    episode, provider = episodes_and_providers
    own_area = provider.POSTCODE_LA == authority
    own_provision = episode.PLACE_PROVIDER == OWN_PROVISION
    return (own_provision & ~own_area) | ((episode.PLACE_PROVIDER == OTHER_AUTHORITY) & own_area)


@rule("241", fields="URN", category=INCONSISTENT, needs="postcodes providers", first_year=2026)
def placement_not_where_provider_has_premises(
    numbered_episodes: Table, episodes_and_providers: tuple[Table, Table]
) -> Table:
    """LA of placement is not an LA the provider has premises."""
    supported = numbered_episodes.where(numbered_episodes.PLACE == SUPPORTED_ACCOMMODATION)
    episode, provider = episodes_and_providers
    return supported.without(episode.where(episode.PL_LA == provider.POSTCODE_LA))


@rule("1008", fields="URN", category=INVALID)
def ofsted_number_not_valid(episodes: Table, providers: Table) -> Mask:
    """Ofsted Unique Reference Number (URN) is not valid."""
    urn = episodes.URN
    return urn.given & (urn != NO_OFSTED_NUMBER) & ~urn.isin(providers.URN)
