"""The command line on a return that was taken before the end of its year: what is due, and what is not due yet."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lac_validator import read_files, validate
from lac_validator.cli import app
from lac_validator.sample import generate

DAY = datetime.date(2025, 11, 30)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return without errors as it stood on 30 November: what the year's end asks for is half filled."""
    folder = tmp_path_factory.mktemp("early")
    generate(60, with_errors=False).cut(DAY, "half filled").write(folder)
    return folder


def test_only_errors_that_are_due_count_for_the_exit_code(early: Path) -> None:
    result = validate(read_files([early], as_at=DAY))
    assert result.count and not result.count_due
    outcome = run("validate", early, "--as-at", "2025-11-30")
    assert outcome.exit_code == 0, outcome.output
    assert "As at 30/11/2025:\n  0 errors due now in 0 children\n" in outcome.output
    assert f"  {result.count:,} not due yet in " in outcome.output
    assert "need only be there on 31/03/2026" in outcome.output


def test_on_the_last_day_of_the_year_they_count(early: Path) -> None:
    outcome = run("validate", early, "--as-at", "31/03/2026")
    result = validate(read_files([early], as_at=datetime.date(2026, 3, 31)))
    assert outcome.exit_code == 1
    assert result.count == result.count_due
    assert f"\n{result.count:,} errors in " in outcome.output
    assert "due" not in outcome.output.split("Worth a look")[0]


def test_an_error_that_is_due_exits_with_1_and_stands_apart(early: Path, tmp_path: Path) -> None:
    rows = (early / "this_year" / "Header.csv").read_text("utf-8").splitlines()
    headings = rows[0].split(",")
    first = rows[1].split(",")
    first[headings.index("SEX")] = "9"
    (tmp_path / "Header.csv").write_text("\n".join([rows[0], ",".join(first), *rows[2:]]), "utf-8")
    others = [file for file in (early / "this_year").glob("*.csv") if file.name != "Header.csv"]
    asked = (tmp_path / "Header.csv", *others, "--previous", early / "last_year", "--as-at", "2025-11-30")
    outcome = run("validate", *asked)
    assert outcome.exit_code == 1
    assert "  1 errors due now in 1 children\n" in outcome.output
    due, not_due = outcome.output.split("\n not due  children  rule\n")
    assert "101: " in due.split("\n  errors  children  rule\n")[1]
    assert "101: " not in not_due.split("\n\n")[0] and "191: " in not_due


def test_the_day_is_told_where_it_is_not_given(early: Path) -> None:
    outcome = run("validate", early)
    assert "the last thing recorded is of " in outcome.output
    assert "If the return was taken on another day, give that day." in outcome.output


@pytest.mark.parametrize("command", ["validate", "fix", "insight"])
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("yesterday", "--as-at is no day: yesterday. Write it as year, month and day: 2025-11-30."),
        ("2025-02-30", "--as-at is no day: 2025-02-30."),
        ("2024-11-30", "cannot have been taken before the year began"),
    ],
)
def test_a_day_that_cannot_be_is_refused(early: Path, command: str, given: str, sentence: str) -> None:
    outcome = run(command, early, "--as-at", given)
    assert outcome.exit_code == 2
    assert sentence in outcome.output


def test_figures_are_of_the_day(early: Path) -> None:
    assert "As at 15/10/2025" in run("insight", early, "--as-at", "2025-10-15").output


def test_a_sample_can_be_clean_of_another_council_and_of_an_earlier_day(tmp_path: Path) -> None:
    clean = run("sample", tmp_path / "clean", "--children", 20, "--clean", "--authority", "E08000007")
    assert clean.exit_code == 0 and "with 0 known errors" in clean.output
    checked = run("validate", tmp_path / "clean")
    assert checked.exit_code == 0, checked.output
    assert "Stockport" in checked.output

    assert run("sample", tmp_path / "early", "--children", 20, "--clean", "--as-at", "2025-11-30").exit_code == 0
    early = run("validate", tmp_path / "early", "--as-at", "2025-11-30")
    assert early.exit_code == 0, early.output
    assert "0 errors due now" in early.output and "not due yet in" in early.output
    assert not any(
        "/12/2025" in row or "/2026" in row
        for row in (tmp_path / "early" / "this_year" / "Episodes.csv").read_text().split(",")
    )


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--as-at", "2024-11-30", "A sample of 2025/26 cannot be of 30/11/2024: give a day of that year."),
        ("--as-at", "soon", "--as-at is no day: soon."),
        ("--authority", "E09000001", "E09000001"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(tmp_path: Path, option: str, value: str, sentence: str) -> None:
    outcome = run("sample", tmp_path, option, value)
    assert outcome.exit_code == 2
    assert sentence in outcome.output
