"""Children deprived of their liberty."""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table
from lac_validator.derived.looked_after import days_in_the_year, touches
from lac_validator.engine import CHILDREN, Counted, Part, measure
from lac_validator.measures.left_out import unreadable


@measure(
    "deprivation_of_liberty",
    name="Deprived of liberty",
    unit=CHILDREN,
    by="age band, sex, ethnicity, team",
    reads="CHILD DOLO_START DOLO_END",
    first_year=2027,
)
def deprivation_of_liberty(dolo: Table, year: CollectionYear, as_at: datetime.date) -> Counted:
    """Children with a deprivation of liberty order in force at any time in the year up to the as-at day: it began by
    then and has no end, or one on or after 1 April. Beside it the orders, and the days under them from 1 April to the
    as-at day; the day on which an order ends is not one of them.
    """
    usable, left_out = unreadable(dolo, "DOLO_START", "DOLO_END")
    orders = usable.where(touches(usable.DOLO_START.days, usable.DOLO_END.days, year, as_at))
    days = days_in_the_year(orders.DOLO_START, orders.DOLO_END, year, as_at)
    parts = [Part(orders, name="orders"), Part(orders, amounts=days, statistic=np.sum, name="days")]
    return Counted(orders.latest("DOLO_START", last_in_file=True), parts=parts, not_used=[left_out])
