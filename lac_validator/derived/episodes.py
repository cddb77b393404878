"""Episodes of one child beside each other: the first, the one before, the one after."""

from __future__ import annotations

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import derived


@derived
def first_episodes(episodes: Table) -> Table:
    """Each child's first episode of this year's return: the earliest DECOM, of equal dates the first in the file."""
    return episodes.earliest("DECOM")


@derived
def current_or_last_episodes(episodes: Table) -> Table:
    """Each child's episode that has not ended (DEC blank), or else the one that ended last.

    Of equal ones the first in the file. One whose DEC cannot be read is neither, so a child may have none (625).
    """
    current = episodes.where(episodes.DEC.blank).earliest("DEC", or_undated=True)
    last = episodes.latest("DEC")
    return episodes.take(np.concatenate([current.rows, last.where(~last.CHILD.isin(current.CHILD)).rows]))


@derived
def successive_episodes(episodes: Table) -> tuple[Table, Table]:
    """Each episode beside the child's next one, by DECOM: (earlier, later).

    Equal dates keep the order of the file; episodes without a readable DECOM come after the dated ones.
    """
    return episodes.successive("DECOM")


@derived
def episodes_in_threes(episodes: Table) -> tuple[Table, Table, Table]:
    """Each episode beside the child's next two, in the order of :func:`successive_episodes`: (first, second, third)."""
    ordered = episodes.in_order("DECOM")
    children = ordered.CHILD.ids
    first = np.flatnonzero(children[:-2] == children[2:])
    return ordered.take(first), ordered.take(first + 1), ordered.take(first + 2)
