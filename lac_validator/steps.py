"""Work done in steps: a generator yields how far it is, and returns the answer. Whoever steps it may stop it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

Progress = Callable[[int, int, str], None]
"""Is told (steps done, steps in all, what is being done)."""

Returned = TypeVar("Returned")


def finish(steps: Generator[Any, None, Returned], progress: Progress | None = None) -> Returned:
    """What a generator returns in the end.

    :param progress: called with each step, where a step is (steps done, steps in all, what).
    """
    while True:
        try:
            step = next(steps)
        except StopIteration as stop:
            return stop.value
        if progress is not None:
            progress(*step)
