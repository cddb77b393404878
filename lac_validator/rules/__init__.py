"""The rules, a chapter a subject. Importing this package puts all of them into the registry."""

from lac_validator.rules import (
    adoption,
    asylum_seekers,
    cross_year,
    episodes,
    header,
    health,
    integrity,
    legal_status,
    missing,
    previous_permanence,
    providers,
    reviews,
)

__all__ = [
    "adoption",
    "asylum_seekers",
    "cross_year",
    "episodes",
    "header",
    "health",
    "integrity",
    "legal_status",
    "missing",
    "previous_permanence",
    "providers",
    "reviews",
]
