"""The form in which ``postcodes.bin`` holds postcodes: the build writes it, :mod:`lac_validator.reference` reads it.

The file is a numpy ``.npz`` archive of these arrays:

* ``recipe``: what the build made the file from, so that it can tell whether the file is up to date.
* ``districts``: the postcode districts, ascending; see :func:`split`.
* ``authorities``: the codes that ``authority`` points to; the first is "", for none.
* ``keys``, ``eastings``, ``northings``: a row each for every postcode, packed by :func:`pack`. A key is ``position of
  the district * INWARD_CODES + number of the inward code``; the keys ascend. The coordinates are metres, and mean
  nothing where the authority is none.
* ``authority``: for every postcode the position of its authority.

This module imports nothing but numpy, as the build reads it on its own, before the package can be imported.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

INWARD_CODES = 10 * 26 * 26
"""How many inward codes (the 1AA of M1 1AA) there can be: a digit and two letters."""

BLOCK = 1 << 16

NOT_A_POSTCODE = b"       "


def split(texts: Iterable[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """Take postcodes apart, whatever their case and blanks.

    :returns: the district of each (the M1 of M1 1AA), its two to four characters set right in four bytes that are read
        as one number; and the number of its inward code, 0AA being 0 and 9ZZ the last, or -1 for a text that does not
        end in one or is too long or short for a postcode.
    """
    characters = np.frombuffer(b"".join(map(_seven_characters, texts)), np.uint8).reshape(-1, 7)
    districts = np.ascontiguousarray(characters[:, :4]).view(">u4").ravel().astype(np.uint32)
    digit = characters[:, 4].astype(np.int32) - ord("0")
    first = characters[:, 5].astype(np.int32) - ord("A")
    second = characters[:, 6].astype(np.int32) - ord("A")
    ends_well = (0 <= digit) & (digit < 10) & (0 <= first) & (first < 26) & (0 <= second) & (second < 26)
    return districts, np.where(ends_well, (digit * 26 + first) * 26 + second, -1).astype(np.int32)


def _seven_characters(text: str) -> bytes:
    bare = "".join(text.split())
    # A cell can hold anything, of any length: what cannot be a postcode goes no further.
    return bare.upper().encode().rjust(7) if len(bare) <= 7 and bare.isascii() else NOT_A_POSTCODE


def pack(column: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """``column`` as three rows of bytes that deflate well: its steps from row to row, low bytes first.

    Neighbours in the alphabet are neighbours on the ground, so most steps are small. They are folded (0, -1, 1, -2 ...
    become 0, 1, 2, 3 ...) so that a small step down has no high bytes either.

    :raises ValueError: a step is 2**23 or more.
    """
    steps = np.diff(column, prepend=np.int32(0))
    folded = (steps << 1) ^ (steps >> 31)
    if (folded >> 24).any():
        raise ValueError("A step between two rows is too large to pack.")
    return np.ascontiguousarray(folded.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].T)


def unpack(planes: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    """The column that :func:`pack` packed."""
    count = planes.shape[1]
    column = np.empty(count, np.int32)
    latest = 0
    # Block by block, as memory that a browser's tab has once taken it never gives back.
    for start in range(0, count, BLOCK):
        block = column[start : start + BLOCK]
        low, middle, high = planes[:, start : start + BLOCK].astype(np.int32)
        folded = low | middle << 8 | high << 16
        np.cumsum((folded >> 1) ^ -(folded & 1), out=block)
        block += latest
        latest = block[-1]
    return column
