"""The errors of a result as columns: what every report, and the page, is made from.

A return can have 100,000 errors, so they are held as arrays of small numbers with look-up lists beside them, and the
text of a cell is fetched only when it is shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from lac_validator import schema
from lac_validator.dataset import NOBODY, Return, Rows, describe_table, read_date
from lac_validator.engine import CROSS_YEAR, Result, Rule
from lac_validator.reference import authority_name

Indices = npt.NDArray[np.int32]

UNALLOCATED = ""
"""The social worker of a child that has none."""

EVENT_DATES = {
    "Header": "DOB",
    "Episodes": "DECOM",
    "Reviews": "REVIEW",
    "UASC": "DUC",
    "AD1": "DATE_INT",
    "PlacedAdoption": "DATE_PLACED",
    "Missing": "MIS_START",
    "SWEpisodes": "SW_DECOM",
    "DoLo": "DOLO_START",
}
"""The date that says when what a row is about happened, for tables whose rows are events."""


AUTHORITIES = frozenset({"PL_LA", "LA_PERM"})
"""Columns that hold codes of authorities."""


@dataclass(frozen=True)
class Cell:
    """A cell that an error is about: its column, its text (trimmed), and what that means where it is a code.

    ``table`` is blank for a cell of the row at fault. For a cell beside it, with which it is at odds, it says where that
    stands: ``Header``, ``last year's Episodes``.
    """

    column: str
    text: str
    label: str | None
    table: str = ""


@dataclass(frozen=True)
class _Read:
    """How to read one cell of an error: the texts of a column, and the row to look at, by the row at fault."""

    column: str
    texts: list[str]
    row: Callable[[int], int]
    table: str = ""


class Errors:
    """All errors of one result: error i is ``rule[i]``, ``table[i]``, ``row[i]``, ``child[i]``.

    :ivar rules: the rules that found errors, by code; ``rule`` holds places in this list.
    :ivar tables: the tables that hold errors; ``table`` holds places in this list.
    :ivar row: the place of the row in its table as read, from 0.
    :ivar children: the identifiers of the children that have errors, as given, in their order; ``child`` holds places
        in this list, and -1 for a row without a child.
    """

    def __init__(self, result: Result) -> None:
        self.result = result
        self.ret: Return = result.ret
        findings = result.findings
        lengths = [len(finding.rows) for finding in findings]
        self.rules: list[Rule] = list(dict.fromkeys(finding.rule for finding in findings))
        self.tables: list[str] = sorted({finding.table for finding in findings}, key=list(self.ret.tables).index)
        rule_places = {id(rule): place for place, rule in enumerate(self.rules)}
        self.rule = _repeat([rule_places[id(finding.rule)] for finding in findings], lengths)
        self.table = _repeat([self.tables.index(finding.table) for finding in findings], lengths)
        self.row = _joined([finding.rows for finding in findings])
        ids = _joined([self.ret.tables[finding.table].CHILD.ids[finding.rows] for finding in findings])
        self.children, self.child = self._number_children(ids)

    def _number_children(self, ids: Indices) -> tuple[list[str], Indices]:
        distinct = np.unique(ids[ids != 0])
        texts = self.ret.vocabulary.texts(distinct)
        order = sorted(range(len(texts)), key=lambda place: natural_order(texts[place]))
        place_of_id = np.full(len(self.ret.vocabulary), -1, np.int32)
        place_of_id[distinct[order]] = np.arange(len(order))
        return [texts[place] for place in order], place_of_id[ids]

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def workers(self) -> dict[str, str]:
        """The current social worker of each child that has one: SW_ID of the latest social worker episode."""
        if "SWEpisodes" not in self.ret.tables:
            return {}
        latest = self.ret.tables["SWEpisodes"].latest("SW_DECOM", last_in_file=True)
        known = latest.where(latest.SW_ID.given)
        children = self.ret.vocabulary.texts(known.CHILD.ids)
        return dict(zip(children, (worker.strip() for worker in known.SW_ID.as_given), strict=True))

    def month(self) -> npt.NDArray[np.datetime64]:
        """For each error the month in which what the row is about happened; NaT where the row has no such date."""
        months = np.full(len(self), np.datetime64("NaT"), "datetime64[M]")
        for place, name in enumerate(self.tables):
            column = EVENT_DATES.get(name.removesuffix(schema.LAST_YEAR_SUFFIX))
            if column is not None:
                here = self.table == place
                months[here] = self.ret.tables[name].column(column).days[self.row[here]].astype("datetime64[M]")  # type: ignore[attr-defined]
        return months

    def event(self, place: int) -> str:
        """When what the error's row is about happened, as given; blank where the row has no such date."""
        texts = self._event_texts[self.table[place]]
        return texts[self.row[place]].strip() if texts else ""

    def event_day(self, place: int) -> datetime.date | None:
        """The same as a day; None where there is none, or it cannot be read."""
        return read_date(self.event(place))

    @cached_property
    def _event_texts(self) -> list[list[str]]:
        columns = [EVENT_DATES.get(name.removesuffix(schema.LAST_YEAR_SUFFIX)) for name in self.tables]
        return [
            self.ret.tables[name].column(column).as_given if column else []
            for name, column in zip(self.tables, columns, strict=True)
        ]

    def cells(self, place: int) -> list[Cell]:
        """The cells that one error is about.

        First those at fault: the columns of the error's row that its rule names. Then those beside it that the rule
        compares them with, where one row is sure to be meant: columns of a table in which the child has one row, and, for
        a rule across years, the same columns in the child's last row of last year's return.
        """
        row = int(self.row[place])
        cells = []
        for read in self._reads[self.rule[place], self.table[place]]:
            where = read.row(row)
            if where != NOBODY:
                text = read.texts[where].strip()
                cells.append(Cell(read.column, text, meaning(read.column, text), read.table))
        return cells

    @cached_property
    def _reads(self) -> dict[tuple[int, int], list[_Read]]:
        """For each rule and table how the cells of its errors are read."""
        pairs = np.unique(np.stack([self.rule, self.table], axis=1), axis=0) if len(self) else []
        return {(rule, table): self._plan(self.rules[rule], self.tables[table]) for rule, table in pairs}

    def _plan(self, rule: Rule, name: str) -> list[_Read]:
        table = self.ret.tables[name]
        own = [field for field in rule.fields if field in table]
        reads = [_Read(field, table.column(field).as_given, int) for field in own]
        for field in rule.fields:
            beside = None if field in table else self._table_beside(rule, name, field)
            if beside:
                reads.append(self._read_beside(field, name, beside, self._only_rows(beside)))
        last = f"{name}{schema.LAST_YEAR_SUFFIX}"
        if rule.category == CROSS_YEAR and last in self.ret.tables:
            rows = self._latest_rows(last)
            held = [field for field in own if field in self.ret.tables[last] and field != "CHILD"]
            reads.extend(self._read_beside(field, name, last, rows) for field in held)
        return reads

    def _table_beside(self, rule: Rule, name: str, field: str) -> str | None:
        """Another table of the same year that the rule reads and that holds the field."""
        suffix = schema.LAST_YEAR_SUFFIX if name.endswith(schema.LAST_YEAR_SUFFIX) else ""
        read = {each.removesuffix(schema.LAST_YEAR_SUFFIX) + suffix for each in (*rule.tables, *rule.optional_tables)}
        return next((each for each, table in self.ret.tables.items() if each in read and field in table), None)

    def _read_beside(self, field: str, name: str, beside: str, row_of_child: Rows) -> _Read:
        children = self.ret.tables[name].CHILD.ids
        texts = self.ret.tables[beside].column(field).as_given
        return _Read(field, texts, lambda row: int(row_of_child[children[row]]), describe_table(beside))

    def _only_rows(self, name: str) -> Rows:
        """By the number of the child, the row of a child that has one row in this table."""
        children = self.ret.tables[name].CHILD
        once = np.flatnonzero(children.occurrences == 1)
        return self._by_child(children.ids[once], once)

    def _latest_rows(self, name: str) -> Rows:
        """By the number of the child, its latest row in this table; where rows have no dates, its only one."""
        date = EVENT_DATES.get(name.removesuffix(schema.LAST_YEAR_SUFFIX))
        if date in (None, "DOB"):
            return self._only_rows(name)
        latest = self.ret.tables[name].latest(date)
        return self._by_child(latest.CHILD.ids, latest.rows)

    def _by_child(self, ids: Indices, rows: Rows) -> Rows:
        row_of_child = np.full(len(self.ret.vocabulary), NOBODY)
        row_of_child[ids] = rows
        return row_of_child

    def where_in_file(self, place: int) -> tuple[str, int]:
        """The file and the line of an error's row; without files, no name and the row counted from 1."""
        row, source = int(self.row[place]), self.ret.sources.get(self.tables[self.table[place]])
        return (source.files[row], source.lines[row]) if source else ("", row + 1)

    def worker(self, place: int) -> str:
        """The current social worker of the error's child, or :data:`UNALLOCATED`."""
        child = self.child[place]
        return self.workers.get(self.children[child], UNALLOCATED) if child >= 0 else UNALLOCATED

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))


@cache
def meaning(column: str, text: str) -> str | None:
    """What a text in this column means where it is a code; None where it is not, or no one says."""
    return schema.code_label(column, text.upper()) or (authority_name(text) if column in AUTHORITIES else None)


def natural_order(text: str) -> tuple[int, int, str]:
    """Sort key for identifiers: numbers by value, then the rest by the alphabet."""
    return (0, int(text), text) if text.isascii() and text.isdigit() else (1, 0, text)


def _repeat(values: list[int], lengths: list[int]) -> Indices:
    return np.repeat(np.array(values, np.int32), lengths)


def _joined(parts: list[npt.NDArray[np.intp]] | list[Indices]) -> Indices:
    return np.concatenate([np.zeros(0, np.int32), *parts]).astype(np.int32)
