"""Cells that a program has rewritten: NULL for a blank, 1.0 for 1, 1.23E+11 for a long number.

None of these is quietly put right, for the DfE takes them as they stand. They are counted and reported like the dates
in :mod:`lac_validator.ingest.dates`; when the user asks, those that can mean but one thing are read as that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_BLANKS = ("null", "[null]", "(null)", "<null>", "nan", "<na>", "nat", "n/a", "#n/a", "none", "-")
BLANKS = frozenset(form for text in _BLANKS for form in (text, text.upper(), text.capitalize(), "NaN", "NaT"))
"""What databases, spreadsheets and statistics programs write for a cell without content."""

_POINT_NOUGHT = re.compile(r"\s*([0-9]+)\.0+\s*")
_SHORTENED = re.compile(r"\s*[0-9](\.[0-9]+)?E\+[0-9]{2}\s*", re.IGNORECASE)


@dataclass
class TextCells:
    """What the texts of one column that holds no dates are, so far as some program has rewritten them.

    :ivar blanks: texts that stand for a blank.
    :ivar numbers: each whole number with a point and noughts after it, and the number.
    :ivar shortened: numbers whose last digits are lost.
    """

    blanks: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    shortened: set[str] = field(default_factory=set)


def stands_for_blank(text: str) -> bool:
    """Whether a text is what programs write for a cell without content."""
    return text.strip() in BLANKS


def examine(column: Sequence[str]) -> TextCells:
    """What programs have rewritten in a column. Nearly always nothing: so the whole is looked at before the cells."""
    distinct = set(column)
    found = TextCells(blanks=distinct & BLANKS)
    together = "\n".join(distinct)
    if "." in together:
        matches = {text: _POINT_NOUGHT.fullmatch(text) for text in distinct if "." in text}
        found.numbers = {text: match[1] for text, match in matches.items() if match}
    if "+" in together:
        found.shortened = {text for text in distinct if "+" in text and _SHORTENED.fullmatch(text)}
    return found
