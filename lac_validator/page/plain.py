"""What crosses to the page: plain data, and columns of numbers."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from lac_validator.dataset import Problem
from lac_validator.engine import FAILED, Attempt, skipped_by_reason

Plain = dict[str, Any]
Stepwise = Generator[tuple[int, int, str], None, Plain]
"""Long work: it yields (steps done, steps in all, what is being done), and returns the answer."""


Value = TypeVar("Value", bound=Hashable)


class Numbered(Generic[Value]):
    """Numbers values as they come, the same value always with the same number, so that columns of numbers can cross.

    :ivar numbers: by value its number.
    """

    def __init__(self) -> None:
        self.numbers: dict[Value, int] = {}

    @property
    def values(self) -> list[Value]:
        """The values, by number."""
        return list(self.numbers)

    def __call__(self, value: Value) -> int:
        """The number of a value."""
        return self.numbers.setdefault(value, len(self.numbers))


def problem_told(problem: Problem) -> Plain:
    """What there is to know about a file."""
    return {
        "severity": problem.severity,
        "file": problem.file,
        "sentence": problem.sentence,
        "line": problem.line,
        "column": problem.column,
    }


def day_of(text: str | None) -> datetime.date | None:
    """The day that the page names, ISO 8601, if any."""
    return datetime.date.fromisoformat(text) if text else None


def typed(places: Iterable[int]) -> npt.NDArray[np.int32]:
    """Places as a typed array."""
    return np.fromiter(places, np.int32)


def not_run(attempts: Sequence[Attempt[Any]]) -> Plain:
    """Which functions broke, by code, as ``failed``, and which lacked what, by the names that people know, as
    ``skipped``.
    """
    return {
        "failed": [each.definition.code for each in attempts if each.status == FAILED],
        "skipped": [
            {"reason": reason, "names": [getattr(each, "name", each.code) for each in those]}
            for reason, those in skipped_by_reason(attempts).items()
        ],
    }
