"""Warnings before validating."""

from __future__ import annotations

import pytest

from lac_validator.collection import CollectionYear
from lac_validator.ingest import LAST_YEAR, THIS_YEAR, WARNING, Intake, Problem
from lac_validator.sample import SampleReturn, generate
from tests.ingest.forms import as_csv, read

MANCHESTER = "E08000003"


@pytest.fixture(scope="module")
def sample() -> SampleReturn:
    return generate(80, seed=1, year=2026)


@pytest.fixture
def intake(sample: SampleReturn) -> Intake:
    years = {"this": sample.this_year, "last": sample.last_year}
    return read(
        *((f"{year}/{name}.csv", as_csv(rows)) for year, tables in years.items() for name, rows in tables.items())
    )


def said(problems: list[Problem]) -> str:
    return "\n".join(problem.sentence for problem in problems if problem.severity == WARNING)


def checks(intake: Intake, year: int = 2026, authority: str | None = MANCHESTER) -> str:
    return said(intake.checks(CollectionYear(year), authority))


def part_of(intake: Intake, file: str):  # type: ignore[no-untyped-def]
    return next(part for part in intake.parts if part.file == file)


def pseudonymised(rows, prefix: str = "P"):  # type: ignore[no-untyped-def]
    return {**rows, "CHILD": [prefix + child[::-1] for child in rows["CHILD"]]}


def test_a_proper_return_has_none(intake: Intake) -> None:
    assert checks(intake) == ""


def test_dates_mostly_outside_of_the_chosen_year(intake: Intake) -> None:
    found = checks(intake, 2024)
    assert "this/Reviews.csv is given as this year's Reviews (2023/24), but " in found
    assert "lie outside of that year, most of them in 2025/26" in found


def test_a_file_that_holds_several_years() -> None:
    days = ["01/06/2025"] * 6 + ["01/06/2024"] * 5 + ["01/06/2023"] * 5
    reviews = {"CHILD": [f"A{n}" for n in range(16)], "DOB": ["01/02/2012"] * 16, "REVIEW": days}
    assert (
        "r.csv is given as this year's Reviews (2025/26), but 10 of the 16 dates in REVIEW lie outside of that year. "
        "It seems to hold several years: export it again for this one alone."
        in checks(read(("r.csv", as_csv(reviews | {"REVIEW_CODE": ["PN1"] * 16}))))
    )


def test_last_years_files_given_as_this_years_and_the_other_way_round(intake: Intake) -> None:
    turned = [(part, LAST_YEAR if part.period == THIS_YEAR else THIS_YEAR) for part in intake.parts]
    for part, period in turned:
        intake.assign(part.id, table=part.table, period=period)
    found = checks(intake)
    assert "last/Episodes.csv is given as this year's Episodes (2025/26), but " in found
    assert "this/Episodes.csv is given as last year's Episodes (2024/25), but " in found


def test_the_same_file_in_both_places(sample: SampleReturn) -> None:
    data = as_csv(sample.this_year["Episodes"])
    intake = read(("a.csv", data), ("b.csv", data))
    intake.assign(intake.parts[1].id, table="Episodes", period=LAST_YEAR)
    expected = "a.csv is given as this year's Episodes, and b.csv, given as last year's, holds exactly the same."
    assert expected in checks(intake)


@pytest.mark.parametrize(
    ("authority", "expected"),
    [
        (None, "The authority that makes the return is not known"),
        ("E99999999", "E99999999, which is no upper-tier authority's code"),
        ("E10000006", "Cumbria (E10000006), which no longer makes returns"),
        ("E08000035", "The authority is given as Leeds, but most postcodes in Episodes lie in Manchester."),
    ],
)
def test_authorities(intake: Intake, authority: str | None, expected: str) -> None:
    assert expected in checks(intake, authority=authority)


def test_an_authority_in_small_letters_is_known(intake: Intake) -> None:
    assert checks(intake, authority="e08000003 ") == ""


def test_a_year_without_rules(intake: Intake) -> None:
    assert "The rules of 2029/30 are not held: choose a collection year from 2022/23 to 2026/27." in checks(
        intake, 2030
    )


def test_a_pseudonymised_table_among_real_ones(sample: SampleReturn) -> None:
    tables = dict(sample.this_year) | {"Reviews": pseudonymised(sample.this_year["Reviews"])}
    intake = read(*((f"{name}.csv", as_csv(rows)) for name, rows in tables.items()))
    assert (
        "Reviews.csv (this year's Reviews) and Header.csv (Header) have hardly any children in common: 0 of "
        in checks(intake)
    )


def test_a_pseudonymised_year_beside_a_real_one(sample: SampleReturn) -> None:
    intake = read(
        ("this.csv", as_csv(sample.this_year["Episodes"])),
        ("last.csv", as_csv(pseudonymised(sample.last_year["Episodes"]))),
    )
    assert "this.csv (this year's Episodes) and last.csv (last year's) have hardly any children in common" in checks(
        intake
    )


def test_tables_that_most_rules_need(sample: SampleReturn) -> None:
    intake = read(("r.csv", as_csv(sample.this_year["Reviews"])))
    assert "This year's Header and Episodes are not among the files" in checks(intake)


def test_a_table_before_its_time(intake: Intake) -> None:
    notes = [problem.sentence for problem in intake.checks(CollectionYear(2023), MANCHESTER)]
    assert any(
        note.startswith("this/SWEpisodes.csv is SWEpisodes, which the DfE asks for from 2023/24 on") for note in notes
    )


def test_checks_are_among_the_problems_of_the_return(intake: Intake) -> None:
    assert "but most postcodes in Episodes lie in Manchester" in said(
        list(intake.make_return(2026, "E08000035").problems)
    )
