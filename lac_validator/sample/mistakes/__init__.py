"""The kinds of mistakes, a module a subject. Importing this package makes all of them known to ``errors.KINDS``.

How often each is made follows the discovery: 39 % of a council's errors are values that are missing, 32 % contradict
last year's return, the rest are invalid or inconsistent; and three types make up about half. Here these three are the
home postcode left out, which rules 392a and 392b report, and a child's part in a review left out, which 167 does.
"""

from lac_validator.sample.mistakes import (
    adoption,
    care_leavers,
    episodes,
    header,
    health,
    last_year,
    missing,
    placements,
    previous_permanence,
    reviews,
    social_workers,
)

__all__ = [
    "adoption",
    "care_leavers",
    "episodes",
    "header",
    "health",
    "last_year",
    "missing",
    "placements",
    "previous_permanence",
    "reviews",
    "social_workers",
]
