"""Which files are this year's and which last year's: what users meet first."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence

import pytest

from lac_validator import schema
from lac_validator.collection import CollectionYear
from lac_validator.dataset import read_date
from lac_validator.ingest import LAST_YEAR, NOTE, THIS_YEAR, WARNING, InputFile, Intake
from lac_validator.sample import SampleReturn, generate
from tests.ingest.forms import EPISODES, HEADER, REVIEWS, as_csv, as_workbook, as_xml, read, sentences

THIS, LAST = "this", "last"


@pytest.fixture(scope="module")
def sample() -> SampleReturn:
    return generate(80, seed=1, year=2026)


def placed(sample: SampleReturn, names: Mapping[tuple[str, str], str]) -> dict[str, str | None]:
    """The period that each file is given: files named by (this or last, table)."""
    years = {THIS: sample.this_year, LAST: sample.last_year}
    intake = Intake()
    for (year, table), name in names.items():  # one by one, as the page does
        intake.add([InputFile(name, as_csv(years[year][table]))])
    return {f"{year} {table}": part.period for (year, table), part in zip(names, intake.parts, strict=True)}


def right(names: Mapping[tuple[str, str], str]) -> dict[str, str | None]:
    return {f"{year} {table}": {THIS: THIS_YEAR, LAST: LAST_YEAR}[year] for year, table in names}


def named(sample: SampleReturn, this: str, last: str) -> dict[tuple[str, str], str]:
    return {
        (year, table): pattern.format(table=table, n=n)
        for year, pattern in ((THIS, this), (LAST, last))
        for n, table in enumerate(sample.this_year)
    }


@pytest.mark.parametrize(
    ("this", "last"),
    [
        ("this_year/{table}.csv", "last_year/{table}.csv"),
        ("a/{table}.csv", "b/{table}.csv"),
        ("{table}.csv", "{table}_2025.csv"),
        ("{table}_2026.csv", "{table}.csv"),
        ("{table} 2025-26 v2.csv", "{table} 2024-25 v3 final.csv"),
        ("{table}.csv", "{table} (1).csv"),
        ("{table}.csv", "{table}.csv"),
        ("data.zip › x/{table}.csv", "data.zip › y/{table}.csv"),
        ("a{n}.csv", "b{n}.csv"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_both_years_named_in_many_ways(sample: SampleReturn, this: str, last: str, turned: bool) -> None:
    names = named(sample, this, last)
    if turned:
        names = dict(reversed(names.items()))
    assert placed(sample, names) == right(names)


@pytest.mark.parametrize("tables", list(itertools.combinations(["Header", "Episodes", "OC2", "OC3", "Reviews"], 3)))
def test_some_tables_of_both_years_in_one_folder(sample: SampleReturn, tables: tuple[str, ...]) -> None:
    if not {"Episodes", "Reviews"} & set(tables):
        return
    names = {
        (year, table): f"{table}{'' if year == THIS else '_2025'}.csv" for year in (THIS, LAST) for table in tables
    }
    assert placed(sample, names) == right(names)


def test_one_year_alone_is_this_year(sample: SampleReturn) -> None:
    names = {(LAST, table): f"{table}.csv" for table in sample.last_year}
    assert set(placed(sample, names).values()) == {THIS_YEAR}


def test_a_header_of_last_year_among_this_years_files(sample: SampleReturn) -> None:
    names = {(THIS, table): f"{table}.csv" for table in sample.this_year} | {(LAST, "Header"): "header_2025.csv"}
    assert placed(sample, names) == right(names)


def test_headers_go_with_the_children_of_episodes(sample: SampleReturn) -> None:
    names = {
        (LAST, "Header"): "1.csv",
        (THIS, "Episodes"): "2.csv",
        (THIS, "Header"): "3.csv",
        (LAST, "Episodes"): "4.csv",
    }
    assert placed(sample, names) == right(names)


def test_headers_alone_are_told_by_their_births(sample: SampleReturn) -> None:
    names = {(LAST, "Header"): "1.csv", (THIS, "Header"): "2.csv"}
    assert placed(sample, names) == right(names)


@pytest.mark.parametrize("form", ["xml", "xlsx"])
def test_a_file_for_each_year(sample: SampleReturn, form: str) -> None:
    make = as_xml if form == "xml" else lambda tables: as_workbook(tables, real_dates=True)
    years = (sample.last_year, sample.this_year)
    intake = read(*((f"{n}.{form}", make(tables)) for n, tables in enumerate(years)))
    for part in intake.parts:
        assert part.period == (LAST_YEAR if part.file.startswith("0") else THIS_YEAR), part.file


def test_this_years_files_over_several_years_of_the_sample() -> None:
    for year in (2023, 2024, 2025, 2027):
        other = generate(60, seed=year, year=year)
        names = named(other, "{table} a.csv", "{table} b.csv")
        intake = Intake()
        for (which, table), name in names.items():
            tables = other.this_year if which == THIS else other.last_year
            if table in tables:
                intake.add([InputFile(name, as_csv(tables[table]))])
        found = intake.infer_year()
        assert found is not None and found.year == year
        assert {part.period for part in intake.parts if " a." in part.file} == {THIS_YEAR}
        assert {part.period for part in intake.parts if " b." in part.file} == {LAST_YEAR}


def test_half_a_year_of_an_extract_is_of_that_year(sample: SampleReturn) -> None:
    episodes = sample.this_year["Episodes"]
    half = {"Episodes": {name: list(cells) for name, cells in episodes.items()}}
    later = ("/10/2025", "/11/2025", "/12/2025", "/01/2026", "/02/2026", "/03/2026")
    keep = [place for place, day in enumerate(episodes["DECOM"]) if not day.endswith(later)]
    half["Episodes"] = {
        name: ["" if name == "DEC" and cells[place].endswith(later) else cells[place] for place in keep]
        for name, cells in episodes.items()
    }
    intake = read(("a.csv", as_csv(half["Episodes"])), ("b.csv", as_csv(sample.last_year["Episodes"])))
    assert [part.period for part in intake.parts] == [THIS_YEAR, LAST_YEAR]


EVENTS = {
    "Episodes": "DECOM",
    "Reviews": "REVIEW",
    "Missing": "MIS_START",
    "SWEpisodes": "SW_DECOM",
    "PlacedAdoption": "DATE_PLACED",
}


def extracted(tables: Mapping[str, Mapping[str, Sequence[str]]], day: datetime.date) -> dict[str, dict[str, list[str]]]:
    """The tables as they were on that day: nothing of them is later."""
    found = {}
    for name, rows in tables.items():
        begun = [read_date(cell) for cell in rows[EVENTS[name]]] if name in EVENTS else []
        keep = [place for place in range(len(rows["CHILD"])) if not begun or (begun[place] or day) <= day]
        found[name] = {
            column: [
                "" if schema.table(name).columns[column].type == "date" and (read_date(cells[place]) or day) > day
                else cells[place]
                for place in keep
            ]
            for column, cells in rows.items()
        }  # fmt: skip
    return found


@pytest.mark.parametrize("children", [20, 60, 150])
@pytest.mark.parametrize("day", [datetime.date(2025, 4, 28), datetime.date(2025, 6, 10), datetime.date(2025, 11, 20)])
@pytest.mark.parametrize(
    ("this", "last"),
    [
        ("now/{table}.csv", "before/{table}.csv"),
        ("{table}_2526.csv", "{table}_2425.csv"),
        ("{table}.csv", "{table} (1).csv"),
        ("{table}_20260428_{n}.csv", "{table}_20260401_{n}.csv"),
        ("a{n}.csv", "b{n}.csv"),
    ],
)
def test_an_extract_early_in_the_year_beside_last_years(
    children: int, day: datetime.date, this: str, last: str
) -> None:
    sample = generate(children, seed=children, year=2026)
    years = {THIS: extracted(sample.this_year, day), LAST: sample.last_year}
    names = named(sample, this, last)
    intake = read(*((name, as_csv(years[year][table])) for (year, table), name in names.items()))
    found = {f"{year} {table}": part.period for (year, table), part in zip(names, intake.parts, strict=True)}
    # Two tables without any row are the same table, of either year.
    empty = {f"{year} {table}" for year, table in names if not any(years[each][table]["CHILD"] for each in years)}
    assert {name: period for name, period in found.items() if name not in empty} == {
        name: period for name, period in right(names).items() if name not in empty
    }
    assert intake.infer_year() == CollectionYear(2026)


def test_the_same_table_twice_uses_the_first_and_says_so() -> None:
    intake = read(("one.csv", EPISODES), ("two.csv", EPISODES.replace("B2", "C3")))
    assert [part.used for part in intake.parts] == [True, False]
    assert "two.csv is this year's Episodes like one.csv, which was used; two.csv was left out." in sentences(
        intake, WARNING
    )
    intake.assign(intake.parts[1].id, table="Episodes", period=THIS_YEAR)
    assert [part.used for part in intake.parts] == [False, True]
    intake.assign(intake.parts[1].id, table="Episodes", period=LAST_YEAR)
    assert [part.used for part in intake.parts] == [True, True]
    assert sentences(intake) == ""


def test_a_corrected_table_is_not_taken_for_last_years(sample: SampleReturn) -> None:
    names = {(THIS, table): f"{table}.csv" for table in sample.this_year}
    intake = read(*((name, as_csv(sample.this_year[table])) for (_, table), name in names.items()))
    corrected = {name: list(cells)[:-2] for name, cells in sample.this_year["Header"].items()}
    (part,) = intake.add([InputFile("header (2).csv", as_csv(corrected))])
    assert (part.period, part.used) == (THIS_YEAR, True)


def used(intake: Intake) -> list[str]:
    return [part.file for part in intake.parts if part.used]


def test_what_is_given_later_goes_before_what_was_given_earlier(sample: SampleReturn) -> None:
    folder = [InputFile(f"903/{name}.csv", as_csv(rows)) for name, rows in sample.this_year.items()]
    intake = Intake()
    intake.add(folder)
    corrected = {name: cells for name, cells in sample.this_year["Header"].items() if name != "UPN"}
    intake.add([InputFile("Header.csv", as_csv(corrected))])
    assert set(used(intake)) == {file.name for file in folder} - {"903/Header.csv"} | {"Header.csv"}
    assert "903/Header.csv is this year's Header like Header.csv, which was used; 903/Header.csv was left out." in (
        sentences(intake, WARNING)
    )
    intake.add([InputFile("again.csv", as_csv(sample.this_year["Header"]))])
    assert "again.csv" in used(intake)
    intake.reread()
    assert "again.csv" in used(intake)
    first = next(part for part in intake.parts if part.file == "903/Header.csv")
    intake.assign(first.id, table="Header", period=THIS_YEAR)
    assert "903/Header.csv" in used(intake)


def test_what_is_given_later_goes_before_what_was_said_earlier() -> None:
    intake = read(("a.csv", EPISODES))
    intake.assign(intake.parts[0].id, table="Episodes", period=THIS_YEAR)
    intake.add([InputFile("b.csv", EPISODES.replace("U1", "U2").encode())])
    assert used(intake) == ["b.csv"]


def test_within_one_giving_the_first_of_two_is_used() -> None:
    intake = read(("a.csv", EPISODES), ("b.csv", EPISODES.replace("U1", "U2")))
    assert used(intake) == ["a.csv"]


def test_the_same_file_twice_is_used_once() -> None:
    intake = read(("one.csv", EPISODES), ("copy.csv", EPISODES))
    assert "copy.csv holds the same as one.csv (this year's Episodes) and was left out." in sentences(intake, NOTE)
    assert sentences(intake, WARNING) == ""


def test_the_fuller_of_two_is_used() -> None:
    intake = read(("list.csv", "CHILD,UPN\nA,1\n"), ("header.csv", "CHILD,SEX,DOB,ETHNIC,UPN\nA,F,01/01/2010,WBRI,1\n"))
    assert [part.used for part in intake.parts] == [False, True]


@pytest.mark.parametrize("order", [1, -1])
def test_of_an_xml_and_csv_files_of_one_year_one_is_used_whole(order: int) -> None:
    child = "<CHILD><HEADER><CHILDID>A1</CHILDID></HEADER><EPISODE><DECOM>01/05/2025</DECOM></EPISODE></CHILD>"
    files = [("return.xml", f"<R>{child}</R>"), ("episodes.csv", EPISODES), ("header.csv", HEADER)]
    intake = read(*files[::order])
    assert {part.file for part in intake.parts if part.used and part.rows} == (
        {"return.xml"} if order == 1 else {"episodes.csv", "header.csv"}
    )
    assert "return.xml is this year's Episodes" in sentences(intake, WARNING) or order == 1


def test_years_before_last_are_not_used(sample: SampleReturn) -> None:
    old = generate(80, seed=2, year=2024).this_year["Reviews"]
    this, last = sample.this_year, sample.last_year
    intake = read(("a/r.csv", as_csv(this["Reviews"])), ("b/r.csv", as_csv(last["Reviews"])), ("c/r.csv", as_csv(old)))
    assert [part.period for part in intake.parts] == [THIS_YEAR, LAST_YEAR, None]
    assert "c/r.csv was recognised as Reviews of 2023/24, which is neither this year's nor last" in sentences(
        intake, WARNING
    )


def test_what_the_user_says_stays_said(sample: SampleReturn) -> None:
    intake = read(("a.csv", as_csv(sample.this_year["Episodes"])))
    intake.assign(intake.parts[0].id, table="Episodes", period=LAST_YEAR)
    intake.add([InputFile("b.csv", as_csv(sample.this_year["Header"]))])
    assert [part.period for part in intake.parts] == [LAST_YEAR, THIS_YEAR]


def test_a_few_wrong_years_do_not_mislead() -> None:
    lines = EPISODES.splitlines()
    many = [lines[0], *(lines[1].replace("A1", f"K{n}") for n in range(100)), lines[3].replace("2025", "2062")]
    year = read(("e.csv", "\n".join(many))).infer_year()
    assert year is not None and year.year == 2026


@pytest.mark.parametrize("year", ["1999", "2035"])
def test_a_year_whose_rules_are_not_held_is_not_inferred(year: str) -> None:
    intake = read(("r.csv", REVIEWS.replace("2025", year)))
    assert intake.infer_year() is None


def test_a_table_without_any_dates_is_this_years() -> None:
    intake = read(("oc3.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\nA,,YES,F2,B1\n"))
    assert intake.parts[0].period == THIS_YEAR
    assert intake.infer_year() is None


def test_a_few_old_dates_do_not_part_a_file_from_what_lies_beside_it() -> None:
    missing = "CHILD,DOB,MISSING,MIS_START,MIS_END\nA1,01/02/2012,M,01/05/2024,02/05/2024\n"
    intake = read(("ep.csv", EPISODES), ("mis.csv", missing))
    assert [part.period for part in intake.parts] == [THIS_YEAR, THIS_YEAR]
    intake = read(("x/ep.csv", EPISODES), ("y/mis.csv", missing))
    assert [part.period for part in intake.parts] == [THIS_YEAR, LAST_YEAR]


def test_small_files_of_both_years() -> None:
    last = EPISODES.replace("2025", "2024")
    for names in (("episodes.csv", "episodes_2025.csv"), ("a.csv", "b.csv"), ("x/e.csv", "y/e.csv")):
        for turned in (1, -1):
            intake = read(*list(zip(names, (EPISODES, last), strict=True))[::turned])
            assert [part.period for part in intake.parts][::turned] == [THIS_YEAR, LAST_YEAR]
