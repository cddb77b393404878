"""The social workers that children have."""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table
from lac_validator.derived.looked_after import touches
from lac_validator.engine import SHARE, Counted, measure
from lac_validator.measures.left_out import unreadable, unusable

MANY = 3
"""Social workers in a year that are many."""


@measure(
    "social_workers",
    name="Three or more social workers in the year",
    unit=SHARE,
    by="age band, placement, team",
    reads="CHILD DECOM DEC LS SW_ID SW_DECOM SW_DEC",
    first_year=2024,
)
def social_workers(
    looked_after_at: Table, sw_episodes: Table, unusable_episodes: Table, year: CollectionYear, as_at: datetime.date
) -> Counted:
    """Of the children looked after on the as-at day, those who had three or more different social workers (SW_ID) in
    the year up to it: the episode with the worker began by then and has no end, or one on or after 1 April.
    """
    usable, left_out = unreadable(sw_episodes, "SW_DECOM", "SW_DEC")
    in_year = usable.where(touches(usable.SW_DECOM.days, usable.SW_DEC.days, year, as_at) & usable.SW_ID.given)
    pairs = np.unique(np.column_stack([in_year.CHILD.ids, in_year.SW_ID.ids]), axis=0)
    rows = looked_after_at
    workers = np.bincount(pairs[:, 0], minlength=rows.CHILD.ids.max(initial=0) + 1)
    counted = rows.where(workers[rows.CHILD.ids] >= MANY)
    return Counted(counted, rows, not_used=[*unusable(unusable_episodes), left_out])
