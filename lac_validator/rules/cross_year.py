"""Last year's return beside this year's: what should have stayed the same, or gone on where it was left.

Only the previous year is seen, not the whole history of a child. Rows of the two years belong together when they have
the same CHILD; where a child has several rows, each of this year's is compared with each of last year's. A blank
against a blank is the same, a blank against a value a change.

An episode that last year's return left open is the first of this year's: ``continued_episodes``. Which children are
unaccompanied asylum seekers (UASC), 205A to 205D, is worked out in :mod:`lac_validator.derived.uasc_status`.
"""

from __future__ import annotations

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.derived.uasc_status import Statuses, UascReturn
from lac_validator.engine import CROSS_YEAR, rule
from lac_validator.schema.groups import NO_UPN, OTHER_PLACEMENTS

NOT_OF_SCHOOL_AGE = "UN1"
"""In UPN: a child who is to get a number later."""

MILES_APART = 0.2


def _changed(this: Table, last: Table, column: str) -> Table:
    """The rows of this year in which the column differs from last year's row beside it."""
    return this.where(~this.column(column).same_as(last.column(column)))


@rule("202", fields="SEX", category=CROSS_YEAR)
def sex_changed(header: Table, header_last: Table) -> Table:
    """The gender code conflicts with the gender already recorded for this child."""
    return _changed(*header.join(header_last), "SEX")


@rule("203", fields="DOB", category=CROSS_YEAR)
def date_of_birth_changed(header: Table, header_last: Table) -> Table:
    """Date of birth disagrees with the date of birth already recorded for this child."""
    return _changed(*header.join(header_last), "DOB")


@rule("204", fields="ETHNIC", category=CROSS_YEAR)
def ethnicity_changed(header: Table, header_last: Table) -> Table:
    """Ethnic origin code disagrees with the ethnic origin already recorded for this child."""
    return _changed(*header.join(header_last), "ETHNIC")


@rule("205A", fields="CHILD UASC", category=CROSS_YEAR)
def no_longer_uasc(uasc_return: UascReturn, uasc_return_last: UascReturn, year: CollectionYear) -> tuple[Table, Table]:
    """
    Child identified as UASC last year is no longer UASC this year, but date UASC ceased in both years does not support
    this.
    """
    entries, children, before = uasc_return.entries, uasc_return.children, uasc_return_last.entries
    last_year = year.previous
    were_uasc = before.rows.where(before.yes)
    not_ceased = were_uasc.where(~were_uasc.DUC.between(last_year.start, last_year.end)).CHILD

    entry, child = entries.rows, children.rows
    fault = (entry.DUC.given & entry.CHILD.isin(were_uasc.CHILD)) | entry.CHILD.isin(not_ceased)
    dropped = ~child.CHILD.isin(entry.CHILD) & child.CHILD.isin(not_ceased)
    return (
        entry.where(entries.other & fault),
        child.where(children.other & (child.CHILD.isin(entry.where(fault).CHILD) | dropped)),
    )


@rule("205B", fields="DUC UASC", category=CROSS_YEAR)
def still_uasc(uasc_return: UascReturn, uasc_return_last: UascReturn, year: CollectionYear) -> tuple[Table, Table]:
    """
    Child previously identified as UASC is also UASC this year, but date UASC ceased in both years does not support
    this.
    """
    entries, children, before = uasc_return.entries, uasc_return.children, uasc_return_last.entries
    this, last = entries.rows.where(entries.yes).join(before.rows.where(before.yes))
    supported = this.DUC.between(year.start, year.end) | (this.DUC == last.DUC)
    fault = this.where(~(supported & (last.DUC == last.DOB.birthday(18))))
    return fault, children.rows.where(children.yes & children.rows.CHILD.isin(fault.CHILD))


@rule("205C", fields="DUC UASC", category=CROSS_YEAR)
def never_uasc_but_ceased(uasc_return: UascReturn, uasc_return_last: UascReturn) -> tuple[Table, Table]:
    """Child not identified as UASC either this year or last year but date UASC ceased has been provided."""
    entries, children, before = uasc_return.entries, uasc_return.children, uasc_return_last.entries
    this = entries.rows.where(entries.no)
    were_not_uasc = before.rows.where(before.no)
    not_uasc = ~this.CHILD.isin(before.rows.CHILD) | this.CHILD.isin(were_not_uasc.CHILD)
    ceased_before = this.CHILD.isin(were_not_uasc.where(were_not_uasc.DUC.readable).CHILD)
    fault = this.where((not_uasc & this.DUC.readable) | ceased_before)
    return fault, children.rows.where(children.no & children.rows.CHILD.isin(fault.CHILD))


@rule("205D", fields="UASC CHILD", category=CROSS_YEAR)
def newly_uasc(uasc_status: Statuses, uasc_status_last: Statuses) -> Table:
    """Child identified as UASC this year but not identified as UASC status provided for the child last year."""
    this, last = uasc_status, uasc_status_last
    return this.rows.where(this.yes & this.rows.CHILD.isin(last.rows.where(last.other).CHILD))


@rule("207", fields="MOTHER", category=CROSS_YEAR)
def no_longer_a_mother(header: Table, header_last: Table, episodes: Table) -> Mask:
    """Mother status for the current year disagrees with the mother status already recorded for this child."""
    mothers = header_last.where(header_last.MOTHER == "1")
    return (header.MOTHER != "1") & header.CHILD.isin(mothers.CHILD) & header.CHILD.isin(episodes.CHILD)


@rule("208", fields="UPN", category=CROSS_YEAR)
def upn_changed(header: Table, header_last: Table) -> Table:
    """
    Unique Pupil Number (UPN) for the current year disagrees with the Unique Pupil Number (UPN) already recorded for
    this child.
    """
    this, last = header.join(header_last)
    number_found = this.UPN.given & ~this.UPN.isin(NO_UPN) & (last.UPN.blank | last.UPN.isin(NO_UPN))
    reason_found = (
        this.UPN.isin(NO_UPN) & (this.UPN != NOT_OF_SCHOOL_AGE) & (last.UPN.blank | (last.UPN == NOT_OF_SCHOOL_AGE))
    )
    return this.where(~(this.UPN.same_as(last.UPN) | number_found | reason_found))


@rule("348", fields="IN_TOUCH", category=CROSS_YEAR, first_year=2026)
def died_last_year(oc3: Table, oc3_last: Table) -> Mask:
    """Care leaver has previously been reported as having died."""
    died = oc3_last.where(oc3_last.IN_TOUCH == "DIED")
    return (oc3.IN_TOUCH != "DIED") & oc3.CHILD.isin(died.CHILD)


def _distance_changed(first: Table, last: Table) -> Table:
    """The episodes of this year that lie 0.2 miles or more nearer or farther, or where one distance is not known."""
    this, before = first.PL_DISTANCE.number, last.PL_DISTANCE.number
    with np.errstate(invalid="ignore"):  # infinite distances
        apart = np.round(np.abs(this - before), 9) >= MILES_APART  # 10.2 - 10.0 is a little less than 0.2
    return first.where(apart | (np.isnan(this) != np.isnan(before)))


@rule("452", fields="PL_LA", category=CROSS_YEAR, needs="postcodes")
def authority_of_placement_changed_but_not_reason(continued_episodes: tuple[Table, Table]) -> Table:
    """
    Contradiction between local authority of placement code in the last episode of the previous year and in the first
    episode of the current year.
    """
    first, last = continued_episodes
    carried_on = (first.RNE == last.RNE) & last.DEC.blank  # a DEC that cannot be read is an end here
    return _changed(first.where(carried_on), last.where(carried_on), "PL_LA")


@rule("453", fields="PL_DISTANCE", category=CROSS_YEAR, needs="postcodes")
def distance_changed_but_not_reason(continued_episodes: tuple[Table, Table]) -> Table:
    """
    Contradiction between placement distance in the last episode of the previous year and in the first episode of the
    current year.
    """
    first, last = continued_episodes
    carried_on = first.RNE == last.RNE
    return _distance_changed(first.where(carried_on), last.where(carried_on))


@rule("502", fields="DECOM", category=CROSS_YEAR)
def starts_on_other_day_than_open_episode(first_episodes: Table, episodes_last: Table) -> Table:
    """
    Last year's record ended with an open episode. The date on which that episode started does not match the start date
    of the first episode on this year’s record.
    """
    first, left_open = first_episodes.join(episodes_last.where(episodes_last.DEC.blank))
    return first.where(first.DECOM != left_open.DECOM)


@rule("503A", fields="RNE", category=CROSS_YEAR)
def reason_for_new_episode_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The reason for new episode in the first episode does not match open episode at end of last year."""
    return _changed(*continued_episodes, "RNE")


@rule("503B", fields="LS", category=CROSS_YEAR)
def legal_status_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The legal status in the first episode does not match open episode at end of last year."""
    return _changed(*continued_episodes, "LS")


@rule("503C", fields="CIN", category=CROSS_YEAR)
def category_of_need_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The category of need in the first episode does not match open episode at end of last year."""
    return _changed(*continued_episodes, "CIN")


@rule("503D", fields="PLACE", category=CROSS_YEAR, last_year=2023)
@rule("503D", fields="PLACE", category=CROSS_YEAR, first_year=2027)
def placement_type_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The placement type in the first episode does not match open episode at end of last year"""
    return _changed(*continued_episodes, "PLACE")


@rule("503D", fields="PLACE", category=CROSS_YEAR, first_year=2024, last_year=2025)
def placement_type_changed_but_for_supported_accommodation(continued_episodes: tuple[Table, Table]) -> Table:
    """The placement type in the first episode does not match open episode at end of last year"""
    first, last = continued_episodes
    new_code = (last.PLACE == "H5") & (first.PLACE == "K3")
    return _changed(first.where(~new_code), last.where(~new_code), "PLACE")


@rule("503D", fields="PLACE", category=CROSS_YEAR, first_year=2026, last_year=2026)
def placement_type_changed_but_for_other_placements(continued_episodes: tuple[Table, Table]) -> Table:
    """The placement type in the first episode does not match open episode at end of last year"""
    first, last = continued_episodes
    new_code = (last.PLACE == "Z1") & first.PLACE.isin(OTHER_PLACEMENTS)
    return _changed(first.where(~new_code), last.where(~new_code), "PLACE")


@rule("503E", fields="PLACE_PROVIDER", category=CROSS_YEAR)
def placement_provider_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The placement provider in the first episode does not match open episode at end of last year."""
    return _changed(*continued_episodes, "PLACE_PROVIDER")


@rule("503F", fields="URN", category=CROSS_YEAR)
def ofsted_number_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The Ofsted URN in the first episode does not match open episode at end of last year."""
    return _changed(*continued_episodes, "URN")


@rule("503G", fields="PL_DISTANCE", category=CROSS_YEAR, needs="postcodes")
def distance_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The distance in first episode does not match open episode at end of last year."""
    return _distance_changed(*continued_episodes)


@rule("503H", fields="PL_LA", category=CROSS_YEAR, needs="postcodes")
def authority_of_placement_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The placement LA in first episode does not match open episode at end of last year."""
    return _changed(*continued_episodes, "PL_LA")


@rule("503J", fields="PL_LOCATION", category=CROSS_YEAR, needs="postcodes")
def placement_location_changed(continued_episodes: tuple[Table, Table]) -> Table:
    """The placement location in first episode does not match open episode at end of last year."""
    return _changed(*continued_episodes, "PL_LOCATION")


@rule("559", fields="DATE_PLACED", category=CROSS_YEAR)
def earlier_decision_not_reported_last_year(
    placed_adoption: Table, placed_adoption_last: Table, year: CollectionYear
) -> Mask:
    """
    Date of decision that a child should be placed for adoption was not in the current year but the date of the decision
    that the child should be placed for adoption was not completed in a previous return.
    """
    undated = placed_adoption_last.where(~placed_adoption_last.DATE_PLACED.readable)
    child = placed_adoption.CHILD
    not_reported = ~child.isin(placed_adoption_last.CHILD) | child.isin(undated.CHILD)
    return (placed_adoption.DATE_PLACED < year.start) & not_reported


@rule("560", fields="DATE_PLACED DATE_PLACED_CEASED", category=CROSS_YEAR)
def date_of_open_decision_changed(placed_adoption: Table, placed_adoption_last: Table) -> Table:
    """
    Date of decision that the child should be placed for adoption this year is different from that recorded last year
    but the decision to place the child for adoption did not change.
    """
    this, last = placed_adoption.join(placed_adoption_last)
    still_open = last.DATE_PLACED.given & last.DATE_PLACED_CEASED.blank
    return this.where(still_open & (this.DATE_PLACED.text != last.DATE_PLACED.text))


@rule("561", fields="DATE_PLACED", category=CROSS_YEAR)
def ended_decision_reported_again(placed_adoption: Table, placed_adoption_last: Table) -> Table:
    """
    Date of the decision that the child should be placed for adoption this year is the same as that recorded last year
    but records show that the decision changed, and the child should no longer be placed for adoption last year.
    """
    this, last = placed_adoption.join(placed_adoption_last)
    ended = last.any_given("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return this.where(ended & (this.DATE_PLACED.text == last.DATE_PLACED.text))


@rule("562", fields="DECOM", category=CROSS_YEAR)
def earlier_episode_not_reported_last_year(
    first_episodes: Table, last_episodes_of_last_year: Table, year: CollectionYear
) -> Table:
    """
    Episode commenced before the start of the current collection year but there is a missing continuous episode in the
    previous year.
    """
    earlier = first_episodes.where(first_episodes.DECOM < year.start)
    first, last = earlier.join(last_episodes_of_last_year, keep_unmatched=True)
    return first.where(first.DECOM != last.DECOM)


@rule("576", fields="CHILD", category=CROSS_YEAR)
def open_absence_not_continued(missing: Table, missing_last: Table) -> Table:
    """
    There is an open missing/away from placement without authorisation period in last year’s return and there is no
    corresponding period recorded at the start of this year.
    """
    left_open = missing_last.where(missing_last.MIS_END.blank & missing_last.MIS_START.readable)
    first, last = missing.earliest("MIS_START", or_undated=True).join(left_open)
    return first.where(first.MIS_START != last.MIS_START)


@rule("584", fields="DATE_PLACED", category=CROSS_YEAR)
def decision_no_later_than_ended_one(placed_adoption: Table, placed_adoption_last: Table) -> Table:
    """
    Date of decision that the child should be placed for adoption this year is different from that recorded last year,
    but the decision to placed the child for adoption changed and the child should no longer be placed for adoption.
    """
    this, last = placed_adoption.join(placed_adoption_last)
    ended = last.DATE_PLACED.readable & last.any_given("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return this.where(ended & ~(this.DATE_PLACED > last.DATE_PLACED))


@rule("624", fields="MC_DOB", category=CROSS_YEAR)
def date_of_birth_of_mothers_child_changed(header: Table, header_last: Table) -> Table:
    """Date of birth of the first child contradicts the date of birth of the first child previously recorded."""
    this, last = header.join(header_last)
    return this.where(last.MC_DOB.given & (this.MC_DOB.text != last.MC_DOB.text))


@rule("626", fields="MOTHER MC_DOB", category=CROSS_YEAR)
def mother_before_the_year_but_not_last_year(header: Table, header_last: Table, year: CollectionYear) -> Table:
    """
    Child was reported as a mother but the date of birth of the first child is before the current year which contradicts
    with the mother status recorded last year.
    """
    this, last = header.join(header_last)
    became_mother = (this.MOTHER.number == 1) & (last.MOTHER.number == 0)
    return this.where(became_mother & (this.MC_DOB < year.start))


@rule("1010", fields="IN_TOUCH ACTIV ACCOM", category=CROSS_YEAR)
def care_leaver_with_open_episode_last_year(oc3: Table, episodes: Table, episodes_last: Table) -> Mask:
    """
    This child has no episodes loaded for current year even though there was an open episode of care at the end of the
    previous year, and care leaver data has been entered.
    """
    last = episodes_last.latest("DECOM", last_in_file=True)
    return oc3.CHILD.isin(last.where(last.DEC.blank).CHILD) & ~oc3.CHILD.isin(episodes.CHILD)
