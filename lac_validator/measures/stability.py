"""How stable care is."""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.dataset import Mask, Rows, Table, months_after
from lac_validator.derived.dates_of_birth import DatesOfBirth
from lac_validator.derived.placements import Care
from lac_validator.engine import SHARE, Count, Counted, NotUsed, measure
from lac_validator.measures.left_out import unusable, without_age
from lac_validator.schema.groups import PLACED_FOR_ADOPTION

MANY = 3
"""Placements in a year that are many."""

LONG_IN_CARE, LONG_IN_PLACEMENT = 30, 24
"""The months in care after which a placement is asked to be long, and the months that make it so."""

_READS = "CHILD DECOM DEC LS RNE REC PLACE PL_POST URN"


@measure(
    "three_placements",
    name="Three or more placements in the year",
    unit=SHARE,
    by="age band, placement, team",
    reads=_READS,
)
def three_placements(
    looked_after_at: Table, care: Care, placements_in_the_year: Rows, unusable_episodes: Table
) -> Counted:
    """Of the children looked after on the as-at day, those who had three or more placements open at any time in the
    year up to it; one that was open on 1 April counts. A change of legal status alone or with the same carer, adoption
    by the current foster carer, a temporary placement (T0 to T4) and the return from it to where the child was before
    are no new placement. One that begins and ends on one day does not count.
    """
    rows = looked_after_at
    children = care.placements.first.take(placements_in_the_year).CHILD.ids
    many = np.bincount(children, minlength=rows.CHILD.ids.max(initial=0) + 1)[rows.CHILD.ids] >= MANY
    return Counted(rows.where(many), rows, not_used=unusable(unusable_episodes))


@measure(
    "long_term_stability",
    name="Long-term placement stability",
    unit=SHARE,
    by="age band, sex, placement, provider, team",
    reads=f"{_READS} DOB",
)
def long_term_stability(
    looked_after_at: Table,
    care: Care,
    dates_of_birth: DatesOfBirth,
    unusable_episodes: Table,
    as_at: datetime.date,
) -> Counted:
    """Of the children under 16 on the as-at day who have been looked after for two and a half years or more without a
    break, those who have been in the same placement for two years or more, or are placed for adoption and have been in
    that placement and the one before together for two years or more. Care or a placement that began before the oldest
    return at hand has lasted at least as long as is known: then the answer has bounds.
    """
    ages = dates_of_birth.ages(looked_after_at, np.datetime64(as_at))
    young = looked_after_at.where(ages < 16)
    place = care.place_in_history(young)
    period, placement = care.periods.number[place], care.placements.number[place]

    def by(months: int) -> np.datetime64:
        return np.datetime64(str(months_after(np.array([as_at], "datetime64[D]"), -months)[0]), "D")

    long_in_care = care.periods.began[period] <= by(LONG_IN_CARE)
    may_be_long = ~long_in_care & ~care.periods.known[period]
    stable, may_be = _stable(young, care, period, placement, by(LONG_IN_PLACEMENT))
    rows = young.where(long_in_care & stable)
    among = young.where(long_in_care)
    low = Count(rows, young.where(long_in_care | (may_be_long & ~stable)))
    could = stable | may_be
    high = Count(young.where((long_in_care | may_be_long) & could), young.where(long_in_care | (may_be_long & could)))
    unsure = NotUsed(young.where(may_be_long), "care began before the oldest return at hand")
    unsure_placement = NotUsed(
        young.where(long_in_care & may_be), "the placement began before the oldest return at hand"
    )
    not_used = [
        *unusable(unusable_episodes), without_age(looked_after_at.where(np.isnan(ages))), unsure, unsure_placement
    ]  # fmt: skip
    return Counted(rows, among, low=low, high=high, not_used=not_used)


def _stable(rows: Table, care: Care, period: Rows, placement: Rows, since: np.datetime64) -> tuple[Mask, Mask]:
    """For each of these children whether the placement has lasted since that day; and whether it may have, where not.

    Of a child placed for adoption the placement before counts with it.
    """
    placements = care.placements
    first_of_period = (placement == 0) | (care.period_of[placement - 1] != period)
    to_be_adopted = rows.PLACE.isin(PLACED_FOR_ADOPTION)
    with_before = np.where(to_be_adopted & ~first_of_period, placement - 1, placement)
    stable = placements.began[with_before] <= since
    began_unknown = ~placements.known[with_before]
    before_unknown = to_be_adopted & first_of_period & ~care.periods.known[period]
    return stable, ~stable & (began_unknown | before_unknown)
