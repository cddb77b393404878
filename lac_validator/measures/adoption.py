"""Children who were adopted, and how long it took."""

from __future__ import annotations

import numpy as np

from lac_validator.dataset import Days, Mask, Rows, Table
from lac_validator.derived.placements import Care
from lac_validator.engine import DAYS, SHARE, Count, Counted, NotUsed, Part, measure
from lac_validator.measures.left_out import unusable
from lac_validator.schema.groups import ADOPTED, PLACED_FOR_ADOPTION, PLACEMENT_ORDER

NOT_A_DAY = np.datetime64("NaT", "D")


@measure(
    "adopted",
    name="Left care to be adopted",
    unit=SHARE,
    by="age band, length of the period, team",
    reads="CHILD DEC REC LS",
    on="DEC",
)
def adopted(ceased_in_the_year: Table, unusable_episodes: Table) -> Counted:
    """Of the children who ceased to be looked after in the year up to the as-at day, those whose last end was adoption
    (REC E11 or E12).
    """
    rows = ceased_in_the_year
    return Counted(rows.where(rows.REC.isin(ADOPTED)), rows, not_used=unusable(unusable_episodes))


@measure(
    "adoption_time",
    name="How long adoption takes",
    unit=DAYS,
    by="sex, ethnicity",
    reads="CHILD DECOM RNE LS PLACE DEC REC DATE_INT DATE_MATCH",
    on="DEC",
)
def adoption_time(ceased_in_the_year: Table, care: Care, unusable_episodes: Table, ad1: Table | None = None) -> Counted:
    """The mean days from entering care to being placed for adoption (the first A placement of the period of care), of
    the children adopted in the year up to the as-at day (REC E11 or E12). Where care began before the oldest return at
    hand it has lasted at least as long as is known, and the mean is the least that it can be; a child whose placing
    lies before it as well is left out. Beside it the mean days of the stages: entered care to decision (DATE_INT),
    decision to match (DATE_MATCH), match to placed, placed to adopted; and entered care to adopted, and first placement
    order (E1) to match. Each is of those of whom both days are known.
    """
    rows = ceased_in_the_year.where(ceased_in_the_year.REC.isin(ADOPTED))
    period = care.periods.number[care.place_in_history(rows)]
    known = care.periods.known[period]
    entered = care.periods.began[period]
    placed = _first_of_period(care, period, care.history.PLACE.isin(PLACED_FOR_ADOPTION))
    ordered = _first_of_period(care, period, care.history.LS == PLACEMENT_ORDER)
    decided, matched = _told(rows, ad1, "DATE_INT"), _told(rows, ad1, "DATE_MATCH")
    adopted, exactly = rows.DEC.days, np.where(known, entered, NOT_A_DAY)
    stages = {
        "entered care to decision": (exactly, decided),
        "decision to match": (decided, matched),
        "match to placed": (matched, placed),
        "placed to adopted": (placed, adopted),
        "entered care to adopted": (exactly, adopted),
        "placement order to match": (ordered, matched),
    }
    parts = [_stage(name, rows, *days) for name, days in stages.items()]
    told = ~np.isnat(placed)
    counted = rows.where(told)
    days = (placed - entered)[told].astype(np.float64)
    bounds = [
        None if known[told].all() else Count(counted, amounts=each)
        for each in (days, np.where(known[told], days, np.inf))
    ]
    not_used = [
        *unusable(unusable_episodes),
        NotUsed(rows.where(told & ~known), "care began before the oldest return at hand: at least so long"),
        NotUsed(rows.where(~told), "when the child was placed for adoption is not known"),
    ]
    return Counted(counted, rows, amounts=days, parts=parts, low=bounds[0], high=bounds[1], not_used=not_used)


def _first_of_period(care: Care, period: Rows, of_kind: Mask) -> Days:
    """For each of these periods of care the day on which the first of its episodes of a kind began.

    NaT where there is none, and where it is the first at hand and continues what is not at hand: then it began earlier.
    """
    chosen = np.flatnonzero(of_kind)
    periods, first = np.unique(care.periods.number[chosen], return_index=True)
    place = chosen[first]
    continues = ~care.placements.known[care.placements.number[place]] & (place == _first_place(care)[periods])
    days = np.full(len(care.periods.began), NOT_A_DAY, "datetime64[D]")
    days[periods] = np.where(continues, NOT_A_DAY, care.history.DECOM.days[place])
    return days[period]


def _first_place(care: Care) -> Rows:
    """For each period the place of its first episode in the history."""
    return np.unique(care.periods.number, return_index=True)[1]


def _told(rows: Table, ad1: Table | None, column: str) -> Days:
    """For each of these children the day in the first row of AD1 that holds one; NaT where none does."""
    if ad1 is None:
        return np.full(len(rows), NOT_A_DAY, "datetime64[D]")
    dated = ad1.where(ad1.column(column).readable)  # type: ignore[attr-defined]
    _, first = np.unique(dated.CHILD.ids, return_index=True)
    return rows.join(dated.take(first), keep_unmatched=True)[1].column(column).days  # type: ignore[attr-defined]


def _stage(name: str, rows: Table, began: Days, ended: Days) -> Part:
    days = ended - began
    told = ~np.isnat(days)
    return Part(rows.where(told), amounts=days[told].astype(np.float64), name=name, series="stages")
