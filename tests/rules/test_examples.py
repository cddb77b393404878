"""Every example of the specification, in every year that it names: exactly the marked rows are reported."""

from __future__ import annotations

import pytest

from lac_validator import validate
from tests.rules.spec import Example, examples


@pytest.mark.parametrize("example", examples(), ids=str)
def test_example(example: Example) -> None:
    result = validate(example.make_return(), rules=[example.code])
    (outcome,) = result.outcomes_by_rule
    assert outcome.status == ("skipped" if example.skipped else "ran"), outcome.reason
    found = {(finding.table, int(row)) for finding in result.findings for row in finding.rows}
    assert found == example.flagged
