"""Which files are this year's and which last year's: what users meet first."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence

import pytest

from lac_validator import schema
from lac_validator.collection import CollectionYear
from lac_validator.dataset import read_date
from lac_validator.ingest import LAST_YEAR, NOTE, THIS_YEAR, WARNING, CannotRead, InputFile, Intake
from lac_validator.sample import SampleReturn, generate
from tests.ingest.forms import (
    EPISODES,
    HEADER,
    REVIEWS,
    as_an_xml_has_them,
    as_csv,
    as_workbook,
    as_xml,
    read,
    sentences,
)

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
    assert sentences(intake, WARNING) == (
        "two.csv (3 rows) was left out: this year's Episodes (2025/26) is read from one.csv (3 rows), given with it. "
        "Remove the wrong one, or say that one of them is another year's."
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
    corrected = {name: cells[:-2] for name, cells in sample.this_year["Header"].items()}
    intake.add([InputFile("Header.csv", as_csv(corrected))])
    assert set(used(intake)) == {file.name for file in folder} - {"903/Header.csv"} | {"Header.csv"}
    rows = len(corrected["CHILD"])
    assert (
        f"903/Header.csv ({rows + 2} rows) was left out: this year's Header (2025/26) is read from Header.csv ({rows} "
        "rows), given later."
    ) in sentences(intake, WARNING)
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
    assert "copy.csv holds the same as one.csv (this year's Episodes (2025/26)) and was left out." in sentences(
        intake, NOTE
    )
    assert sentences(intake, WARNING) == ""


def test_the_fuller_of_two_is_used() -> None:
    intake = read(("list.csv", "CHILD,UPN\nA,1\n"), ("header.csv", "CHILD,SEX,DOB,ETHNIC,UPN\nA,F,01/01/2010,WBRI,1\n"))
    assert [part.used for part in intake.parts] == [False, True]


def test_what_lacks_columns_never_takes_the_place_of_what_has_them(sample: SampleReturn) -> None:
    whole = InputFile("Missing.csv", as_csv(sample.this_year["Missing"]))
    fewer = {name: cells for name, cells in sample.this_year["Missing"].items() if name != "MIS_END"}
    lacking = InputFile("later/Missing.csv", as_csv(fewer))
    for given in ([[whole, lacking]], [[lacking, whole]], [[whole], [lacking]], [[lacking], [whole]]):
        intake = Intake()
        for files in given:
            intake.add(files)
        assert used(intake) == ["Missing.csv"]
        assert "later/Missing.csv has no MIS_END, so it does not take its place." in sentences(intake, WARNING)
    part = next(part for part in intake.parts if part.file == "later/Missing.csv")
    intake.assign(part.id, table="Missing", period=THIS_YEAR)
    assert used(intake) == ["later/Missing.csv"]


@pytest.mark.parametrize("order", [1, -1])
def test_of_an_xml_and_csv_files_of_one_year_one_is_used_whole(order: int) -> None:
    child = "<CHILD><HEADER><CHILDID>A1</CHILDID></HEADER><EPISODE><DECOM>01/05/2025</DECOM></EPISODE></CHILD>"
    files = [("return.xml", f"<R>{child}</R>"), ("episodes.csv", EPISODES), ("header.csv", HEADER)]
    intake = read(*files[::order])
    assert set(used(intake)) == {"episodes.csv", "header.csv"}
    (said,) = [problem.sentence for problem in intake.problems if problem.severity == WARNING]
    assert said.startswith("This year's return was given in two forms that differ. ")
    assert "(2 tables with rows, 5 rows) is used, which is the more complete; left out whole: return.xml (" in said
    xml = next(part for part in intake.parts if part.file == "return.xml" and part.table == "Episodes")
    intake.assign(xml.id, table="Episodes", period=THIS_YEAR)
    assert set(used(intake)) == {"return.xml"}
    assert "is used, as you said; left out whole: " in sentences(intake, WARNING)
    header = next(part for part in intake.parts if part.file == "header.csv")
    intake.assign(header.id, table="Header", period=THIS_YEAR)
    assert set(used(intake)) == {"episodes.csv", "header.csv"}


def test_of_an_xml_and_csv_files_as_complete_the_xml_is_used(sample: SampleReturn) -> None:
    tables = {name: sample.this_year[name] for name in ("Header", "Episodes")}
    other = {name: {**rows, "CHILD": [f"B{child}" for child in rows["CHILD"]]} for name, rows in tables.items()}
    xml = as_xml(as_an_xml_has_them(sample.this_year))
    intake = read(*((f"{name}.csv", as_csv(rows)) for name, rows in other.items()), ("r.xml", xml))
    assert set(used(intake)) == {"r.xml"}
    assert "This year's return was given in two forms that differ. r.xml (" in sentences(intake, WARNING)


def test_the_same_return_in_both_forms_is_only_noted(sample: SampleReturn) -> None:
    tables = as_an_xml_has_them(sample.this_year)
    intake = read(*((f"{name}.csv", as_csv(rows)) for name, rows in tables.items() if rows["CHILD"]),
                  ("r.xml", as_xml(tables)))  # fmt: skip
    assert len({part.form for part in intake.parts if part.used}) == 1
    assert "two forms" not in sentences(intake, WARNING)
    assert ": the same as in " in sentences(intake, NOTE)


def test_a_table_that_the_xml_has_not_is_read_beside_it(sample: SampleReturn) -> None:
    tables = as_an_xml_has_them(sample.this_year)
    xml = as_xml({name: rows for name, rows in tables.items() if name != "SWEpisodes"})
    intake = read(("r.xml", xml), ("sw.csv", as_csv(tables["SWEpisodes"])))
    assert set(used(intake)) == {"r.xml", "sw.csv"}


def of_year(year: int, *, children: int = 8, reviews: Sequence[int] = ()) -> list[tuple[str, str]]:
    """Header and Episodes of this collection year, and reviews of these years."""
    ids = [f"A{n:03}" for n in range(children)]
    line = "{0},01/05/{1},S,C2,N1,U1,PR1,01/09/{1},E5,,RM3 8RT,M1 1AE,SC012345\n"
    episodes = EPISODES.splitlines()[0] + "\n" + "".join(line.format(child, year - 1) for child in ids)
    header = HEADER.splitlines()[0] + "\n" + "".join(f"{child},F,01/02/2014,WBRI,UN1,0,\n" for child in ids)
    days = "".join(f"{child},01/02/2014,01/06/{each - 1},PN1\n" for child in ids for each in reviews)
    files = [("episodes.csv", episodes), ("header.csv", header)]
    return [*files, ("reviews.csv", f"CHILD,DOB,REVIEW,REVIEW_CODE\n{days}")] if reviews else files


@pytest.mark.parametrize("children", [2, 10])
@pytest.mark.parametrize("folder", ["", "reviews/"])
def test_reviews_of_several_years_do_not_outvote_episodes(children: int, folder: str) -> None:
    files = of_year(2025, children=children, reviews=(2024, 2025, 2026))
    intake = read(*((folder + name if name == "reviews.csv" else name, text) for name, text in files))
    assert intake.infer_year() == CollectionYear(2025)
    assert {part.period for part in intake.parts if part.table in ("Header", "Episodes")} == {THIS_YEAR}
    said = [problem.sentence for problem in intake.checks(CollectionYear(2025), None)]
    assert any("It seems to hold several years: export it again for this one alone." in each for each in said)


def test_a_year_given_without_its_files_does_not_shift_the_years() -> None:
    intake = read(*((f"{year}/{name}", text) for year in (2023, 2024, 2025) for name, text in of_year(year)))
    assert {part.file[:4]: part.period for part in intake.parts} == {"2023": None, "2024": LAST_YEAR, "2025": THIS_YEAR}
    intake.assign_periods(CollectionYear(2026))
    assert {part.file[:4]: part.period for part in intake.parts} == {"2023": None, "2024": None, "2025": LAST_YEAR}
    with pytest.raises(CannotRead) as reason:
        intake.make_return(2026)
    assert str(reason.value) == (
        "None of the files is of this year's return (2025/26, as you said): 2 tables of 2024/25 were taken as last "
        "year's return. Give the files of 2025/26 too; or, to check those of 2024/25, give 2025 as the year."
    )


@pytest.mark.parametrize(("year", "newer"), [(2021, False), (2030, True)])
def test_a_year_whose_rules_are_not_held_is_named(year: int, newer: bool) -> None:
    intake = read(*of_year(year))
    said = f"The files are of {CollectionYear(year)}, and the rules held are those of 2022/23 to 2026/27."
    assert intake.why_no_year().startswith(said)
    assert ("A newer release of this tool may hold them." in intake.why_no_year()) == newer
    with pytest.raises(CannotRead, match=said):
        intake.make_return()


def test_a_year_that_stands_only_in_names_is_named() -> None:
    intake = read(("903 2024-25/oc3.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\nA,,YES,F2,B1\n"))
    assert intake.infer_year() is None
    assert intake.why_no_year() == (
        "No date in the files tells the collection year. Their names speak of 2024/25: give 2024/25, if that is right "
        "(from 2022/23 to 2026/27; 2026 is 2025/26)."
    )
    assert read(*of_year(2026)).why_no_year() == ""


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
