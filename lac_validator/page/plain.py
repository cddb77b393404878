"""What crosses to the page: plain data, and columns of numbers."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterable
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from lac_validator.dataset import Problem
from lac_validator.engine import FAILED, Attempt

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


def typed(places: Iterable[int]) -> npt.NDArray[np.int32]:
    """Places as a typed array."""
    return np.fromiter(places, np.int32)


def codes_failed(attempts: Iterable[Attempt[Any]]) -> list[str]:
    """The codes of the functions that broke."""
    return [each.definition.code for each in attempts if each.status == FAILED]
