"""Applying proposals, and what comes of it: told by running the rules again, never by belief."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lac_validator.dataset import Return, Rows
from lac_validator.dataset.changed import TableChanges, texts_of, with_changes
from lac_validator.engine import ADD, REMOVE, Proposal, Result, Rule
from lac_validator.engine.runner import run_stepwise
from lac_validator.steps import finish

Error = tuple[str, str, int]
"""Code, table, and place of the row in the table as read; a row that was added stands after the last."""


def apply(ret: Return, proposals: Iterable[Proposal]) -> Return:
    """The return with what these proposals would change. ``ret`` stays as it is, so leaving some out undoes them.

    Of several proposals for one cell the first counts; a change in a row that is taken out is not made.

    :raises ValueError: a cell does not hold what a proposal says that it holds: it was made for another return.
    """
    return with_changes(ret, _changes(ret, proposals))


def _changes(ret: Return, proposals: Iterable[Proposal]) -> dict[str, TableChanges]:
    changes: dict[str, TableChanges] = {}
    for each in proposals:
        table = ret.tables.get(each.table)
        if table is None or not 0 <= each.row < len(table) or (each.into and each.into not in ret.tables):
            raise ValueError(f"There is no such row of {each.table}: the proposal was made for another return.")
        change = changes.setdefault(each.into or each.table, TableChanges())
        if each.action == ADD:
            if each.cells not in change.added:
                change.added.append(each.cells)
        elif each.action == REMOVE:
            change.removed.add(each.row)
        else:
            if each.column not in table or texts_of(table, each.row, [each.column])[each.column] != each.old:
                raise ValueError(f"{each.column} of {each.table} has changed since the proposal was made.")
            change.cells.setdefault(each.column, {}).setdefault(each.row, each.new)
    return changes


@dataclass(frozen=True)
class Effect:
    """What comes of applying proposals.

    :ivar ret: the return with the changes.
    :ivar before: the errors of the return as read, so far as these rules find them; ``after`` those of the changed one.
    :ivar places: for each table with rows added or taken out, where each row of the changed table stood: see
        :meth:`~lac_validator.dataset.changed.TableChanges.places`.
    """

    ret: Return
    before: frozenset[Error]
    after: frozenset[Error]
    places: Mapping[str, Rows]

    @cached_property
    def cleared(self) -> frozenset[Error]:
        """The errors that are gone."""
        return self.before - self.after

    @cached_property
    def new(self) -> frozenset[Error]:
        """The errors that were not there before."""
        return self.after - self.before

    def child(self, table: str, row: int) -> str:
        """The child, in capitals, of the row at which an error after the changes stands."""
        at = int(np.flatnonzero(self.places[table] == row)[0]) if table in self.places else row
        [child] = self.ret.tables[table].take(np.array([at], np.intp)).CHILD.as_given
        return child.strip().upper()


Steps = Generator[tuple[int, int, str], None, Effect]
"""Yields (rules done, rules in all, code), and returns what comes of it."""


def effect(result: Result, proposals: Iterable[Proposal], rules: Iterable[Rule] | None = None) -> Effect:
    """Apply proposals to the return that was validated, and run the same rules again.

    :param rules: to run only these of them, where it is known that no other can tell a difference.
    """
    return finish(effect_stepwise(result, proposals, rules))


def effect_stepwise(result: Result, proposals: Iterable[Proposal], rules: Iterable[Rule] | None = None) -> Steps:
    """As :func:`effect`, a step a rule."""
    changes = _changes(result.ret, proposals)
    chosen = [each.rule for each in result.outcomes_by_rule] if rules is None else rules
    return (yield from effect_of_stepwise(result, changes, chosen))


def effect_of(result: Result, changes: dict[str, TableChanges], rules: Iterable[Rule]) -> Effect:
    """As :func:`effect`, of any changes and with these rules."""
    return finish(effect_of_stepwise(result, changes, rules))


def effect_of_stepwise(result: Result, changes: dict[str, TableChanges], rules: Iterable[Rule]) -> Steps:
    """As :func:`effect_of`, a step a rule."""
    ret = with_changes(result.ret, changes)
    again = yield from run_stepwise(ret, rules, result.ruleset)
    ran = {each.rule.code for each in again.outcomes_by_rule}
    places = {
        name: each.places(len(result.ret.tables[name])) for name, each in changes.items() if each.removed or each.added
    }
    return Effect(
        ret,
        frozenset(
            (finding.rule.code, finding.table, row)
            for finding in result.findings
            if finding.rule.code in ran
            for row in finding.rows.tolist()
        ),
        frozenset(
            (finding.rule.code, finding.table, row)
            for finding in again.findings
            for row in (places[finding.table][finding.rows] if finding.table in places else finding.rows).tolist()
        ),
        places,
    )
