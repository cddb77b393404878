"""Ofsted's number of the placement (URN): where it must be, and where it cannot.

Whether a number fits Ofsted's provider list is the subject of the chapter on providers.
"""

from __future__ import annotations

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table, Text
from lac_validator.engine import INCONSISTENT, MISSING, rule
from lac_validator.rules.placements.codes import (
    INDEPENDENT_LIVING,
    OTHER_PLACEMENT,
    SEMI_INDEPENDENT_LIVING,
    SUPPORTED_ACCOMMODATION_REGISTERED,
)
from lac_validator.schema.groups import FOSTER_OR_ADOPTION, NO_OFSTED_NUMBER, NOT_INSPECTED, OTHER_PLACEMENTS

NOT_INSPECTED_FROM_ENGLAND = ("CON", "NIR", "SCO", "WAL", "NUK")


@rule("218", fields="URN", category=MISSING, needs="postcodes", last_year=2024)
def ofsted_number_required_until_2024(episodes: Table, year: CollectionYear) -> Mask:
    """Ofsted Unique reference number (URN) is required."""
    not_inspected = (SEMI_INDEPENDENT_LIVING, INDEPENDENT_LIVING, *NOT_INSPECTED, OTHER_PLACEMENT)
    return _without_number(episodes, year, not_inspected) & ~_begins_with(episodes.PL_LA, "NWSC")


@rule("218", fields="URN", category=MISSING, needs="postcodes", first_year=2025, last_year=2025)
def ofsted_number_required_in_2025(episodes: Table, year: CollectionYear) -> Mask:
    """Ofsted Unique reference number (URN) is required."""
    not_inspected = (*NOT_INSPECTED, OTHER_PLACEMENT)
    return _without_number(episodes, year, not_inspected) & ~_begins_with(episodes.PL_LA, "NWSC")


@rule("218", fields="URN", category=MISSING, needs="postcodes", first_year=2026)
def ofsted_number_required(episodes: Table, year: CollectionYear) -> Mask:
    """Ofsted Unique reference number (URN) is required."""
    not_inspected = NOT_INSPECTED + OTHER_PLACEMENTS
    return _without_number(episodes, year, not_inspected) & ~episodes.PL_LA.isin(NOT_INSPECTED_FROM_ENGLAND)


def _without_number(episodes: Table, year: CollectionYear, not_inspected: tuple[str, ...]) -> Mask:
    """Episodes of this year without a URN, in a placement that Ofsted would inspect if it were in England."""
    this_year = episodes.DEC.blank | (episodes.DEC >= year.start)
    return episodes.URN.blank & this_year & ~episodes.PLACE.isin(not_inspected)


def _begins_with(authority: Text, letters: str) -> Mask:
    """Rows whose authority begins with one of these letters, as codes outside England do (WAL, W06000015)."""
    return authority.matches(lambda code: code.startswith(tuple(letters)))


@rule("222", fields="URN", category=INCONSISTENT, last_year=2023)
def ofsted_number_not_required_until_2023(episodes: Table) -> Mask:
    """Ofsted Unique reference number (URN) should not be recorded for this placement type."""
    return _number_with(episodes, (SEMI_INDEPENDENT_LIVING, INDEPENDENT_LIVING, *NOT_INSPECTED, OTHER_PLACEMENT))


@rule("222", fields="URN", category=INCONSISTENT, first_year=2024, last_year=2024)
def ofsted_number_not_required_in_2024(episodes: Table) -> Mask:
    """Ofsted Unique reference number (URN) should not be recorded for this placement type."""
    return _number_with(episodes, (INDEPENDENT_LIVING, *NOT_INSPECTED, OTHER_PLACEMENT))


@rule("222", fields="URN", category=INCONSISTENT, first_year=2025, last_year=2025)
def ofsted_number_not_required_in_2025(episodes: Table) -> Mask:
    """Ofsted Unique reference number (URN) should not be recorded for this placement type."""
    return _number_with(episodes, (*NOT_INSPECTED, OTHER_PLACEMENT))


@rule("222", fields="URN", category=INCONSISTENT, first_year=2026)
def ofsted_number_not_required(episodes: Table) -> Mask:
    """Ofsted Unique reference number (URN) should not be recorded for this placement type."""
    return _number_with(episodes, NOT_INSPECTED + OTHER_PLACEMENTS)


def _number_with(episodes: Table, not_inspected: tuple[str, ...]) -> Mask:
    return episodes.PLACE.isin(not_inspected) & episodes.URN.given & (episodes.URN != NO_OFSTED_NUMBER)


@rule("230", fields="PLACE DEC URN", category=MISSING, needs="postcodes", first_year=2024, last_year=2024)
def ofsted_number_required_for_semi_independent_living(episodes: Table) -> Mask:
    """Ofsted Unique reference number (URN) is required for any English H5 placements from 28 October 2023."""
    placed = (episodes.PLACE == SEMI_INDEPENDENT_LIVING) & ~(episodes.DEC <= SUPPORTED_ACCOMMODATION_REGISTERED)
    unnumbered = episodes.URN.blank | (episodes.URN == NO_OFSTED_NUMBER)
    return placed & unnumbered & episodes.PL_LA.given & ~_begins_with(episodes.PL_LA, "NWS")


@rule("242", fields="URN", category=INCONSISTENT, first_year=2026)
def no_ofsted_number_outside_adoption_agencies(episodes: Table) -> Mask:
    """URN = 'XXXXXXX' can only be used for regional adoption agencies"""
    return (episodes.URN == NO_OFSTED_NUMBER) & ~episodes.PLACE.isin(FOSTER_OR_ADOPTION)


@rule("243", fields="URN", category=INCONSISTENT, needs="postcodes", first_year=2026)
def ofsted_number_outside_england(episodes: Table) -> Mask:
    """Only placements with providers registered with Ofsted should have a URN reported."""
    return episodes.PL_LA.isin(NOT_INSPECTED_FROM_ENGLAND) & episodes.URN.given
