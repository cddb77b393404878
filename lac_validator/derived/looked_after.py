"""Who is looked after on the as-at day, as the DfE's statistics count it."""

from __future__ import annotations

import datetime

from lac_validator.dataset import Table
from lac_validator.engine import derived


@derived
def usable_episodes(care_episodes: Table) -> Table:
    """Episodes of care with a start that can be read, and an end that is blank or can be read."""
    episodes = care_episodes
    return episodes.where(episodes.CHILD.given & episodes.DECOM.readable & ~episodes.DEC.unreadable)


@derived
def looked_after_at(usable_episodes: Table, as_at: datetime.date) -> Table:
    """For each child looked after on the as-at day the episode that covers it: the latest begun, then the later row.

    A day on which an episode ends is not covered by it.
    """
    episodes = usable_episodes
    covers = (episodes.DECOM <= as_at) & (episodes.DEC.blank | (episodes.DEC > as_at))
    return episodes.where(covers).latest("DECOM", last_in_file=True)
