"""Dates of which the day, the month or the year is not known and is written ZZ or ZZZZ."""

from __future__ import annotations

import datetime

from lac_validator.dataset import Days, Table, read_date
from lac_validator.engine import derived

UNKNOWN = "ZZ"
UNKNOWN_YEAR = "ZZZZ"
YEAR_FOR_UNKNOWN = "2000"
"""A leap year: every day that any year can have is a day of it."""

LAST_DAYS = ("31", "30", "29", "28")


def read_partial_date(text: str, *, days: tuple[str, ...], month: str) -> datetime.date | None:
    """The day that ``text`` names once its unknown parts are filled in; an unknown year is taken as 2000.

    :param days: what to put for an unknown day; the first that gives a real date.
    :param month: what to put for an unknown month.
    :returns: None where the text is not day/month/year (see :func:`read_date`), or its known parts are impossible.
    """
    if text.count("/") != 2:
        return None
    day, known_month, year = text.split("/")
    month = month if known_month == UNKNOWN else known_month
    year = YEAR_FOR_UNKNOWN if year == UNKNOWN_YEAR else year
    filled_in = (read_date(f"{each}/{month}/{year}") for each in (days if day == UNKNOWN else (day,)))
    return next((date for date in filled_in if date), None)


def latest_day(text: str) -> datetime.date | None:
    """The latest day that a partly unknown date can mean, as rule 632 has it: 30 April for ZZ/04/2022."""
    return read_partial_date(text.upper(), days=LAST_DAYS, month="12")


@derived
def previous_order_days(prev_perm: Table) -> Days:
    """For each row of PrevPerm the latest day that DATE_PERM can mean; NaT where it is blank or not valid (632)."""
    return prev_perm.DATE_PERM.read(latest_day)
