"""Every example of a fix, a check or a measure: exactly what it says comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from lac_validator import look, measure, propose
from lac_validator.dataset import Table
from lac_validator.engine import (
    ADD,
    CHANGE,
    CHECKS,
    FIXES,
    MEASURES,
    RAN,
    REMOVE,
    SKIPPED,
    Attempt,
    Proposal,
    Registry,
)
from lac_validator.measuring import Figure, places_of
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
    if "skipped" in example.expected:
        assert [(each.status, each.reason) for each in seen.attempts] == [(SKIPPED, example.expected["skipped"])]
        return
    _ran(seen.attempts)
    assert sorted((each.table, row) for each in seen.oddities for row in each.rows) == sorted(example.marked("flag"))
    assert [each.sentence for each in seen.oddities] == example.expected["sentences"]
    if "severities" in example.expected:
        assert [each.severity for each in seen.oddities] == example.expected["severities"]


@pytest.mark.parametrize("example", examples("measures"), ids=str)
def test_measure(example: Example) -> None:
    told = measure(example.result(), [example.code])
    _ran(told.attempts)
    (figure,) = told.figures
    counted = figure.counted
    found = {
        "counted": sorted(figure.places),
        "of": _places(figure, counted.of),
        "not_used": sorted({place for each in counted.not_used for place in _places(figure, each.rows)}),
    }
    marked = {heading: sorted(example.marked(heading)) for heading in found if example.has(heading)}
    assert {heading: found[heading] for heading in marked} == marked
    if "counted" in marked:
        assert figure.numerator == len(marked["counted"])
    if "of" in marked:
        assert figure.denominator == len(marked["of"])
    expected = {
        name: example.expected[name] for name in ("numerator", "value", "low", "high") if name in example.expected
    }
    assert {name: _rounded(getattr(figure, name)) for name in expected} == expected
    parts = {f"{part.series} {part.name}".strip(): _rounded(part.value) for part in figure.parts}
    wanted = example.expected.get("parts", {})
    assert {name: parts.get(name, 0) for name in wanted} == wanted


def _places(figure: Figure, rows: Table | None) -> list[tuple[str, int]]:
    return [] if rows is None else sorted(places_of(rows, figure.ret))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
