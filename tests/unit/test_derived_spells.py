"""Spells under one legal status: which episodes belong together, and how long they lasted."""

from __future__ import annotations

import datetime

import pytest

from lac_validator import Return
from lac_validator.derived.spells import Spells, joined_spells, unbroken_spells

YEAR_END = datetime.date(2026, 3, 31)

Episode = tuple[str, str, str]
"""Legal status, DECOM, DEC."""


def days(spells: Spells) -> dict[int, int]:
    """The length of the spell of each episode, by the episode's place in the file."""
    return dict(zip(spells.episodes.rows.tolist(), spells.days.tolist(), strict=True))


def of_one_child(*episodes: Episode) -> Return:
    columns = {name: [episode[place] for episode in episodes] for place, name in enumerate(("LS", "DECOM", "DEC"))}
    return Return.from_columns({"Episodes": {"CHILD": ["1"] * len(episodes), **columns}}, year=2026)


@pytest.mark.parametrize(
    ("episodes", "unbroken", "joined"),
    [
        pytest.param([], {}, {}, id="none"),
        pytest.param([("C2", "01/05/2025", "")], {}, {}, id="another legal status"),
        pytest.param([("L1", "30/03/2026", "")], {0: 1}, {0: 1}, id="open"),
        pytest.param([("L1", "30/03/2026", "soon")], {0: 1}, {0: 0}, id="end unreadable"),
        pytest.param([("L1", "soon", "01/05/2025")], {}, {}, id="undated"),
        pytest.param([("l1", "02/05/2025", "01/05/2025")], {0: -1}, {0: -1}, id="ends before it starts"),
        pytest.param(
            [("L1", "03/05/2025", "05/05/2025"), ("L1", "01/05/2025", "03/05/2025")],
            {0: 4, 1: 4},
            {0: 4, 1: 4},
            id="from day to day, not in order",
        ),
        pytest.param(
            [("L1", "01/05/2025", "03/05/2025"), ("L1", "04/05/2025", "09/05/2025")],
            {0: 2, 1: 5},
            {0: 2, 1: 5},
            id="gap",
        ),
        pytest.param(
            [("L1", "01/05/2025", "03/05/2025"), ("L1", "02/05/2025", "09/05/2025")],
            {0: 2, 1: 7},
            {0: 9, 1: 9},
            id="overlap",
        ),
        pytest.param(
            [("L1", "01/05/2025", "03/05/2025"), ("C2", "02/05/2025", ""), ("L1", "03/05/2025", "04/05/2025")],
            {0: 2, 2: 1},
            {0: 3, 2: 3},
            id="another legal status between",
        ),
        pytest.param(
            [("L1", "01/05/2025", "soon"), ("L1", "02/05/2025", "09/05/2025")],
            {0: 334, 1: 7},
            {0: 7, 1: 7},
            id="end of the first unreadable",
        ),
    ],
)
def test_spells_and_their_length(episodes: list[Episode], unbroken: dict[int, int], joined: dict[int, int]) -> None:
    ret = of_one_child(*episodes)
    assert days(unbroken_spells(ret.tables["Episodes"], "L1", YEAR_END)) == unbroken
    assert days(joined_spells(ret.tables["Episodes"], "L1", YEAR_END)) == joined


def test_a_spell_is_of_one_child() -> None:
    columns = {
        "CHILD": ["1", "2", "", ""],
        "LS": ["L1"] * 4,
        "DECOM": ["01/05/2025", "03/05/2025", "01/05/2025", "03/05/2025"],
        "DEC": ["03/05/2025", "06/05/2025", "03/05/2025", "06/05/2025"],
    }
    ret = Return.from_columns({"Episodes": columns}, year=2026)
    for spells in (unbroken_spells, joined_spells):
        assert days(spells(ret.tables["Episodes"], "L1", YEAR_END)) == {0: 2, 1: 3}
