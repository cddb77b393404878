"""Which proposals would make a new error: foreseen one by one, before anybody accepts them."""

from __future__ import annotations

from collections import defaultdict

from lac_validator import Return, effect, propose, validate
from lac_validator.dataset import with_uasc_status
from lac_validator.engine import Proposal
from lac_validator.foreseeing import foresee
from lac_validator.sample import generate

HEADER = {"CHILD": ["1", "2"], "DOB": ["01/02/2012"] * 2, "SEX": ["F", "F"], "MOTHER": ["1", ""]}
EPISODES = {"CHILD": ["1", "2"], "DECOM": ["01/05/2025"] * 2, "LS": ["C2"] * 2, "RNE": ["S"] * 2}


def decided(proposals: list[Proposal]) -> dict[tuple[str, str], list[Proposal]]:
    found = defaultdict(list)
    for each in proposals:
        found[each.decision].append(each)
    return found


def test_the_one_of_two_ways_that_makes_an_error_is_told() -> None:
    """A mother whose sex differs between the years: were she a boy, she could not be one."""
    last = {"CHILD": ["1", "2"], "DOB": ["01/02/2012"] * 2, "SEX": ["M", "M"]}
    ret = Return.from_columns(
        with_uasc_status({"Header": HEADER, "Episodes": EPISODES, "OC3": {"CHILD": ["9"]}}),
        previous=with_uasc_status({"Header": last}),
        year=2026,
        authority="E08000003",
    )
    result = validate(ret)
    proposals = [each for each in propose(result).proposals if each.fix.code == "sex_of_last_year"]
    assert [(each.child, each.way, each.ways) for each in proposals if each.way == "this year"] == [
        ("1", "this year", 2),
        ("2", "this year", 2),
    ]
    harms = foresee(result, proposals)
    assert set(harms) == {each.decision for each in proposals if each.child == "1" and each.way == "this year"}
    assert "165" in next(iter(harms.values()))


def test_each_is_what_comes_of_accepting_it_alone() -> None:
    """Those named make the errors named, and what is not named can be accepted by itself without a new error."""
    result = validate(generate(120, seed=5).as_return())
    proposals = propose(result).proposals
    harms = foresee(result, proposals)
    assert harms
    decisions = decided(proposals)
    for decision, codes in harms.items():
        new = {code for code, _, _ in effect(result, decisions[decision]).new}
        assert set(codes) <= new
    children = {each.child for decision in harms for each in decisions[decision]}
    for decision, of_it in decisions.items():
        if of_it[0].child in children and decision not in harms:
            assert not effect(result, of_it).new


def test_nothing_proposed_does_no_harm() -> None:
    result = validate(generate(20, seed=3).as_return())
    assert foresee(result, []) == {}
