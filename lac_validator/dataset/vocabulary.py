"""Every distinct text of a return, numbered once.

A return is long but says few different things: some thousand dates, identifiers and postcodes, and a few hundred
codes. Each distinct text gets a number, a column is an array of numbers, and comparing, joining and grouping are
integer arithmetic. A text is trimmed and put in upper case once, and read as a date or a number at most once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

BLANK = 0
"""The number of the blank text."""

NOT_PRESENT = -1
"""What :meth:`Vocabulary.find` answers for a text that the return does not hold."""

# The dates that can be read are those that the DfE's rules accept: see rule 102.
FIRST_DAY = datetime.date(1677, 9, 22).toordinal()
LAST_DAY = datetime.date(2262, 4, 11).toordinal()
VALID_DAYS = (datetime.date(1678, 1, 1), datetime.date(2261, 12, 31))
"""The first and the last day for the rules that say so in whole years: 700, 701, 1004, 1005, SW04STG1, SW05STG1."""

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")

_NAT = np.datetime64("NaT", "D").astype(np.int64)
_UNREAD = _NAT + 1


def read_date(text: str) -> datetime.date | None:
    """The day that ``text`` names, or None where it is blank or unreadable.

    Readable is day/month/four-digit year with nothing before or after it, a real calendar date between 22/09/1677 and
    11/04/2262; the day and the month may have one digit.
    """
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        day = datetime.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
    return day if FIRST_DAY <= day.toordinal() <= LAST_DAY else None


def read_number(text: str) -> float:
    """``text`` as a number (07, 7.0 and 7E0 are 7); NaN where it is blank or not a number."""
    return float(text) if _NUMBER.fullmatch(text) else np.nan


class _Numbered(dict[str, int]):
    """Text to number; a text not met before gets the next number."""

    def __init__(self) -> None:
        super().__init__({"": BLANK})
        self.texts = [""]
        self.normal = [BLANK]

    def __missing__(self, text: str) -> int:
        number = len(self.texts)
        self[text] = number
        self.texts.append(text)
        self.normal.append(number)
        trimmed = text.strip().upper()
        if trimmed != text:
            self.normal[number] = self[trimmed]
        return number


class Vocabulary:
    """The distinct texts of one return, and what each one is."""

    def __init__(self) -> None:
        self._numbered = _Numbered()
        self._normal: Ids = np.zeros(1, np.int32)
        self._days = np.full(1, _NAT, np.int64)

    def __len__(self) -> int:
        return len(self._numbered.texts)

    def number(self, values: Sequence[str]) -> Ids:
        """The number of each text, in order; texts not met before are added."""
        return np.fromiter(map(self._numbered.__getitem__, values), np.int32, len(values))

    def find(self, text: str) -> int:
        """The number of ``text``, or :data:`NOT_PRESENT`."""
        return self._numbered.get(text, NOT_PRESENT)

    def text(self, number: int) -> str:
        """The text that has this number."""
        return self._numbered.texts[number]

    def texts(self, ids: Ids) -> list[str]:
        """The text of each number, in order."""
        every = self._numbered.texts
        return [every[number] for number in ids.tolist()]

    def normal(self, ids: Ids) -> Ids:
        """For each text the number of the same text trimmed and in upper case; blanks only become :data:`BLANK`."""
        if len(self._normal) < len(self):
            self._normal = np.array(self._numbered.normal, np.int32)
        return self._normal[ids]

    def members(self, texts: Iterable[str]) -> Mask:
        """A look-up by number: True for those of ``texts`` that the return holds."""
        found = np.zeros(len(self) + 1, bool)  # one longer, so that NOT_PRESENT has a place of its own
        found[[self.find(text) for text in texts]] = True
        found[NOT_PRESENT] = found[BLANK] = False
        return found

    def days(self, ids: Ids) -> Days:
        """Each text read as a date, in days; NaT where it is blank or unreadable."""
        if len(self._days) < len(self):
            unread = np.full(len(self) - len(self._days), _UNREAD, np.int64)
            self._days = np.concatenate([self._days, unread])
        unread = ids[self._days[ids] == _UNREAD]
        for number in set(unread.tolist()):
            day = read_date(self.text(number))
            # A text of blanks only is blank, not unreadable; as a day both are NaT.
            self._days[number] = day.toordinal() - _EPOCH if day else _NAT
        return self._days[ids].astype("datetime64[D]")

    def numbers(self, ids: Ids) -> npt.NDArray[np.float64]:
        """Each text read as a number; NaN where it is blank or not a number."""
        distinct, where = np.unique(ids, return_inverse=True)
        return np.array([read_number(text) for text in self.texts(distinct)], np.float64)[where]
