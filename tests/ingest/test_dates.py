"""Dates that Excel rewrote: reported, never quietly accepted, and read as what they are when the user asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from lac_validator.ingest import NOTE, WARNING
from tests.ingest.forms import EPISODES, HEADER, read, read_one, sentences

FIXTURES = Path(__file__).parent / "fixtures"


def reviews(*days: str) -> str:
    return "CHILD,DOB,REVIEW,REVIEW_CODE\n" + "".join(f"A{n},01/02/2012,{day},PN1\n" for n, day in enumerate(days))


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("2025-05-31", "with the year first"),
        ("2025-05-31 00:00:00", "with the year first"),
        ("2025-05-31T00:00:00.000", "with the year first"),
        ("20250531", "with the year first"),
        ("31/05/25", "with a two-digit year"),
        ("31/5/2025", "without leading noughts"),
        ("45808", "as Excel's number of the day"),
        ("45808.0", "as Excel's number of the day"),
        ("31-May-25", "with the month's name"),
        ("31 May 2025", "with the month's name"),
        ("31.05.2025", "with other signs"),
        ("31/05/2025 00:00", "with a time"),
        (" 31/05/2025", "with blanks around it"),
        ("31/05/2025\N{NO-BREAK SPACE}", "with blanks around it"),
    ],
)
def test_a_rewritten_date_is_reported_and_read_on_request(text: str, how: str) -> None:
    intake = read(("reviews.csv", reviews("01/06/2025", text, text)))
    (part,) = intake.parts
    assert part.rewritten() == {"dates": {"REVIEW": 2}}
    assert f"reviews.csv: 2 cells in REVIEW (first in line 3) hold a date as Excel rewrites it, {how}" in sentences(
        part, WARNING
    )
    assert part.columns["REVIEW"][1] == text

    intake.reread(part.id)
    assert list(part.columns["REVIEW"]) == ["01/06/2025", "31/05/2025", "31/05/2025"]
    assert part.rewritten() == {}
    assert "reviews.csv: 2 cells in REVIEW were read as the dates they plainly are, as you asked." in sentences(
        part, NOTE
    )
    assert sentences(part, WARNING) == ""


def test_two_digit_years_are_of_this_century_until_29_as_excel_has_it() -> None:
    intake = read(("r.csv", reviews("01/05/29", "01/05/30")))
    intake.reread()
    assert list(intake.parts[0].columns["REVIEW"]) == ["01/05/2029", "01/05/1930"]


def test_where_the_month_comes_first_only_what_is_plain_is_read() -> None:
    intake = read(("r.csv", reviews("05/25/25", "06/07/25", "07/07/25", "01/06/2025")))
    (part,) = intake.parts
    assert part.rewritten() == {"dates": {"REVIEW": 2}}
    assert "1 cell in REVIEW (first in line 3) holds a date that can be day/month or month/day" in sentences(
        part, WARNING
    )
    intake.reread()
    assert list(part.columns["REVIEW"]) == ["25/05/2025", "06/07/25", "07/07/2025", "01/06/2025"]
    assert "1 cell in REVIEW (first in line 3) holds a date that can be day/month or month/day" in sentences(
        part, WARNING
    )


def test_american_dates_as_written_by_libreoffice() -> None:
    intake = read(("e.csv", (FIXTURES / "american_semicolons.csv").read_bytes()))
    (part,) = intake.parts
    intake.reread()
    assert list(part.columns["DECOM"]) == ["02/12/24", "15/09/2025", "05/03/25"]
    assert list(part.columns["DEC"]) == ["15/09/2025", "", "20/11/2025"]


@pytest.mark.parametrize(
    "text",
    [
        *("31/02/2025", "soon", "2025-13-01", "99999", "1/5", "0", "05/2025", "x" * 5000),
        *("01/01/0215", "1/1/0215", "0215-01-01", "21/09/1677", "12/04/2262", "31/12/9999"),  # no rule reads these
    ],
)
def test_what_is_no_date_is_reported_and_stays(text: str) -> None:
    intake = read(("r.csv", reviews("01/06/2025", text)))
    assert "r.csv: 1 date in REVIEW is not a real date (first: line 3). It counts as an error until corrected." in (
        sentences(intake, WARNING)
    )
    intake.reread()
    assert intake.parts[0].columns["REVIEW"][1] == text[:1000]
    assert intake.parts[0].rewritten() == {}


def test_columns_with_the_same_fault_are_in_one_sentence() -> None:
    text = EPISODES.replace("12/02/2024", "31/02/2024").replace("15/09/2025", "soon")
    assert sentences(read(("e.csv", text)), WARNING) == (
        "e.csv: 3 dates are not real dates: 2 in DECOM (first: line 2) and 1 in DEC (first: line 2). They count as "
        "errors until corrected."
    )
    iso = EPISODES.replace("15/09/2025", "2025-09-15")
    assert "e.csv: 2 cells (first in line 2: 1 in DECOM and 1 in DEC) hold a date as Excel rewrites it" in sentences(
        read(("e.csv", iso)), WARNING
    )


def test_parts_of_a_date_may_be_unknown_in_previous_permanence() -> None:
    part = read_one(
        "p.csv", "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\nA,01/01/2010,P1,,zz/05/2020\nB,01/01/2010,P1,,zz/zz/zzzz\n"
    )
    assert part.problems == []


def test_all_parts_at_once_and_in_the_report() -> None:
    iso = EPISODES.replace("15/09/2025", "2025-09-15")
    intake = read(("episodes.csv", iso), ("header.csv", HEADER), ("reviews.csv", reviews("2025-06-01")))
    intake.reread()
    ret = intake.make_return(2026)
    assert ret.tables["Episodes"].DEC.readable.tolist() == [True, False, True]
    said = [problem.sentence for problem in ret.problems]
    assert any(sentence.startswith("episodes.csv: 2 cells in DECOM and DEC were read") for sentence in said)
    assert any(
        sentence.startswith("reviews.csv: 1 cell in REVIEW was read as the date it plainly is") for sentence in said
    )


def test_the_year_is_found_also_from_rewritten_dates() -> None:
    year = read(("r.csv", reviews("2025-06-01", "2025-07-01"))).infer_year()
    assert year is not None and year.year == 2026


def test_calling_it_something_else_forgets_what_was_read_anew() -> None:
    intake = read(("r.csv", reviews("2025-06-01")))
    (part,) = intake.parts
    intake.reread()
    intake.assign(part.id, table="Missing", period="this year")
    intake.assign(part.id, table="Reviews", period="this year")
    assert part.rewritten() == {"dates": {"REVIEW": 1}}
