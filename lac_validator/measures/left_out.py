"""What measures leave out, as it is told."""

from __future__ import annotations

from lac_validator.dataset import Table
from lac_validator.engine import NotUsed


def unusable(unusable_episodes: Table) -> list[NotUsed]:
    """Episodes that no figure can count."""
    return [NotUsed(unusable_episodes, "no child, or no dates that can be read")]


def without_age(rows: Table) -> NotUsed:
    """Rows left out of a figure that goes by age."""
    return NotUsed(rows, "no date of birth that can be read in Header")


def unreadable(rows: Table, start: str, end: str = "") -> tuple[Table, NotUsed]:
    """The rows with a child, a start that can be read, and an end that is blank or can be read; and the others."""
    usable = rows.CHILD.given & rows.column(start).readable  # type: ignore[attr-defined]
    if end:
        usable &= ~rows.column(end).unreadable  # type: ignore[attr-defined]
    return rows.where(usable), NotUsed(rows.where(~usable), "no child, or no dates that can be read")
