"""Where a postcode lies, and which authorities there are."""

from lac_validator.reference.authorities import (
    Authority,
    authorities,
    authority_code,
    authority_name,
    checked_authority,
)
from lac_validator.reference.postcodes import Places, Postcodes, distance_in_miles

__all__ = [
    "Authority",
    "Places",
    "Postcodes",
    "authorities",
    "authority_code",
    "authority_name",
    "checked_authority",
    "distance_in_miles",
]
