"""A return as it stood on a day of the year: nothing that time alone will cure is an error that is due, and what is due
is found.
"""

from __future__ import annotations

import datetime
from functools import cache

import pytest

from lac_validator import validate
from lac_validator.collection import FIRST_YEAR, LAST_YEAR
from lac_validator.engine import AT_ONCE, rules_in_force
from lac_validator.sample import SampleReturn, generate
from lac_validator.sample.cutting import COMPLETE, EMPTY, HALF

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
FILLED = (EMPTY, HALF, COMPLETE)


def month_ends(year: int) -> list[datetime.date]:
    """The last day of each month of a collection year, from April."""
    first_days = [datetime.date(year - 1, month, 1) for month in range(5, 13)]
    first_days += [datetime.date(year, month, 1) for month in range(1, 5)]
    return [day - datetime.timedelta(days=1) for day in first_days]


@cache
def clean(year: int) -> SampleReturn:
    return generate(100, seed=year, year=year, with_errors=False)


@pytest.mark.parametrize("filled", FILLED)
@pytest.mark.parametrize("year", YEARS)
def test_a_clean_return_cut_at_the_end_of_a_month_has_no_error_that_is_due(year: int, filled: str) -> None:
    for day in month_ends(year)[: 12 if filled == COMPLETE else 11]:  # on 31 March everything must be there
        result = validate(clean(year).cut(day, filled).as_return())
        issues = result.issues
        assert sorted(set(issues.code[issues.due])) == [], day
        assert result.count_due == 0
    assert result.count == 0 if filled == COMPLETE else result.count > 0


@pytest.mark.parametrize("year", YEARS)
def test_the_last_cut_is_the_return_itself(year: int) -> None:
    assert clean(year).cut(datetime.date(year, 3, 31), COMPLETE).this_year == clean(year).this_year


@cache
def cut_with_errors(year: int) -> list[SampleReturn]:
    """A return on four days of the year, into which errors were put as it stood."""
    days = zip(month_ends(year)[1:11:3], (EMPTY, HALF, COMPLETE, HALF), strict=True)
    return [generate(500, seed=year + 1, year=year, as_at=day, filled=filled) for day, filled in days]


@pytest.mark.parametrize("year", YEARS)
def test_in_the_year_what_is_due_at_once_is_found_and_nothing_else_is_due(year: int) -> None:
    at_once = {rule.code for rule in rules_in_force(year) if rule.due == AT_ONCE}
    for sample in cut_with_errors(year):
        issues = validate(sample.as_return()).issues
        rows = zip(issues.code, issues.table, issues.row, strict=True)
        due = {row for row, is_due in zip(rows, issues.due, strict=True) if is_due}
        expected = {(error.code, error.table, error.row) for error in sample.injected}
        assert {error for error in expected if error[0] in at_once} <= due <= expected


def test_errors_of_every_rule_that_is_due_at_once_are_put_in_in_the_year() -> None:
    """Or the test above would say little."""
    at_once = {rule.code for year in YEARS for rule in rules_in_force(year) if rule.due == AT_ONCE}
    in_the_year = {error.code for year in YEARS for sample in cut_with_errors(year) for error in sample.injected}
    at_the_end = {error.code for year in YEARS for error in generate(1000, seed=year, year=year).injected}
    assert (at_the_end & at_once) <= in_the_year
