"""The workbook, read back."""

from __future__ import annotations

import datetime
import tracemalloc
from collections import Counter

import pytest

from lac_validator.causes import NO_CELL
from lac_validator.dataset import Source
from lac_validator.ingest import Problem, ReadFile
from lac_validator.report import REPORTS, Errors
from lac_validator.report.content.answers import Answer, Answers
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.content.rules_reference import guidance
from lac_validator.report.forms import book as book_module
from lac_validator.report.forms.book import Book, Column
from tests.report.made import AT, book, errors_of, make, reviews, rows_of

SHEETS = [
    "Summary",
    "Errors by cause",
    "Errors by rule",
    "Errors",
    "Things to check",
    "Children",
    "Files",
    "File problems",
    "Rules not run",
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
    by_cause = rows_of(read["Errors by cause"], "What to put right")
    causes = errors.causes
    assert [(row["Column"], row["Cells"], row["Errors"]) for row in by_cause[:-1]] == [
        (each.column, len(each.rows), each.errors) for each in causes.ranked
    ]
    assert by_cause[-1]["Errors"] == len(causes.unexplained)
    assert by_cause[-1]["Share so far"] == 1
    by_child = {row["Child"]: row["Errors"] for row in rows_of(read["Children"], "Child")}
    assert by_child == dict(issues["child"].value_counts())


def test_a_child_has_one_line_for_each_cause_and_one_answer(errors: Errors) -> None:
    things = rows_of(book(make("workbook", errors, at=AT).data)["Things to check"], "Child")
    assert sum(int(row["Errors"]) for row in things) == len(errors)
    found = {(row["Child"] or "", code) for row in things for code in str(row["Rules that it clears"]).split(", ")}
    assert found == {(errors[place].child, errors[place].rule.code) for place in errors}
    cause = errors.causes.cause
    alone = {(errors[place].child, errors[place].rule.code) for place in errors if cause[place] == NO_CELL}
    together = {(errors[place].child, cause[place]) for place in errors if cause[place] != NO_CELL}
    assert len(things) == len(alone) + len(together)
    keys = ErrorKeys(errors)
    given = {keys.of(place): Answer("Corrected", "On Monday", "x.xlsx") for place in errors if errors[place].child}
    answered = rows_of(
        book(make("workbook", errors, at=AT, answers=Answers(given, [])).data)["Things to check"], "Child"
    )
    assert all((row["Done?"], row["Comment"]) == ("Corrected", "On Monday") for row in answered if row["Child"])


def test_lists_are_tables_with_filters_under_frozen_headings(errors: Errors) -> None:
    read = book(make("workbook", errors, at=AT).data)
    for name in ("Errors by cause", "Errors by rule", "Errors", "Things to check", "Children"):
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
    assert read["Errors"]["A2"].value == "The rules that ran found no errors."
    assert read["Children"]["A2"].value == "No child has errors."
    assert read["Summary"]["A4"].value == 0


def test_a_row_without_a_child_is_counted_as_such() -> None:
    errors = errors_of(reviews(("", "01/06/2025", ""), ("1", "01/06/2025", "")), rules=["167"])
    read = book(make("workbook", errors).data)
    assert {row["Child"]: row["Errors"] for row in rows_of(read["Children"], "Child")} == {
        "(row without a child)": 1,
        "1": 1,
    }


def test_a_very_long_list_that_is_written_row_by_row_is_the_same(
    monkeypatch: pytest.MonkeyPatch, errors: Errors
) -> None:
    at_once = book(make("workbook", errors, at=AT).data)
    monkeypatch.setattr(book_module, "LARGE", 10)
    row_by_row = book(make("workbook", errors, at=AT).data)
    for one, other in zip(at_once, row_by_row, strict=True):
        assert list(one.iter_rows(values_only=True)) == list(other.iter_rows(values_only=True))
        one_tables, other_tables = (
            [(table.name, table.ref, table.autoFilter.ref, table.column_names) for table in sheet.tables.values()]
            for sheet in (one, other)
        )
        assert one_tables == other_tables
    assert [table.ref for table in row_by_row["Errors"].tables.values()] == [f"A1:L{len(errors) + 1}"]


def test_row_by_row_memory_does_not_grow_with_the_rows() -> None:
    def peak(rows: int, said: int) -> int:
        tracemalloc.start()
        long = Book("Long", AT, said)
        lines = ([f"child {row}", f"value {row}", row] for row in range(rows))
        long.table(long.sheet("Long"), 0, "Long", [Column("Child", 9), Column("Value", 9), Column("Row", 9)], lines)
        long.finish()
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    at_once, row_by_row = peak(6_000, 0), peak(6_000, 1_000_000)
    assert row_by_row < at_once / 3


def test_every_sheet_is_set_up_to_be_printed(errors: Errors) -> None:
    for sheet in book(make("workbook", errors, at=AT).data):
        upright = sheet.title in ("Summary", "About")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
            "portrait" if upright else "landscape",
            9,
        )
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert sheet.print_title_rows == (None if upright else "$1:$1")
        assert "&P" in sheet.oddFooter.right.text


def test_a_long_name_of_a_file_is_seen_whole() -> None:
    errors = errors_of(reviews(("1", "01/06/2025", "")), rules=["167"])
    name = f"{'this year as it came from the system on Monday/' * 2}Reviews.csv"
    errors.ret.files = (ReadFile(name, "Reviews", "this year", errors.ret.year, 1, True, "ab" * 32),)
    sheet = book(make("workbook", errors, at=AT).data)["About"]
    (row,) = (cell.row for cell in sheet["A"] if cell.value == f"SHA-256 of {name}")
    assert sheet.row_dimensions[row].height >= 3 * 12.75
    assert sheet.cell(row, 1).alignment.wrap_text


def test_it_says_who_says_who_the_workers_are() -> None:
    tables = reviews(("1", "01/06/2025", ""))
    workers = {"SWEpisodes": {"CHILD": ["1"], "SW_ID": ["SW1"], "SW_DECOM": ["01/04/2025"]}}

    def said(errors: Errors, **options: object) -> str:
        sheet = book(make("workbook", errors, **options).data)["About"]
        return {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}["Social workers from"]

    listed = {"1": {"worker": "Jo"}}
    assert said(errors_of(tables, rules=["167"])) == "Not known"
    assert said(errors_of(tables, rules=["167"]), allocation=listed) == "The allocation list"
    with_workers = errors_of({**tables, **workers}, rules=["167"])
    assert said(with_workers) == "The return's social worker episodes"
    assert said(with_workers, allocation=listed).startswith("The allocation list, and the return's")


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
    assert about["Rules run"].startswith("2 of the ") and about["Rules run"].endswith(": 167, 503A")
    assert about["Made on"] == "01/06/2026 at 09:30"
    assert [row["Read as"] for row in rows_of(read["Files"], "File")] == ["Reviews", "not recognised"]
    (problem,) = rows_of(read["File problems"], "How bad")
    assert problem["File"] == "all.zip › notes.csv"
    (skipped,) = rows_of(read["Rules not run"], "Code")
    assert skipped["Code"] == "503A"
    assert skipped["Why it did not run"] == "Episodes not given; last year's Episodes not given."


def test_it_can_be_stopped_at_any_step(errors: Errors) -> None:
    for kind in REPORTS.values():
        steps = kind.make(errors)
        done, total, what = next(steps)
        assert done <= total and what
        steps.close()
