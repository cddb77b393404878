"""A table of a return, or some of its rows, and the ways in which rules put rows side by side.

A rule sees a :class:`Table` for each table it asks for. Choosing rows (:meth:`Table.where`), taking one row a child
(:meth:`Table.earliest`) and pairing rows (:meth:`Table.join`, :meth:`Table.successive`) all give tables again, which
remember the place of each of their rows in the file. So whatever a rule chose, it can return: those rows are at fault.
Rows with a blank CHILD belong to no child: they join to nothing and are in no group.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from lac_validator import schema
from lac_validator.dataset.columns import Column, Dates, Text
from lac_validator.dataset.vocabulary import BLANK, Days, Mask

Rows = npt.NDArray[np.intp]

NOBODY = -1
"""The place of a row that is not there: what a row without a partner is paired with in an outer join."""

_PAIRS = 250_000
_PAIRS_A_ROW = 20
"""A join may have so many pairs, and so many more for each row of the two tables: it grows as they do, not as their
product. Each row of a return meets one or two others on average."""


class NotGiven(Exception):  # noqa: N818  # not an error: it is how a rule is skipped
    """What a rule needs was not given, so the rule is skipped; the text says why, for the user."""


class Indistinct(NotGiven):
    """What was given cannot be told apart. A rule that reads it is skipped, also where it could do without."""


def describe_table(name: str) -> str:
    """A table's name in a sentence: ``Episodes``, ``last year's Episodes``, ``Ofsted's provider list``."""
    if name == "Providers":
        return "Ofsted's provider list"
    plain = name.removesuffix(schema.LAST_YEAR_SUFFIX)
    return plain if plain == name else f"last year's {plain}"


class AsGiven:
    """``episodes.raw.DECOM``: the text of a column as it stands in the file."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __getattr__(self, column: str) -> list[str]:
        return self._table.column(column).as_given


class Table:
    """Rows of one table of a return, in an order. Read-only.

    :param name: ``Episodes``, or ``Episodes_last`` for last year's.
    :param columns: each column of the whole table, by its name.
    :param rows: place of each row in the file, from 0; :data:`NOBODY` is a row of blanks.
    :param absent: columns that could not be derived, each with the reason, for the user.
    """

    def __init__(
        self, name: str, columns: Mapping[str, Column], rows: Rows, absent: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.rows = rows
        self._columns = columns
        self._absent = absent or {}
        self._joined: dict[
            tuple[str, str, bool], tuple[Mapping[str, Column], Mapping[str, str], tuple[Table, Table]]
        ] = {}
        rows.flags.writeable = False

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, column: str) -> bool:
        """Whether the table has this column (a column of the DfE that the file lacks is there, and blank)."""
        return column in self._columns

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self)} rows>"

    def __getattr__(self, column: str) -> Any:
        if column.startswith("_") or not column.isupper():
            raise AttributeError(column)
        taken = self.column(column)
        self.__dict__[column] = taken
        return taken

    def column(self, name: str) -> Column:
        """The column of these rows.

        :raises NotGiven: it is derived from something that was not given.
        """
        if name in self._absent:
            raise (Indistinct if name == "CHILD" else NotGiven)(self._absent[name])  # CHILD: see of_unknown_children
        if name not in self._columns:
            raise AttributeError(f"{self.name} has no column {name}")
        whole = self._columns[name]
        return whole if self.is_whole else whole.take(self.rows)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns that can be read."""
        return tuple(self._columns)

    @property
    def whole_columns(self) -> dict[str, Column]:
        """Each column of the whole table, by its name, also where these are some of its rows."""
        return dict(self._columns)

    def with_columns(self, columns: Mapping[str, Column]) -> Table:
        """A whole table of this name with other columns, all of one length."""
        length = len(next(iter(columns.values())))
        return Table(self.name, columns, np.arange(length), self._absent)

    @cached_property
    def is_whole(self) -> bool:
        """Whether these are all rows of the table, in the order of the file."""
        whole = self._height
        return len(self.rows) == whole and bool((self.rows == np.arange(whole)).all())

    @property
    def whole(self) -> Table:
        """All rows of the table that these rows are of, in the order of the file."""
        return self if self.is_whole else Table(self.name, self._columns, np.arange(self._height), self._absent)

    @property
    def columns_id(self) -> int:
        """Equal for rows of one and the same table, as long as any of them is held."""
        return id(self._columns)

    @property
    def _height(self) -> int:
        return len(next(iter(self._columns.values())))

    @cached_property
    def raw(self) -> AsGiven:
        """The columns as text, exactly as they stand in the file."""
        return AsGiven(self)

    def of_unknown_children(self, reason: str) -> Table:
        """The same rows without CHILD: what reads it, so any pairing or grouping, raises :class:`Indistinct`.

        :param reason: why it cannot be told which row is whose, for the user.
        """
        return Table(self.name, self._columns, self.rows, {**self._absent, "CHILD": reason})

    # --- choosing rows ------------------------------------------------------------------------------------------

    def take(self, positions: Rows) -> Table:
        """The rows at these positions of this table, in their order; -1 gives a row of blanks."""
        rows = self.rows[positions] if len(self) else np.full(len(positions), NOBODY)
        rows = np.where(positions < 0, NOBODY, rows)
        return Table(self.name, self._columns, rows, self._absent)

    def where(self, mask: Mask) -> Table:
        """The rows for which ``mask`` is True, in the same order."""
        return self.take(np.flatnonzero(mask))

    def without(self, other: Table) -> Table:
        """The rows that are not in ``other``, which holds rows of the same table."""
        return self.where(~np.isin(self.rows, other.rows))

    def followed_by(self, other: Table) -> Table:
        """These rows and then those of ``other``, say last year's: to reckon with, for no rule can flag a row of it."""
        columns = {name: self.column(name).followed_by(other.column(name)) for name in self._columns if name in other}
        absent = {**self._absent, **other._absent}
        return Table(f"{self.name} and {other.name}", columns, np.arange(len(self) + len(other)), absent)

    def any_given(self, *columns: str) -> Mask:
        """Rows in which at least one of these columns holds any text."""
        return np.logical_or.reduce([self.column(name).given for name in columns])

    def any_blank(self, *columns: str) -> Mask:
        """Rows in which at least one of these columns is blank."""
        return np.logical_or.reduce([self.column(name).blank for name in columns])

    # --- the rows of one child ----------------------------------------------------------------------------------

    def in_order(self, *dates: str | Days, undated_first: bool = False) -> Table:
        """The rows that have a child, child by child, each child's by these dates, earliest first.

        A date is a column, by its name, or a day for each row. A blank or unreadable one comes last (or first). Rows
        that tie keep the order of the file.
        """
        undated = np.iinfo(np.int64).min if undated_first else np.iinfo(np.int64).max
        keys = [self.rows]
        for date in reversed(dates):
            days: Days = getattr(self, date).days if isinstance(date, str) else date
            keys.append(np.where(np.isnat(days), undated, days.astype(np.int64)))
        keys.append(self.CHILD.ids)
        order = np.lexsort(keys)
        return self.take(order[self.CHILD.given[order]])

    def successive(self, *dates: str | Days, undated_first: bool = False) -> tuple[Table, Table]:
        """Each row beside the next row of the same child, in the order of :meth:`in_order`: (earlier, later)."""
        ordered = self.in_order(*dates, undated_first=undated_first)
        children = ordered.CHILD.ids
        before = np.flatnonzero(children[:-1] == children[1:])
        return ordered.take(before), ordered.take(before + 1)

    def earliest(self, date: str, *, or_undated: bool = False) -> Table:
        """One row a child, that with the earliest readable ``date``; of equal dates the first in the file.

        :param or_undated: a child none of whose rows has a readable date is there too, with the first in the file.
        """
        return self._first_of_each_child(getattr(self, date), descending=False, or_undated=or_undated)

    def latest(self, date: str, *, last_in_file: bool = False, or_undated: bool = False) -> Table:
        """One row a child, that with the latest readable ``date``; of equal dates the first (or last) in the file.

        :param or_undated: a child none of whose rows has a readable date is there too, with the first (or last).
        """
        return self._first_of_each_child(
            getattr(self, date), descending=True, last_in_file=last_in_file, or_undated=or_undated
        )

    def _first_of_each_child(
        self, date: Dates, *, descending: bool, last_in_file: bool = False, or_undated: bool = False
    ) -> Table:
        days = date.days.astype(np.int64)
        distance = np.where(date.readable, -days if descending else days, np.iinfo(np.int64).max)
        order = np.lexsort([-self.rows if last_in_file else self.rows, distance, self.CHILD.ids])
        order = order[(self.CHILD.given & (date.readable | or_undated))[order]]
        children = self.CHILD.ids[order]
        first = np.ones(len(order), bool)
        first[1:] = children[1:] != children[:-1]
        return self.take(np.sort(order[first]))

    def total_for_child(self, amounts: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """For each row the sum of ``amounts`` (one a row, True counts 1) over all rows of its child; 0 for no child."""
        total = np.bincount(self.CHILD.ids, weights=amounts, minlength=1)
        total[BLANK] = 0
        return np.asarray(total[self.CHILD.ids])

    # --- pairing rows -------------------------------------------------------------------------------------------

    def join(self, other: Table, on: str = "CHILD", *, keep_unmatched: bool = False) -> tuple[Table, Table]:
        """Each row beside every row of ``other`` that has the same text in column ``on``.

        :param keep_unmatched: a row without a partner stays, beside a row of blanks.
        :returns: two tables of equal length, row i of one beside row i of the other. Blanks join to nothing.
        :raises Indistinct: there are more pairs than a return can have, as thousands of rows hold the same.
        """
        key = (other.name, on, keep_unmatched)
        if not other.is_whole:  # many selections bear one name, so only joins with a whole table are kept
            return self._join(other, on, keep_unmatched)
        kept = self._joined.get(key)
        # A return with some tables changed shares the others: this one may have been joined with another of that name.
        if kept is None or kept[0] is not other._columns or kept[1] is not other._absent:
            kept = self._joined[key] = (other._columns, other._absent, self._join(other, on, keep_unmatched))
        return kept[2]

    def _join(self, other: Table, on: str, keep_unmatched: bool) -> tuple[Table, Table]:
        mine: Text = self.column(on).text
        theirs: Text = other.column(on).text
        by_text = np.argsort(theirs.ids, kind="stable")
        sorted_ids = theirs.ids[by_text]
        first = np.searchsorted(sorted_ids, mine.ids, "left")
        count = np.searchsorted(sorted_ids, mine.ids, "right") - first
        count[mine.blank] = 0
        if count.sum() > _PAIRS + _PAIRS_A_ROW * (len(self) + len(other)):
            raise Indistinct(self._too_many_alike(other, on, mine, count))
        rows = np.maximum(count, 1) if keep_unmatched else count
        left = np.repeat(np.arange(len(self)), rows)
        # Place of each pair among the partners of its left row, from 0.
        nth = np.arange(len(left)) - np.repeat(np.cumsum(rows) - rows, rows)
        partner = np.repeat(first, rows) + nth
        unmatched = np.repeat(count == 0, rows)
        partner[unmatched] = 0
        right = by_text[partner] if len(by_text) else partner
        return self.take(left), other.take(np.where(unmatched, NOBODY, right))

    def _too_many_alike(self, other: Table, on: str, mine: Text, partners: Rows) -> str:
        """Which tables have too many rows alike for a join, with the most that hold the same."""
        alike = int(np.bincount(mine.ids, weights=partners).argmax())
        own, theirs = int((mine.ids == alike).sum()), int(partners[mine.ids == alike][0])
        return (
            f"{own:,} rows of {describe_table(self.name)} and {theirs:,} rows of {describe_table(other.name)} hold the "
            f"same {on}, which is more than a return can have: correct this column of the files"
        )
