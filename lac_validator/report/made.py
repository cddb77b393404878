"""A report that has been made, and what making one is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from lac_validator.collection import CollectionYear

CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_TYPE = "application/zip"
XML_TYPE = "application/xml"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Made:
    """A finished file: a name to save it under, which says nothing of any child, its MIME type and its bytes."""

    name: str
    type: str
    data: bytes


Steps = Generator[tuple[int, int, str], None, Made]
"""A report in the making: it yields (steps done, steps in all, what is being made) and returns the file.

Whoever steps it can stop at any step, and nothing is left behind."""


@dataclass(frozen=True)
class ReportKind:
    """A kind of report: what it is, for a button, what its files end in, and how it is made.

    ``make(errors, **options)`` makes it. ``goes_by`` names the options that stand for what was given beside the
    return: an allocation list, answers. ``narrows``: whether it can be made of some of the errors, those that filters
    show (:meth:`lac_validator.report.content.errors.Errors.only`); the others speak of the whole return.
    """

    title: str
    suffix: str
    make: Callable[..., Steps]
    goes_by: tuple[str, ...] = ()
    narrows: bool = False


def file_name(what: str, year: CollectionYear, suffix: str) -> str:
    """``903-errors-2025-26.xlsx``."""
    return f"903-{what}-{year.label.replace('/', '-')}{suffix}"
