"""CSV files as councils have them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lac_validator.ingest import ERROR, NOTE, WARNING
from tests.ingest.forms import EPISODES, HEADER, REVIEWS, read, read_one, rows_of, sentences

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = rows_of(read_one("episodes.csv", EPISODES))


def iconv(text: str, to: str) -> bytes:
    """The text in another encoding, by the program that councils' suppliers use."""
    command = ["iconv", "-f", "UTF-8", "-t", to]
    return subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout


def test_a_plain_file_has_nothing_to_say() -> None:
    part = read_one("episodes.csv", EPISODES)
    assert (part.table, part.rows, list(part.lines), part.problems) == ("Episodes", 3, [2, 3, 4], [])
    assert part.columns["URN"] == ("SC012345", "SC012345", "2512345")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, end: str) -> None:
    part = read_one("x.csv", EPISODES.replace(",", separator).replace("\n", end))
    assert rows_of(part) == EXPECTED
    assert list(part.lines) == [2, 3, 4]


@pytest.mark.parametrize(
    ("encoding", "mark", "said"),
    [
        ("UTF-8", "", ""),
        ("UTF-8", "\ufeff", ""),
        ("UTF-16", "", "UTF-16"),  # with a mark of iconv's own
        ("UTF-16LE", "", "UTF-16"),
        ("UTF-16LE", "\ufeff", "UTF-16"),
        ("UTF-16BE", "", "UTF-16"),
        ("UTF-16BE", "\ufeff", "UTF-16"),
        ("CP1252", "", "Windows-1252"),
    ],
)
def test_encodings(encoding: str, mark: str, said: str) -> None:
    data = iconv(mark + EPISODES.replace("B2", "Zoë"), encoding)
    part = read_one("episodes.csv", data)
    assert part.columns["CHILD"] == ("A1", "A1", "Zoë")
    assert said in sentences(part)
    assert [problem.severity for problem in part.problems] == [NOTE] * bool(said)


def test_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    assert rows_of(read_one("x.csv", b"\xef\xbb\xbf" + EPISODES.encode())) == EXPECTED


def test_bytes_that_windows_1252_does_not_have() -> None:
    assert read_one("x.csv", EPISODES.encode().replace(b"B2", b"B\x81")).columns["CHILD"][2] == "B�"


def test_excels_unicode_text_as_written_by_libreoffice() -> None:
    part = read_one("Episodes.txt", (FIXTURES / "unicode_text.txt").read_bytes())
    assert (part.table, part.rows) == ("Episodes", 3)
    assert part.columns["PL_POST"] == ("M2 5DB", "M14 5TP", "OL1 1AA")


def test_quoted_everywhere() -> None:
    quoted = "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in EPISODES.splitlines())
    assert rows_of(read_one("x.csv", quoted)) == EXPECTED


def test_excels_hint_of_the_separator() -> None:
    part = read_one("x.csv", "sep=;\n" + EPISODES.replace(",", ";"))
    assert rows_of(part) == EXPECTED
    assert list(part.lines) == [3, 4, 5]


def test_blank_lines_are_nothing_but_keep_their_numbers() -> None:
    lines = EPISODES.splitlines()
    part = read_one("x.csv", "\n".join([lines[0], "", *lines[1:], "", "", ""]))
    assert (rows_of(part), list(part.lines), part.problems) == (EXPECTED, [3, 4, 5], [])


def test_rows_of_separators_are_left_out_and_named() -> None:
    part = read_one("episodes.csv", EPISODES + "," * 12 + "\n" + "," * 12 + "\n")
    assert rows_of(part) == EXPECTED
    assert sentences(part) == "episodes.csv: 2 rows without any content left out (lines 5 and 6)."


def test_trailing_empty_columns() -> None:
    part = read_one("x.csv", "".join(f"{line},,,\n" for line in EPISODES.splitlines()))
    assert (rows_of(part), part.problems) == (EXPECTED, [])


def test_titles_above_the_headings() -> None:
    part = read_one("x.csv", "SSDA903 return,,\nprinted 1 May 2026,,\n\n" + EPISODES)
    assert (rows_of(part), list(part.lines)) == (EXPECTED, [5, 6, 7])
    assert "the headings stand in line 4" in sentences(part)


@pytest.mark.parametrize("heading", ["reason_place_change", " Reason_Place_Change ", "REASON_PLACE_CHANGE"])
def test_headings_in_any_case_with_blanks(heading: str) -> None:
    part = read_one("x.csv", EPISODES.replace("REASON_PLACE_CHANGE", heading))
    assert (rows_of(part), part.problems) == (EXPECTED, [])


def test_headings_written_a_little_otherwise_are_named() -> None:
    part = read_one(
        "x.csv", EPISODES.replace("HOME_POST", "Home Post").replace("CHILD", "Child ID", 1).replace("PLACE,", "PL,", 1)
    )
    assert part.columns["HOME_POST"] == ("M1 1AE", "M1 1AE", "M4 4BF")
    assert "Child ID as CHILD, PL as PLACE and Home Post as HOME_POST" in sentences(part, NOTE)


def test_extra_and_missing_columns_are_named() -> None:
    part = read_one("episodes.csv", EPISODES.replace("URN", "Team").replace("HOME_POST", "<b>x</b>"))
    assert (part.table, part.rows) == ("Episodes", 3)
    assert "episodes.csv has no columns HOME_POST and URN of Episodes, read as blank." in sentences(part, WARNING)
    assert "that Episodes does not have, left out: <b>x</b> and Team." in sentences(part, NOTE)


def test_a_column_twice() -> None:
    part = read_one("x.csv", "CHILD,DOB,REVIEW,REVIEW_CODE,REVIEW\nA,01/01/2010,01/06/2025,PN1,02/06/2025\n")
    assert part.columns["REVIEW"] == ("01/06/2025",)
    assert "more than one column REVIEW" in sentences(part, WARNING)


def test_a_column_without_a_heading() -> None:
    part = read_one("x.csv", "CHILD,DOB,,REVIEW,REVIEW_CODE\nA,01/01/2010,?,01/06/2025,PN1\n")
    assert "left out: (no heading)." in sentences(part, NOTE)


def test_no_child_column() -> None:
    part = read_one("episodes.csv", EPISODES.replace("CHILD", "Nr", 1))
    assert (part.table, part.columns["CHILD"]) == ("Episodes", ["", "", ""])
    assert "no column CHILD" in sentences(part, ERROR)


def test_headings_and_no_rows_is_a_table_that_was_given() -> None:
    intake = read(("header.csv", HEADER), ("episodes.csv", EPISODES), ("r.csv", REVIEWS.splitlines()[0]))
    ret = intake.make_return(2026)
    assert len(ret.tables["Reviews"]) == 0
    assert "r.csv has headings and no rows, so Reviews is empty and nothing in it is checked." in sentences(
        intake, WARNING
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\0", "\0\0\0", "\ufeff", "\x1a", "\0\ufeff", "\ufeff\0"])
def test_a_last_line_of_nothing_but_marks_is_no_row(encoding: str, end: str) -> None:
    (part,) = read(("e.csv", (EPISODES + end).encode(encoding))).parts
    assert (part.table, part.rows) == ("Episodes", 3)


@pytest.mark.parametrize("data", [b"", b"\n\r\n  \n", b"\xef\xbb\xbf", b"\xff\xfe\n\x00"])
def test_an_empty_file(data: bytes) -> None:
    part = read_one("reviews.csv", data)
    assert (part.table, sentences(part)) == (None, "reviews.csv is empty: export it again.")


def test_a_file_that_is_no_text() -> None:
    part = read_one("episodes.csv", bytes(range(1, 9)) * 200)
    assert part.table is None
    assert "episodes.csv is no CSV file" in sentences(part, ERROR)


def test_nul_characters() -> None:
    part = read_one("x.csv", EPISODES.replace("B2", "B\x002"))
    assert part.columns["CHILD"][2] == "B2"
    assert "NUL characters from line 4" in sentences(part, WARNING)


def test_short_and_long_rows_are_named_with_their_lines() -> None:
    lines = EPISODES.splitlines()
    part = read_one("x.csv", "\n".join([lines[0], lines[1] + ",surplus", "C3,01/06/2025,S", lines[2]]))
    assert part.columns["CHILD"] == ("A1", "C3", "A1")
    assert part.columns["LS"] == ("C2", "", "C2")
    assert "1 row with fewer cells than the 13 headings (line 3)" in sentences(part, WARNING)
    assert "1 row with more cells than the 13 headings (line 2)" in sentences(part, WARNING)


def test_a_quotation_mark_without_its_partner_does_not_swallow_the_file() -> None:
    lines = [EPISODES.splitlines()[0], *(f"K{n},01/05/2025,S,C2,N1,U1,PR1,,,,M1 1AE,M2 5DB,1" for n in range(300))]
    lines[10] = lines[10].replace("C2", '"C2')
    part = read_one("x.csv", "\n".join(lines))
    assert part.rows == 300
    assert part.columns["LS"][9] == "C2"
    assert part.lines[9:11] == [11, 12]
    assert "a quotation mark without its partner in line 11" in sentences(part, WARNING)


def test_two_quotation_marks_without_partners() -> None:
    lines = [REVIEWS.splitlines()[0], *(f"K{n},01/05/2010,01/06/2025,PN1" for n in range(50))]
    for place in (5, 20):
        lines[place] = lines[place].replace("PN1", '"PN1')
    part = read_one("x.csv", "\n".join(lines))
    assert part.rows == 50
    assert "in lines 6 and 21" in sentences(part, WARNING)


def test_a_cell_over_several_lines_is_one_cell() -> None:
    text = (
        "CHILD,DOB,REVIEW,REVIEW_CODE,Notes\n"
        'A,01/01/2010,01/06/2025,PN1,"late,\nsince ""ill""\n"\n'
        "B,01/01/2010,02/06/2025,PN2,\n"
    )
    part = read_one("x.csv", text)
    assert (part.columns["CHILD"], part.lines) == (("A", "B"), [2, 5])


def test_quotation_marks_inside_a_text() -> None:
    part = read_one("x.csv", REVIEWS.replace("REVIEW_CODE", "REVIEW_CODE,Notes").replace("PN1\n", 'PN1,12" tall\n', 1))
    assert part.columns["REVIEW_CODE"] == ("PN1", "PN1")
    assert "quotation" not in sentences(part)


def test_a_cell_without_end_is_cut_and_named() -> None:
    part = read_one("x.csv", REVIEWS.replace("B2", "B" * 10_000_000))
    assert len(part.columns["CHILD"][1]) == 1000
    assert "1 cell in column CHILD with more than 1,000 characters (line 3)" in sentences(part, WARNING)


def test_derived_columns_that_are_there_are_used_as_given() -> None:
    with_place = EPISODES.replace("URN\n", "URN,PL_LA\n").replace("SC012345\n", "SC012345,E08000001\n")
    intake = read(("e.csv", with_place), ("header.csv", HEADER))
    ret = intake.make_return(2026, "E08000003")
    assert ret.tables["Episodes"].column("PL_LA").as_given[:2] == ["E08000001", "E08000001"]
    assert "PL_LA taken as it stands in the file" in sentences(intake, NOTE)


def test_text_of_a_file_is_never_taken_for_anything_else() -> None:
    name = "<img src=x onerror=alert(1)>\n\x1b[31m=cmd|'/c calc'!A1.csv"
    part = read_one(name, "=HYPERLINK(1),<script>\n1,2\n")
    assert part.table is None
    assert "\n" not in part.file and "\x1b" not in part.file
    assert "\n" not in sentences(part)


@pytest.mark.parametrize("line", ["   ", " , , ,", "\N{NO-BREAK SPACE}", "\t", "\x1a", "\x1a\n", "\n \n\x1a\x1a"])
def test_a_line_of_blanks_is_no_row(line: str) -> None:
    part = read_one("episodes.csv", f"{EPISODES}{line}")
    assert rows_of(part) == EXPECTED
    assert list(part.lines) == [2, 3, 4]
    assert sentences(part, WARNING) == ""


def test_lines_of_blanks_between_leave_the_others_where_they_are() -> None:
    first, second, *others = EPISODES.splitlines()
    part = read_one("episodes.csv", "\n".join([" ", ", ,", first, "  ", second, " , ,", *others]))
    assert rows_of(part) == EXPECTED
    assert list(part.lines) == [5, 7, 8]
    assert sentences(part) == "episodes.csv: 2 rows without any content left out (lines 4 and 6)."


def test_blanks_beyond_the_headings_are_nothing() -> None:
    text = EPISODES.replace("\n", ", ,\n").replace("URN, ,", "URN, ,", 1)
    assert read_one("episodes.csv", text).problems == []
    assert read_one("episodes.csv", EPISODES.replace("12345\n", "12345, , \n")).problems == []


@pytest.mark.parametrize("end", ["\ufeff", "\ufeff\ufeff\n", "\ufeff\u2028", "\u2028"])
def test_a_mark_alone_in_a_line_is_an_empty_line(end: str) -> None:
    """Taken away it leaves a line of nothing at all."""
    part = read_one("reviews.csv", f"CHILD,DOB,REVIEW,REVIEW_CODE\nA,01/01/2012,01/05/2025,PN1\n{end}")
    assert (part.table, part.rows) == ("Reviews", 1)
