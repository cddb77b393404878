"""No measure and no breakdown fails on any return, and no figure is out of its bounds."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lac_validator import measure, validate
from lac_validator.engine import FAILED, SHARE
from lac_validator.measuring import Figure
from tests.fuzz.returns import TRIES, YEARS, Given, TableRows, returns
from tests.kinds.examples import examples

EXAMPLES: list[TableRows] = [each.tables for each in examples("measures")]
ALLOCATION = {"a": {"worker": "One", "team": "North"}, "B": {"worker": "", "team": ""}, "": {"team": "x"}}


@pytest.mark.parametrize("year", YEARS)
def test_no_measure_fails_whatever_the_return(year: int) -> None:
    @TRIES
    @given(returns(year, EXAMPLES), st.sampled_from([None, -200, -1, 400]), st.booleans())
    def tried(given_return: Given, days_before: int | None, with_allocation: bool) -> None:
        ret = given_return.make_return()
        as_at = None if days_before is None else ret.year.end + datetime.timedelta(days_before)
        told = measure(
            validate(ret, rules=["101", "102"]), allocation=ALLOCATION if with_allocation else None, as_at=as_at
        )
        assert [(each.definition.code, each.reason) for each in told.attempts if each.status == FAILED] == []
        for figure in told.figures:
            _is_sound(figure)

    tried()


def _is_sound(figure: Figure) -> None:
    code = figure.measure.code
    failed = {name: why for name, why in figure.not_broken_down.items() if why.startswith("failed")}
    assert not failed, (code, failed)
    if figure.value is not None:
        assert math.isfinite(figure.value), code
        assert (figure.low or -math.inf) <= figure.value <= (figure.high or math.inf), code
    if figure.measure.unit == SHARE and figure.value is not None:
        assert 0 <= figure.value <= 1, code
    for breakdown in figure.by:
        together = sum(line.denominator or 0 for line in breakdown.lines)
        assert together == (figure.denominator or 0), (code, breakdown.dimension.code)
        if figure.numerator is not None:
            assert sum(line.numerator or 0 for line in breakdown.lines) == len(figure.counted.rows), code
    assert len(figure.children) <= len(figure.counted.rows)
    assert all(row >= 0 for _, row in figure.places), code
    assert figure.doubt.children <= figure.doubt.among, code
