"""Every example of the specification, in every year that it names: exactly the marked rows are reported."""

from __future__ import annotations

import pytest

from lac_validator import Return, validate
from tests.rules.spec import Example, examples


@pytest.mark.parametrize("example", examples(), ids=str)
def test_example(example: Example) -> None:
    result = validate(example.make_return(), rules=[example.code])
    (outcome,) = result.outcomes_by_rule
    assert outcome.status == ("skipped" if example.skipped else "ran"), outcome.reason
    found = {(finding.table, int(row)) for finding in result.findings for row in finding.rows}
    assert found == example.flagged


@pytest.mark.parametrize(("year", "ruleset", "flagged"), [(2024, 2025, [0]), (2025, 2024, [1, 2])])
def test_sex_is_coded_as_in_the_year_whose_rules_apply(year: int, ruleset: int, flagged: list[int]) -> None:
    """The codes are those of the rules, whatever the year of the return."""
    ret = Return.from_columns({"Header": {"CHILD": ["1", "2", "3"], "SEX": ["1", "M", "U"]}}, year=year)
    (finding,) = validate(ret, rules=["101"], ruleset=ruleset).findings
    assert finding.rows.tolist() == flagged
