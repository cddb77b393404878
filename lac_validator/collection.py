"""The collection year: the period that one SSDA903 return is about."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

FIRST_YEAR = 2023
"""The earliest collection year whose rules are held (2022/23)."""

LAST_YEAR = 2027
"""The latest collection year whose rules are held (2026/27)."""


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

    def __str__(self) -> str:
        return self.label

    @classmethod
    def of(cls, day: datetime.date) -> CollectionYear:
        """The collection year that ``day`` falls in."""
        return cls(day.year + (day >= datetime.date(day.year, 4, 1)))
