"""The rules, a chapter a subject. Importing this package puts all of them into the registry."""

from lac_validator.rules import (
    adoption,
    asylum_seekers,
    care_leavers,
    cross_year,
    deprivation_of_liberty,
    episodes,
    header,
    health,
    integrity,
    legal_status,
    missing,
    placements,
    previous_permanence,
    providers,
    reviews,
    social_workers,
)

__all__ = [
    "adoption",
    "asylum_seekers",
    "care_leavers",
    "cross_year",
    "deprivation_of_liberty",
    "episodes",
    "header",
    "health",
    "integrity",
    "legal_status",
    "missing",
    "placements",
    "previous_permanence",
    "providers",
    "reviews",
    "social_workers",
]
