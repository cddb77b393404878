"""Which table a file holds: told by its headings, whatever its name."""

from __future__ import annotations

import pytest

from lac_validator import schema
from lac_validator.collection import CollectionYear
from lac_validator.ingest import ERROR, NOTE, PROVIDERS_PERIOD, THIS_YEAR, WARNING, CannotRead, InputFile, Intake
from lac_validator.ingest.recognise import recognise, split_name
from tests.ingest.forms import EPISODES, HEADER, REVIEWS, read, read_one, sentences


@pytest.mark.parametrize("table", list(schema.tables()))
def test_every_table_is_known_by_its_columns_whatever_the_name(table: str) -> None:
    columns = list(schema.table(table).given_columns)
    assert recognise(columns, "x").table == table
    assert recognise(columns[::-1], "header").table == table
    assert recognise([name.lower() for name in columns], "episodes").table == table
    assert recognise([*columns, "TEAM", "WORKER", "NAME"], "x").table == table


@pytest.mark.parametrize("table", list(schema.tables()))
def test_every_table_is_known_with_a_column_missing(table: str) -> None:
    columns = list(schema.table(table).given_columns)
    for name in columns[1:]:
        left = [column for column in columns if column != name]
        if set(left) - {"CHILD", "DOB", "SEX"}:
            assert recognise(left, table).table == table


@pytest.mark.parametrize(
    "headings",
    [
        ["CHILD", "DOB"],
        ["CHILD"],
        ["Name", "Team"],
        ["DECOM"],
        ["code", "table", "row", "child"],
        [""],
        ["CHILD", "NAME"],
    ],
)
def test_too_little_is_not_recognised(headings: list[str]) -> None:
    found = recognise(headings, "episodes")
    assert found.table is None
    assert found.reason


def test_the_name_breaks_a_tie() -> None:
    assert recognise(["CHILD", "SEX", "DOB"], "uasc").table == "UASC"
    found = recognise(["CHILD", "SEX", "DOB"], "export")
    assert (found.table, "CHILD, SEX and DOB could be of Header or UASC" in found.reason) == (None, True)


@pytest.mark.parametrize(
    ("name", "table", "rest"),
    [
        ("header_2025", "Header", "2025"),
        ("LAC Episodes 2024-25 final", "Episodes", "lac 2024 25 final"),
        ("SW_Episodes", "SWEpisodes", ""),
        ("social worker episodes (2)", "SWEpisodes", "2"),
        ("Placed for Adoption", "PlacedAdoption", ""),
        ("OC2_LY", "OC2", "ly"),
        ("previous permanence last", "PrevPerm", "last"),
        ("export", None, "export"),
    ],
)
def test_what_a_name_says(name: str, table: str | None, rest: str) -> None:
    assert split_name(name) == (table, rest)


def test_what_is_not_recognised_says_what_was_found() -> None:
    part = read_one("names.csv", "Name,Team\nx,y\n")
    assert sentences(part, NOTE) == (
        "names.csv was not recognised and is not used: its columns match no table, or its first line is data and there "
        "are no headings."
    )
    assert sentences(part, WARNING) == ""
    part = read_one("list.csv", "CHILD,UPN,Name\nA1,UN1,x\n")
    assert sentences(part, WARNING) == (
        "list.csv was not recognised and is not used: of Header it has only CHILD and UPN, and lacks SEX, DOB, ETHNIC, "
        "MOTHER and MC_DOB. If it is Header all the same, choose so; else remove it."
    )
    assert sentences(read_one("hello.docx", "Hello\n")) == "hello.docx is not a table and is not used."


def test_what_is_not_recognised_is_said_without_any_value_of_a_child() -> None:
    for text in ("A1,F,01/02/2012,WBRI\nB2,M,11/12/2010,WBRI\n", "A1,DOB,Zoe\n", "Zoe\n"):
        said = sentences(read_one("x.csv", text))
        assert said and not {"A1", "01/02/2012", "WBRI", "Zoe"} & set(said.replace(",", " ").split())


@pytest.mark.parametrize(
    "headings",
    [
        ["Child", "Social worker", "Errors", "Missing", "Cross-year"],
        ["CHILD", "DOB", "MISSING"],
        ["CHILD", "SEX", "DOB"],
        ["CHILD", "UPN"],
        ["CHILD", "DECOM", "DEC", "PLACE"],
        ["CHILD", "DOB", "REVIEWER"],
    ],
)
def test_a_table_needs_most_of_its_columns(headings: list[str]) -> None:
    assert recognise(headings, "missing episodes header").table is None


def test_the_user_may_say_what_it_is() -> None:
    intake = read(("a.csv", "CHILD,DOB\nA1,01/02/2012\n"), ("e.csv", EPISODES))
    part = intake.parts[0]
    assert part.table is None
    intake.assign(part.id, table="OC3", period=THIS_YEAR)
    assert (part.table, part.period, part.used) == ("OC3", THIS_YEAR, True)
    assert "a.csv has no columns IN_TOUCH, ACTIV and ACCOM of OC3" in sentences(intake, WARNING)
    assert intake.make_return(2026).tables["OC3"].column("DOB").as_given == ["01/02/2012"]
    intake.assign(part.id, table=None, period=None)
    assert "a.csv was left out, as you said." in sentences(intake, NOTE)


def test_a_table_that_has_nothing_of_it_cannot_be_used() -> None:
    intake = read(("a.csv", "Name,Team\nx,y\n"))
    intake.assign(intake.parts[0].id, table="Episodes", period=THIS_YEAR)
    assert "a.csv has no column of Episodes" in sentences(intake, ERROR)
    intake.assign(intake.parts[0].id, table="Providers", period=None)
    assert "a.csv looks like one of Ofsted's provider lists, but has no column URN" in sentences(intake, ERROR)
    assert not intake.parts[0].used


def test_what_does_not_exist_cannot_be_said() -> None:
    intake = read(("e.csv", EPISODES))
    with pytest.raises(ValueError, match="There is no table Rows"):
        intake.assign(intake.parts[0].id, table="Rows", period=THIS_YEAR)
    with pytest.raises(ValueError, match="There is no period next year"):
        intake.assign(intake.parts[0].id, table="Episodes", period="next year")
    with pytest.raises(ValueError, match="Header is of one year's return"):
        intake.assign(intake.parts[0].id, table="Header", period=PROVIDERS_PERIOD)
    assert (intake.parts[0].table, intake.parts[0].period) == ("Episodes", THIS_YEAR)
    with pytest.raises(LookupError):
        intake.assign(99, table="Episodes", period=THIS_YEAR)


def test_files_come_and_go() -> None:
    intake = read(("e.csv", EPISODES), ("h.csv", HEADER))
    episodes, header = intake.parts
    intake.add([InputFile("r.csv", REVIEWS.encode())])
    assert [part.id for part in intake.parts] == [1, 2, 3]
    intake.remove(header.id)
    assert [part.table for part in intake.parts] == ["Episodes", "Reviews"]
    intake.remove_file("r.csv")
    assert intake.parts == [episodes]
    intake.remove(header.id)  # the second of two clicks
    intake.remove(episodes.id)
    assert (intake.parts, intake.problems) == ([], [])


def episodes_at(*homes: str) -> str:
    """Episodes with these home postcodes."""
    heading, first, *_ = EPISODES.splitlines()
    return "\n".join([heading, *(first.replace("M1 1AE", home) for home in homes), ""])


@pytest.mark.parametrize(
    ("homes", "authority"),
    [
        (["M1 1AE"] * 10, "E08000003"),
        (["LS1 1UR"] * 20 + ["M1 1AE"] * 10, "E08000035"),
        (["", " m144bf"] * 10, "E08000003"),
        (["M1 1AE"] * 9, None),
        (["M1 1AE"] * 19 + ["LS1 1UR"] * 10, None),
        (["CF10 1AA", "bt11aa"] * 10, None),
        (["RM3 8RT"] + ["Z2 9ZZ"] * 39, None),
    ],
)
def test_the_authority_is_where_most_homes_are_if_enough_are_known(homes: list[str], authority: str | None) -> None:
    assert read(("e.csv", episodes_at(*homes))).infer_authority() == authority


def test_it_is_said_on_what_the_guess_of_the_authority_rests() -> None:
    intake = read(("e.csv", episodes_at("RM3 8RT", *["Z2 9ZZ"] * 39)))
    rests = "1 of 40 postcodes in Episodes lies in Havering, fewer than 10: too little to go by."
    assert intake.guess_authority().sentence == rests
    said = [problem.sentence for problem in intake.checks(CollectionYear(2026), None)]
    assert any(each.startswith("The authority that makes the return is not known") and rests in each for each in said)
    assert rests not in "".join(problem.sentence for problem in intake.checks(CollectionYear(2026), "E08000003"))
    assert read(("e.csv", episodes_at(*["M1 1AE"] * 19, *["LS1 1UR"] * 10))).guess_authority().sentence == (
        "19 of 29 postcodes in Episodes lie in Manchester, and 10 in the next authority: too little to go by."
    )
    assert read(("e.csv", episodes_at(*["M1 1AE"] * 12))).guess_authority().sentence == (
        "12 of 12 postcodes in Episodes lie in Manchester."
    )
    assert (Intake().infer_authority(), Intake().guess_authority().sentence) == (None, "")


def test_the_authority_of_placements_that_are_given_goes_first() -> None:
    text = episodes_at(*["M1 1AE"] * 12).replace("URN\n", "URN,PL_LA\n").replace("12345\n", "12345,E08000001\n")
    assert read(("e.csv", text)).infer_authority() == "E08000001"


def test_a_table_of_no_year_is_not_used() -> None:
    intake = read(("e.csv", EPISODES))
    intake.assign(intake.parts[0].id, table="Episodes", period=None)
    assert sentences(intake) == "e.csv is not used, since it is of neither year."


@pytest.mark.parametrize("text", [EPISODES, "x,y\n1,2\n"])
def test_what_the_user_leaves_out_is_not_called_unrecognised(text: str) -> None:
    intake = read(("a.csv", text))
    intake.assign(intake.parts[0].id, table=None, period=None)
    assert (sentences(intake, NOTE), sentences(intake, WARNING)) == ("a.csv was left out, as you said.", "")
    assert not intake.parts[0].used
    with pytest.raises(CannotRead, match=r"^None of the files can be used\. a\.csv was left out, as you said\.$"):
        intake.make_return(2026)
