"""How old a child was on a day."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from lac_validator.dataset import Days, Table, months_after
from lac_validator.engine import derived


class DatesOfBirth:
    """By child the date of birth in the first row of Header that holds one which can be read."""

    def __init__(self, header: Table) -> None:
        """:param header: this year's, and last year's after it where it was given."""
        dated = header.where(header.DOB.readable & header.CHILD.given)
        self._children, first = np.unique(dated.CHILD.ids, return_index=True)
        self._born = dated.DOB.days[first]

    def of(self, rows: Table) -> Days:
        """The date of birth of the child of each row; NaT where none is known."""
        children = rows.CHILD.ids
        if not len(self._children):
            return np.full(len(rows), np.datetime64("NaT"), "datetime64[D]")
        place = np.minimum(np.searchsorted(self._children, children), len(self._children) - 1)
        return np.where(self._children[place] == children, self._born[place], np.datetime64("NaT", "D"))

    def ages(self, rows: Table, on: Any) -> npt.NDArray[np.float64]:
        """The completed years of the child of each row, counted in birthdays; NaN where unknown or not yet born.

        :param on: the day for each row, or one day for all.
        """
        born = self.of(rows)
        day = np.broadcast_to(np.asarray(on, "datetime64[D]"), born.shape)
        known = ~np.isnat(born) & ~np.isnat(day)
        born, day = born[known], day[known]
        years = completed_years(born, day)
        ages = np.full(len(rows), np.nan)
        ages[known] = np.where(years < 0, np.nan, years)
        return ages


def completed_years(born: Days, day: Days | np.datetime64) -> npt.NDArray[np.int64]:
    """The years from each date of birth to its day, counted in birthdays: see :meth:`Dates.birthday`."""
    years = day.astype("datetime64[Y]").astype(np.int64) - born.astype("datetime64[Y]").astype(np.int64)
    years -= np.asarray(months_after(born, 12 * years)) > day
    return years


@derived
def dates_of_birth(header: Table, header_last: Table | None = None) -> DatesOfBirth:
    """The dates of birth of the children, for figures: this year's, or else last year's. A child without one is in no
    figure that goes by age.
    """
    return DatesOfBirth(header if header_last is None else header.followed_by(header_last))
