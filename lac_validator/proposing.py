"""Proposing changes that would mend errors, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lac_validator.engine import FIXES, Attempt, Changes, Fix, Result, answers_of, attempt_each


@dataclass(frozen=True)
class Proposal:
    """A cell that a fix would change. People decide.

    :ivar table: as in the issues of a result; ``row`` likewise, a place in the table as read, from 0.
    :ivar old: the text as it stands in the file.
    :ivar new: the text that should stand there.
    :ivar because: the evidence, a plain sentence.
    """

    fix: Fix
    table: str
    row: int
    child: str
    column: str
    old: str
    new: str
    because: str


@dataclass(frozen=True)
class Proposals:
    """What the fixes propose, and what became of each of them."""

    proposals: list[Proposal]
    attempts: list[Attempt[Fix]]


def propose(result: Result, fixes: Iterable[str] | None = None) -> Proposals:
    """Changes of the return that would mend errors. Nothing is changed.

    :param fixes: the names of the fixes to try; all in force where not given.
    :raises ValueError: there is no such fix in force in the year of the rules.
    """
    attempts = attempt_each(FIXES.choose(result.ruleset, fixes), result.facts, _read)
    return Proposals(answers_of(attempts), attempts)


def _read(fix: Fix, answer: Any) -> list[Proposal]:
    return list(_proposals(fix, answer))


def _proposals(fix: Fix, answer: Any) -> Iterator[Proposal]:
    for changes in [answer] if isinstance(answer, Changes) else answer:
        rows = changes.rows
        children = [child.strip() for child in rows.CHILD.as_given]
        old = rows.column(changes.column).as_given
        cells = zip(rows.rows.tolist(), children, old, changes.new, changes.because, strict=True)
        for row, child, before, new, because in cells:
            if new != before:
                yield Proposal(fix, rows.name, row, child, changes.column, before, new, because)
