"""What crosses to the page: plain data, and columns of numbers."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lac_validator.dataset import Problem
from lac_validator.engine import FAILED, Attempt, skipped_by_reason

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
