"""LAC Validator: finds the errors in an SSDA903 return that the Department for Education's portal would find.

>>> ret = read_files(["this_year/", "last_year/"], year=2026, authority="E08000003")  # doctest: +SKIP
>>> result = validate(ret)  # doctest: +SKIP
>>> result.issues  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lac_validator.collection import CollectionYear
    from lac_validator.dataset import Return
    from lac_validator.engine import Result
    from lac_validator.ingest import read_files
    from lac_validator.validation import validate

__all__ = ["CollectionYear", "Result", "Return", "read_files", "validate"]
__version__ = "0.1.0"

_HOMES = {
    "CollectionYear": "collection",
    "Result": "engine",
    "Return": "dataset",
    "read_files": "ingest",
    "validate": "validation",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562): the page opens with what is light, and loads the rules behind that."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
