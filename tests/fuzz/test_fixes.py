"""No fix fails on any return, and whatever subset of the proposals is accepted changes what it names and no more.

The returns are those on which the rules are tried, and samples with the errors that people make.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lac_validator import Result, Return, apply, effect, propose, trace, validate
from lac_validator.engine import ADD, CERTAIN, CHANGE, FAILED, REMOVE, Proposal
from lac_validator.foreseeing import foresee
from lac_validator.proposing import Proposals
from lac_validator.sample import generate
from tests.fuzz.returns import EXAMPLES, TRIES, YEARS, TableRows, returns
from tests.kinds.examples import examples
from tests.texts import Texts, texts_of

OF_FIXES: list[TableRows] = [each.tables for each in examples("fixes")]

FEWER = settings(TRIES, max_examples=5) if EXAMPLES is None else TRIES
"""Each return is checked, traced and checked again many times, so that fewer do; tests.fuzz.test_kinds tries more."""

WORKED_OUT = ("PL_LA", "PL_LOCATION", "PL_DISTANCE", "UASC")


OF_HEADER = ("CHILD", "SEX", "DOB")


def following(ret: Return, new: dict[tuple[str, int, str], set[str]]) -> None:
    """In an XML the child's identifier, sex and date of birth stand once, so that all tables' cells follow Header's."""
    for (name, row, column), texts in list(new.items()):
        last = "_last" if name.endswith("_last") else ""
        if name != f"Header{last}" or column not in OF_HEADER or ret.form(last) != "xml":
            continue
        header = ret.tables[name]
        same = header.CHILD.as_given[row], header.column(column).as_given[row]
        for other, table in ret.tables.items():
            if other != "Providers" and other.endswith("_last") == bool(last) and column in table.column_names:
                held = zip(table.CHILD.as_given, table.column(column).as_given, strict=True)
                for place, each in enumerate(held):
                    if each == same and other != name:
                        new.setdefault((other, place, column), {each[1]}).update(texts)


def check_only_what_was_named(ret: Return, before: Texts, after: Texts, accepted: list[Proposal]) -> None:
    """Each cell of the new return is as it was, or as an accepted proposal says; so is the number of rows."""
    removed = {(each.table, each.row) for each in accepted if each.action == REMOVE}
    new: dict[tuple[str, int, str], set[str]] = {}
    for each in accepted:
        if each.action == CHANGE:
            new.setdefault((each.table, each.row, each.column), set()).add(each.new)
    following(ret, new)
    for name, columns in before.items():
        added = [each.cells for each in accepted if each.action == ADD and each.into == name]
        for column, values in columns.items():
            kept = [(row, text) for row, text in enumerate(values) if (name, row) not in removed]
            now = after[name][column]
            assert len(kept) <= len(now) <= len(kept) + len(added)
            if column in WORKED_OUT:
                continue
            for (row, text), is_now in zip(kept, now, strict=False):
                assert is_now in new.get((name, row, column), {text})
            assert all(text in {cells.get(column, "") for cells in added} for text in now[len(kept) :])


def check(result: Result, accepted: list[Proposal]) -> None:
    """Only what was named changes, in the new return only, and changing it back gives what was read."""
    before = texts_of(result.ret)
    after = apply(result.ret, accepted)
    check_only_what_was_named(result.ret, before, texts_of(after), accepted)
    assert texts_of(result.ret) == before
    assert texts_of(apply(result.ret, [])) == before
    changes = list({(each.table, each.row, each.column): each for each in accepted if each.action == CHANGE}.values())
    if result.ret.file_format == "xml":  # what followed Header could have been as it is now before: see ``following``
        changes = [each for each in changes if each.column not in OF_HEADER]
    back = [replace(each, old=each.new, new=each.old) for each in changes]
    assert texts_of(apply(apply(result.ret, changes), back)) == before


@pytest.mark.parametrize("year", YEARS)
@FEWER
@given(data=st.data())
def test_fixes_hold_on_any_return(year: int, data: st.DataObject) -> None:
    result = validate(data.draw(returns(year, OF_FIXES)).make_return())
    proposals = propose(result)
    assert {each.definition.code: each.reason for each in proposals.attempts if each.status == FAILED} == {}
    trace(result, proposals.proposals)
    accepted = [each for each in proposals.proposals if data.draw(st.booleans())]
    check(result, accepted)
    foresee(result, proposals.proposals)
    certain = [each for each in proposals.proposals if each.kind == CERTAIN]
    effect(result, certain)


@cache
def sampled(year: int) -> tuple[Result, Proposals]:
    result = validate(generate(60, seed=7, year=year).as_return())
    return result, propose(result)


@pytest.mark.parametrize("year", YEARS)
@FEWER
@given(data=st.data())
def test_any_subset_of_a_samples_proposals_can_be_accepted(year: int, data: st.DataObject) -> None:
    result, proposals = sampled(year)
    chosen = data.draw(st.sets(st.integers(0, len(proposals.proposals) - 1)))
    check(result, [proposals.proposals[each] for each in sorted(chosen)])


@pytest.mark.parametrize("year", YEARS)
def test_what_is_certain_makes_no_new_error(year: int) -> None:
    result, proposals = sampled(year)
    certain = [each for each in proposals.proposals if each.kind == CERTAIN]
    assert certain
    told = effect(result, certain)
    assert not told.new
    assert len(told.cleared) >= len(certain) / 3
