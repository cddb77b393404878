"""Decisions saved with one extract and given again with the next: what still applies, what was done, what neither."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lac_validator import Return, apply, effect, propose, validate
from lac_validator.dataset.changed import TableChanges, with_changes
from lac_validator.engine import CERTAIN, CHANGE, Proposal
from lac_validator.ingest import CannotRead
from lac_validator.report import Errors
from lac_validator.report.changes.carrying import (
    ANSWERED,
    APPLIES,
    GONE,
    IN_PART,
    NOT_PROPOSED,
    OTHERWISE,
    REACHED,
    Carried,
    carry,
    make_standings_csv,
)
from lac_validator.report.changes.decisions import make_decisions, read_decisions
from lac_validator.report.content.corrections import Correction, accept
from lac_validator.sample import generate
from tests.report.made import AT


@pytest.fixture(scope="module")
def correction() -> Correction:
    """What leaves no choice is accepted, and the first way of each question that has several."""
    errors = Errors(validate(generate(150, seed=3).as_return()))
    proposals = propose(errors.result).proposals
    ways = {each.question: each.way for each in reversed(proposals)}
    chosen = [each for each in proposals if each.way == ways[each.question]]
    return Correction(errors, proposals, accept(chosen, "Jo Bloggs", AT))


def proposed(ret: Return) -> list[Proposal]:
    return propose(validate(ret)).proposals


def given_again(saved: bytes, ret: Return, proposals: list[Proposal] | None = None) -> Carried:
    return carry(read_decisions("decisions.json", saved, ret), ret, proposed(ret) if proposals is None else proposals)


def edited(saved: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    value = json.loads(saved)
    change(value)
    return json.dumps(value).encode()


def test_given_again_with_the_same_extract_all_applies(correction: Correction) -> None:
    carried = given_again(make_decisions(correction).data, correction.errors.ret, list(correction.proposals))
    assert carried.accepted == correction.accepted
    assert carried.counts == {APPLIES: len(correction.chosen)}
    assert carried.sentences == [
        f"{len(correction.chosen):,} changes decided before are still to be made, and proposed as accepted."
    ]


def test_what_was_put_right_in_the_system_is_told(correction: Correction) -> None:
    saved = make_decisions(correction).data
    corrected = apply(correction.errors.ret, correction.chosen)
    carried = given_again(saved, corrected)
    assert carried.counts[REACHED] >= 0.98 * len(correction.chosen)
    for each in carried.standings:
        if each.standing == REACHED and each.decided.action == CHANGE:
            assert each.present == each.decided.new
    assert f"{carried.counts[REACHED]:,} changes decided before have reached the system" in carried.sentences[0]


def test_half_of_the_system_put_right(correction: Correction) -> None:
    """Each decision either reached the system, or is accepted again as a whole, or is named with the reason."""
    saved = make_decisions(correction).data
    halves = list(dict.fromkeys(each.decision for each in correction.chosen))[::2]
    ret = apply(correction.errors.ret, [each for each in correction.chosen if each.decision in halves])
    proposals = proposed(ret)
    carried = given_again(saved, ret, proposals)
    assert len(carried.standings) == len(correction.chosen)
    assert carried.counts[REACHED] >= 0.95 * len([each for each in correction.chosen if each.decision in halves])
    assert carried.counts[APPLIES] >= 0.4 * len(correction.chosen)
    decisions = {each.decision for each in proposals}
    assert carried.accepted.keys() <= decisions
    rest = Correction(Errors(validate(ret)), proposals, carried.accepted)
    assert Counter(each.standing for each in carried.standings)[APPLIES] == len(rest.chosen)
    assert len(rest.after.after) < len(rest.after.before)


def one_postcode(text: str = "MI 1AE", **more: list[str]) -> Return:
    columns = {"CHILD": ["1"], "DECOM": ["01/06/2025"], "HOME_POST": [text], "PL_POST": ["M2 5DB"]}
    return Return.from_columns({"Episodes": columns | more}, year=2026, authority="E08000003")


@pytest.fixture
def saved() -> bytes:
    errors = Errors(validate(one_postcode()))
    proposals = propose(errors.result, ["home_postcode_mistyped"]).proposals
    return make_decisions(Correction(errors, proposals, accept(proposals, "Jo", AT)), at=AT).data


@pytest.mark.parametrize(
    ("ret", "standing", "present"),
    [
        (one_postcode(), APPLIES, "MI 1AE"),
        (one_postcode(DECOM=["1/6/2025"]), APPLIES, "MI 1AE"),
        (one_postcode("M1 1AE"), REACHED, "M1 1AE"),
        (one_postcode("m1 1ae "), REACHED, "m1 1ae "),
        (one_postcode("M14 5TP"), OTHERWISE, "M14 5TP"),
        (one_postcode(""), OTHERWISE, ""),
        (one_postcode(DECOM=["02/06/2025"]), GONE, ""),
        (one_postcode(CHILD=["2"]), GONE, ""),
        (Return.from_columns({"Header": {"CHILD": ["1"]}}, year=2026, authority="E08000003"), GONE, ""),
    ],
)
def test_how_one_change_stands(saved: bytes, ret: Return, standing: str, present: str) -> None:
    carried = given_again(saved, ret)
    assert [(each.standing, each.present) for each in carried.standings] == [(standing, present)]
    assert bool(carried.accepted) == (standing == APPLIES)


def test_a_change_that_nothing_speaks_for_any_more_is_not_made(saved: bytes) -> None:
    carried = given_again(saved, one_postcode(), [])
    assert [each.standing for each in carried.standings] == [NOT_PROPOSED]
    assert "look at the evidence again" in carried.sentences[0]


def test_a_row_that_was_moved_by_its_change_is_found() -> None:
    """The change was of the very date by which the row is known."""
    ret = one_postcode(DECOM=["2025-06-01"])
    errors = Errors(validate(ret))
    (proposal,) = propose(errors.result, ["date_written_otherwise"]).proposals
    saved = make_decisions(Correction(errors, [proposal], accept([proposal], "", AT))).data
    carried = given_again(saved, one_postcode(DECOM=["01/06/2025"]))
    assert [each.standing for each in carried.standings] == [REACHED]


def test_what_was_decided_together_is_made_together_or_not_at_all(correction: Correction) -> None:
    sizes = Counter(each.decision for each in correction.chosen)
    several = next(decision for decision, size in sizes.items() if size > 1)
    those = [each for each in correction.chosen if each.decision == several]
    alone = Correction(correction.errors, correction.proposals, {several: correction.accepted[several]})
    saved = make_decisions(alone).data

    def without_the_last(value: dict[str, Any]) -> None:
        value["decisions"][0]["changes"].pop()

    ret, proposals = correction.errors.ret, list(correction.proposals)
    assert given_again(saved, ret, proposals).accepted.keys() == {several}
    carried = given_again(edited(saved, without_the_last), ret, proposals)
    assert carried.accepted == {}
    assert [each.standing for each in carried.standings] == [IN_PART] * (len(those) - 1)


def test_of_two_answers_to_one_question_the_first_counts(correction: Correction) -> None:
    question = next(each.question for each in correction.proposals if each.ways > 1)
    ways = list(dict.fromkeys(each.decision for each in correction.proposals if each.question == question))
    first, second = (
        json.loads(
            make_decisions(
                Correction(correction.errors, correction.proposals, {way: next(iter(correction.accepted.values()))})
            ).data
        )
        for way in ways[:2]
    )
    first["decisions"] += second["decisions"]
    carried = given_again(json.dumps(first).encode(), correction.errors.ret, list(correction.proposals))
    assert carried.accepted.keys() == {ways[0]}
    assert ANSWERED in carried.counts


def test_decisions_of_another_return_are_refused_whole(saved: bytes) -> None:
    cases = [
        ({"authority": "E09000001"}, "another authority. None of them was used"),
        ({"collection_year": 2025}, "these decisions are of 2024/25, and the return is of 2025/26. None of them"),
        ({"collection_year": "2026"}, "these decisions are of no year"),
        ({"collection_year": True}, "these decisions are of no year"),
        ({"version": 2}, "another version of this tool"),
        ({"version": [1]}, "another version of this tool"),
        ({"format": "lac-validator-errors"}, "no file of decisions"),
        ({"decisions": {}}, "no file of decisions"),
    ]
    for change, sentence in cases:
        with pytest.raises(CannotRead, match=sentence):
            read_decisions(
                "mine.json", edited(saved, lambda value, change=change: value.update(change)), one_postcode()
            )


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b"null", b"{", b"[" * 100_000, b'{"format": NaN}', b"1" * 5_000, b'"\\ud800"'],
)
def test_what_is_no_file_of_decisions_is_said(data: bytes) -> None:
    with pytest.raises(CannotRead, match=r"x�\.json"):
        read_decisions("x\x00.json", data, one_postcode())


def test_an_entry_edited_by_hand_is_left_out_and_counted(saved: bytes) -> None:
    def spoil(value: dict[str, Any]) -> None:
        whole = value["decisions"][0]
        change = whole["changes"][0]
        value["decisions"] += [
            whole | {"changes": []},
            whole | {"changes": [change | {"table": "../../etc"}]},
            whole | {"changes": [change | {"column": "PL_LA"}]},
            whole | {"changes": [change | {"new": 7}]},
            whole | {"changes": [change | {"action": "remove"}]},
            whole | {"changes": [change, None]},
            whole | {"accepted_by": None},
            "nonsense",
        ]

    read = read_decisions("decisions.json", edited(saved, spoil), one_postcode())
    assert len(read.decisions) == 1
    (sentence,) = read.sentences
    assert sentence.startswith("decisions.json: 8 decisions left out (numbers 2, 3, 4, 5, 6 and 3 more in the file)")


def test_a_file_cannot_make_a_change_that_is_not_proposed(saved: bytes) -> None:
    def other(value: dict[str, Any]) -> None:
        value["decisions"][0]["changes"][0]["new"] = "=EVIL()"

    carried = given_again(edited(saved, other), one_postcode())
    assert carried.accepted == {}
    assert [each.standing for each in carried.standings] == [NOT_PROPOSED]
    errors = Errors(validate(one_postcode()))
    listed = make_standings_csv(Correction(errors, [], {}), carried).data.decode("utf-8-sig")
    assert "'=EVIL()" in listed and ",=EVIL" not in listed


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["1", "Episodes", "change"])
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_file_can_do_harm(data: st.DataObject) -> None:
    """Fields of a real file hold anything: it is refused in a sentence, or what is accepted is among the proposals."""
    errors = Errors(validate(one_postcode(), ["392c"]))
    proposals = propose(errors.result, ["home_postcode_mistyped"]).proposals
    value = json.loads(make_decisions(Correction(errors, proposals, accept(proposals, "Jo", AT))).data)
    decision = value["decisions"][0]
    for where in (value, decision, decision["changes"][0]):
        for name in list(where):
            if data.draw(st.integers(0, 9)) == 0:
                where[name] = data.draw(ANYTHING)
    try:
        carried = given_again(json.dumps(value).encode(), errors.ret, proposals)
    except CannotRead:
        return
    assert carried.accepted.keys() <= {each.decision for each in proposals}
    make_standings_csv(Correction(errors, proposals, carried.accepted), carried)


def test_what_is_certain_stays_so_when_carried(correction: Correction) -> None:
    certain = [each for each in correction.chosen if each.kind == CERTAIN]
    alone = Correction(correction.errors, correction.proposals, accept(certain, "Jo", AT))
    carried = given_again(make_decisions(alone).data, correction.errors.ret, list(correction.proposals))
    chosen = [each for each in correction.proposals if each.decision in carried.accepted]
    assert chosen == certain
    assert not effect(correction.errors.result, chosen).new


def test_a_cell_changed_since_in_a_later_extract_is_left_alone(correction: Correction) -> None:
    saved = make_decisions(correction).data
    one = next(each for each in correction.chosen if each.action == CHANGE and each.table == "Episodes")
    ret = with_changes(correction.errors.ret, {"Episodes": TableChanges({one.column: {one.row: "ELSE"}})})
    carried = given_again(saved, ret)
    (standing,) = [each for each in carried.standings if each.present == "ELSE"]
    assert standing.standing == OTHERWISE
    changed = apply(ret, [each for each in proposed(ret) if each.decision in carried.accepted])
    assert changed.tables["Episodes"].column(one.column).as_given[one.row] == "ELSE"
