"""What is wrong with a file, in sentences that stand alone: they name the file, the line, the column and the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from lac_validator.dataset.provenance import ERROR, NOTE, WARNING, Problem

__all__ = ["ERROR", "NOTE", "WARNING", "CannotRead", "Problem", "counted", "lines_named", "listed", "shown"]

MOST_NAMED = 5
"""Of many lines only the first few are named."""

_LONGEST_NAME = 200


class CannotRead(ValueError):  # noqa: N818 - read as a sentence: "raise CannotRead"
    """Nothing can be used. The message is a sentence for the user."""


def shown(name: str) -> str:
    """A name from a file, as it may stand in a sentence: no control characters, and not without end."""
    printable = "".join(letter if letter.isprintable() else "�" for letter in name[: _LONGEST_NAME + 1])
    return printable if len(printable) <= _LONGEST_NAME else printable[:_LONGEST_NAME] + "…"


def listed(names: Sequence[str], joint: str = "and") -> str:
    """Names in a sentence: ``A, B and C``; of very many the first, and how many more."""
    if len(names) > 20:
        return f"{', '.join(names[:19])} {joint} {len(names) - 19:,} more"
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def lines_named(lines: Sequence[int], unit: str = "line") -> str:
    """Lines in a sentence: ``line 7``, ``lines 7, 9 and 12``, ``lines 3, 4, 5, 6, 7 and 120 more``."""
    named = [str(line) for line in lines[:MOST_NAMED]]
    if len(lines) > MOST_NAMED:
        return f"{unit}s {', '.join(named)} and {len(lines) - MOST_NAMED:,} more"
    return f"{unit}{'s' * (len(lines) > 1)} {listed(named)}"


def counted(number: int, what: str, plural: str = "") -> str:
    """``1 child``, ``2 children``, ``1,204 cells``."""
    return f"{number:,} {what if number == 1 else plural or what + 's'}"
