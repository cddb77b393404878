"""Every example of a fix, a check or a measure: exactly what it says comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from lac_validator import look, measure, propose
from lac_validator.dataset import Table
from lac_validator.engine import ADD, CHANGE, CHECKS, FIXES, MEASURES, RAN, REMOVE, Attempt, Proposal, Registry
from tests.kinds.examples import Example, examples

KINDS = [("fixes", FIXES), ("plausibility", CHECKS), ("measures", MEASURES)]


@pytest.mark.parametrize(("kind", "registry"), KINDS)
def test_every_definition_has_examples(kind: str, registry: Registry[Any]) -> None:
    assert {definition.code for definition in registry.every()} == {example.code for example in examples(kind)}


@pytest.mark.parametrize(("kind", "registry"), KINDS)
def test_every_definition_says_what_it_is(kind: str, registry: Registry[Any]) -> None:
    for definition in registry.every():
        assert len(definition.text) > 40, definition.code
        assert definition.text.endswith("."), definition.code


def _ran(attempts: Sequence[Attempt[Any]]) -> None:
    assert [(each.status, each.reason) for each in attempts] == [(RAN, "")] * len(attempts)


BECOMES = "becomes"
BLANK = "(blank)"


def _expected_cells(example: Example) -> set[tuple[str, int, str, str]]:
    """What the example says that cells become: under `becomes` in the column that it names, or `COLUMN becomes`."""
    return {
        (table, place, heading.removesuffix(BECOMES).strip() or example.expected["column"], _text(becomes))
        for table, rows in example.tables.items()
        for place, row in enumerate(rows)
        for heading, becomes in row.items()
        if heading.endswith(BECOMES) and becomes
    }


def _text(written: str) -> str:
    return "" if written == BLANK else written


@pytest.mark.parametrize("example", examples("fixes"), ids=str)
def test_fix(example: Example) -> None:
    proposed = propose(example.result(), [example.code])
    _ran(proposed.attempts)
    by_action = {
        action: [each for each in proposed.proposals if each.action == action] for action in (CHANGE, ADD, REMOVE)
    }
    assert {(each.table, each.row, each.column, each.new) for each in by_action[CHANGE]} == _expected_cells(example)
    assert sorted((each.table, each.row) for each in by_action[REMOVE]) == sorted(example.marked("goes"))
    expected = [(table, row) for table, block in example.comes.items() for row in block]
    assert len(by_action[ADD]) == len(expected)
    for each, (table, row) in zip(by_action[ADD], expected, strict=True):
        assert (each.into, {name: each.cells[name] for name in row}) == (table, row)
    assert {each.ways for each in proposed.proposals} <= {example.expected.get("ways", 1)}
    for each in proposed.proposals:
        _says_why(each)
        if each.action == CHANGE:
            assert each.old == example.tables[each.table][each.row][each.column]


def _says_why(proposal: Proposal) -> None:
    """A sentence, in which nothing from a file is quoted: it may be told to others."""
    assert proposal.because.endswith("."), proposal.because
    assert len(proposal.because) > 20, proposal.because
    for text in (proposal.child, proposal.old, proposal.new):
        assert len(text) < 4 or text not in proposal.because


@pytest.mark.parametrize("example", examples("plausibility"), ids=str)
def test_check(example: Example) -> None:
    seen = look(example.result(), [example.code])
    _ran(seen.attempts)
    assert sorted((each.table, row) for each in seen.oddities for row in each.rows) == sorted(example.marked("flag"))
    assert [each.sentence for each in seen.oddities] == example.expected["sentences"]


@pytest.mark.parametrize("example", examples("measures"), ids=str)
def test_measure(example: Example) -> None:
    told = measure(example.result(), [example.code])
    _ran(told.attempts)
    (figure,) = told.figures
    assert _places(figure.counted.rows) == example.marked("counted")
    assert figure.numerator == len(example.marked("counted"))
    if example.has("of"):
        assert figure.counted.of is not None
        assert _places(figure.counted.of) == example.marked("of")
    not_used = [place for each in figure.counted.not_used for place in _places(each.rows)]
    assert sorted(not_used) == example.marked("not_used")


def _places(rows: Table) -> list[tuple[str, int]]:
    return sorted((rows.name, row) for row in rows.rows.tolist())
