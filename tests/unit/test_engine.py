"""The engine: what it hands to a rule, when it skips one, and what it keeps of the answer."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pandas as pd
import pytest

import lac_validator
import lac_validator.report
from lac_validator import Return, validate
from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, NotGiven, Table
from lac_validator.engine import (
    FAILED,
    INCONSISTENT,
    INVALID,
    RAN,
    RULES,
    SKIPPED,
    Outcome,
    Result,
    derived,
    every_rule,
    facts,
    rule,
    rules_in_force,
)


@pytest.fixture(autouse=True)
def _no_rules_but_those_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    every_rule()  # has them imported now, and not into what the test looks at
    facts.fact("")  # likewise the derived facts
    monkeypatch.setattr(RULES, "_by_code", {})
    monkeypatch.setattr(facts, "_facts", {})


HEADER = {"CHILD": ["1", "2", "3"], "SEX": ["M", "F", "?"]}
EPISODES = {"CHILD": ["2", "2", "3"], "DECOM": ["01/05/2025", "01/06/2025", ""], "REC": ["X1", "", "E8"]}


def a_return(*tables: str, **options: object) -> Return:
    known = {"Header": HEADER, "Episodes": EPISODES}
    return Return.from_columns({name: known[name] for name in tables}, **{"year": 2026, **options})


def outcome_of(code: str, ret: Return) -> Outcome:
    (outcome,) = validate(ret, rules=[code]).outcomes_by_rule
    return outcome


def flagged(result: Result) -> list[tuple[str, str, list[int]]]:
    return [(finding.rule.code, finding.table, finding.rows.tolist()) for finding in result.findings]


# --- what a rule says of itself -------------------------------------------------------------------------------------


def test_a_rule_is_described_by_its_decorator_and_its_docstring() -> None:
    @rule("1A", fields="SEX DOB", category=INVALID, first_year=2024, last_year=2025)
    def not_valid(header: Table, authority: str, reviews_last: Table | None = None) -> Mask:
        """
        A message that
        goes over   two lines.
        """
        return header.SEX.blank

    (known,) = every_rule()
    assert known.message == "A message that goes over two lines."
    assert known.fields == ("SEX", "DOB")
    assert known.needs == ("authority",)
    assert known.tables == ("Header",)
    assert known.optional_tables == ("Reviews_last",)
    assert known.subject == "test_engine"
    assert [year for year in range(2022, 2028) if known.in_force(year)] == [2024, 2025]


def test_the_tables_of_derived_facts_are_the_rules_tables_too() -> None:
    @derived
    def grown_up(header: Table, uasc: Table | None = None) -> Table:
        return header

    @derived
    def leavers(grown_up: Table, episodes_last: Table) -> Table:
        return grown_up

    @rule("1", fields="SEX", category=INVALID, needs="postcodes")
    def not_valid(reviews: Table, leavers: Table, year: CollectionYear, providers: Table) -> Table:
        """Message."""
        return leavers

    @rule("2", fields="SEX", category=INVALID)
    def without_leavers(reviews: Table, leavers: Table | None = None) -> Mask:
        """Message."""
        return reviews.CHILD.blank

    one, two = every_rule()
    assert one.tables == ("Reviews", "Header", "Episodes_last")
    assert one.optional_tables == ("UASC",)
    assert one.needs == ("postcodes", "providers")
    assert two.tables == ("Reviews",)
    assert set(two.optional_tables) == {"Header", "UASC", "Episodes_last"}


def test_rules_come_in_the_order_of_their_codes() -> None:
    for code in ("1000", "INT01", "503A", "99", "503B", "SW01aSTG1"):

        @rule(code, fields="SEX", category=INVALID)
        def not_valid(header: Table) -> Mask:
            """Message."""
            return header.SEX.blank

    assert [known.code for known in every_rule()] == ["99", "503A", "503B", "1000", "INT01", "SW01aSTG1"]


# --- years ----------------------------------------------------------------------------------------------------------


def _two_variants() -> None:
    @rule("1", fields="SEX", category=INVALID, last_year=2024)
    def in_old_codes(header: Table) -> Mask:
        """Old."""
        return header.SEX == "M"

    @rule("1", fields="SEX", category=INVALID, first_year=2025)
    def in_new_codes(header: Table) -> Mask:
        """New."""
        return header.SEX == "F"


def test_each_year_has_its_own_variant() -> None:
    _two_variants()
    assert {year: [each.message for each in rules_in_force(year)] for year in (2022, 2023, 2024, 2025, 2027)} == {
        2022: [],
        2023: ["Old."],
        2024: ["Old."],
        2025: ["New."],
        2027: ["New."],
    }
    assert flagged(validate(a_return("Header", year=2024))) == [("1", "Header", [0])]
    assert flagged(validate(a_return("Header", year=2026))) == [("1", "Header", [1])]


@pytest.mark.parametrize(
    ("first_year", "last_year"), [(2023, None), (2024, 2024), (2020, 2023), (2025, 2025), (2027, None)]
)
def test_two_variants_may_not_share_a_year(first_year: int, last_year: int | None) -> None:
    _two_variants()
    with pytest.raises(ValueError, match="Rule 1 is defined twice for the same collection year"):

        @rule("1", fields="SEX", category=INVALID, first_year=first_year, last_year=last_year)
        def again(header: Table) -> Mask:
            """Again."""
            return header.SEX.blank


def test_the_rules_of_another_year_compare_with_the_days_of_the_returns_own_year() -> None:
    @rule("1", fields="DECOM", category=INVALID, first_year=2027)
    def before_year(episodes: Table, year: CollectionYear) -> Mask:
        """Message."""
        return episodes.DECOM < year.start

    ret = Return.from_columns({"Episodes": {"CHILD": ["1", "2"], "DECOM": ["31/03/2025", "01/04/2025"]}}, year=2026)
    assert flagged(validate(ret)) == []
    for ruleset in (2027, CollectionYear(2027)):
        result = validate(ret, ruleset=ruleset)
        assert flagged(result) == [("1", "Episodes", [0])]
        assert result.ruleset == CollectionYear(2027)


# --- which rules run ------------------------------------------------------------------------------------------------


def test_unknown_codes_are_refused_by_name() -> None:
    _two_variants()
    with pytest.raises(ValueError, match="No rule of 2025/26 has the code 9, 10, X"):
        validate(a_return("Header"), rules=["X", "10", "1", "9"])


def test_a_code_not_in_force_that_year_is_refused() -> None:
    @rule("1", fields="SEX", category=INVALID, first_year=2027)
    def not_valid(header: Table) -> Mask:
        """Message."""
        return header.SEX.blank

    with pytest.raises(ValueError, match="No rule of 2025/26 has the code 1"):
        validate(a_return("Header"), rules=["1"])
    assert len(validate(a_return("Header"), rules=["1"], ruleset=2027).outcomes_by_rule) == 1


@pytest.mark.parametrize("year", [1999, 2022, 2028])
def test_a_year_whose_rules_are_not_held_is_refused(year: int) -> None:
    _two_variants()
    sentence = "The rules held are those of the collection years 2022/23 to 2026/27, not "
    with pytest.raises(ValueError, match=sentence):
        validate(a_return("Header"), ruleset=year)
    with pytest.raises(ValueError, match=sentence):
        validate(a_return("Header", year=year))


def test_a_code_is_found_in_other_capitals_where_it_is_the_only_one() -> None:
    for code in ("1a", "1A", "2B"):

        @rule(code, fields="SEX", category=INVALID)
        def blank(header: Table) -> Mask:
            """Message."""
            return ~header.SEX.blank

    def run_by(*codes: str) -> list[str]:
        return [outcome.rule.code for outcome in validate(a_return("Header"), rules=codes).outcomes_by_rule]

    assert run_by("1a") == ["1a"]
    assert run_by("1A", "2b") == ["1A", "2B"]
    assert run_by("2b", "2B") == ["2B"]

    @rule("3aB", fields="SEX", category=INVALID)
    def one(header: Table) -> Mask:
        """Message."""
        return ~header.SEX.blank

    @rule("3Ab", fields="SEX", category=INVALID)
    def other(header: Table) -> Mask:
        """Message."""
        return ~header.SEX.blank

    with pytest.raises(ValueError, match="No rule of 2025/26 has the code 3ab"):
        run_by("3ab")


def test_one_text_is_one_code() -> None:
    for code in ("1", "0", "100"):

        @rule(code, fields="SEX", category=INVALID)
        def blank(header: Table) -> Mask:
            """Message."""
            return ~header.SEX.blank

    assert [outcome.rule.code for outcome in validate(a_return("Header"), rules="100").outcomes_by_rule] == ["100"]


def test_only_the_codes_asked_for_run_in_the_order_of_the_codes() -> None:
    for code in ("1", "2", "3"):

        @rule(code, fields="SEX", category=INVALID)
        def blank(header: Table) -> Mask:
            """Message."""
            return ~header.SEX.blank

    result = validate(a_return("Header"), rules=["3", "1", "3"])
    assert [outcome.rule.code for outcome in result.outcomes_by_rule] == ["1", "3"]


def test_progress_is_told_after_each_rule() -> None:
    @rule("2", fields="SEX", category=INVALID)
    def fails(header: Table) -> Mask:
        """Message."""
        raise RuntimeError

    @rule("10", fields="SEX", category=INVALID)
    def skipped(reviews: Table) -> Mask:
        """Message."""
        return reviews.REVIEW.blank

    told = []
    validate(a_return("Header"), progress=lambda done, total, code: told.append((done, total, code)))
    assert told == [(1, 2, "2"), (2, 2, "10")]


# --- skipping -------------------------------------------------------------------------------------------------------


def test_a_rule_without_its_tables_is_skipped_and_names_them() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def needs_much(header: Table, reviews: Table, episodes_last: Table, providers: Table) -> Mask:
        """Message."""
        return header.SEX.blank

    outcome = outcome_of("1", a_return("Header"))
    assert outcome.status == SKIPPED
    assert outcome.reason == "Reviews not given; last year's Episodes not given; Ofsted's provider list not given"
    assert outcome.count == 0


def test_a_table_with_headings_and_no_rows_was_given() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def not_valid(header: Table) -> Mask:
        """Message."""
        return header.SEX.blank

    ret = Return.from_columns({"Header": {"CHILD": [], "SEX": []}}, year=2026)
    assert outcome_of("1", ret).status == RAN


def test_a_rule_is_skipped_for_want_of_what_its_derived_facts_need() -> None:
    @derived
    def reviewed(reviews: Table) -> Table:
        return reviews

    @derived
    def reviewed_twice(reviewed: Table) -> Table:
        return reviewed

    @rule("1", fields="SEX", category=INVALID)
    def not_valid(header: Table, reviewed_twice: Table, reviewed: Table) -> Mask:
        """Message."""
        return header.SEX.blank

    outcome = outcome_of("1", a_return("Header"))
    assert (outcome.status, outcome.reason) == (SKIPPED, "Reviews not given")


def test_each_reason_for_skipping_is_named_once() -> None:
    @derived
    def of_both_years(episodes: Table, episodes_last: Table) -> Table:
        return episodes

    @rule("1", fields="SEX", category=INVALID)
    def not_valid(header: Table, episodes: Table, of_both_years: Table) -> Mask:
        """Message."""
        return header.SEX.blank

    assert outcome_of("1", a_return("Header")).reason == "Episodes not given; last year's Episodes not given"


def test_a_rule_that_asks_for_the_authority_is_skipped_without_it() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def of_authority(header: Table, authority: str) -> Mask:
        """Message."""
        return ~header.SEX.blank & (authority == "E08000003")

    outcome = outcome_of("1", a_return("Header"))
    assert (outcome.status, outcome.reason) == (SKIPPED, "the authority is not known")
    assert outcome_of("1", a_return("Header", authority="E08000003")).count == 3


def test_a_rule_that_reads_a_column_that_cannot_be_derived_is_skipped() -> None:
    @rule("1", fields="PLACE", category=INVALID, needs="authority")
    def in_area(episodes: Table) -> Mask:
        """Message."""
        return episodes.PL_LOCATION == "IN"

    outcome = outcome_of("1", a_return("Episodes"))
    assert (outcome.status, outcome.reason) == (SKIPPED, "the authority is not known")


def test_a_rule_or_a_fact_may_itself_say_that_something_is_wanting() -> None:
    @derived
    def enough(header: Table) -> Table:
        raise NotGiven("Header has no rows")

    @rule("1", fields="SEX", category=INVALID)
    def by_fact(enough: Table) -> Table:
        """Message."""
        return enough

    @rule("2", fields="SEX", category=INVALID)
    def by_rule(header: Table) -> Mask:
        """Message."""
        raise NotGiven("Header has no sexes")

    outcomes = validate(a_return("Header")).outcomes_by_rule
    assert [(each.status, each.reason) for each in outcomes] == [
        (SKIPPED, "Header has no rows"),
        (SKIPPED, "Header has no sexes"),
    ]


def test_optional_tables_and_facts_are_none_where_they_were_not_given() -> None:
    @derived
    def reviewed(reviews: Table) -> Table:
        return reviews

    seen = []

    @rule("1", fields="SEX", category=INVALID)
    def not_valid(header: Table, episodes: Table | None = None, reviewed: Table | None = None) -> Mask:
        """Message."""
        seen.append((episodes is None, reviewed is None))
        return header.SEX == "M"

    assert outcome_of("1", a_return("Header")).count == 1
    assert outcome_of("1", a_return("Header", "Episodes")).count == 1
    assert seen == [(True, True), (False, True)]


# --- failing --------------------------------------------------------------------------------------------------------


def test_a_rule_that_raises_is_reported_without_any_value_and_the_others_go_on() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def fails(header: Table) -> Mask:
        """Message."""
        raise ValueError(f"cannot read {header.SEX.as_given[2]} of child {header.CHILD.as_given}")

    @rule("2", fields="SEX", category=INVALID)
    def holds(header: Table) -> Mask:
        """Message."""
        return header.SEX == "F"

    result = validate(a_return("Header"))
    failed, ran = result.outcomes_by_rule
    assert (failed.status, failed.count) == (FAILED, 0)
    assert failed.reason.startswith("ValueError in fails, line ")
    assert "?" not in failed.reason
    assert "child" not in failed.reason
    assert (ran.status, ran.count) == (RAN, 1)
    assert flagged(result) == [("2", "Header", [1])]


def test_a_fact_that_raises_fails_every_rule_that_asks_for_it_and_no_other() -> None:
    @derived
    def broken(header: Table) -> Table:
        return header.take(None)

    @rule("1", fields="SEX", category=INVALID)
    def one(broken: Table) -> Table:
        """Message."""
        return broken

    @rule("2", fields="SEX", category=INVALID)
    def two(header: Table, broken: Table | None = None) -> Mask:
        """Message."""
        return header.SEX.blank

    @rule("3", fields="SEX", category=INVALID)
    def three(header: Table) -> Mask:
        """Message."""
        return header.SEX.blank

    assert [each.status for each in validate(a_return("Header")).outcomes_by_rule] == [FAILED, FAILED, RAN]


@pytest.mark.parametrize("kind", ["short", "not boolean", "nothing", "number"])
def test_an_answer_that_is_not_rows_is_a_failure(kind: str) -> None:
    @rule("1", fields="SEX", category=INVALID)
    def odd(header: Table) -> object:
        """Message."""
        answers = {"short": header.SEX.blank[:1], "not boolean": header.rows, "nothing": None, "number": 1}
        return answers[kind]

    assert outcome_of("1", a_return("Header")).status == FAILED


def test_a_rule_that_asks_for_what_there_is_not_fails() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def misspelt(heading: Table) -> Mask:
        """Message."""
        return heading.SEX.blank

    outcome = outcome_of("1", a_return("Header"))
    assert outcome.status == FAILED
    assert outcome.reason.startswith("LookupError")


def test_a_rule_cannot_change_a_table() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def rewrites(header: Table) -> Mask:
        """Message."""
        header.SEX.blank[:] = True
        return header.SEX.blank

    @rule("2", fields="SEX", category=INVALID)
    def reads(header: Table) -> Mask:
        """Message."""
        return header.SEX.blank

    assert [each.status for each in validate(a_return("Header")).outcomes_by_rule] == [FAILED, RAN]


# --- results --------------------------------------------------------------------------------------------------------


def test_a_mask_is_over_the_first_table_asked_for() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def by_mask(year: CollectionYear, episodes: Table, header: Table) -> Mask:
        """Message."""
        return episodes.REC.blank

    assert flagged(validate(a_return("Header", "Episodes"))) == [("1", "Episodes", [1])]


def test_rows_of_several_tables_are_flagged_each_once() -> None:
    @rule("1", fields="SEX REC", category=INCONSISTENT)
    def in_both(header: Table, episodes: Table, episodes_last: Table) -> tuple[Table, ...]:
        """Message."""
        episode, child = episodes.join(header)
        return episode, child, episodes.where(episodes.REC == "E8"), episodes_last

    ret = Return.from_columns({"Header": HEADER, "Episodes": EPISODES}, {"Episodes": {"CHILD": ["9"]}}, year=2026)
    result = validate(ret)
    assert flagged(result) == [
        ("1", "Episodes", [0, 1, 2]),
        ("1", "Header", [1, 2]),
        ("1", "Episodes_last", [0]),
    ]
    assert result.count == result.outcomes_by_rule[0].count == 6


def test_rows_that_are_not_there_are_not_flagged() -> None:
    @rule("1", fields="SEX", category=INCONSISTENT)
    def unmatched(header: Table, episodes: Table) -> tuple[Table, Table]:
        """Message."""
        return header.join(episodes, keep_unmatched=True)

    assert flagged(validate(a_return("Header", "Episodes"))) == [
        ("1", "Header", [0, 1, 2]),
        ("1", "Episodes", [0, 1, 2]),
    ]


def test_a_rule_that_finds_nothing_ran() -> None:
    @rule("1", fields="SEX", category=INVALID)
    def none(header: Table) -> Table:
        """Message."""
        return header.where(header.SEX.blank)

    result = validate(a_return("Header"))
    assert flagged(result) == []
    assert result.outcomes_by_rule[0].status == RAN


def test_frames_of_issues_and_outcomes() -> None:
    @rule("2", fields="REC", category=INVALID)
    def ended(episodes: Table, header: Table) -> tuple[Table, Table]:
        """Message."""
        return header.where(header.SEX == "M"), episodes.where(episodes.REC.given)

    @rule("1", fields="REVIEW", category=INVALID)
    def reviewed(reviews: Table) -> Mask:
        """Message."""
        return reviews.REVIEW.blank

    header = {"CHILD": [" c1 ", "2"], "SEX": ["M", "F"]}
    result = validate(Return.from_columns({"Header": header, "Episodes": EPISODES}, year=2026))
    expected = pd.DataFrame(
        {
            "code": ["2", "2", "2"],
            "table": ["Header", "Episodes", "Episodes"],
            "row": [0, 0, 2],
            "child": ["c1", "2", "3"],
            "due": [True, True, True],
        }
    )
    pd.testing.assert_frame_equal(result.issues, expected, check_dtype=False)
    outcomes = result.outcomes
    assert outcomes.columns.tolist() == ["code", "status", "count", "reason", "seconds"]
    assert outcomes.drop(columns="seconds").values.tolist() == [
        ["1", "skipped", 0, "Reviews not given"],
        ["2", "ran", 3, ""],
    ]


def test_a_return_without_any_findings_has_frames_with_no_rows() -> None:
    result = validate(a_return("Header"))
    assert result.issues.columns.tolist() == ["code", "table", "row", "child", "due"]
    assert result.issues["child"].dtype == pd.Series(["1"]).dtype
    assert len(result.issues) == len(result.outcomes) == 0


# --- derived facts --------------------------------------------------------------------------------------------------


def test_a_fact_is_worked_out_once_a_return() -> None:
    calls = []

    @derived
    def boys(header: Table) -> Table:
        calls.append(len(header))
        return header.where(header.SEX == "M")

    @derived
    def boys_again(boys: Table) -> Table:
        return boys

    for code in ("1", "2"):

        @rule(code, fields="SEX", category=INVALID)
        def is_boy(boys_again: Table, boys: Table) -> Table:
            """Message."""
            return boys

    ret = a_return("Header")
    result = validate(ret)
    assert calls == [3]
    assert set(result.fact_seconds) == {"boys", "boys_again"}
    validate(ret)
    assert calls == [3, 3]


def test_two_facts_may_not_bear_one_name() -> None:
    @derived
    def boys(header: Table) -> Table:
        return header

    with pytest.raises(ValueError, match="The derived fact boys is defined twice"):
        derived(boys)


def test_a_rule_can_ask_for_the_year_the_form_and_the_providers() -> None:
    seen = []

    @rule("1", fields="SEX", category=INVALID)
    def asks(header: Table, year: CollectionYear, file_format: str, authority: str, providers: Table) -> Mask:
        """Message."""
        seen.append((year.year, file_format, authority, providers.URN.as_given))
        return header.SEX.blank

    ret = Return.from_columns(
        {"Header": HEADER}, providers={"URN": ["SC1"]}, year=2026, authority=" e08000003", file_format="xml"
    )
    assert outcome_of("1", ret).status == RAN
    assert seen == [(2026, "xml", "E08000003", ["SC1"])]


def test_whoever_asks_first_finds_every_rule() -> None:
    ask = "from lac_validator.engine import rules_in_force; print(len(rules_in_force(2026)))"
    alone = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert int(alone.stdout) > 300


# --- the package ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", [lac_validator, lac_validator.report])
def test_a_package_lists_its_public_names(package: ModuleType) -> None:
    assert set(package.__all__) <= set(dir(package))
    assert "__name__" in dir(package)
