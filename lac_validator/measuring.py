"""Measuring a return, in one call: children and events counted, and of how many."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from lac_validator.dataset import Return, Table
from lac_validator.engine import (
    CHILDREN,
    EVENTS,
    MEASURES,
    Attempt,
    Counted,
    Facts,
    Measure,
    Result,
    answers_of,
    attempt_each,
)
from lac_validator.engine.breakdown import Allocation, Breakdown, Cutter, Line
from lac_validator.engine.doubt import Doubt, Errors
from lac_validator.reference.england import England, england


@dataclass(frozen=True, eq=False)
class Figure:
    """What a measure says of a return.

    :ivar numerator: how many were counted (what events come to, where they are added up); None where the figure is
        told in parts alone.
    :ivar denominator: among how many; None where it is a plain number.
    :ivar value: the number itself, the share (0 to 1), the mean or the days; None where there is nothing to divide by.
    :ivar low: the least that the value can be, where the returns at hand do not reach back far enough to know it; None
        where it is exact.
    :ivar high: the most that it can be; None where it is exact, or there is no telling.
    :ivar parts: what is told beside it, or the parts into which it falls.
    :ivar by: the breakdowns that were asked for and can be made.
    :ivar not_broken_down: by dimension why it cannot be broken down so.
    :ivar doubt: how many of its children have an error in a column that it rests on.
    :ivar england: the same figure of England, where there is one.
    """

    measure: Measure
    numerator: int | None
    denominator: int | None
    value: float | None
    counted: Counted
    low: float | None
    high: float | None
    parts: tuple[Line, ...]
    by: tuple[Breakdown, ...]
    not_broken_down: dict[str, str]
    doubt: Doubt
    england: England | None
    ret: Return

    @cached_property
    def children(self) -> list[str]:
        """The children counted, each once."""
        return list(dict.fromkeys(child.strip() for child in self.counted.rows.CHILD.as_given))

    @cached_property
    def children_among(self) -> list[str]:
        """The children among whom they are counted."""
        among = self.counted.rows if self.counted.of is None else self.counted.of
        return list(dict.fromkeys(child.strip() for child in among.CHILD.as_given))

    @cached_property
    def places(self) -> list[tuple[str, int]]:
        """The rows counted: table (as in the issues of a result) and place in it as read, from 0."""
        return places_of(self.counted.rows, self.ret)


@dataclass(frozen=True)
class Figures:
    """What the measures say, and what became of each of them."""

    figures: list[Figure]
    attempts: list[Attempt[Measure]]


def measure(
    result: Result,
    measures: Iterable[str] | None = None,
    *,
    by: bool | Iterable[str] = True,
    where: Mapping[str, Iterable[str]] | None = None,
    allocation: Allocation | None = None,
    as_at: datetime.date | None = None,
) -> Figures:
    """The figures of a return.

    :param measures: the names of the measures wanted; all in force where not given.
    :param by: whether to break each down by the dimensions that suit it; or the dimensions wanted, for all of them.
    :param where: by dimension the groups that are looked at, ``{"sex": ["F"]}`` say; rows of others are left out.
    :param allocation: by child, as given, ``{"worker": ..., "team": ...}``: for the dimensions social worker and team.
    :param as_at: the day looked at, for a trend; the return's own where not given.
    :raises ValueError: there is no such measure in force in the year of the rules, or no such dimension.
    """
    facts = result.facts if as_at in (None, result.ret.as_at) else Facts(result.ret, as_at)
    cutter, errors = Cutter(facts, allocation), Errors(result)
    wanted = by if isinstance(by, bool) else cutter.named(by)
    kept = {name: frozenset((where or {})[name]) for name in cutter.named(where or ())}
    read = partial(_read, result, cutter, errors, wanted, kept)
    attempts = attempt_each(MEASURES.choose(result.ruleset, measures), facts, read)
    return Figures(answers_of(attempts), attempts)


def _read(
    result: Result,
    cutter: Cutter,
    errors: Errors,
    by: bool | list[str],
    where: dict[str, frozenset[str]],
    measure: Measure,
    counted: Counted,
) -> list[Figure]:
    counted = cutter.kept(counted, where, measure.on)
    dimensions = (list(measure.by) if by else []) if isinstance(by, bool) else by
    breakdowns, impossible = cutter.breakdowns(counted, dimensions, measure.on)
    low, high = _bounds(counted)
    return [
        Figure(
            measure,
            _numerator(measure, counted),
            None if counted.of is None else len(counted.of),
            None if counted.in_parts else counted.value,
            counted,
            low,
            high,
            cutter.parts(counted, measure.on),
            breakdowns,
            impossible,
            errors.touching(measure, counted),
            england(measure.code),
            result.ret,
        )
    ]


def _numerator(measure: Measure, counted: Counted) -> int | None:
    if counted.in_parts:
        return None
    added_up = counted.amounts is not None and measure.unit in (CHILDREN, EVENTS)
    return int(counted.value or 0) if added_up else len(counted.rows)


def _bounds(counted: Counted) -> tuple[float | None, float | None]:
    """The least and the most that the value can be; None where it is exact, and where there is no telling."""
    low, high = (None if bound is None else bound.value for bound in (counted.low, counted.high))
    exact = low == high == counted.value
    return (None, None) if exact else (low, None if high is None or math.isinf(high) else high)


def places_of(rows: Table, ret: Return) -> list[tuple[str, int]]:
    """The table and the place of each row, also of rows of this year's and last year's table together."""
    first, _, second = rows.name.partition(" and ")
    if not second:
        return [(first, row) for row in rows.rows.tolist()]
    height = len(ret.tables[first])
    return [(first, row) if row < height else (second, row - height) for row in rows.rows.tolist()]
