"""The cells that an error is about: those at fault, and those beside them with which they are at odds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lac_validator import schema
from lac_validator.at_fault import SEVERAL_A_CHILD, WORKED_OUT_FROM, CellColumn, CellsAtFault
from lac_validator.dataset import NOBODY, Return, describe_table
from lac_validator.engine import Result, Rule
from lac_validator.reference import authority_name

WORKED_OUT = "worked out here"
"""What is said beside a column that no file holds."""

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


class Cells:
    """The cells of the errors of one result, with their texts."""

    def __init__(self, result: Result) -> None:
        self._return = result.ret
        self._at_fault = CellsAtFault(result.ret)
        self._findings = {(finding.rule, finding.table): finding.rows for finding in result.findings}
        self._read: dict[tuple[Rule, str], tuple[dict[int, int], list[_Read]]] = {}

    def of(self, rule: Rule, table: str, row: int) -> list[Cell]:
        """The cells that an error of this rule in this row of a table is about: first those to change, which can be
        behind it; then those beside them; last what was worked out. See :class:`lac_validator.at_fault.CellsAtFault`.
        """
        if (rule, table) not in self._read:
            self._read[rule, table] = self._read_all(rule, table)
        places, columns = self._read[rule, table]
        error = places[row]
        cells = [
            _cell(each.of, each.texts[each.rows[error]].strip(), each.behind[error])
            for each in columns
            if each.rows[error] != NOBODY
        ]
        return sorted(cells, key=lambda cell: not cell.to_change)

    def _read_all(self, rule: Rule, table: str) -> tuple[dict[int, int], list[_Read]]:
        rows = self._findings[rule, table]
        columns = [
            _Read(
                each.of,
                self._return.tables[each.of.table or table].column(each.of.column).as_given,
                each.rows.tolist(),
                each.behind.tolist(),
            )
            for each in self._at_fault.of(rule, table, rows)
        ]
        return {row: place for place, row in enumerate(rows.tolist())}, columns

    def event(self, table: str, row: int) -> str:
        """See :func:`event_of`."""
        return event_of(self._return, table, row)

    def columns(self, rule: Rule, table: str) -> list[CellColumn]:
        """The columns of the cells of this rule's errors in a table, in the order in which they are of use."""
        return self._at_fault.columns(rule, table)


@dataclass(frozen=True)
class _Read:
    """A column for all errors of one rule in one table: its texts, and for each error the row of the cell, and whether
    the cell is to change.
    """

    of: CellColumn
    texts: list[str]
    rows: list[int]
    behind: list[bool]


def _cell(of: CellColumn, text: str, to_change: bool) -> Cell:
    table = describe_table(of.table) if of.table else ""
    return Cell(of.column, text, meaning(of.column, text), table, to_change, of.worked_out)


def event_of(ret: Return, table: str, row: int) -> str:
    """When what the row is about happened, as given; blank where a child has but one row in its table."""
    column = schema.table(table).event_date if table.removesuffix(schema.LAST_YEAR_SUFFIX) in SEVERAL_A_CHILD else ""
    return ret.tables[table].column(column).as_given[row].strip() if column else ""


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
