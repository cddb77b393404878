"""Dates that are written otherwise than the DfE takes them, but can mean one day only."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from lac_validator import schema
from lac_validator.dataset import Dates, Table, read_date
from lac_validator.engine import CERTAIN, SUGGESTED, Changes, fix
from lac_validator.ingest.dates import examine

CODES = "102 104 112 113 115 116 141 147 166 171 1004 1005 SW01aSTG1 SW01bSTG1 SW03STG1 SW04STG1 SW05STG1 632 700 701"
MONTH_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
ENOUGH = 5
"""So many dates that can only be read month first, and none that can only be read day first, prove a column's order."""


def _columns(tables: dict[str, Table]) -> Iterator[tuple[Table, str]]:
    """The columns of dates in which something is none."""
    for table in tables.values():
        for name, column in schema.table(table.name).columns.items():
            dates = table.column(name) if column.type == "date" and name in table else None
            if isinstance(dates, Dates) and dates.unreadable.any():
                yield table, name


def _rewritten(tables: dict[str, Table], meaning: Callable[[list[str]], dict[str, str]], why: str) -> Iterator[Changes]:
    """Each column in which some texts have another meaning than they have as they stand."""
    for table, name in _columns(tables):
        texts = table.column(name).as_given
        meant = meaning(texts)
        if meant:
            rows = table.take(np.array([row for row, text in enumerate(texts) if text in meant], np.intp))
            yield Changes(rows, name, [meant[text] for text in texts if text in meant], why)


@fix(CODES, kind=CERTAIN)
def date_written_otherwise(every_table: dict[str, Table]) -> Iterator[Changes]:
    """Where a date is written with the year first, as Excel's number, with blanks, a time or a month's name, write it
    as the DfE takes it.
    """
    return _rewritten(every_table, _certain, "It can mean one day only, which is written here as the DfE takes it.")


def _certain(texts: list[str]) -> dict[str, str]:
    if proved_month_first(texts):
        return {}
    found = examine(texts, {})
    return {
        text: day for text, day in found.rewritten.items() if day and not read_date(text) and not _needs_a_swap(text)
    }


def _needs_a_swap(text: str) -> bool:
    match = re.match(r"\s*([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]", text)
    return match is not None and int(match[2]) > 12


@fix(CODES, kind=SUGGESTED)
def day_and_month_swapped(every_table: dict[str, Table]) -> Iterator[Changes]:
    """Where a date is none, but is one with day and month swapped, and other dates of the column are as they should be,
    swap them.
    """
    return _rewritten(every_table, _swapped, "There is no such month; with day and month swapped it is a date.")


def _swapped(texts: list[str]) -> dict[str, str]:
    if proved_month_first(texts):
        return {}
    return {text: day for text in set(texts) if (day := _month_first(text)) and _needs_a_swap(text)}


@fix(CODES, kind=CERTAIN)
def column_written_month_first(every_table: dict[str, Table]) -> Iterator[Changes]:
    """Where every date of a column can be read with the month first, and at least five cannot be read otherwise, swap
    day and month in all of them.
    """
    because = "All dates of this column can be read with the month first, and several cannot be read otherwise."
    return _rewritten(every_table, _all_month_first, because)


def _all_month_first(texts: list[str]) -> dict[str, str]:
    if not proved_month_first(texts):
        return {}
    return {text: day for text in set(texts) if (day := _month_first(text)) and day != text}


def proved_month_first(texts: list[str]) -> bool:
    """Whether the dates of a column are all written with the month first, so that none is to be read as it stands."""
    given = Counter(text.strip() for text in texts if text.strip())
    only = sum(count for text, count in given.items() if _needs_a_swap(text))
    return only >= ENOUGH and not any(read_date(text) and not _month_first(text) for text in given)


def _month_first(text: str) -> str:
    """The day that a text means with the month first, as the DfE takes it; blank where it means none."""
    match = MONTH_FIRST.fullmatch(text.strip())
    if not match:
        return ""
    try:
        day = datetime.date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return ""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if day.year >= 1678 else ""
