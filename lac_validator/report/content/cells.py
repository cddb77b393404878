"""The cells that an error is about: those at fault, and those beside them with which they are at odds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from lac_validator import schema
from lac_validator.dataset import NOBODY, Return, Rows, describe_table
from lac_validator.engine import CROSS_YEAR, Rule
from lac_validator.reference import authority_name

SEVERAL_A_CHILD = frozenset({"Episodes", "Reviews", "PlacedAdoption", "Missing", "SWEpisodes", "DoLo"})
"""Tables in which a child can have several rows, which are told apart by the dates of their events."""

WORKED_OUT = "worked out here"
"""What is said beside a column that no file holds."""

WORKED_OUT_FROM = {
    "PL_DISTANCE": ("HOME_POST", "PL_POST"),
    "PL_LA": ("PL_POST",),
    "PL_LOCATION": ("PL_POST",),
    "UASC": ("DUC",),
}
"""Columns that the DfE derives, and the columns that decide what they hold: those can be put right."""

AUTHORITIES = frozenset({"PL_LA", "LA_PERM"})
"""Columns that hold codes of authorities."""


@dataclass(frozen=True)
class Cell:
    """A cell that an error is about: its column, its text (trimmed), and what that means where it is a code.

    :ivar table: blank for a cell of the row at fault; for one beside it, where that stands: ``Header``, ``last year's
        Episodes``.
    :ivar to_change: whether it is one of those that, changed in the source system, would clear the error.
    :ivar worked_out: whether it was worked out from other cells, so that nobody can change it.
    """

    column: str
    text: str
    label: str | None
    table: str = ""
    to_change: bool = False
    worked_out: bool = False


@dataclass(frozen=True)
class CellColumn:
    """A column that the errors of a rule in one table are about.

    :ivar table: where it stands, as the return names it; blank for the table of the row at fault.
    :ivar source: whether the rule does not name it, but a column that is worked out from it.
    """

    column: str
    table: str = ""
    worked_out: bool = False
    source: bool = False


@dataclass(frozen=True)
class _Read:
    """How to read one cell of an error: the texts of a column, and which of them belongs to the row at fault."""

    of: CellColumn
    texts: list[str]
    row: Callable[[int], int]


@dataclass(frozen=True)
class _Plan:
    """How to read the cells of the errors of one rule in one table.

    :ivar by_sources: whether the rule names no cell of the row that can be changed, the child's aside, so that what is
        to change is what the others were worked out from.
    :ivar beside: whether the row holds nothing that can be changed, so that it is what stands in another table.
    :ivar last: the same table of the year before.
    """

    reads: list[_Read]
    by_sources: bool
    beside: bool
    last: str

    def is_to_change(self, of: CellColumn, text: str, some_blank: bool) -> bool:
        """Whether a cell is one of those to change. ``some_blank``: whether a source is blank in this error."""
        if of.source:
            return self.by_sources and (not text if some_blank else of.table != self.last)
        return not of.worked_out and (not of.table or (self.beside and of.table != self.last))


class Cells:
    """Finds the cells of errors in one return."""

    def __init__(self, ret: Return) -> None:
        self._return = ret
        self._plans: dict[tuple[Rule, str], _Plan] = {}

    def of(self, rule: Rule, table: str, row: int) -> list[Cell]:
        """The cells that an error of this rule in this row is about.

        First those to change: the columns of the row that the rule names, or from which one that it names is worked
        out. Of the latter it is the blank ones, of either year; where none is blank, this year's. Then those beside
        them, where one row is sure to be meant: a column that the rule names, in another table in which the child has
        one row; and for a rule across years the same columns in the child's last row of last year's return. Last what
        was worked out.
        """
        plan = self._plans.get((rule, table))
        if plan is None:
            plan = self._plans[rule, table] = self._plan(rule, table)
        found = [(read.of, read.texts[where].strip()) for read in plan.reads if (where := read.row(row)) != NOBODY]
        some_blank = any(of.source and not text for of, text in found)
        cells = [_cell(of, text, plan.is_to_change(of, text, some_blank)) for of, text in found]
        return sorted(cells, key=lambda cell: not cell.to_change) if plan.by_sources else cells

    def event(self, table: str, row: int) -> str:
        """When what the row is about happened, as given; blank where a child has but one row in its table."""
        column = (
            schema.table(table).event_date if table.removesuffix(schema.LAST_YEAR_SUFFIX) in SEVERAL_A_CHILD else ""
        )
        return self._return.tables[table].column(column).as_given[row].strip() if column else ""

    def columns(self, rule: Rule, name: str) -> list[CellColumn]:
        """The columns of the cells of this rule's errors in a table, in the order in which they are of use."""
        table = self._return.tables[name]
        own = [CellColumn(field, "", self._is_worked_out(name, field)) for field in rule.fields if field in table]
        beside = [
            CellColumn(field, other, self._is_worked_out(other, field))
            for field in rule.fields
            if field not in table and (other := self._table_beside(rule, name, field))
        ]
        found = [*own, *self._sources(name, [*own, *beside]), *beside]
        last = f"{name}{schema.LAST_YEAR_SUFFIX}"
        if rule.category == CROSS_YEAR and last in self._return.tables:
            of_row = [each for each in found if not each.table and each.column != "CHILD"]
            found.extend(replace(each, table=last) for each in of_row if each.column in self._return.tables[last])
        # By what can be done about them; the sort leaves all else in its order.
        return sorted(found, key=lambda each: each.worked_out)

    def _sources(self, name: str, named: list[CellColumn]) -> list[CellColumn]:
        """What those columns that were worked out come from: in the row, or in another table of its year."""
        wanted = dict.fromkeys(source for each in named if each.worked_out for source in WORKED_OUT_FROM[each.column])
        found = []
        for column in wanted.keys() - {each.column for each in named}:
            holds = [each for each in _tables_of_year(self._return, name) if column in self._return.tables[each]]
            if holds:
                found.append(CellColumn(column, "" if name in holds else holds[0], source=True))
        return sorted(found, key=lambda each: list(wanted).index(each.column))

    def _is_worked_out(self, table: str, column: str) -> bool:
        return column in self._return.worked_out[table]

    def _plan(self, rule: Rule, name: str) -> _Plan:
        columns = self.columns(rule, name)
        named = [each for each in columns if not (each.table or each.source or each.worked_out)]
        by_sources = any(each.source for each in columns) and all(each.column == "CHILD" for each in named)
        beside = not named and not by_sources
        reads = [self._read(each, name) for each in columns]
        return _Plan(reads, by_sources, beside, f"{name}{schema.LAST_YEAR_SUFFIX}")

    def _read(self, of: CellColumn, name: str) -> _Read:
        if not of.table:
            return _Read(of, self._return.tables[name].column(of.column).as_given, int)
        across_years = of.table == f"{name}{schema.LAST_YEAR_SUFFIX}"
        row_of_child = (self._latest_rows if across_years else self._only_rows)(of.table)
        children = self._return.tables[name].CHILD.ids
        texts = self._return.tables[of.table].column(of.column).as_given
        return _Read(of, texts, lambda row: int(row_of_child[children[row]]))

    def _table_beside(self, rule: Rule, name: str, field: str) -> str | None:
        """Another table of the same year that the rule reads and that holds the field."""
        read = {each.removesuffix(schema.LAST_YEAR_SUFFIX) for each in (*rule.tables, *rule.optional_tables)}
        holds = (each for each in _tables_of_year(self._return, name) if field in self._return.tables[each])
        return next((each for each in holds if each.removesuffix(schema.LAST_YEAR_SUFFIX) in read), None)

    def _only_rows(self, name: str) -> Rows:
        """By the number of the child, its row in this table; none for a child that has several."""
        children = self._return.tables[name].CHILD
        once = np.flatnonzero(children.occurrences == 1)
        return self._by_child(children.ids[once], once)

    def _latest_rows(self, name: str) -> Rows:
        """By the number of the child, its latest row in this table; where it has but one, that."""
        if name.removesuffix(schema.LAST_YEAR_SUFFIX) not in SEVERAL_A_CHILD:
            return self._only_rows(name)
        latest = self._return.tables[name].latest(schema.table(name).event_date)
        return self._by_child(latest.CHILD.ids, latest.rows)

    def _by_child(self, ids: np.ndarray, rows: Rows) -> Rows:
        row_of_child = np.full(self._children, NOBODY)
        row_of_child[ids] = rows
        return row_of_child

    @cached_property
    def _children(self) -> int:
        return len(self._return.vocabulary)


def _tables_of_year(ret: Return, name: str) -> list[str]:
    """The tables of the year of this one."""
    last = name.endswith(schema.LAST_YEAR_SUFFIX)
    return [each for each in ret.tables if each.endswith(schema.LAST_YEAR_SUFFIX) == last]


def _cell(of: CellColumn, text: str, to_change: bool) -> Cell:
    table = describe_table(of.table) if of.table else ""
    return Cell(of.column, text, meaning(of.column, text), table, to_change, of.worked_out)


def fields_of(ret: Return, rule: Rule) -> list[CellColumn]:
    """The fields of a rule, each that was worked out after what it was worked out from; they name no tables."""
    worked_out = frozenset().union(*ret.worked_out.values())
    found: dict[str, CellColumn] = {}
    for field in rule.fields:
        for source in WORKED_OUT_FROM[field] if field in worked_out else ():
            found.setdefault(source, CellColumn(source, source=source not in rule.fields))
        found.setdefault(field, CellColumn(field, worked_out=field in worked_out))
    return sorted(found.values(), key=lambda each: each.worked_out)


def said_of(column: str, worked_out: bool) -> str:
    """A column's name, or its label, with what is said of one that was worked out."""
    return f"{column} ({WORKED_OUT})" if worked_out else column


def meaning(column: str, text: str) -> str | None:
    """What a text in this column means where it is a code; None where it is not, or where no source says."""
    return _labels(column).get(text.upper()) or (authority_name(text) if column in AUTHORITIES else None)


@cache
def _labels(column: str) -> dict[str, str | None]:
    field = schema.fields().get(column)
    return {code.code: code.label for code in field.codes} if field else {}
