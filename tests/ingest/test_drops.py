"""What analysts drop on the page: whole folders, named by people and suppliers, in a mixture of forms."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence

import pytest
import xlsxwriter

from lac_validator.collection import CollectionYear
from lac_validator.ingest import LAST_YEAR, PROVIDERS_PERIOD, THIS_YEAR, WARNING, InputFile, Intake
from lac_validator.sample import SampleReturn, generate
from tests.ingest.forms import Rows, Tables, as_csv, as_workbook, as_xml, as_zip, read, sentences

Files = dict[str, bytes]
"""By name."""

YEAR, AUTHORITY = 2027, "E08000003"


@pytest.fixture(scope="module")
def sample() -> SampleReturn:
    """Of the year in which DoLo came: last year's return has none."""
    return generate(120, seed=9, year=YEAR, authority=AUTHORITY, with_errors=False)


def csv_files(tables: Tables, name: str, write: Callable[[Rows], bytes] = as_csv) -> Files:
    """A file a table, named after it and its number."""
    return {name.format(table=table, n=n): write(rows) for n, (table, rows) in enumerate(tables.items())}


def some(tables: Tables, *names: str) -> Tables:
    return {name: tables[name] for name in names}


def in_one_book(years: Mapping[str, Tables]) -> bytes:
    """A sheet for each table of each year: ``Header 2526``."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for year, tables in years.items():
        for table, rows in tables.items():
            sheet = book.add_worksheet(f"{table} {year}")
            for column, (heading, cells) in enumerate(rows.items()):
                sheet.write_column(0, column, [heading, *cells])
    book.close()
    return out.getvalue()


def semicolons(rows: Rows) -> bytes:
    return b"\xef\xbb\xbf" + as_csv(rows, delimiter=";")


def under_a_title(rows: Rows) -> bytes:
    return b"SSDA903 extract,,\r\nRun by A. Analyst,20/11/2026 10:04,\r\n\r\n" + as_csv(rows)


def with_iso_dates(rows: Rows) -> bytes:
    return as_csv({name: ["-".join(cell.split("/")[::-1]) for cell in cells] for name, cells in rows.items()})


def as_unicode_text(rows: Rows) -> bytes:
    return as_csv(rows, delimiter="\t").decode().encode("utf-16")


def periods(intake: Intake) -> dict[str, set[str]]:
    """Which tables are this year's, and which last year's."""
    found: dict[str, set[str]] = {THIS_YEAR: set(), LAST_YEAR: set()}
    for part in intake.parts:
        if part.used and part.period in found and part.table:
            found[part.period].add(part.table)
    return found


def assert_sorted_out(files: Files, sample: SampleReturn, this: Iterable[str], last: Iterable[str]) -> Intake:
    """Given in either order, the tables are each in its year, and hold what that year's hold."""
    for order in (1, -1):
        intake = read(*list(files.items())[::order])
        assert periods(intake) == {THIS_YEAR: set(this), LAST_YEAR: set(last)}
        for part in intake.parts:
            if part.used and part.table and part.period in (THIS_YEAR, LAST_YEAR):
                tables = sample.this_year if part.period == THIS_YEAR else sample.last_year
                assert len(tables[part.table]["CHILD"]) == part.rows, part.file
        assert intake.infer_year() in (None, CollectionYear(YEAR))
    return intake


@pytest.mark.parametrize(
    ("this", "last"),
    [
        ("903_{table}_Final_v2 (3).csv", "903_{table}_Final_v1.csv"),
        ("{table}.csv", "{table}_LY.csv"),
        ("{table}.csv", "Copy of {table}.csv"),
        ("{n:02} {table}.csv", "{n:02} {table} old.csv"),
        ("Manchester 2026-27 {table}.csv", "Manchester 2025-26 {table}.csv"),
        ("903_{table}_20270412_101112.csv", "903_{table}_20260611_091213.csv"),
        ("{table}_20270412_1011{n:02}.csv", "{table}_20260611_0912{n:02}.csv"),
        ("LAC/2027/903/{table}.csv", "LAC/2026/903/{table}.csv"),
        ("<b>{table}</b>.csv", "=cmd|'{table}'!A1.csv"),
    ],
)
def test_files_of_both_years_whatever_their_names(sample: SampleReturn, this: str, last: str) -> None:
    files = csv_files(sample.this_year, this) | csv_files(sample.last_year, last)
    assert_sorted_out(files, sample, sample.this_year, sample.last_year)


@pytest.mark.parametrize("write", [semicolons, under_a_title, with_iso_dates, as_unicode_text])
def test_files_of_both_years_as_programs_leave_them(sample: SampleReturn, write: Callable[[Rows], bytes]) -> None:
    files = csv_files(sample.this_year, "{table}.csv", write) | csv_files(sample.last_year, "{table} last.csv", write)
    assert_sorted_out(files, sample, sample.this_year, sample.last_year)


@pytest.mark.parametrize(
    ("this", "last"),
    [
        (("Header", "Episodes"), ()),
        (("Header", "Episodes", "Reviews"), ("Header", "Episodes")),
        (("Header", "Episodes", "OC2", "OC3"), ("Header", "OC2")),
        (("Header", "Episodes", "Missing"), ("AD1",)),
    ],
)
@pytest.mark.parametrize(
    "names", ["{table}.csv {table}_2526.csv", "{table}.csv {table}_LY.csv", "903/{table}.csv last_year/{table}.csv"]
)
def test_only_some_tables(sample: SampleReturn, this: Sequence[str], last: Sequence[str], names: str) -> None:
    of_this, of_last = names.split()
    files = csv_files(some(sample.this_year, *this), of_this) | csv_files(some(sample.last_year, *last), of_last)
    assert_sorted_out(files, sample, this, last)


def test_a_suppliers_xml_with_ofsteds_list_and_a_zip_of_last_year(sample: SampleReturn) -> None:
    given = sample.files()
    files = {
        "SSDA903_export.xml": as_xml(sample.this_year),
        "Ofsted.xlsx": next(data for name, data in given.items() if name.startswith("providers/")),
        "last year.zip": as_zip(csv_files(sample.last_year, "903/{table}.csv")),
    }
    # Nobody is in DoLo, and an XML cannot say that a table is there without rows.
    intake = assert_sorted_out(files, sample, sample.this_year.keys() - {"DoLo"}, sample.last_year)
    assert {part.period for part in intake.parts if part.file.startswith("Ofsted")} == {PROVIDERS_PERIOD}
    assert intake.infer_authority() == AUTHORITY
    assert intake.make_return().file_format == "xml"


def test_one_workbook_of_both_years(sample: SampleReturn) -> None:
    data = in_one_book({"2526": sample.last_year, "2627": sample.this_year})
    assert_sorted_out({"Return.xlsx": data}, sample, sample.this_year, sample.last_year)


def test_a_workbook_csv_files_and_unicode_text_together(sample: SampleReturn) -> None:
    this = sample.this_year
    files = {
        "Header.txt": as_unicode_text(this["Header"]),
        "Episodes.xlsx": as_workbook(some(this, "Episodes"), real_dates=True),
        "reviews.CSV": as_csv(this["Reviews"]),
        "more.zip": as_zip({"a/OC2.xlsx": as_workbook(some(this, "OC2"), real_dates=False)}),
    }
    assert_sorted_out(files, sample, ["Header", "Episodes", "Reviews", "OC2"], [])


def test_a_header_with_the_status_of_uasc(sample: SampleReturn) -> None:
    header = {**sample.this_year["Header"], "UASC": ["0"] * len(sample.this_year["Header"]["CHILD"])}
    files = csv_files(some(sample.this_year, "Episodes", "UASC") | {"Header": header}, "{table}.csv")
    intake = assert_sorted_out(files, sample, ["Header", "Episodes", "UASC"], [])
    assert set(intake.make_return(YEAR).tables["Header"].column("UASC").as_given) == {"0"}


def test_three_years(sample: SampleReturn) -> None:
    older = generate(120, seed=9, year=YEAR - 2).this_year
    files = csv_files(sample.this_year, "a/{table}.csv") | csv_files(sample.last_year, "b/{table}.csv")
    files |= csv_files(older, "c/{table}.csv")
    intake = assert_sorted_out(files, sample, sample.this_year, sample.last_year)
    assert "c/Episodes.csv was recognised as Episodes of 2024/25" in sentences(intake, WARNING)


def test_identifiers_in_another_case_with_blanks_are_the_same_children(sample: SampleReturn) -> None:
    tables = some(sample.this_year, "Header", "Episodes")
    header = {**tables["Header"], "CHILD": [f"{child.lower()} " for child in tables["Header"]["CHILD"]]}
    intake = Intake()
    files = csv_files({"Header": header, "Episodes": tables["Episodes"]}, "{table}.csv")
    intake.add([InputFile(name, data) for name, data in files.items()])
    assert intake.checks(CollectionYear(YEAR), AUTHORITY) == []
