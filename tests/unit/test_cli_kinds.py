"""The command line's fixes, checks and measures: with files, and what is ours apart from the DfE's."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lac_validator import measure, read_files, validate
from lac_validator.cli import app
from lac_validator.engine import CHECKS, FIXES, MEASURES, Registry, rules_in_force
from lac_validator.ingest import InputFile, Intake
from lac_validator.ingest.own_files import FIGURES, PROPOSALS

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n" + "".join(f"{child},M,01/02/2012,WBRI,,,\n" for child in "1234")
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1,01/06/2025,S,C2,N1,U1,PR1,,,,M1 1AE,MI 1AE,\n"
    "2,02/06/2025,S,C2,N1,U1,PR1,01/07/2025,E4A,,M1.1AE,M1 1AE,\n"
    "=3,03/06/2025,S,C2,N1,U1,PR1,,,,MI 1AE,M1 1AE,\n"
    "4,nonsense,S,C2,N1,U1,PR1,,,,M1 1AE,M1 1AE,\n"
)
REVIEWS = (
    "CHILD,DOB,REVIEW,REVIEW_CODE\n"
    "1,01/02/2012,01/09/2025,PN1\n"
    "1,01/02/2012,01/09/2025,PN2\n"
    "2,01/02/2012,01/09/2025,PN1\n"
)
YEAR = ("--year", 2026, "--authority", "E08000003")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A return with three mistyped postcodes, two reviews on one day, and two children looked after at its end."""
    folder = tmp_path / "return"
    folder.mkdir()
    for name, text in (("Header", HEADER), ("Episodes", EPISODES), ("Reviews", REVIEWS)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_fix_says_what_each_fix_would_change_and_changes_no_file(given: Path) -> None:
    before = digests(given)
    outcome = run("fix", given, *YEAR)
    assert outcome.exit_code == 0, outcome.output
    assert "3 cells of 3 children would change" in outcome.output
    assert "     2  home_postcode_mistyped: certain, for 392c" in outcome.output
    assert "     1  placement_postcode_mistyped: certain, for 392c" in outcome.output
    assert "Where a home postcode does not exist" in outcome.output
    assert "No file of the return was changed." in outcome.output
    assert digests(given) == before


def test_the_proposals_as_csv_hold_no_formula(given: Path, tmp_path: Path) -> None:
    listed = tmp_path / "proposals.csv"
    assert run("fix", given, *YEAR, "--output", listed).exit_code == 0
    rows = list(csv.DictReader(listed.open(encoding="utf-8-sig", newline="")))
    assert [(row["File"], row["Line"], row["Child"], row["Column"], row["Old"], row["New"]) for row in rows] == [
        ("Episodes.csv", "3", "2", "HOME_POST", "M1.1AE", "M1 1AE"),
        ("Episodes.csv", "4", "'=3", "HOME_POST", "MI 1AE", "M1 1AE"),
        ("Episodes.csv", "2", "1", "PL_POST", "MI 1AE", "M1 1AE"),
    ]
    assert {(row["Table"], row["For rules"]) for row in rows} == {("Episodes", "392c")}
    # Each leads to an error that was hidden before (home and placement are one, 392d), so none is certain.
    assert {row["Kind"] for row in rows} == {"suggested"}
    assert all("The postcode as given does not exist" in row["Because"] for row in rows)


def test_the_proposals_as_json_hold_the_text_as_it_is(given: Path, tmp_path: Path) -> None:
    assert run("fix", given, *YEAR, "--output", tmp_path / "proposals.json").exit_code == 0
    made = json.loads((tmp_path / "proposals.json").read_text("utf-8"))
    assert (made["format"], made["collection_year"]) == ("lac-validator-proposals", 2026)
    assert [(each["row"], each["child"], each["column"]) for each in made["proposals"]] == [
        (1, "2", "HOME_POST"),
        (2, "=3", "HOME_POST"),
        (0, "1", "PL_POST"),
    ]
    assert made["proposals"][0].keys() == {
        *("file", "line", "table", "row", "child", "column", "old", "new", "because", "kind", "rules", "fix"),
        *("action", "question", "way", "ways"),
    }
    assert {each["status"] for each in made["not_run"]} == {"skipped"}
    assert all("not given" in each["reason"] for each in made["not_run"])


def test_what_is_accepted_is_written_into_a_folder_and_the_rules_tell_what_comes_of_it(
    given: Path, tmp_path: Path
) -> None:
    before = digests(given)
    folder = tmp_path / "out"
    outcome = run("fix", given, *YEAR, "--accept", "suggested", "--output", folder)
    assert outcome.exit_code == 1, outcome.output
    assert digests(given) == before
    told = json.loads((folder / "summary.json").read_text("utf-8"))
    assert told["accepted"] == told["proposed"] == 3
    assert told["errors_after"] == told["errors_before"] - told["cleared"] + told["new"]
    assert "3 proposals of 3 accepted" in outcome.output
    episodes = list(csv.DictReader((folder / "corrected" / "Episodes.csv").open(encoding="utf-8", newline="")))
    assert [row["HOME_POST"] for row in episodes][1:3] == ["M1 1AE", "M1 1AE"]
    assert not (folder / "corrected_last_year").exists()
    changes = list(csv.DictReader((folder / "changes.csv").open(encoding="utf-8-sig", newline="")))
    assert {row["Accepted"] for row in changes} == {"yes"}
    again = run("validate", folder / "corrected", "--year", 2026, "--authority", "E08000003")
    assert "392c" not in again.output


def test_nothing_accepted_leaves_the_tables_as_they_were(given: Path, tmp_path: Path) -> None:
    assert run("fix", given, *YEAR, "--accept", "none", "--output", tmp_path / "out").exit_code == 1
    changes = list(csv.DictReader((tmp_path / "out" / "changes.csv").open(encoding="utf-8-sig", newline="")))
    assert {row["Accepted"] for row in changes} == {""}
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["cleared"] == 0


def test_accepting_needs_a_folder(given: Path, tmp_path: Path) -> None:
    for options in ([], ["--output", given / "Episodes.csv"]):
        outcome = run("fix", given, *YEAR, "--accept", "certain", *options)
        assert outcome.exit_code == 2
        assert "What is accepted needs a folder to be written to" in outcome.output


def test_fix_goes_by_the_rules_whose_errors_are_to_be_mended(given: Path) -> None:
    assert "3 cells of" in run("fix", given, *YEAR, "--rules", "120, 392C").output
    none = run("fix", given, *YEAR, "--rules", "120")
    assert none.exit_code == 0
    assert "There is no fix yet for errors of these rules." in none.output
    unknown = run("fix", given, *YEAR, "--rules", "nonsense")
    assert unknown.exit_code == 2
    assert "No rule of 2025/26 has the code nonsense" in unknown.output


@pytest.mark.parametrize("command", ["fix", "insight"])
def test_what_cannot_be_used_or_written_exits_with_2_and_says_why(given: Path, tmp_path: Path, command: str) -> None:
    assert run(command, tmp_path / "nowhere").exit_code == 2
    wrong = run(command, given, *YEAR, "--output", tmp_path / "list.pdf")
    assert wrong.exit_code == 2
    assert "list.pdf should end in " in wrong.output
    lost = run(command, given, *YEAR, "--output", tmp_path / "nowhere" / "list.json")
    assert lost.exit_code == 2
    assert "The file was not written: " in lost.output
    for file in given.iterdir():
        file.write_text(file.read_text().splitlines()[0] + "\n")
    empty = run(command, given, *YEAR)
    assert empty.exit_code == 2
    assert "have headings and no rows" in empty.output


def test_no_list_is_written_over_a_file_that_was_read(given: Path) -> None:
    before = digests(given)
    outcome = run("fix", given, *YEAR, "--output", given / "Episodes.csv")
    assert outcome.exit_code == 2
    assert "is one of the files that were read" in outcome.output
    assert digests(given) == before


def test_the_lists_come_back_with_the_return_and_are_known(given: Path, tmp_path: Path) -> None:
    names = {"proposals.csv": PROPOSALS, "proposals.json": PROPOSALS, "figures.json": FIGURES}
    for name in names:
        assert run("insight" if "figures" in name else "fix", given, *YEAR, "--output", tmp_path / name).exit_code == 0
    intake = Intake()
    intake.add([InputFile(name, (tmp_path / name).read_bytes()) for name in names])
    assert {part.file: (part.report, part.used) for part in intake.parts} == {
        name: (report, False) for name, report in names.items()
    }


def test_what_is_worth_a_look_stands_apart_and_counts_for_nothing(given: Path, tmp_path: Path) -> None:
    report = tmp_path / "errors.json"
    outcome = run("validate", given, *YEAR, "--output", report)
    errors, apart = outcome.output.split("Worth a look (not the DfE's):")
    assert "P18" not in errors
    assert "       1         1  P18, almost surely wrong: Several reviews of one child" in apart
    made = json.loads(report.read_text("utf-8"))
    (seen,) = [each for each in made["worth_a_look"] if each["code"] == "P18"]
    sentence = seen.pop("sentence")
    assert "2 reviews on 1 September 2025" in sentence
    assert seen == {
        "code": "P18",
        "severity": "almost surely wrong",
        "children": ["1"],
        "table": "Reviews",
        "rows": [0, 1],
    }
    assert "P18" not in {error["code"] for error in made["errors"]}
    assert made["counts"]["errors"] == len(made["errors"])


def test_what_is_worth_a_look_changes_no_exit_code(given: Path) -> None:
    outcome = run("validate", given, *YEAR, "--rules", "101")
    assert outcome.exit_code == 0, outcome.output
    assert "P18" in outcome.output


def test_a_check_that_could_not_be_made_is_said(given: Path, tmp_path: Path) -> None:
    (given / "Reviews.csv").unlink()
    report = tmp_path / "errors.json"
    output = run("validate", given, *YEAR, "--output", report).output
    (skipped,) = [line for line in output.splitlines() if "skipped: Reviews not given (" in line and "P18" in line]
    assert "P19" in skipped, "those with one reason stand together"
    made = json.loads(report.read_text("utf-8"))
    assert "P18" not in {each["code"] for each in made["worth_a_look"]}
    assert {"code": "P18", "status": "skipped", "reason": "Reviews not given"} in made["checks_not_made"]


def test_a_figure_says_how_many_of_its_children_have_an_error(given: Path, tmp_path: Path) -> None:
    """Told by the DfE's rules: where none was run, that none was found says nothing."""
    written = tmp_path / "figures.json"
    output = run("insight", given, *YEAR, "--output", written).output
    errors = validate(read_files(given, year=2026, authority="E08000003"))
    (figure,) = measure(errors, ["looked_after"]).figures
    assert figure.doubt.children
    assert f"    {figure.doubt.sentence}\n" in output
    (told,) = [each for each in json.loads(written.read_text("utf-8"))["measures"] if each["id"] == "looked_after"]
    assert told["children_with_errors"] == figure.doubt.children


def test_insight_prints_the_figures_and_what_was_not_used(given: Path, tmp_path: Path) -> None:
    written = tmp_path / "figures.json"
    outcome = run("insight", given, *YEAR, "--output", written)
    assert outcome.exit_code == 0, outcome.output
    assert "As at 01/09/2025" in outcome.output
    assert "Children looked after: 2\n" in outcome.output
    assert "    not used: 1 row: no child, or no dates that can be read" in outcome.output
    made = json.loads(written.read_text("utf-8"))
    assert (made["format"], made["as_at"]) == ("lac-validator-insight", "2025-09-01")
    figure = next(each for each in made["measures"] if each["id"] == "looked_after")
    assert (figure["name"], figure["unit"]) == ("Children looked after", "children")
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (2, None, 2.0)
    assert figure["not_used"] == [{"why": "no child, or no dates that can be read", "rows": 1}]


def test_a_figure_that_cannot_be_told_is_said(given: Path) -> None:
    (given / "Episodes.csv").unlink()
    outcome = run("insight", given, *YEAR)
    assert outcome.exit_code == 0
    assert "Episodes not given" in outcome.output and "looked_after" in outcome.output


KINDS = [
    ("--plausibility", CHECKS, "severity"),
    ("--fixes", FIXES, "kind"),
    ("--measures", MEASURES, "unit"),
]


@pytest.mark.parametrize(("option", "registry", "own"), KINDS)
def test_each_kind_is_listed_in_every_format(option: str, registry: Registry, own: str) -> None:
    codes = [each.code for each in registry.in_force(2026)]
    texts = [each.text for each in registry.in_force(2026)]
    asked = ("rules", option, "--year", 2026)
    as_json = json.loads(run(*asked, "--format", "json").output)
    as_csv = list(csv.DictReader(run(*asked, "--format", "csv").output.splitlines()))
    assert as_json == as_csv
    assert [entry["code"] for entry in as_json] == codes
    assert [entry["text"] for entry in as_json] == texts
    assert [entry[own] for entry in as_json] == [getattr(each, own) for each in registry.in_force(2026)]
    assert run(*asked, "--format", "md").output.count("\n| ") == len(codes) + 1
    table = run(*asked).output
    assert all(text in table for text in (*codes, *texts))
    assert "the tool's own, not the DfE's" in table


@pytest.mark.parametrize(("option", "registry", "_own"), KINDS)
def test_no_list_mixes_ours_with_the_rules(option: str, registry: Registry, _own: str) -> None:
    ours = {entry["code"] for entry in json.loads(run("rules", option, "--format", "json").output)}
    rules = {entry["code"] for entry in json.loads(run("rules", "--format", "json").output)}
    assert ours and not ours & rules
    assert rules == {rule.code for rule in rules_in_force(2027)}


@pytest.mark.parametrize("options", [("--fixes", "--measures"), ("--plausibility", "--diff", 2025, 2026)])
def test_one_list_is_given_at_a_time(options: tuple[object, ...]) -> None:
    outcome = run("rules", *options)
    assert outcome.exit_code == 2
    assert "One list at a time: choose " in outcome.output


def test_the_fix_clears_the_error_that_it_is_for(given: Path, tmp_path: Path) -> None:
    """What is listed is what would mend the return: put in by hand, the errors are gone."""
    listed = tmp_path / "proposals.json"
    run("fix", given, *YEAR, "--output", listed)
    proposals = json.loads(listed.read_text("utf-8"))["proposals"]
    lines = [line.split(",") for line in EPISODES.splitlines()]
    for each in proposals:
        place = lines[0].index(each["column"])
        assert lines[each["line"] - 1][place] == each["old"]
        lines[each["line"] - 1][place] = each["new"]
    assert run("validate", given, *YEAR, "--rules", "392c").exit_code == 1
    (given / "Episodes.csv").write_text("".join(",".join(line) + "\n" for line in lines), "utf-8")
    assert run("validate", given, *YEAR, "--rules", "392c").exit_code == 0
