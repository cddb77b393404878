"""No rule fails on any return, changes it, flags what is not there, or minds the order of the rows in the files.

Some of the specification's examples are thrown into the returns of :mod:`tests.fuzz.returns`.
"""

from __future__ import annotations

import functools
import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lac_validator import Result, schema, validate
from lac_validator.dataset import read_date
from lac_validator.engine import FAILED, rules_in_force
from tests.fuzz.returns import TRIES, YEARS, Cells, Given, TableRows, check_unchanged, returns
from tests.rules.spec import examples, specification

Flagged = set[tuple[str, str, int]]

IN_FILE_ORDER = {
    code
    for code, spec in specification().items()
    for rule in (spec, *spec.get("variants", ()))
    if re.search(r"file order|file's order|order of the file|in (the )?file\b", " ".join(rule.get("logic", "").split()))
}
"""Rules that say in the specification that, of rows with the same date, the place in the file decides."""


@functools.cache
def examples_of(year: int) -> list[TableRows]:
    return [example.rows for example in examples() if example.year == year]


def shuffled(given_return: Given, seed: int) -> tuple[Given, dict[str, list[int]]]:
    """The same rows in another order, and for each table where each row stood before."""
    chance = random.Random(seed)
    order = {}
    for name in given_return.tables:
        order[name] = list(range(given_return.length(name)))
        chance.shuffle(order[name])
    return given_return.with_rows(order), order


def without_ties(given_return: Given) -> Given:
    """Those rows of each table that leave no order to the file.

    Of the tables with a row a child, one row of each child stays; of the others one for each day, or for no day that
    can be read, in every column of dates.
    """
    return given_return.with_rows({name: _untied(name, cells) for name, cells in given_return.tables.items()})


ONE_ROW_A_CHILD = ("Header", "UASC", "OC2", "OC3", "AD1")


def _untied(table: str, cells: Cells) -> list[int]:
    length = len(next(iter(cells.values())))
    if table == "Providers":
        return list(range(length))
    dates = [name for name, spec in schema.table(table).columns.items() if spec.type == "date" and name != "DOB"]
    if table.removesuffix("_last") in ONE_ROW_A_CHILD:
        dates = []
    kept, seen = [], set()
    for place, child in enumerate(cells.get("CHILD", [""] * length)):
        days_of_row = {(name, read_date(cells[name][place]) if name in cells else None) for name in dates}
        keys = {(child.strip().upper(), key) for key in days_of_row or {"one row"}}
        if not keys & seen:
            kept.append(place)
            seen |= keys
    return kept


# --- what must hold -------------------------------------------------------------------------------------------------


def flagged(result: Result, order: dict[str, list[int]] | None = None) -> Flagged:
    """Each flagged row by code, table and place; where ``order`` is given, by its place before the shuffling."""
    return {
        (finding.rule.code, finding.table, order[finding.table][row] if order else row)
        for finding in result.findings
        for row in finding.rows.tolist()
    }


def check_no_rule_failed(result: Result) -> None:
    failed = {each.rule.code: each.reason for each in result.outcomes_by_rule if each.status == FAILED}
    assert not failed


def check_rows_are_there(result: Result, given_return: Given) -> None:
    """Each flagged row stands in a table that the rule may flag, and is flagged once."""
    seen = set()
    for finding in result.findings:
        where = (finding.rule.code, finding.table)
        assert where not in seen
        seen.add(where)
        assert finding.table in specification()[finding.rule.code]["flags"], where
        assert (np.diff(finding.rows) > 0).all(), where
        assert len(finding.rows), where
        assert 0 <= finding.rows[0] <= finding.rows[-1] < given_return.length(finding.table), where


@pytest.mark.parametrize("year", YEARS)
@TRIES
@given(data=st.data(), seed=st.integers(0, 99))
def test_rules_hold_on_any_return(year: int, data: st.DataObject, seed: int) -> None:
    given_return = data.draw(returns(year, examples_of(year)))
    ret = given_return.make_return()
    result = validate(ret)
    check_no_rule_failed(result)
    check_rows_are_there(result, given_return)
    check_unchanged(ret, given_return)
    mixed, order = shuffled(given_return, seed)
    minded = {code for code, _, _ in flagged(result) ^ flagged(validate(mixed.make_return()), order)}
    assert minded <= IN_FILE_ORDER


@pytest.mark.parametrize("year", YEARS)
@TRIES
@given(data=st.data(), seed=st.integers(0, 99))
def test_no_rule_minds_the_order_of_rows_that_do_not_tie(year: int, data: st.DataObject, seed: int) -> None:
    given_return = without_ties(data.draw(returns(year, examples_of(year))))
    codes = {rule.code for rule in rules_in_force(year)} & IN_FILE_ORDER
    mixed, order = shuffled(given_return, seed)
    result = validate(mixed.make_return(), rules=codes)
    assert flagged(validate(given_return.make_return(), rules=codes)) == flagged(result, order)
