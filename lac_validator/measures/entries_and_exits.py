"""Who came into care, who left it, and who came back."""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Days, Table
from lac_validator.derived.dates_of_birth import DatesOfBirth
from lac_validator.derived.looked_after import covering
from lac_validator.engine import CHILDREN, EVENTS, SHARE, Count, Counted, NotUsed, Part, measure
from lac_validator.measures.left_out import unusable
from lac_validator.schema.groups import STARTED_TO_BE_LOOKED_AFTER

SOON = 365
"""Days within which a return to care is soon."""


@measure(
    "started",
    name="Started to be looked after",
    unit=CHILDREN,
    by="age band, need, legal status, month, team",
    reads="CHILD DECOM RNE LS",
    on="DECOM",
)
def started(started_in_the_year: Table, unusable_episodes: Table) -> Counted:
    """Children who started to be looked after in the year up to the as-at day (RNE S), each once, by the first such
    start; ages are those on that day. Agreed series of short-term placements (V3 and V4) are left out.
    """
    return Counted(started_in_the_year, not_used=unusable(unusable_episodes))


@measure(
    "ceased",
    name="Ceased to be looked after",
    unit=CHILDREN,
    by="reason, age band, placement, length of the period, month, team",
    reads="CHILD DEC REC LS",
    on="DEC",
)
def ceased(ceased_in_the_year: Table, unusable_episodes: Table, dates_of_birth: DatesOfBirth | None = None) -> Counted:
    """Children who ceased to be looked after in the year up to the as-at day (a REC that begins with E), each once, by
    the last such end; ages are those on that day. Agreed series of short-term placements (V3 and V4) are left out.
    Beside it those who were 18 or over.
    """
    rows = ceased_in_the_year
    parts = []
    if dates_of_birth is not None:
        grown_up = rows.where(dates_of_birth.ages(rows, rows.DEC.days) >= 18)
        parts = [Part(grown_up, rows, name="aged 18 or over")]
    return Counted(rows, parts=parts, not_used=unusable(unusable_episodes))


@measure(
    "net_change",
    name="Entries less exits by month",
    unit=EVENTS,
    reads="CHILD DECOM RNE DEC REC LS",
)
def net_change(
    starts_in_the_year: Table,
    ends_in_the_year: Table,
    usable_episodes: Table,
    unusable_episodes: Table,
    year: CollectionYear,
    as_at: datetime.date,
) -> Counted:
    """Starts (RNE S) less ends (a REC that begins with E) of periods of care in the year up to the as-at day; a child
    counts as often as it started or ended. By month the starts, the ends, and the children looked after on its last
    day, or on the as-at day. Agreed series of short-term placements (V3 and V4) are left out.
    """
    starts, ends = starts_in_the_year, ends_in_the_year
    both = starts.whole.take(np.concatenate([starts.rows, ends.rows]))
    signs = np.repeat([1, -1], [len(starts), len(ends)])
    parts = []
    for name, last in _months(year.start, as_at):
        at = covering(usable_episodes, last)
        parts += [
            Part(_of_month(starts, starts.DECOM.days, name), name=name, series="started"),
            Part(_of_month(ends, ends.DEC.days, name), name=name, series="ceased"),
            Part(at, name=name, series="looked after"),
        ]
    return Counted(both, amounts=signs, statistic=np.sum, parts=parts, not_used=unusable(unusable_episodes))


def _of_month(rows: Table, days: Days, month: str) -> Table:
    return rows.where(days.astype("datetime64[M]") == np.datetime64(month, "M"))


def _months(first: datetime.date, last: datetime.date) -> list[tuple[str, datetime.date]]:
    """Each month from one day to another: its name, and its last day or the last of all."""
    months = np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)
    ends = (months + 1).astype("datetime64[D]") - 1
    return [(str(month), min(end, last)) for month, end in zip(months, ends.tolist(), strict=True)]


@measure(
    "re_entry",
    name="Came back within a year",
    unit=SHARE,
    by="reason, age band, length of the period",
    reads="CHILD DECOM RNE DEC REC LS",
    on="DEC",
)
def re_entry(ceased_last_year: Table, care_history: Table, unusable_episodes: Table, as_at: datetime.date) -> Counted:
    """Of the children who ceased to be looked after in the collection year before, by the last such end: those who
    started again (RNE S) within 365 days after it. Before 31 March it is not known yet of all: then the answer has
    bounds. Our own measure; the DfE publishes none.
    """
    ends = ceased_last_year
    starts = care_history.where(care_history.RNE == STARTED_TO_BE_LOOKED_AFTER)
    end, start = ends.join(starts)
    days = start.DECOM - end.DEC.days
    soon = (days > np.timedelta64(0, "D")) & (days <= np.timedelta64(SOON, "D"))
    back = ends.CHILD.isin(end.where(soon).CHILD)
    may_yet = ~back & (ends.DEC + SOON > as_at)
    low, high = (Count(ends.where(those), ends) for those in (back, back | may_yet))
    waiting = NotUsed(ends.where(may_yet), "a year has not passed since the child left care")
    return Counted(ends.where(back), ends, low=low, high=high, not_used=[*unusable(unusable_episodes), waiting])
