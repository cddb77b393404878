"""Any return has causes, and every error one place among what is to be checked, whatever the return holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lac_validator import find_causes, validate
from lac_validator.at_fault import CellsAtFault
from lac_validator.causes import BETWEEN_CHILDREN
from lac_validator.report import Errors
from lac_validator.report.content.things import errors_together
from tests.fuzz.returns import TRIES, YEARS, TableRows, returns
from tests.kinds.examples import examples

OF_FIXES: list[TableRows] = [each.tables for each in examples("fixes")]


@pytest.mark.parametrize("year", YEARS)
@TRIES
@given(data=st.data())
def test_any_return_has_causes(year: int, data: st.DataObject) -> None:
    result = validate(data.draw(returns(year, OF_FIXES)).make_return())
    causes = find_causes(result)
    assert causes.least <= causes.cells
    assert sum(each.errors for each in causes.ranked) + len(causes.unexplained) == result.count
    at_fault, done = CellsAtFault(result.ret), 0
    for finding in result.findings:
        columns = at_fault.of(finding.rule, finding.table, finding.rows)
        able = np.zeros(len(finding.rows), bool)
        for each in columns:
            able |= each.behind & (each.of.column != "CHILD") & (finding.rule.code not in BETWEEN_CHILDREN)
        explained = causes.cause[done : done + len(finding.rows)] >= 0
        assert (explained == able).all(), finding.rule.code
        done += len(finding.rows)
    errors = Errors(result)
    assert sorted(place for some in errors_together(errors) for place in some) == list(errors)
    for place in errors:
        errors.cells(place)
