"""``lac-validator fix`` into a folder: what is written, what is refused, and the next extract with the decisions."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from typer.testing import CliRunner, Result

from lac_validator.cli import app
from lac_validator.ingest import InputFile, Intake
from lac_validator.ingest.own_files import CHANGES, DECISIONS, PACKS
from lac_validator.sample import generate
from tests.ingest.forms import as_an_xml_has_them, as_xml


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    for name, data in generate(60, seed=11).files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def fixed(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "fixed"
    outcome = run("fix", sample, "--accept", "suggested", "--packs", "--output", folder)
    assert outcome.exit_code == 1, outcome.output
    return folder


def digests(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def summary(folder: Path) -> dict[str, int]:
    return json.loads((folder / "summary.json").read_text("utf-8"))


def test_the_folder_holds_what_is_said_and_the_numbers_agree(sample: Path, fixed: Path, tmp_path: Path) -> None:
    written = digests(fixed)
    tables = {f"corrected/{file.name}" for file in (sample / "this_year").glob("*.csv")}
    assert written.keys() == tables | {"changes.csv", "changes.xlsx", "summary.json", "decisions.json", "packs.zip"}
    told, changes = summary(fixed), rows(fixed / "changes.csv")
    assert list(told) == ["proposed", "accepted", "errors_before", "errors_after", "cleared", "new"]
    assert told["proposed"] == len(changes)
    accepted = [row for row in changes if row["Accepted"]]
    assert told["accepted"] == len(accepted) > 0
    assert {row["Ways"] for row in accepted} == {"1"}
    assert {row["Accepted by"] for row in accepted} == {"lac-validator fix --accept suggested"}
    after = run(
        "validate", fixed / "corrected", sample / "last_year", sample / "providers", "--output", fixed / "e.csv"
    )
    assert after.exit_code == 1
    assert len(rows(fixed / "e.csv")) == told["errors_after"]
    (fixed / "e.csv").unlink()
    workbook = openpyxl.load_workbook(fixed / "changes.xlsx")
    assert workbook.sheetnames[0] == "To change in the system"


def test_every_file_that_is_written_is_known_when_it_comes_back(fixed: Path) -> None:
    known = {"changes.csv": CHANGES, "changes.xlsx": CHANGES, "summary.json": CHANGES, "decisions.json": DECISIONS}
    known["packs.zip"] = PACKS
    for name, report in known.items():
        intake = Intake()
        intake.add([InputFile(name, (fixed / name).read_bytes())])
        assert [(part.report, part.used) for part in intake.parts] == [(report, False)]


def test_no_accept_is_accept_none(sample: Path, tmp_path: Path) -> None:
    assert run("fix", sample, "--output", tmp_path / "a").exit_code == 1
    assert run("fix", sample, "--accept", "none", "--output", tmp_path / "b").exit_code == 1
    assert summary(tmp_path / "a") == summary(tmp_path / "b")
    assert summary(tmp_path / "a")["accepted"] == summary(tmp_path / "a")["cleared"] == 0
    for file in (sample / "this_year").glob("*.csv"):
        assert rows(tmp_path / "a" / "corrected" / file.name) == rows(file)


def test_certain_makes_no_new_error(sample: Path, tmp_path: Path) -> None:
    assert run("fix", sample, "--accept", "certain", "--output", tmp_path / "out").exit_code == 1
    assert {row["Kind"] for row in rows(tmp_path / "out/changes.csv") if row["Accepted"]} == {"certain"}
    assert summary(tmp_path / "out")["new"] == 0


def test_with_some_rules_the_effect_is_still_told_by_all(sample: Path, tmp_path: Path, fixed: Path) -> None:
    assert run("fix", sample, "--rules", "167", "--accept", "certain", "--output", tmp_path / "out").exit_code == 1
    told = summary(tmp_path / "out")
    assert told["errors_before"] == summary(fixed)["errors_before"]
    assert 0 < told["proposed"] < summary(fixed)["proposed"]
    assert all("167" in row["Rules"].split(", ") for row in rows(tmp_path / "out/changes.csv"))


def test_no_error_left_exits_with_0(tmp_path: Path) -> None:
    for name, data in generate(12, seed=2, with_errors=False).files().items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    reviews = next((tmp_path / "in").rglob("Reviews.csv"))
    header, first, *others = reviews.read_text("utf-8").splitlines()
    day = first.split(",")[2]
    reviews.write_text("\n".join([header, first.replace(day, f" {day}"), *others]) + "\n", "utf-8")
    assert run("validate", tmp_path / "in").exit_code == 1
    outcome = run("fix", tmp_path / "in", "--accept", "suggested", "--output", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    assert summary(tmp_path / "out")["errors_after"] == 0


def test_the_next_extract_says_what_reached_the_system(sample: Path, fixed: Path, tmp_path: Path) -> None:
    """In the system the episodes were put right, and nothing else."""
    shutil.copytree(sample, tmp_path / "next")
    shutil.copy(fixed / "corrected" / "Episodes.csv", tmp_path / "next" / "this_year" / "Episodes.csv")
    given = fixed / "decisions.json"
    outcome = run("fix", tmp_path / "next", "--decisions", given, "--output", tmp_path / "out")
    assert outcome.exit_code == 1, outcome.output
    standings = rows(tmp_path / "out" / "decided_before.csv")
    accepted = [row for row in rows(fixed / "changes.csv") if row["Accepted"]]
    assert len(standings) == len(accepted)
    in_episodes = [row["Standing"] for row in standings if row["Table"] == "Episodes"]
    assert in_episodes.count("has reached the system") >= 0.95 * len(in_episodes)
    others = [row["Standing"] for row in standings if row["Table"] != "Episodes"]
    assert others and others.count("still to be changed: proposed as accepted") >= 0.9 * len(others)
    assert "decided before have reached the system: it holds now what was decided." in outcome.output
    again = [row for row in rows(tmp_path / "out" / "changes.csv") if row["Accepted"]]
    assert {row["Accepted by"] for row in again} == {"lac-validator fix --accept suggested"}
    assert {row["When"] for row in again} == {row["When"] for row in accepted}
    sheets = openpyxl.load_workbook(tmp_path / "out" / "changes.xlsx").sheetnames
    assert "Decided before" in sheets


def test_decisions_that_cannot_be_used_write_nothing(sample: Path, fixed: Path, tmp_path: Path) -> None:
    value = json.loads((fixed / "decisions.json").read_text("utf-8"))
    cases = {
        "another authority": json.dumps(value | {"authority": "E09000001"}),
        "these decisions are of 2024/25": json.dumps(value | {"collection_year": 2025}),
        "no JSON that can be read": "{",
    }
    for sentence, text in cases.items():
        (tmp_path / "decisions.json").write_text(text, "utf-8")
        outcome = run("fix", sample, "--decisions", tmp_path / "decisions.json", "--output", tmp_path / "out")
        assert outcome.exit_code == 2
        assert "Nothing was accepted" in outcome.output and sentence in outcome.output
        assert not (tmp_path / "out").exists()
    lost = run("fix", sample, "--decisions", tmp_path / "none.json", "--output", tmp_path / "out")
    assert lost.exit_code == 2 and "there is no such file" in lost.output


def test_nothing_is_written_over_a_file_that_was_read_nor_half_of_it(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(sample / "this_year", tmp_path / "corrected")
    before = digests(tmp_path)
    outcome = run("fix", tmp_path / "corrected", "--accept", "certain", "--output", tmp_path)
    assert outcome.exit_code == 2
    assert "is one of the files that were read" in outcome.output
    assert digests(tmp_path) == before


def test_the_tables_of_another_run_are_not_mixed_with_these(sample: Path, tmp_path: Path) -> None:
    assert run("fix", sample, "--accept", "certain", "--output", tmp_path).exit_code == 1
    assert run("fix", sample, "--accept", "suggested", "--output", tmp_path).exit_code == 1, "the same files again"
    before = digests(tmp_path)
    shutil.copytree(sample, tmp_path.parent / "fewer")
    (tmp_path.parent / "fewer" / "this_year" / "Missing.csv").unlink()
    outcome = run("fix", tmp_path.parent / "fewer", "--accept", "certain", "--output", tmp_path)
    assert outcome.exit_code == 2
    assert "holds Missing.csv, which is not of this run" in outcome.output
    assert digests(tmp_path) == before


def test_workers_come_from_the_allocation_list(sample: Path, fixed: Path, tmp_path: Path) -> None:
    children = sorted({row["Child"] for row in rows(fixed / "changes.csv") if row["Accepted"]})
    listed = "".join(f"{child},Worker {number % 4},North\n" for number, child in enumerate(children))
    (tmp_path / "workers.csv").write_text(f"Client,Key worker,Team\n{listed}", "utf-8")
    columns = [
        each for name in ("CHILD=Client", "WORKER=Key worker", "TEAM=Team") for each in ("--allocation-column", name)
    ]
    outcome = run(
        *("fix", sample, "--accept", "suggested", "--output", tmp_path / "out", "--packs"),
        *("--allocation", tmp_path / "workers.csv", *columns),
    )
    assert outcome.exit_code == 1, outcome.output
    assert {row["Team"] for row in rows(tmp_path / "out/changes.csv") if row["Accepted"]} == {"North"}
    with zipfile.ZipFile(tmp_path / "out" / "packs.zip") as packs:
        assert {f"packs/Worker {number}.xlsx" for number in range(4)} <= set(packs.namelist())
        assert "Please change in the system" in packs.read("packs/Worker 0.html").decode()


def test_xml_in_xml_out(tmp_path: Path) -> None:
    sample = generate(60, seed=11)
    (tmp_path / "this.xml").write_bytes(as_xml(as_an_xml_has_them(sample.this_year)))
    (tmp_path / "last.xml").write_bytes(as_xml(as_an_xml_has_them(sample.last_year)))
    outcome = run(
        "fix", tmp_path / "this.xml", tmp_path / "last.xml", "--accept", "suggested", "--output", tmp_path / "o"
    )
    assert outcome.exit_code == 1, outcome.output
    assert [file.name for file in (tmp_path / "o" / "corrected").iterdir()] == ["SSDA903.xml"]
    run("validate", tmp_path / "o" / "corrected", tmp_path / "last.xml", "--output", tmp_path / "errors.csv")
    assert len(rows(tmp_path / "errors.csv")) == summary(tmp_path / "o")["errors_after"]


def test_a_folder_that_cannot_be_made_is_said(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "corrected").write_text("in the way", "utf-8")
    outcome = run("fix", sample, "--accept", "certain", "--output", tmp_path / "out")
    assert outcome.exit_code == 2
    assert "Not everything was written: " in outcome.output and "corrected cannot be made" in outcome.output
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["corrected"]
