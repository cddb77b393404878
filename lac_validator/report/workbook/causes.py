"""What to fix first, by cause, and what is to be checked of each child: a line for each of its causes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lac_validator.causes import NO_CELL
from lac_validator.dataset import Rows, describe_table
from lac_validator.ingest.own_files import CLEARS, COMMENT, DONE, TO_PUT_RIGHT
from lac_validator.report.content.answers import Beside
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.things import errors_together, title_of
from lac_validator.report.content.wording import field_label
from lac_validator.report.content.workers import Contacts
from lac_validator.report.forms.book import Book, Column, GrowingTable, Value

STEP = 2_000
"""The making can be stopped after so many lines."""

CAUSE_COLUMNS = (
    Column(TO_PUT_RIGHT, 44, wrap=True),
    Column("Column", 21),
    Column("Table", 22),
    Column("Cells", 10, look="number"),
    Column("Errors", 10, look="number"),
    Column("Share so far", 11, look="share"),
    Column("Rules", 60, wrap=True),
)


def cause_rows(errors: Errors) -> Iterator[list[Value]]:
    """The causes under :data:`CAUSE_COLUMNS`, that of most of these errors first, and last what no cell explains."""
    causes = errors.causes
    cause, row = causes.cause[errors.place], causes.row[errors.place]
    counts = np.bincount(cause[cause != NO_CELL], minlength=len(causes.ranked))
    so_far = 0
    for which in np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)].tolist():
        of_it, each = np.flatnonzero(cause == which), causes.ranked[which]
        so_far += len(of_it)
        what = f"{field_label(each.column)}: {'nothing recorded' if each.blank else 'please check'}"
        numbers = [len(np.unique(row[of_it])), len(of_it), so_far / len(errors)]
        yield [what, each.column, describe_table(each.table), *numbers, _codes(errors, of_it)]
    unexplained = np.flatnonzero(cause == NO_CELL)
    if len(unexplained):
        what = "Whole rows, missing records or several children: no cell explains these errors"
        yield [what, "", "", 0, len(unexplained), 1.0, _codes(errors, unexplained)]


def _codes(errors: Errors, places: Rows) -> str:
    """The rules of some errors, those of most first."""
    counts = np.bincount(errors.rule[places], minlength=len(errors.rules))
    most_first = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return ", ".join(errors.rules[rule].code for rule in most_first.tolist())


def errors_by_cause(book: Book, errors: Errors) -> None:
    """The sheet of all causes."""
    sheet = book.sheet("Errors by cause")
    book.widths(sheet, list(CAUSE_COLUMNS))
    book.table(sheet, 0, "Errors_by_cause", list(CAUSE_COLUMNS), cause_rows(errors), none="No errors were found.")


def things_to_check(
    book: Book, errors: Errors, allocation: Mapping[str, Mapping[str, str]] | None, beside: Beside | None
) -> Iterator[tuple[int, int, str]]:
    """The sheet with a line for each child and cause, as in the packs, and what came back about it."""
    columns = [
        Column("Child", 16),
        Column("Social worker", 22),
        Column(TO_PUT_RIGHT, 60, wrap=True),
        Column("Errors", 10, look="number"),
        Column(CLEARS, 36, wrap=True),
        *((Column(DONE, 16), Column(COMMENT, 40, wrap=True)) if beside else ()),
    ]
    sheet = book.sheet("Things to check")
    book.widths(sheet, columns)
    contacts = Contacts(errors, allocation)
    table = GrowingTable(book, sheet, 0, "Things_to_check", columns, freeze=True)
    together = errors_together(errors)
    for number, places in enumerate(together):
        if number % STEP == 0:
            yield number, len(together), "Things to check"
        first = errors[places[0]]
        codes = dict.fromkeys(errors[place].rule.code for place in places)
        told = [answer for place in places if beside and (answer := beside.answers.get(place))][:1]
        row: list[Value] = [
            first.child,
            contacts.of(first.child).worker,
            title_of(errors, places) or first.rule.message,
        ]
        answers = [told[0].done, told[0].comment] if told else ["", ""]
        table.add([*row, len(places), ", ".join(codes), *(answers if beside else ())])
    table.end("No errors were found.")
