"""Reports on a return that was taken before the end of its year: what is due now and what is not due yet, apart."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import Any

import pytest

from lac_validator import validate
from lac_validator.report import Errors
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.sample import generate
from lac_validator.sample.cutting import HALF
from tests.report.made import AT, book, make, members, rows_of


@pytest.fixture(scope="module")
def early() -> Errors:
    """The errors of a made-up return of 30 November: some are due, some are not due yet."""
    sample = generate(150, seed=5, as_at=datetime.date(2025, 11, 30), filled=HALF)
    return Errors(validate(sample.as_return()))


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def due_of(errors: Errors) -> list[bool]:
    due: list[bool] = errors.result.issues["due"].tolist()
    assert 20 < sum(due) < len(due) - 20
    return due


def test_the_json_tells_them_apart(early: Errors) -> None:
    made = json.loads(make("json", early).data)
    due = due_of(early)
    assert [error["due"] for error in made["errors"]] == due
    counts = made["counts"]
    assert (counts["errors"], counts["errors_due"], counts["errors_not_due"]) == (
        len(due),
        sum(due),
        len(due) - sum(due),
    )
    with_due = {error["child"] for error in made["errors"] if error["due"]} - {""}
    assert counts["children_with_errors_due"] == len(with_due) < counts["children_with_errors"]
    assert made["as_at"] == "2025-11-30"


def test_the_lists_tell_them_apart(early: Errors) -> None:
    rows = read_csv(make("errors_csv", early).data)
    assert [row["Due"] for row in rows] == [
        {True: "now", False: "at the end of the year"}[due] for due in due_of(early)
    ]
    children = read_csv(make("children_csv", early).data)
    apart = [(int(row["Due now"]), int(row["Not due yet"])) for row in children]
    assert [sum(pair) for pair in apart] == [int(row["Errors"]) for row in children]
    assert sum(now for now, _ in apart) == sum(due_of(early))
    assert [now for now, _ in apart] == sorted((now for now, _ in apart), reverse=True)


def test_the_workbook_never_adds_them_up(early: Errors) -> None:
    made = book(make("workbook", early, at=AT).data)
    due = due_of(early)
    summary = [[cell for cell in row if cell is not None] for row in made["Summary"].iter_rows(values_only=True)]
    assert [sum(due), "errors that are due now, as at 30/11/2025"] in summary
    wanted = "errors that are not due yet: what they want need only be there on 31/03/2026"
    assert [len(due) - sum(due), wanted] in summary
    assert len(due) not in {cell for row in summary for cell in row}
    issues = early.result.issues
    for row in rows_of(made["Errors by rule"], "Code"):
        of_rule = issues[issues.code == row["Code"]]
        assert (row["Due now"], row["Not due yet"]) == (of_rule.due.sum(), (~of_rule.due).sum())
        assert "Errors" not in row
    listed = rows_of(made["Errors"], "Child")
    assert sum(row["Due"] == "now" for row in listed) == sum(due)
    about = dict(row[:2] for row in made["About"].iter_rows(values_only=True))
    assert about["Day of the return"] == "30/11/2025, before the end of the year"


def test_without_an_error_that_is_due_the_workbook_says_so() -> None:
    sample = generate(40, with_errors=False, as_at=datetime.date(2025, 11, 30))
    made = book(make("workbook", Errors(validate(sample.as_return())), at=AT).data)
    cells = [cell for row in made["Summary"].iter_rows(values_only=True) for cell in row]
    assert "No error is due now" in cells


def asked_in(data: bytes) -> set[str]:
    """The keys of the errors that packs ask about."""
    return {
        key
        for name, content in members(data).items()
        if name.startswith("packs/") and name.endswith(".xlsx")
        for row in rows_of(book(content).active, "Child")
        for key in str(row["Reference"]).split()
    }


def test_packs_ask_only_about_what_is_due_unless_asked(early: Errors) -> None:
    due = due_of(early)
    made = make("packs", early, at=AT)
    assert made.name == "903-packs-2025-26.zip"
    keys = [str(ErrorKeys(early).of(place)) for place in early]
    assert asked_in(made.data) == {key for key, is_due in zip(keys, due, strict=True) if is_due}
    cover = book(members(made.data)["Cover sheet.xlsx"])["Packs"]
    sentence = f"{len(due) - sum(due):,} errors left out, which need only be there on 31/03/2026 and may still come."
    assert sentence in {cell.value for row in cover.iter_rows() for cell in row}
    assert asked_in(make("packs", early, at=AT, not_due=True).data) == set(keys)


def summary_of(errors: Errors, **options: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(make("summary_json", errors, at=AT, **options).data)
    return made


def test_the_anonymous_summary_tells_them_apart_and_names_no_day(early: Errors) -> None:
    made = summary_of(early)
    shown = [each for each in made["counts"] if not each["suppressed"]]
    assert {each["due"] for each in shown} == {True, False}
    for sums, name, which in (
        (made["by_category"], "category", (True, False)),
        (made["by_category_due"], "category", (True,)),
        (made["by_table_due"], "table", (True,)),
    ):
        assert sum(sums.values()) == sum(each["errors"] for each in shown if each["due"] in which)
        assert set(sums) == {each[name] for each in shown if each["due"] in which}
    assert made["errors_shown_due"] == sum(each["errors"] for each in shown if each["due"])
    assert made["as_at_month"] == "2025-11"
    everything = summary_of(early, fewest=0)
    assert everything["errors_shown_due"] == sum(due_of(early))
    data = make("summary_csv", early, at=AT).data
    rows = read_csv(data)
    assert {row["Due"] for row in rows if row["What"] in ("kind", "table", "check")} == {
        "now",
        "at the end of the year",
    }
    now = sum(int(row["Errors"]) for row in rows if row["What"] == "kind" and row["Due"] == "now")
    assert now == made["errors_shown_due"]
    assert b"30/11/2025" not in data and b"2025-11-30" not in data


def test_a_rule_whose_errors_are_few_when_told_apart_is_left_out_in_each_part() -> None:
    """Neither part, nor their sum, may tell how many there are in the other."""
    sample = generate(150, seed=5, as_at=datetime.date(2025, 11, 30), filled=HALF)
    errors = Errors(validate(sample.as_return(), rules=["131", "132", "133"]))
    for each in summary_of(errors, fewest=10_000)["counts"]:
        assert each["suppressed"] and each["errors"] is None
    assert summary_of(errors, fewest=10_000)["errors_shown"] == 0
