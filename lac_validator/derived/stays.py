"""Stays: how long a child lived in one home, over one episode or several, within one period of care."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lac_validator.dataset import Mask, Table
from lac_validator.engine import derived
from lac_validator.schema.groups import NEW_EPISODE_FOLLOWS, STARTED_TO_BE_LOOKED_AFTER

Numbers = npt.NDArray[np.int64]


def numbered_together(*columns: npt.NDArray[np.integer]) -> Numbers:
    """For each row a number from 0, equal where all of these columns of numbers are equal."""
    together = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _, value = np.unique(column, return_inverse=True)
        together = together * (value.max(initial=0) + 1) + value
        _, together = np.unique(together, return_inverse=True)
    return together.astype(np.int64)


@dataclass(frozen=True)
class CareInOrder:
    """Episodes of care child by child, the earliest first; short-term breaks are left out.

    :ivar goes_on: for each of these episodes whether the one below goes on from it in the same period of care.
    """

    episodes: Table
    goes_on: Mask

    @property
    def periods(self) -> Numbers:
        """For each episode the number of its period of care, from 0."""
        begins = np.ones(len(self.episodes), bool)
        begins[1:] = ~self.goes_on[:-1]
        return np.cumsum(begins) - 1

    @property
    def pairs(self) -> tuple[Table, Table]:
        """Each episode that goes on, beside the next: (earlier, later)."""
        earlier = np.flatnonzero(self.goes_on)
        return self.episodes.take(earlier), self.episodes.take(earlier + 1)


@dataclass(frozen=True)
class Stays:
    """Stays in one home (placement type, URN and postcode), child by child, the earliest first.

    :ivar first: the episode with which each stay begins.
    :ivar last: that with which it ends.
    :ivar home: a number, equal for stays of all children in the same home.
    :ivar goes_on: whether the next stay goes on from this one in the same period of care.
    """

    first: Table
    last: Table
    home: Numbers
    goes_on: Mask


@derived
def care_in_order(usable_episodes: Table) -> CareInOrder:
    """The year's episodes of care in order: one goes on where the next begins on its DEC and its REC is X1."""
    ordered = usable_episodes.in_order("DECOM")
    children = ordered.CHILD.ids
    goes_on = np.zeros(len(ordered), bool)
    goes_on[:-1] = (
        (children[1:] == children[:-1])
        & (ordered.DECOM.days[1:] == ordered.DEC.days[:-1])
        & (ordered.REC == NEW_EPISODE_FOLLOWS)[:-1]
        & (ordered.RNE != STARTED_TO_BE_LOOKED_AFTER)[1:]
    )
    return CareInOrder(ordered, goes_on)


@derived
def stays(care_in_order: CareInOrder) -> Stays:
    """The year's stays. Where only the legal status changes, the stay lasts; so it does where the child does not move,
    whatever RNE says.
    """
    episodes, goes_on = care_in_order.episodes, care_in_order.goes_on
    home = numbered_together(episodes.PLACE.ids, episodes.URN.ids, episodes.PL_POST.without_blanks.ids)
    begins = np.ones(len(episodes), bool)
    begins[1:] = ~goes_on[:-1] | (home[1:] != home[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(episodes)) - 1 if len(first) else first
    return Stays(episodes.take(first), episodes.take(last), home[first], goes_on[last])
