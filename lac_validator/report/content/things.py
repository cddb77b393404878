"""What a person is asked: the errors of one child that have one cause, as one thing to check, with one answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from lac_validator import schema
from lac_validator.causes import NO_CELL
from lac_validator.report.content.cells import Cell
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.lines import Line
from lac_validator.report.content.wording import cell_in_words, field_label, row_in_words

MOST_RECORDS = 12
"""So many records of a child go into one thing at the most: more would not be seen whole in a cell of a workbook."""

RECORDS = {
    "Episodes": "episodes of care",
    "Reviews": "reviews",
    "PlacedAdoption": "decisions to place for adoption",
    "Missing": "missing or away periods",
    "SWEpisodes": "social worker episodes",
    "DoLo": "deprivation of liberty orders",
}
"""Several records of a child, by their table; others are called records."""


@dataclass(frozen=True)
class Thing:
    """Errors of one child with one cause: they name the same column as what is to be put right, or the same rule.

    :ivar lines: the errors, record by record; each error is in one thing.
    :ivar column: the column of the cells; blank where no cell explains the errors.
    :ivar is_blank: whether these cells are blank.
    """

    lines: list[Line]
    column: str
    is_blank: bool

    @property
    def child(self) -> str:
        """The child; blank for rows without one."""
        return self.lines[0].child

    @property
    def codes(self) -> list[str]:
        """The rules that one answer clears."""
        return list(dict.fromkeys(line.code for line in self.lines))

    @property
    def records(self) -> list[list[Line]]:
        """The errors of each record."""
        return [list(some) for _, some in groupby(self.lines, key=lambda line: (line.table, line.row))]

    @property
    def title(self) -> str:
        """``Home postcode: nothing recorded in 4 episodes of care``; blank where no cell explains the errors."""
        return _title(self.column, self.is_blank, self.lines[0].table, len(self.records)) if self.column else ""

    @property
    def guidance(self) -> list[str]:
        """What to check. Of a blank it is said once, by a rule that names the column where one does."""
        if self.is_blank:
            naming = [line for line in self.lines if self.column in line.fields]
            return [(naming or self.lines)[0].guidance or self.lines[0].message]
        return list(dict.fromkeys(line.guidance or line.message for line in self.lines))

    @property
    def record(self) -> str:
        """Which record, or records, each on a line of its own."""
        return "\n".join(dict.fromkeys(row_in_words(lines[0]) for lines in self.records))

    @property
    def says(self) -> list[tuple[str, str]]:
        """What the records say, as (what it is, what it says), each once; of blanks in several records only that."""
        several = len(self.records) > 1
        found: dict[tuple[str, str], None] = {}
        for lines in self.records:
            before = f"{row_in_words(lines[0])}: " if several and not self.is_blank else ""
            for cell in self._cells(lines, alone=several and self.is_blank):
                name, text = cell_in_words(cell)
                found[f"{before}{name}", text] = None
        return list(found)

    def _cells(self, lines: list[Line], *, alone: bool) -> Iterable[Cell]:
        """The cells of errors of one record, those to change first; ``alone``: only those of the thing's own column."""
        cells = dict.fromkeys(cell for line in lines for cell in line.cells)
        own = [cell for cell in cells if cell.column == self.column and not cell.table]
        if alone and own:
            return own[:1]
        return [cell for cell in cells if not (cell.worked_out and self.is_blank)]


def _title(column: str, is_blank: bool, table: str, number: int) -> str:
    records = RECORDS.get(table.removesuffix(schema.LAST_YEAR_SUFFIX), "records")
    what = "nothing recorded" if is_blank else "please check"
    return f"{field_label(column)}: {what}{f' in {number} {records}' if number > 1 else ''}"


def title_of(errors: Errors, places: list[int]) -> str:
    """As :attr:`Thing.title`, of errors of :func:`errors_together`."""
    cause = int(errors.causes.cause[errors.place[places[0]]])
    if cause == NO_CELL:
        return ""
    found = errors.causes.ranked[cause]
    records = {(errors[place].table, errors[place].row) for place in places}
    return _title(found.column, found.blank, errors[places[0]].table, len(records))


def errors_together(errors: Errors) -> list[list[int]]:
    """The places of all errors, child by child, those of one child with one cause together, in one list each."""
    causes = errors.causes.cause[errors.place].tolist()
    found: dict[tuple[int, int, int], list[int]] = {}
    for place in np.argsort(errors.child, kind="stable").tolist():
        rule = int(errors.rule[place]) if causes[place] == NO_CELL else NO_CELL
        found.setdefault((int(errors.child[place]), causes[place], rule), []).append(place)
    return list(found.values())


def things_of(errors: Errors, lines: Iterable[Line]) -> list[Thing]:
    """The things to check of one child, in the order in which their first errors stand in ``lines``.

    :param lines: all its errors, record by record.
    """
    found: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        place = int(errors.causes.cause[errors.place[line.place]])
        found.setdefault((place, line.code if place == NO_CELL else ""), []).append(line)
    return [thing for (place, _), some in found.items() for thing in _parts(errors, place, some)]


def _parts(errors: Errors, place: int, lines: list[Line]) -> Iterable[Thing]:
    cause = None if place == NO_CELL else errors.causes.ranked[place]
    records = [list(some) for _, some in groupby(lines, key=lambda line: (line.table, line.row))]
    for first in range(0, len(records), MOST_RECORDS):
        together = [line for record in records[first : first + MOST_RECORDS] for line in record]
        yield Thing(together, cause.column if cause else "", bool(cause and cause.blank))
