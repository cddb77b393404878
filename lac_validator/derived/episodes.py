"""Episodes of one child beside each other: the first, the one before, the one after."""

from __future__ import annotations

from lac_validator.dataset import Table
from lac_validator.engine import derived


@derived
def first_episodes(episodes: Table) -> Table:
    """Each child's first episode of this year's return: the earliest DECOM, of equal dates the first in the file."""
    return episodes.earliest("DECOM")


@derived
def successive_episodes(episodes: Table) -> tuple[Table, Table]:
    """Each episode beside the child's next one, by DECOM: (earlier, later).

    Equal dates keep the order of the file; episodes without a readable DECOM come after the dated ones.
    """
    return episodes.successive("DECOM")
