"""Every postcode of the United Kingdom: where it lies and in which authority.

Source: ONS Postcode Directory, Office for National Statistics, Open Government Licence v3.0. Contains OS data, Royal
Mail data and National Statistics data, all Crown copyright and database right.

The table holds postcodes in use and retired ones, 2.7 million of them, in 35 MB. It is searched as a whole in memory,
never by the areas that a return mentions, so that nothing about a return shows in what is loaded.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from lac_validator.reference import data_files

METRES_IN_A_MILE = 1609.3
"""As the DfE reckons it."""

INWARD_CODES = 10 * 26 * 26
"""How many inward codes (the 1AA of M1 1AA) there can be: a digit and two letters."""

NO_AUTHORITY = 0
"""The position in the table's list of authorities that stands for none. Such a postcode has no coordinates either."""

Integers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Places:
    """Where some postcodes lie: arrays of one length, a place each, in the order asked for.

    * ``known``: whether the table has the postcode.
    * ``easting``, ``northing``: metres on the grid of the Ordnance Survey (on the Irish grid in Northern Ireland);
      NaN where the postcode is unknown or lies in no authority.
    * ``authority``: the code of the upper-tier authority in England; WAL, SCO or NIR elsewhere in the United Kingdom;
      "" where the postcode is unknown or lies in no authority, as on the Isle of Man, in Jersey and in Guernsey, and
      as for a postcode without a place, such as one for competition entries.
    """

    known: npt.NDArray[np.bool_]
    easting: npt.NDArray[np.float64]
    northing: npt.NDArray[np.float64]
    authority: npt.NDArray[np.str_]


def distance_in_miles(start: Places, end: Places) -> npt.NDArray[np.float64]:
    """Miles in a straight line from each place of ``start`` to the same of ``end``, to one decimal; NaN where not known."""
    metres = np.hypot(start.easting - end.easting, start.northing - end.northing)
    return np.round(metres / METRES_IN_A_MILE, 1)


class Postcodes:
    """The table of postcodes: load it once, then :meth:`find`."""

    def __init__(
        self,
        districts: npt.NDArray[np.uint32],
        authorities: npt.NDArray[np.str_],
        keys: Integers,
        eastings: Integers,
        northings: Integers,
        authority: npt.NDArray[np.uint8],
    ) -> None:
        """Take the columns of the table.

        :param districts: the postcode districts (the M1 of M1 1AA), each as :func:`districts_and_inward_codes` gives
            it, in ascending order.
        :param authorities: the codes that ``authority`` points to; the first is "".
        :param keys: for each postcode ``position of its district * INWARD_CODES + number of its inward code``, ascending.
        :param eastings: metres; of no meaning where the authority is none.
        :param northings: the same.
        :param authority: for each postcode the position of its authority in ``authorities``.
        """
        self._districts = districts
        self._authorities = authorities
        self._keys = keys
        self._eastings = eastings
        self._northings = northings
        self._authority = authority

    def __len__(self) -> int:
        return len(self._keys)

    @classmethod
    @cache
    def load(cls) -> Postcodes | None:
        """The package's own table, read once and then kept; None when the package came without it."""
        data = data_files.read(data_files.POSTCODES)
        return None if data is None else cls.from_bytes(data)

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> Postcodes:
        """The table from the content of ``postcodes.bin``.

        :raises ValueError: the data is not such a file, or is damaged.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                return cls(
                    districts=file["districts"],
                    authorities=file["authorities"],
                    keys=_undo_steps(file["keys"]),
                    eastings=_undo_steps(file["eastings"]),
                    northings=_undo_steps(file["northings"]),
                    authority=file["authority"],
                )
        except (AttributeError, EOFError, KeyError, OSError, TypeError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError("The table of postcodes is damaged, or is not one.") from error

    def find(self, texts: Sequence[str]) -> Places:
        """Look up postcodes, written in any case with any blanks. Ask for each distinct one once: it is the texts that take time."""
        district, inward = districts_and_inward_codes(texts)
        which = np.minimum(np.searchsorted(self._districts, district), len(self._districts) - 1)
        keys = which.astype(np.int32) * np.int32(INWARD_CODES) + inward
        row = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = (inward >= 0) & (self._districts[which] == district) & (self._keys[row] == keys)
        authority = np.where(known, self._authority[row], NO_AUTHORITY)
        placed = authority != NO_AUTHORITY
        return Places(
            known=known,
            easting=np.where(placed, self._eastings[row], np.nan),
            northing=np.where(placed, self._northings[row], np.nan),
            authority=self._authorities[authority],
        )


def districts_and_inward_codes(texts: Iterable[str]) -> tuple[npt.NDArray[np.uint32], Integers]:
    """Take postcodes apart.

    :returns: the districts, their up to four characters set right in four bytes and read as one number; and the
        inward codes numbered from 0AA to 9ZZ, -1 for a text that does not end like a postcode or has no fitting length.
    """
    characters = np.frombuffer(b"".join(map(_seven_characters, texts)), np.uint8).reshape(-1, 7)
    district = np.ascontiguousarray(characters[:, :4]).view(">u4").ravel().astype(np.uint32)
    digit = characters[:, 4].astype(np.int32) - ord("0")
    first, second = (characters[:, column].astype(np.int32) - ord("A") for column in (5, 6))
    is_inward = (digit >= 0) & (digit < 10) & (first >= 0) & (first < 26) & (second >= 0) & (second < 26)
    return district, np.where(is_inward, (digit * 26 + first) * 26 + second, -1).astype(np.int32)


def _seven_characters(text: str) -> bytes:
    bare = "".join(text.split()).upper()
    # A cell can hold anything of any length: what cannot be a postcode goes no further.
    return bare.encode("ascii").rjust(7) if len(bare) <= 7 and bare.isascii() else b"       "


def _undo_steps(planes: npt.NDArray[np.uint8]) -> Integers:
    """The column that :func:`lac_validator` stores as steps from row to row, in place as far as that goes."""
    steps = np.zeros((planes.shape[1], 4), np.uint8)
    steps[:, :3] = planes.T
    column = steps.view("<i4").ravel()
    sign = -(column & 1)
    column >>= 1
    column ^= sign
    return np.cumsum(column, out=column)
