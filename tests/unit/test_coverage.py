"""Which rules cannot run on what was given: told beforehand by the tables, and afterwards by what became of them."""

from __future__ import annotations

import pytest

from lac_validator import Result
from lac_validator.collection import CollectionYear
from lac_validator.engine import Coverage, coverage_of, expected_coverage, rules_in_force, run
from lac_validator.ingest import InputFile, Intake
from lac_validator.report.content.coverage import not_run_sentence, nothing_checked_sentence
from lac_validator.sample import generate

YEAR = CollectionYear(2026)
FILES = [InputFile(name, data) for name, data in generate(40).files().items() if "injected" not in name]


def checked(*left_out: str) -> Result:
    intake = Intake()
    intake.add([file for file in FILES if not file.name.startswith(left_out)])
    return run(intake.make_return(YEAR), rules_in_force(2026), YEAR)


def expected(result: Result) -> Coverage:
    return expected_coverage(rules_in_force(2026), result.ret.tables.keys(), authority=result.ret.authority is not None)


@pytest.mark.parametrize("left_out", ["this_year/Episodes", "this_year/UASC", "last_year/Header", "providers"])
def test_what_is_expected_comes_true(left_out: str) -> None:
    """For each input left out: what is said to wait for it does not run, and the rest runs but for what needs more than
    tables, the UASC status that only some files state.
    """
    result = checked(left_out)
    before, after = expected(result), coverage_of(result)
    assert before.wanting == after.wanting
    assert before.others == 0
    assert after.not_run == before.not_run + after.others
    left = {outcome.reason for outcome in result.outcomes_by_rule if outcome.status != "ran"}
    assert after.others <= 3
    assert left


def test_last_years_return_is_one_thing_where_nothing_of_it_was_given() -> None:
    whole, without = coverage_of(checked()), coverage_of(checked("last_year"))
    assert whole.wanting == {}
    assert list(without.wanting) == ["last year's return"]
    assert without.not_run > 30


def test_a_rule_that_waits_for_two_things_is_counted_with_both() -> None:
    after = coverage_of(checked("last_year", "providers", "this_year/Missing"))
    assert set(after.wanting) == {"last year's return", "Ofsted's provider list", "Missing"}
    assert sum(after.wanting.values()) + after.others > after.not_run


def test_the_sentence_names_what_to_add() -> None:
    coverage = Coverage(312, 43, {"last year's return": 34, "Ofsted's provider list": 8, "the local authority": 1}, 2)
    assert not_run_sentence(coverage, checked=True) == (
        "43 of 312 rules did not run: add last year's return (34 rules) and Ofsted's provider list (8 rules); choose "
        "the local authority (1 rule); 2 rules for another reason."
    )
    assert not_run_sentence(coverage, checked=False).startswith("43 of 312 rules will not run: add")
    assert not_run_sentence(Coverage(312, 1, {}, 1), checked=True) == "1 of 312 rules did not run."
    assert not_run_sentence(Coverage(312, 0, {}, 0), checked=True) == ""


def test_of_many_tables_the_first_are_named() -> None:
    wanting = {f"Table{number}": 20 - number for number in range(9)}
    sentence = not_run_sentence(Coverage(312, 90, wanting, 0), checked=True)
    assert sentence.endswith("Table3 (17 rules) and 5 other tables.")


def test_that_nothing_was_checked_says_why() -> None:
    assert nothing_checked_sentence(["Header"]).startswith("Nothing could be checked: Header has headings and no rows.")
    assert nothing_checked_sentence([]).startswith("Nothing could be checked: no rule could run")
