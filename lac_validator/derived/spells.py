"""Spells: the time a child spent under one legal status without a break, over one episode or several.

The law limits some of them to a number of days. The DfE counts two kinds in two ways: :func:`unbroken_spells` and
:func:`joined_spells`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lac_validator.dataset import Days, Mask, Rows, Table


@dataclass(frozen=True)
class Spells:
    """Episodes that belong to spells, and how long these lasted.

    :ivar episodes: child by child, the earliest first; those of one spell follow each other.
    :ivar days: for each of these episodes the length of its whole spell in days.
    """

    episodes: Table
    days: npt.NDArray[np.int64]

    def longer_than(self, days: int) -> Table:
        """Every episode of the spells that lasted longer than ``days``."""
        return self.episodes.where(self.days > days)


def end_or_as_at(episodes: Table, as_at: datetime.date) -> Days:
    """For each episode the day it ended, where DEC is blank that on which the return was taken, 31 March as a rule; NaT
    where DEC is given but cannot be read.
    """
    return np.where(episodes.DEC.blank, np.datetime64(as_at), episodes.DEC.days)


def days_between(began: Days, ended: Days) -> npt.NDArray[np.int64]:
    """The days from ``began`` to ``ended``, 1 from one day to the next, negative backwards; 0 where either is NaT."""
    days = ended - began
    return np.where(np.isnat(days), 0, days.astype(np.int64))


def unbroken_spells(episodes: Table, legal_status: str, as_at: datetime.date) -> Spells:
    """The spells under ``legal_status`` in which each episode starts on the day the one before it ended (361, 362).

    The one before is the child's last by DECOM, equal dates in the order of the file, whatever its legal status; so
    another legal status, a gap or an overlap ends the spell. An episode without a readable DEC is taken to last until
    the day of the return, 31 March as a rule; one without a readable DECOM is in no spell. A spell lasts from its first
    DECOM to its latest DEC.
    """
    dated = episodes.where(episodes.DECOM.readable).in_order("DECOM")
    ended = np.where(dated.DEC.readable, dated.DEC.days, np.datetime64(as_at))
    under = dated.LS == legal_status
    begins = _begins(dated, under[1:] & under[:-1] & (dated.DECOM.days[1:] == ended[:-1]))
    first, spell = _numbered(begins)
    lasted = days_between(dated.DECOM.days[first], np.maximum.reduceat(ended, first))
    return Spells(dated.where(under), lasted[spell][under])


def joined_spells(episodes: Table, legal_status: str, as_at: datetime.date) -> Spells:
    """The spells under ``legal_status`` in which each episode starts by the day the one before it ended (363, 364).

    The one before is the child's last under the same legal status, by DECOM, equal dates in the order of the file;
    other episodes are not looked at. An episode with a blank DEC lasts until the day of the return; where DEC is given
    but cannot be read, the next episode belongs to the same spell and the length counts as 0. Episodes without a
    readable DECOM are left out. A spell lasts as long as its episodes together, so days on which they overlap count
    twice.
    """
    under = episodes.where((episodes.LS == legal_status) & episodes.DECOM.readable).in_order("DECOM")
    ended = end_or_as_at(under, as_at)
    begins = _begins(under, ~(under.DECOM.days[1:] > ended[:-1]))
    first, spell = _numbered(begins)
    return Spells(under, np.add.reduceat(days_between(under.DECOM.days, ended), first)[spell])


def _begins(ordered: Table, continues: Mask) -> Mask:
    """The episodes that begin a spell: a child's first, and those that do not continue the one before.

    :param continues: whether the second and each later episode continues the one before it, if it is the same child's.
    """
    children = ordered.CHILD.ids
    begins = np.ones(len(ordered), bool)
    begins[1:] = (children[1:] != children[:-1]) | ~continues
    return begins


def _numbered(begins: Mask) -> tuple[Rows, Rows]:
    """The places at which spells begin, and for each episode the number of its spell, from 0."""
    return np.flatnonzero(begins), np.cumsum(begins) - 1
