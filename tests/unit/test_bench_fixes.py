"""The measure of the fixes measures what it says: a slip taken back is right, and anything else is wrong."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build_scripts"))

from bench_fixes import Score, Truth
from slips import plant_held_back, plant_known

from lac_validator import Return, validate
from lac_validator.dataset.changed import texts_of
from lac_validator.engine import CHANGE, FIXES, REMOVE, SUGGESTED, Proposal
from lac_validator.sample import generate


def proposal(ret: Return, table: str, row: int, column: str, new: str) -> Proposal:
    child = texts_of(ret.tables[table], row, ["CHILD"])["CHILD"]
    old = texts_of(ret.tables[table], row, [column])[column] if column else ""
    action = CHANGE if column else REMOVE
    return Proposal(FIXES.every()[0], action, SUGGESTED, table, row, child, column, old, new, "", ("101",), "q")


@pytest.mark.parametrize("plant", [plant_known, plant_held_back])
def test_a_slip_taken_back_is_right_and_anything_else_is_wrong(plant) -> None:  # type: ignore[no-untyped-def]
    clean, given = (generate(80, 5, 2026, with_errors=False) for _ in range(2))
    before = {name: {column: list(values) for column, values in rows.items()} for name, rows in clean.this_year.items()}
    slips = plant(given.this_year, clean.this_year, random.Random(5), 2026)
    assert clean.this_year == before, "the clean return stays as it is"
    assert len({each.kind for each in slips}) > 5
    ret = given.as_return()
    truth = Truth(clean, ret, slips)
    for each in slips:
        if each.column:
            held = texts_of(ret.tables[each.table], each.row, [each.column])[each.column]
            assert held == given.this_year[each.table][each.column][each.row] != each.before
            assert truth.is_right(proposal(ret, each.table, each.row, each.column, each.before))
            assert not truth.is_right(proposal(ret, each.table, each.row, each.column, f"{each.before}0"))
        else:
            assert truth.is_right(proposal(ret, each.table, each.row, "", ""))
    untouched = {(each.table, each.row) for each in slips}
    for row in (row for row in range(len(ret.tables["Episodes"])) if ("Episodes", row) not in untouched):
        assert not truth.is_right(proposal(ret, "Episodes", row, "LS", "XX"))
        lasting = given.this_year["Episodes"]["DEC"][row] != given.this_year["Episodes"]["DECOM"][row]
        assert not (lasting and truth.is_right(proposal(ret, "Episodes", row, "", "")))


def test_what_is_counted_adds_up() -> None:
    clean, given = (generate(60, 3, 2026, with_errors=each) for each in (False, True))
    slips = plant_known(given.this_year, clean.this_year, random.Random(3), 2026)
    ret = given.as_return()
    result, score = validate(ret), Score()
    score.add(result, Truth(clean, ret, slips), slips)
    assert score.errors["before"] == result.count == sum(counts["planted"] for counts in score.by_rule.values())
    assert score.errors["helped"] <= score.errors["before"]
    assert max(score.errors["rooted"], score.errors["proposed"]) <= score.errors["helped"]
    assert sum(counts["planted"] for counts in score.by_kind.values()) == len(slips)
    for counts in score.by_kind.values():
        assert counts["planted"] == counts["right"] + counts["wrong"] + counts["none"]
