"""The workbook of a pack: a line for each thing to check, and two columns to answer in."""

from __future__ import annotations

import datetime
from collections.abc import Generator

from lac_validator.dataset import read_date
from lac_validator.ingest.own_files import CHANGES_SHEET, COMMENT, DONE, PACK_SHEET, REFERENCE
from lac_validator.report.content.answers import ANSWERS
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.content.things import Thing
from lac_validator.report.forms.book import Book, Column, GrowingTable, Value
from lac_validator.report.packs.pack import PLEASE_CHANGE, ChildToCheck, Letter, Pack

HOW = (
    "For each line look at the child's record. If it is wrong, put it right there. Then choose an answer in the yellow "
    f"column {DONE} and, where it helps, write a comment. Save this workbook and send it back. Please leave the column "
    f"{REFERENCE} as it is: the answers find their way by it."
)

HOW_TO_CHANGE = f" The sheet ‘{CHANGES_SHEET}’ lists what is to be put right as it says there."

_COLUMNS = (
    Column("Child", 13, look="ruled_strong"),
    Column("Born", 11, look="ruled_date"),
    Column("Record", 23, wrap=True, look="ruled"),
    Column("What to check", 48, wrap=True, look="ruled"),
    Column("What the record says", 36, wrap=True, look="ruled"),
    Column(DONE, 15, look="answer"),
    Column(COMMENT, 28, look="answer"),
    Column("DfE rule", 11, wrap=True, look="ruled"),
    Column(REFERENCE, 21, look="ruled_small"),
)
_WORKER = Column("Social worker", 18, look="ruled")

_CHANGE_COLUMNS = (
    Column("Child", 13, look="ruled_strong"),
    Column("Born", 11, look="ruled_date"),
    Column("Record", 28, wrap=True, look="ruled"),
    Column("To do", 32, wrap=True, look="ruled"),
    Column("As it is", 20, wrap=True, look="ruled"),
    Column("As it should be", 20, wrap=True, look="ruled"),
    Column("Because", 52, wrap=True, look="ruled"),
)


def pack_workbook(pack: Pack, letter: Letter, keys: ErrorKeys) -> Generator[None, None, bytes]:
    """The workbook as bytes, child by child; ``keys`` are those by which answers find their errors."""
    book = Book(letter.title, letter.at, pack.count)
    sheet = book.sheet(PACK_SHEET)
    columns = [*_COLUMNS[:2], _WORKER, *_COLUMNS[2:]] if letter.by_team else list(_COLUMNS)
    book.widths(sheet, columns)
    book.title(sheet, letter.title, pack.described(letter))
    top = 2
    more = HOW_TO_CHANGE if pack.to_change else ""
    for text, look in ((f"{HOW}{more}", "lead"), (letter.note, "call")):
        if text:
            book.paragraph(sheet, top, len(columns) - 1, text, look)
            top += 1
    table = GrowingTable(book, sheet, top, "To_check", columns, freeze=True)
    for child in pack.children:
        for thing in child.things:
            table.add(_row(child, thing, letter, keys))
        yield
    table.end()
    if pack.count:
        answers = [column.heading for column in columns].index(DONE)
        options = {"validate": "list", "source": list(ANSWERS), "show_error": False}
        sheet.data_validation(top + 1, answers, top + pack.count, answers, options)
        # Nobody types a reference from paper: without it what is left is printed larger.
        sheet.print_area(0, 0, top + pack.count, len(columns) - 2)
    if pack.to_change:
        yield from _write_changes(book, pack, letter)
    return book.finish()


def _write_changes(book: Book, pack: Pack, letter: Letter) -> Generator[None, None, None]:
    """The sheet of what is to be put right without a question."""
    sheet = book.sheet(CHANGES_SHEET)
    columns = [*_CHANGE_COLUMNS[:2], _WORKER, *_CHANGE_COLUMNS[2:]] if letter.by_team else list(_CHANGE_COLUMNS)
    book.widths(sheet, columns)
    row = book.title(sheet, PLEASE_CHANGE, "If one of these is wrong, leave it, and tell who sent you this workbook.")
    table = GrowingTable(book, sheet, row, "To_change", columns, freeze=True)
    for child in pack.children:
        born: datetime.date | str = read_date(child.born) or child.born
        for each in child.changes:
            worker: list[Value] = [child.worker] if letter.by_team else []
            said = [each.record, each.what, each.old, each.new, each.proposal.because]
            table.add([child.child, born, *worker, *said])
        yield
    table.end()


def _row(child: ChildToCheck, thing: Thing, letter: Letter, keys: ErrorKeys) -> list[Value]:
    born: datetime.date | str = read_date(child.born) or child.born
    worker: list[Value] = [child.worker] if letter.by_team else []
    check = "\n".join(filter(None, (thing.title, *thing.guidance)))
    says = "\n".join(f"• {name}: {text}" for name, text in thing.says)
    references = " ".join(dict.fromkeys(str(keys.of(line.place)) for line in thing.lines))
    return [child.child, born, *worker, thing.record, check, says, "", "", ", ".join(thing.codes), references]
