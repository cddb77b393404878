"""What the page's calls about fixes answer on real files: as columns, of one check, and as the engine finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lac_validator import effect, page, propose, trace
from lac_validator.dataset import Table
from lac_validator.engine import FIXES, Proposal, Result
from lac_validator.foreseeing import foresee
from lac_validator.ingest.parts import LAST_YEAR, THIS_YEAR
from lac_validator.page.fix import accepted_of
from lac_validator.page.session import errors_of, held
from lac_validator.reference import Postcodes
from tests.calls import call

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,M,01/02/2012,WBRI,X99999999999999,,\n2,F,03/04/2014,WBRI,,,\n"
LAST_HEADER = HEADER.replace("2,F,03/04/2014", "2,F,13/04/2014")
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1,01/04/2025,S,C2,N1,U6,PR1,,,,BS1 5TR,BS1 5TR,\n\n2,01/05/2025,S,C2,N1,U6,PR1,,,,BSI 5TR,,\n"
)
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n2,03/04/2014,01/06/2025,PN1\n2,03/04/2014,01/06/2025,PN1\n"
CALLS = ("propose_fixes", "what_to_change", "foresee_fixes")


@pytest.fixture(autouse=True)
def _a_new_page() -> Iterator[None]:
    call("clear")
    yield
    call("clear")


@pytest.fixture(scope="module", autouse=True)
def _postcodes() -> None:
    held.postcodes = Postcodes.load()


def checked(**files: str) -> int:
    """The number of the check of these files; those whose name begins with ``last`` lie in a folder of their own."""
    named = {f"last_year/{name[5:]}" if name.startswith("last_") else name: text for name, text in files.items()}
    call("add_files", [{"name": f"{name}.csv", "data": text.encode()} for name, text in named.items()])
    for part in call("manifest")["parts"]:
        call("assign", part["id"], part["table"], LAST_YEAR if "last_year" in part["file"] else THIS_YEAR)
    return int(call("validate", 2026, "E08000003", None, None)["check"])


def a_sample(children: int = 120) -> tuple[int, Result, list[Proposal]]:
    """The number of the check of a made-up return, its result, and what is proposed for it."""
    call("add_sample", children, 2026)
    check = int(call("validate", 2026, "E08000003", None, None)["check"])
    result = errors_of(check).result
    return check, result, propose(result).proposals


def is_plain(value: Any) -> bool:
    """Whether the worker can hand it over: see web/engine/worker.js."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return (
        value is None or isinstance(value, (str, int, bool)) or (isinstance(value, np.ndarray) and value.dtype == "i4")
    )


# --- proposals --------------------------------------------------------------------------------------------------------


def test_a_proposal_says_which_cell_where_it_stands_and_why() -> None:
    """The line is that of the file, in which a blank one stands above; of its rules those that the child breaks."""
    told = call("propose_fixes", checked(header=HEADER, episodes=EPISODES))
    at = [told["fixes"][each]["code"] for each in told["fix"]].index("home_postcode_mistyped")
    text = {name: told["texts"][told[name][at]] for name in ("file", "child", "column", "old", "new")}
    assert text == {"file": "episodes.csv", "child": "2", "column": "HOME_POST", "old": "BSI 5TR", "new": "BS1 5TR"}
    assert (told["tables"][told["table"][at]], told["row"][at], told["line"][at]) == ("Episodes", 1, 4)
    assert told["ruleLists"][told["rules"][at]] == ["392c"]
    assert (told["certain"][at], told["action"][at]) == (1, 0)
    assert told["texts"][told["because"][at]].startswith("The postcode as given does not exist")
    assert told["fixes"][told["fix"][at]]["text"].startswith("Where a home postcode does not exist")
    assert told["failed"] == []


def test_every_proposal_of_the_engine_is_told_and_none_besides() -> None:
    check, _, proposals = a_sample()
    told = call("propose_fixes", check)
    assert len({len(told[name]) for name in ("fix", "table", "row", "decision", "new", "rules")}) == 1
    for i, each in enumerate(proposals):
        decision = told["decision"][i]
        assert (told["texts"][told["old"][i]], told["texts"][told["new"][i]]) == (each.old, each.new)
        assert told["tables"][told["table"][i]] == (each.into or each.table)
        assert told["way"][decision] == each.way
        assert set(told["ruleLists"][told["rules"][i]]) <= set(each.rules)
    ways = [(told["question"][decision], told["way"][decision]) for decision in told["decision"]]
    assert len(set(ways)) == len({each.decision for each in proposals}) == len(told["way"])


def test_a_row_to_take_out_is_told_with_its_cells() -> None:
    told = call("propose_fixes", checked(header=HEADER, reviews=REVIEWS))
    [(place, cells)] = told["rows"].items()
    assert told["action"][int(place)] == 2
    assert cells == [["CHILD", "2"], ["DOB", "03/04/2014"], ["REVIEW", "01/06/2025"], ["REVIEW_CODE", "PN1"]]
    assert told["certain"][int(place)] == 1


@pytest.mark.parametrize("name", CALLS)
def test_what_is_answered_of_a_whole_return_can_be_handed_over(name: str) -> None:
    check, _, _ = a_sample(200)
    assert is_plain(call(name, check))


@pytest.mark.parametrize("name", CALLS)
def test_long_work_tells_how_far_it_is(name: str) -> None:
    check, _, _ = a_sample(30)
    steps = list(page.call(name, check))
    assert len(steps) > 10
    assert all(0 <= done <= total for done, total, _ in steps)


def test_one_that_breaks_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    check = checked(header=HEADER, episodes=EPISODES)
    whole = propose(errors_of(check).result).proposals
    monkeypatch.setattr(FIXES, "_by_code", dict(FIXES._by_code))
    FIXES.add(replace(FIXES.every()[0], code="broken", function=_breaks))
    told = call("propose_fixes", check)
    assert told["failed"] == ["broken"]
    assert len(told["fix"]) == len(whole)


def _breaks(header: Table) -> None:
    raise ZeroDivisionError


# --- what to change ---------------------------------------------------------------------------------------------------


def test_the_root_groups_are_those_of_the_engine_with_their_cells() -> None:
    check, result, proposals = a_sample()
    told = call("what_to_change", check)
    groups = trace(result, proposals)
    assert [each["sentence"] for each in told["groups"]] == [each.sentence for each in groups]
    for plain, group in zip(told["groups"], groups, strict=True):
        assert plain["clears"] == len(group.clears) == sum(count for _, count in plain["codes"])
        assert plain["row"].tolist() == list(group.rows)
        texts = result.ret.tables[group.table].column(group.column).as_given
        assert [told["texts"][each] for each in plain["text"]] == [texts[row] for row in group.rows]
        assert (plain["proposal"] >= 0).sum() == group.proposed
        for row, place in zip(group.rows, plain["proposal"], strict=True):
            if place >= 0:
                assert (proposals[place].table, proposals[place].row) == (group.table, row)


# --- what accepting comes to ------------------------------------------------------------------------------------------


def test_harm_is_foreseen_by_the_numbers_of_the_decisions() -> None:
    check, result, proposals = a_sample()
    told, harms = call("foresee_fixes", check), foresee(result, proposals)
    assert harms
    by_decision = {
        accepted_of(proposals, [number])[0].decision: tuple(codes)
        for number, codes in zip(told["decisions"], told["codes"], strict=True)
    }
    assert by_decision == harms


def test_applying_tells_what_the_rules_say_of_the_corrected_return() -> None:
    check, result, proposals = a_sample()
    way = call("propose_fixes", check)["way"]
    without_choice = [number for number in range(len(way)) if accepted_of(proposals, [number])[0].ways == 1]
    told = call("apply_fixes", check, without_choice)
    after = effect(result, [each for each in proposals if each.ways == 1])
    counts = {name: len(getattr(after, name)) for name in ("before", "after", "cleared", "new")}
    assert {name: told[name] for name in counts} == counts
    assert told["before"] == result.count
    for name, count in counts.items():
        assert sum(each[name] for each in told["rules"]) == count
    assert len(told["newErrors"]) == counts["new"]
    assert sum(told["actions"].values()) == len([each for each in proposals if each.ways == 1])
    assert errors_of(check).result is result, "the results in view are those of the files"


def test_a_new_error_says_where_it_stands() -> None:
    """Last year's date of birth taken for this year's makes it another than that of the review."""
    check = checked(
        header=HEADER, last_header=LAST_HEADER, reviews=REVIEWS.replace("PN1\n2,03/04/2014,01/06/2025,PN1", "PN1")
    )
    told, result = call("propose_fixes", check), errors_of(check).result
    proposals = propose(result).proposals
    [number] = [each for each, way in enumerate(told["way"]) if way == "this year"]
    chosen = [each for each in accepted_of(proposals, [number]) if each.table == "Header"]
    new = call("apply_fixes", check, [number])["newErrors"]
    assert [each.new for each in chosen] == ["13/04/2014"]
    assert len(new) == len(effect(result, accepted_of(proposals, [number])).new)
    assert all(each["child"] == "2" and each["line"] >= 2 for each in new)


def test_two_answers_to_one_question_are_refused() -> None:
    check = checked(header=HEADER, last_header=LAST_HEADER)
    way = call("propose_fixes", check)["way"]
    assert sorted(way) == ["last year", "this year"]
    with pytest.raises(ValueError, match="one at most can be accepted"):
        call("apply_fixes", check, [0, 1])


@pytest.mark.parametrize("name", [*CALLS, "apply_fixes"])
def test_nothing_is_answered_of_other_results(name: str) -> None:
    """A new check, and cleared files, throw away what was proposed."""
    check = checked(header=HEADER)
    further = ([],) if name == "apply_fixes" else ()
    call(name, check, *further)
    call("validate", 2026, "E08000003", None, None)
    with pytest.raises(LookupError, match="There are other results by now"):
        call(name, check, *further)
    call("clear")
    with pytest.raises(LookupError, match="There are other results by now"):
        call(name, check + 1, *further)
