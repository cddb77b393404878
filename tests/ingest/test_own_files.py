"""What this tool writes is saved beside the return and dropped with it: it is known, and never read as a table."""

from __future__ import annotations

import io
import zipfile

import openpyxl  # type: ignore[import-untyped]
import pytest

from lac_validator import validate
from lac_validator.ingest import ERROR, NOTE, WARNING, InputFile, Intake
from lac_validator.report import REPORTS, Errors, finish
from lac_validator.sample import SampleReturn, generate
from tests.ingest.forms import EPISODES, as_csv, as_workbook, as_zip, read, read_one, sentences

OWN = "is a report of this tool and is not part of the return"


@pytest.fixture(scope="module")
def sample() -> SampleReturn:
    return generate(25, seed=4, year=2026)


@pytest.fixture(scope="module")
def errors(sample: SampleReturn) -> Errors:
    intake = Intake()
    intake.add([InputFile(name, data) for name, data in sample.files().items()])
    return Errors(validate(intake.make_return()))


@pytest.fixture(scope="module")
def written(errors: Errors) -> dict[str, tuple[str, bytes]]:
    """Every report, by kind: its name and its bytes."""
    made = {kind: finish(report.make(errors)) for kind, report in REPORTS.items()}
    return {kind: (each.name, each.data) for kind, each in made.items()}


def resaved(data: bytes, *, without_properties: bool = False) -> bytes:
    """A workbook as another program saves it; some leave out who made it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    if without_properties:
        book.properties = openpyxl.packaging.core.DocumentProperties(creator="Somebody")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


TABLES = ("tables", "tables_last_year")
"""Those that are a return, each of one year."""

REPORTED_AS = {kind: kind for kind in REPORTS if kind not in TABLES}


def test_every_report_is_asked_about(written: dict[str, tuple[str, bytes]]) -> None:
    assert set(written) == {*REPORTED_AS, *TABLES}


@pytest.mark.parametrize("kind", REPORTED_AS)
def test_no_report_is_read_as_a_table(written: dict[str, tuple[str, bytes]], kind: str) -> None:
    name, data = written[kind]
    for given in (name, "Missing.csv", "903/Episodes.xlsx"):  # whatever it is called
        intake = read((given, data))
        assert [(part.table, part.used, part.report) for part in intake.parts] == [(None, False, REPORTED_AS[kind])]
        assert sentences(intake, NOTE).startswith(f"{given} {OWN}: ")
        assert len(intake.problems) == 1
        assert sentences(intake, WARNING) == sentences(intake, ERROR) == ""


@pytest.mark.parametrize("kind", REPORTED_AS)
def test_a_report_beside_the_return_changes_nothing(
    written: dict[str, tuple[str, bytes]], sample: SampleReturn, kind: str
) -> None:
    tables = [InputFile(f"903/{name}.csv", as_csv(rows)) for name, rows in sample.this_year.items()]
    report = InputFile(*written[kind])
    for order in ([report, *tables], [*tables, report]):
        intake = Intake()
        intake.add(order)
        assert {part.table: part.rows for part in intake.parts if part.used} == {
            name: len(rows["CHILD"]) for name, rows in sample.this_year.items()
        }
    intake.add([report])  # later, and on its own
    assert {part.file for part in intake.parts if part.used} == {file.name for file in tables}


@pytest.mark.parametrize("without_properties", [False, True])
def test_a_workbook_saved_by_another_program(written: dict[str, tuple[str, bytes]], without_properties: bool) -> None:
    data = resaved(written["workbook"][1], without_properties=without_properties)
    (part,) = read(("Children.xlsx", data)).parts
    assert (part.table, part.report) == (None, "workbook")
    assert OWN in sentences(part, NOTE)


def test_lists_saved_by_a_spreadsheet_program(written: dict[str, tuple[str, bytes]]) -> None:
    for kind in ("errors_csv", "children_csv", "summary_csv"):
        text = written[kind][1].decode("utf-8-sig")
        semicolons, tabs = text.replace(",", ";").encode("cp1252"), text.replace(",", "\t").encode("utf-16")
        for data in (semicolons, tabs, b"sep=,\n" + text.encode()):
            assert read_one("list.txt", data).report == kind


def test_the_members_of_the_packs_one_by_one(written: dict[str, tuple[str, bytes]]) -> None:
    for name, data in members(written["packs"][1]).items():
        part = read_one(name.replace("packs/", ""), data)
        of_pack = {"xlsx": "packs", "html": "packs_page"}
        report = of_pack[name[-4:]] if name.startswith("packs/") else "packs_cover"
        assert (part.table, part.report) == (None, report)
        assert OWN in sentences(part, NOTE)


@pytest.mark.parametrize("without_properties", [False, True])
def test_a_completed_pack_is_a_pack(written: dict[str, tuple[str, bytes]], without_properties: bool) -> None:
    packs = {name: data for name, data in members(written["packs"][1]).items() if name.startswith("packs/")}
    book = openpyxl.load_workbook(io.BytesIO(next(data for name, data in packs.items() if name.endswith(".xlsx"))))
    sheet = book.active
    sheet["F5"] = "Corrected"
    out = io.BytesIO()
    book.save(out)
    data = resaved(out.getvalue(), without_properties=without_properties)
    assert read_one("SW1 done.xlsx", data).report == "packs"
    (part,) = read(("back.zip", as_zip({"a.xlsx": data, "b.xlsx": data}))).parts
    assert (part.report, part.file) == ("packs", "back.zip")


def test_reports_among_tables_in_one_archive(written: dict[str, tuple[str, bytes]]) -> None:
    name, data = written["workbook"]
    intake = read(("all.zip", as_zip({"episodes.csv": EPISODES.encode(), name: data})))
    assert [(part.table, part.report) for part in intake.parts] == [("Episodes", ""), (None, "workbook")]


def test_the_tables_are_a_return(written: dict[str, tuple[str, bytes]], sample: SampleReturn) -> None:
    intake = read(*(written[kind] for kind in TABLES))
    used = {(part.table, part.period): part.rows for part in intake.parts if part.used}
    years = {"this year": sample.this_year, "last year": sample.last_year}
    assert used == {
        (name, period): len(rows["CHILD"]) for period, tables in years.items() for name, rows in tables.items()
    }


def test_what_lies_with_the_tables_is_known() -> None:
    text = "In these tables an apostrophe (') was put before 2 cells.\r\nEverything else stands as it was read.\r\n"
    part = read_one("tables.zip › read me first.txt", text)
    assert (part.table, part.report) == (None, "tables_note")
    assert OWN in sentences(part, NOTE)


def test_a_report_of_another_release_is_known_by_its_mark() -> None:
    part = read_one("x.json", '\ufeff{ "format" : "lac-validator-runs",\n "version": 3}')
    assert (part.table, part.report) == (None, "report")


def test_a_workbook_whose_properties_are_damaged_is_read_all_the_same(sample: SampleReturn) -> None:
    data = as_workbook({"Header": sample.this_year["Header"]}, real_dates=False)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("docProps/core.xml")
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    damaged = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
    assert [part.table for part in read(("h.xlsx", damaged)).parts if part.used] == ["Header"]


def test_a_workbook_of_the_council_is_not_taken_for_a_report(sample: SampleReturn) -> None:
    intake = read(("return.xlsx", as_workbook(sample.this_year, real_dates=True)))
    assert {part.report for part in intake.parts} == {""}
    assert {part.table for part in intake.parts if part.used} == set(sample.this_year)


@pytest.mark.parametrize(
    "headings",
    ["Child ID,Social worker,Team", "Person ID,Allocated worker,Worker email", "CHILD,SW_ID,Team", "Child,Team,Room"],
)
def test_a_list_of_who_works_with_whom_is_known(headings: str) -> None:
    part = read_one("workers.csv", f"{headings}\nA1,x,y\n")
    assert (part.table, part.report) == (None, "allocation")
    assert sentences(part) == (
        "workers.csv is a list of who works with which child and is not part of the return. It can be used as the "
        "allocation list."
    )


def test_an_allocation_list_in_a_workbook() -> None:
    book = openpyxl.Workbook()
    for row in (["Child", "Worker", "Team"], ["A1", "Jane", "North"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    (part,) = read(("workers.xlsx", out.getvalue())).parts
    assert (part.report, part.table) == ("allocation", None)
