"""The workbook for the analyst: a summary, every error, and all that is needed to trust it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from lac_validator import schema
from lac_validator.engine import RAN
from lac_validator.ingest.own_files import CHILD_HEADINGS, COMMENT, DONE, ERROR_HEADINGS, WORKBOOK_TITLE
from lac_validator.progress import Run, compare, runs_together
from lac_validator.report.content.answers import Answers, Beside
from lac_validator.report.content.cells import fields_of, said_of
from lac_validator.report.content.children import child_rows
from lac_validator.report.content.coverage import not_run_sentence
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.lines import error_lines
from lac_validator.report.content.overview import Overview, RuleCount, Tally, overview
from lac_validator.report.content.rules_reference import caveat, guidance
from lac_validator.report.content.runs import run_of
from lac_validator.report.content.wording import CATEGORIES_IN_WORDS, answer_row, error_row
from lac_validator.report.forms.book import Book, Column, GrowingTable, Value, collector_paused
from lac_validator.report.forms.file_sheets import write_file_problems, write_files
from lac_validator.report.forms.progress_sheets import write_progress_by_rule, write_runs
from lac_validator.report.forms.text import day_shown
from lac_validator.report.made import XLSX_TYPE, Made, Steps, file_name
from lac_validator.report.workbook.about import about, authority_shown, why_not_run
from lac_validator.report.workbook.causes import cause_rows, errors_by_cause, things_to_check
from lac_validator.schema import LAST_YEAR_SUFFIX

MOST_ERRORS = 1_000_000
"""An Excel sheet ends at 1,048,576 rows; CSV and JSON have no such end."""

STEP = 2_000
"""The making can be stopped after so many errors."""

TOP = 10

NO_ERRORS = "The rules that ran found no errors."


def make_workbook(
    errors: Errors,
    *,
    allocation: Mapping[str, Mapping[str, str]] | None = None,
    answers: Answers | None = None,
    runs: Sequence[Run] = (),
    at: datetime.datetime | None = None,
) -> Steps:
    """All about a result in one workbook (.xlsx).

    :param allocation: who works with which child, see :class:`lac_validator.report.content.workers.Contacts`.
    :param answers: what came back in packs, to stand beside the errors.
    :param runs: earlier runs: what got better since then is then told in two sheets more.
    :param at: the time it was made; now where not given.
    """
    at = at or datetime.datetime.now()
    total = min(len(errors), MOST_ERRORS)
    beside = answers.beside(errors) if answers else None
    numbers = overview(errors)
    with collector_paused():
        book = Book(f"{WORKBOOK_TITLE} {errors.ret.year}", at, total)
        yield 0, total, "Summary"
        _summary(book, errors, numbers, beside, at)
        errors_by_cause(book, errors)
        _by_rule(book, errors, numbers)
        yield from _errors(book, errors, allocation, beside)
        yield from things_to_check(book, errors, allocation, beside)
        yield total, total, "Children"
        _children(book, errors, allocation)
        if runs:
            _progress(book, runs, run_of(errors, "this workbook", at, allocation, answers))
        write_files(book, errors.ret)
        write_file_problems(book, errors.ret)
        _not_run(book, errors)
        _about(book, errors, at, allocated=bool(allocation))
        yield total, total, "Packing the workbook"
        data = book.finish()
    return Made(file_name("errors", errors.ret.year, ".xlsx"), XLSX_TYPE, data)


# --- summary --------------------------------------------------------------------------------------------------------

_SUMMARY_WIDTHS = (13, 64, 11, 11, 13)


def _summary(book: Book, errors: Errors, numbers: Overview, beside: Beside | None, at: datetime.datetime) -> None:
    sheet = book.sheet("Summary", portrait=True)
    for place, width in enumerate(_SUMMARY_WIDTHS):
        sheet.set_column(place, place, width, book.look("wrap"))
    made = f"{authority_shown(errors.ret.authority)}. Made on {at:%d/%m/%Y} at {at:%H:%M}."
    row = book.title(sheet, f"SSDA903 return {errors.ret.year}: errors found", made)
    for number, what in _facts(errors, numbers, beside):
        sheet.write_number(row, 0, number, book.look("fact"))
        sheet.write_string(row, 1, what)
        row += 1
    if numbers.nothing_checked or not numbers.errors:
        book.heading(sheet, row + 1, numbers.nothing_checked or NO_ERRORS)
        return
    early = errors.ret.before_year_end
    row = _causes(book, sheet, row + 1, errors.of_due(True))
    row = _rules(book, sheet, row, numbers.due)
    row = _kinds(book, sheet, row, numbers, early=early)
    book.heading(sheet, row, "Errors by table")
    columns = [Column("Table", 13), Column("What a row is", 64, wrap=True), *_count_columns(11, early=early)]
    tables: list[list[Value]] = [
        [
            name.removesuffix(LAST_YEAR_SUFFIX),
            _row_is(name),
            *_apart(count, numbers.due.tables.get(name, 0), early=early),
        ]
        for name, count in numbers.tables.items()
    ]
    book.table(sheet, row + 1, "Tables", columns, tables, freeze=False)


def _count_columns(width: int, *, early: bool) -> list[Column]:
    """The columns of numbers of errors: before the end of the year what is not due yet stands apart."""
    names = ("Due now", "Not due yet") if early else ("Errors",)
    return [Column(name, width, look="number") for name in names]


def _apart(count: int, due: int, *, early: bool) -> list[int]:
    """A number of errors for these columns."""
    return [due, count - due] if early else [count]


def _row_is(table: str) -> str:
    words = f"{schema.table(table).row[:1].upper()}{schema.table(table).row[1:]}"
    return f"{words}, last year's return" if table.endswith(LAST_YEAR_SUFFIX) else words


def _facts(errors: Errors, numbers: Overview, beside: Beside | None) -> Iterator[tuple[int, str]]:
    if numbers.nothing_checked:
        yield numbers.rows, "rows of this year's tables, so there is nothing to count"
        return
    ret, due = errors.ret, numbers.due
    share = due.children_with_errors / numbers.children if numbers.children else 0
    now = " that are due now" if ret.before_year_end else ""
    yield due.errors, f"errors{now}{f', as at {day_shown(ret.as_at)}' if now else ''}"
    yield due.children_with_errors, f"children with errors{now}, of {numbers.children:,} in the return ({share:.0%})"
    if now:
        when = f"what they want need only be there on {day_shown(ret.year.end)}"
        yield numbers.not_due.errors, f"errors that are not due yet: {when}"
    yield numbers.rows, "rows of this year's tables checked"
    yield numbers.rules_run, f"rules run: those of {errors.result.ruleset.rules}"
    not_run = not_run_sentence(numbers.coverage, checked=True)
    yield (
        numbers.coverage.not_run,
        f"rules not run. {not_run} See the sheet ‘Rules not run’" if not_run else "rules not run",
    )
    if beside is not None:
        yield len(beside.answers), "errors to which an answer came back: see the sheet ‘Errors’"
        yield beside.no_longer_found, "answers to errors that are no longer found"


def _causes(book: Book, sheet: Worksheet, row: int, errors: Errors) -> int:
    """The causes of most errors: all of them are on a sheet of their own."""
    top: list[list[Value]] = [
        [column, f"{what} ({rules})", cells, count, share]
        for what, column, _, cells, count, share, rules in islice(cause_rows(errors), TOP)
    ]
    if not top:
        return row
    book.heading(sheet, row, "What to fix first")
    columns = [
        Column("Column", 13),
        Column("What to put right, and the rules that it clears", 64, wrap=True),
        Column("Cells", 11, look="number"),
        Column("Errors", 11, look="number"),
        Column("Share so far", 13, look="share"),
    ]
    return book.table(sheet, row + 1, "Fix_first", columns, top, freeze=False)


def _rules(book: Book, sheet: Worksheet, row: int, numbers: Tally) -> int:
    """The rules with most errors that are due, as a table and a chart."""
    if not numbers.errors:
        book.heading(sheet, row, "No error is due now")
        return row + 2
    top: list[list[Value]] = [
        [count.outcome.rule.code, count.outcome.rule.message, count.errors, count.children, share]
        for count, share in islice(_ranked(numbers), TOP)
    ]
    book.heading(sheet, row, "Rules with most errors")
    columns = [
        Column("Code", 13),
        Column("What is wrong", 64, wrap=True),
        Column("Errors", 11, look="number"),
        Column("Children", 11, look="number"),
        Column("Share so far", 13, look="share"),
    ]
    first = row + 2
    after = book.table(sheet, row + 1, "Most_errors", columns, top, freeze=False)
    rows = (first, first + len(top) - 1)
    height = book.bar_chart(sheet, after, "Errors by rule", rows, names=0, numbers=2)
    return after + height


def _ranked(numbers: Tally) -> Iterator[tuple[RuleCount, float]]:
    """The rules with most errors that are due first, each with the share of all that are due down to it."""
    so_far, total = 0, max(sum(count.due for count in numbers.rules), 1)
    for count in numbers.rules:
        so_far += count.due
        yield count, so_far / total


def _kinds(book: Book, sheet: Worksheet, row: int, numbers: Overview, *, early: bool) -> int:
    book.heading(sheet, row, "Errors by kind")
    columns = [
        Column("Kind", 13),
        Column("What it means", 64, wrap=True),
        *_count_columns(11, early=early),
        Column("Share", 11, look="share"),
    ]
    total = max(numbers.due.errors, 1)
    kinds: list[list[Value]] = [
        [category, CATEGORIES_IN_WORDS[category], *_apart(count, due, early=early), due / total]
        for (category, count), due in zip(numbers.categories.items(), numbers.due.categories.values(), strict=True)
    ]
    return book.table(sheet, row + 1, "Kinds", columns, kinds, freeze=False)


# --- lists ----------------------------------------------------------------------------------------------------------


def _by_rule(book: Book, errors: Errors, numbers: Overview) -> None:
    columns = [
        Column("Code", 12),
        Column("What is wrong", 52, wrap=True),
        Column("Kind", 13),
        *_count_columns(10, early=errors.ret.before_year_end),
        Column("Children", 10, look="number"),
        Column("Share so far", 10, look="share"),
        Column("Fields", 32, wrap=True),
        Column("What to check", 60, wrap=True),
        Column("Limits of the rule", 40, wrap=True),
    ]
    sheet = book.sheet("Errors by rule")
    book.widths(sheet, columns)
    rows = (_rule_row(errors, count, share) for count, share in _ranked(numbers))
    book.table(sheet, 0, "Errors_by_rule", columns, rows, none=NO_ERRORS)


def _rule_row(errors: Errors, count: RuleCount, share: float) -> list[Value]:
    rule = count.outcome.rule
    return [
        rule.code,
        rule.message,
        rule.category,
        *_apart(count.errors, count.due, early=errors.ret.before_year_end),
        count.children,
        share,
        ", ".join(said_of(field.column, field.worked_out) for field in fields_of(errors.ret, rule)),
        guidance(rule.code),
        caveat(rule.code),
    ]


_ERROR_WIDTHS: tuple[tuple[Any, ...], ...] = (
    (14, False),
    (12, False),
    (44, True),
    (40, True),
    (56, True),
    (13, False),
    (21, False),
    (11, False),
    (18, False),
    (28, False),
    (9, False, "number"),
    (20, False),
)
"""Of the columns of ``ERROR_HEADINGS``: the width, whether text goes on in the next line, the look."""


def _errors(
    book: Book, errors: Errors, allocation: Mapping[str, Mapping[str, str]] | None, beside: Beside | None
) -> Iterator[tuple[int, int, str]]:
    columns = [Column(heading, *look) for heading, look in zip(ERROR_HEADINGS, _ERROR_WIDTHS, strict=True)]
    if beside is not None:
        columns += [Column(DONE, 16), Column(COMMENT, 40, wrap=True)]
    sheet = book.sheet("Errors")
    book.widths(sheet, columns)
    lines = error_lines(errors, allocation, beside.answers if beside else None)
    table = GrowingTable(book, sheet, 0, "Errors", columns, freeze=True)
    total = min(len(errors), MOST_ERRORS)
    for done, line in enumerate(islice(lines, MOST_ERRORS)):
        if done % STEP == 0:
            yield done, total, "Errors"
        table.add([*error_row(line), *(answer_row(line) if beside else ())])
    table.end(NO_ERRORS)


def _children(book: Book, errors: Errors, allocation: Mapping[str, Mapping[str, str]] | None) -> None:
    child, worker, *counts, rules, due, not_due = CHILD_HEADINGS
    columns = [
        Column(child, 16),
        Column(worker, 22),
        *(Column(heading, 13, look="number") for heading in counts),
        Column(rules, 60, wrap=True),
        *(Column(heading, 13, look="number") for heading in (due, not_due)),
    ]
    sheet = book.sheet("Children")
    book.widths(sheet, columns)
    rows = child_rows(errors, allocation)
    book.table(sheet, 0, "Children", columns, rows, none="No child has errors.")


def _progress(book: Book, runs: Sequence[Run], present: Run) -> None:
    """What got better since earlier runs; where none can be compared, why."""
    together = runs_together([*runs, present])
    if len(together.runs) > 1:
        progress = compare(together.runs)
        write_runs(book, progress, together.sentences)
        write_progress_by_rule(book, progress)
    else:
        sheet = book.sheet("Progress")
        book.title(sheet, "No earlier run can be compared with this one", " ".join(together.sentences))


def _not_run(book: Book, errors: Errors) -> None:
    columns = [
        Column("Code", 12),
        Column("What it looks for", 80, wrap=True),
        Column("Why it did not run", 60, wrap=True),
    ]
    sheet = book.sheet("Rules not run")
    book.widths(sheet, columns)
    rows = (
        [outcome.rule.code, outcome.rule.message, why_not_run(outcome)]
        for outcome in errors.result.outcomes_by_rule
        if outcome.status != RAN
    )
    book.table(sheet, 0, "Rules_not_run", columns, rows, none="Every rule that was chosen ran.")


def _about(book: Book, errors: Errors, at: datetime.datetime, *, allocated: bool) -> None:
    sheet = book.sheet("About", portrait=True)
    widths = 40, 72
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    top = book.title(sheet, "About this workbook")
    for row, (name, text) in enumerate(about(errors, at, allocated=allocated), top):
        book.fact(sheet, row, name, text, widths)
