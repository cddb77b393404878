"""The sheets of a workbook that say what the files were read as, and what is wrong with them."""

from __future__ import annotations

from lac_validator.dataset import Return
from lac_validator.ingest.own_files import PROBLEMS_SHEET
from lac_validator.report.forms.book import Book, Column


def write_files(book: Book, ret: Return) -> None:
    """A sheet with a row for each table in each file."""
    columns = [
        Column("File", 70, wrap=True),
        Column("Read as", 22),
        Column("Year", 12),
        Column("Rows", 10, look="number"),
        Column("Used", 8),
    ]
    sheet = book.sheet("Files")
    book.widths(sheet, columns)
    rows = (
        [file.name, file.table or "not recognised", str(file.year or ""), file.rows, "yes" if file.used else "no"]
        for file in ret.files
    )
    book.table(sheet, 0, "Files", columns, rows, none="The tables were not read from files.")


def write_file_problems(book: Book, ret: Return) -> None:
    """A sheet with a row for each problem of the files."""
    columns = [
        Column("How bad", 11),
        Column("File", 36, wrap=True),
        Column("What was found, and what to do", 110, wrap=True),
    ]
    sheet = book.sheet(PROBLEMS_SHEET)
    book.widths(sheet, columns)
    rows = ([problem.severity, problem.file, problem.sentence] for problem in ret.problems)
    book.table(sheet, 0, "File_problems", columns, rows, none="Nothing was found wrong with the files.")
