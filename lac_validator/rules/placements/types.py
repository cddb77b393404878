"""Types of placement: which codes there are, and whom they fit by age, legal status and time."""

from __future__ import annotations

import datetime

from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, INVALID, rule
from lac_validator.rules.placements.codes import (
    CARERS_ON_HOLIDAY,
    CHILDRENS_HOME,
    INDEPENDENT_LIVING,
    SEMI_INDEPENDENT_LIVING,
    SUPPORTED_ACCOMMODATION_REGISTERED,
    WITH_CURRENT_FOSTER_CARER,
    WITH_PARENTS,
    YOUTH_CUSTODY,
)
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import FOSTER, FOSTER_OR_ADOPTION, SHORT_BREAKS, SUPPORTED_ACCOMMODATION

LONG_TERM_FOSTER = ("U1", "U4")
RESIDENTIAL_EMPLOYMENT = "P3"
RESIDENTIAL_SCHOOL = "S1"
ACCOMMODATED = "V2"
FORMER_FOSTER_CARERS_BECAME_GUARDIANS = ("E45", "E46")


@rule("146", fields="PLACE", category=INVALID, last_year=2024)
def placement_type_not_valid_until_2024(episodes: Table) -> Mask:
    """Placement type code is not a valid code."""
    return _not_a_placement_type(episodes, 2024)


@rule("146", fields="PLACE", category=INVALID, first_year=2025, last_year=2025)
def placement_type_not_valid_in_2025(episodes: Table) -> Mask:
    """Placement type code is not a valid code."""
    return _not_a_placement_type(episodes, 2025)


@rule("146", fields="PLACE", category=INVALID, first_year=2026)
def placement_type_not_valid(episodes: Table) -> Mask:
    """Placement type code is not a valid code."""
    return _not_a_placement_type(episodes, 2026)


def _not_a_placement_type(episodes: Table, year: int) -> Mask:
    return episodes.PLACE.given & ~episodes.PLACE.isin(valid_codes("PLACE", year))


@rule("217t", fields="PLACE DECOM", category=INVALID, first_year=2024, last_year=2024)
def independent_living_after_october_2023(episodes: Table) -> Mask:
    """Placement type 'P2' is not a valid placement type from 28 October 2023."""
    return (episodes.PLACE == INDEPENDENT_LIVING) & ~(episodes.DEC <= SUPPORTED_ACCOMMODATION_REGISTERED)


@rule("336", fields="PLACE", category=INCONSISTENT)
def adopted_by_foster_carer_without_fostering(successive_episodes: tuple[Table, Table]) -> Table:
    """Child does not have a foster placement immediately prior to being placed for adoption."""
    before, episode = successive_episodes
    return episode.where(episode.PLACE.isin(WITH_CURRENT_FOSTER_CARER) & ~before.PLACE.isin(FOSTER_OR_ADOPTION))


@rule("359", fields="DEC LS PLACE", category=INCONSISTENT)
def looked_after_at_eighteen(episodes: Table, header: Table, as_at: datetime.date) -> Table:
    """
    Child being looked after following 18th birthday must be accommodated under section 20(5) of the Children Act 1989
    in a community home.
    """
    episode, child = episodes.join(header)
    allowed = (episode.LS == ACCOMMODATED) & (episode.PLACE == CHILDRENS_HOME)
    return episode.where(episode.DEC.blank & (child.DOB.birthday(18) < as_at) & ~allowed)


@rule("370", fields="DECOM PLACE", category=INCONSISTENT, last_year=2023)
def in_independent_living_under_15(episodes: Table, header: Table) -> Table:
    """Child in independent living should be at least 15."""
    return _placed_younger_than(15, INDEPENDENT_LIVING, episodes, header)


@rule("370", fields="DECOM PLACE", category=INCONSISTENT, first_year=2024, last_year=2024)
def in_independent_living_under_16(episodes: Table, header: Table) -> Table:
    """Child in independent living should be at least 16."""
    return _placed_younger_than(16, INDEPENDENT_LIVING, episodes, header)


@rule("371", fields="DECOM PLACE", category=INCONSISTENT, last_year=2023)
def in_semi_independent_living_under_14(episodes: Table, header: Table) -> Table:
    """
    Child in semi-independent living accommodation not subject to children’s homes regulations should be at least
    14.
    """
    return _placed_younger_than(14, SEMI_INDEPENDENT_LIVING, episodes, header)


@rule("371", fields="DECOM PLACE", category=INCONSISTENT, first_year=2024, last_year=2024)
def in_semi_independent_living_under_16(episodes: Table, header: Table) -> Table:
    """
    Child in semi-independent living accommodation not subject to children’s homes regulations should be at least
    16.
    """
    return _placed_younger_than(16, SEMI_INDEPENDENT_LIVING, episodes, header)


@rule("371", fields="DECOM PLACE", category=INCONSISTENT, first_year=2025)
def in_supported_accommodation_under_16(episodes: Table, header: Table) -> Table:
    """Child in supported accomodation not subject to children’s homes regulations should be at least 16."""
    return _placed_younger_than(16, SUPPORTED_ACCOMMODATION, episodes, header)


@rule("372", fields="DECOM PLACE", category=INCONSISTENT)
def in_youth_custody_under_10(episodes: Table, header: Table) -> Table:
    """Child in youth custody or prison should be at least 10."""
    return _placed_younger_than(10, YOUTH_CUSTODY, episodes, header)


@rule("373", fields="DECOM PLACE", category=INCONSISTENT)
def in_school_under_4(episodes: Table, header: Table) -> Table:
    """Child placed in a school should be at least 4 years old."""
    return _placed_younger_than(4, RESIDENTIAL_SCHOOL, episodes, header)


@rule("374", fields="DECOM PLACE", category=INCONSISTENT)
def in_residential_employment_under_14(episodes: Table, header: Table) -> Table:
    """Child in residential employment should be at least 14 years old."""
    return _placed_younger_than(14, RESIDENTIAL_EMPLOYMENT, episodes, header)


def _placed_younger_than(age: int, place: str, episodes: Table, header: Table) -> Table:
    """Placements of this type that started before the child reached this age."""
    episode, child = episodes.where(episodes.PLACE == place).join(header)
    return episode.where(episode.DECOM < child.DOB.birthday(age))


@rule("377", fields="PLACE", category=INCONSISTENT)
def over_two_carers_holidays(episodes: Table) -> Mask:
    """
    Only two temporary placements coded as being due to holiday of usual foster carer(s) are allowed in any 12- month
    period.
    """
    carers_on_holiday = episodes.PLACE == CARERS_ON_HOLIDAY
    return carers_on_holiday & (episodes.total_for_child(carers_on_holiday) > 2)


@rule("378", fields="PLACE LS", category=INCONSISTENT)
def with_parents_but_accommodated(episodes: Table) -> Mask:
    """
    A child who is placed with parent(s) cannot be looked after under a single period of accommodation under Section 20
    of the Children Act 1989.
    """
    return (episodes.PLACE == WITH_PARENTS) & (episodes.LS == ACCOMMODATED)


@rule("384", fields="PLACE LS", category=INCONSISTENT)
def short_break_in_long_term_foster_placement(episodes: Table) -> Mask:
    """A child receiving respite care cannot be in a long-term foster placement"""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.PLACE.isin(LONG_TERM_FOSTER)


@rule("516", fields="REC PLACE", category=INCONSISTENT)
def guardians_were_not_foster_carers(episodes: Table) -> Mask:
    """
    The episode data submitted for this child does not show that he/she was with their former foster carer(s) during the
    year.If the code in the reason episode ceased is E45 or E46 the child must have a placement code of U1 to U6.
    """
    return episodes.REC.isin(FORMER_FOSTER_CARERS_BECAME_GUARDIANS) & ~episodes.PLACE.isin(FOSTER)
