"""Figures broken down, filtered, doubted, followed over time; and what they are set beside."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import holidays
import numpy as np
import pytest

from lac_validator import Result, Return, measure, schema, validate
from lac_validator.engine import DIMENSIONS, MEASURES
from lac_validator.measures.placements import lasting
from lac_validator.measuring import Figure
from lac_validator.reference import bank_holidays
from lac_validator.reference.england import england
from lac_validator.sample import generate
from lac_validator.trend import month_ends, over_the_year, return_of_last_year

HEADER = {
    "CHILD": ["1", "2", "3", "4"],
    "SEX": ["M", "F", "2", ""],
    "DOB": ["01/04/2010", "31/03/2010", "01/01/2025", "nonsense"],
}
EPISODES = {
    "CHILD": ["1", "2", "3", "4", "1"],
    "DECOM": ["01/05/2024", "01/05/2024", "30/06/2025", "01/01/2026", "1/1"],
    "RNE": ["S"] * 5,
    "LS": ["C2", "C2", "V2", "", "C2"],
    "PLACE": ["U6", "K2", "P1", "U1", "U1"],
    "PL_LOCATION": ["OUT", "IN", "IN", "", ""],
}


def a_result(rules: list[str] | tuple[()] = (), **episodes: list[str]) -> Result:
    ret = Return.from_columns(
        {"Header": HEADER, "Episodes": {**EPISODES, **episodes}}, year=2026, authority="E08000003"
    )
    return validate(ret, rules=rules)


def lines(figure: Figure, dimension: str) -> list[tuple[str, int | None, int | None]]:
    (breakdown,) = (each for each in figure.by if each.dimension.code == dimension)
    return [(line.name, line.numerator, line.denominator) for line in breakdown.lines]


def test_a_figure_is_broken_down_by_its_dimensions() -> None:
    (figure,) = measure(a_result(), ["outside"]).figures
    assert lines(figure, "age band") == [
        ("<1", 0, 0 + 1),
        ("10-15", 1, 1),
        ("16+", 0, 1),
        ("not known", 0, 1),
    ] or lines(figure, "age band") == [("1-4", 0, 1), ("10-15", 1, 1), ("16+", 0, 1), ("not known", 0, 1)]


def test_a_filter_leaves_the_groups_that_are_wanted() -> None:
    (figure,) = measure(a_result(), ["outside"], where={"sex": ["F"]}).figures
    assert (figure.numerator, figure.denominator, figure.children_among) == (0, 2, ["2", "3"])
    assert lines(figure, "placement") == [("homes", 0, 1), ("parents", 0, 1)]


def test_a_figure_in_parts_is_broken_down_part_by_part() -> None:
    (figure,) = measure(a_result(), ["placement_mix"], by=["location"]).figures
    inside = figure.by[0].lines[0]
    assert (inside.name, inside.denominator) == ("inside", 2)
    assert [(part.name, part.numerator, part.value) for part in inside.parts] == [
        ("homes", 1, 0.5),
        ("parents", 1, 0.5),
    ]


def test_teams_and_workers_come_from_the_allocation_list() -> None:
    allocation = {"1": {"worker": "Ann", "team": "North"}, " 2": {"worker": "Bo", "team": "North"}, "3": {"worker": ""}}
    (figure,) = measure(a_result(), ["outside"], by=["team", "social worker"], allocation=allocation).figures
    assert lines(figure, "team") == [("North", 1, 2), ("not known", 0, 2)]
    assert lines(figure, "social worker") == [("Ann", 1, 1), ("Bo", 0, 1), ("not known", 0, 2)]


def test_what_a_figure_cannot_be_broken_down_by_is_said() -> None:
    (figure,) = measure(a_result(), ["outside"], by=["team", "social worker", "reason"]).figures
    assert figure.not_broken_down["team"] == "the allocation list not given"
    assert figure.not_broken_down["social worker"] == "neither the allocation list nor SWEpisodes given"


def test_what_there_is_not_to_break_down_by_is_said() -> None:
    with pytest.raises(ValueError, match="There is no dimension shoe size: there are age band, "):
        measure(a_result(), by=["shoe size"])


def test_a_figure_says_how_many_of_its_children_have_an_error_in_what_it_reads() -> None:
    """142: an episode is still open, and another began after it."""
    episodes = {"DECOM": ["01/05/2024", "01/05/2024", "30/06/2025", "01/01/2026", "01/02/2025"], "LS": ["C2"] * 5}
    result = a_result(rules=["101", "142"], **episodes)
    assert {finding.rule.code for finding in result.findings} == {"101", "142"}
    (figure,) = measure(result, ["looked_after"], by=False).figures
    assert (figure.doubt.children, figure.doubt.among, figure.doubt.rules) == (1, 4, {"142": 1})
    assert figure.doubt.sentence == "1 of these children has an error in a date used here."


def test_an_error_in_what_a_figure_does_not_read_is_none_of_its_own() -> None:
    (figure,) = measure(a_result(rules=["101"]), ["looked_after"], by=False).figures
    assert (figure.doubt.children, figure.doubt.sentence) == (0, "")


def test_figures_are_followed_over_the_months() -> None:
    told = over_the_year(a_result(), ["looked_after", "started"])
    assert list(told)[:3] == [datetime.date(2025, 4, 30), datetime.date(2025, 5, 31), datetime.date(2025, 6, 30)]
    numbers = {day: [figure.numerator for figure in those.figures] for day, those in told.items()}
    assert numbers[datetime.date(2025, 5, 31)] == [2, 0]
    assert numbers[datetime.date(2025, 6, 30)] == [3, 1]
    assert numbers[datetime.date(2026, 3, 31)] == [4, 2]


def test_the_months_end_on_the_as_at_day() -> None:
    ret = a_result().ret
    assert month_ends(ret.year, datetime.date(2025, 5, 10)) == [datetime.date(2025, 4, 30), datetime.date(2025, 5, 10)]
    assert len(month_ends(ret.year, ret.year.end)) == 12


def test_last_years_return_is_measured_by_itself() -> None:
    made = generate(60, with_errors=False)
    ret = made.as_return()
    before = return_of_last_year(ret)
    assert before is not None
    alone = Return.from_columns(made.last_year, year=2025, authority=ret.authority)
    figures = [measure(validate(each, rules=()), ["looked_after", "outside"]).figures for each in (before, alone)]
    assert [each.value for each in figures[0]] == [each.value for each in figures[1]]
    assert return_of_last_year(before) is None


def test_rows_of_last_years_return_are_told_as_such() -> None:
    ret = Return.from_columns(
        {"Episodes": {"CHILD": ["1"], "DECOM": ["01/05/2025"], "RNE": ["S"]}},
        {"Episodes": {"CHILD": ["9", "1"], "DECOM": ["01/05/2024"] * 2, "DEC": ["01/06/2024"] * 2, "REC": ["E4A"] * 2}},
        year=2026,
    )
    (figure,) = measure(validate(ret, rules=()), ["re_entry"]).figures
    assert (figure.places, figure.children) == ([("Episodes_last", 1)], ["1"])
    assert sorted(figure.children_among) == ["1", "9"]


# --- the registry, and what figures are set beside ------------------------------------------------------------------


def test_every_measure_is_broken_down_by_dimensions_that_are_there() -> None:
    known = {each.code for each in DIMENSIONS.every()}
    assert {name for each in MEASURES.every() for name in each.by} <= known


def test_every_measure_reads_columns_that_are_there() -> None:
    columns = {column for table in schema.tables().values() for column in table.columns}
    for each in MEASURES.every():
        assert each.reads and set(each.reads) <= columns, each.code


def test_every_dimension_says_what_it_is() -> None:
    assert all(each.text.endswith(".") for each in DIMENSIONS.every())


def test_the_parts_of_england_are_those_of_the_measure() -> None:
    result = validate(generate(400).as_return(), rules=())
    for figure in measure(result, by=False).figures:
        own = {part.name for part in figure.parts}
        assert set(figure.england.parts if figure.england else ()) <= own, figure.measure.code
        if figure.england and figure.counted.in_parts and len({part.denominator for part in figure.parts}) == 1:
            assert sum(figure.england.parts.values()) <= 1.005, figure.measure.code
    assert england("looked_after") is not None
    assert england("reviews_on_time") is None


def test_the_bank_holidays_are_those_of_the_library() -> None:
    held = json.loads((Path(bank_holidays.__file__).parent / "bank_holidays.json").read_text("utf-8"))
    years = range(int(held[0][:4]), int(held[-1][:4]) + 1)
    assert held == sorted(day.isoformat() for day in holidays.country_holidays("GB", subdiv="ENG", years=years))
    assert {2022, 2028} <= set(years)


def test_how_long_placements_last_as_kaplan_and_meier_have_it() -> None:
    # Seen at age, last seen at age, ended: of three at risk one ends at 10; of two one at 20; one is open at 30.
    times = np.array([[0, 10, 1], [0, 20, 1], [0, 30, 0]], float)
    assert [round(lasting(times, days), 3) for days in (9, 10, 20, 99)] == [1, 0.667, 0.333, 0.333]
    # One first seen at age 15 is not at risk at 10.
    later = np.vstack([times, [15, 25, 0]])
    assert [round(lasting(later, days), 3) for days in (10, 20)] == [0.667, 0.444]
