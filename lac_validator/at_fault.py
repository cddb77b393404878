"""Which cells an error is about, and which of them can be behind it: changed in the source system, they would clear it.

Everything that speaks of cells goes by this: what is shown red, what is asked of a social worker, what causes errors
have (:mod:`lac_validator.causes`), and what is tried out to trace them (:mod:`lac_validator.tracing`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lac_validator import schema
from lac_validator.dataset import NOBODY, Mask, Return, Rows
from lac_validator.dataset.vocabulary import BLANK
from lac_validator.engine import CROSS_YEAR, MISSING, Rule

SEVERAL_A_CHILD = frozenset({"Episodes", "Reviews", "PlacedAdoption", "Missing", "SWEpisodes", "DoLo"})
"""Tables in which a child can have several rows, which are told apart by the dates of their events."""

WORKED_OUT_FROM = {
    "PL_DISTANCE": ("HOME_POST", "PL_POST"),
    "PL_LA": ("PL_POST",),
    "PL_LOCATION": ("PL_POST",),
    "UASC": ("DUC",),
}
"""Columns that the DfE derives, and the columns that decide what they hold: those can be put right."""


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
class ColumnOfErrors:
    """A column for some errors of one rule in one table, a place for each error.

    :ivar rows: the row of the cell in its table; ``NOBODY`` where no one row is sure to be meant.
    :ivar behind: whether the cell can be behind the error.
    """

    of: CellColumn
    rows: Rows
    behind: Mask


class CellsAtFault:
    """Finds the cells of errors in one return."""

    def __init__(self, ret: Return) -> None:
        self._return = ret
        self._rows_of_children: dict[tuple[str, bool], Rows] = {}

    def of(self, rule: Rule, name: str, rows: Rows) -> list[ColumnOfErrors]:
        """The cells that the errors of a rule in these rows of a table are about, column by column.

        Those that can be behind an error are the columns of the row that the rule names, the child's aside; where it
        names none that somebody can change, what these were worked out from; and where the row has none of these
        either, what stands beside it in the other tables of the year. Where something is missing, to be recorded or to
        work a column out from, only the blank ones can be. Of what was worked out from blanks in either year can be,
        else this year's cells, and across years those of them in which the years differ. Where nothing can be, the
        child's identifier can, if the rule names it: the row as a whole is in doubt.
        """
        columns = self.columns(rule, name)
        those, blanks_first = _can_be_behind(columns, rule)
        places = [self._rows(each, name, rows) for each in columns]
        ids = [self._ids(each, name, where) for each, where in zip(columns, places, strict=True)]
        none = np.zeros(len(rows), bool)
        blank = {place: (places[place] != NOBODY) & (ids[place] == BLANK) for place in those}
        some_blank = np.logical_or.reduce([none, *(blank.values() if blanks_first else ())])
        differs = self._differs(columns, ids, those, name)
        some_differ = np.logical_or.reduce([none, *differs.values()])
        found = [ColumnOfErrors(each, where, none) for each, where in zip(columns, places, strict=True)]
        for place in those:
            of, where = columns[place], places[place]
            filled = differs.get(place, none) | ~some_differ if of.table != _last(name) else none
            found[place] = replace(found[place], behind=(where != NOBODY) & np.where(some_blank, blank[place], filled))
        if columns and columns[0].column == "CHILD" and not columns[0].table:
            some_behind = np.logical_or.reduce([each.behind for each in found])
            found[0] = replace(found[0], behind=~some_behind)
        return found

    def _differs(self, columns: list[CellColumn], ids: list[Rows], those: list[int], name: str) -> dict[int, Mask]:
        """By the place of a column from which others are worked out, where it is not as in last year's return."""
        places = {(each.table, each.column): place for place, each in enumerate(columns)}
        before = {place: places.get((_last(name), columns[place].column)) for place in those if columns[place].source}
        return {place: ids[place] != ids[other] for place, other in before.items() if other not in (None, place)}

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
        last = _last(name)
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

    def _table_beside(self, rule: Rule, name: str, field: str) -> str | None:
        """Another table of the same year that the rule reads and that holds the field."""
        read = {each.removesuffix(schema.LAST_YEAR_SUFFIX) for each in (*rule.tables, *rule.optional_tables)}
        holds = (each for each in _tables_of_year(self._return, name) if field in self._return.tables[each])
        return next((each for each in holds if each.removesuffix(schema.LAST_YEAR_SUFFIX) in read), None)

    def _rows(self, of: CellColumn, name: str, rows: Rows) -> Rows:
        """Where the cells of a column stand, for these rows at fault of a table."""
        if not of.table:
            return rows
        latest = of.table == _last(name)
        return self._row_of_child(of.table, latest)[self._return.tables[name].CHILD.ids[rows]]

    def _ids(self, of: CellColumn, name: str, where: Rows) -> Rows:
        """The numbers of the texts of these cells; that of a blank where there is no cell."""
        column = self._return.tables[of.table or name].column(of.column)
        return np.where(where == NOBODY, BLANK, column.ids[where]) if len(column) else np.full(len(where), BLANK)

    def _row_of_child(self, name: str, latest: bool) -> Rows:
        """By the number of the child, its row in this table, or its ``latest`` one; none for a child that has several.

        Where a child has but one row in a table, that is its latest.
        """
        latest = latest and name.removesuffix(schema.LAST_YEAR_SUFFIX) in SEVERAL_A_CHILD
        if (name, latest) not in self._rows_of_children:
            table = self._return.tables[name]
            once = table.CHILD.occurrences == 1
            table = table.latest(schema.table(name).event_date) if latest else table.where(once)
            row_of_child = np.full(len(self._return.vocabulary), NOBODY)
            row_of_child[table.CHILD.ids] = table.rows
            self._rows_of_children[name, latest] = row_of_child
        return self._rows_of_children[name, latest]


def _can_be_behind(columns: list[CellColumn], rule: Rule) -> tuple[list[int], bool]:
    """The places of the columns whose cells can be behind errors of the rule, and whether blanks come first."""
    can_change = [place for place, each in enumerate(columns) if each.column != "CHILD" and not each.worked_out]
    named = [place for place in can_change if not (columns[place].table or columns[place].source)]
    sources = [place for place in can_change if columns[place].source]
    return named or sources or can_change, rule.category == MISSING or bool(sources and not named)


def _tables_of_year(ret: Return, name: str) -> list[str]:
    """The tables of the year of this one."""
    last = name.endswith(schema.LAST_YEAR_SUFFIX)
    return [each for each in ret.tables if each.endswith(schema.LAST_YEAR_SUFFIX) == last]


def _last(name: str) -> str:
    """The same table of the year before."""
    return f"{name}{schema.LAST_YEAR_SUFFIX}"
