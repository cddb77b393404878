"""The one session: the files given, the return made of them, and the errors last found."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from lac_validator.ingest import InputFile, Intake
from lac_validator.reference import Postcodes
from lac_validator.report import Allocation, Answers, Errors

if TYPE_CHECKING:
    from lac_validator.progress import Run


class Session:
    """What the page has given and found so far."""

    def __init__(self, postcodes: Postcodes | None) -> None:
        self.postcodes = postcodes
        self.checks_run = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything that was given."""
        self.intake = Intake(self.postcodes)
        self.errors: Errors | None = None
        self.checked_at = datetime.datetime.min
        self.answers: Answers | None = None
        self.runs: list[Run] = []
        self.lists: dict[int, InputFile] = {}
        """By the part that was read of it, each file given that seems to say who works with whom."""
        self.allocation_list: dict[str, list[str]] = {}
        self.allocation: Allocation | None = None


class SupersededError(LookupError):
    """What is asked about was found by an earlier check than the last, or has been cleared."""


held = Session(None)


def errors_of(check: int | None = None) -> Errors:
    """The errors that a check found, by its number; those last found where none is named.

    :raises SupersededError: there are other results by now, or none.
    """
    errors = held.errors
    if errors is None or check not in (None, held.checks_run):
        raise SupersededError("There are other results by now.")
    return errors
