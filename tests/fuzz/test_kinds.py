"""No fix, check or measure fails on any return, changes it, or speaks of what is not there.

Some of their examples are thrown into the returns of :mod:`tests.fuzz.returns`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lac_validator import Result, look, measure, propose, schema, validate
from lac_validator.engine import CHANGE, COUNCIL, FAILED, KINDS_OF_FIX, SEVERITIES, UNITS, Attempt
from lac_validator.report import Errors, finish
from lac_validator.report.forms.text import could_be_formula
from lac_validator.report.lists.figures import make_figures_json
from lac_validator.report.lists.making import make_json
from lac_validator.report.lists.proposals import make_proposals_csv, make_proposals_json
from tests.fuzz.returns import TRIES, YEARS, Given, TableRows, check_unchanged, returns
from tests.kinds.examples import examples

EXAMPLES: list[TableRows] = [each.tables for kind in ("fixes", "plausibility", "measures") for each in examples(kind)]


def check_none_failed(attempts: Sequence[Attempt[Any]]) -> None:
    assert attempts
    assert not {each.definition.code: each.reason for each in attempts if each.status == FAILED}


def check_rows_are_there(table: str, rows: Sequence[int], given_return: Given) -> None:
    assert all(0 <= row < given_return.length(table) for row in rows)


def check_fixes(result: Result, given_return: Given) -> None:
    """Each proposal is about a cell that somebody can change, says what stands there, and why another text should."""
    proposed = propose(result)
    check_none_failed(proposed.attempts)
    for each in proposed.proposals:
        check_rows_are_there(each.table, [each.row], given_return)
        cells = given_return.tables[each.table]
        assert each.table != "Providers"
        if each.action == CHANGE:
            assert each.column in schema.table(each.table).given_columns
            assert each.old == (cells[each.column][each.row] if each.column in cells else "")
            assert each.new != each.old
        assert each.child == (cells["CHILD"][each.row] if "CHILD" in cells else "").strip()
        assert each.because.strip()
        assert each.fix.kind in KINDS_OF_FIX
    listed = list(csv.reader(io.StringIO(make_proposals_csv(result, proposed).data.decode("utf-8-sig"), newline="")))
    assert len(listed) == 1 + len(proposed.proposals)
    assert not any(could_be_formula(text) for row in listed for text in row)
    assert len(json.loads(make_proposals_json(result, proposed).data)["proposals"]) == len(proposed.proposals)


def check_checks(result: Result, given_return: Given) -> None:
    """Each pattern is shown by rows that are there, and names the children of these rows, each once."""
    seen = look(result)
    check_none_failed(seen.attempts)
    for each in seen.oddities:
        check_rows_are_there(each.table, each.rows, given_return)
        assert each.rows or each.severity == COUNCIL, "only of a council can be said that it has none at all"
        children = given_return.tables[each.table].get("CHILD")
        assert set(each.children) == {(children[row] if children else "").strip() for row in each.rows}
        assert len(set(each.children)) == len(each.children)
        assert each.sentence.strip()
        assert each.severity in SEVERITIES
    in_json = json.loads(finish(make_json(Errors(result))).data)["worth_a_look"]
    assert [each["rows"] for each in in_json] == [each.rows for each in seen.oddities]


def check_measures(result: Result, given_return: Given) -> None:
    """Each figure counts rows that are there, no more than it counts them among."""
    told = measure(result)
    check_none_failed(told.attempts)
    for each in told.figures:
        for table, row in each.places:
            check_rows_are_there(table, [row], given_return)
        assert (each.numerator is None) == each.counted.in_parts
        assert all(left_out.why.strip() for left_out in each.counted.not_used)
        assert each.measure.unit in UNITS
    assert len(json.loads(make_figures_json(result, told).data)["measures"]) == len(told.figures)


@pytest.mark.parametrize("year", YEARS)
@TRIES
@given(data=st.data())
def test_the_other_kinds_hold_on_any_return(year: int, data: st.DataObject) -> None:
    given_return = data.draw(returns(year, EXAMPLES))
    ret = given_return.make_return()
    result = validate(ret, rules=())
    check_fixes(result, given_return)
    check_checks(result, given_return)
    check_measures(result, given_return)
    check_unchanged(ret, given_return)
