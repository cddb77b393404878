"""The columns of a table as rules see them: text, dates and numbers, each with the same idea of a blank.

Comparing a column gives a mask, a numpy array of booleans with a place for each row; masks combine with ``&``, ``|``
and ``~``. What holds everywhere: a blank equals nothing and differs from any value; text is compared trimmed and in
upper case; an unreadable date or number counts as blank in a comparison, and a comparison with a blank is False.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from lac_validator.dataset.vocabulary import BLANK, NOT_PRESENT, Days, Ids, Mask, Vocabulary


class Column:
    """One column: for each row the number of its text as given. Never changed once made."""

    __array_ufunc__ = None  # numpy arrays on the left of an operator leave it to the column

    def __init__(self, vocabulary: Vocabulary, given_ids: Ids) -> None:
        self._vocabulary = vocabulary
        self._given_ids = given_ids
        given_ids.flags.writeable = False

    def __len__(self) -> int:
        return len(self._given_ids)

    @cached_property
    def ids(self) -> Ids:
        """For each row the number of its text, trimmed and in upper case: equal for equal texts."""
        ids = self._vocabulary.normal(self._given_ids)
        ids.flags.writeable = False
        return ids

    @cached_property
    def blank(self) -> Mask:
        """Rows that hold nothing, or blanks only."""
        return _frozen(self.ids == BLANK)

    @cached_property
    def given(self) -> Mask:
        """Rows that hold any text at all, readable or not."""
        return _frozen(self.ids != BLANK)

    @cached_property
    def as_given(self) -> list[str]:
        """The text of each row exactly as it stands in the file."""
        return self._vocabulary.texts(self._given_ids)

    @cached_property
    def text(self) -> Text:
        """The same column compared as text, also where it holds dates or numbers."""
        return Text(self._vocabulary, self._given_ids)

    @cached_property
    def number(self) -> npt.NDArray[np.float64]:
        """Each row read as a number (07, 7.0 and 7E0 are 7); NaN where blank or not a number."""
        return _frozen(self._vocabulary.numbers(self.ids))

    def take(self, rows: npt.NDArray[np.intp]) -> Column:
        """The column at these positions, in their order; at position -1 a blank."""
        ids = self._given_ids[rows] if len(self) else np.zeros(len(rows), np.int32)
        return type(self)(self._vocabulary, np.where(rows < 0, BLANK, ids).astype(np.int32))

    def with_texts(self, cells: Mapping[int, str]) -> Column:
        """The column with other texts at these positions."""
        ids = self._given_ids.copy()
        ids[list(cells)] = self._vocabulary.number(list(cells.values()))
        return type(self)(self._vocabulary, ids)

    def and_texts(self, texts: Sequence[str]) -> Column:
        """The column with these texts after its own."""
        return type(self)(self._vocabulary, np.concatenate([self._given_ids, self._vocabulary.number(texts)]))

    def followed_by(self, other: Column) -> Column:
        """The rows of this column and then those of ``other``, which is of the same kind and the same return."""
        return type(self)(self._vocabulary, np.concatenate([self._given_ids, other._given_ids]))

    def same_as(self, other: Column) -> Mask:
        """Rows where both columns hold the same, two blanks included."""
        return np.asarray(self.ids == other.ids)


class Text(Column):
    """Codes, identifiers and postcodes."""

    __hash__ = None  # type: ignore[assignment]  # equality gives a mask

    def __eq__(self, other: str | Text) -> Mask:  # type: ignore[override]
        if isinstance(other, Text):
            return np.asarray((self.ids == other.ids) & self.given)
        return np.asarray(self.ids == (self._vocabulary.find(other) or NOT_PRESENT))  # no blank equals ""

    def __ne__(self, other: str | Text) -> Mask:  # type: ignore[override]
        return ~(self == other)

    def isin(self, values: Iterable[str] | Text) -> Mask:
        """Rows whose text is one of ``values``: codes, or another column (say the children of a table). No blank is."""
        if isinstance(values, Text):
            found = np.zeros(len(self._vocabulary), bool)
            found[values.ids] = True
            found[BLANK] = False
        else:
            found = self._vocabulary.members(values)
        return np.asarray(found[self.ids])

    def matches(self, predicate: Any) -> Mask:
        """Rows whose trimmed upper-case text satisfies ``predicate``, asked once for each distinct text."""
        texts, where = self.distinct
        return np.array([bool(predicate(text)) for text in texts], bool)[where]

    @cached_property
    def distinct(self) -> tuple[list[str], npt.NDArray[np.intp]]:
        """The different texts, trimmed and in upper case, and for each row the place of its own among them."""
        ids, where = np.unique(self.ids, return_inverse=True)
        return self._vocabulary.texts(ids), _frozen(where)

    @cached_property
    def without_blanks(self) -> Text:
        """The same texts with the blanks inside them taken out too: postcodes are written with and without."""
        texts, where = self.distinct
        return Text(self._vocabulary, self._vocabulary.number(["".join(text.split()) for text in texts])[where])

    @cached_property
    def occurrences(self) -> npt.NDArray[np.intp]:
        """For each row how many rows of the column hold the same text; 0 for a blank."""
        count = np.bincount(self.ids, minlength=1)
        count[BLANK] = 0
        return np.asarray(count[self.ids])


class Dates(Column):
    """Days. A comparison in which either day is blank or unreadable is False."""

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def days(self) -> Days:
        """The day of each row; NaT where blank or unreadable."""
        return _frozen(self._vocabulary.days(self._given_ids))

    @cached_property
    def readable(self) -> Mask:
        """Rows that hold a real date in the DfE's form."""
        return _frozen(~np.isnat(self.days))

    @cached_property
    def unreadable(self) -> Mask:
        """Rows that hold something which is not a real date in the DfE's form."""
        return self.given & ~self.readable

    def read(self, reader: Callable[[str], datetime.date | None]) -> ComputedDays:
        """The day that ``reader`` makes of each text, say of a partly unknown date, asked once for each; NaT for None.

        It is handed the text as given: a date with a blank before or after it is unreadable, in every rule.
        """
        distinct, where = np.unique(self._given_ids, return_inverse=True)
        days = np.array([reader(text) for text in self._vocabulary.texts(distinct)], "datetime64[D]")
        return days[where].view(ComputedDays)

    def __lt__(self, other: Any) -> Mask:
        return np.asarray(self.days < as_days(other))

    def __le__(self, other: Any) -> Mask:
        return np.asarray(self.days <= as_days(other))

    def __gt__(self, other: Any) -> Mask:
        return np.asarray(self.days > as_days(other))

    def __ge__(self, other: Any) -> Mask:
        return np.asarray(self.days >= as_days(other))

    def __eq__(self, other: Any) -> Mask:  # type: ignore[override]
        return np.asarray(self.days == as_days(other))

    def __ne__(self, other: Any) -> Mask:  # type: ignore[override]
        return ~(self == other)

    def __add__(self, days: int) -> Days:
        return (self.days + np.timedelta64(days, "D")).view(ComputedDays)

    def __sub__(self, other: Any) -> npt.NDArray[np.timedelta64]:
        return np.asarray(self.days - as_days(other))

    def between(self, first: Any, last: Any) -> Mask:
        """Rows whose day lies from ``first`` to ``last``, both included."""
        return (self >= first) & (self <= last)

    def birthday(self, age: int) -> Days:
        """For each row, a date of birth, the day on which the child reaches ``age``; NaT where unreadable.

        The nth birthday is the same day n years on; for 29 February it is 28 February in a year without one.
        """
        return months_after(self.days, 12 * age)

    def same_as(self, other: Column) -> Mask:
        """Rows where both columns hold the same day, or neither a readable one."""
        return (self == other) | ~(self.readable | ~np.isnat(as_days(other)))


class ComputedDays(np.ndarray[Any, np.dtype[np.datetime64]]):
    """Days worked out from a column: an array that, blanks and all, can be compared with a ``datetime.date``."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: Any, *inputs: Any, **options: Any) -> Any:
        return getattr(ufunc, method)(*(np.asarray(as_days(value)) for value in inputs), **options)


def months_after(days: Days, months: int | npt.NDArray[np.int64]) -> ComputedDays:
    """For each day the same day of the month so many months on (or back); the last of the month where it has none."""
    month = days.astype("datetime64[M]")
    wanted = month + np.asarray(months).astype("timedelta64[M]")
    day = wanted.astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    last_of_month = (wanted + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.where(day.astype("datetime64[M]") > wanted, last_of_month, day).view(ComputedDays)


class Numbers(Column):
    """Whole or decimal numbers; compare ``.number``, where what cannot be read is NaN."""


COLUMN_TYPES: dict[str, type[Column]] = {"date": Dates, "number": Numbers}
"""The class for each column type of the schema; all others are :class:`Text`."""


def as_days(value: Any) -> Any:
    """``value``, dates in any form, as numpy days."""
    if isinstance(value, datetime.date):
        return np.datetime64(value, "D")  # numpy itself cannot compare one with a column that has blanks
    return value.days if isinstance(value, Dates) else value


def _frozen(array: Any) -> Any:
    array.flags.writeable = False
    return array
