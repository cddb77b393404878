"""Results for people: lists of errors, summaries, workbooks, packs for social workers.

>>> write_report(Errors(validate(ret)), Path("errors.xlsx"))  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lac_validator.report.answers import Answer, Answers, read_answers
from lac_validator.report.errors import Errors
from lac_validator.report.lists import make_children_csv, make_errors_csv, make_json
from lac_validator.report.made import Made, ReportKind, Steps, finish
from lac_validator.report.packs import make_packs
from lac_validator.report.summary import make_summary_csv, make_summary_json
from lac_validator.report.tables import make_tables
from lac_validator.report.workbook import make_workbook
from lac_validator.report.workers import Allocation, guess_allocation_columns, read_allocation

__all__ = [
    "REPORTS",
    "Allocation",
    "Answer",
    "Answers",
    "Errors",
    "Made",
    "ReportKind",
    "Steps",
    "finish",
    "guess_allocation_columns",
    "read_allocation",
    "read_answers",
    "write_report",
]

REPORTS: dict[str, ReportKind] = {
    "workbook": ReportKind("Workbook with all errors", make_workbook, ("allocation", "answers")),
    "errors_csv": ReportKind("Errors as CSV", make_errors_csv, ("allocation", "answers")),
    "children_csv": ReportKind("Children as CSV", make_children_csv, ("allocation",)),
    "json": ReportKind("Everything as JSON", make_json, ("allocation", "answers")),
    "packs": ReportKind("Packs for social workers", make_packs, ("allocation",)),
    "summary_json": ReportKind("Anonymous summary as JSON", make_summary_json),
    "summary_csv": ReportKind("Anonymous summary as CSV", make_summary_csv),
    "tables": ReportKind("The return as CSV, as it was read", make_tables),
}
"""What can be made of a result. ``REPORTS["workbook"].make(errors, **options)`` makes it step by step."""

_BY_SUFFIX = {".xlsx": "workbook", ".csv": "errors_csv", ".json": "json", ".zip": "packs"}


def write_report(errors: Errors, path: Path, **options: Any) -> None:
    """Write the report that the suffix of the path stands for: .xlsx, .csv or .json with all errors, .zip with packs.

    :param options: those of the report: see :mod:`lac_validator.report.workbook`, ``lists`` and ``packs``.
    :raises ValueError: the suffix stands for no report, or an option cannot be followed; the message is a sentence.
    :raises OSError: the file cannot be written.
    """
    kind = _BY_SUFFIX.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"{path.name} should end in {', '.join(list(_BY_SUFFIX)[:-1])} or {list(_BY_SUFFIX)[-1]}.")
    path.write_bytes(finish(REPORTS[kind].make(errors, **options)).data)
