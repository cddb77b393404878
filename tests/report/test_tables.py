"""The return as CSV for the portal, and reports written by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lac_validator import read_files, schema, validate
from lac_validator.ingest import InputFile, Intake
from lac_validator.report import REPORTS, Errors, write_report
from lac_validator.sample import generate
from tests.report.made import book, errors_of, make, members, reviews, sample_errors


def test_it_reads_back_as_the_same_return() -> None:
    errors = sample_errors(generate(40, seed=5))
    intake = Intake(errors.ret.postcodes)
    for kind in ("tables", "tables_last_year"):
        intake.add([InputFile(f"{kind}.zip", make(kind, errors).data)])
    ret = intake.make_return(year=2026, authority=errors.ret.authority)
    for name in errors.ret.tables.keys() - {"Providers"}:
        for column in schema.table(name).given_columns:
            assert ret.tables[name].column(column).as_given == errors.ret.tables[name].column(column).as_given
    # Ofsted's list is no table of the return.
    with_list = [outcome.rule.code for outcome in errors.result.outcomes_by_rule if "providers" in outcome.rule.needs]
    before = errors.result.issues
    before = before[~before["code"].isin(with_list)].reset_index(drop=True)
    assert validate(ret).issues.equals(before)


def test_columns_are_the_dfes_and_values_as_read() -> None:
    tables = reviews(("007", "01/06/2025", "PN1"), ("-12", "31/02/2025", "-"))
    errors = errors_of(tables, {"Header": {"SEX": ["F"], "CHILD": ["1"]}}, rules=["166"])
    # What is loaded into the portal holds this year's tables and no others.
    assert members(make("tables", errors).data) == {
        "this_year/Reviews.csv": (
            b"CHILD,DOB,REVIEW,REVIEW_CODE\r\n007,01/01/2012,01/06/2025,PN1\r\n-12,01/01/2012,31/02/2025,-\r\n"
        ),
    }
    assert members(make("tables_last_year", errors).data) == {
        "last_year/Header.csv": b"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\r\n1,F,,,,,\r\n",
    }


def test_what_could_be_a_formula_is_changed_and_listed() -> None:
    tables = reviews(("007", "01/06/2025", "-A1"), ("=1", "@x", "PN1"), ("-7", "01/06/2025", "+"))
    errors = errors_of(tables, {"Header": {"SEX": ["F"], "CHILD": ["=2"]}}, rules=["166"])
    files = members(make("tables", errors).data)
    assert files["this_year/Reviews.csv"].decode().splitlines()[1:] == [
        "007,01/01/2012,01/06/2025,'-A1",
        "'=1,01/01/2012,'@x,PN1",
        "-7,01/01/2012,01/06/2025,'+",
    ]
    told = files["read me first.txt"].decode()
    assert told.startswith("In these tables an apostrophe (') was put before 4 cells")
    assert told.splitlines()[-4:] == [
        "this_year/Reviews.csv, line 2, column REVIEW_CODE",
        "this_year/Reviews.csv, line 3, column CHILD",
        "this_year/Reviews.csv, line 3, column REVIEW",
        "this_year/Reviews.csv, line 4, column REVIEW_CODE",
    ]
    told = members(make("tables_last_year", errors).data)["read me first.txt"].decode()
    assert told.splitlines()[-1:] == ["last_year/Header.csv, line 2, column CHILD"]


def test_dates_that_the_user_had_read_again_are_in_the_dfes_form() -> None:
    data = b"CHILD,DOB,REVIEW,REVIEW_CODE\r\n007,2012-01-01,2025-06-13,PN1\r\n8,31/12/2011,1/7/2025,\r\n"

    def tables(agreed: bool) -> bytes:
        intake = Intake()
        intake.add([InputFile("reviews.csv", data)])
        if agreed:
            intake.reread()
        errors = Errors(validate(intake.make_return(year=2026)))
        return members(make("tables", errors).data)["this_year/Reviews.csv"]

    assert tables(agreed=False) == data
    assert tables(agreed=True) == (
        b"CHILD,DOB,REVIEW,REVIEW_CODE\r\n007,01/01/2012,13/06/2025,PN1\r\n8,31/12/2011,01/07/2025,\r\n"
    )


def test_no_file_of_the_return_is_written_over(tmp_path: Path) -> None:
    generate(12).write(tmp_path)
    header, notes = tmp_path / "this_year" / "Header.csv", tmp_path / "notes.csv"
    notes.write_text("not,of,the return\n1,2,3\n")
    errors = Errors(validate(read_files([tmp_path])))
    for file in (header, notes, tmp_path / "this_year" / ".." / "this_year" / "Header.csv"):
        before = file.read_bytes()
        with pytest.raises(ValueError, match=f"{file.name} is one of the files that were read"):
            write_report(errors, file, "errors_csv")
        assert file.read_bytes() == before


def test_a_report_may_take_the_place_of_an_earlier_one_among_the_files(tmp_path: Path) -> None:
    generate(12).write(tmp_path)
    for _ in range(2):
        write_report(Errors(validate(read_files([tmp_path]))), tmp_path, "errors_csv")
    archive = write_report(Errors(validate(read_files([tmp_path / "this_year"]))), tmp_path, "tables")
    with pytest.raises(ValueError, match="is one of the files that were read"):
        write_report(Errors(validate(read_files([archive]))), tmp_path, "tables")


@pytest.mark.parametrize("kind", list(REPORTS))
def test_every_report_is_written_by_its_name(errors: Errors, tmp_path: Path, kind: str) -> None:
    into_folder = write_report(errors, tmp_path, kind)
    assert (into_folder.parent, into_folder.suffix) == (tmp_path, REPORTS[kind].suffix)
    assert into_folder.name.startswith("903-") and "2025-26" in into_folder.name
    named = tmp_path / f"mine{REPORTS[kind].suffix.upper()}"
    assert write_report(errors, named, kind) == named
    assert named.stat().st_size == pytest.approx(into_folder.stat().st_size, rel=0.01)


@pytest.mark.parametrize(
    ("kind", "file", "options", "sentence"),
    [
        ("packs", "out.xlsx", {}, "out.xlsx should end in .zip"),
        ("pack", "out.zip", {}, "There is no report pack: choose workbook, errors_csv"),
        ("workbook", "out.xlsx", {"note": "x"}, "The report workbook has no option note."),
    ],
)
def test_what_cannot_be_written_is_said(
    errors: Errors, tmp_path: Path, kind: str, file: str, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        write_report(errors, tmp_path / file, kind, **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("suffix", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{"), ("ZIP", b"PK")]
)
def test_the_suffix_says_what_is_written(errors: Errors, tmp_path: Path, suffix: str, begins: bytes) -> None:
    path = tmp_path / f"out.{suffix}"
    write_report(errors, path)
    assert path.read_bytes().startswith(begins)


def test_options_go_to_the_report(errors: Errors, tmp_path: Path) -> None:
    path = tmp_path / "packs.zip"
    write_report(errors, path, note="By Friday.")
    name, *_ = (name for name in members(path.read_bytes()) if name.startswith("packs/") and name.endswith(".xlsx"))
    assert book(members(path.read_bytes())[name]).active["A4"].value == "By Friday."


def test_another_suffix_is_refused_in_a_sentence(errors: Errors, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"out\.pdf should end in \.xlsx, \.csv, \.json or \.zip\."):
        write_report(errors, tmp_path / "out.pdf")
    assert not list(tmp_path.iterdir())
