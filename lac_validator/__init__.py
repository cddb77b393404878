"""LAC Validator: finds the errors in an SSDA903 return that the Department for Education's portal would find.

>>> ret = read_files(["this_year/", "last_year/"], year=2026, authority="E08000003")  # doctest: +SKIP
>>> result = validate(ret)  # doctest: +SKIP
>>> result.issues  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lac_validator.on_demand import on_demand
from lac_validator.version import PRODUCT_VERSION

if TYPE_CHECKING:
    from lac_validator.applying import apply, effect
    from lac_validator.causes import find_causes
    from lac_validator.collection import CollectionYear
    from lac_validator.dataset import Return
    from lac_validator.engine import Result
    from lac_validator.ingest import read_files
    from lac_validator.looking import look
    from lac_validator.measuring import measure
    from lac_validator.proposing import propose
    from lac_validator.tracing import trace
    from lac_validator.validation import validate

__all__ = [
    "CollectionYear",
    "Result",
    "Return",
    "apply",
    "effect",
    "find_causes",
    "look",
    "measure",
    "propose",
    "read_files",
    "trace",
    "validate",
]
__version__ = PRODUCT_VERSION

# The page opens with what is light, and loads the rules behind that.
if not TYPE_CHECKING:  # which would take any name to be there
    __getattr__, __dir__ = on_demand(
        __name__,
        {
            "applying": ["apply", "effect"],
            "causes": ["find_causes"],
            "collection": ["CollectionYear"],
            "dataset": ["Return"],
            "engine": ["Result"],
            "ingest": ["read_files"],
            "looking": ["look"],
            "measuring": ["measure"],
            "proposing": ["propose"],
            "tracing": ["trace"],
            "validation": ["validate"],
        },
    )
