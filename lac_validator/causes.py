"""What errors have for a cause: cells that somebody can change and that together explain every error that cells can.

One blank postcode is found by four rules. A cell explains an error where it can be behind it, as
:mod:`lac_validator.at_fault` has it, and the cells named here are a cover: each error that cells can be behind has one
of them. That is not proof: whether an error goes when its cell is put right is told by running the rules again, see
:mod:`lac_validator.tracing`.

The cover is greedy. A cell that is alone behind an error is in every cover. Of the others the cell that explains most
of what is left is taken, again and again. The fewest cells that could do are some number from ``Causes.least``, which
is worked out beside the cover, to the number of cells named; so of each return it is known by how much the cover can be
off. In any return a greedy cover has at most 1 + ln(d) times the fewest, d being the most errors that one cell
explains.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lac_validator import schema
from lac_validator.at_fault import CellsAtFault
from lac_validator.dataset import Mask, Rows
from lac_validator.engine import Result

Places = npt.NDArray[np.int32]

NO_CELL = -1
"""In place of a cause, for an error that no cell explains."""

BETWEEN_CHILDREN = frozenset({"444"})
"""Rules that find two children with the same, of which nothing tells whose is wrong."""

OTHERS_REST_ON = frozenset({"DOB", "SEX", *(table.event_date for table in schema.tables().values())} - {""})
"""Columns that say whose or of when a row is. They are seldom what is wrong where another cell explains as many errors,
since other rows, tables and years have them in common.
"""


@dataclass(frozen=True)
class Cause:
    """Cells of one column of a table.

    :ivar table: as the return names it: ``Episodes``, or ``Episodes_last`` for last year's.
    :ivar blank: whether the cells are blank, or hold what is at fault.
    :ivar rows: the rows of the cells, places in the table as read, ascending.
    :ivar codes: the rules whose errors are explained, most first, with how many of each.
    """

    table: str
    column: str
    blank: bool
    rows: Rows
    codes: Counter[str]

    @property
    def errors(self) -> int:
        """How many errors the cells explain."""
        return self.codes.total()


@dataclass(frozen=True)
class Causes:
    """The causes of all errors of a result.

    :ivar ranked: that which explains most errors first.
    :ivar cause: for each error, in the order of the findings and their rows, the place of its cause in ``ranked``;
        :data:`NO_CELL` for one that no cell explains: about whole rows, missing tables, several children.
    :ivar row: for each error the row of the cell that explains it, in the table of its cause.
    :ivar least: no choice of cells that explains as many errors has fewer cells than this.
    """

    ranked: list[Cause]
    cause: Places
    row: Places
    least: int

    @property
    def cells(self) -> int:
        """How many cells are named."""
        return sum(len(each.rows) for each in self.ranked)

    @property
    def unexplained(self) -> Rows:
        """The errors that no cell explains."""
        return np.flatnonzero(self.cause == NO_CELL)


def find_causes(result: Result) -> Causes:
    """The cells to change that explain the errors of a result, grouped by column and by whether they are blank."""
    pairs = _pairs(result)
    chosen, least = _cover(pairs)
    explained = np.flatnonzero(chosen != NO_CELL)
    cell = chosen[explained]
    kinds, kind, counts = np.unique(pairs.column[cell] * 2 + pairs.blank[cell], return_inverse=True, return_counts=True)
    most_first = np.argsort(-counts, kind="stable")
    cause = np.full(result.count, NO_CELL, np.int32)
    row = np.full(result.count, NO_CELL, np.int32)
    cause[explained] = np.argsort(most_first)[kind]
    row[explained] = pairs.row[cell]
    codes = [finding.rule.code for finding in result.findings for _ in range(len(finding.rows))]
    by_cause = explained[np.argsort(cause[explained], kind="stable")]
    ranked = []
    for which, errors in zip(kinds[most_first], np.split(by_cause, np.cumsum(counts[most_first])), strict=False):
        rows = np.array(sorted(set(row[errors].tolist())), np.intp)
        by_code = Counter(codes[error] for error in errors.tolist())
        (table, column), blank = pairs.columns[which // 2], bool(which % 2)
        ranked.append(Cause(table, column, blank, rows, Counter(dict(by_code.most_common()))))
    return Causes(ranked, cause, row, least)


@dataclass(frozen=True)
class _Pairs:
    """Which cells can be behind which errors: pair i is ``error[i]`` and ``cell[i]``.

    :ivar columns: (table, column); ``column`` says of each cell in which of these it stands, ``row`` where, ``blank``
        whether it is blank, and ``rank`` how far behind it comes where another explains as many errors.
    """

    errors: int
    error: Rows
    cell: Rows
    columns: list[tuple[str, str]]
    column: Rows
    row: Rows
    blank: Mask
    rank: Rows


def _pairs(result: Result) -> _Pairs:
    at_fault = CellsAtFault(result.ret)
    columns: dict[tuple[str, str], int] = {}
    parts: list[tuple[Rows, Rows, Rows, Rows]] = []  # error, column, row, rank
    blanks: list[Mask] = []
    errors = 0
    for finding in result.findings:
        behind = [] if finding.rule.code in BETWEEN_CHILDREN else at_fault.of(finding.rule, finding.table, finding.rows)
        for place, each in enumerate(behind):
            which = np.flatnonzero(each.behind)
            if len(which) and each.of.column != "CHILD":  # in doubt is then the row
                key = (each.of.table or finding.table, each.of.column)
                rows = each.rows[which]
                column = np.full(len(which), columns.setdefault(key, len(columns)))
                rank = np.full(len(which), place + _LAST * (key[1] in OTHERS_REST_ON))
                parts.append((which + errors, column, rows, rank))
                blanks.append(result.ret.tables[key[0]].column(key[1]).blank[rows])
        errors += len(finding.rows)
    error, column, row, rank = (
        np.concatenate([np.zeros(0, np.intp), *(part[number] for part in parts)]) for number in range(4)
    )
    blank = np.concatenate([np.zeros(0, bool), *blanks])
    highest = int(row.max(initial=0)) + 1
    _, first, cell = np.unique(column * highest + row, return_index=True, return_inverse=True)
    ranks = np.full(len(first), 4 * _LAST)
    np.minimum.at(ranks, cell, rank + 2 * _LAST * blank)
    return _Pairs(errors, error, cell, list(columns), column[first], row[first], blank[first], ranks)


_LAST = 64
"""More than a rule has columns."""


def _cover(pairs: _Pairs) -> tuple[Rows, int]:
    """For each error the cell that explains it, or :data:`NO_CELL`; and how many cells it takes at the least."""
    chosen = np.full(pairs.errors, NO_CELL, np.intp)
    cells = len(pairs.column)
    # What decides between two cells that explain as many errors; no two are alike.
    tie = np.empty(cells, np.intp)
    tie[np.lexsort([np.arange(cells), pairs.rank])] = np.arange(cells)[::-1]
    error, cell = pairs.error, pairs.cell
    alone = np.zeros(cells, bool)
    alone[cell[np.bincount(error, minlength=pairs.errors)[error] == 1]] = True
    left = _take(chosen, error, cell, alone, tie)
    least = int(alone.sum()) + _apart(error[left], cell[left])
    while left.any():
        # All at once that explain more than any cell which could explain one of the same errors: taken one by one,
        # each of them would still be the best when its turn came.
        error, cell = error[left], cell[left]
        worth = np.bincount(cell, minlength=cells) * cells + tie
        best = np.zeros(pairs.errors, np.intp)
        np.maximum.at(best, error, worth[cell])
        is_best = np.bincount(cell, best[error] == worth[cell], cells) == np.bincount(cell, minlength=cells)
        left = _take(chosen, error, cell, is_best, tie)
    return chosen, least


def _take(chosen: Rows, error: Rows, cell: Rows, taken: Mask, tie: Rows) -> Mask:
    """Note which errors these cells explain, and answer with the pairs of the others. Where two do, the one that
    explains more has it.
    """
    worth = np.where(taken, np.bincount(cell, minlength=len(taken)) * len(taken) + tie, NO_CELL)
    best = np.full(len(chosen), NO_CELL, np.intp)
    np.maximum.at(best, error, worth[cell])
    won = taken[cell] & (best[error] == worth[cell])
    chosen[error[won]] = cell[won]
    return chosen[error] == NO_CELL


def _apart(error: Rows, cell: Rows) -> int:
    """How many of these errors, at the least, no two of which one cell can explain: each of them takes another cell."""
    count = 0
    while len(error):
        # An error with few cells stands in the way of few others.
        choices = np.bincount(error)
        order = choices[error] * len(choices) + error
        lowest = np.full(int(cell.max()) + 1, np.iinfo(np.intp).max)
        np.minimum.at(lowest, cell, order)
        is_first = lowest[cell] == order
        apart = (np.bincount(error, is_first, len(choices)) == choices) & (choices > 0)
        count += int(apart.sum())
        used = np.zeros(len(lowest), bool)
        used[cell[apart[error]]] = True
        gone = np.zeros(len(choices), bool)
        gone[error[used[cell]]] = True
        error, cell = error[~gone[error]], cell[~gone[error]]
    return count
