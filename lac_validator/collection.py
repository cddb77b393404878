"""The collection year: the period that one SSDA903 return is about."""

from __future__ import annotations

import datetime
import operator
import re
from dataclasses import dataclass
from typing import SupportsIndex

FIRST_YEAR = 2023
"""The earliest collection year whose rules are held (2022/23)."""

LAST_YEAR = 2027
"""The latest collection year whose rules are held (2026/27)."""

EDITIONS = {
    2027: "as published in November 2025; the DfE amended them in June 2026, and the amendment has not been seen",
}
"""The collection years whose rules are not held as the DfE last published them, each with what they rest on."""


@dataclass(frozen=True, order=True)
class CollectionYear:
    """A collection year, named after the year of its 31 March: ``CollectionYear(2026)`` is 2025/26.

    Both :attr:`start` (1 April) and :attr:`end` (31 March) belong to the year.
    """

    year: int

    @property
    def start(self) -> datetime.date:
        """1 April of the calendar year before."""
        return datetime.date(self.year - 1, 4, 1)

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end

    @property
    def end(self) -> datetime.date:
        """31 March of the year that names the collection."""
        return datetime.date(self.year, 3, 31)

    @property
    def previous(self) -> CollectionYear:
        """The collection year before this one."""
        return CollectionYear(self.year - 1)

    @property
    def label(self) -> str:
        """As the field writes it: ``2025/26``."""
        return f"{self.year - 1}/{self.year % 100:02d}"

    @property
    def edition(self) -> str:
        """What the rules of this year rest on, where that is not what the DfE last published; blank where it is."""
        return EDITIONS.get(self.year, "")

    @property
    def rules(self) -> str:
        """The year whose rules are meant, as a report names it: with their edition, where there is one to name."""
        return f"{self.label} ({self.edition})" if self.edition else self.label

    def __str__(self) -> str:
        return self.label

    @classmethod
    def of(cls, day: datetime.date) -> CollectionYear:
        """The collection year that ``day`` falls in."""
        return cls(day.year + (day >= datetime.date(day.year, 4, 1)))


def as_collection_year(given: SupportsIndex | str | CollectionYear) -> CollectionYear:
    """The collection year that a caller means by a whole number, numpy's too, or a text of four digits.

    :raises ValueError: it is neither, or no year of four digits.
    """
    if isinstance(given, CollectionYear):
        return given
    try:
        text = given.strip() if isinstance(given, str) else str(operator.index(given))
    except TypeError:
        text = ""
    if not re.fullmatch("[0-9]{4}", text):
        raise ValueError(f"{given} is no collection year: give the year in which it ends, 2026 for 2025/26.")
    return CollectionYear(int(text))


def years_held() -> str:
    """The collection years whose rules are held, in words: ``2022/23 to 2026/27``."""
    return f"{CollectionYear(FIRST_YEAR)} to {CollectionYear(LAST_YEAR)}"
