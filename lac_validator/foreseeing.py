"""Foresees which proposals would make a new error, before anybody accepts them: told by running the rules again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable
from itertools import zip_longest

from lac_validator.applying import Effect, effect, effect_stepwise
from lac_validator.engine import Proposal, Result, Rule
from lac_validator.steps import finish

Decision = tuple[str, str]
Decisions = dict[Decision, list[Proposal]]
Harms = dict[Decision, tuple[str, ...]]
"""By decision the codes of the errors that accepting it, and nothing else, would make."""


def foresee(result: Result, proposals: Iterable[Proposal]) -> Harms:
    """The decisions that make new errors by themselves; see :attr:`Proposal.decision`. All others are left out.

    All that leave no choice are tried together, and each way of all questions; what is new then is traced to the one
    decision that makes it.

    :param proposals: those of :func:`lac_validator.propose` for the result.
    """
    return finish(foresee_stepwise(result, proposals))


def foresee_stepwise(result: Result, proposals: Iterable[Proposal]) -> Generator[tuple[int, int, str], None, Harms]:
    """As :func:`foresee`, a step a rule: yields (rules done, rules in all, code)."""
    by_question: dict[str, Decisions] = defaultdict(lambda: defaultdict(list))
    for each in proposals:
        by_question[each.question][each.decision].append(each)
    harms: dict[Decision, set[str]] = defaultdict(set)
    without_choice = [ways for ways in by_question.values() if len(ways) == 1]
    tries: list[Decisions] = [{decision: each for ways in without_choice for decision, each in ways.items()}]
    with_choice = [list(ways.items()) for ways in by_question.values() if len(ways) > 1]
    tries += [dict(each for each in ways if each) for ways in zip_longest(*with_choice)]
    rules = {each.rule.code: each.rule for each in result.outcomes_by_rule}
    for tried in tries:
        told = yield from effect_stepwise(result, _all_of(tried))
        if told.new:
            _trace_harm(result, tried, told, [rules[code] for code in sorted({code for code, _, _ in told.new})], harms)
    return {decision: tuple(sorted(codes)) for decision, codes in harms.items()}


def _all_of(decisions: Decisions) -> list[Proposal]:
    return [each for proposals in decisions.values() for each in proposals]


def _trace_harm(
    result: Result, tried: Decisions, told: Effect, rules: list[Rule], harms: dict[Decision, set[str]]
) -> None:
    """Try what was decided for the children harmed, one decision a child at a time, with the rules that found them."""
    harmed = {told.child(table, row) for _, table, row in told.new}
    of_child: dict[str, list[Decision]] = defaultdict(list)
    for decision, proposals in tried.items():
        for child in {each.child.upper() for each in proposals} & harmed:
            of_child[child].append(decision)
    found = set()
    for together in zip_longest(*of_child.values()):
        by_child = dict(zip(of_child, together, strict=True))
        alone = effect(result, _all_of({each: tried[each] for each in together if each}), rules)
        for code, table, row in alone.new:
            if at_fault := by_child.get(alone.child(table, row)):
                harms[at_fault].add(code)
                found.add((code, table, row))
    for error in told.new - found:  # of another child than the one that is changed: the same UPN twice, say
        if alone_at_fault := _halved(result, tried, error, [each for each in rules if each.code == error[0]]):
            harms[alone_at_fault].add(error[0])


def _halved(result: Result, tried: Decisions, error: tuple[str, str, int], rules: list[Rule]) -> Decision | None:
    """The one decision that makes an error by itself, if there is one among these."""
    while len(tried) > 1:
        decisions = list(tried)
        halves = [{each: tried[each] for each in part} for part in (decisions[::2], decisions[1::2])]
        tried = next((half for half in halves if error in effect(result, _all_of(half), rules).new), {})
    return next(iter(tried), None)
