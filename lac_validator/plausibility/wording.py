"""How the sentences of checks write days, shares and codes. No text of a file gets into one but what is known here."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from lac_validator import schema
from lac_validator.ingest.problems import counted


def written(day: Any) -> str:
    """A day in words: ``3 May 2025``.

    :param day: a date, or a day of numpy's.
    """
    date: datetime.date = day.item() if isinstance(day, np.datetime64) else day
    return f"{date.day} {date:%B %Y}"


def children(number: int) -> str:
    """How many children."""
    return counted(number, "child", "children")


def percent(share: float) -> str:
    """A share in words: ``48%``."""
    return f"{100 * share:.0f}%"


def named(field: str, code: str) -> str:
    """A code with what it means: ``R1 (Residential care home)``; what is no code of the field is not repeated."""
    if code not in schema.valid_codes(field):
        return "no code of the DfE's" if code else "blank"
    label = schema.code_label(field, code)
    return f"{code} ({label})" if label else code
