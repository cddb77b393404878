"""Legal status: under which order or agreement a child is looked after, and what it allows.

The law limits how long some of them may last, and short breaks (V3, V4) are not care in the full sense: what is asked
about a child in care must not be recorded for a child who only had short breaks. The freeing order (D1) gave way to the
placement order (E1) in December 2005.
"""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.derived.spells import days_between, end_or_as_at, joined_spells, unbroken_spells
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import FREEING_ORDER, NEW_EPISODE_FOLLOWS, PLACEMENT_ORDER, SHORT_BREAKS

YOUTH_JUSTICE = ("J1", "J2", "J3")
DETAINED_BY_POLICE = "J2"
POLICE_PROTECTION = "L1"
EMERGENCY_PROTECTION_ORDER = "L2"
CHILD_ASSESSMENT_ORDER = "L3"
SHORT_BREAK_EPISODE = "V3"
SHORT_BREAKS_AGREEMENT = "V4"

FIRST_PLACEMENT_ORDERS = datetime.date(2005, 12, 1)
LAST_FREEING_ORDERS = datetime.date(2005, 12, 31)


@rule("118", fields="DATE_PLACED_CEASED DECOM LS", category=INCONSISTENT)
def decision_reversed_before_care_or_year(
    care_episodes: Table, placed_adoption: Table, year: CollectionYear
) -> tuple[Table, Table]:
    """
    Date of decision that a child should no longer be placed for adoption is before the current collection year or
    before the date the child started to be looked after.
    """
    episode, decision = care_episodes.earliest("DECOM").join(placed_adoption)
    reversed_ = decision.DATE_PLACED_CEASED
    early = (reversed_ < episode.DECOM) | (reversed_ < year.start)
    return episode.where(early), decision.where(early)


@rule("144", fields="LS", category=INVALID)
def legal_status_not_valid(episodes: Table) -> Mask:
    """The legal status code is not a valid code."""
    return episodes.LS.given & ~episodes.LS.isin(valid_codes("LS"))


@rule("358", fields="DECOM DOB LS", category=INCONSISTENT)
def youth_justice_under_ten(episodes: Table, header: Table) -> tuple[Table, Table]:
    """Child with this legal status should not be under 10."""
    episode, child = episodes.where(episodes.LS.isin(YOUTH_JUSTICE)).join(header)
    under_ten = episode.DECOM < child.DOB.birthday(10)
    return episode.where(under_ten), child.where(under_ten)


@rule("361", fields="DECOM LS DEC", category=INCONSISTENT)
def police_protection_too_long(episodes: Table, as_at: datetime.date) -> Table:
    """Police protection legal status lasted longer than maximum 72 hours allowed in the Children Act 1989."""
    return unbroken_spells(episodes, POLICE_PROTECTION, as_at).longer_than(3)


@rule("362", fields="DECOM LS DEC", category=INCONSISTENT)
def emergency_protection_order_too_long(episodes: Table, as_at: datetime.date) -> Table:
    """Emergency protection order (EPO) lasted longer than 21 days"""
    return unbroken_spells(episodes, EMERGENCY_PROTECTION_ORDER, as_at).longer_than(21)


@rule("363", fields="LS DECOM DEC", category=INCONSISTENT)
def child_assessment_order_too_long(episodes: Table, as_at: datetime.date) -> Table:
    """Child assessment order (CAO) lasted longer than 7 days allowed in the Children Act 1989."""
    return joined_spells(episodes, CHILD_ASSESSMENT_ORDER, as_at).longer_than(7)


@rule("364", fields="LS DECOM DEC", category=INCONSISTENT)
def detention_by_police_too_long(episodes: Table, as_at: datetime.date) -> Table:
    """
    Sections 41-46 of Police and Criminal Evidence (PACE; 1984) severely limits the time a child can be detained in
    custody in Local Authority (LA) accommodation.
    """
    return joined_spells(episodes, DETAINED_BY_POLICE, as_at).longer_than(21)


@rule("365", fields="LS DECOM DEC", category=INCONSISTENT)
def short_break_too_long(episodes: Table, as_at: datetime.date) -> Mask:
    """Any individual short- term respite placement must not exceed 17 days."""
    lasted = days_between(episodes.DECOM.days, end_or_as_at(episodes, as_at))
    return (episodes.LS == SHORT_BREAK_EPISODE) & (lasted > 17)


@rule("367", fields="LS DECOM DEC", category=INCONSISTENT)
def short_breaks_too_long_in_year(episodes: Table, year: CollectionYear, as_at: datetime.date) -> Table:
    """The maximum amount of respite care allowable is 75 days in any 12-month period."""
    breaks = episodes.where(episodes.LS == SHORT_BREAK_EPISODE)
    began = np.maximum(breaks.DECOM.days, np.datetime64(year.start))
    ended = np.minimum(end_or_as_at(breaks, as_at), np.datetime64(year.end))
    lasted = np.maximum(days_between(began, ended), 0)
    return breaks.where((lasted > 0) & (breaks.total_for_child(lasted) > 75))


@rule("399", fields="MOTHER LS REVIEW REVIEW_CODE", category=INCONSISTENT)
def short_breaks_only_but_mother_or_review(
    episodes: Table, care_episodes: Table, header: Table, reviews: Table
) -> tuple[Table, ...]:
    """
    Mother field, review field or participation field are completed but child is looked after under legal status V3 or
    V4.
    """
    # Header and Reviews rows are judged in pairs, so one with nothing in it goes with a partner that has something.
    short_breaks = episodes.where(~episodes.CHILD.isin(care_episodes.CHILD))
    mothers = header.where(header.MOTHER.given & header.CHILD.isin(short_breaks.CHILD))
    held = reviews.where(reviews.any_given("REVIEW", "REVIEW_CODE") & reviews.CHILD.isin(short_breaks.CHILD))
    return (
        short_breaks.where(short_breaks.CHILD.isin(mothers.CHILD) | short_breaks.CHILD.isin(held.CHILD)),
        *(mothers, header.where(header.CHILD.isin(held.CHILD))),
        *(held, reviews.where(reviews.CHILD.isin(mothers.CHILD))),
    )


@rule("426", fields="LS", category=INCONSISTENT)
def both_kinds_of_short_breaks(episodes: Table) -> Mask:
    """A child receiving respite care cannot be recorded under a legal status of V3 and V4 in the same year."""
    by_episode = episodes.where(episodes.LS == SHORT_BREAK_EPISODE).CHILD
    by_agreement = episodes.where(episodes.LS == SHORT_BREAKS_AGREEMENT).CHILD
    both = episodes.CHILD.isin(by_episode) & episodes.CHILD.isin(by_agreement)
    return both & episodes.LS.isin(SHORT_BREAKS)


@rule("445", fields="LS DECOM", category=INCONSISTENT, last_year=2024)
def freeing_order_after_2005(episodes: Table) -> Mask:
    """D1 is not a valid code for episodes starting after December 2005."""
    return (episodes.LS == FREEING_ORDER) & (episodes.DECOM > LAST_FREEING_ORDERS)


@rule("446", fields="LS DECOM", category=INCONSISTENT)
def placement_order_before_december_2005(episodes: Table) -> Mask:
    """E1 is not a valid code for episodes starting before December 2005."""
    return (episodes.LS == PLACEMENT_ORDER) & (episodes.DECOM < FIRST_PLACEMENT_ORDERS)


@rule("451", fields="DEC REC LS", category=INCONSISTENT, last_year=2024)
def still_freed_for_adoption(episodes: Table) -> Mask:
    """Child is still freed for adoption, but freeing orders could not be applied for since 30 December 2005."""
    return (episodes.LS == FREEING_ORDER) & episodes.DEC.blank & episodes.REC.blank


@rule("554", fields="DATE_PLACED DECOM LS", category=INCONSISTENT)
def decision_after_placement_order(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Date of decision that the child should be placed for adoption should be on or prior to the date that the placement
    order was granted.
    """
    granted = episodes.where(episodes.LS == PLACEMENT_ORDER).earliest("DECOM")
    episode, decision = granted.join(placed_adoption)
    late = decision.DATE_PLACED > episode.DECOM
    return episode.where(late), decision.where(late)


def _left_care_without_mother_field(
    care_episodes: Table, header: Table, year: CollectionYear, female: str
) -> tuple[Table, Table]:
    left_care = care_episodes.REC.given & (care_episodes.REC != NEW_EPISODE_FOLLOWS)
    in_year = care_episodes.DEC.between(year.start, year.end)
    episode, child = care_episodes.where(left_care & in_year).join(header)
    not_known = (child.SEX == female) & child.MOTHER.blank
    return episode.where(not_known), child.where(not_known)


@rule("607", fields="DEC REC MOTHER LS SEX", category=MISSING, last_year=2024)
def left_care_without_mother_field_until_2024(
    care_episodes: Table, header: Table, year: CollectionYear
) -> tuple[Table, Table]:
    """Child ceased to be looked after in the year, but mother field has not been completed."""
    return _left_care_without_mother_field(care_episodes, header, year, female="2")


@rule("607", fields="DEC REC MOTHER LS SEX", category=MISSING, first_year=2025)
def left_care_without_mother_field(care_episodes: Table, header: Table, year: CollectionYear) -> tuple[Table, Table]:
    """Child ceased to be looked after in the year, but mother field has not been completed."""
    return _left_care_without_mother_field(care_episodes, header, year, female="F")
