"""Thousands of rows that share one identifier: nothing explodes, and what cannot be told is not reported but said."""

from __future__ import annotations

import tracemalloc

import pytest

from lac_validator import Return, validate
from lac_validator.dataset import Indistinct, indistinct_tables
from lac_validator.dataset.indistinct import MOST_ROWS_OF_A_CHILD
from lac_validator.engine import RAN, SKIPPED, Outcome
from lac_validator.sample import generate

EXCELS = "1.00E+08"


def a_return(rows_of: dict[str, dict[str, int]], **last: dict[str, int]) -> Return:
    """A return whose tables hold each child on so many rows."""

    def tables(given: dict[str, dict[str, int]]) -> dict[str, dict[str, list[str]]]:
        return {
            name: {"CHILD": [child for child, rows in children.items() for _ in range(rows)]}
            for name, children in given.items()
        }

    return Return.from_columns(tables(rows_of), tables(last), year=2026)


def unlike(rows: int) -> dict[str, int]:
    return {f"child {number}": 1 for number in range(rows)}


def outcomes(ret: Return) -> dict[str, Outcome]:
    return {outcome.rule.code: outcome for outcome in validate(ret).outcomes_by_rule}


def test_rules_that_read_whose_a_row_is_do_not_run_and_the_others_do() -> None:
    ran = outcomes(a_return({"Header": {EXCELS: 5000}}, Header={EXCELS: 5000}))
    assert (ran["101"].status, ran["101"].count) == (RAN, 5000)  # SEX of each row
    for code in ("INT32", "624", "626"):  # rows of a child beside each other, in this year or with last year's
        assert ran[code].status == SKIPPED
        assert "5,000 rows of Header share one identifier" in ran[code].reason
    assert not any(EXCELS in outcome.reason for outcome in ran.values())


def test_as_many_rows_as_a_child_can_have_are_a_childs() -> None:
    assert not indistinct_tables(a_return({"Missing": {"1": MOST_ROWS_OF_A_CHILD}}).tables)
    assert set(indistinct_tables(a_return({"Missing": {"1": MOST_ROWS_OF_A_CHILD + 1}}).tables)) == {"Missing"}


def test_blanks_are_nobodys_rows() -> None:
    assert not indistinct_tables(a_return({"Header": {"": 2000, " ": 2000}}).tables)


def test_a_short_table_most_of_which_is_the_same_identifier_is_no_better() -> None:
    ret = a_return(
        {"Header": {EXCELS: 600}, "AD1": {EXCELS: 3, "1": 2}, "OC2": {EXCELS: 2, "1": 2}, "OC3": {EXCELS: 1}}
    )
    reasons = indistinct_tables(ret.tables)
    assert set(reasons) == {"Header", "AD1"}
    assert len(set(reasons.values())) == 1


def test_a_fact_that_a_rule_can_do_without_is_not_taken_as_not_given() -> None:
    """Otherwise every asylum seeker without a home postcode would be reported."""
    unclear = Return.from_columns(
        {"Header": {"CHILD": [EXCELS] * 600, "UASC": ["1"] * 600}, "Episodes": {"CHILD": ["1"]}}, year=2026
    )
    (outcome,) = validate(unclear, rules=["392b"]).outcomes_by_rule
    assert outcome.status == SKIPPED
    assert "600 rows of Header share one identifier" in outcome.reason


def test_a_join_grows_as_its_tables_do() -> None:
    many = {f"child {number}": 490 for number in range(10)}
    ret = a_return({"Header": many, "Episodes": many})
    with pytest.raises(Indistinct) as raised:
        ret.tables["Header"].join(ret.tables["Episodes"])
    assert "490 rows of Header and 490 rows of Episodes hold the same CHILD" in str(raised.value)
    assert "child" not in str(raised.value)


def test_a_join_of_many_rows_with_few_partners_has_all_its_pairs() -> None:
    ret = a_return({"Header": {**unlike(3000), "1": 400}, "Episodes": {**unlike(3000), "1": 500}})
    left, right = ret.tables["Header"].join(ret.tables["Episodes"])
    assert len(left) == len(right) == 3000 + 400 * 500


def test_a_whole_return_with_one_identifier_takes_no_memory_to_speak_of() -> None:
    ret = generate(3000).as_return()
    cells = {
        name: {
            column: [EXCELS] * len(table) if column == "CHILD" else list(table.column(column).as_given)
            for column in table.column_names
        }
        for name, table in ret.tables.items()
        if name != "Providers"
    }
    this = {name: columns for name, columns in cells.items() if not name.endswith("_last")}
    last = {name.removesuffix("_last"): columns for name, columns in cells.items() if name.endswith("_last")}
    same = Return.from_columns(this, last, year=2026, authority=ret.authority)
    tracemalloc.start()
    try:
        found = validate(same)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000
    assert found.count < validate(ret).count  # nothing that is not wrong with a row itself
