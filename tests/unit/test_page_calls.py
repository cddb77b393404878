"""What the page may call: the list of it, and what the calls answer on real files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from inspect import getmembers, isfunction
from typing import Any

import pytest

from lac_validator import page
from lac_validator.dataset import Table
from lac_validator.engine import CHECKS, MEASURES, Registry
from lac_validator.page.session import held
from lac_validator.reference import Postcodes
from tests.calls import Plain, call

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,1,01/02/2012,WBRI,X99999999999999,,\n2,2,03/04/2014,WBRI,,,\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"


@pytest.fixture(autouse=True)
def _a_new_page() -> Iterator[None]:
    call("clear")
    yield
    call("clear")
    call("use_allocation_list", None)


@pytest.fixture(scope="module", autouse=True)
def _postcodes() -> None:
    held.postcodes = Postcodes.load()


def checked(**files: str) -> int:
    """The number of the check of these files."""
    call("add_files", [{"name": f"{name}.csv", "data": text.encode()} for name, text in files.items()])
    return call("validate", 2026, "E08000003", None, None)["check"]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_every_public_function_of_an_area_is_listed_or_used_by_another_area() -> None:
    """What is neither is for nobody."""
    listed = {(area, name) for area, names in page.AREAS.items() for name in names}
    defined = {
        (area, name)
        for area in page.AREAS
        for name, function in getmembers(import_module(f"lac_validator.page.{area}"), isfunction)
        if function.__module__ == f"lac_validator.page.{area}" and not name.startswith("_")
    }
    assert listed <= defined
    assert defined - listed == {
        ("answers", "take_answers"),
        ("files", "made_up"),
        ("fix", "accepted_of"),
        ("fix", "decisions_of"),
        ("fix", "proposals_of"),
        ("results", "summary"),
        ("runs", "is_run"),
        ("runs", "take_runs"),
    }


def test_no_name_stands_for_two_functions() -> None:
    names = [name for names in page.AREAS.values() for name in names]
    assert len(names) == len(set(names))
    assert set(page.LOOK_UPS) <= set(names)


@pytest.mark.parametrize("name", ["summary", "_part", "held", "import_module", "__import__", "files", ""])
def test_what_is_not_listed_cannot_be_called(name: str) -> None:
    with pytest.raises(LookupError, match="not the page's to call"):
        page.call(name)


@pytest.mark.parametrize("name", page.LOOK_UPS)
def test_what_only_looks_is_no_long_work(name: str) -> None:
    """It is answered between two steps, and so must be answered at once."""
    call("add_sample", 20, 2026)
    summary = call("validate", 2026, "E08000003", None, None)
    check, one = summary["check"], summary["children"][0]
    arguments: dict[str, tuple[Any, ...]] = {
        "rows": (check, "Episodes", [0]),
        "row_at_line": (check, "Episodes", 2),
        "cells": (check, [0]),
        "child": (check, one),
        "find_children": (check, one),
        "causes": (check,),
        "rules": (2026,),
        "rule_changes": (2025, 2026),
    }
    assert json.dumps(page.call(name, *arguments[name]), default=lambda typed: typed.tolist())


def test_the_page_starts_without_what_it_needs_later() -> None:
    """Neither reports nor fixes, checks and measures are loaded for the first result."""
    script = """
import sys
from lac_validator import page
from lac_validator.reference.data_files import POSTCODES, read
page.call("take_postcodes", read(POSTCODES))
page.call("manifest")
print(*sorted(sys.modules))
"""
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    loaded = set(ran.stdout.split())
    assert "lac_validator.page.results" in loaded
    for late in ("report.kinds", "page.fix", "page.insight", "proposing", "tracing", "looking", "measuring", "sample"):
        assert f"lac_validator.{late}" not in loaded
    assert not loaded & {"xlsxwriter", "pandas", "typer"}


# --- what is worth a look, figures; tests/unit/test_page_fixes.py has the fixes ---------------------------------------

MISTYPED = f"{EPISODES}1,01/04/2025,S,C2,N1,U6,PR1,,,,BS1 5TR,BS1 5TR,\n\n2,01/05/2025,S,C2,N1,U6,PR1,,,,BSI 5TR,,\n"
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n2,03/04/2014,01/06/2025,PN1\n2,03/04/2014,01/06/2025,PN1\n"


def the_one(entries: list[Plain], key: str, code: str) -> Plain:
    (entry,) = [each for each in entries if each[key] == code]
    return entry


def test_what_is_worth_a_look_names_the_children_and_the_rows() -> None:
    check = checked(header=HEADER, episodes=MISTYPED, reviews=REVIEWS)
    answer = call("worth_a_look", check)
    pattern = the_one(answer["patterns"], "code", "P18")
    text = pattern.pop("text")
    assert pattern == {
        "code": "P18",
        "severity": "almost surely wrong",
        "sentence": "2 reviews on 1 June 2025: one child has one review on a day.",
        "children": ["2"],
        "table": "Reviews",
        "tableLabel": "Reviews",
        "rows": [0, 1],
    }
    assert text.startswith("Several reviews of one child")
    assert answer["failed"] == []
    assert call("rows", check, pattern["table"], pattern["rows"])["lines"] == [2, 3]


@pytest.mark.parametrize(("name", "one"), [("worth_a_look", "P18"), ("figures", "Reviews on time")])
def test_what_could_not_be_looked_at_is_told_with_the_reason(name: str, one: str) -> None:
    """Where a table is lacking, that nothing stands out says nothing."""
    skipped = call(name, checked(header=HEADER, episodes=MISTYPED))["skipped"]
    names = {each["reason"]: each["names"] for each in skipped}
    assert one in names["Reviews not given"]


def test_figures_are_of_a_day_and_say_what_was_not_used() -> None:
    unreadable = "1,yesterday,S,C2,N1,U6,PR1,,,,,,\n"
    answer = call("figures", checked(header=HEADER, episodes=MISTYPED + unreadable))
    figure = the_one(answer["figures"], "code", "looked_after")
    assert answer["asAt"] == "2025-05-01", "the last thing recorded"
    assert (figure["name"], figure["unit"]) == ("Children looked after", "children")
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (2, None, 2.0)
    assert [each["rows"] for each in figure["notUsed"]] == [1]
    assert answer["failed"] == []


KINDS = {"worth_a_look": "patterns", "figures": "figures"}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_answered_of_a_whole_return_is_plain(name: str) -> None:
    call("add_sample", 200, 2026)
    answer = call(name, call("validate", 2026, "E08000003", None, None)["check"])
    assert answer["failed"] == []
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_answered_of_other_results(name: str) -> None:
    check = checked(header=HEADER)
    call("validate", 2026, "E08000003", None, None)
    with pytest.raises(LookupError, match="There are other results by now"):
        call(name, check)


@pytest.mark.parametrize(("name", "registry"), list(zip(KINDS, (CHECKS, MEASURES), strict=True)))
def test_one_that_breaks_is_named_and_the_others_go_on(
    name: str, registry: Registry[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    check = checked(header=HEADER, episodes=MISTYPED, reviews=REVIEWS)
    whole = call(name, check)[KINDS[name]]
    monkeypatch.setattr(registry, "_by_code", dict(registry._by_code))
    registry.add(replace(registry.every()[0], code="broken", function=_breaks))
    answer = call(name, check)
    assert answer["failed"] == ["broken"]
    assert answer[KINDS[name]] == whole


def _breaks(header: Table) -> None:
    raise ZeroDivisionError


def test_the_causes_of_errors_stand_beside_them() -> None:
    """One blank postcode: which cells, and for each error which of them."""
    header = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,1,01/02/2012,WBRI,X99999999999999,,\n"
    episodes = f"{EPISODES}1,01/05/2025,S,C2,N1,U1,PR1,,,,,M1 1AE,9900001\n"
    call(
        "add_files",
        [{"name": f"{name}.csv", "data": text.encode()} for name, text in (("Header", header), ("Episodes", episodes))],
    )
    summary = call("validate", 2026, "E08000003", ["392b", "392c"], None)
    told = call("causes", summary["check"])
    assert told["causes"] == [{"table": "Episodes", "column": "HOME_POST", "blank": True, "label": "Home postcode"}]
    assert (told["cause"].tolist(), told["row"].tolist(), told["cells"], told["least"]) == ([0], [0], 1, 1)
