"""How the sentences of checks write days, numbers and codes. No text of a file gets into one but what is known here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import numpy as np

from lac_validator import schema


def written(day: Any) -> str:
    """A day in words: ``3 May 2025``.

    :param day: a date, or a day of numpy's.
    """
    date: datetime.date = day.item() if isinstance(day, np.datetime64) else day
    return f"{date.day} {date:%B %Y}"


def counted(number: int, one: str, many: str = "") -> str:
    """How many: ``1 day``, ``2,000 days``.

    :param many: where it is not ``one`` with an s.
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


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


def listed(texts: Iterable[str]) -> str:
    """Several in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last
