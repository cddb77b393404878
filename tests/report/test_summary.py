"""The anonymous summary: no child in it, and no way back to one."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lac_validator import Return, __version__, schema, validate
from lac_validator.engine import CATEGORIES, every_rule
from lac_validator.report import Errors
from lac_validator.sample import generate
from tests.report.made import AT, errors_of, make

SAMPLE = generate(60, seed=11)


def summary(errors: Errors, **options: Any) -> dict[str, Any]:
    return json.loads(make("summary_json", errors, at=AT, **options).data)


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


# --- what may be in it ----------------------------------------------------------------------------------------------


def marked(tables: dict[str, dict[str, list[str]]], chance: random.Random, share: float) -> tuple[Any, set[str]]:
    """The tables with a share of their values replaced, each by a mark of its own; and the marks."""
    marks: dict[str, str] = {}

    def mark(text: str) -> str:
        if text not in marks:
            marks[text] = f"Zq{len(marks)}x{chance.randrange(10**6)}" if chance.random() < share else text
        return marks[text]

    changed = {
        name: {column: list(map(mark, cells)) for column, cells in table.items()} for name, table in tables.items()
    }
    return changed, {mark for text, mark in marks.items() if mark != text}


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.02, 0.2, 1.0]))
def test_no_value_of_any_cell_is_in_it(seed: int, share: float) -> None:
    tables, marks = marked(
        {**SAMPLE.this_year, **{f"{name}_last": table for name, table in SAMPLE.last_year.items()}},
        random.Random(seed),
        share,
    )
    this = {name: table for name, table in tables.items() if not name.endswith("_last")}
    last = {name.removesuffix("_last"): table for name, table in tables.items() if name.endswith("_last")}
    ret = Return.from_columns(this, last, year=2026, authority=SAMPLE.authority)
    errors = Errors(validate(ret))
    assert len(errors) and marks
    for kind in ("summary_json", "summary_csv"):
        text = make(kind, errors, fewest=0, at=AT).data.decode("utf-8-sig").upper()
        assert not [mark for mark in marks if mark.upper() in text]


def test_all_text_in_it_is_known_beforehand(errors: Errors) -> None:
    rules = every_rule()
    known = {text for rule in rules for text in (rule.code, rule.message)} | set(CATEGORIES)
    known |= {f"{name}{suffix}" for name in schema.tables() for suffix in ("", schema.LAST_YEAR_SUFFIX)}
    known |= {"lac-validator-summary", f"LAC Validator {__version__}", "2026-06-01", "E08000003", "Manchester"}
    known |= {outcome.reason for outcome in errors.result.outcomes_by_rule}
    assert {leaf for leaf in leaves(summary(errors)) if isinstance(leaf, str)} <= known


# --- small numbers --------------------------------------------------------------------------------------------------


def with_few(few: int, many: int = 20) -> Errors:
    """A return in which ``many`` children have an error (103), and ``few`` of them another (101)."""
    sex = ["X"] * few + ["M"] * (many - few)
    header = {"CHILD": [str(child) for child in range(many)], "SEX": sex, "ETHNIC": [""] * many}
    return errors_of({"Header": header}, rules=["101", "103"])


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_how_few_there_are_cannot_be_told(few: int) -> None:
    assert summary(with_few(few)) == summary(with_few(1))
    assert make("summary_csv", with_few(few), at=AT).data == make("summary_csv", with_few(1), at=AT).data


def test_counts_from_five_children_on_are_shown() -> None:
    counts = {each["code"]: (each["errors"], each["children"]) for each in summary(with_few(5))["counts"]}
    assert counts == {"101": (5, 5), "103": (20, 20)}


def test_many_errors_of_few_children_are_left_out_too() -> None:
    header = {"CHILD": ["1"] * 40, "ETHNIC": [""] * 40}
    (count,) = summary(errors_of({"Header": header}, rules=["103"]))["counts"]
    assert (count["errors"], count["children"], count["suppressed"]) == (None, None, True)


def test_all_sums_are_sums_of_counts_that_are_shown(errors: Errors) -> None:
    made = summary(errors)
    shown = [each for each in made["counts"] if not each["suppressed"]]
    assert shown and len(shown) < len(made["counts"])
    assert all(each["children"] >= 5 <= each["errors"] for each in shown)
    for name, sums in (("category", made["by_category"]), ("table", made["by_table"])):
        of = {each[name]: 0 for each in shown}
        for each in shown:
            of[each[name]] += each["errors"]
        assert sums == of
    assert made["errors_shown"] == sum(each["errors"] for each in shown)
    assert made["children"] % 5 == made["children_with_errors"] % 5 == 0


def test_nothing_is_left_out_on_request(errors: Errors) -> None:
    made = summary(errors, fewest=0)
    counted = {(each["code"], each["table"]): each["errors"] for each in made["counts"]}
    assert counted == dict(errors.result.issues.groupby(["code", "table"]).size())
    assert made["errors_shown"] == len(errors)
    assert made["children_with_errors"] == len(errors.children)


def test_csv_says_the_same_as_json(errors: Errors) -> None:
    made = summary(errors)
    data = make("summary_csv", errors, at=AT).data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    checks = [(row["Code"], row["Errors"]) for row in rows if row["What"] == "check"]
    assert checks == [
        (each["code"], "fewer than 5" if each["suppressed"] else str(each["errors"])) for each in made["counts"]
    ]
    assert [row["Code"] for row in rows if row["What"] == "found none"] == made["found_none"]
