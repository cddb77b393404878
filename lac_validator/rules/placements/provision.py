"""Who provides the placement (PLACE_PROVIDER): the authority, another, a private or voluntary provider, the parents."""

from __future__ import annotations

from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, rule
from lac_validator.rules.placements.codes import CHILDRENS_HOME, OTHER_PLACEMENT, WITH_PARENTS, YOUTH_CUSTODY
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import (
    FOSTER_OR_ADOPTION,
    OTHER_PLACEMENTS,
    SHORT_BREAKS,
    SUPPORTED_ACCOMMODATION,
    TEMPORARY,
)

SECURE_UNIT = "K1"
NOT_RUN_BY_AUTHORITIES = (WITH_PARENTS, "R2", YOUTH_CUSTODY)
OWN_PROVISION = "PR1"


@rule("178", fields="PLACE_PROVIDER", category=INVALID, last_year=2025)
def provider_not_valid_until_2025(episodes: Table) -> Mask:
    """Placement provider code is not a valid code."""
    return _not_a_provider(episodes, without_provider=(*TEMPORARY, OTHER_PLACEMENT))


@rule("178", fields="PLACE_PROVIDER", category=INVALID, first_year=2026)
def provider_not_valid(episodes: Table) -> Mask:
    """Placement provider code is not a valid code."""
    return _not_a_provider(episodes, without_provider=("T0", "T1", "T2", "T3", *OTHER_PLACEMENTS))


def _not_a_provider(episodes: Table, without_provider: tuple[str, ...]) -> Mask:
    allowed = episodes.PLACE_PROVIDER.isin(valid_codes("PLACE_PROVIDER")) & ~episodes.PLACE.isin(without_provider)
    return episodes.PLACE_PROVIDER.given & ~allowed


@rule("213", fields="PLACE_PROVIDER", category=INCONSISTENT, last_year=2025)
def provider_not_required_until_2025(episodes: Table) -> Mask:
    """Placement provider information not required."""
    return episodes.PLACE.isin(TEMPORARY) & episodes.PLACE_PROVIDER.given


@rule("213", fields="PLACE_PROVIDER", category=INCONSISTENT, first_year=2026)
def provider_not_required(episodes: Table) -> Mask:
    """Placement provider information not required."""
    return episodes.PLACE.isin(TEMPORARY + OTHER_PLACEMENTS) & episodes.PLACE_PROVIDER.given


@rule("526", fields="PLACE PLACE_PROVIDER", category=MISSING, last_year=2025)
def provider_blank_until_2025(episodes: Table) -> Mask:
    """Child is missing a placement provider code for at least one episode."""
    return episodes.PLACE_PROVIDER.blank & ~episodes.PLACE.isin((*TEMPORARY, OTHER_PLACEMENT))


@rule("526", fields="PLACE PLACE_PROVIDER", category=MISSING, first_year=2026)
def provider_blank(episodes: Table) -> Mask:
    """Child is missing a placement provider code for at least one episode."""
    return episodes.PLACE_PROVIDER.blank & ~episodes.PLACE.isin(TEMPORARY + OTHER_PLACEMENTS)


@rule("527", fields="PLACE PLACE_PROVIDER", category=INCONSISTENT)
def own_provision_of_such_placement(episodes: Table) -> Mask:
    """A placement provider code of PR1 cannot be associated with placements P1, R2 or R5."""
    return (episodes.PLACE_PROVIDER == OWN_PROVISION) & episodes.PLACE.isin(NOT_RUN_BY_AUTHORITIES)


@rule("528", fields="PLACE PLACE_PROVIDER", category=INCONSISTENT)
def other_authority_provides_such_placement(episodes: Table) -> Mask:
    """A placement provider code of PR2 cannot be associated with placements P1, R2 or R5."""
    return (episodes.PLACE_PROVIDER == "PR2") & episodes.PLACE.isin(NOT_RUN_BY_AUTHORITIES)


@rule("529", fields="PLACE PLACE_PROVIDER", category=INCONSISTENT)
def other_public_body_provides_such_placement(episodes: Table) -> Mask:
    """
    Placement provider code of PR3 cannot be associated with placements P1, A3 to A6, K1, K2 and U1 to U6 as these
    placements cannot be provided by other public organisations.
    """
    places = (WITH_PARENTS, SECURE_UNIT, CHILDRENS_HOME, *FOSTER_OR_ADOPTION)
    return (episodes.PLACE_PROVIDER == "PR3") & episodes.PLACE.isin(places)


@rule("530", fields="PLACE PLACE_PROVIDER", category=INCONSISTENT)
def private_provider_with_parents(episodes: Table) -> Mask:
    """A placement provider code of PR4 cannot be associated with placement P1."""
    return (episodes.PLACE_PROVIDER == "PR4") & (episodes.PLACE == WITH_PARENTS)


@rule("531", fields="PLACE PLACE_PROVIDER", category=INCONSISTENT)
def voluntary_provider_with_parents(episodes: Table) -> Mask:
    """A placement provider code of PR5 cannot be associated with placements P1."""
    return (episodes.PLACE_PROVIDER == "PR5") & (episodes.PLACE == WITH_PARENTS)


@rule("550", fields="PLACE PLACE_PROVIDER", category=INCONSISTENT)
def parents_provide_other_placement(episodes: Table) -> Mask:
    """A placement provider code of PR0 can only be associated with placement P1."""
    return (episodes.PLACE_PROVIDER == "PR0") & (episodes.PLACE != WITH_PARENTS)


@rule("1015", fields="PL_LA", category=INCONSISTENT, needs="postcodes", last_year=2025)
def own_provision_elsewhere_until_2025(episodes: Table, authority: str) -> Mask:
    """Placement provider is own provision but child not placed in own LA."""
    return _own_provision_elsewhere(episodes, authority)


@rule("1015", fields="PL_LA", category=INCONSISTENT, needs="postcodes", first_year=2026)
def own_provision_elsewhere(episodes: Table, authority: str) -> Mask:
    """Placement provider is own provision but child not placed in own LA."""
    return _own_provision_elsewhere(episodes, authority) & (episodes.PLACE != SUPPORTED_ACCOMMODATION)


def _own_provision_elsewhere(episodes: Table, authority: str) -> Mask:
    """Own provision in care, other than with families, that is not shown to lie in the authority."""
    own = (episodes.PLACE_PROVIDER == OWN_PROVISION) & episodes.PLACE.given & episodes.LS.given
    exempt = episodes.PLACE.isin(FOSTER_OR_ADOPTION) | episodes.LS.isin(SHORT_BREAKS)
    return own & ~exempt & (episodes.PL_LA != authority)
