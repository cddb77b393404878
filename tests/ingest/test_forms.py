"""Whatever the form, the same sample becomes the same return, with the same errors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from lac_validator import Return, read_files, validate
from lac_validator.sample import generate
from tests.ingest.forms import Tables, as_an_xml_has_them, as_csv, as_workbook, as_xml, as_zip

YEAR, AUTHORITY = 2026, "E08000003"
UASC_IN_XML_ONLY = {"105"}


@pytest.fixture(scope="module")
def years() -> tuple[Tables, Tables]:
    """The tables of this and last year of a sample with errors, of what an XML can say."""
    sample = generate(300, seed=4, year=YEAR, authority=AUTHORITY)
    return as_an_xml_has_them(sample.this_year), as_an_xml_has_them(sample.last_year)


@pytest.fixture(scope="module")
def as_csv_files(years: tuple[Tables, Tables], tmp_path_factory: pytest.TempPathFactory) -> Return:
    return read_files(write(tmp_path_factory.mktemp("csv"), csv_files(years)), year=YEAR, authority=AUTHORITY)


def csv_files(years: Iterable[Tables]) -> dict[str, bytes]:
    return {
        f"{folder}/{name.lower()}.csv": as_csv(rows)
        for folder, tables in zip(("one", "two"), years, strict=True)
        for name, rows in tables.items()
    }


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def issues(ret: Return) -> set[tuple[str, str, int, str]]:
    found = validate(ret).issues
    rows = found[["code", "table", "row", "child"]].itertuples(index=False)
    return {(code, table, row, child) for code, table, row, child in rows if code not in UASC_IN_XML_ONLY}


def assert_same(ret: Return, expected: Return) -> None:
    for name, table in expected.tables.items():
        for column in table.column_names:
            assert ret.tables[name].column(column).as_given == table.column(column).as_given, (name, column)
    assert issues(ret) == issues(expected)


def test_csv_files_hold_what_was_generated(as_csv_files: Return, years: tuple[Tables, Tables]) -> None:
    assert len(issues(as_csv_files)) > 300
    for suffix, tables in zip(("", "_last"), years, strict=True):
        for name, rows in tables.items():
            for column, cells in rows.items():
                assert as_csv_files.tables[name + suffix].column(column).as_given == cells


@pytest.mark.parametrize("real_dates", [True, False])
def test_a_workbook_for_each_year(
    as_csv_files: Return, years: tuple[Tables, Tables], tmp_path: Path, real_dates: bool
) -> None:
    books = {f"return {n}.xlsx": as_workbook(tables, real_dates=real_dates) for n, tables in enumerate(years)}
    assert_same(read_files(write(tmp_path, books)), as_csv_files)


def test_a_workbook_for_each_table(as_csv_files: Return, years: tuple[Tables, Tables], tmp_path: Path) -> None:
    books = {
        f"{folder}/{name}.xlsx": as_workbook({name: rows}, real_dates=True)
        for folder, tables in zip(("b", "a"), years, strict=True)
        for name, rows in tables.items()
    }
    assert_same(read_files(write(tmp_path, books)), as_csv_files)


def test_xml(as_csv_files: Return, years: tuple[Tables, Tables], tmp_path: Path) -> None:
    ret = read_files(write(tmp_path, {"x.xml": as_xml(years[1]), "y.xml": as_xml(years[0])}))
    assert ret.file_format == "xml"
    assert_same(ret, as_csv_files)


def test_this_years_xml_beside_last_years_csv(
    as_csv_files: Return, years: tuple[Tables, Tables], tmp_path: Path
) -> None:
    files = {f"{name}.csv": as_csv(rows) for name, rows in years[1].items()} | {"return.xml": as_xml(years[0])}
    assert_same(read_files(write(tmp_path, files)), as_csv_files)


def test_one_zip_of_everything(as_csv_files: Return, years: tuple[Tables, Tables], tmp_path: Path) -> None:
    assert_same(read_files(write(tmp_path, {"all.zip": as_zip(csv_files(years))})), as_csv_files)
