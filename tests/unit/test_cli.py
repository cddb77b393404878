"""The command line: what it prints, what it writes, and how it exits."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lac_validator import read_files, validate
from lac_validator.cli import app
from lac_validator.engine import rules_in_force
from lac_validator.sample import generate


def run(*arguments: object) -> Result:
    """The command with these arguments; an exception is a failure of the test, never an exit code."""
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up return of 40 children, as files."""
    folder = tmp_path_factory.mktemp("sample")
    generate(40).write(folder)
    return folder


def test_validate_prints_what_python_finds_and_exits_with_1(sample: Path) -> None:
    outcome = run("validate", sample)
    result = validate(read_files([sample]))
    assert outcome.exit_code == 1
    assert f"{result.count:,} errors in" in outcome.output
    assert "Collection year 2025/26 · Manchester" in outcome.output
    assert "injected.csv was not recognised" in outcome.output


def test_a_return_without_errors_exits_with_0(tmp_path: Path) -> None:
    generate(10, with_errors=False).write(tmp_path)
    outcome = run("validate", tmp_path)
    assert outcome.exit_code == 0, outcome.output
    assert "0 errors in 0 children" in outcome.output


def test_input_that_cannot_be_used_exits_with_2_and_a_sentence(tmp_path: Path) -> None:
    picture = tmp_path / "holiday.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    outcome = run("validate", picture)
    assert outcome.exit_code == 2
    assert "holiday.csv" in outcome.output
    assert "Traceback" not in outcome.output
    assert run("validate", tmp_path / "nowhere").exit_code == 2


def test_a_bad_file_does_not_stop_the_good_ones(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    outcome = run("validate", sample, tmp_path)
    assert outcome.exit_code == 1
    assert "empty.csv" in outcome.output


def test_an_unknown_code_is_explained(sample: Path) -> None:
    outcome = run("validate", sample, "--rules", "102,nonsense")
    assert outcome.exit_code == 2
    assert "No rule of 2025/26 has the code nonsense" in outcome.output


def test_chosen_rules_and_another_years_rules(sample: Path) -> None:
    assert "1 checks run" in run("validate", sample, "--rules", "102").output
    assert "rules of 2023/24" in run("validate", sample, "--ruleset", "2024").output


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json", ".zip"])
def test_reports_are_written(sample: Path, tmp_path: Path, suffix: str) -> None:
    report = tmp_path / f"errors{suffix}"
    assert run("validate", sample, "--output", report).exit_code == 1
    assert report.stat().st_size > 1000


def test_an_unknown_kind_of_report_is_explained(sample: Path, tmp_path: Path) -> None:
    outcome = run("validate", sample, "--output", tmp_path / "errors.pdf")
    assert outcome.exit_code == 2
    assert ".pdf" in outcome.output


def test_rules_lists_what_is_in_force_in_every_format() -> None:
    codes = [rule.code for rule in rules_in_force(2025)]
    as_json = json.loads(run("rules", "--year", 2025, "--format", "json").output)
    as_csv = list(csv.DictReader(run("rules", "--year", 2025, "--format", "csv").output.splitlines()))
    assert [entry["code"] for entry in as_json] == [entry["code"] for entry in as_csv] == codes
    assert all(entry["message"] and entry["guidance"] and entry["years"] for entry in as_json)
    assert run("rules", "--year", 2025, "--format", "md").output.count("\n| ") == len(codes) + 1
    assert run("rules", "--year", 2025).output.count("\n") == len(codes)


def test_rules_diff_says_what_came_went_and_changed() -> None:
    changes = {
        entry["code"]: entry for entry in json.loads(run("rules", "--diff", 2024, 2025, "--format", "json").output)
    }
    assert changes["SW01aSTG1"]["change"] == "new"
    assert changes["445"]["change"] == "gone"
    assert changes["101"]["change"] == "changed"
    assert changes["101"]["before"] == "Gender code is not valid."
    assert "102" not in changes


def test_rules_of_an_unknown_year_or_format_are_explained() -> None:
    assert run("rules", "--year", 1999).exit_code == 2
    assert run("rules", "--format", "pdf").exit_code == 2


def test_sample_writes_a_return_that_can_be_validated(tmp_path: Path) -> None:
    outcome = run("sample", tmp_path / "demo", "--children", 12, "--year", 2027)
    assert outcome.exit_code == 0
    assert "a made-up return of 12 children for 2026/27" in outcome.output
    assert "Collection year 2026/27" in run("validate", tmp_path / "demo").output


def test_site_verify_finds_a_changed_file(tmp_path: Path) -> None:
    outcome = run("site", "verify", tmp_path)
    assert outcome.exit_code == 1
    assert "manifest.json" in outcome.output
