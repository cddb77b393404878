"""Puts errors into a clean return, and knows for each what a validator must report.

A kind of mistake is a function marked :func:`mistake`, in :mod:`lac_validator.sample.mistakes`. It is shown rows, one
at a time, and answers with a :class:`Mistake`, or with None where it cannot be made. It says exactly which rules must
then flag which rows, so that what a validator finds can be compared with what was put in, error by error.

Mistakes keep out of each other's way: what one has changed, or has looked at to know what it brings about, no other
changes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lac_validator.sample.chance import Chance
from lac_validator.sample.days import Day, Year, day
from lac_validator.sample.placements import Provider
from lac_validator.sample.tables import Rows

LAST = "_last"
"""Follows the name of a table of last year's return."""

Tables = dict[str, Rows]


class InjectedError(NamedTuple):
    """One thing that a validator must report: this rule at this row (from 0) of this table of this year's return."""

    code: str
    table: str
    row: int
    child: str
    what: str


class SpoiltCell(NamedTuple):
    """A cell in which a mistake was made, other than to go along with another: ``table`` is ``Episodes``, or
    ``Episodes_last`` for last year's, and ``row`` its place from 0 in the finished table.
    """

    table: str
    column: str
    row: int


class Taken(Exception):  # noqa: N818 - no error: the mistake is made elsewhere
    """The mistake would rest on a cell that another mistake has changed."""


class Row:
    """A row of the draft. Its cells are attributes: ``episode.DECOM``. Which of them are read is noted.

    :ivar changed: the columns in which a mistake was made.
    :ivar relied_on: the columns that a mistake rests on.
    """

    __slots__ = ("_columns", "_read", "changed", "child", "number", "relied_on", "table")

    def __init__(self, table: str, number: int, child: str, columns: Rows, read: list[Cell]) -> None:
        self.table = table
        self.number = number
        self.child = child
        self.changed: frozenset[str] = frozenset()
        self.relied_on: frozenset[str] = frozenset()
        self._columns = columns
        self._read = read

    def __getattr__(self, column: str) -> str:
        """The text of a cell.

        :raises Taken: a mistake was made in it.
        """
        if column in self.changed:
            raise Taken
        try:
            value = self._columns[column][self.number]
        except KeyError:
            raise AttributeError(column) from None
        self._read.append((self, column))
        return value

    def are_free(self, columns: Iterable[str]) -> bool:
        """Whether no mistake has changed these cells, or rests on them."""
        return self.changed.isdisjoint(columns) and self.relied_on.isdisjoint(columns)

    def change(self, cells: Mapping[str, str]) -> None:
        """Put a mistake into these cells."""
        for column, value in cells.items():
            self._columns[column][self.number] = value
        self.changed |= cells.keys()

    @property
    def cells(self) -> dict[str, str]:
        """All of the row, by column."""
        return {column: values[self.number] for column, values in self._columns.items()}


Cell = tuple[Row, str]


@dataclass
class Mistake:
    """A mistake that can be made.

    :param what: what is done, in a few words.
    :param flags: the rules that must flag it, each with the row at which.
    :param changes: the cells to change.
    :param removes: rows to take out, of this year's tables or last year's.
    :param repeats: rows to write twice; a flag at such a row holds for both.
    :param along: cells that are changed too, so that they agree with the others and no rule finds fault with them.
    """

    what: str
    flags: list[tuple[str, Row]]
    changes: Sequence[tuple[Row, Mapping[str, str]]] = ()
    removes: Sequence[Row] = ()
    repeats: Sequence[Row] = ()
    along: Sequence[tuple[Row, Mapping[str, str]]] = ()


class Draft:
    """The tables of both years, while mistakes are made in them."""

    def __init__(
        self,
        year: Year,
        this_year: Tables,
        last_year: Tables,
        providers: list[Provider],
        authority: str,
        chance: Chance,
    ) -> None:
        self.year = year
        self.providers = providers
        self.authority = authority
        self.chance = chance
        self._read: list[Cell] = []
        self._tables = this_year | {f"{name}{LAST}": rows for name, rows in last_year.items()}
        self._rows: dict[str, list[Row]] = {}
        self._rows_of_child: dict[str, dict[str, list[Row]]] = {}
        self._orders: dict[str, list[int]] = {}
        self._has_mistake: set[str] = set()
        self._has_room_for_none: set[str] = set()
        self._mistakes: list[Mistake] = []

    def row(self, table: str, number: int) -> Row:
        """The row of this number."""
        return self._every_row(table)[number]

    def rows(self, table: str, child: str) -> list[Row]:
        """The rows of a child in a table, in the order of the file; none where the year has no such table."""
        if table not in self._rows_of_child:
            by_child: dict[str, list[Row]] = {}
            for row in self._every_row(table):
                by_child.setdefault(row.child, []).append(row)
            self._rows_of_child[table] = by_child
        return self._rows_of_child[table].get(child, [])

    def _every_row(self, table: str) -> list[Row]:
        if table not in self._rows:
            columns = self._tables.get(table, {"CHILD": []})
            self._rows[table] = [
                Row(table, number, child, columns, self._read) for number, child in enumerate(columns["CHILD"])
            ]
        return self._rows[table]

    def only(self, table: str, child: str) -> Row | None:
        """The first row of a child in a table, usually the only one."""
        return next(iter(self.rows(table, child)), None)

    def tables_of(self, child: str, last_year: bool = False) -> list[Row]:
        """Every row of the child, this year's or last year's."""
        names = [name for name in self._tables if name.endswith(LAST) == last_year]
        return [row for name in names for row in self.rows(name, child)]

    def in_some_order(self, table: str) -> list[int]:
        """The numbers of the rows of a table, shuffled once."""
        if table not in self._orders:
            self._orders[table] = self.chance.shuffled(range(len(self._every_row(table))))
        return self._orders[table]

    def try_to_make(self, kind: Kind, number: int) -> bool:
        """Make a mistake of this kind at this row of its table, if it can be made and disturbs no other."""
        row = self._every_row(kind.table)[number]
        closed = self._has_mistake if kind.whole_child else self._has_room_for_none
        if row.child in closed:
            return False
        self._read.clear()
        try:
            mistake = kind.make(self, row)
        except Taken:
            return False
        if mistake is None:
            return False
        changes = [
            *mistake.changes,
            *mistake.along,
            *((each, each.cells) for each in (*mistake.removes, *mistake.repeats)),
        ]
        children = {row.child, *(each.child for _, each in mistake.flags)}
        if not (children.isdisjoint(closed) and all(each.are_free(cells) for each, cells in changes)):
            return False
        for each, cells in changes:
            each.change(cells)
        for each, column in self._read:
            each.relied_on |= {column}
        self._has_mistake |= children
        if kind.whole_child:
            self._has_room_for_none |= children
        self._mistakes.append(mistake)
        return True

    def finish(self) -> tuple[Tables, Tables, list[InjectedError], list[SpoiltCell]]:
        """The tables of this year, those of last year, the errors, in the order of the tables and rows, and the cells
        that were changed, without those changed along. Rows that were taken out or written twice are no cells.
        """
        removed: dict[str, set[int]] = {}
        repeated: dict[str, set[int]] = {}
        for mistake in self._mistakes:
            for row in mistake.removes:
                removed.setdefault(row.table, set()).add(row.number)
            for row in mistake.repeats:
                repeated.setdefault(row.table, set()).add(row.number)
        layouts = {
            table: _Layout(sorted(removed.get(table, ())), sorted(repeated.get(table, ())))
            for table in removed.keys() | repeated.keys()
        }
        for table, layout in layouts.items():
            layout.rearrange(self._tables[table])
        as_it_was = _Layout([], [])
        # Two mistakes may lead to one error, as when two children are given the pupil number of a third.
        by_place = {
            (code, row.table, place): InjectedError(code, row.table, place, row.child, mistake.what)
            for mistake in self._mistakes
            for code, row in mistake.flags
            for place in layouts.get(row.table, as_it_was).places(row.number)
        }
        order = {table: place for place, table in enumerate(self._tables)}
        errors = sorted(by_place.values(), key=lambda error: (order[error.table], error.row, error.code))
        spoilt = [
            SpoiltCell(row.table, column, place)
            for mistake in self._mistakes
            for row, cells in mistake.changes
            for column in cells
            for place in layouts.get(row.table, as_it_was).places(row.number)
        ]
        this_year = {name: rows for name, rows in self._tables.items() if not name.endswith(LAST)}
        last_year = {name.removesuffix(LAST): rows for name, rows in self._tables.items() if name.endswith(LAST)}
        return this_year, last_year, errors, spoilt


@dataclass(frozen=True)
class _Layout:
    """Where the rows of a table stand when some were taken out and some written twice: both by number, ascending."""

    removed: list[int]
    repeated: list[int]

    def rearrange(self, rows: Rows) -> None:
        """Write the table so."""
        removed, repeated = set(self.removed), set(self.repeated)
        kept = [number for number in range(len(rows["CHILD"])) if number not in removed]
        if repeated:
            kept = [number for number in kept for _ in range(1 + (number in repeated))]
        for column, values in rows.items():
            rows[column] = [values[number] for number in kept]

    def places(self, number: int) -> range:
        """Where the row of this number then stands, one place or two."""
        place = number - bisect_left(self.removed, number) + bisect_left(self.repeated, number)
        return range(place, place + 1 + (number in self.repeated))


@dataclass(frozen=True)
class Kind:
    """A kind of mistake; :func:`mistake` says what the fields mean."""

    make: Callable[[Draft, Row], Mistake | None]
    table: str
    per_100: float
    since: int
    until: int
    whole_child: bool


KINDS: list[Kind] = []


def mistake(
    table: str, per_100: float, since: int = 0, until: int = 9999, *, whole_child: bool = False
) -> Callable[[Callable[[Draft, Row], Mistake | None]], Callable[[Draft, Row], Mistake | None]]:
    """Make the function a kind of mistake.

    :param table: the table whose rows it is shown.
    :param per_100: how many to make for every 100 children, so far as rows can be found.
    :param since: the first collection year in which it is made, ``until`` the last.
    :param whole_child: no other mistake is made with the child, since this one bears on all there is.
    """

    def register(make: Callable[[Draft, Row], Mistake | None]) -> Callable[[Draft, Row], Mistake | None]:
        KINDS.append(Kind(make, table, per_100, since, until, whole_child))
        return make

    return register


def inject(draft: Draft, children: int, kinds: Iterable[Kind]) -> None:
    """Make every kind of mistake as often as it is to be made: the rare ones first, while all rows are free."""
    in_force = [kind for kind in kinds if kind.since <= draft.year.number <= kind.until]
    for kind in sorted(in_force, key=lambda kind: kind.per_100):
        wanted = int(kind.per_100 * children / 100 + draft.chance.draw())
        order = draft.in_some_order(kind.table)
        first = int(draft.chance.draw() * len(order))
        for number in order[first:] + order[:first]:
            if wanted == 0:
                break
            wanted -= draft.try_to_make(kind, number)


def read(written: str) -> Day:
    """The day that a date stands for."""
    day_of_month, month, year = written.split("/")
    return day(int(year), int(month), int(day_of_month))
