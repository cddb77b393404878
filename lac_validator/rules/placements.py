"""Placements: where a child lives, with whom, who provides it, and how far from home it is.

A placement is an episode's type (PLACE), provider (PLACE_PROVIDER, and Ofsted's number in URN) and postcode (PL_POST).
From the postcode come the authority (PL_LA) and whether that is the placing one (PL_LOCATION); from it and the home
postcode the distance (PL_DISTANCE). A temporary placement (T0 to T4) lies between two stays in the child's usual one.
Whether a number fits Ofsted's provider list is the subject of the chapter on providers.

Where a rule looks at the episode before or after, episodes go by DECOM; those with the same day keep the order of the
file, and those without a day that can be read come last.
"""

from __future__ import annotations

import datetime

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table, Text
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, rule
from lac_validator.reference import Postcodes
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import (
    ADOPTED,
    FOSTER,
    FOSTER_OR_ADOPTION,
    FREEING_ORDER,
    NEW_EPISODE_FOLLOWS,
    NO_OFSTED_NUMBER,
    NOT_INSPECTED,
    OTHER_PLACEMENTS,
    PLACED_FOR_ADOPTION,
    PLACEMENT_ORDER,
    SHORT_BREAKS,
    SUPPORTED_ACCOMMODATION,
    TEMPORARY,
)

# Placement types
WITH_CURRENT_FOSTER_CARER = ("A3", "A5")
ON_A_PLACEMENT_ORDER = ("A5", "A6")
LONG_TERM_FOSTER = ("U1", "U4")
SECURE_UNIT = "K1"
CHILDRENS_HOME = "K2"
WITH_PARENTS = "P1"
INDEPENDENT_LIVING = "P2"
RESIDENTIAL_EMPLOYMENT = "P3"
YOUTH_CUSTODY = "R5"
RESIDENTIAL_SCHOOL = "S1"
SEMI_INDEPENDENT_LIVING = "H5"
IN_HOSPITAL = "T1"
CARERS_ON_HOLIDAY = "T3"
TEMPORARY_UNSPECIFIED = "T4"
OTHER_PLACEMENT = "Z1"
NOT_RUN_BY_AUTHORITIES = (WITH_PARENTS, "R2", YOUTH_CUSTODY)

# Other codes
ACCOMMODATED = "V2"
OWN_PROVISION = "PR1"
CHANGES_OF_PLACEMENT = ("P", "B", "T", "U")
SAME_CARERS_OR_START = ("S", "T", "U")
FORMER_FOSTER_CARERS_BECAME_GUARDIANS = ("E45", "E46")
NOT_INSPECTED_FROM_ENGLAND = ("CON", "NIR", "SCO", "WAL", "NUK")

SAME_CARERS_CODED_SINCE = datetime.date(2015, 4, 1)
SUPPORTED_ACCOMMODATION_REGISTERED = datetime.date(2023, 10, 28)
"""The day from which Ofsted registers supported accommodation, and from which independent living is no placement."""


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


@rule("164", fields="PL_DISTANCE", category=INVALID, needs="postcodes")
def distance_not_valid(episodes: Table, of_asylum_seekers: Mask) -> Mask:
    """Distance is not valid. Please check a valid postcode has been entered."""
    miles = episodes.PL_DISTANCE.number
    return ~of_asylum_seekers & ~episodes.LS.isin(SHORT_BREAKS) & ((miles < 0) | (miles > 999.9))


@rule("169", fields="PL_LA", category=MISSING, needs="postcodes")
def authority_of_placement_unknown(episodes: Table) -> Mask:
    """Local Authority (LA) of placement is not valid or is missing. Please check a valid postcode has been entered."""
    return episodes.PL_LA.blank & ~episodes.LS.isin(SHORT_BREAKS)


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


@rule("179", fields="PL_LOCATION", category=MISSING, needs="postcodes")
def location_of_placement_unknown(episodes: Table) -> Mask:
    """Placement location code is not a valid code."""
    return episodes.PL_LOCATION.blank & ~episodes.LS.isin(SHORT_BREAKS)


@rule("213", fields="PLACE_PROVIDER", category=INCONSISTENT, last_year=2025)
def provider_not_required_until_2025(episodes: Table) -> Mask:
    """Placement provider information not required."""
    return episodes.PLACE.isin(TEMPORARY) & episodes.PLACE_PROVIDER.given


@rule("213", fields="PLACE_PROVIDER", category=INCONSISTENT, first_year=2026)
def provider_not_required(episodes: Table) -> Mask:
    """Placement provider information not required."""
    return episodes.PLACE.isin(TEMPORARY + OTHER_PLACEMENTS) & episodes.PLACE_PROVIDER.given


@rule("214", fields="PL_POST URN", category=INCONSISTENT)
def placement_of_short_break(episodes: Table) -> Mask:
    """Placement location information not required."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.any_given("PL_POST", "URN")


@rule("217", fields="PLACE DECOM RNE", category=INCONSISTENT)
def adopted_by_foster_carer_for_another_reason(episodes: Table) -> Mask:
    """
    Children who are placed for adoption with current foster carers (placement types A3 or A5) must have a reason for
    new episode of S, T or U.
    """
    placed = episodes.PLACE.isin(WITH_CURRENT_FOSTER_CARER) & (episodes.DECOM >= SAME_CARERS_CODED_SINCE)
    return placed & ~episodes.RNE.isin(SAME_CARERS_OR_START)


@rule("217t", fields="PLACE DECOM", category=INVALID, first_year=2024, last_year=2024)
def independent_living_after_october_2023(episodes: Table) -> Mask:
    """Placement type 'P2' is not a valid placement type from 28 October 2023."""
    return (episodes.PLACE == INDEPENDENT_LIVING) & ~(episodes.DEC <= SUPPORTED_ACCOMMODATION_REGISTERED)


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


@rule("225", fields="REASON_PLACE_CHANGE", category=MISSING)
def placement_changed_without_reason(successive_episodes: tuple[Table, Table]) -> Table:
    """Reason for placement change must be recorded."""
    episode, following = successive_episodes
    moved = (episode.REC == NEW_EPISODE_FOLLOWS) & following.RNE.isin(CHANGES_OF_PLACEMENT)
    temporarily = episode.PLACE.isin(TEMPORARY) | following.PLACE.isin(TEMPORARY)
    return episode.where(moved & ~temporarily & episode.REASON_PLACE_CHANGE.blank)


@rule("226", fields="REASON_PLACE_CHANGE PLACE", category=INCONSISTENT, last_year=2025)
def reason_for_temporary_placement_until_2025(
    episodes: Table, successive_episodes: tuple[Table, Table]
) -> tuple[Table, Table]:
    """Reason for placement change is not required."""
    return _temporary_with_reason(episodes, successive_episodes)


@rule("226", fields="REASON_PLACE_CHANGE PLACE", category=INCONSISTENT, first_year=2026)
def reason_for_temporary_placement(episodes: Table, successive_episodes: tuple[Table, Table]) -> tuple[Table, Table]:
    """Reason for placement change is not required for temporary placements."""
    return _temporary_with_reason(episodes, successive_episodes)


def _temporary_with_reason(episodes: Table, successive_episodes: tuple[Table, Table]) -> tuple[Table, Table]:
    """Temporary placements with a reason for change on their own episode, and those with one on the episode before."""
    before, episode = successive_episodes
    on_its_own = episodes.PLACE.isin(TEMPORARY) & episodes.REASON_PLACE_CHANGE.given
    on_the_one_before = episode.PLACE.isin(TEMPORARY) & before.REASON_PLACE_CHANGE.given
    return episodes.where(on_its_own), episode.where(on_the_one_before)


@rule("230", fields="PLACE DEC URN", category=MISSING, needs="postcodes", first_year=2024, last_year=2024)
def ofsted_number_required_for_semi_independent_living(episodes: Table) -> Mask:
    """Ofsted Unique reference number (URN) is required for any English H5 placements from 28 October 2023."""
    placed = (episodes.PLACE == SEMI_INDEPENDENT_LIVING) & ~(episodes.DEC <= SUPPORTED_ACCOMMODATION_REGISTERED)
    unnumbered = episodes.URN.blank | (episodes.URN == NO_OFSTED_NUMBER)
    return placed & unnumbered & episodes.PL_LA.given & ~_begins_with(episodes.PL_LA, "NWS")


@rule("233", fields="DEC REASON_PLACE_CHANGE", category=INCONSISTENT, first_year=2026)
def reason_for_change_while_placed(episodes: Table) -> Mask:
    """Reason for placement change is not required when the episode has not ceased."""
    return episodes.DEC.blank & episodes.REASON_PLACE_CHANGE.given


@rule("234", fields="REASON_PLACE_CHANGE DOB", category=INCONSISTENT, first_year=2026)
def custody_under_ten(successive_episodes: tuple[Table, Table], header: Table) -> tuple[Table, Table]:
    """A child aged under 10 can not change placement due to being admitted to custody"""
    left, entered = successive_episodes
    # Both episodes are the child's, so that their joins run row by row alike.
    left, child = left.join(header)
    entered, _ = entered.join(header)
    under_ten = (left.REASON_PLACE_CHANGE == "CUSTOD") & (entered.DECOM < child.DOB.birthday(10))
    return left.where(under_ten), child.where(under_ten)


@rule("242", fields="URN", category=INCONSISTENT, first_year=2026)
def no_ofsted_number_outside_adoption_agencies(episodes: Table) -> Mask:
    """URN = 'XXXXXXX' can only be used for regional adoption agencies"""
    return (episodes.URN == NO_OFSTED_NUMBER) & ~episodes.PLACE.isin(FOSTER_OR_ADOPTION)


@rule("243", fields="URN", category=INCONSISTENT, needs="postcodes", first_year=2026)
def ofsted_number_outside_england(episodes: Table) -> Mask:
    """Only placements with providers registered with Ofsted should have a URN reported."""
    return episodes.PL_LA.isin(NOT_INSPECTED_FROM_ENGLAND) & episodes.URN.given


@rule("335", fields="PLACE FOSTER_CARE", category=INCONSISTENT)
def adopter_contradicts_placement(episodes: Table, ad1: Table) -> tuple[Table, Table]:
    """
    The current foster value (0) suggests that child is not adopted by current foster carer, but last placement is A2,
    A3, or A5. Or the current foster value (1) suggests that child is adopted by current foster carer, but last
    placement is A1, A4 or A6.
    """
    episode, adoption = episodes.join(ad1)
    with_carer = episode.PLACE.isin(("A2", *WITH_CURRENT_FOSTER_CARER)) & (adoption.FOSTER_CARE == "0")
    with_another = episode.PLACE.isin(("A1", "A4", "A6")) & (adoption.FOSTER_CARE == "1")
    at_odds = episode.REC.isin(("E1", *ADOPTED)) & (with_carer | with_another)
    return episode.where(at_odds), adoption.where(at_odds)


@rule("336", fields="PLACE", category=INCONSISTENT)
def adopted_by_foster_carer_without_fostering(successive_episodes: tuple[Table, Table]) -> Table:
    """Child does not have a foster placement immediately prior to being placed for adoption."""
    before, episode = successive_episodes
    return episode.where(episode.PLACE.isin(WITH_CURRENT_FOSTER_CARER) & ~before.PLACE.isin(FOSTER_OR_ADOPTION))


@rule("359", fields="DEC LS PLACE", category=INCONSISTENT)
def looked_after_at_eighteen(episodes: Table, header: Table, year: CollectionYear) -> Table:
    """
    Child being looked after following 18th birthday must be accommodated under section 20(5) of the Children Act 1989
    in a community home.
    """
    episode, child = episodes.join(header)
    allowed = (episode.LS == ACCOMMODATED) & (episode.PLACE == CHILDRENS_HOME)
    return episode.where(episode.DEC.blank & (child.DOB.birthday(18) < year.end) & ~allowed)


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


@rule("375", fields="DECOM PLACE", category=INCONSISTENT)
def in_hospital_over_six_weeks(episodes: Table) -> Mask:
    """Hospitalisation coded as a temporary placement exceeds six weeks."""
    return _lasting_over(42, IN_HOSPITAL, episodes)


@rule("376", fields="DECOM PLACE", category=INCONSISTENT)
def carers_holiday_over_three_weeks(episodes: Table) -> Mask:
    """Temporary placements coded as being due to holiday of usual foster carer(s) cannot exceed three weeks."""
    return _lasting_over(21, CARERS_ON_HOLIDAY, episodes)


def _lasting_over(days: int, place: str, episodes: Table) -> Mask:
    """Placements of this type that ended more than so many days after they started."""
    return (episodes.PLACE == place) & (episodes.DEC > episodes.DECOM + days)


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


@rule("379", fields="DECOM PLACE", category=INCONSISTENT)
def unspecified_temporary_over_seven_days(episodes: Table) -> Mask:
    """Temporary placements for unspecified reason (placement code T4) cannot exceed seven days."""
    return _lasting_over(7, TEMPORARY_UNSPECIFIED, episodes)


@rule("380", fields="PLACE RNE", category=INCONSISTENT)
def care_starts_in_temporary_placement(episodes: Table) -> Mask:
    """A period of care cannot start with a temporary placement."""
    return episodes.PLACE.isin(TEMPORARY) & ~episodes.RNE.isin(("P", "B"))


@rule("381", fields="PLACE REC", category=INCONSISTENT)
def care_ends_in_temporary_placement(episodes: Table) -> Mask:
    """A period of care cannot end with a temporary placement."""
    return episodes.PLACE.isin(TEMPORARY) & episodes.REC.given & (episodes.REC != NEW_EPISODE_FOLLOWS)


@rule("382", fields="LS PLACE", category=INCONSISTENT)
def short_break_in_temporary_placement(episodes: Table) -> Mask:
    """A child receiving respite care cannot be in a temporary placement."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.PLACE.isin(TEMPORARY)


@rule("383", fields="PLACE", category=INCONSISTENT, last_year=2025)
def not_back_in_normal_placement_until_2025(episodes_in_threes: tuple[Table, Table, Table]) -> Table:
    """A child in a temporary placement must subsequently return to his/her normal placement."""
    usual, temporary, after = episodes_in_threes
    back = (after.RNE == "P") & after.PLACE.same_as(usual.PLACE)
    return after.where(temporary.PLACE.isin(TEMPORARY) & ~back)


@rule("383", fields="PLACE RNE PL_POST", category=INCONSISTENT, first_year=2026)
def not_back_in_normal_placement(episodes_in_threes: tuple[Table, Table, Table]) -> Table:
    """A child in a temporary placement must subsequently return to his/her normal placement."""
    usual, temporary, after = episodes_in_threes
    back = (after.RNE == "P") & after.PLACE.same_as(usual.PLACE) & after.PL_POST.same_as(usual.PL_POST)
    return after.where(temporary.PLACE.isin(TEMPORARY) & ~back)


@rule("384", fields="PLACE LS", category=INCONSISTENT)
def short_break_in_long_term_foster_placement(episodes: Table) -> Mask:
    """A child receiving respite care cannot be in a long-term foster placement"""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.PLACE.isin(LONG_TERM_FOSTER)


@rule("390", fields="PLACE REC", category=INCONSISTENT)
def adopted_but_not_placed_for_adoption(episodes: Table) -> Mask:
    """Reason episode ceased is adopted but child has not been previously placed for adoption."""
    return episodes.REC.isin(ADOPTED) & ~episodes.PLACE.isin(PLACED_FOR_ADOPTION)


@rule("392a", fields="PL_DISTANCE", category=MISSING, needs="postcodes")
def distance_blank(episodes: Table, of_asylum_seekers: Mask) -> Mask:
    """Child is looked after but no distance is recorded."""
    return episodes.PL_DISTANCE.blank & ~of_asylum_seekers & ~episodes.LS.isin(SHORT_BREAKS)


@rule("392b", fields="HOME_POST PL_POST", category=MISSING)
def postcodes_blank(episodes: Table, of_asylum_seekers: Mask | None = None) -> Mask:
    """Child is looked after but no postcodes are recorded."""
    expected = ~episodes.LS.isin(SHORT_BREAKS)
    if of_asylum_seekers is not None:
        expected &= ~of_asylum_seekers
    return expected & episodes.any_blank("HOME_POST", "PL_POST")


@rule("392c", fields="HOME_POST PL_POST", category=INVALID)
def postcodes_not_valid(episodes: Table, postcodes: Postcodes) -> Mask:
    """Postcode(s) provided are invalid."""
    return _not_a_postcode(episodes.HOME_POST, postcodes) | _not_a_postcode(episodes.PL_POST, postcodes)


def _not_a_postcode(column: Text, postcodes: Postcodes) -> Mask:
    texts, where = column.distinct
    return column.given & ~postcodes.find(texts).known[where]


@rule("392d", fields="HOME_POST PL_POST PLACE", category=INCONSISTENT)
def placed_at_home_without_parents(episodes: Table) -> Mask:
    """Home and placement postcodes should not be same unless the placement type is P1."""
    at_home = episodes.HOME_POST.without_blanks == episodes.PL_POST.without_blanks
    return at_home & (episodes.PLACE != WITH_PARENTS)


@rule("398", fields="LS HOME_POST PL_POST", category=INCONSISTENT)
def postcodes_of_short_break(episodes: Table) -> Mask:
    """Distance field completed but child looked after under legal status V3 or V4."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.any_given("HOME_POST", "PL_POST")


@rule("406", fields="PL_DISTANCE", category=INCONSISTENT, needs="postcodes")
def distance_of_asylum_seeker(episodes: Table, of_asylum_seekers: Mask) -> Mask:
    """Child is Unaccompanied Asylum-Seeking Child (UASC) or was formerly UASC. Distance should be blank."""
    return of_asylum_seekers & episodes.PL_DISTANCE.given


@rule("408", fields="PLACE LS", category=INCONSISTENT)
def placed_for_adoption_without_placement_order(episodes: Table) -> Mask:
    """Child is placed for adoption with a placement order, but no placement order has been recorded."""
    return episodes.PLACE.isin(ON_A_PLACEMENT_ORDER) & (episodes.LS != PLACEMENT_ORDER)


@rule("411", fields="PL_LOCATION", category=INCONSISTENT, needs="postcodes")
def location_contradicts_authority(episodes: Table, authority: str) -> Mask:
    """Placement location code disagrees with LA of placement."""
    return (episodes.PL_LOCATION == "IN") & (episodes.PL_LA != authority)


@rule("420", fields="PL_LA", category=INCONSISTENT, needs="postcodes")
def authority_of_short_break(episodes: Table) -> Mask:
    """LA of placement completed but child is looked after under legal status V3 or V4."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.PL_LA.given


@rule("434", fields="RNE LS PLACE PL_POST URN PLACE_PROVIDER", category=INCONSISTENT)
def not_only_legal_status_changed(successive_episodes: tuple[Table, Table]) -> Table:
    """
    Reason for new episode is that child's legal status has changed but not the placement, but this is not reflected in
    the episode data.
    """
    before, episode = successive_episodes
    reflected = (episode.LS != before.LS) & _same_placement(before, episode)
    return episode.where((episode.RNE == "L") & ~reflected)


@rule("435", fields="LS PLACE PL_POST URN PLACE_PROVIDER", category=INCONSISTENT)
def not_only_placement_changed(successive_episodes: tuple[Table, Table]) -> Table:
    """
    Reason for new episode is that child’s placement has changed but not the legal status, but this is not reflected in
    the episode data recorded.
    """
    before, episode = successive_episodes
    reflected = episode.LS.same_as(before.LS) & ~_same_placement(before, episode)
    return episode.where(episode.RNE.isin(("P", "T")) & ~reflected)


@rule("436", fields="RNE LS PLACE PL_POST URN PLACE_PROVIDER", category=INCONSISTENT)
def not_both_placement_and_legal_status_changed(successive_episodes: tuple[Table, Table]) -> Table:
    """
    Reason for new episode is that both child’s placement and legal status have changed, but this is not reflected in
    the episode data.
    """
    before, episode = successive_episodes
    reflected = ~episode.LS.same_as(before.LS) & ~_same_placement(before, episode)
    return episode.where(episode.RNE.isin(("U", "B")) & ~reflected)


def _same_placement(before: Table, episode: Table) -> Mask:
    """Pairs in which nothing that is recorded of the placement differs; postcodes are compared as they are written."""
    same_type = episode.PLACE.same_as(before.PLACE) & episode.PL_POST.same_as(before.PL_POST)
    return same_type & episode.URN.same_as(before.URN) & episode.PLACE_PROVIDER.same_as(before.PLACE_PROVIDER)


@rule("454", fields="PL_DISTANCE", category=INVALID, needs="postcodes", first_year=2026)
def distance_over_350_miles(episodes: Table) -> Mask:
    """Placement distance from home is over 350 miles."""
    miles = episodes.PL_DISTANCE.number
    return (miles > 350) & (miles != 999.9)  # 999.9 stands for a distance that cannot be given


@rule("516", fields="REC PLACE", category=INCONSISTENT)
def guardians_were_not_foster_carers(episodes: Table) -> Mask:
    """
    The episode data submitted for this child does not show that he/she was with their former foster carer(s) during the
    year.If the code in the reason episode ceased is E45 or E46 the child must have a placement code of U1 to U6.
    """
    return episodes.REC.isin(FORMER_FOSTER_CARERS_BECAME_GUARDIANS) & ~episodes.PLACE.isin(FOSTER)


@rule("521", fields="PLACE DECOM DATE_INT", category=INCONSISTENT)
def placed_for_adoption_before_decision(episodes: Table, ad1: Table) -> tuple[Table, Table]:
    """
    Date of local authority's decision (LA) that adoption is in the best interests of the child (date should be placed)
    must be on or prior to the date the child is placed for adoption.
    """
    episode, adoption = episodes.join(ad1)
    early = episode.PLACE.isin(PLACED_FOR_ADOPTION) & (episode.DECOM < adoption.DATE_INT)
    return episode.where(early), adoption.where(early)


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


@rule("551", fields="DATE_PLACED PLACE", category=MISSING)
def placed_for_adoption_without_decision(episodes: Table, placed_adoption: Table) -> Table:
    """
    Child has been placed for adoption but there is no date of the decision that the child should be placed for
    adoption.
    """
    placed = episodes.where(episodes.PLACE.isin(PLACED_FOR_ADOPTION))
    episode, decision = placed.join(placed_adoption, keep_unmatched=True)
    return episode.where(decision.DATE_PLACED.blank)


@rule("557", fields="DATE_PLACED_CEASED REASON_PLACED_CEASED PLACE LS REC", category=MISSING, last_year=2024)
def adoption_plan_not_ended_until_2024(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Child for whom the decision was made that they should be placed for adoption has left care but was not adopted and
    information on the decision that they should no longer be placed for adoption items has not been completed.
    """
    return _plan_not_ended((FREEING_ORDER, PLACEMENT_ORDER), episodes, placed_adoption)


@rule("557", fields="DATE_PLACED_CEASED REASON_PLACED_CEASED PLACE LS REC", category=MISSING, first_year=2025)
def adoption_plan_not_ended(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Child for whom the decision was made that they should be placed for adoption has left care but was not adopted and
    information on the decision that they should no longer be placed for adoption items has not been completed.
    """
    return _plan_not_ended((PLACEMENT_ORDER,), episodes, placed_adoption)


def _plan_not_ended(orders: tuple[str, ...], episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """Episodes of children to be adopted who left care otherwise, and what is incomplete on the end of that plan."""
    planned = episodes.PLACE.isin(PLACED_FOR_ADOPTION) | episodes.LS.isin(orders)
    left_care = episodes.REC.given & ~episodes.REC.isin((NEW_EPISODE_FOLLOWS, *ADOPTED))
    episode, plan = episodes.where(planned & left_care).join(placed_adoption, keep_unmatched=True)
    incomplete = plan.any_blank("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return episode.where(incomplete), plan.where(incomplete)


@rule("1009", fields="REASON_PLACE_CHANGE", category=INVALID)
def reason_for_change_not_valid(episodes: Table) -> Mask:
    """Reason for placement change is not a valid code."""
    reason = episodes.REASON_PLACE_CHANGE
    return reason.given & ~reason.isin(valid_codes("REASON_PLACE_CHANGE"))


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
