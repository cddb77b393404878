"""Postcodes that were mistyped: a letter for the digit that looks like it, or marks between the letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import CERTAIN, Changes, fix
from lac_validator.reference import Postcodes

LOOK_ALIKE = {"0": "0O", "O": "O0", "1": "1I", "I": "I1"}
"""Characters that are mistaken for one another, each with itself first."""

LETTERS_AFTER_THE_BLANK = 3


@fix("392c", kind=CERTAIN)
def home_postcode_mistyped(episodes: Table, postcodes: Postcodes) -> Changes:
    """Where a home postcode does not exist, but does with 0 for O or 1 for I (or the other way), or without the dots
    and dashes in it, and only one postcode can be meant, take that one.
    """
    return _as_meant(episodes, "HOME_POST", postcodes)


@fix("392c", kind=CERTAIN)
def placement_postcode_mistyped(episodes: Table, postcodes: Postcodes) -> Changes:
    """Where a placement postcode does not exist, but does with 0 for O or 1 for I (or the other way), or without the
    dots and dashes in it, and only one postcode can be meant, take that one.
    """
    return _as_meant(episodes, "PL_POST", postcodes)


def _as_meant(episodes: Table, column: str, postcodes: Postcodes) -> Changes:
    texts, where = episodes.column(column).text.distinct
    meant = _meant(texts, postcodes)
    rows = [row for row, place in enumerate(where.tolist()) if place in meant]
    new = [meant[where[row]] for row in rows]
    because = "The postcode as given does not exist; this one does, and no other that it could be misread for."
    return Changes(episodes.take(np.array(rows, np.intp)), column, new, because)


def _meant(texts: Sequence[str], postcodes: Postcodes) -> dict[int, str]:
    """By its place, what each text that is no postcode must mean, where that is only one."""
    unknown = [place for place, known in enumerate(postcodes.find(texts).known.tolist()) if texts[place] and not known]
    readings = [(place, reading) for place in unknown for reading in _readings(texts[place])]
    found: dict[int, list[str]] = {}
    exist = postcodes.find([reading for _, reading in readings]).known.tolist()
    for (place, reading), exists in zip(readings, exist, strict=True):
        if exists:
            found.setdefault(place, []).append(reading)
    return {place: _written(those[0]) for place, those in found.items() if len(those) == 1}


def _readings(text: str) -> Iterator[str]:
    """Every postcode that a text may have been meant for: 5 to 7 letters and digits without blanks."""
    plain = "".join(character for character in text if character.isascii() and character.isalnum())
    if 5 <= len(plain) <= 7:
        yield from map("".join, product(*(LOOK_ALIKE.get(character, character) for character in plain)))


def _written(postcode: str) -> str:
    return f"{postcode[:-LETTERS_AFTER_THE_BLANK]} {postcode[-LETTERS_AFTER_THE_BLANK:]}"
