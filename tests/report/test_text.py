"""Text from files must reach a spreadsheet as text."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lac_validator.report.forms.book import Book, Column, cell_text
from lac_validator.report.forms.text import csv_bytes, neutralised
from tests.report.made import AT, book

FORMULAS = [
    "=1+1",
    "+A1",
    "-A1",
    "--1",
    "-1+2",
    "-1e5",
    "- 1",
    "-1\n",
    "-1|x",
    " -1",
    "+",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\n=1",
    " =1",
    "\u3000=1",
    "\ufeff=1",
    "\x00=1",
    "\x0b+1",
    "＝1",
    "－1",
    '=HYPERLINK("http://x.invalid","x")',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "A1", "01/02/2025", "a=b", "P1 -", "'quoted", "É", "(x)", "-12", "+0.5", "-1.", "-.5", "-"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutralised(text) == text


@settings(deadline=None)
@given(st.text())
@example("-12")
def test_no_text_begins_as_a_formula_and_all_can_be_encoded(text: str) -> None:
    safe = neutralised(text)
    number = re.fullmatch(r"[+-]?[0-9]*\.?[0-9]*", text) and text != "+"
    assert number or safe.lstrip(" ")[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    safe.encode("utf-8")


def test_csv_has_a_mark_and_reads_back() -> None:
    data = csv_bytes([["Child", "Text"], ["007", 'a,"b"\nc'], ["=1", "é"], ["x", 12]])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["Child", "Text"], ["007", 'a,"b"\nc'], ["'=1", "é"], ["x", "12"]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=20))
def test_any_text_is_held_by_a_workbook_as_text(texts: list[str]) -> None:
    workbook = Book("Texts", AT)
    sheet = workbook.sheet("Texts")
    columns = [Column("Number", 5, look="number"), Column("Text", 20)]
    workbook.table(sheet, 0, "Texts", columns, enumerate(texts))
    read = book(workbook.finish())["Texts"]
    for row in range(len(texts)):
        cell = read.cell(row + 2, 2)
        assert cell.data_type != "f"
        assert cell.hyperlink is None


def test_mark_up_of_rich_text_is_not_taken_for_it() -> None:
    text = "<r><t>x</t></r>"
    workbook = Book("Texts", AT)
    workbook.table(workbook.sheet("Texts"), 0, "Texts", [Column("Text", 20)], [[text]])
    assert book(workbook.finish())["Texts"]["A2"].value == f"'{text}"


def test_a_text_longer_than_a_cell_is_cut_with_an_ellipsis() -> None:
    assert cell_text("x" * 40_000) == "x" * 10_000 + "…"
