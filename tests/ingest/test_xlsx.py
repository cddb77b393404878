"""Excel workbooks, as text that looks as it does in Excel."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from lac_validator.ingest import ERROR, NOTE, WARNING, Part
from lac_validator.ingest.xlsx_files import WorkbookSheet, read_workbook
from tests.ingest.forms import EPISODES, HEADER, REVIEWS, as_zip, read, read_one, rows_of, sentences

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = rows_of(read_one("episodes.csv", EPISODES))


def sheets_of(data: bytes) -> list[WorkbookSheet]:
    reading = read_workbook("book.xlsx", data)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            return end.value


def written(fill, **options: object) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, options)
    fill(book)
    book.close()
    return out.getvalue()


def first_cells(data: bytes) -> list[str]:
    return sheets_of(data)[0].rows[0]


def table(sheets: dict[str, str], **options: object) -> bytes:
    """A workbook of CSV texts, by the names of their sheets."""

    def fill(book: xlsxwriter.Workbook) -> None:
        for name, text in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(text.splitlines()):
                sheet.write_row(number, 0, line.split(","))

    return written(fill, **options)


def test_a_workbook_as_written_by_libreoffice() -> None:
    intake = read(("episodes.xlsx", (FIXTURES / "calc.xlsx").read_bytes()))
    (part,) = intake.parts
    assert (part.file, part.table, list(part.lines)) == ("episodes.xlsx › episodes", "Episodes", [2, 3, 4])
    assert rows_of(part) == EXPECTED
    assert "episodes.xlsx: 5 cells in DECOM and DEC hold dates of Excel's own" in sentences(intake, NOTE)


def test_a_workbook_as_written_by_openpyxl() -> None:
    book = openpyxl.Workbook()
    for line in EPISODES.splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    assert rows_of(read_one("e.xlsx", out.getvalue())) == EXPECTED


@pytest.mark.parametrize("inline", [True, False])
def test_a_workbook_with_texts_in_place_or_shared(inline: bool) -> None:
    data = table({"Episodes": EPISODES}, constant_memory=inline)
    assert (b"inlineStr" in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")) is inline
    assert rows_of(read_one("e.xlsx", data)) == EXPECTED


def test_what_a_cell_shows() -> None:
    day = datetime.datetime(2025, 5, 1, 0, 0)

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        formats = ["dd/mm/yyyy", "mm-dd-yy", "d mmm yyyy;@", "[$-809]dd mmmm yyyy", "yyyy-mm-dd hh:mm"]
        for column, code in enumerate(formats):
            sheet.write_datetime(0, column, day, book.add_format({"num_format": code}))
        sheet.write_number(0, 5, 45778)
        sheet.write_number(0, 6, 7, book.add_format({"num_format": "00000"}))
        sheet.write_number(0, 7, 1234567890123)
        sheet.write_number(0, 8, 0.1 + 0.2)
        sheet.write_string(0, 9, "007 ")
        sheet.write_boolean(0, 10, True)
        sheet.write_formula(0, 11, "=1+1", None, 2)
        sheet.write_formula(0, 12, '="a"&"b"', None, "ab")
        sheet.write_rich_string(0, 13, "so", book.add_format({"bold": True}), "me", "thing")
        sheet.write_string(0, 14, "<b>&amp;\n=1")
        sheet.write_number(0, 15, 12.5, book.add_format({"num_format": '0.00 "days"'}))
        sheet.write_number(0, 16, -3)

    assert first_cells(written(fill)) == [
        *["01/05/2025"] * 5, "45778", "00007", "1234567890123", "0.3", "007 ", "TRUE", "2", "ab", "something",
        "<b>&amp;\n=1", "12.5", "-3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, "01/01/1900"), (59, "28/02/1900"), (61, "01/03/1900"), (2958465, "31/12/9999"), (2958466, "2958466")],
)
def test_days_at_the_ends_of_excels_calendar(number: int, shown: str) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_number(0, 0, number, book.add_format({"num_format": "dd/mm/yyyy"}))

    assert first_cells(written(fill)) == [shown]


def test_workbooks_that_count_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = datetime.date(2025, 5, 1)
    out = io.BytesIO()
    book.save(out)
    assert first_cells(out.getvalue()) == ["01/05/2025"]


def test_a_day_number_without_a_format_is_a_rewritten_date() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Reviews")
        sheet.write_row(0, 0, ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"])
        sheet.write_row(1, 0, ["A", "01/02/2012", 45778, "PN1"])

    intake = read(("r.xlsx", written(fill)))
    assert "r.xlsx › Reviews: 1 cell in REVIEW (first in row 2) holds a date as Excel rewrites it" in sentences(intake)
    intake.reread()
    assert list(intake.parts[0].columns["REVIEW"]) == ["01/05/2025"]


def test_errors_of_excel_are_named() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Reviews")
        sheet.write_row(0, 0, ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"])
        sheet.write_row(1, 0, ["A", "01/02/2012", "01/06/2025"])
        sheet.write_formula(1, 3, "=VLOOKUP(1,A1,2)", None, "#N/A")

    part = read_one("r.xlsx", written(fill))
    assert "1 cell in REVIEW_CODE shows an error of Excel's such as #N/A (row 2)" in sentences(part, WARNING)


def test_a_sheet_a_table_in_order_with_blank_and_hidden_ones_named() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(table({"A": REVIEWS, "Sheet2": "", "Old": REVIEWS, "C": HEADER, "Notes": "Hello"}))
    )
    book["Old"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    intake = read(("book.xlsx", out.getvalue()))
    found = [(part.file, part.table) for part in intake.parts]
    assert found == [("book.xlsx › A", "Reviews"), ("book.xlsx › C", "Header"), ("book.xlsx › Notes", None)]
    assert "hidden sheets left out: Old." in sentences(intake, NOTE)
    assert "sheets without content left out: Sheet2." in sentences(intake, NOTE)
    assert "book.xlsx › Notes is not a table and is not used." in sentences(intake, NOTE)


def test_a_sheet_with_headings_of_the_return_that_is_not_recognised_needs_a_look() -> None:
    intake = read(("book.xlsx", table({"A": REVIEWS, "B": "CHILD,DOB,Room\nA1,01/02/2012,x\n"})))
    assert "book.xlsx › B was not recognised" in sentences(intake, WARNING)


def test_titles_above_and_gaps_between() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string("B2", "Children looked after, reviews")
        sheet.write_row("B4", ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"])
        sheet.write_row("B7", ["A", "01/02/2012", "01/06/2025", "PN1"])
        sheet.write_row("C9", ["01/02/2012", "", "PN1"])

    part = read_one("r.xlsx", written(fill))
    assert list(part.lines) == [7, 9]
    assert rows_of(part)[1] == {"CHILD": "", "DOB": "01/02/2012", "REVIEW": "", "REVIEW_CODE": "PN1"}
    assert "1 row without a CHILD (row 9)" in sentences(part, WARNING)


def test_columns_that_nobody_wants_are_named_and_not_read() -> None:
    wide = "\n".join(f"{line},{',' * 40}x" for line in REVIEWS.splitlines() * 1)
    wide = wide.replace("x", "Extra", 1)
    part = read_one("r.xlsx", table({"R": wide + "\n" + "\n".join(wide.splitlines()[1:] * 40)}))
    assert part.rows == 82
    assert "left out: Extra." in sentences(part, NOTE)


def test_a_heading_without_rows() -> None:
    part = read_one("r.xlsx", table({"R": REVIEWS.splitlines()[0]}))
    assert (part.table, part.rows) == ("Reviews", 0)


def strict(data: bytes) -> bytes:
    """The same workbook as "Strict Open XML", with prefixes as some generators write them."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    changed = {}
    for name in archive.namelist():
        text = archive.read(name).decode()
        text = text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
        text = text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        if "worksheets/" in name and name.endswith(".xml"):
            text = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text).replace('xmlns="', 'xmlns:x="')
        changed[name] = text.encode()
    return as_zip(changed)


def test_strict_open_xml_and_prefixes() -> None:
    assert rows_of(read_one("e.xlsx", strict(table({"Episodes": EPISODES})))) == EXPECTED


def without(data: bytes, *members: str) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return as_zip({name: archive.read(name) for name in archive.namelist() if name not in members})


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_workbook_with_a_part_missing(member: str) -> None:
    part = read_one("e.xlsx", without(table({"Episodes": EPISODES}), member))
    assert part.table is None
    assert re.search(r"e\.xlsx is (a damaged workbook|no workbook|a workbook without)", sentences(part, ERROR))


def refused(name: str) -> Part:
    part = read_one(name, (FIXTURES / name).read_bytes())
    assert (part.table, part.rows) == (None, 0)
    return part


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("calc.xls", "calc.xls is in the old format of Excel (.xls). Open it in Excel and save it as .xlsx"),
        ("calc.ods", "calc.ods is an OpenDocument file (.ods or the like). Save it as .xlsx"),
        ("calc.pdf", "calc.pdf is a PDF document"),
        ("password.xlsx", "password.xlsx is protected by a password. Open it in Excel, take the password off"),
    ],
)
def test_what_is_not_read_says_what_to_do(name: str, said: str) -> None:
    assert said in sentences(refused(name), ERROR)


def test_word_documents_and_binary_workbooks() -> None:
    word = as_zip({"[Content_Types].xml": b"", "word/document.xml": b""})
    binary = as_zip({"[Content_Types].xml": b"", "xl/workbook.bin": b""})
    assert "e.docx is a Word document" in sentences(read(("e.docx", word)), ERROR)
    assert "e.xlsb is a binary workbook (.xlsb)" in sentences(read(("e.xlsb", binary)), ERROR)


def reviews_and(rows: int, *more: list[str]) -> list[list[str]]:
    """Rows of Reviews with two columns that it does not have."""
    filled = [[f"A{number}", "01/02/2012", "", "01/06/2025", "PN1", ""] for number in range(rows)]
    return [["CHILD", "DOB", "NOTES", "REVIEW", "REVIEW_CODE", "OTHER"], *filled, *more]


@pytest.mark.parametrize("form", ["plain", "strict"])
@pytest.mark.parametrize("note", [["", "", "to do", "", "", ""], ["", "", "x" * 300_000, "", "", "y"]])
@pytest.mark.parametrize("many", [3, 60, 4000])
def test_a_row_with_content_in_a_column_of_no_table_is_a_row(form: str, note: list[str], many: int) -> None:
    """Wherever it stands, and as from CSV."""
    rows = reviews_and(many, note, ["A", "", "", "", "", ""], note, ["", "", " ", "", "", ""])

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        framed = book.add_format({"border": 1})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):  # a cell that has no text has a frame
                sheet.write(number, column, cell, framed)
        for column in range(6):
            sheet.write_blank(len(rows), column, None, framed)

    data = written(fill)
    of_workbook = read_one("r.xlsx", strict(data) if form == "strict" else data)
    of_csv = read_one("r.csv", "\n".join(map(",".join, rows)))
    assert of_csv.rows == many + 3
    assert rows_of(of_workbook) == rows_of(of_csv)
    assert list(of_workbook.lines) == list(of_csv.lines)


@pytest.mark.parametrize("blank", [" ", "\N{NO-BREAK SPACE}"])
@pytest.mark.parametrize("many", [3, 60])
def test_a_row_of_blanks_is_no_row(blank: str, many: int) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(reviews_and(many, [blank] * 6, ["A", "", "", "", "", ""])):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)

    part = read_one("r.xlsx", written(fill))
    assert part.rows == many + 1
    assert list(part.lines) == [*range(2, many + 2), many + 3]
