"""Which headings may be named in a sentence.

A file may have no headings, or have its first row of data on the same line with them: then what stands there are values
of children, and no sentence may quote one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lac_validator.ingest.problems import shown

_FEW_KNOWN = 3
"""So many known headings in a row in which nothing looks like a value, and the others are headings too."""

_LONGEST = 60


def looks_like_value(heading: str) -> bool:
    """Whether this is more likely a value than the heading of a column: a date, a number, a code of one letter."""
    letters = sum(map(str.isalpha, heading))
    return letters < 2 or any(map(str.isdigit, heading))


def are_headings(headings: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Whether this row is one of headings, so that those in it that are not known may be named as well."""
    filled = [heading for heading in headings if heading.strip()]
    unknown = [heading for heading in filled if not known(heading)]
    count = len(filled) - len(unknown)
    return count * 2 > len(filled) or (count >= _FEW_KNOWN and not any(map(looks_like_value, unknown)))


def names_of(headings: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """How each column is called in a sentence: by its heading where that may be named, else ``column 5``; blank where
    it has no heading.
    """
    beyond_doubt = are_headings(headings, known)
    return [
        shown(heading.strip())[:_LONGEST]
        if not heading.strip() or known(heading) or (beyond_doubt and not looks_like_value(heading))
        else f"column {place}"
        for place, heading in enumerate(headings, 1)
    ]
