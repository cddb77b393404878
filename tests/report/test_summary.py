"""The anonymous summary: no child in it, and no way back to one."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lac_validator import Return, __version__, schema, validate
from lac_validator.engine import CATEGORIES, every_rule
from lac_validator.ingest import InputFile, Intake
from lac_validator.report import Errors
from lac_validator.report.forms.text import csv_bytes
from lac_validator.sample import SampleReturn, generate
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
    known |= {
        "lac-validator-summary",
        f"LAC Validator {__version__}",
        "2026-06-01",
        "E08000003",
        "Manchester",
        "2026-03",
    }
    known |= {outcome.reason for outcome in errors.result.outcomes_by_rule}
    assert {leaf for leaf in leaves(summary(errors)) if isinstance(leaf, str)} <= known


def renamed(sample: SampleReturn, name: Callable[[int], str]) -> dict[str, dict[str, Any]]:
    """Both years' tables with another identifier for each child: ``name(0)``, ``name(1)``, ..."""
    found: dict[str, str] = {}
    years = {"this_year": sample.this_year, "last_year": sample.last_year}
    return {
        f"{year}/{table}.csv": {
            column: [found.setdefault(cell, name(len(found))) if cell and column == "CHILD" else cell for cell in cells]
            for column, cells in columns.items()
        }
        for year, tables in years.items()
        for table, columns in tables.items()
    }


def read_from(files: dict[str, dict[str, Any]], named: str) -> Errors:
    """The errors of tables given as files whose names hold this text."""
    intake = Intake()
    intake.add(
        InputFile(
            f"{place.removesuffix('.csv')} {named}.csv",
            csv_bytes([list(columns), *zip(*columns.values(), strict=True)]),
        )
        for place, columns in files.items()
    )
    return Errors(validate(intake.make_return(year=2026, authority=SAMPLE.authority)))


def test_who_the_children_are_makes_no_difference_to_any_byte() -> None:
    """Identifiers that look like counts, like codes of rules and like names, also in the names of the files."""
    codes = sorted({rule.code for rule in every_rule()})
    as_given = read_from(renamed(SAMPLE, "SYN{:05}".format), "export")
    others = [
        read_from(renamed(SAMPLE, str), "5"),
        read_from(renamed(SAMPLE, lambda place: codes[-1 - place]), "Jo Bloggs 01-02-2012"),
        read_from(renamed(SAMPLE, "Zoë O'Hara {}".format), "Zoë O'Hara, looked after"),
    ]
    assert all(len(other) == len(as_given) > 100 for other in others)
    for kind in ("summary_json", "summary_csv"):
        made = make(kind, as_given, at=AT)
        assert [make(kind, other, at=AT) for other in others] == [made] * 3


def test_an_authority_that_is_none_is_left_out() -> None:
    """What was typed there, or read from a file, can be anything."""
    tables = {"Header": {"CHILD": ["1"], "ETHNIC": [""]}}
    errors = errors_of(tables, rules=["103"], authority="Jo Bloggs")
    for kind in ("summary_json", "summary_csv"):
        assert b"BLOGGS" not in make(kind, errors, at=AT).data.upper()
    assert (summary(errors)["authority"], summary(errors)["authority_name"]) == (None, None)


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


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_how_few_other_children_there_are_cannot_be_told_either(few: int) -> None:
    """Though the few are not among the many, the number of children with errors does not count them in."""

    def apart(few: int) -> Errors:
        header = {
            "CHILD": [str(child) for child in range(40)],
            "SEX": ["X"] * few + ["M"] * (40 - few),
            "ETHNIC": ["WBRI"] * 18 + [""] * 22,
        }
        return errors_of({"Header": header}, rules=["101", "103"])

    assert summary(apart(few)) == summary(apart(1))
    assert summary(apart(few))["children_with_errors"] == 20
    assert make("summary_csv", apart(few), at=AT).data == make("summary_csv", apart(1), at=AT).data


def test_the_only_count_left_out_of_its_kind_is_not_the_rest_of_a_sum() -> None:
    """101 is the one count of its kind, and of its table, that is left out; every sum goes without it."""
    made = summary(with_few(3))
    assert made["by_category"] == {"invalid": 20}
    assert made["by_table"] == {"Header": 20}
    assert made["errors_shown"] == 20


def test_counts_from_five_children_on_are_shown() -> None:
    counts = {each["code"]: (each["errors"], each["children"]) for each in summary(with_few(5))["counts"]}
    assert counts == {"101": (5, 5), "103": (20, 20)}


def test_many_errors_of_few_children_are_left_out_too() -> None:
    header = {"CHILD": ["1"] * 40, "ETHNIC": [""] * 40}
    (count,) = summary(errors_of({"Header": header}, rules=["103"]))["counts"]
    assert (count["errors"], count["children"], count["suppressed"]) == (None, None, True)
    assert b"not shown,fewer than 5" in make("summary_csv", errors_of({"Header": header}, rules=["103"])).data


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
        (each["code"], "not shown" if each["suppressed"] else str(each["errors"])) for each in made["counts"]
    ]
    assert [row["Code"] for row in rows if row["What"] == "found none"] == made["found_none"]


@pytest.mark.parametrize("kind", ["summary_json", "summary_csv"])
def test_a_threshold_below_nought_is_refused(errors: Errors, kind: str) -> None:
    with pytest.raises(ValueError, match="counts about fewer than -3 children cannot be left out"):
        make(kind, errors, fewest=-3)
