"""Applying proposals: only what was accepted changes, the return itself never does."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from lac_validator import Result, Return, apply, effect, propose, validate
from lac_validator.applying import effect_of
from lac_validator.dataset import Source, with_uasc_status
from lac_validator.dataset.changed import TableChanges, with_changes
from lac_validator.sample import generate


def a_return() -> Return:
    tables = {
        "Header": {"CHILD": ["1", "2"], "SEX": ["M", "F"]},
        "Episodes": {"CHILD": ["1", "2", "2"], "HOME_POST": ["MI 1AE", "M1 1AE", ""], "PL_POST": ["M1 1AE"] * 3},
        "UASC": {"CHILD": ["1"]},
    }
    return Return.from_columns(
        with_uasc_status(tables),
        year=2026,
        authority="E08000003",
        sources={"Episodes": Source(["a.csv"] * 3, [2, 3, 4])},
    )


def texts(ret: Return, but: Mapping[str, Collection[str]] | None = None) -> dict[str, dict[str, list[str]]]:
    return {
        name: {
            each: table.column(each).as_given for each in table.column_names if not but or each not in but.get(name, ())
        }
        for name, table in ret.tables.items()
    }


def test_a_change_is_in_the_new_return_only() -> None:
    ret = a_return()
    before = texts(ret)
    (proposal,) = propose(validate(ret, rules=()), ["home_postcode_mistyped"]).proposals
    changed = apply(ret, [proposal])
    assert texts(ret) == before
    assert changed.tables["Episodes"].HOME_POST.as_given == ["M1 1AE", "M1 1AE", ""]
    assert changed.tables["Episodes"].PL_DISTANCE.as_given == ["0.0", "0.0", ""]
    assert ret.tables["Episodes"].PL_DISTANCE.as_given == ["", "0.0", ""]
    assert changed.tables["Episodes"].column_names == ret.tables["Episodes"].column_names
    assert texts(apply(ret, [])) == before


def test_a_proposal_for_another_return_is_refused() -> None:
    (proposal,) = propose(validate(a_return(), rules=()), ["home_postcode_mistyped"]).proposals
    other = apply(a_return(), [proposal])
    with pytest.raises(ValueError, match="HOME_POST of Episodes has changed since the proposal was made"):
        apply(other, [proposal])
    empty = Return.from_columns({"Header": {"CHILD": []}}, year=2026)
    with pytest.raises(ValueError, match="There is no such row of Episodes"):
        apply(empty, [proposal])


def test_rows_go_and_come_and_keep_their_numbers() -> None:
    ret = a_return()
    changes = TableChanges(removed={1}, added=[{"CHILD": "3", "LS": "C2"}])
    changed = with_changes(ret, {"Episodes": changes})
    assert changed.tables["Episodes"].CHILD.as_given == ["1", "2", "3"]
    assert changed.tables["Episodes"].LS.as_given == ["", "", "C2"]
    assert changes.places(3).tolist() == [0, 2, 3]
    assert changed.sources["Episodes"] == Source(["a.csv", "a.csv", ""], [2, 4, 0])
    assert ret.tables["Episodes"].CHILD.as_given == ["1", "2", "2"]


def test_what_is_worked_out_follows() -> None:
    changed = with_changes(a_return(), {"UASC": TableChanges(added=[{"CHILD": "2"}], removed={0})})
    assert changed.tables["Header"].UASC.as_given == ["0", "1"]


def test_where_a_placement_is_follows_its_postcode_and_nothing_else() -> None:
    ret = a_return()
    [there] = set(ret.tables["Episodes"].PL_LA.as_given)
    changed = with_changes(ret, {"Episodes": TableChanges(cells={"PL_POST": {1: "SW1A 2AA"}, "LS": {0: "C2"}})})
    assert changed.tables["Episodes"].PL_LA.as_given == [there, "E09000033", there]
    assert changed.tables["Episodes"].PL_DISTANCE.as_given[2] == ""
    other = with_changes(changed, {"Episodes": TableChanges(cells={"LS": {0: "V3"}})})
    assert other.tables["Episodes"].PL_LA.as_given == changed.tables["Episodes"].PL_LA.as_given


def test_the_effect_is_told_by_the_rules() -> None:
    result: Result = validate(a_return())
    (proposal,) = propose(result, ["home_postcode_mistyped"]).proposals
    told = effect(result, [proposal])
    assert ("392c", "Episodes", 0) in told.cleared
    assert ("392d", "Episodes", 0) in told.new
    assert told.before - told.cleared | told.new == told.after
    assert len(told.before) == result.count


def test_a_table_that_stayed_is_joined_anew_with_one_that_changed() -> None:
    """Both returns share the tables that did not change, and so must not share what these were joined with."""
    tables = {
        "OC3": {"CHILD": ["1", "2"], "IN_TOUCH": ["YES", "YES"]},
        "OC2": {"CHILD": ["3", "1", "2"], "CONVICTED": ["0", "0", "0"]},
    }
    result = validate(Return.from_columns(tables, year=2026), ["215"])
    assert {(table, row) for _, table, row in effect(result, []).before} == {(t, r) for t, r in (
        ("OC3", 0), ("OC3", 1), ("OC2", 1), ("OC2", 2),
    )}  # fmt: skip
    for changes, cleared in (
        (TableChanges({"CONVICTED": {1: ""}}), {("215", "OC3", 0), ("215", "OC2", 1)}),
        (TableChanges(removed={0}), set()),
        (TableChanges(removed={2}), {("215", "OC3", 1), ("215", "OC2", 2)}),
    ):
        told = effect_of(result, {"OC2": changes}, [each.rule for each in result.outcomes_by_rule])
        assert (told.cleared, told.new) == (cleared, set())


@pytest.mark.parametrize("seed", range(3))
def test_the_effect_is_that_of_reading_the_changed_return_afresh(seed: int) -> None:
    result = validate(generate(80, seed=seed).as_return())
    proposals = propose(result).proposals
    ways = {each.question: each.way for each in proposals}
    chosen = [each for each in proposals if each.way == ways[each.question]]
    told = effect(result, chosen)
    afresh = {name: dict(columns) for name, columns in texts(told.ret, but=told.ret.worked_out).items()}
    this = {name: columns for name, columns in afresh.items() if not name.endswith("_last") and name != "Providers"}
    last = {name.removesuffix("_last"): columns for name, columns in afresh.items() if name.endswith("_last")}
    ret = Return.from_columns(
        with_uasc_status(this),
        with_uasc_status(last),
        afresh["Providers"],
        year=told.ret.year,
        authority=told.ret.authority,
    )
    assert validate(ret).count == len(told.after)
