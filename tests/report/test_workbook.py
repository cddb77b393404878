"""The workbook, read back."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from lac_validator.dataset import Source
from lac_validator.ingest import Problem, ReadFile
from lac_validator.report import REPORTS, Errors
from lac_validator.report import book as book_module
from lac_validator.report.rules_reference import guidance
from tests.report.made import AT, book, errors_of, make, reviews, rows_of

SHEETS = [
    "Summary",
    "Errors by rule",
    "Errors",
    "Children",
    "Files",
    "File problems",
    "Checks not run",
    "About",
]


def test_the_same_result_at_the_same_time_gives_the_same_bytes(errors: Errors) -> None:
    made = make("workbook", errors, at=AT)
    assert made.name == "903-errors-2025-26.xlsx"
    assert made.data == make("workbook", errors, at=AT).data


def test_it_holds_every_error_once(errors: Errors) -> None:
    read = book(make("workbook", errors, at=AT).data)
    assert read.sheetnames == SHEETS
    rows = rows_of(read["Errors"], "Child")
    found = Counter((row["Child"] or "", row["Code"]) for row in rows)
    issues = errors.result.issues
    assert found == Counter(zip(issues["child"].str.upper(), issues["code"], strict=True))
    assert all(row["What to check"] == guidance(row["Code"]) for row in rows)
    by_rule = {row["Code"]: row["Errors"] for row in rows_of(read["Errors by rule"], "Code")}
    assert by_rule == dict(issues["code"].value_counts())
    by_child = {row["Child"]: row["Errors"] for row in rows_of(read["Children"], "Child")}
    assert by_child == dict(issues["child"].value_counts())


def test_lists_are_tables_with_filters_under_frozen_headings(errors: Errors) -> None:
    read = book(make("workbook", errors, at=AT).data)
    for name in ("Errors by rule", "Errors", "Children"):
        sheet = read[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert table.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
    names = [table.name for sheet in read for table in sheet.tables.values()]
    assert len(names) == len(set(names))
    assert read["Summary"]._charts  # openpyxl reads charts back into nothing but this


def test_identifiers_stay_text_and_days_become_dates() -> None:
    errors = errors_of(reviews(("007", "01/06/2025", ""), ("000123456789012345", "31/02/2025", "")), rules=["167"])
    first, second = rows_of(book(make("workbook", errors).data)["Errors"], "Child")
    assert (first["Child"], first["Date"]) == ("007", datetime.datetime(2025, 6, 1))
    assert (second["Child"], second["Date"]) == ("000123456789012345", "31/02/2025")


def test_text_of_a_file_is_never_a_formula() -> None:
    nasty = '=HYPERLINK("http://x.invalid")'
    source = Source(["=cmd|' /C calc'!A0"], [2])
    errors = errors_of(reviews((nasty, "@1", "+1")), rules=["166", "167"], sources={"Reviews": source})
    errors.ret.problems = (Problem("note", "=a", "=b"),)
    errors.ret.files = (ReadFile("@a.csv", "Reviews", "this year", errors.ret.year, 1, True, "ab"),)
    read = book(make("workbook", errors).data)
    cells = [cell for sheet in read for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == f"'{nasty}".upper() for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f" or str(cell.value)[:1] in "=+-@"]


def test_no_row_is_higher_than_excel_allows() -> None:
    errors = errors_of(reviews(("1", "x " * 20_000, "PN1")), rules=["166"])
    sheet = book(make("workbook", errors).data)["Errors"]
    assert 100 < sheet.row_dimensions[2].height <= 409
    assert len(sheet["D2"].value) < 1_000


def test_a_result_without_errors_says_so() -> None:
    errors = errors_of(reviews(("1", "01/06/2025", "PN1")), rules=["167"])
    read = book(make("workbook", errors).data)
    assert read["Errors"]["A2"].value == "The checks that ran found no errors."
    assert read["Children"]["A2"].value == "No child has errors."
    assert read["Summary"]["A4"].value == 0


def test_a_row_without_a_child_is_counted_as_such() -> None:
    errors = errors_of(reviews(("", "01/06/2025", ""), ("1", "01/06/2025", "")), rules=["167"])
    read = book(make("workbook", errors).data)
    assert {row["Child"]: row["Errors"] for row in rows_of(read["Children"], "Child")} == {
        "(row without a child)": 1,
        "1": 1,
    }


def test_a_very_long_list_is_written_row_by_row_with_a_filter(monkeypatch: pytest.MonkeyPatch, errors: Errors) -> None:
    as_table = rows_of(book(make("workbook", errors, at=AT).data)["Errors"], "Child")
    monkeypatch.setattr(book_module, "LARGE", 10)
    read = book(make("workbook", errors, at=AT).data)
    assert rows_of(read["Errors"], "Child") == as_table
    assert read["Errors"].auto_filter.ref == f"A1:K{len(errors) + 1}"
    assert read.sheetnames == SHEETS


def test_it_says_what_it_was_made_of() -> None:
    errors = errors_of(reviews(("1", "01/06/2025", "")), rules=["167", "503A"])
    digest = "0123456789abcdef" * 4
    errors.ret.files = tuple(
        ReadFile(f"all.zip › {name}", table, "this year", errors.ret.year, 1, table is not None, digest)
        for name, table in (("reviews.csv", "Reviews"), ("notes.csv", None))
    )
    errors.ret.problems = (Problem("warning", "all.zip › notes.csv", "all.zip › notes.csv is no table of the 903."),)
    read = book(make("workbook", errors, at=AT).data)
    about = {row[0].value: row[1].value for row in read["About"].iter_rows(max_col=2)}
    assert about["SHA-256 of all.zip"] == digest
    assert about["Authority"] == "Manchester (E08000003)"
    assert about["Checks"].startswith("2 of the ") and about["Checks"].endswith(": 167, 503A")
    assert about["Made on"] == "01/06/2026 at 09:30"
    assert [row["Read as"] for row in rows_of(read["Files"], "File")] == ["Reviews", "not recognised"]
    (problem,) = rows_of(read["File problems"], "How bad")
    assert problem["File"] == "all.zip › notes.csv"
    (skipped,) = rows_of(read["Checks not run"], "Code")
    assert skipped["Code"] == "503A"
    assert skipped["Why it did not run"] == "Episodes not given; last year's Episodes not given."


def test_it_can_be_stopped_at_any_step(errors: Errors) -> None:
    for kind in REPORTS.values():
        steps = kind.make(errors)
        done, total, what = next(steps)
        assert done <= total and what
        steps.close()
