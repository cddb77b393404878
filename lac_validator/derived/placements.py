"""Care as it went on: the episodes of two years' returns as periods of care and placements, up to the as-at day.

A period of care begins with RNE S and runs over the episodes joined to it: each begins on the day the one before it
ended with REC X1. A placement is a run of episodes of one period, from one move to the next.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Days, Mask, Rows, Table
from lac_validator.derived.looked_after import touches
from lac_validator.engine import derived
from lac_validator.schema.groups import (
    FOSTER,
    NEW_EPISODE_FOLLOWS,
    SAME_CARER,
    SHORT_BREAKS,
    STARTED_TO_BE_LOOKED_AFTER,
    TEMPORARY,
    WITH_CURRENT_CARER,
)

_DAYS = 1 << 18
"""More than there are days that can be read, so that a child and a day make one number."""


@derived
def care_history(episodes: Table, as_at: datetime.date, episodes_last: Table | None = None) -> Table:
    """The usable episodes of care of both years that began by the as-at day, child by child in the order of time.

    Where both years hold the same episode (the same child and DECOM) this year's row counts. One that was open at the
    end of last year and is not in this year's return is left out: nobody knows when it ended.
    """
    both = episodes if episodes_last is None else episodes.followed_by(episodes_last)
    of_last_year = np.arange(len(both)) >= len(episodes)
    key = both.CHILD.ids.astype(np.int64) * _DAYS + both.DECOM.days.astype(np.int64) % _DAYS
    superseded = of_last_year & (np.isin(key, key[~of_last_year]) | ~both.DEC.readable)
    usable = both.CHILD.given & (both.DECOM <= as_at) & ~both.DEC.unreadable & ~both.LS.isin(SHORT_BREAKS)
    return both.where(usable & ~superseded).in_order("DECOM", "DEC")


@dataclass(frozen=True)
class Runs:
    """Runs of the episodes of :func:`care_history`, one after the other.

    :ivar first: the first episode of each run; it begins on its DECOM.
    :ivar last: the last episode of each.
    :ivar began: the day.
    :ivar ended: the day; NaT where it had not ended on the as-at day.
    :ivar known: whether it is known that it began then, and not before the oldest return at hand.
    :ivar number: for each episode of the history the number of its run.
    """

    first: Table
    last: Table
    began: Days
    ended: Days
    known: Mask
    number: Rows


def _runs(history: Table, begins: Mask, ended: Days, known: Mask) -> Runs:
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(history))[: len(first)] - 1
    number = np.cumsum(begins) - 1
    return Runs(history.take(first), history.take(last), history.DECOM.days[first], ended[last], known[first], number)


@dataclass(frozen=True)
class Care:
    """The periods of care and the placements of which they are made.

    :ivar history: the episodes, in order.
    :ivar period_of: for each placement the number of its period.
    """

    history: Table
    periods: Runs
    placements: Runs
    period_of: Rows

    def place_in_history(self, rows: Table) -> Rows:
        """For each of some episodes of this year its place in the history; -1 where it is not in it."""
        height = max(int(self.history.rows.max(initial=-1)), int(rows.rows.max(initial=-1))) + 1
        place = np.full(height, -1, np.intp)
        place[self.history.rows] = np.arange(len(self.history))
        return place[rows.rows]


@derived
def care(care_history: Table, as_at: datetime.date) -> Care:
    """The periods of care and the placements of both years' returns, as far as they are known."""
    history = care_history
    ended = np.where(history.DEC <= as_at, history.DEC.days, np.datetime64("NaT", "D"))
    child, began = history.CHILD.ids, history.DECOM.days
    first_of_child = np.ones(len(history), bool)
    first_of_child[1:] = child[1:] != child[:-1]
    joined = np.zeros(len(history), bool)
    follows = (began[1:] == history.DEC.days[:-1]) & (history.REC == NEW_EPISODE_FOLLOWS)[:-1]
    starts = history.RNE == STARTED_TO_BE_LOOKED_AFTER
    joined[1:] = ~first_of_child[1:] & follows & ~starts[1:]
    moves, doubtful = _moves(history, joined)
    moved = ~joined | moves
    continues = history.RNE.isin(SAME_CARER) | history.PLACE.isin((*TEMPORARY, *WITH_CURRENT_CARER))
    cut_off = first_of_child & ~starts  # what was before is not at hand
    whole = ~cut_off[np.maximum.accumulate(np.where(joined, 0, np.arange(len(history))))]
    periods = _runs(history, ~joined, ended, ~cut_off)
    placements = _runs(history, moved, ended, ~(cut_off & continues) & (whole | ~doubtful))
    return Care(history, periods, placements, periods.number[np.flatnonzero(moved)])


def _moves(history: Table, joined: Mask) -> tuple[Mask, Mask]:
    """The joined episodes with which the child moved; and those of which that cannot be told within their period, since
    they follow a temporary placement with which it begins.

    RNE L, T and U are no move. Nor is a placement for adoption with the foster carer of the episode before, nor a
    temporary placement, nor the return from it to the same placement type, provider and postcode; what else follows a
    temporary placement is a move.
    """
    places = np.arange(len(history))
    temporary = history.PLACE.isin(TEMPORARY)
    period_first = np.maximum.accumulate(np.where(joined, 0, places))
    settled = np.maximum.accumulate(np.where(temporary, -1, places))  # the latest episode that is not temporary
    before = np.roll(settled, 1)
    back = before >= period_first
    compared = history.take(np.where(back, before, -1))
    back &= history.PLACE.same_as(compared.PLACE) & history.URN.same_as(compared.URN)
    back &= history.PL_POST.text.without_blanks.same_as(compared.PL_POST.text.without_blanks)
    after_temporary = joined & np.roll(temporary, 1)
    to_adopt = history.PLACE.isin(WITH_CURRENT_CARER) & np.roll(history.PLACE.isin(FOSTER), 1)
    usual = ~history.RNE.isin(SAME_CARER) & ~to_adopt
    moves = joined & ~temporary & np.where(after_temporary, ~back, usual)
    return moves, after_temporary & ~temporary & (before < period_first)


@derived
def placements_in_the_year(care: Care, year: CollectionYear, as_at: datetime.date) -> Rows:
    """The numbers of the placements that touch the year; one that begins and ends on one day is none."""
    placements = care.placements
    in_year = touches(placements.began, placements.ended, year, as_at)
    return np.flatnonzero(in_year & (placements.began != placements.ended))
