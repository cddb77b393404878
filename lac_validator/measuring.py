"""Measuring a return, in one call: children and events counted, and of how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from lac_validator.engine import MEASURES, SHARE, Attempt, Counted, Measure, Result, attempt


@dataclass(frozen=True)
class Figure:
    """What a measure says of a return.

    :ivar numerator: how many were counted.
    :ivar denominator: among how many; None where it is a plain number.
    :ivar value: the number itself, or the share, 0 to 1; None where there is nothing to divide by.
    """

    measure: Measure
    numerator: int
    denominator: int | None
    value: float | None
    counted: Counted


@dataclass(frozen=True)
class Figures:
    """What the measures say, and what became of each of them."""

    figures: list[Figure] = field(default_factory=list)
    attempts: list[Attempt[Measure]] = field(default_factory=list)


def measure(result: Result, measures: Iterable[str] | None = None) -> Figures:
    """The figures of a return.

    :param measures: the names of the measures wanted; all in force where not given.
    :raises ValueError: there is no such measure in force in the year of the rules.
    """
    found = Figures()
    for each in MEASURES.choose(result.ruleset, measures):
        tried = attempt(each, result.facts, partial(_figure, each))
        found.attempts.append(tried)
        if tried.answer is not None:
            found.figures.append(tried.answer)
    return found


def _figure(measure: Measure, counted: Counted, _: dict[str, Any]) -> Figure:
    numerator = len(counted.rows)
    denominator = None if counted.of is None else len(counted.of)
    share = numerator / denominator if denominator else None
    return Figure(measure, numerator, denominator, share if measure.unit == SHARE else float(numerator), counted)
