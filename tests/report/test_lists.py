"""Errors and children as CSV, and everything as JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from lac_validator.report import Answers, Errors
from lac_validator.report.content.answers import Answer
from lac_validator.report.content.keys import ErrorKeys
from tests.report.made import AT, errors_of, make, reviews

DESCRIBED = Path(__file__).parents[2] / "docs" / "REPORTS.md"


def read_csv(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_csv_holds_every_error(errors: Errors) -> None:
    rows = read_csv(make("errors_csv", errors).data)
    issues = errors.result.issues
    found = Counter((row["Code"], row["Child"]) for row in rows)
    assert found == Counter(zip(issues["code"], issues["child"].str.upper(), strict=True))
    assert len({row["Reference"] for row in rows}) > 0.9 * len(rows)


def test_the_children_add_up_to_the_errors(errors: Errors) -> None:
    rows = read_csv(make("children_csv", errors).data)
    assert sum(int(row["Errors"]) for row in rows) == len(errors)
    kinds = ("Missing", "Cross-year", "Inconsistent", "Invalid")
    assert all(int(row["Errors"]) == sum(int(row[kind]) for kind in kinds) for row in rows)
    assert [int(row["Errors"]) for row in rows] == sorted((int(row["Errors"]) for row in rows), reverse=True)
    workers = errors.workers
    assert all(row["Social worker"] == workers.get(row["Child"], "") for row in rows)


def test_the_json_holds_every_error_with_its_place(errors: Errors) -> None:
    made = json.loads(make("json", errors, at=AT).data)
    issues = errors.result.issues
    found = [(error["code"], error["table"], error["row"]) for error in made["errors"]]
    assert found == list(zip(issues["code"], issues["table"], issues["row"], strict=True))
    assert made["counts"]["errors"] == len(errors)
    assert made["made_at"] == "2026-06-01T09:30:00"


def test_answers_stand_beside_their_errors() -> None:
    errors = errors_of(reviews(("1", "01/06/2025", ""), ("2", "01/06/2025", "")), rules=["167"])
    second = ErrorKeys(errors).of(1)
    answers = Answers({second: Answer("Corrected", "=done", "pack.xlsx")}, [])
    rows = read_csv(make("errors_csv", errors, answers=answers).data)
    assert [(row["Done?"], row["Comment"]) for row in rows] == [("", ""), ("Corrected", "'=done")]
    made = json.loads(make("json", errors, answers=answers).data)
    assert [error["answer"] for error in made["errors"]] == [None, {"done": "Corrected", "comment": "=done"}]


def test_a_result_without_errors_is_still_json_and_csv() -> None:
    errors = errors_of(reviews(("1", "01/06/2025", "PN1")), rules=["167"])
    assert json.loads(make("json", errors).data)["errors"] == []
    assert read_csv(make("errors_csv", errors).data) == []


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys(each)}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


def test_every_field_of_the_json_is_described(errors: Errors) -> None:
    described = set(re.findall(r"`(\w+)`", DESCRIBED.read_text("utf-8")))
    for kind in ("json", "summary_json"):
        made = json.loads(make(kind, errors).data)
        for sums in ("by_category", "by_category_due", "by_table", "by_table_due"):
            if sums in made:  # its keys are categories or tables
                made[sums] = 0
        assert keys(made) <= described


def test_lists_of_some_errors_hold_these_and_say_so(errors: Errors) -> None:
    child = errors[0].child
    places = [place for place in errors if errors[place].child == child]
    some = errors.only(places)
    made = make("errors_csv", some)
    assert made.name == "903-errors-as-filtered-2025-26.csv"
    assert [row["Code"] for row in read_csv(made.data)] == [errors[place].rule.code for place in places]
    (row,) = read_csv(make("children_csv", some).data)
    assert (row["Child"], int(row["Errors"])) == (child, len(places))
    whole, part = (read_csv(make("errors_csv", each).data) for each in (errors, some))
    assert [row["Reference"] for row in part] == [whole[place]["Reference"] for place in places]
