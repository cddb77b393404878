"""What got better from run to run, for people and programs: JSON, CSV, a workbook."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from lac_validator.engine import RAN, RULES
from lac_validator.ingest.own_files import PROGRESS_FORMAT, PROGRESS_HEADINGS, PROGRESS_TITLE
from lac_validator.progress import CAME_BACK, CHANGED, GONE, NEW, STATES, STILL_THERE, Progress, Run, RunError, Traced
from lac_validator.report.content.answers import Answers
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.content.wording import DUE_IN_WORDS
from lac_validator.report.content.workers import Contacts
from lac_validator.report.forms.book import Book, Column, Value
from lac_validator.report.forms.text import csv_bytes, day_shown
from lac_validator.report.made import CSV_TYPE, JSON_TYPE, XLSX_TYPE, Made, file_name

FORMAT, VERSION = PROGRESS_FORMAT, 1
"""What the JSON says it is. The version goes up when a field is renamed, goes or changes its meaning."""

STATES_IN_WORDS = {
    NEW: "New",
    CAME_BACK: "Came back",
    STILL_THERE: "Still there",
    CHANGED: "Changed, still wrong",
    GONE: "Gone",
}
"""What became of an error, in words."""


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
    _summary(book, progress, sentences)
    _by_rule(book, progress)
    widths = (20, 14, 10, 44, 14, 12, 18, 20, 12, 12, 28)
    columns = [
        Column(heading, width, wrap=width > 40) for heading, width in zip(PROGRESS_HEADINGS, widths, strict=True)
    ]
    sheet = book.sheet("Errors")
    book.widths(sheet, columns)
    book.table(sheet, 0, "Errors", columns, _rows(progress), none="There were no errors.")
    return Made(file_name("progress", year, ".xlsx"), XLSX_TYPE, book.finish())


def _summary(book: Book, progress: Progress, sentences: Sequence[str]) -> None:
    sheet = book.sheet("Progress", portrait=True)
    columns = [
        Column("Run of", 20),
        Column("File", 40),
        Column("As at", 12),
        Column("Errors due", 12, look="number"),
        Column("Not due yet", 12, look="number"),
    ]
    book.widths(sheet, columns)
    row = book.title(sheet, f"SSDA903 return {progress.runs[-1].year}: what got better", in_words(progress))
    runs: list[list[Value]] = [
        [f"{run.at:%d/%m/%Y at %H:%M}", run.name, run.as_at, run.due, len(run.errors) - run.due]
        for run in progress.runs
    ]
    row = book.table(sheet, row, "Runs", columns, runs, freeze=False)
    for sentence in sentences:
        sheet.write_string(row, 0, sentence, book.look("note"))
        row += 1


def _by_rule(book: Book, progress: Progress) -> None:
    columns = [
        Column("Code", 12),
        *(Column(STATES_IN_WORDS[state], 14, look="number") for state in STATES),
    ]
    sheet = book.sheet("By rule")
    book.widths(sheet, columns)
    rows: list[list[Value]] = [[code, *(counts[state] for state in STATES)] for code, counts in by_rule(progress)]
    book.table(sheet, 0, "By_rule", columns, rows, none="There were no errors.")


def by_rule(progress: Progress) -> list[tuple[str, Counter[str]]]:
    """For each rule that has, or had, errors how many are in each state; where most is still wrong first."""
    counts: dict[str, Counter[str]] = {}
    for each in progress.traced:
        counts.setdefault(each.error.code, Counter())[each.state] += 1
    return sorted(counts.items(), key=lambda item: (item[1][GONE] - item[1].total(), item[0]))


def in_words(progress: Progress) -> str:
    """``12 gone, 3 new, 1 came back, 40 still there (2 of them changed), over 5 runs.``"""
    counts = progress.counts
    still = counts[STILL_THERE] + counts[CHANGED]
    return (
        f"{counts[GONE]:,} gone, {counts[NEW]:,} new, {counts[CAME_BACK]:,} came back, {still:,} still there "
        f"({counts[CHANGED]:,} of them changed), over {len(progress.runs)} runs."
    )


def run_of(
    errors: Errors,
    name: str,
    at: datetime.datetime,
    allocation: Mapping[str, Mapping[str, str]] | None = None,
    answers: Answers | None = None,
) -> Run:
    """A result as a run, as its file read back would be.

    :param at: the time of the check.
    """
    keys, contacts = ErrorKeys(errors), Contacts(errors, allocation)
    answered = answers.beside(errors).answers if answers else {}
    ret, result = errors.ret, errors.result
    found = []
    for place in errors:
        key, error = keys.of(place), errors[place]
        found.append(
            RunError(
                key.identity,
                key.content,
                error.rule.code,
                error.rule.category,
                error.child,
                error.table,
                errors.event(place),
                contacts.of(error.child).worker,
                bool(errors.due[place]),
                place in answered,
            )
        )
    ran = frozenset(outcome.rule.code for outcome in result.outcomes_by_rule if outcome.status == RAN)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return Run(name, at, ret.year, ret.authority, ret.as_at, result.ruleset, ran, found)


def day_of_zero(runs: Iterable[Run]) -> datetime.date | None:
    """The day on which no error that is due would be left at the present pace; None unless they have become fewer from
    each of the last four runs to the next, at the pace of these.
    """
    points = [(run.at, run.due) for run in runs][-4:]
    if len(points) < 4 or any(after[1] >= before[1] for before, after in pairwise(points)):
        return None
    (begun, most), (ended, left) = points[0], points[-1]
    days = (ended - begun) / datetime.timedelta(days=1)
    return None if days < 1 else ended.date() + datetime.timedelta(days=round(left * days / (most - left)))
