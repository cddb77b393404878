"""Periods of care: the episodes of one child that follow each other without a day between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import derived


@dataclass(frozen=True)
class PeriodsOfCare:
    """Every period of care, once for each of two tables of Episodes: row i of both is about the same period.

    :ivar first: the first episode of each period: the period starts on its DECOM, which is always readable.
    :ivar last: the last episode of each period: the period ends on its DEC, and is open where that cannot be read.
    """

    first: Table
    last: Table

    def beside(self, table: Table) -> tuple[Table, Table, Table]:
        """Each row of ``table`` beside each period of the same child: (row, first episode, last episode)."""
        row, first = table.join(self.first)
        _, last = table.join(self.last)
        return row, first, last

    def without_room_for(self, absences: Table, start: str, end: str) -> Table:
        """Those of ``absences`` (a time missing, a deprivation of liberty) that no period of the child has room for.

        A period has room for one that has ended when the end lies in the period, wherever the start lies; for one
        without a readable end when the period is open too and began by its start. The first and the last day belong to
        the period. Absences without a readable start, and those of children without a period, are not among the answer.

        :param start: the column of ``absences`` that says when each began.
        :param end: the column that says when it ended.
        """
        absence, first, last = self.beside(absences.where(getattr(absences, start).readable))
        began, ended = getattr(absence, start), getattr(absence, end)
        holds_end = (ended >= first.DECOM) & ~(ended > last.DEC)
        both_open = ~ended.readable & ~last.DEC.readable & (began >= first.DECOM)
        return absence.without(absence.where(holds_end | both_open))


@derived
def periods_of_care(episodes: Table) -> PeriodsOfCare:
    """The periods of care in this year's return (577, 578, 707).

    A child's episodes go by DECOM, equal dates by their order in the file; those without a readable DECOM are left out.
    An episode starts a new period when its DECOM is after the DEC of the one directly before it. What follows an
    episode without a readable DEC belongs to the same period. Legal status and the reasons for start and end play no
    part, so a period ends on the DEC of its last episode even where an earlier one ends later.
    """
    ordered = episodes.where(episodes.DECOM.readable).in_order("DECOM")
    children = ordered.CHILD.ids
    starts = np.ones(len(ordered), bool)
    starts[1:] = (children[1:] != children[:-1]) | (ordered.DECOM.days[1:] > ordered.DEC.days[:-1])
    return PeriodsOfCare(ordered.where(starts), ordered.where(np.roll(starts, -1)))
