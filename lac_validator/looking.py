"""Looking for what is odd, in one call: what the DfE's rules let through. Ours, never mixed with the DfE's errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lac_validator.engine import CHECKS, Attempt, Check, Pattern, Result, answers_of, attempt_each


@dataclass(frozen=True)
class Oddity:
    """A pattern that a check saw.

    :ivar severity: how much this one weighs; one check can see patterns of several.
    :ivar sentence: what, with its numbers.
    :ivar children: whose rows show it, each once, in their order.
    :ivar table: as in the issues of a result; ``rows`` likewise, places in the table as read, from 0.
    """

    check: Check
    severity: str
    sentence: str
    children: list[str]
    table: str
    rows: list[int]


@dataclass(frozen=True)
class Oddities:
    """What the checks saw, and what became of each of them."""

    oddities: list[Oddity]
    attempts: list[Attempt[Check]]


def look(result: Result, checks: Iterable[str] | None = None) -> Oddities:
    """What is worth a look beside the errors.

    :param checks: the codes of the checks to make; all in force where not given.
    :raises ValueError: there is no such check in force in the year of the rules.
    """
    attempts = attempt_each(CHECKS.choose(result.ruleset, checks), result.facts, _read)
    return Oddities(answers_of(attempts), attempts)


def _read(check: Check, patterns: Iterable[Pattern]) -> list[Oddity]:
    return [_oddity(check, pattern) for pattern in patterns]


def _oddity(check: Check, pattern: Pattern) -> Oddity:
    children = dict.fromkeys(child.strip() for child in pattern.rows.CHILD.as_given)
    severity = pattern.severity or check.severity
    return Oddity(check, severity, pattern.sentence, list(children), pattern.rows.name, pattern.rows.rows.tolist())
