"""What got better from run to run, for people and programs: JSON, CSV, a workbook."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence

from lac_validator.engine import RULES
from lac_validator.ingest.own_files import PROGRESS_FORMAT, PROGRESS_HEADINGS, PROGRESS_TITLE
from lac_validator.progress import STATES_IN_WORDS, Progress, Run, Traced
from lac_validator.report.content.wording import DUE_IN_WORDS
from lac_validator.report.forms.book import Book, Column
from lac_validator.report.forms.progress_sheets import write_progress_by_rule, write_runs
from lac_validator.report.forms.text import csv_bytes, day_shown
from lac_validator.report.made import CSV_TYPE, JSON_TYPE, XLSX_TYPE, Made, file_name

FORMAT, VERSION = PROGRESS_FORMAT, 1
"""What the JSON says it is. The version goes up when a field is renamed, goes or changes its meaning."""


def make_progress_json(progress: Progress) -> Made:
    """What became of each error, for a program; the fields are described in docs/REPORTS.md."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "collection_year": progress.runs[-1].year.year,
        "authority": progress.runs[-1].authority,
        "runs": [_run(run) for run in progress.runs],
        "counts": progress.counts,
        "counts_due": progress.counts_due,
        "not_compared": progress.not_compared,
        "errors": [_error(each) for each in progress.traced],
    }
    data = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    return Made(file_name("progress", progress.runs[-1].year, ".json"), JSON_TYPE, data)


def _run(run: Run) -> dict[str, object]:
    return {
        "file": run.name,
        "made_at": _time(run.at),
        "as_at": run.as_at.isoformat(),
        "rules_of": run.rules_of.year,
        "errors": len(run.errors),
        "errors_due": run.due,
    }


def _time(at: datetime.datetime) -> str:
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")


def _error(each: Traced) -> dict[str, object]:
    error = each.error
    return {
        "reference": error.reference,
        "state": each.state,
        "code": error.code,
        "child": error.child,
        "table": error.table,
        "date": error.date,
        "due": error.due,
        "first_seen": _time(each.first),
        "last_seen": _time(each.last),
    }


def make_progress_csv(progress: Progress) -> Made:
    """What became of each error, a row each."""
    rows = [
        PROGRESS_HEADINGS,
        *([day_shown(cell) if isinstance(cell, datetime.date) else cell for cell in row] for row in _rows(progress)),
    ]
    return Made(file_name("progress", progress.runs[-1].year, ".csv"), CSV_TYPE, csv_bytes(rows))


def _rows(progress: Progress) -> Iterator[list[str | datetime.date]]:
    messages = {rule.code: rule.message for rule in RULES.in_force(progress.runs[-1].rules_of.year)}
    for each in progress.traced:
        error = each.error
        yield [
            STATES_IN_WORDS[each.state],
            error.child,
            error.code,
            messages.get(error.code, ""),
            error.table,
            error.date,
            error.worker,
            DUE_IN_WORDS[error.due],
            each.first.date(),
            each.last.date(),
            error.reference,
        ]


def make_progress_workbook(progress: Progress, sentences: Sequence[str], *, at: datetime.datetime) -> Made:
    """The runs, what became of the errors rule by rule, and each error, in a workbook.

    :param sentences: what is to be said of the runs.
    """
    year = progress.runs[-1].year
    book = Book(f"{PROGRESS_TITLE} {year}", at, len(progress.traced))
    write_runs(book, progress, sentences)
    write_progress_by_rule(book, progress)
    widths = (20, 14, 10, 44, 14, 12, 18, 20, 12, 12, 28)
    columns = [
        Column(heading, width, wrap=width > 40) for heading, width in zip(PROGRESS_HEADINGS, widths, strict=True)
    ]
    sheet = book.sheet("Errors")
    book.widths(sheet, columns)
    book.table(sheet, 0, "Errors", columns, _rows(progress), none="There were no errors.")
    return Made(file_name("progress", year, ".xlsx"), XLSX_TYPE, book.finish())
