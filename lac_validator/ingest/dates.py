"""Dates that Excel, or a database, wrote in its own way: 2025-05-01, 01/05/25, 1/5/2025, 45778, 01-May-25.

The DfE takes dd/mm/yyyy and nothing else, so none of these is quietly put right. They are counted and reported; when
the user asks, those that can mean but one day are read as that day.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lac_validator.dataset import read_date
from lac_validator.ingest.rewritten import BLANKS

AS_THE_DFE_WANTS = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
PARTLY_UNKNOWN = re.compile(r"[0-9z]{1,2}/[0-9z]{1,2}/([0-9]{4}|zzzz)", re.IGNORECASE)
"""DATE_PERM may be zz/05/2020."""

_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME)
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_NUMBERS = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})" + _TIME)
_MONTH_NAMED = re.compile(r"([0-9]{1,2})[-/. ]*([A-Za-z]{3,9})[-/., ]*([0-9]{4}|[0-9]{2})" + _TIME)
_DAY_NUMBER = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as it is said

EXCEL_DAY_0 = datetime.date(1899, 12, 30)
EXCEL_1904_DAYS = 1462
"""Days between the two calendars that a workbook may count in."""

_FIRST_YEAR, _LAST_YEAR = 1920, 2099
"""A five-digit number outside of these years is hardly a day."""

_LAST_TWO_DIGIT_YEAR = 29
"""Excel reads 29 as 2029 and 30 as 1930."""

_LONGEST = 40


@dataclass
class DateCells:
    """What the texts of one column of dates are. Blank and ordinary ones are left out.

    :ivar days: how many cells hold each day, whichever way it is written.
    :ivar rewritten: each text that plainly is a day but is written otherwise, and the day as dd/mm/yyyy; and each
        that stands for a blank, and a blank.
    :ivar either: texts that are written otherwise and may be day/month or month/day.
    :ivar unreadable: texts that are no day at all.
    :ivar month_first: whether some are written the American way, so that one that can be read both ways stays; None
    where
        nothing was out of the ordinary.
    """

    days: Counter[datetime.date] = field(default_factory=Counter)
    rewritten: dict[str, str] = field(default_factory=dict)
    either: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    month_first: bool | None = None

    @cached_property
    def years(self) -> Counter[int]:
        """How many cells hold a day of each collection year, by the year that names it."""
        years: Counter[int] = Counter()
        for day, count in self.days.items():
            years[day.year + (day.month > 3)] += count
        return years


def written(day: datetime.date) -> str:
    """As the DfE wants it: dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def examine(column: Sequence[str], days: dict[str, datetime.date | None], month_first: bool | None = None) -> DateCells:
    """What a column of dates holds.

    :param days: what texts of the ordinary form are, as found so far: many columns hold the same dates.
    :param month_first: as known from an earlier look at the column, before plain dates in it were put right.
    """
    found = DateCells(month_first=month_first)
    counts = Counter(column)
    for text, count in counts.items():
        day = days.get(text)
        if day:  # nearly always: the rest is for what is out of the ordinary
            found.days[day] += count
            continue
        trimmed = text.strip()
        if not trimmed:
            continue
        if trimmed in BLANKS:
            found.rewritten[text] = ""
            continue
        if trimmed in days or AS_THE_DFE_WANTS.fullmatch(trimmed):
            if trimmed not in days:
                days[trimmed] = read_date(trimmed)
            day = days[trimmed]
            if day:
                found.days[day] += count
                if text != trimmed:  # the rules take it for unreadable: the DfE's message on dates says so
                    found.rewritten[text] = trimmed
                continue
        elif PARTLY_UNKNOWN.fullmatch(trimmed) and "z" in trimmed.lower():
            continue
        if found.month_first is None:  # asked only where something is out of the ordinary
            found.month_first = _some_month_first(counts)
        meanings = _meanings(trimmed) if len(trimmed) <= _LONGEST else []
        if not meanings:
            found.unreadable.add(text)
            continue
        if len(meanings) == 1 or not found.month_first:
            found.rewritten[text] = written(meanings[0])
        else:
            found.either.add(text)
        found.days[meanings[0]] += count
    return found


def _some_month_first(texts: Iterable[str]) -> bool:
    """Whether the column has days written the American way; 25/05 cannot be, 05/25 must be."""
    numbers = (_NUMBERS.fullmatch(text.strip()) for text in texts if len(text) <= _LONGEST)
    return any(match and int(match[1]) <= 12 < int(match[2]) for match in numbers)


def _meanings(text: str) -> list[datetime.date]:
    """The days that a text can mean, the British reading first."""
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _days([(match[1], match[2], match[3])])
    if match := _NUMBERS.fullmatch(text):
        return _days([(match[3], match[2], match[1]), (match[3], match[1], match[2])])
    if (match := _MONTH_NAMED.fullmatch(text)) and match[2][:3].lower() in _MONTHS:
        return _days([(match[3], str(_MONTHS.index(match[2][:3].lower()) + 1), match[1])])
    if match := _DAY_NUMBER.fullmatch(text):
        day = EXCEL_DAY_0 + datetime.timedelta(int(match[1]))
        return [day] if _FIRST_YEAR <= day.year <= _LAST_YEAR else []
    return []


def _days(candidates: Iterable[tuple[str, str, str]]) -> list[datetime.date]:
    days = []
    for year, month, day in candidates:
        number = int(year)
        if len(year) == 2:
            number += 2000 if number <= _LAST_TWO_DIGIT_YEAR else 1900
        try:
            days.append(datetime.date(number, int(month), int(day)))
        except ValueError:
            continue
    return [day for day in dict.fromkeys(days) if read_date(written(day))]  # the rules read none of the year 215


def ways(texts: Iterable[str]) -> list[str]:
    """In which ways these texts are written, in words, each once."""
    found = {}
    for given in texts:
        text = given.strip()
        if AS_THE_DFE_WANTS.fullmatch(text):
            found["with blanks around it"] = True
        elif _DAY_NUMBER.fullmatch(text):
            found["as Excel's number of the day"] = True
        elif _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
            found["with the year first"] = True
        elif match := _NUMBERS.fullmatch(text):
            if ":" in text:
                found["with a time"] = True
            elif len(match[3]) == 2:
                found["with a two-digit year"] = True
            elif "/" in text:
                found["without leading noughts, or with the month first"] = True
            else:
                found["with other signs than slashes"] = True
        else:
            found["with the month's name"] = True
    return list(found)
