"""Children who went missing, or away without authorisation."""

from __future__ import annotations

import datetime

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table
from lac_validator.derived.looked_after import touches
from lac_validator.engine import SHARE, Counted, Part, measure
from lac_validator.measures.left_out import unreadable, unusable

_BY = "age band, placement, location, team"
_READS = "CHILD DECOM DEC LS MISSING MIS_START MIS_END"


@measure("missing", name="Went missing", unit=SHARE, by=_BY, reads=_READS)
def missing(
    children_in_the_year: Table, missing: Table, unusable_episodes: Table, year: CollectionYear, as_at: datetime.date
) -> Counted:
    """Of the children looked after at any time in the year up to the as-at day, those who were missing from care at any
    time in it (a row of MISSING M that has not ended before 1 April). Beside it the incidents, the incidents for each
    such child, and those still missing on the as-at day.
    """
    return _absent("M", "still missing", children_in_the_year, missing, unusable_episodes, year, as_at)


@measure("away", name="Away without authorisation", unit=SHARE, by=_BY, reads=_READS)
def away(
    children_in_the_year: Table, missing: Table, unusable_episodes: Table, year: CollectionYear, as_at: datetime.date
) -> Counted:
    """Of the children looked after at any time in the year up to the as-at day, those who were away from placement
    without authorisation at any time in it (a row of MISSING A that has not ended before 1 April). Beside it the
    incidents, the incidents for each such child, and those still away on the as-at day.
    """
    return _absent("A", "still away", children_in_the_year, missing, unusable_episodes, year, as_at)


def _absent(
    kind: str,
    still: str,
    children: Table,
    missing: Table,
    unusable_episodes: Table,
    year: CollectionYear,
    as_at: datetime.date,
) -> Counted:
    usable, left_out = unreadable(missing.where(missing.MISSING == kind), "MIS_START", "MIS_END")
    in_year = usable.where(touches(usable.MIS_START.days, usable.MIS_END.days, year, as_at))
    incidents = in_year.where(in_year.CHILD.isin(children.CHILD))
    absent = children.where(children.CHILD.isin(incidents.CHILD))
    gone = incidents.where(incidents.MIS_END.blank | (incidents.MIS_END > as_at))
    parts = [
        Part(incidents, name="incidents"),
        Part(incidents, absent, name="incidents a child"),
        Part(children.where(children.CHILD.isin(gone.CHILD)), children, name=still),
    ]
    return Counted(absent, children, parts=parts, not_used=[*unusable(unusable_episodes), left_out])
