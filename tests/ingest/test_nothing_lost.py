"""No row is lost in silence: what was read and what was left out are all that the file has, and it is said."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence

import pytest
import xlsxwriter

from lac_validator.ingest import ERROR, NOTE, WARNING, Intake, Part
from tests.ingest.forms import EPISODES, HEADER, read, read_one, sentences

TITLES = EPISODES.splitlines()[0]


def episodes(rows: int) -> list[str]:
    """The lines of a file of so many episodes, its headings among them."""
    return [TITLES, *(f"K{n},01/05/2025,S,C2,N1,U1,PR1,,,,M1 1AE,M2 5DB,SC012345" for n in range(rows))]


def left_out(part: Part) -> dict[str, int]:
    return {each.reason: each.count for each in part.left_out}


def assert_all_there(part: Part) -> None:
    assert part.rows + sum(left_out(part).values()) == part.in_file


# --- quotation marks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", range(13))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028"])
def test_two_stray_marks_in_one_column_lose_no_row(column: int, end: str) -> None:
    lines = episodes(23)
    for place, before, after in ((2, '"', ""), (22, "", '"')):
        cells = lines[place].split(",")
        cells[column] = before + cells[column] + after
        lines[place] = ",".join(cells)
    part = read_one("Episodes.csv", end.join(lines) + end)
    assert part.rows == 23
    assert part.columns["CHILD"] == tuple(f"K{n}" for n in range(23))
    assert set(part.columns["URN"]) == {"SC012345"}
    assert "quotation mark" in sentences(part, WARNING) and "lines 3 and 23" in sentences(part, WARNING)
    assert_all_there(part)


def test_a_closing_mark_alone_is_said_too() -> None:
    lines = episodes(4)
    lines[2] += '"'
    part = read_one("Episodes.csv", "\n".join(lines))
    assert set(part.columns["URN"]) == {"SC012345"}
    assert "line 3" in sentences(part, WARNING)


def test_two_stray_marks_in_a_provider_list_lose_no_row() -> None:
    headings = "URN,Local authority,Placement code,Placement provider code,Deregistration date,Setting address postcode"
    rows = [f"SC{n},Leeds,K2,PR4,,M1 1AE" for n in range(9)]
    rows[1], rows[6] = rows[1].replace("Leeds", '"Leeds'), rows[6].replace("Leeds", 'Leeds"')
    part = read_one("list.csv", "\n".join([headings, *rows]))
    assert (part.table, part.rows) == ("Providers", 9)
    assert "lines 3 and 8" in sentences(part, WARNING)
    assert_all_there(part)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_text_over_several_lines_is_one_cell_and_said(place: int) -> None:
    headings = ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]
    headings.insert(place, "Notes")
    rows = [["A", "01/01/2010", "01/06/2025", "PN1"], ["B", "01/01/2010", "02/06/2025", "PN2"]]
    rows[0].insert(place, '"late,\nsince ""ill"""')
    rows[1].insert(place, "")
    part = read_one("r.csv", "\n".join(",".join(row) for row in [headings, *rows]))
    assert (part.columns["CHILD"], list(part.lines)) == (("A", "B"), [2, 4])
    assert "1 cell with a line end in it (line 2)" in sentences(part, WARNING)
    assert "without its partner" not in sentences(part)
    assert left_out(part)["second and further lines of a row"] == 1
    assert_all_there(part)


# --- rows that are none ---------------------------------------------------------------------------------------------


def test_headings_again_are_left_out_and_said() -> None:
    part = read_one("e.csv", EPISODES + "\ufeff" + EPISODES)
    assert part.rows == 6
    assert "CHILD" not in part.columns["CHILD"]
    assert "1 row that repeats the headings left out (line 5)" in sentences(part, WARNING)
    assert "byte order mark" in sentences(part, WARNING)
    assert left_out(part)["headings again"] == 1
    assert_all_there(part)


def test_another_tables_headings_end_the_table() -> None:
    part = read_one("both.csv", EPISODES + HEADER)
    assert (part.table, part.rows) == ("Episodes", 3)
    assert "the headings of another table stand in line 5" in sentences(part, ERROR)
    assert left_out(part)["of another table"] == 3
    assert_all_there(part)


@pytest.mark.parametrize(
    "last", ["Total,3", "TOTAL", "End of report", "Total:,,,3", "Grand total,3", "3 rows", "Count: 3"]
)
def test_a_row_of_totals_is_no_child(last: str) -> None:
    part = read_one("e.csv", EPISODES + last + "\n")
    assert part.rows == 3
    assert "1 row of totals, or that ends a report, left out (line 5)" in sentences(part, WARNING)
    assert_all_there(part)


def test_a_workbooks_headings_again_and_totals() -> None:
    rows = [line.split(",") for line in (EPISODES + EPISODES + "Total,6\n").splitlines()]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Episodes")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_blank(20, 3, None, book.add_format({"bg_color": "red"}))
    part = read_one("e.xlsx", out.getvalue())
    assert (part.rows, part.in_file) == (6, 10)
    assert "left out (row 5)" in sentences(part) and "left out (row 9)" in sentences(part)
    assert_all_there(part)


# --- identifiers ----------------------------------------------------------------------------------------------------


def headers(children: Sequence[str]) -> str:
    return HEADER.splitlines()[0] + "\n" + "".join(f"{child},F,01/02/2012,WBRI,UN1,0,\n" for child in children)


@pytest.mark.parametrize("text", ["1.00E+08", "1e+08", "1,23E+11", "1E+20"])
def test_an_identifier_that_excel_rewrote(text: str) -> None:
    part = read_one("h.csv", headers(["TEXT"] * 60 + ["A1"]).replace(",", ";").replace("TEXT", text))
    said = sentences(part, ERROR)
    assert "60 rows share one identifier in CHILD that Excel has rewritten" in said
    assert text not in said


def test_several_identifiers_that_excel_rewrote() -> None:
    part = read_one("h.csv", headers(["1.23E+11", "1.24E+11", "1.24E+11", "A1"]))
    assert "3 rows hold an identifier in CHILD that Excel has rewritten" in sentences(part, ERROR)


def test_hundreds_of_headers_of_one_child() -> None:
    part = read_one("h.csv", headers(["100"] * 300 + ["A1"]))
    assert "300 rows share one identifier in CHILD" in sentences(part, ERROR)


def test_blank_children_are_counted() -> None:
    part = read_one("h.csv", headers(["A", "", " ", "\u200b", "B"]))
    assert "3 rows without a CHILD (lines 3, 4 and 5)" in sentences(part, WARNING)


@pytest.mark.parametrize("odd", ["A\u200b1", "\u200eA1", "A\N{NO-BREAK SPACE}1", "A 1", "A\u00ad1", "A1\u202c"])
def test_identifiers_that_differ_only_in_what_nobody_sees(odd: str) -> None:
    part = read_one("h.csv", headers(["A1", "B", odd]))
    said = sentences(part, WARNING)
    assert "differ only by blanks or invisible characters" in said and "(line 4)" in said
    assert odd not in said


@pytest.mark.parametrize("odd", ["a1", " A1", "A1\N{NO-BREAK SPACE}"])
def test_identifiers_that_are_the_same_to_the_rules(odd: str) -> None:
    part = read_one("h.csv", headers(["A1", "B", odd]).replace("A1", "Ax1").replace("a1", "aX1"))
    assert "written in more than one way" in sentences(part, NOTE)
    assert sentences(part, WARNING) == ""


def test_invisible_characters_in_an_identifier_are_said_even_alone() -> None:
    part = read_one("h.csv", headers(["A\u200b1", "B"]))
    assert "1 row with an invisible character in CHILD (line 2)" in sentences(part, WARNING)


def test_ordinary_identifiers_have_nothing_said() -> None:
    assert read_one("h.csv", headers(["A1", "B-2", "C/3", "1234567890123456"])).problems == []


def test_identifiers_of_which_excel_has_cut_digits() -> None:
    part = read_one("h.csv", headers(["12345678901234500000", "12345678901234600000", "A"]))
    assert "2 rows with an identifier in CHILD of more than 15 digits that end in noughts" in sentences(part, WARNING)


# --- workbooks ------------------------------------------------------------------------------------------------------


def workbook(fill) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Header")
        for number, line in enumerate(headers(["A1", "A2", "A3", "A4", "A5"]).splitlines()):
            sheet.write_row(number, 0, line.split(","))
        fill(book, sheet)
    return out.getvalue()


def test_merged_cells_are_said() -> None:
    part = read_one("h.xlsx", workbook(lambda book, sheet: sheet.merge_range("A2:A4", "A1", book.add_format())))
    assert part.columns["CHILD"] == ("A1", "", "", "A4", "A5")
    assert "2 cells in CHILD lie under a cell that is merged over several rows (rows 3 and 4)" in sentences(
        part, WARNING
    )


def test_hidden_rows_are_said() -> None:
    def hide(_book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True})

    part = read_one("h.xlsx", workbook(hide))
    assert part.rows == 5
    assert "2 hidden rows were read like the others (rows 3 and 5)" in sentences(part, WARNING)


@pytest.mark.parametrize(
    ("number", "text"),
    [(12345678901234567890, "12345678901234600000"), (1e-07, "0.0000001"), (1234567890123456, "1234567890123460")],
)
def test_numbers_that_excel_does_not_keep(number: float, text: str) -> None:
    part = read_one("h.xlsx", workbook(lambda _, sheet: sheet.write_number("A3", number)))
    assert part.columns["CHILD"][1] == text
    said = sentences(part, ERROR)
    assert "1 cell in CHILD holds a number that Excel" in said and "(row 3)" in said
    assert text not in sentences(part)


# --- encodings, archives, size --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_is_told_from_utf_16(encoding: str) -> None:
    part = read_one("e.csv", EPISODES.encode(encoding))
    assert (part.table, part.rows) == ("Episodes", 3)
    assert "is in UTF-32" in sentences(part, NOTE)
    assert sentences(part, WARNING) == ""


def test_two_members_of_one_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("e.csv", EPISODES)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("e.csv", EPISODES.replace("SC012345", "SC1"))
    intake = read(("a.zip", out.getvalue()))
    assert [part.file for part in intake.parts] == ["a.zip › e.csv", "a.zip › e.csv (second of this name)"]
    assert "a.zip holds 2 files called e.csv" in sentences(intake, WARNING)


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1e"])
def test_other_line_ends_are_line_ends(end: str) -> None:
    part = read_one("e.csv", EPISODES.replace("\n", end))
    assert (part.table, part.rows, list(part.lines)) == ("Episodes", 3, [2, 3, 4])
    assert part.columns["URN"] == ("SC012345", "SC012345", "2512345")
    assert "line ends" in sentences(part, NOTE)
    assert_all_there(part)


def test_one_other_line_end_among_ordinary_ones() -> None:
    part = read_one("e.csv", EPISODES.replace("SC012345\n", "SC012345\u2028", 1))
    assert part.rows == 3
    assert_all_there(part)


def test_other_line_ends_within_a_text() -> None:
    text = (
        "CHILD,DOB,REVIEW,REVIEW_CODE,Notes\nA,01/01/2010,01/06/2025,PN1,late\x0bagain\nB,01/01/2010,02/06/2025,PN2,\n"
    )
    part = read_one("r.csv", text)
    assert part.columns["CHILD"] == ("A", "B")
    assert "1 cell with a line end in it (line 2)" in sentences(part, WARNING)


GROWTH = """
import resource, sys
from lac_validator.ingest import InputFile, Intake
line = "K%07d,01/05/2025,S,C2,N1,U1,PR1,,,,M1 1AE,M2 5DB,SC012345," + "n" * 900 + "%s\\n"
rows = range({letters} // len(line))
data = ({titles!r} + ",Notes\\n" + "".join(line % (n, "" if n % 100 else {extra!r}) for n in rows)).encode()
assert 0.98 * {letters} < len(data) < 1.01 * {letters}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
intake = Intake()
intake.add([InputFile("e.csv", data)])
print(intake.parts[0].rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.parametrize(
    ("letters", "extra"),
    # The widest letters in a file as large as can be; the others, which take less, in one of a fifth of that.
    [(198_000_000, "\U0001f600"), (40_000_000, ""), (40_000_000, "é"), (40_000_000, "–")],
)
def test_a_large_csv_file_is_read_in_five_times_its_size(letters: int, extra: str) -> None:
    program = GROWTH.format(titles=TITLES, letters=letters, extra=extra)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    rows, grown = map(int, run.stdout.split())
    assert rows > letters / 1_050
    assert grown < 5.05 * letters


def test_an_xml_with_too_many_rows_is_refused_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    child = b"<CHILD><HEADER><CHILDID>A</CHILDID></HEADER>" + b"<EPISODE><LS>C2</LS></EPISODE>" * 100 + b"</CHILD>"
    monkeypatch.setattr("lac_validator.ingest.limits.ROWS", 10_000)
    reading = Intake()._reader.read("r.xml", b"<X>" + child * 1_000 + b"</X>")
    done = list(reading)
    assert max(done, default=0) < 0.3
    part = read_one("r.xml", b"<X>" + child * 1_000 + b"</X>")
    assert "more than the 10,000 rows of Episodes that can be read" in sentences(part, ERROR)


def test_rows_lost_in_reading_are_an_error_of_the_file() -> None:
    part = read_one("e.csv", EPISODES)
    part.sheet.lines = part.sheet.lines[:-1]
    part.sheet.account()
    assert "of 4 lines in the file 3 are accounted for" in sentences(part, ERROR)
