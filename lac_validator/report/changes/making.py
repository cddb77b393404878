"""The list of changes as CSV and as a workbook, and what comes of them in numbers."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from lac_validator.ingest.own_files import CHANGE_HEADINGS, CHANGES_TITLE, STANDING_HEADINGS
from lac_validator.ingest.problems import counted
from lac_validator.report.changes.carrying import Carried, standing_row
from lac_validator.report.content.corrections import Change, Correction, changes, work_list
from lac_validator.report.content.errors import natural_order
from lac_validator.report.forms.book import Book, Column, Value, collector_paused
from lac_validator.report.forms.text import csv_bytes, json_bytes
from lac_validator.report.made import CSV_TYPE, JSON_TYPE, XLSX_TYPE, Made, file_name

Allocated = Mapping[str, Mapping[str, str]]

YES = "yes"

MOST_CHANGES = 500_000
"""An Excel sheet ends at 1,048,576 rows; the CSV has all."""


def make_changes_csv(correction: Correction, *, allocation: Allocated | None = None) -> Made:
    """Every proposal as a row of CSV, ``Accepted`` blank where it was not; what could be a formula is neutralised.

    :param allocation: who works with which child, see :class:`lac_validator.report.content.workers.Contacts`.
    """
    name = file_name("changes", correction.errors.ret.year, ".csv")
    rows = map(_row, changes(correction, allocation))
    return Made(name, CSV_TYPE, csv_bytes([CHANGE_HEADINGS, *rows]))


def _row(change: Change) -> list[str | int]:
    proposal, acceptance = change.proposal, change.acceptance
    accepted = [YES, acceptance.by, acceptance.at] if acceptance else ["", "", ""]
    return [
        proposal.child,
        change.table,
        change.file,
        change.line,
        proposal.column,
        change.old,
        change.new,
        proposal.because,
        proposal.kind,
        ", ".join(proposal.rules),
        "" if change.cleared is None else change.cleared,
        *accepted,
        change.contact.worker,
        change.contact.team,
        change.contact.email,
        change.record,
        change.what,
        change.where,
        proposal.fix.code,
        proposal.question,
        proposal.way,
        proposal.ways,
    ]


def make_summary(correction: Correction) -> Made:
    """How many proposals there were, how many were accepted, and the errors before, after, cleared and new."""
    after = correction.after
    value = {
        "proposed": len(correction.proposals),
        "accepted": len(correction.chosen),
        "errors_before": len(after.before),
        "errors_after": len(after.after),
        "cleared": len(after.cleared),
        "new": len(after.new),
    }
    return Made(file_name("changes-summary", correction.errors.ret.year, ".json"), JSON_TYPE, json_bytes(value) + b"\n")


# --- the workbook ---------------------------------------------------------------------------------------------------

_WIDTHS = {"Line": 8, "Because": 60, "Old": 22, "New": 22, "Record": 30, "Question": 24, "File": 24, "To do": 34}
_WRAPPED = ("Because", "Old", "New", "Record", "File", "Question", "To do", "Email")

_TO_DO = (
    Column("Social worker", 20, wrap=True),
    Column("Team", 20, wrap=True),
    Column("Child", 13),
    Column("Record", 32, wrap=True),
    Column("To do", 36, wrap=True),
    Column("As it is", 22, wrap=True),
    Column("As it should be", 22, wrap=True),
    Column("Because", 60, wrap=True),
    Column("Errors cleared", 10, look="number"),
    Column("Done?", 10, look="answer"),
)


def make_changes_workbook(
    correction: Correction,
    *,
    allocation: Allocated | None = None,
    carried: Carried | None = None,
    at: datetime.datetime | None = None,
) -> Made:
    """The work list for the case management system, who has how much of it, and every proposal, as a workbook.

    :param allocation: who works with which child, see :class:`lac_validator.report.content.workers.Contacts`.
    :param carried: how what was decided before stands in this extract, for a sheet of its own.
    :param at: the time it bears; now where not given.
    """
    at = at or datetime.datetime.now()
    year = correction.errors.ret.year
    to_do = sorted(work_list(correction, allocation), key=_by_worker)
    lines = list(changes(correction, allocation))
    with collector_paused():
        book = Book(f"{CHANGES_TITLE} {year}", at, len(lines))
        _write_work_list(book, correction, to_do)
        _write_workers(book, to_do)
        accepted = [each for each in lines if each.acceptance]
        _write_changes(book, "Accepted", accepted[:MOST_CHANGES])
        _write_changes(book, "Not accepted", [each for each in lines if not each.acceptance][:MOST_CHANGES])
        if carried is not None:
            columns = [_column(heading) for heading in STANDING_HEADINGS]
            sheet = book.sheet("Decided before")
            book.widths(sheet, columns)
            book.table(sheet, 0, "Decided_before", columns, map(standing_row, carried.standings))
        data = book.finish()
    return Made(file_name("changes", year, ".xlsx"), XLSX_TYPE, data)


def _by_worker(change: Change) -> tuple[bool, str, tuple[int, int, str], tuple[int, int, str]]:
    contact, child = change.contact, change.proposal.child
    nobody = not (contact.worker or contact.team)
    return nobody, contact.team.casefold(), natural_order(contact.worker.casefold()), natural_order(child)


def _write_work_list(book: Book, correction: Correction, to_do: list[Change]) -> None:
    sheet = book.sheet("To change in the system")
    book.widths(sheet, _TO_DO)
    after = correction.after
    elsewhere = len(correction.chosen) - len(to_do)
    told = (
        f"{counted(len(to_do), 'change')} to make in the case management system. With all that is accepted "
        f"{len(after.before):,} errors become {len(after.after):,}: {len(after.cleared):,} cleared, "
        f"{len(after.new):,} new."
    )
    more = f" {counted(elsewhere, 'amendment')} of last year's return {'is' if elsewhere == 1 else 'are'} apart."
    row = book.title(sheet, f"Please change in the system {correction.errors.ret.year}", told + more * bool(elsewhere))
    rows: list[list[Value]] = [
        [
            each.contact.worker,
            each.contact.team,
            each.proposal.child,
            each.record,
            each.what,
            each.old,
            each.new,
            each.proposal.because,
            each.cleared or 0,
            "",
        ]
        for each in to_do
    ]
    book.table(sheet, row, "To_change", _TO_DO, rows, none="Nothing is to be changed in the system.")


def _write_workers(book: Book, to_do: list[Change]) -> None:
    """Who has how much to change."""
    by_contact: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for each in to_do:
        by_contact[each.contact.team, each.contact.worker, each.contact.email].append(each)
    columns = [
        Column("Team", 26, wrap=True),
        Column("Social worker", 26, wrap=True),
        Column("Email", 34, wrap=True),
        Column("Children", 10, look="number"),
        Column("Changes", 10, look="number"),
        Column("Errors cleared", 10, look="number"),
    ]
    sheet = book.sheet("By worker")
    book.widths(sheet, columns)
    rows: list[list[Value]] = [
        [*contact, len({each.proposal.child for each in those}), len(those), sum(each.cleared or 0 for each in those)]
        for contact, those in by_contact.items()
    ]
    book.table(sheet, 0, "By_worker", columns, rows)


def _write_changes(book: Book, name: str, lines: Iterable[Change]) -> None:
    columns = [_column(heading) for heading in CHANGE_HEADINGS]
    sheet = book.sheet(name)
    book.widths(sheet, columns)
    book.table(sheet, 0, name.replace(" ", "_"), columns, map(_row, lines))


def _column(heading: str) -> Column:
    look = "number" if heading in ("Line", "Errors cleared", "Ways") else ""
    return Column(heading, _WIDTHS.get(heading, 14), wrap=heading in _WRAPPED, look=look)
