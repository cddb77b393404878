"""The two files that the build makes from the reference data packages (see build_scripts/reference_data.py)."""

from __future__ import annotations

from importlib import resources

AUTHORITIES = "authorities.json"
POSTCODES = "postcodes.bin"


def read(name: str) -> bytes | None:
    """The bytes of a data file of this package; None when the package was not built, or came without that file."""
    file = resources.files(__package__).joinpath("data", name)
    return file.read_bytes() if file.is_file() else None
