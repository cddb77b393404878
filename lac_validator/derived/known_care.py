"""Everything that this year's and last year's return say about when a child was looked after.

It is for checks, which ask whether a child can have been in care: what last year's return left open counts as care
until the year began. The figures go by :func:`lac_validator.derived.placements.care_history`, which leaves such an
episode out, since nobody knows when it ended.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Days, Mask, Rows, Table
from lac_validator.derived.looked_after import usable
from lac_validator.derived.stays import Numbers
from lac_validator.engine import derived
from lac_validator.schema.groups import SHORT_BREAKS, STARTED_TO_BE_LOOKED_AFTER


@dataclass(frozen=True)
class KnownCare:
    """Episodes of both returns, child by child, the earliest first; none can be flagged.

    :ivar episodes: this year's episode stands for last year's with the same child and DECOM. Those without a child, a
        DECOM that can be read, or with an end that cannot be read, are left out.
    :ivar ended: the day on which each ended; NaT where it lasts. What last year's return left open and this year's
        does not have is taken to have ended when the year began.
    :ivar places: for each the place of its row in this year's file; -1 where it is last year's alone.
    """

    episodes: Table
    ended: Days
    places: Rows

    def numbers_of(self, episodes: Table) -> Rows:
        """The place among these of each of ``episodes``, which were chosen from them."""
        return _places_of(self.episodes, episodes)


@dataclass(frozen=True)
class KnownPeriods:
    """Periods of care, short-term breaks left out, as far as two returns show them: arrays of one length.

    :ivar first: the first episode of each that is known.
    :ivar begins: the day on which that began; ``ends`` that on which the last one ended, the as-at day at the latest.
    :ivar started: whether the first is a start of care (RNE S): nothing came before it.
    :ivar last_row: the place in this year's file of the last one; -1 where it is last year's alone.
    """

    first: Table
    begins: Days
    ends: Days
    started: Mask
    last_row: Rows

    def numbers_of(self, episodes: Table) -> Rows:
        """The period of each of ``episodes``, which were chosen from the first ones."""
        return _places_of(self.first, episodes)


def _places_of(whole: Table, some: Table) -> Rows:
    place = np.zeros(whole.rows.max(initial=-1) + 1, np.intp)
    place[whole.rows] = np.arange(len(whole))
    return place[some.rows]


@derived
def known_care(episodes: Table, year: CollectionYear, episodes_last: Table | None = None) -> KnownCare:
    """The episodes of two years, or of one where last year's were not given; short-term breaks are among them."""
    this = usable(episodes)
    both, places, stale = this, this.rows, np.zeros(len(this), bool)
    if episodes_last is not None:
        last = usable(episodes_last)
        last = last.where(~np.isin(_keys(last), _keys(episodes.where(episodes.DECOM.readable))))
        both = this.followed_by(last)
        places = np.append(this.rows, np.full(len(last), -1))
        stale = places < 0
    ended = np.where(stale & both.DEC.blank, np.datetime64(year.start), both.DEC.days)
    order = np.lexsort([np.arange(len(both)), both.DECOM.days.astype(np.int64), both.CHILD.ids])
    return KnownCare(both.take(order), ended[order], places[order])


@derived
def known_periods(known_care: KnownCare, as_at: datetime.date) -> KnownPeriods:
    """The periods of care of two years. A new one begins with RNE S, or after a day without an episode."""
    kept = np.flatnonzero(~known_care.episodes.LS.isin(SHORT_BREAKS))
    episodes, places = known_care.episodes.take(kept), known_care.places[kept]
    ended = known_care.ended[kept]
    ended = np.where(np.isnat(ended), np.datetime64(as_at), ended)
    child, began = episodes.CHILD.ids, episodes.DECOM.days
    starts = episodes.RNE == STARTED_TO_BE_LOOKED_AFTER
    begins = starts.copy()
    begins[:1] = True
    begins[1:] |= (child[1:] != child[:-1]) | (began[1:] > ended[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(episodes)) - 1 if len(first) else first
    ends = np.minimum(np.maximum.reduceat(ended, first), np.datetime64(as_at)) if len(first) else ended
    return KnownPeriods(episodes.take(first), began[first], ends, starts[first], places[last])


def _keys(episodes: Table) -> Numbers:
    return np.asarray((episodes.CHILD.ids.astype(np.int64) << 32) + episodes.DECOM.days.astype(np.int64))
