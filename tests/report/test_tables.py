"""The return as CSV for the portal, and reports written by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from lac_validator import schema, validate
from lac_validator.ingest import InputFile, Intake
from lac_validator.report import Errors, write_report
from lac_validator.sample import generate
from tests.report.made import book, errors_of, make, members, reviews, sample_errors


def test_it_reads_back_as_the_same_return() -> None:
    errors = sample_errors(generate(40, seed=5))
    intake = Intake(errors.ret.postcodes)
    intake.add([InputFile("tables.zip", make("tables", errors).data)])
    ret = intake.make_return(year=2026, authority=errors.ret.authority)
    for name in errors.ret.tables.keys() - {"Providers"}:
        for column in schema.table(name).given_columns:
            assert ret.tables[name].column(column).as_given == errors.ret.tables[name].column(column).as_given
    # Ofsted's list is no table of the return.
    with_list = [outcome.rule.code for outcome in errors.result.outcomes_by_rule if "providers" in outcome.rule.needs]
    before = errors.result.issues
    before = before[~before["code"].isin(with_list)].reset_index(drop=True)
    assert validate(ret).issues.equals(before)


def test_columns_are_the_dfes_and_dates_in_its_form() -> None:
    tables = reviews(("007", "1/6/2025", "PN1"), ("=1", "31/02/2025", ""))
    files = members(make("tables", errors_of(tables, {"Header": {"SEX": ["F"], "CHILD": ["1"]}}, rules=["166"])).data)
    assert files == {
        "this_year/Reviews.csv": (
            b"CHILD,DOB,REVIEW,REVIEW_CODE\r\n007,01/01/2012,01/06/2025,PN1\r\n'=1,01/01/2012,31/02/2025,\r\n"
        ),
        "last_year/Header.csv": b"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\r\n1,F,,,,,\r\n",
    }


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
