"""Seeded draws. The same seed gives the same draws in every version of Python and in the browser."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import log
from typing import Generic, TypeVar

T = TypeVar("T")


class Chance:
    """A source of draws.

    All of them come from ``random()``: it is the one method whose sequence Python promises never to change.
    """

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed).random  # noqa: S311 - nothing here is a secret

    def happens(self, probability: float) -> bool:
        """True with this probability."""
        return self.draw() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.draw() * (high - low + 1))

    def one_of(self, choices: Sequence[T]) -> T:
        """One of these, each as likely as the next."""
        return choices[int(self.draw() * len(choices))]

    def wait(self, mean: int) -> int:
        """How many days until something that happens every ``mean`` days or so: at least one."""
        return 1 + int(-mean * log(1 - self.draw()))

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """The same things in another order."""
        mixed = list(choices)
        for last in range(len(mixed) - 1, 0, -1):
            other = int(self.draw() * (last + 1))
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed


class Weighted(Generic[T]):
    """Things of which some are likelier than others: ``Weighted({"V2": 45, "C1": 30})``."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._values = list(weights)
        self._bounds = list(accumulate(weights.values()))

    def pick(self, chance: Chance) -> T:
        """One of them."""
        return self._values[bisect(self._bounds, chance.draw() * self._bounds[-1])]
