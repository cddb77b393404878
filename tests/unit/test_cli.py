"""The command line: what it prints, what it writes, and how it exits."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from lac_validator import Return, read_files, validate
from lac_validator.cli import app, main
from lac_validator.engine import rules_in_force
from lac_validator.ingest.problems import counted
from lac_validator.report import REPORTS, Errors, finish
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


def test_dates_that_excel_rewrote_are_offered_and_read_on_request(sample: Path, tmp_path: Path) -> None:
    reviews = (sample / "this_year" / "Reviews.csv").read_text()
    rewritten = re.sub(r",(../../)20(..),PN", r",\1\2,PN", reviews)
    (tmp_path / "Reviews.csv").write_text(rewritten)
    others = [sample / "this_year" / f"{table}.csv" for table in ("Header", "Episodes")]
    offered = run("validate", tmp_path, *others)
    assert "can be read as the dates they plainly are" in offered.output
    assert "ask for it with --reread" in offered.output
    reread = run("validate", tmp_path, *others, "--reread-dates")
    assert "ask for it" not in reread.output
    assert "Reviews.csv: " in reread.output and "as you asked" in reread.output


def test_an_unknown_code_is_explained(sample: Path) -> None:
    outcome = run("validate", sample, "--rules", "102,nonsense")
    assert outcome.exit_code == 2
    assert "No rule of 2025/26 has the code nonsense" in outcome.output


def test_chosen_rules_and_another_years_rules(sample: Path) -> None:
    assert "1 rule run" in run("validate", sample, "--rules", "102").output
    assert "3 rules run" in run("validate", sample, "--rules", " 102, 503a ,sw02stg1,").output
    assert "rules of 2023/24" in run("validate", sample, "--ruleset", "2024").output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--rules", ""), "--rules names no code"),
        (("--rules", " , "), "--rules names no code"),
        (("--ruleset", 2015), "The rules held are those of the collection years 2022/23 to 2026/27, not 2014/15"),
        (("--ruleset", 2040), "not 2039/40"),
    ],
)
def test_rules_that_there_are_not_are_explained(sample: Path, options: tuple[object, ...], sentence: str) -> None:
    outcome = run("validate", sample, *options)
    assert outcome.exit_code == 2
    assert sentence in outcome.output


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json", ".zip"])
def test_reports_are_written(sample: Path, tmp_path: Path, suffix: str) -> None:
    report = tmp_path / f"errors{suffix}"
    assert run("validate", sample, "--output", report).exit_code == 1
    assert report.stat().st_size > 1000


def report(*arguments: object) -> Path:
    """The file that the command wrote."""
    outcome = run("report", *arguments)
    assert outcome.exit_code == 0, outcome.output
    return Path(outcome.output.splitlines()[-1].removeprefix("Written: "))


@pytest.mark.parametrize("kind", list(REPORTS))
def test_every_report_of_the_page_is_written(sample: Path, tmp_path: Path, kind: str) -> None:
    written = report(kind, sample, "--output", tmp_path)
    assert written == next(tmp_path.iterdir())
    in_python = finish(REPORTS[kind].make(Errors(validate(read_files([sample])))))
    assert written.name == in_python.name
    assert written.stat().st_size == pytest.approx(len(in_python.data), rel=0.01)


def test_packs_go_by_the_options(sample: Path, tmp_path: Path) -> None:
    children = [row["CHILD"] for row in csv.DictReader((sample / "this_year/Header.csv").open(encoding="utf-8-sig"))]
    workers = tmp_path / "workers.csv"
    workers.write_text("Client No,Key worker,Team\n" + "".join(f"{child},Jo Bloggs,North\n" for child in children))
    columns = ("--allocation-column", "CHILD=Client No", "--allocation-column", "WORKER=Key worker")
    options = ("--allocation", workers, *columns, "--rules", "167", "--note", "By Friday, please.")
    written = report("packs", sample, "--output", tmp_path / "packs.zip", *options, "--group-by", "team")
    with zipfile.ZipFile(written) as archive:
        page = archive.read("packs/North.html").decode()
    assert "By Friday, please." in page and "Social worker: Jo Bloggs" in page
    assert set(re.findall(r"DfE rule (\w+)", page)) == {"167"}
    not_found = run("report", "packs", sample, "--output", tmp_path, "--allocation", workers)
    assert not_found.exit_code == 2
    assert "Say which columns of the allocation list hold the child" in not_found.output


def test_it_is_said_how_many_of_an_allocation_list_are_in_the_return(sample: Path, tmp_path: Path) -> None:
    children = [row["CHILD"] for row in csv.DictReader((sample / "this_year/Header.csv").open(encoding="utf-8-sig"))]
    workers = tmp_path / "workers.csv"
    options = ("--output", tmp_path, "--allocation", workers)
    workers.write_text("Child,Worker\nnobody,Jo\n" + "".join(f"{child.lower()},Jo\n" for child in children[:3]))
    outcome = run("report", "children_csv", sample, *options)
    assert "workers.csv: 4 children with a worker or team, 3 of them in the return" in outcome.output
    workers.write_text("Child,Worker\nnobody,Jo\nno one,Jo\n")
    outcome = run("report", "children_csv", sample, *options)
    assert outcome.exit_code == 0
    assert "workers.csv: 2 children with a worker or team, none of them in the return" in outcome.output
    assert "look whether its column for the child holds the identifiers of the return" in outcome.output


def test_what_was_read_is_not_written_over(tmp_path: Path) -> None:
    generate(12).write(tmp_path)
    header, workers, back = tmp_path / "this_year" / "Header.csv", tmp_path / "workers.csv", tmp_path / "back.zip"
    workers.write_text("Child,Worker\n1,Jo\n")
    back.write_bytes(b"PK\x05\x06" + bytes(18))
    before = header.read_bytes()
    refused = [
        run("validate", tmp_path, "--output", header),
        run("report", "errors_csv", tmp_path, "--output", header),
        run("report", "errors_csv", tmp_path / "this_year", "--allocation", workers, "--output", workers),
        run("report", "tables", tmp_path / "this_year", "--output", back, "--answers", back),
    ]
    assert [outcome.exit_code for outcome in refused] == [2, 2, 2, 2]
    assert all("is one of the files that were read" in outcome.output for outcome in refused)
    assert (header.read_bytes(), workers.read_text()[:5], back.stat().st_size) == (before, "Child", 22)


def test_completed_packs_come_back(sample: Path, tmp_path: Path) -> None:
    back = tmp_path / "back"
    back.mkdir()
    with zipfile.ZipFile(report("packs", sample, "--output", tmp_path, "--rules", "167")) as archive:
        archive.extractall(back)
    (back / "packs" / "~$open.xlsx").write_bytes(b"left by Excel")
    (back / "packs" / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    pack = next((back / "packs").glob("SW*.xlsx"))
    workbook = openpyxl.load_workbook(pack)
    (done,) = (cell for row in workbook.active.iter_rows(max_row=6) for cell in row if cell.value == "Done?")
    workbook.active.cell(done.row + 1, done.column).value = "Need help"
    (reference,) = (cell for cell in workbook.active[done.row] if cell.value == "Reference")
    about = len(str(workbook.active.cell(done.row + 1, reference.column).value).split())  # one answer to all of them
    workbook.save(pack)
    written = report("errors_csv", sample, "--output", tmp_path / "errors.csv", "--answers", back / "packs")
    rows = list(csv.DictReader(written.open(encoding="utf-8-sig", newline="")))
    assert [row["Code"] for row in rows if row["Done?"] == "Need help"] == ["167"] * about
    outcome = run("report", "errors_csv", sample, "--output", tmp_path / "errors.csv", "--answers", back)
    assert f"{counted(about, 'error')} with an answer, 0 answers to errors no longer found" in outcome.output
    assert "  old.xls is in the old format of Excel" in outcome.output
    assert "~$open" not in outcome.output and "Cover sheet" not in outcome.output and ".html" not in outcome.output


def test_a_summary_leaves_out_as_much_as_asked(sample: Path, tmp_path: Path) -> None:
    written = report("summary_json", sample, "--output", tmp_path, "--fewest", 1_000)
    assert all(count["suppressed"] for count in json.loads(written.read_text("utf-8"))["counts"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("errors",), "There is no report errors: choose workbook, "),
        (("workbook", "--note", "x"), "The report workbook has no option note."),
        (("packs", "--group-by", "child"), "Packs are made by worker or by team, not by child."),
        (("packs", "--allocation", "nowhere.csv"), "nowhere.csv"),
        (("workbook", "--answers", "nowhere.xlsx"), "nowhere.xlsx"),
        (("json", "--output", "report.csv"), "report.csv should end in .json"),
        (("json", "--output", "nowhere/report.json"), "nowhere/report.json"),
        (("json", "--rules", "nonsense"), "No rule of 2025/26 has the code nonsense"),
        (("packs", "--allocation-column", "CHILD=Id"), "--allocation-column says how to read a list: name the list"),
        (("packs", "--group-by", "team"), "Packs by team need an allocation list that names teams"),
        (("summary_csv", "--fewest", "-3"), "counts about fewer than -3 children cannot be left out"),
    ],
)
def test_a_report_that_cannot_be_written_exits_with_2_and_says_why(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    kind, *rest = arguments
    outcome = run("report", kind, sample, *rest)
    assert outcome.exit_code == 2
    assert sentence in outcome.output
    assert "Traceback" not in outcome.output
    assert not list(tmp_path.iterdir())


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


def test_rules_diff_reads_as_a_list_of_changes() -> None:
    heading, blank, *lines = run("rules", "--diff", 2025, 2026).output.splitlines()
    kinds = Counter(line.split()[1] for line in lines)
    assert heading == (
        f"The rules of 2025/26 beside those of 2024/25: {kinds['new']} new, {kinds['gone']} gone, "
        f"{kinds['changed']} changed."
    )
    assert (blank, sum(kinds.values())) == ("", len(lines))
    by_code = {line.split()[0]: line.partition(" | ")[2] for line in lines}
    assert by_code["SW19STG2"] == "There are 2 social worker episodes for the child starting on the same date."
    assert by_code["146"] == "Placement type code is not a valid code. (the same words, another logic)"
    assert by_code["226"] == (
        "Reason for placement change is not required for temporary placements. "
        "(before: Reason for placement change is not required.)"
    )
    assert {"SW10aSTG2", "SW10bSTG2", "SW18STG2"} <= by_code.keys()
    assert any(line.split()[:2] == ["SW10STG2", "gone"] for line in lines)


def test_years_are_named_as_the_field_names_them() -> None:
    years = {entry["code"]: entry["years"] for entry in json.loads(run("rules", "--format", "json").output)}
    assert years["SW19STG2"] == "2025/26 on"
    assert all("/" in each for each in years.values())


EDITION = "as published in November 2025"
UNSEEN = "amended them in June 2026, and the amendment has not been seen"


@pytest.mark.parametrize("format", ["table", "json", "csv", "md"])
@pytest.mark.parametrize("asked", [("--year",), ("--diff", 2026)])
def test_the_reference_says_what_the_rules_of_a_year_rest_on(asked: tuple[object, ...], format: str) -> None:
    said = run("rules", *asked, 2027, "--format", format).output
    assert EDITION in said
    assert UNSEEN in said
    assert EDITION not in run("rules", "--year", 2026, "--format", format).output


@pytest.mark.parametrize(("made", "chosen"), [(2027, ()), (2026, ("--ruleset", 2027))])
def test_a_check_by_those_rules_says_so_in_words_and_in_its_reports(
    tmp_path: Path, made: int, chosen: tuple[object, ...]
) -> None:
    sample = tmp_path / "return"
    run("sample", sample, "--children", 20, "--year", made)
    said = run("validate", sample, *chosen, "--output", tmp_path / "errors.json").output
    assert EDITION in said
    assert UNSEEN in said
    assert EDITION in json.loads((tmp_path / "errors.json").read_text("utf-8"))["rules_edition"]
    run("validate", sample, *chosen, "--output", tmp_path / "errors.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "errors.xlsx", read_only=True)
    with_it = {
        sheet.title
        for sheet in sheets
        for row in sheet.iter_rows(values_only=True)
        if EDITION in " ".join(map(str, row))
    }
    assert with_it
    assert made == 2027 or EDITION not in run("validate", sample).output


def test_rules_of_an_unknown_year_or_format_are_explained() -> None:
    assert run("rules", "--year", 1999).exit_code == 2
    assert run("rules", "--format", "pdf").exit_code == 2


def test_sample_writes_a_return_that_can_be_validated(tmp_path: Path) -> None:
    outcome = run("sample", tmp_path / "demo", "--children", 12, "--year", 2027)
    assert outcome.exit_code == 0
    assert "a made-up return of 12 children for 2026/27" in outcome.output
    assert "Collection year 2026/27" in run("validate", tmp_path / "demo").output


def test_a_sample_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "afile").write_text("x")
    outcome = run("sample", tmp_path / "afile", "--children", 2)
    assert outcome.exit_code == 2
    assert "The return was not written: " in outcome.output and "afile" in outcome.output


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        (None, "manifest.json"),
        ("a folder", "manifest.json"),
        ("junk", "It is not a manifest of a release."),
        ("[]", "It is not a manifest of a release."),
        ('{"version": "1", "files": [{"path": 5, "sha256": "", "size": 1}]}', "It is not a manifest of a release."),
        ('{"version": "1", "files": [{"path": "a", "sha256": "", "size": "1"}]}', "It is not a manifest of a release."),
    ],
)
def test_site_verify_needs_a_manifest_that_can_be_read(tmp_path: Path, manifest: str | None, sentence: str) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "manifest.json").write_text('{"version": "1", "files": []}')
    file = tmp_path / "manifest.json"
    if manifest == "a folder":
        file.mkdir()
    elif manifest:
        file.write_text(manifest)
    outcome = run("site", "verify", tmp_path / "copy", "--manifest", file)
    assert outcome.exit_code == 2
    assert "The copy could not be compared: " in outcome.output and sentence in outcome.output
    if manifest and manifest != "a folder":
        file.replace(tmp_path / "copy" / "manifest.json")
        assert run("site", "verify", tmp_path / "copy").exit_code == 2


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://no-such-host.invalid/", "there is no host of this name, or no network"),
        ("http://127.0.0.1:9/", "nothing answers there"),
        ("http://[x/", "it is not an address"),
        ("http://a b/", "it is not an address"),
    ],
)
def test_site_verify_says_that_there_is_no_such_host(address: str, why: str) -> None:
    outcome = run("site", "verify", address)
    assert outcome.exit_code == 2
    assert f"The copy could not be compared: {address}" in outcome.output
    assert f"cannot be fetched ({why}" in outcome.output
    assert "rrno" not in outcome.output


def test_site_verify_names_a_manifest_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"version": "1", "files": []}')
    outcome = run("site", "verify", tmp_path, "--manifest", tmp_path / "none.json")
    assert outcome.exit_code == 2
    assert "none.json cannot be opened: there is no such file or folder." in outcome.output


def in_a_shell(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    command = [sys.executable, "-m", "lac_validator", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment})


def test_a_name_that_the_screen_cannot_show_stops_nothing(tmp_path: Path) -> None:
    generate(2, with_errors=False).write(tmp_path)
    (tmp_path / "this_year" / "Header.csv").rename(tmp_path / "this_year" / "Nagłówek.csv")
    done = in_a_shell("validate", tmp_path, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert "Nag?ówek.csv: Header (this year)".encode("cp1252") in done.stdout


def test_a_fault_of_the_tool_exits_with_2_and_shows_no_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise KeyError("SW12345")

    monkeypatch.setattr("lac_validator.cli.shared.read_files", fails)
    monkeypatch.setattr("sys.argv", ["lac-validator", "validate", "x"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert re.search(
        r"The tool itself failed \(KeyError in fails, line \d+ of test_cli.py\): please report this\.", said
    )
    assert "SW12345" not in said and "Traceback" not in said


def test_site_verify_finds_a_changed_file(tmp_path: Path) -> None:
    outcome = run("site", "verify", tmp_path)
    assert outcome.exit_code == 1
    assert "manifest.json" in outcome.output


def test_a_check_of_nothing_is_no_clean_result(tmp_path: Path) -> None:
    """A file with headings and no rows: no figure of 0 errors, and no exit code that a script takes for clean."""
    (tmp_path / "Header.csv").write_text("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n", "utf-8")
    outcome = run("validate", tmp_path, "--year", "2026")
    assert outcome.exit_code == 2
    assert "Nothing could be checked: Header has headings and no rows." in outcome.output
    assert "0 errors" not in outcome.output


def test_what_was_not_checked_is_said(sample: Path) -> None:
    outcome = run("validate", sample / "this_year")
    assert re.search(r"\d+ of 31\d rules did not run: add last year's return \(\d+ rules\)", outcome.output)


@pytest.mark.parametrize("code", ["=cmd", "E99999999", "WAL", "Manchester"])
def test_an_authority_that_there_never_was_is_refused(sample: Path, code: str) -> None:
    outcome = run("validate", sample, "--authority", code)
    assert outcome.exit_code == 2
    assert "is no code of an upper-tier authority" in outcome.output
    assert code not in outcome.output
    with pytest.raises(ValueError, match="is no code of an upper-tier authority"):
        Return.from_frames({}, year=2026, authority=code)


@pytest.mark.parametrize("code", [" e08000003 ", "E10000006"])  # Manchester; Cumbria, which is no more
def test_an_authority_that_there_is_or_was_is_taken(sample: Path, code: str) -> None:
    assert run("validate", sample, "--authority", code).exit_code == 1
    assert Return.from_frames({}, year=2026, authority=code).authority == code.strip().upper()
