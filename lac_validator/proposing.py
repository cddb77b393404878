"""Proposing changes that would mend errors, in one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lac_validator.applying import effect_stepwise
from lac_validator.engine import (
    ADD,
    CERTAIN,
    CHANGE,
    FIXES,
    REMOVE,
    SUGGESTED,
    Additions,
    Attempt,
    Changes,
    Fix,
    Proposal,
    Removals,
    Result,
    answers_of,
    attempt_each,
)
from lac_validator.steps import finish


@dataclass(frozen=True)
class Proposals:
    """What the fixes propose, and what became of each of them."""

    proposals: list[Proposal]
    attempts: list[Attempt[Fix]]


def propose(result: Result, fixes: Iterable[str] | None = None) -> Proposals:
    """Changes of the return that would mend errors. Nothing is changed.

    Where two fixes agree on a cell, one proposal is left; where they do not, a certain one goes before others, one
    with better evidence before a question with several answers, and else a person has to choose. A certain one that
    would lead to a new error is no more than suggested.

    :param fixes: the names of the fixes to try; all in force where not given.
    :raises ValueError: there is no such fix in force in the year of the rules.
    """
    return finish(propose_stepwise(result, fixes))


def propose_stepwise(
    result: Result, fixes: Iterable[str] | None = None
) -> Generator[tuple[int, int, str], None, Proposals]:
    """As :func:`propose`, a step a fix, and then a step a rule: yields (done, in all, code of the fix or the rule)."""
    chosen = FIXES.choose(result.ruleset, fixes)
    attempts: list[Attempt[Fix]] = []
    for done, each in enumerate(chosen, start=1):
        attempts += attempt_each([each], result.facts, _read)
        yield done, len(chosen), each.code
    proposals = _settled(_with_ways(answers_of(attempts)))
    return Proposals((yield from without_certain_that_harm(result, proposals)), attempts)


# --- what the fixes answered ----------------------------------------------------------------------------------------


def _read(fix: Fix, answer: Any) -> list[Proposal]:
    answers = [answer] if isinstance(answer, (Changes, Removals, Additions)) else answer
    return [proposal for each in answers for proposal in _proposals(fix, each)]


def _proposals(fix: Fix, answer: Changes | Removals | Additions) -> Iterator[Proposal]:
    if isinstance(answer, Changes):
        return _changed(fix, answer)
    return _removed(fix, answer) if isinstance(answer, Removals) else _added(fix, answer)


def _reasons(because: str | Sequence[str], rows: int) -> Sequence[str]:
    return [because] * rows if isinstance(because, str) else because


def _changed(fix: Fix, changes: Changes) -> Iterator[Proposal]:
    rows = changes.rows
    children = [child.strip() for child in rows.CHILD.as_given]
    old = rows.column(changes.column).as_given
    because = _reasons(changes.because, len(rows))
    for row, child, before, new, why in zip(rows.rows.tolist(), children, old, changes.new, because, strict=True):
        if new != before:
            question = _question(fix, child, changes.way) or f"{fix.code} {rows.name} {row} {changes.column}"
            yield Proposal(
                *(fix, CHANGE, fix.kind, rows.name, row, child, changes.column, before, new, why, fix.rules),
                question=question,
                way=changes.way,
            )


def _removed(fix: Fix, removals: Removals) -> Iterator[Proposal]:
    rows = removals.rows
    children = [child.strip() for child in rows.CHILD.as_given]
    for row, child, why in zip(rows.rows.tolist(), children, _reasons(removals.because, len(rows)), strict=True):
        question = _question(fix, child, removals.way) or f"{fix.code} {rows.name} {row}"
        yield Proposal(
            *(fix, REMOVE, fix.kind, rows.name, row, child, "", "", "", why, fix.rules),
            question=question,
            way=removals.way,
        )


def _added(fix: Fix, additions: Additions) -> Iterator[Proposal]:
    like, table = additions.like, additions.table
    columns = {name: like.column(name).as_given for name in like.column_names} | dict(additions.changed)
    children = [child.strip() for child in like.CHILD.as_given]
    because = _reasons(additions.because, len(like))
    for place, (child, why) in enumerate(zip(children, because, strict=True)):
        question = _question(fix, child, additions.way) or f"{fix.code} {table} {like.rows[place]}"
        yield Proposal(
            *(fix, ADD, fix.kind, like.name, int(like.rows[place]), child, "", "", "", why, fix.rules),
            question=question,
            way=additions.way,
            into=table,
            cells={name: texts[place] for name, texts in columns.items()},
        )


def _question(fix: Fix, child: str, way: str) -> str:
    return f"{fix.code} {child.upper()}" if way else ""


# --- what is left of it ---------------------------------------------------------------------------------------------


def _with_ways(proposals: list[Proposal]) -> list[Proposal]:
    """Each with the number of answers that its question has."""
    ways: dict[str, set[str]] = defaultdict(set)
    for each in proposals:
        ways[each.question].add(each.way)
    numbers = {question: len(each) for question, each in ways.items()}
    return [
        each if each.ways == numbers[each.question] else replace(each, ways=numbers[each.question])
        for each in proposals
    ]


def _settled(proposals: list[Proposal]) -> list[Proposal]:
    """Without the questions for which there is a better answer to the same cell."""
    by_cell: dict[tuple[str, int, str], list[Proposal]] = defaultdict(list)
    seen: set[tuple[str, int, str, str, str]] = set()
    for each in proposals:
        cell = each.table, each.row, each.column
        if each.action == CHANGE and (*cell, *each.decision) not in seen:
            seen.add((*cell, *each.decision))
            by_cell[cell].append(each)
    dropped: set[str] = set()
    joined: dict[str, str] = {}
    rules: dict[tuple[str, str], tuple[str, ...]] = {}
    for contenders in by_cell.values():
        best, *others = sorted(contenders, key=_weakness)
        for each in others:
            if each.question == best.question:
                continue
            if _weakness(each) == _weakness(best) and each.ways == 1 and each.new != best.new:
                joined[each.question] = joined.get(best.question, best.question)
            else:
                dropped.add(each.question)
        if others:
            agreeing = [code for each in contenders if each.new == best.new for code in each.rules]
            rules[best.decision] = tuple(dict.fromkeys([*best.rules, *agreeing]))
    return _with_ways(
        [
            replace(
                each,
                question=joined.get(each.question, each.question),
                way=each.fix.code if each.question in joined else each.way,
                rules=rules.get(each.decision, each.rules),
            )
            if each.question in joined or each.decision in rules
            else each
            for each in proposals
            if each.question not in dropped
        ]
    )


def _weakness(proposal: Proposal) -> tuple[bool, bool]:
    """Sorts what is certain before what is not, and what leaves no choice before what does."""
    return proposal.kind != CERTAIN, proposal.ways > 1


def without_certain_that_harm(
    result: Result, proposals: list[Proposal]
) -> Generator[tuple[int, int, str], None, list[Proposal]]:
    """The same, with those certain ones demoted whose children would have errors that they had not.

    :param result: told by the rules that were run for it.
    """
    certain = [each for each in proposals if each.kind == CERTAIN]
    if not certain:
        return proposals
    told = yield from effect_stepwise(result, certain)
    harmed = {_child_of(result, table, row) for _, table, row in told.new}
    return [
        replace(each, kind=SUGGESTED) if each.kind == CERTAIN and each.child.upper() in harmed else each
        for each in proposals
    ]


def _child_of(result: Result, table: str, row: int) -> str:
    """The child of a row as read, in capitals; that of a row which was added is not told."""
    rows = result.ret.tables[table]
    return rows.CHILD.text.distinct[0][rows.CHILD.text.distinct[1][row]] if row < len(rows) else ""
