"""Dates with unknown parts, as rule 632 reads them: at the latest day that they can mean."""

from __future__ import annotations

import datetime

import pytest

from lac_validator.derived.partial_dates import latest_day, read_partial_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/4/2022", (2022, 4, 5)),
        ("ZZ/04/2022", (2022, 4, 30)),
        ("ZZ/2/2023", (2023, 2, 28)),
        ("ZZ/02/2024", (2024, 2, 29)),
        ("05/ZZ/2020", (2020, 12, 5)),
        ("ZZ/ZZ/2022", (2022, 12, 31)),
        ("29/02/ZZZZ", (2000, 2, 29)),
        ("ZZ/ZZ/ZZZZ", (2000, 12, 31)),
    ],
)
def test_unknown_parts_are_taken_at_their_latest(text: str, day: tuple[int, int, int]) -> None:
    assert latest_day(text) == datetime.date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ZZ/2018",
        "1/ZZ/04/2022",
        "ZZ/13/2018",
        "32/ZZ/2018",
        "30/02/ZZZZ",
        "31/04/2019",
        "ZZZZ/04/2018",
        "01/ZZZZ/2018",
        "ZZ/ZZ/ZZ",
        "ZZ/04/19",
        "Z/04/2019",
        "ZZ/04/0225",
    ],
)
def test_impossible_dates_are_not_read(text: str) -> None:
    assert latest_day(text) is None


def test_unknown_parts_are_filled_in_as_asked() -> None:
    assert read_partial_date("31/ZZ/2024", days=("01",), month="01") == datetime.date(2024, 1, 31)
    assert read_partial_date("ZZ/06/2024", days=("01",), month="01") == datetime.date(2024, 6, 1)
