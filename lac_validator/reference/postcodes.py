"""Every postcode of the United Kingdom: where it lies and in which authority.

Source: ONS Postcode Directory, Office for National Statistics, Open Government Licence v3.0. Contains OS data, Royal
Mail data and National Statistics data, all Crown copyright and database right.

The table holds postcodes in use and retired ones, 2.7 million of them, in 35 MB. It is loaded as a whole, never by the
areas that a return mentions, so that what is loaded says nothing about a return.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from lac_validator.reference import data_files, packing

KILOMETRES_IN_A_MILE = 1.6093
"""As the DfE reckons it."""

NO_AUTHORITY = 0
"""The position of none in the list of authorities. A postcode that lies in none has no coordinates either."""

Integers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Places:
    """Where some postcodes lie: arrays of one length, in the order asked for.

    * ``known``: whether the table has the postcode.
    * ``easting``, ``northing``: metres on the Ordnance Survey's grid (in Northern Ireland on the Irish grid); NaN where
      the postcode is unknown or lies in no authority.
    * ``authority``: the code of the upper-tier authority in England; WAL, SCO or NIR in the rest of the United Kingdom;
      "" where the postcode is unknown or lies in no authority, as on the Isle of Man and the Channel Islands, and for
      postcodes that are no place, such as those for competition entries.
    """

    known: npt.NDArray[np.bool_]
    easting: npt.NDArray[np.float64]
    northing: npt.NDArray[np.float64]
    authority: npt.NDArray[np.str_]


def distance_in_miles(start: Places, end: Places) -> npt.NDArray[np.float64]:
    """Straight-line miles from each of ``start`` to the same of ``end``, to one decimal; NaN where not known."""
    metres = np.sqrt((start.easting - end.easting) ** 2 + (start.northing - end.northing) ** 2)
    return np.round(metres / 1000 / KILOMETRES_IN_A_MILE, 1)


class Postcodes:
    """The table of postcodes."""

    def __init__(
        self,
        districts: npt.NDArray[np.uint32],
        authorities: npt.NDArray[np.str_],
        keys: Integers,
        eastings: Integers,
        northings: Integers,
        authority: npt.NDArray[np.uint8],
    ) -> None:
        """Take the columns of the table, unpacked; :mod:`lac_validator.reference.packing` says what each one holds."""
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
                    keys=packing.unpack(file["keys"]),
                    eastings=packing.unpack(file["eastings"]),
                    northings=packing.unpack(file["northings"]),
                    authority=file["authority"],
                )
        except (AttributeError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError("The table of postcodes is damaged, or is something else.") from error

    def find(self, texts: Sequence[str]) -> Places:
        """Look up postcodes, in any case and with any blanks.

        What takes time is the texts, so ask for each distinct one once.
        """
        districts, inward = packing.split(texts)
        district = np.searchsorted(self._districts, districts).clip(max=len(self._districts) - 1)
        keys = district.astype(np.int32) * packing.INWARD_CODES + inward
        row = np.searchsorted(self._keys, keys).clip(max=len(self._keys) - 1)
        known = (inward >= 0) & (self._districts[district] == districts) & (self._keys[row] == keys)
        authority = np.where(known, self._authority[row], NO_AUTHORITY)
        somewhere = authority != NO_AUTHORITY
        return Places(
            known=known,
            easting=np.where(somewhere, self._eastings[row], np.nan),
            northing=np.where(somewhere, self._northings[row], np.nan),
            authority=self._authorities[authority],
        )
