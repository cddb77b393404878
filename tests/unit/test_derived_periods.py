"""Periods of care: where one ends and the next begins."""

from __future__ import annotations

import pytest

from lac_validator import Return
from lac_validator.derived.periods import periods_of_care

Episode = tuple[str, str, str]


def return_with(episodes: list[Episode], **missing: list[str]) -> Return:
    columns = {name: [episode[place] for episode in episodes] for place, name in enumerate(("CHILD", "DECOM", "DEC"))}
    return Return.from_columns({"Episodes": columns, "Missing": missing}, year=2026)


@pytest.mark.parametrize(
    ("episodes", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([("1", "01/05/2025", "")], [(0, 0)], id="open"),
        pytest.param([("1", "01/05/2025", "02/06/2025"), ("1", "02/06/2025", "")], [(0, 1)], id="same day"),
        pytest.param([("1", "01/05/2025", "02/06/2025"), ("1", "03/06/2025", "")], [(0, 0), (1, 1)], id="next day"),
        pytest.param([("1", "01/05/2025", "soon"), ("1", "01/09/2025", "")], [(0, 1)], id="end unreadable"),
        pytest.param([("1", "03/06/2025", ""), ("1", "01/05/2025", "02/06/2025")], [(1, 1), (0, 0)], id="not in order"),
        pytest.param([("1", "01/05/2025", "01/12/2025"), ("1", "02/05/2025", "")], [(0, 1)], id="overlap"),
        pytest.param([("1", "01/05/2025", "02/05/2025"), ("2", "02/05/2025", "")], [(0, 0), (1, 1)], id="two children"),
        pytest.param([("1", "", "02/05/2025"), ("", "01/05/2025", "")], [], id="undated and nobody's"),
        pytest.param(
            [("1", "01/05/2025", "09/05/2025"), ("1", "01/05/2025", "05/05/2025"), ("1", "07/05/2025", "")],
            [(0, 1), (2, 2)],
            id="equal dates go by the file",
        ),
    ],
)
def test_first_and_last_episode_of_each_period(episodes: list[Episode], expected: list[tuple[int, int]]) -> None:
    periods = periods_of_care(return_with(episodes).tables["Episodes"])
    assert list(zip(periods.first.rows.tolist(), periods.last.rows.tolist(), strict=True)) == expected


def test_beside_pairs_a_row_with_every_period_of_its_child() -> None:
    episodes = [
        ("1", "03/06/2025", "04/06/2025"),
        ("2", "01/05/2025", ""),
        (" 1", "01/05/2025", "02/06/2025"),
        ("1", "04/06/2025", ""),
        ("", "01/05/2025", ""),
    ]
    ret = return_with(episodes, CHILD=["2", "1", "", "3"])
    row, first, last = periods_of_care(ret.tables["Episodes"]).beside(ret.tables["Missing"])
    pairs = zip(row.rows.tolist(), first.rows.tolist(), last.rows.tolist(), strict=True)
    assert list(pairs) == [(0, 1, 1), (1, 2, 2), (1, 0, 3)]


def test_no_room_for_what_ends_outside_or_is_open_where_the_period_is_not() -> None:
    closed, open_ = ("1", "01/05/2025", "02/06/2025"), ("2", "01/05/2025", "")
    absences = [
        ("1", "10/05/2025", "02/06/2025", True),  # ends on the last day
        ("1", "10/05/2025", "03/06/2025", False),
        ("1", "01/04/2025", "01/05/2025", True),  # where it starts does not matter once it has ended
        ("1", "01/04/2025", "30/04/2025", False),
        ("1", "10/05/2025", "", False),  # goes on after the period
        ("1", "10/05/2025", "soon", False),
        ("2", "01/05/2025", "", True),
        ("2", "30/04/2025", "", False),
        ("2", "30/04/2025", "01/01/2026", True),
        ("1", "soon", "03/06/2025", True),  # nothing is said of what has no start
        ("3", "10/05/2025", "", True),  # nor of children without a period
    ]
    children, starts, ends, fits = (list(column) for column in zip(*absences, strict=True))
    ret = return_with([closed, open_], CHILD=children, MIS_START=starts, MIS_END=ends)
    found = periods_of_care(ret.tables["Episodes"]).without_room_for(ret.tables["Missing"], "MIS_START", "MIS_END")
    assert found.rows.tolist() == [row for row, fit in enumerate(fits) if not fit]
