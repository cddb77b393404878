"""Who is looked after."""

from __future__ import annotations

import datetime

from lac_validator.dataset import Table
from lac_validator.engine import CHILDREN, SHARE, Counted, Part, measure
from lac_validator.measures.left_out import unusable


@measure(
    "looked_after",
    name="Children looked after",
    unit=CHILDREN,
    by="age band, sex, ethnicity, need, legal status, placement, provider, location, team",
    reads="CHILD DECOM DEC LS",
)
def looked_after(looked_after_at: Table, unusable_episodes: Table) -> Counted:
    """Children looked after on the as-at day: 31 March of the collection year, unless the return is of an earlier day.
    An episode covers the day when it began by then and has not ended by then. Agreed series of short-term placements
    (V3 and V4) are left out. A child counts once.
    """
    return Counted(looked_after_at, not_used=unusable(unusable_episodes))


@measure(
    "unaccompanied",
    name="Unaccompanied asylum-seeking children",
    unit=SHARE,
    by="age band, sex, placement, location, team",
    reads="CHILD DECOM DEC LS RNE DUC UASC",
)
def unaccompanied(
    looked_after_at: Table,
    started_in_the_year: Table,
    unusable_episodes: Table,
    as_at: datetime.date,
    uasc: Table,
    header: Table | None = None,
) -> Counted:
    """Of the children looked after on the as-at day, those who are unaccompanied asylum-seeking children: listed as
    such, by the status in Header where there is one or else in UASC, and the status has not ended by that day. Beside
    it the share of those who started to be looked after in the year, by the status on the day they started.
    """
    listed = uasc.where(uasc.any_given("SEX", "DOB", "DUC"))
    if header is not None and "UASC" in header:
        listed = header.where(header.UASC == "1")

    def still(rows: Table, on: str) -> Table:
        """Those of these episodes whose child has the status on a day."""
        row, entry = rows.join(uasc)
        over = row.where(entry.DUC <= (as_at if on == "as_at" else row.column(on).days))  # type: ignore[attr-defined]
        return rows.where(rows.CHILD.isin(listed.CHILD) & ~rows.CHILD.isin(over.CHILD))

    starting = Part(still(started_in_the_year, "DECOM"), of=started_in_the_year, name="of those who started")
    return Counted(
        still(looked_after_at, "as_at"), looked_after_at, parts=[starting], not_used=unusable(unusable_episodes)
    )
