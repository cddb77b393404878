"""What crosses to the page: plain data, and columns of numbers."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from lac_validator.dataset import Problem
from lac_validator.engine import FAILED, Attempt

Plain = dict[str, Any]
Stepwise = Generator[tuple[int, int, str], None, Plain]
"""Long work: it yields (steps done, steps in all, what is being done), and returns the answer."""


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


def codes_failed(attempts: Iterable[Attempt[Any]]) -> list[str]:
    """The codes of the functions that broke."""
    return [each.definition.code for each in attempts if each.status == FAILED]
