"""Odd patterns in the sample: planted on request, at places that are known, and seen there by the checks."""

from __future__ import annotations

import hashlib

import pytest

from lac_validator import look, validate
from lac_validator.engine import CHECKS
from lac_validator.looking import Oddity
from lac_validator.sample import SampleReturn, generate
from lac_validator.sample.patterns import PLANTERS
from lac_validator.sample.patterns.planting import ways

OF_CHILDREN = (
    "P04",
    "P05",
    "P06",
    "P07",
    "P12",
    "P14",
    "P16",
    "P17",
    "P18",
    "P18.2",
    "P19",
    "P19.2",
    "P20",
    "P22",
    "P23",
    "P24",
    "P25",
)
OF_THE_COUNCIL = ("P13", "P15", "P01", "P02", "P03", "P21", "P22.2", "P23.2", "P10", "P09")
LIVES_OF_300 = "e1755c66c4e211c161aeaa78900d6401823daab4423ac6964c36f510f1033b5e"
"""Of the tables without errors; what errors are made, and that they are all there is, `test_sample.py` says."""


@pytest.fixture(scope="module")
def quiet() -> SampleReturn:
    return generate(1200, seed=11, patterns=())


def seen_in(sample: SampleReturn) -> list[Oddity]:
    return look(validate(sample.as_return(), rules=())).oddities


def test_without_patterns_the_sample_is_what_it_always_was() -> None:
    tables = hashlib.sha256()
    for name, content in sorted(generate(300, with_errors=False).files().items()):
        if name.endswith(".csv"):
            tables.update(name.encode() + content)
    assert tables.hexdigest() == LIVES_OF_300
    assert generate(300).planted == []


def test_every_check_has_a_pattern() -> None:
    assert PLANTERS.keys() == {each.code for each in CHECKS.every()}
    assert {*OF_CHILDREN, *OF_THE_COUNCIL} <= {way.removesuffix(".1") for way in ways()}


def test_in_a_quiet_return_nothing_is_odd(quiet: SampleReturn) -> None:
    assert [each.sentence for each in seen_in(quiet)] == []
    assert quiet.injected == quiet.planted == []


@pytest.mark.parametrize("patterns", [OF_CHILDREN, OF_THE_COUNCIL])
def test_what_is_planted_is_seen_where_it_was_planted(quiet: SampleReturn, patterns: tuple[str, ...]) -> None:
    sample = quiet.with_patterns(patterns, seed=3)
    oddities = seen_in(sample)
    assert {each.code for each in sample.planted} == {way.partition(".")[0] for way in patterns}
    missed = [
        planted
        for planted in sample.planted
        if not any(
            each.check.code == planted.code and each.table == planted.table and {*planted.rows} <= {*each.rows}
            for each in oddities
        )
    ]
    assert missed == []


def test_what_is_planted_says_whose_rows_they_are(quiet: SampleReturn) -> None:
    sample = quiet.with_patterns(["P04", "P18", "P24.2"], seed=3)
    for planted in sample.planted:
        of_rows = sample.this_year[planted.table]["CHILD"]
        assert {of_rows[row] for row in planted.rows} == {*planted.children}


def test_the_same_seed_plants_the_same(quiet: SampleReturn) -> None:
    assert quiet.with_patterns(["P04"], seed=3) == quiet.with_patterns(["P04"], seed=3)
    assert generate(60, seed=5, patterns=["P18"]) == generate(60, seed=5, patterns=["P18"])


@pytest.mark.parametrize("unknown", ["P99", "P04.2", "P04.0"])
def test_an_unknown_pattern_is_refused_in_a_sentence(quiet: SampleReturn, unknown: str) -> None:
    with pytest.raises(ValueError, match=r"No pattern P\d\d can be planted: those known are P01\.1, "):
        quiet.with_patterns([unknown], seed=3)


def test_a_pattern_without_room_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="There is no room for pattern P04: plant it first, or in a return of more"):
        generate(1, seed=1, patterns=["P04"])
