"""Measuring a return, in one call: children and events counted, and of how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lac_validator.engine import MEASURES, SHARE, Attempt, Counted, Measure, Result, answers_of, attempt_each


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

    figures: list[Figure]
    attempts: list[Attempt[Measure]]


def measure(result: Result, measures: Iterable[str] | None = None) -> Figures:
    """The figures of a return.

    :param measures: the names of the measures wanted; all in force where not given.
    :raises ValueError: there is no such measure in force in the year of the rules.
    """
    attempts = attempt_each(MEASURES.choose(result.ruleset, measures), result.facts, _read)
    return Figures(answers_of(attempts), attempts)


def _read(measure: Measure, counted: Counted) -> list[Figure]:
    return [_figure(measure, counted)]


def _figure(measure: Measure, counted: Counted) -> Figure:
    numerator = len(counted.rows)
    denominator = None if counted.of is None else len(counted.of)
    share = numerator / denominator if denominator else None
    return Figure(measure, numerator, denominator, share if measure.unit == SHARE else float(numerator), counted)
