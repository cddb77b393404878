"""The reports that can be made, by name, and writing one to a file."""

from __future__ import annotations

import hashlib
from inspect import signature
from pathlib import Path
from typing import Any

from lac_validator.dataset import Return
from lac_validator.ingest.problems import listed
from lac_validator.report.content.errors import Errors
from lac_validator.report.lists.making import make_children_csv, make_errors_csv, make_json
from lac_validator.report.lists.tables import make_tables, make_tables_of_last_year
from lac_validator.report.made import Made, ReportKind
from lac_validator.report.packs.making import make_packs
from lac_validator.report.summary import make_summary_csv, make_summary_json
from lac_validator.report.workbook.making import make_workbook
from lac_validator.steps import finish
from lac_validator.writing import write_file

REPORTS: dict[str, ReportKind] = {
    "workbook": ReportKind("Workbook with all errors", ".xlsx", make_workbook, ("allocation", "answers", "runs")),
    "errors_csv": ReportKind("Errors as CSV", ".csv", make_errors_csv, ("allocation", "answers"), narrows=True),
    "children_csv": ReportKind("Children as CSV", ".csv", make_children_csv, ("allocation",), narrows=True),
    "json": ReportKind("Everything as JSON", ".json", make_json, ("allocation", "answers")),
    "packs": ReportKind("Packs for social workers", ".zip", make_packs, ("allocation",), narrows=True),
    "summary_json": ReportKind("Anonymous summary as JSON", ".json", make_summary_json),
    "summary_csv": ReportKind("Anonymous summary as CSV", ".csv", make_summary_csv),
    "tables": ReportKind("This year's tables as CSV, as they were read", ".zip", make_tables),
    "tables_last_year": ReportKind("Last year's tables as CSV, as they were read", ".zip", make_tables_of_last_year),
}
"""What can be made of a result. ``REPORTS["workbook"].make(errors, **options)`` makes it step by step."""

_BY_SUFFIX = {kind.suffix: name for name, kind in reversed(REPORTS.items())}
"""Of several kinds with one suffix the first: .xlsx, .csv or .json with all errors, .zip with packs."""


def write_report(errors: Errors, path: Path, kind: str | None = None, **options: Any) -> Path:
    """Write a report; the answer is the file.

    :param path: the file; or, where the kind is given, a folder, in which it gets its usual name.
    :param kind: one of :data:`REPORTS`; where not given, that which the suffix of the path stands for: .xlsx, .csv or
        .json with all errors, .zip with packs.
    :param options: those of the report, as docs/REPORTS.md lists them.
    :raises ValueError: there is no such report, the suffix is not that of the report, an option cannot be followed, or
        the report would be written over a file of the return; the message is a sentence.
    :raises CannotWrite: the file cannot be written (an OSError); an earlier one is left as it was.
    """
    kind = kind or _BY_SUFFIX.get(path.suffix.lower())
    if kind is None:
        raise ValueError(
            f"{path.name} should end in {listed(list(dict.fromkeys(each.suffix for each in REPORTS.values())), 'or')}."
        )
    if kind not in REPORTS:
        raise ValueError(f"There is no report {kind}: choose {listed(list(REPORTS), 'or')}.")
    report = REPORTS[kind]
    strange = [option for option in options if option not in signature(report.make).parameters]
    if strange:
        raise ValueError(f"The report {kind} has no option {listed(strange)}.")
    if not path.is_dir() and path.suffix.lower() != report.suffix:
        raise ValueError(f"{path.name} should end in {report.suffix}, for that is what the report {kind} is.")
    return write_made(finish(report.make(errors, **options)), path, errors.ret)


def write_made(made: Made, path: Path, ret: Return) -> Path:
    """Write what was made of a return to this file, or into this folder; the answer is the file.

    :raises ValueError: it would be written over a file of the return; the message is a sentence.
    :raises CannotWrite: the file cannot be written (an OSError); an earlier one is left as it was.
    """
    file = path / made.name if path.is_dir() else path
    # An earlier report that lies among the files given was read too: one of the usual name gives way to the new one.
    kept = {each.sha256 for each in ret.files if each.used or file == path}
    if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() in kept:
        raise ValueError(f"{file} is one of the files that were read: choose another name, or another folder.")
    write_file(file, made.data)
    return file
