"""Days as whole numbers, which is quick: thousands of lives are made of little else."""

from __future__ import annotations

import datetime
from functools import cache
from typing import NamedTuple

from lac_validator.collection import CollectionYear

Day = int
"""A day as ``datetime.date.toordinal`` counts them."""


class Year(NamedTuple):
    """A collection year: 1 April (``start``) to 31 March (``end``) of ``number``."""

    number: int
    start: Day
    end: Day

    @classmethod
    def of(cls, number: int) -> Year:
        """The collection year that is named after the year of its 31 March."""
        year = CollectionYear(number)
        return cls(number, year.start.toordinal(), year.end.toordinal())


def day(year: int, month: int, day_of_month: int) -> Day:
    """A day of the calendar."""
    return datetime.date(year, month, day_of_month).toordinal()


@cache
def text(when: Day | None) -> str:
    """The day as the DfE writes it, 31/03/2026; a blank for no day."""
    return "" if when is None else datetime.date.fromordinal(when).strftime("%d/%m/%Y")


@cache
def birthday(born: Day, age: int) -> Day:
    """The day on which somebody turns this age. Someone born on 29 February does so on 28 February in other years."""
    date = datetime.date.fromordinal(born)
    try:
        return date.replace(year=date.year + age).toordinal()
    except ValueError:
        return date.replace(year=date.year + age, day=28).toordinal()


def age(born: Day, when: Day) -> int:
    """Completed years on this day."""
    birth, now = datetime.date.fromordinal(born), datetime.date.fromordinal(when)
    years = now.year - birth.year
    return years - (birthday(born, years) > when)


def is_year_end(when: Day) -> bool:
    """Whether the day is a 31 March."""
    date = datetime.date.fromordinal(when)
    return (date.month, date.day) == (3, 31)


def weekday_by(when: Day) -> Day:
    """The day itself, or the Friday before where it falls on a weekend."""
    return when - max(0, (when - 1) % 7 - 4)
