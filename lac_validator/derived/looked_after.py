"""Who is looked after, on the as-at day and in the year up to it, as the DfE's statistics count it.

Agreed series of short-term placements (V3 and V4) are no care. An episode that began after the as-at day is not there
yet, and one that ended after it is open.
"""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Dates, Days, Mask, Table, months_after
from lac_validator.engine import derived
from lac_validator.schema.groups import NEW_EPISODE_FOLLOWS, SHORT_BREAKS, STARTED_TO_BE_LOOKED_AFTER


@derived
def usable_episodes(care_episodes: Table) -> Table:
    """Episodes of care with a start that can be read, and an end that is blank or can be read."""
    return usable(care_episodes)


def usable(episodes: Table) -> Table:
    """See :func:`usable_episodes`, of any episodes."""
    return episodes.where(episodes.CHILD.given & episodes.DECOM.readable & ~episodes.DEC.unreadable)


@derived
def unusable_episodes(care_episodes: Table, usable_episodes: Table) -> Table:
    """The other episodes of care: no figure counts them."""
    return care_episodes.without(usable_episodes)


@derived
def looked_after_at(usable_episodes: Table, as_at: datetime.date) -> Table:
    """For each child looked after on the as-at day the episode that covers it: the latest begun, then the later row.

    A day on which an episode ends is not covered by it.
    """
    return covering(usable_episodes, as_at)


def covering(usable_episodes: Table, day: datetime.date) -> Table:
    """See :func:`looked_after_at`, of any day."""
    episodes = usable_episodes
    covers = (episodes.DECOM <= day) & (episodes.DEC.blank | (episodes.DEC > day))
    return episodes.where(covers).latest("DECOM", last_in_file=True)


@derived
def care_in_the_year(usable_episodes: Table, year: CollectionYear, as_at: datetime.date) -> Table:
    """Episodes that touch the year up to the as-at day: no end, or one on or after 1 April."""
    return usable_episodes.where(touches(usable_episodes.DECOM.days, usable_episodes.DEC.days, year, as_at))


@derived
def children_in_the_year(care_in_the_year: Table) -> Table:
    """For each child looked after at any time in the year the last episode: the latest begun, then the later row."""
    return care_in_the_year.latest("DECOM", last_in_file=True)


@derived
def starts_in_the_year(usable_episodes: Table, year: CollectionYear, as_at: datetime.date) -> Table:
    """Episodes with which a period of care began in the year (RNE S)."""
    episodes = usable_episodes
    return episodes.where((episodes.RNE == STARTED_TO_BE_LOOKED_AFTER) & episodes.DECOM.between(year.start, as_at))


@derived
def ends_in_the_year(usable_episodes: Table, year: CollectionYear, as_at: datetime.date) -> Table:
    """Episodes with which a period of care ended in the year (any REC that begins with E)."""
    ends = _ends_of_care(usable_episodes)
    return ends.where(ends.DEC.between(year.start, as_at))


def _ends_of_care(episodes: Table) -> Table:
    return episodes.where(episodes.REC.matches(lambda code: code.startswith("E")))


@derived
def ceased_in_the_year(ends_in_the_year: Table) -> Table:
    """For each child who ceased to be looked after in the year the last such end, of equal days the later row."""
    return ends_in_the_year.latest("DEC", last_in_file=True)


@derived
def ceased_last_year(care_history: Table, year: CollectionYear, episodes_last: Table) -> Table:
    """For each child who ceased to be looked after in the year before the last such end; of both returns' rows."""
    ends = _ends_of_care(care_history)
    return ends.where(ends.DEC.between(year.previous.start, year.previous.end)).latest("DEC", last_in_file=True)


@derived
def looked_after_12_months(episodes: Table, care_history: Table, looked_after_at: Table, as_at: datetime.date) -> Table:
    """Of the children looked after on the as-at day those who have been so for 12 months: the episode of that day.

    As the DfE has it (187), with the 12 months up to the as-at day in place of the year: no start of care (RNE S) after
    the first day of them, no end (REC other than X1) from it to the day before the last, and no agreed series of
    short-term placements. Both years' episodes are read.
    """
    first = months_after(np.array([as_at], "datetime64[D]"), -12)[0] + np.timedelta64(1, "D")
    care = care_history
    started = (care.RNE == STARTED_TO_BE_LOOKED_AFTER) & (care.DECOM > first) & (care.DECOM <= as_at)
    ceased = (care.REC != NEW_EPISODE_FOLLOWS) & (care.DEC >= first) & (care.DEC < as_at)
    short = episodes.where(episodes.LS.isin(SHORT_BREAKS))
    in_breaks = short.where((short.DECOM <= as_at) & ((short.DEC >= first) | ~short.DEC.readable))
    broken = looked_after_at.CHILD.isin(care.where(started | ceased).CHILD)
    return looked_after_at.where(~broken & ~looked_after_at.CHILD.isin(in_breaks.CHILD))


def touches(began: Days, ended: Days, year: CollectionYear, as_at: datetime.date) -> Mask:
    """What begins on or before the as-at day and has no end, or ends on or after 1 April. NaT is no end."""
    no_end = np.isnat(ended)
    return (began <= np.datetime64(as_at)) & (no_end | (ended >= np.datetime64(year.start)))


@derived
def started_in_the_year(starts_in_the_year: Table) -> Table:
    """For each child who started to be looked after in the year the first such start."""
    return starts_in_the_year.earliest("DECOM")


def days_in_the_year(began: Dates, ended: Dates, year: CollectionYear, as_at: datetime.date) -> npt.NDArray[np.int64]:
    """The days (or nights) from 1 April to the as-at day, both included, on which each was open; not that of its end.

    :param ended: what has no end that can be read is still open.
    """
    morrow = np.datetime64(as_at) + 1
    last = np.minimum(np.where(ended.readable, ended.days, morrow), morrow)
    days = (last - np.maximum(began.days, np.datetime64(year.start))).astype(np.int64)
    return np.maximum(days, 0)
