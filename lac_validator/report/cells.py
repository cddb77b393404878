"""The cells that an error is about: those at fault, and those beside them with which they are at odds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from lac_validator import schema
from lac_validator.dataset import NOBODY, Return, Rows, describe_table
from lac_validator.engine import CROSS_YEAR, Rule
from lac_validator.reference import authority_name

SEVERAL_A_CHILD = frozenset({"Episodes", "Reviews", "PlacedAdoption", "Missing", "SWEpisodes", "DoLo"})
"""Tables in which a child can have several rows, which are told apart by the dates of their events."""

DERIVED_FROM = {
    "PL_DISTANCE": ("HOME_POST", "PL_POST"),
    "PL_LA": ("PL_POST",),
    "PL_LOCATION": ("PL_POST",),
}
"""Columns that the DfE derives, which are shown together with what they are derived from: that is what can be wrong."""

AUTHORITIES = frozenset({"PL_LA", "LA_PERM"})
"""Columns that hold codes of authorities."""


@dataclass(frozen=True)
class Cell:
    """A cell that an error is about: its column, its text (trimmed), and what that means where it is a code.

    ``table`` is blank for a cell of the row at fault; for one beside it, it says where that stands: ``Header``,
    ``last year's Episodes``.
    """

    column: str
    text: str
    label: str | None
    table: str = ""


@dataclass(frozen=True)
class _Read:
    """How to read one cell of an error: the texts of a column, and which of them belongs to the row at fault."""

    column: str
    texts: list[str]
    row: Callable[[int], int]
    table: str = ""


class Cells:
    """Finds the cells of errors in one return."""

    def __init__(self, ret: Return) -> None:
        self._return = ret
        self._plans: dict[tuple[Rule, str], list[_Read]] = {}

    def of(self, rule: Rule, table: str, row: int) -> list[Cell]:
        """The cells that an error of this rule in this row is about.

        First those at fault: the columns of the row that the rule names. Then those beside it, where one row is sure
        to be meant: a column that the rule names, in another table in which the child has one row; and for a rule
        across years the same columns in the child's last row of last year's return.
        """
        plan = self._plans.get((rule, table))
        if plan is None:
            plan = self._plans[rule, table] = self._plan(rule, table)
        found = ((read, read.row(row)) for read in plan)
        return [_cell(read, where) for read, where in found if where != NOBODY]

    def event(self, table: str, row: int) -> str:
        """When what the row is about happened, as given; blank where a child has but one row in its table."""
        column = (
            schema.table(table).event_date if table.removesuffix(schema.LAST_YEAR_SUFFIX) in SEVERAL_A_CHILD else ""
        )
        return self._return.tables[table].column(column).as_given[row].strip() if column else ""

    def _plan(self, rule: Rule, name: str) -> list[_Read]:
        table = self._return.tables[name]
        named = [each for field in rule.fields for each in (field, *DERIVED_FROM.get(field, ()))]
        own = [field for field in dict.fromkeys(named) if field in table]
        reads = [_Read(field, table.column(field).as_given, int) for field in own]
        for field in rule.fields:
            beside = None if field in table else self._table_beside(rule, name, field)
            if beside:
                reads.append(self._read_beside(field, name, beside, self._only_rows))
        last = f"{name}{schema.LAST_YEAR_SUFFIX}"
        if rule.category == CROSS_YEAR and last in self._return.tables:
            kept = [field for field in own if field != "CHILD" and field in self._return.tables[last]]
            reads.extend(self._read_beside(field, name, last, self._latest_rows) for field in kept)
        return reads

    def _table_beside(self, rule: Rule, name: str, field: str) -> str | None:
        """Another table of the same year that the rule reads and that holds the field."""
        suffix = schema.LAST_YEAR_SUFFIX if name.endswith(schema.LAST_YEAR_SUFFIX) else ""
        read = {each.removesuffix(schema.LAST_YEAR_SUFFIX) + suffix for each in (*rule.tables, *rule.optional_tables)}
        return next((each for each, table in self._return.tables.items() if each in read and field in table), None)

    def _read_beside(self, field: str, name: str, beside: str, rows: Callable[[str], Rows]) -> _Read:
        row_of_child = rows(beside)
        children = self._return.tables[name].CHILD.ids
        texts = self._return.tables[beside].column(field).as_given
        return _Read(field, texts, lambda row: int(row_of_child[children[row]]), describe_table(beside))

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


def _cell(read: _Read, row: int) -> Cell:
    text = read.texts[row].strip()
    return Cell(read.column, text, meaning(read.column, text), read.table)


def meaning(column: str, text: str) -> str | None:
    """What a text in this column means where it is a code; None where it is not, or where no source says."""
    return _labels(column).get(text.upper()) or (authority_name(text) if column in AUTHORITIES else None)


@cache
def _labels(column: str) -> dict[str, str | None]:
    field = schema.fields().get(column)
    return {code.code: code.label for code in field.codes} if field else {}
