"""A made-up return as it stood on an earlier day: what a council's system held then.

Rows that begin later are not there yet, later ends and what goes with them are blank, and children with nothing left
are not in the return. What councils fill in at the end of the year, health and care leavers' tables, is empty, half
filled or complete.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache

from lac_validator.sample.care import ADOPTED
from lac_validator.sample.days import Day
from lac_validator.sample.errors import Tables
from lac_validator.sample.tables import Rows

EMPTY, HALF, COMPLETE = "empty", "half filled", "complete"
"""How far the tables are filled that councils fill in at the end of the year. Half filled is: of three rows one is not
there yet, one lacks every other cell, one is complete.
"""

FILLED_AT_YEAR_END = ("OC2", "OC3")
_KNOWN = {"CHILD", "DOB"}

_BEGINS = {
    "Episodes": "DECOM",
    "Reviews": "REVIEW",
    "PlacedAdoption": "DATE_PLACED",
    "Missing": "MIS_START",
    "SWEpisodes": "SW_DECOM",
    "DoLo": "DOLO_START",
}
_ENDS = {
    "Header": ("MC_DOB", ()),
    "Episodes": ("DEC", ("REC", "REASON_PLACE_CHANGE")),
    "PlacedAdoption": ("DATE_PLACED_CEASED", ("REASON_PLACED_CEASED",)),
    "Missing": ("MIS_END", ()),
    "SWEpisodes": ("SW_DEC", ()),
    "DoLo": ("DOLO_END", ()),
}


def cut(tables: Tables, as_at: datetime.date, filled: str = EMPTY) -> Tables:
    """Tables of the year as they stood on a day of the year.

    :param filled: :data:`EMPTY`, :data:`HALF` or :data:`COMPLETE`.
    """
    day = as_at.toordinal()
    known = {name: _known(name, rows, day) for name, rows in tables.items()}
    for name in FILLED_AT_YEAR_END:
        known[name] = _FILLING[filled](known[name])
    episodes = known["Episodes"]
    adopted = {child for child, rec in zip(episodes["CHILD"], episodes["REC"], strict=True) if rec in ADOPTED}
    present = {*episodes["CHILD"], *known["OC3"]["CHILD"]}
    return {name: _of(rows, adopted if name == "AD1" else present) for name, rows in known.items()}


def _known(name: str, rows: Rows, day: Day) -> Rows:
    if name in _BEGINS:
        rows = _where(rows, [not _is_later(text, day) for text in rows[_BEGINS[name]]])
    if name in _ENDS:
        column, others = _ENDS[name]
        ahead = [_is_later(text, day) for text in rows[column]]
        rows = {**rows, **{each: _blanked(rows[each], ahead) for each in (column, *others)}}
        if name == "Header":  # a mother to be is known to be none yet
            rows["MOTHER"] = ["0" if later else mother for mother, later in zip(rows["MOTHER"], ahead, strict=True)]
    return rows


def _half_filled(rows: Rows) -> Rows:
    started = {
        column: [
            "" if place % 3 == 1 and at % 2 == 0 and column not in _KNOWN else value
            for place, value in enumerate(values)
        ]
        for at, (column, values) in enumerate(rows.items())
    }
    return _where(started, [place % 3 != 0 for place in range(len(rows["CHILD"]))])


_FILLING: dict[str, Callable[[Rows], Rows]] = {
    EMPTY: lambda rows: {column: [] for column in rows},
    HALF: _half_filled,
    COMPLETE: lambda rows: rows,
}


def _blanked(values: list[str], where: list[bool]) -> list[str]:
    return ["" if blank else value for value, blank in zip(values, where, strict=True)]


@cache
def _day(text: str) -> Day:
    return datetime.datetime.strptime(text, "%d/%m/%Y").date().toordinal()


def _is_later(text: str, day: Day) -> bool:
    return bool(text) and _day(text) > day


def _of(rows: Rows, children: set[str]) -> Rows:
    return _where(rows, [child in children for child in rows["CHILD"]])


def _where(rows: Rows, wanted: list[bool]) -> Rows:
    return {
        column: [value for value, keep in zip(values, wanted, strict=True) if keep] for column, values in rows.items()
    }
