"""Facts that many rules share, named as the field names them, each worked out once a return.

A derived fact is a function marked ``@derived``; a rule, or another derived fact, asks for it by its name.
"""

from lac_validator.derived import (
    adoption,
    asylum,
    care,
    care_leavers,
    episodes,
    last_year,
    partial_dates,
    periods,
    providers,
    social_workers,
    spells,
    uasc_status,
)

__all__ = [
    "adoption",
    "asylum",
    "care",
    "care_leavers",
    "episodes",
    "last_year",
    "partial_dates",
    "periods",
    "providers",
    "social_workers",
    "spells",
    "uasc_status",
]
