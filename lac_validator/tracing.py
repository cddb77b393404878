"""Traces errors to their roots: the cells that, once put right, clear the most of them.

What a change of cells would clear is told by running the rules on the return with the cells changed. A cell that has a
proposal takes what is proposed. One that has none takes what last year's return has there, or what most rows have: not
to propose it, but to see which errors hang on the cell. Somebody must find the value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lac_validator import schema
from lac_validator.applying import Error, effect_of
from lac_validator.at_fault import CellsAtFault
from lac_validator.dataset import NotGiven, Table, describe_table
from lac_validator.dataset.changed import TableChanges
from lac_validator.engine import CHANGE, Proposal, Result, Rule
from lac_validator.steps import finish

MOST_GROUPS = 120
"""So many groups, those with the most errors about them, are looked into."""

Key = tuple[str, str, bool]
"""Table, column, and whether the cells are blank."""


@dataclass(frozen=True)
class RootGroup:
    """Cells of one column at which errors have their root.

    :ivar blank: whether the cells are blank, or hold something that is at fault.
    :ivar rows: their rows, places in the table as read.
    :ivar clears: the errors that changing all of them clears; each error is in one group only, that which clears most.
    :ivar proposed: how many of the cells have a proposal.
    """

    table: str
    column: str
    blank: bool
    rows: tuple[int, ...]
    clears: frozenset[Error]
    proposed: int

    @cached_property
    def codes(self) -> Counter[str]:
        """The rules whose errors are cleared, with how many of each."""
        return Counter(code for code, _, _ in self.clears)

    @property
    def sentence(self) -> str:
        """What to do, and what comes of it."""
        label = schema.table(self.table).columns[self.column].label
        number, rules = len(self.rows), len(self.codes)
        cells = f"{number:,} cells of {describe_table(self.table)} {'are' if number > 1 else 'is'}"
        cells = cells.replace("1 cells", "1 cell") if number == 1 else cells
        state, change = ("blank", "filling") if self.blank else ("at fault", "changing")
        clears = f"{len(self.clears):,} error{'s' * (len(self.clears) > 1)} of {rules} rule{'s' * (rules > 1)}"
        return (
            f"{label} ({self.column}): {cells} {state}; {change} {'them' if number > 1 else 'it'} clears {clears}; "
            f"{self.proposed:,} {'have' if self.proposed != 1 else 'has'} a proposal."
        )


def trace(result: Result, proposals: Iterable[Proposal]) -> list[RootGroup]:
    """What to change, the cells that clear most first.

    :param proposals: those of :func:`lac_validator.propose` for the result.
    """
    return finish(trace_stepwise(result, proposals))


def trace_stepwise(
    result: Result, proposals: Iterable[Proposal]
) -> Generator[tuple[int, int, str], None, list[RootGroup]]:
    """As :func:`trace`, a step a group that is looked into: yields (done, in all, its column)."""
    proposed: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for each in proposals:
        if each.action == CHANGE:
            proposed[each.table, each.column].setdefault(each.row, each.new)
    candidates = _candidates(result)
    most = sorted(candidates.items(), key=lambda item: -sum(map(len, item[1].values())))[:MOST_GROUPS]
    groups = []
    for done, (key, rows) in enumerate(most, start=1):
        groups.append(_looked_into(result, key, rows, proposed[key[:2]]))
        yield done, len(most), key[1]
    return _each_error_once([each for each in groups if each.clears])


def _candidates(result: Result) -> dict[Key, dict[Rule, list[int]]]:
    """By group the rules behind whose errors its cells can be, each with the rows of the cells."""
    at_fault = CellsAtFault(result.ret)
    found: dict[Key, dict[Rule, list[int]]] = defaultdict(dict)
    for finding in result.findings:
        for each in at_fault.of(finding.rule, finding.table, finding.rows):
            name, column = each.of.table or finding.table, each.of.column
            rows = np.unique(each.rows[each.behind])
            blank = result.ret.tables[name].column(column).blank[rows]
            for is_blank in (True, False):
                if column != "CHILD" and (blank == is_blank).any():
                    of_rule = found[name, column, is_blank].setdefault(finding.rule, [])
                    of_rule.extend(rows[blank == is_blank].tolist())
    return found


def _looked_into(result: Result, key: Key, by_rule: dict[Rule, list[int]], proposed: dict[int, str]) -> RootGroup:
    name, column, blank = key
    table = result.ret.tables[name]
    rows = sorted({row for rows in by_rule.values() for row in rows})
    cells = dict(zip(rows, table.column(column).take(np.array(rows, np.intp)).as_given, strict=True))
    usual = _most_have(table, column, rows)
    last_year = {} if name.endswith(schema.LAST_YEAR_SUFFIX) else _last_year(result, table, column)
    filled = {row: proposed.get(row) or last_year.get(row) or usual for row in rows}
    tries = [filled] if blank else [filled, {row: proposed.get(row, "") for row in rows}]
    clears: frozenset[Error] = frozenset()
    for each in tries:
        changed = {row: text for row, text in each.items() if text != cells[row]}
        cleared = (
            effect_of(result, {name: TableChanges({column: changed})}, by_rule).cleared if changed else frozenset()
        )
        clears = max(clears, cleared, key=len)
    if not blank:  # a cell that is filled in is at fault only where changing it clears something
        at_fault = {row for _, where, row in clears if where == name}
        rows = [row for row in rows if row in at_fault]
    return RootGroup(name, column, blank, tuple(rows), clears, sum(row in proposed for row in rows))


def _most_have(table: Table, column: str, but: list[int]) -> str:
    """What most rows hold in a column, those at fault left out."""
    others = np.ones(len(table), bool)
    others[but] = False
    texts, where = table.where(others).column(column).text.distinct
    counts = np.bincount(where, minlength=len(texts)) * np.array([bool(text) for text in texts], np.intp)
    return texts[counts.argmax()] if counts.any() else ""


def _last_year(result: Result, table: Table, column: str) -> dict[int, str]:
    """By row what last year's return has for the same child, or the same open episode."""
    fact = {"Header": "children_across_years", "Episodes": "continued_episodes"}.get(table.name)
    try:
        this, last = result.facts[fact] if fact else (table.take(np.zeros(0, np.intp)),) * 2
        texts = last.column(column).as_given
    except NotGiven:
        return {}
    return dict(zip(this.rows.tolist(), texts, strict=True))


def _each_error_once(groups: list[RootGroup]) -> list[RootGroup]:
    """The groups, the one that clears most first, each without the errors of those before it."""
    ranked = []
    left = list(groups)
    claimed: set[Error] = set()
    while left:
        left = [replace(each, clears=each.clears - claimed) for each in left]
        left = sorted((each for each in left if each.clears), key=lambda each: -len(each.clears))
        if left:
            best, *left = left
            claimed |= best.clears
            ranked.append(best)
    return ranked
