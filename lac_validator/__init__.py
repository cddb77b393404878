"""LAC Validator: finds the errors in an SSDA903 return that the Department for Education's portal would find.

>>> ret = read_files(["this_year/", "last_year/"], year=2026, authority="E08000003")  # doctest: +SKIP
>>> result = validate(ret)  # doctest: +SKIP
>>> result.issues  # doctest: +SKIP
"""

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Return
from lac_validator.engine import Result
from lac_validator.ingest import read_files
from lac_validator.validation import validate

__all__ = ["CollectionYear", "Result", "Return", "read_files", "validate"]
__version__ = "0.1.0"
