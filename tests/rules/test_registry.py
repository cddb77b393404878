"""The registry of rules says of each collection year exactly what the specification says."""

from __future__ import annotations

import itertools
import json
from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import Any

import pytest

from lac_validator import schema
from lac_validator.collection import FIRST_YEAR, LAST_YEAR
from lac_validator.engine import CATEGORIES, Rule, code_order, every_rule, rules_in_force
from tests.rules.spec import specification

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
IN_EVERY_YEAR = [pytest.param(code, year, id=f"{code}-{year}") for code in specification() for year in YEARS]


@cache
def in_force(year: int) -> dict[str, Rule]:
    return {rule.code: rule for rule in rules_in_force(year)}


def specified(code: str, year: int) -> dict[str, Any] | None:
    """What the specification says of a rule in one year, the variant of that year taken in; None if not in force."""
    rule = specification()[code]
    if not rule["first_year"] <= year <= rule.get("last_year", LAST_YEAR):
        return None
    variants = (each for each in rule.get("variants", ()) if each["first_year"] <= year <= each["last_year"])
    return rule | next(variants, {})


@pytest.mark.parametrize("year", YEARS)
def test_the_codes_of_each_year_are_the_specifications(year: int) -> None:
    assert set(in_force(year)) == {code for code in specification() if specified(code, year)}


def test_no_rule_is_in_force_outside_the_specifications_years() -> None:
    for rule in every_rule():
        spec = specification()[rule.code]
        assert rule.first_year >= spec["first_year"], rule.code
        if "last_year" in spec:
            assert rule.last_year is not None, rule.code


@pytest.mark.parametrize(("code", "year"), IN_EVERY_YEAR)
def test_a_rule_is_what_the_specification_says(code: str, year: int) -> None:
    spec, rule = specified(code, year), in_force(year).get(code)
    if spec is None:
        assert rule is None
        return
    assert rule.message == " ".join(spec["message"].split())
    assert rule.category == spec["category"]
    assert set(rule.fields) == set(spec["fields"])
    assert set(rule.tables) == set(spec["tables"])
    assert set(rule.optional_tables) == set(spec.get("optional", ()))
    assert set(rule.needs) == set(spec.get("needs", ()))


def test_a_variant_of_the_specification_is_a_function_of_its_own() -> None:
    """Otherwise the difference between two years' rules would leave it out."""
    for code, spec in specification().items():
        for variant in spec.get("variants", ()):
            newest = spec.get("last_year", LAST_YEAR)
            assert in_force(variant["last_year"])[code] is not in_force(newest)[code], code


def test_a_rule_stands_in_the_chapter_of_the_specification() -> None:
    assert {rule.code: rule.subject for rule in every_rule()} == {
        code: spec["chapter"] for code, spec in specification().items()
    }


def test_the_rules_of_a_module_stand_in_the_order_of_their_codes() -> None:
    """In each function's module: a long chapter has several."""
    module = attrgetter("function.__module__")
    for name, rules in itertools.groupby(sorted(every_rule(), key=module), key=module):
        as_written = sorted(rules, key=lambda rule: rule.function.__code__.co_firstlineno)
        codes = [rule.code for rule in as_written]
        assert codes == sorted(codes, key=code_order), name


def test_fields_are_columns_and_categories_are_known() -> None:
    tables = (*schema.tables().values(), schema.providers())
    columns = {column for table in tables for column in table.columns}
    for rule in every_rule():
        assert set(rule.fields) <= columns, rule.code
        assert rule.category in CATEGORIES, rule.code


def test_every_rule_has_the_specifications_guidance_and_caveat() -> None:
    guidance = json.loads((files("lac_validator.rules") / "guidance.json").read_text("utf-8"))
    folded = {
        code: {kind: " ".join(text.split()) for kind, text in texts.items() if text} for code, texts in guidance.items()
    }
    assert folded == {
        code: {kind: " ".join(spec[kind].split()) for kind in ("guidance", "caveat") if spec.get(kind)}
        for code, spec in specification().items()
    }
