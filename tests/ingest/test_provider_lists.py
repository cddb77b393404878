"""Ofsted's lists in their four layouts, all into one table."""

from __future__ import annotations

import datetime
import io

import pytest
import xlsxwriter

from lac_validator import read_files, validate
from lac_validator.ingest import ERROR, NOTE, PROVIDERS_PERIOD, WARNING, Intake
from tests.ingest.forms import EPISODES, HEADER, as_zip, read, rows_of, sentences

Cells = list[list[object]]

MANCHESTER = ("E08000003", "Manchester")


COLUMNS = ["URN", "Local authority", "Placement code", "Placement provider code", "Deregistration date", "Postcode"]
HOME = ["SC1", "Manchester", "K2", "PR4", "", "M1 1AE"]


def workbook(sheets: dict[str, Cells], hidden: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def providers(intake: Intake) -> list[tuple[str, ...]]:
    """URN, LA_NAME, PLACE_CODES, PROVIDER_CODES, REG_END, POSTCODE, POSTCODE_LA of every row."""
    assert [part.period for part in intake.parts] == [PROVIDERS_PERIOD] * len(intake.parts)
    return [tuple(row.values())[:7] for part in intake.parts for row in rows_of(part)]


def test_childrens_homes_in_one_sheet() -> None:
    data = workbook(
        {
            "Provider information": [
                [
                    "URN",
                    "Local Authority",
                    "Provider Code",
                    "Provider Placement Code",
                    "Closed Date",
                    "Setting Postcode",
                ],
                ["SC012345", "Manchester", "PR4", "K2", "", "m1 1ae"],
                [1234567, "Leeds ", "PR4/PR5", "K2 / R1", datetime.date(2025, 5, 1), "LS1 1UR"],
            ],
            "Notes": [["About this list"]],
        }
    )
    intake = read(("homes.xlsx", data))
    assert [part.table for part in intake.parts] == ["Providers", None]
    intake.remove(intake.parts[1].id)
    assert providers(intake) == [
        ("SC012345", "Manchester", "K2", "PR4", "", "M11AE", "E08000003"),
        ("1234567", "Leeds", "K2,R1", "PR4,PR5", "01/05/2025", "LS11UR", "E08000035"),
    ]
    assert intake.parts[0].columns["POSTCODE_LA_NAME"] == ["Manchester", "Leeds"]


CODE_COLUMNS = [
    pytest.param(("PR4/PR5", "K2"), ("K2", "PR4,PR5"), id="providers first"),
    pytest.param(("K2/R1", "PR4"), ("K2,R1", "PR4"), id="placement types first"),
    pytest.param(("K2", ""), ("K2", ""), id="no provider"),
]


@pytest.mark.parametrize("cells, read_as", CODE_COLUMNS)
def test_what_the_code_columns_of_childrens_homes_hold_tells_which_is_which(
    cells: tuple[str, str], read_as: tuple[str, str]
) -> None:
    headings = ["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date", "Setting Postcode"]
    rows: Cells = [["SC1", "Manchester", *cells, "", "M1 1AE"], ["SC2", "Manchester", "", "", "", "M1 1AE"]]
    one_sheet = read(("homes.xlsx", workbook({"Provider information": [headings, *rows]})))
    assert providers(one_sheet)[0][2:4] == read_as
    settings = [[*row[:5]] for row in (headings, *rows)]
    addresses = [[row[0], row[5]] for row in (headings, *rows)]
    sheets = {"Settings and Inspection Info": settings, "Address Details": addresses}
    two_sheets = read(("homes.xlsx", workbook(sheets)))
    assert providers(two_sheets)[0][2:4] == read_as
    told = "PR" in "".join(cells)
    for intake in (one_sheet, two_sheets):
        assert [problem.severity for problem in intake.problems if "cannot be told" in problem.sentence] == (
            [] if told else [WARNING]
        )


@pytest.mark.parametrize("cells", [("PR4", "K2"), ("K2", "PR4")])
def test_a_home_is_no_error_whichever_way_its_codes_are_given(cells: tuple[str, str]) -> None:
    """Rules 219 and 224 compare the placement with these codes."""
    headings = ["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date", "Setting Postcode"]
    homes = workbook({"Provider information": [headings, ["SC1", "Manchester", *cells, "", "M1 1AE"]]})
    placed = b"CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" + (
        b"1,01/05/2025,S,C2,N1,K2,PR4,,,,M1 1AE,M1 1AE,SC1\n"
    )
    ret = read(("homes.xlsx", homes), ("episodes.csv", placed)).make_return(year=2026, authority="E08000003")
    result = validate(ret, rules=["219", "224"])
    assert [(outcome.status, outcome.count) for outcome in result.outcomes_by_rule] == [("ran", 0), ("ran", 0)]


def test_the_sheet_of_registration_conditions_is_passed_over_quietly() -> None:
    conditions = [
        ["URN", "Local Authority", "Provider Code", "Condition"],
        ["SC1", "Manchester", "PR4", "At most 4"],
    ]
    homes = [["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date", "Setting Postcode"],
             ["SC012345", "Manchester", "PR4", "K2", "", "m1 1ae"]]  # fmt: skip
    intake = read(("homes.xlsx", workbook({"Provider information": homes, "Registration Conditions": conditions})))
    assert len(providers(intake)) == 1
    assert intake.problems == []
    intake = read(("x.xlsx", workbook({"Registration Conditions": conditions})))  # of nothing else, it is looked at
    assert len(intake.parts) == 1 and intake.problems


def test_childrens_homes_in_two_sheets_joined_on_urn() -> None:
    data = workbook(
        {
            "Settings and Inspection Info": [
                ["Urn", "local authority", "Provider code", "Provider placement code", "Closed date", "Rating"],
                ["SC1", "Manchester", "PR4", "K2", "-", "Good"],
                ["SC2", "Manchester", "PR4", "K2", "2025-05-01", "Good"],
                ["SC3", "Manchester", "PR4", "K2", "na", "Good"],
            ],
            "Address Details": [
                ["URN", "Setting Address Postcode"],
                ["SC2", "M1 1AE"],
                ["SC1", "M2 5DB"],
                ["SC2", "OL1 1AA"],
            ],
        }
    )
    intake = read(("homes.xlsx", data))
    assert [row[0] + row[4] + row[5] for row in providers(intake)] == [
        "SC1M25DB",
        "SC201/05/2025M11AE",
        "SC201/05/2025OL11AA",
        "SC3",
    ]
    assert intake.parts[0].file == "homes.xlsx › Settings and Inspection Info + Address Details"


def test_social_care_providers_with_the_closed_ones_on_a_second_sheet() -> None:
    columns = ["URN", "Local authority", "Placement code", "Placement provider code", "Setting postcode"]
    current = [columns, ["SC1", "Kent", "U1, U2", "PR4", "ME14 1XX"]]
    closed = [[*columns, "Deregistration date"], ["SC2", "Kent", "U1", "PR4", "ME14 1XX", datetime.date(2024, 1, 31)]]
    intake = read(("providers.xlsx", workbook({"Current": current, "Closed": closed})))
    assert [row[:5] for row in providers(intake)] == [
        ("SC1", "Kent", "U1,U2", "PR4", ""),
        ("SC2", "Kent", "U1", "PR4", "31/01/2024"),
    ]


@pytest.mark.parametrize("postcode", ["Setting address postcode", "Provider postcode"])
def test_the_combined_list(postcode: str) -> None:
    rows: Cells = [
        ["List of providers"],
        ["as at 31 March"],
        ["URN", "Local authority", "Placement code", "Placement provider code", "Deregistration date", postcode],
        ["SC1", "Manchester", "K2", "PR4", "-", "M1 1AE"],
    ]
    assert providers(read(("list.xlsx", workbook({"Providers": rows})))) == [
        ("SC1", "Manchester", "K2", "PR4", "", "M11AE", "E08000003")
    ]


def test_the_combined_list_with_supported_accommodation() -> None:
    homes = [
        [
            "URN",
            "Local authority",
            "Placement code",
            "Placement provider code",
            "Deregistration date",
            "Provider postcode",
        ],
        ["SC1", "Manchester", "K2", "PR4", "", "M1 1AE"],
    ]
    supported = [
        ["URN", "Provider local authority", "Closed date", "Setting address postcode", "Placement provider code"],
        [2700001, "Manchester", "", "M1 1AE", ""],
        [2700002, "Manchester", "", "M1 1AE", "PR1"],
    ]
    found = providers(read(("list.xlsx", workbook({"Providers": homes, "SA Providers": supported}))))
    assert [row[2:4] for row in found] == [("K2", "PR4"), ("K3", "PR4"), ("K3", "PR1")]


def test_supported_accommodation_alone_stays_what_it_is_when_the_user_thinks_again() -> None:
    supported: Cells = [
        ["URN", "Provider local authority", "Closed date", "Setting address postcode"],
        [2700001, "Manchester", "", "M1 1AE"],
    ]
    intake = read(("list.xlsx", workbook({"SA Providers": supported})))
    (part,) = intake.parts
    intake.assign(part.id, table=None, period=None)
    intake.assign(part.id, table="Providers", period=None)
    assert [row[2:4] for row in providers(intake)] == [("K3", "PR4")]


def test_of_two_postcodes_the_settings_counts() -> None:
    rows: Cells = [
        [
            "Provider postcode",
            "URN",
            "Local authority",
            "Placement code",
            "Placement provider code",
            "Setting address postcode",
        ],
        ["ME14 1XX", "SC1", "Manchester", "K2", "PR4", "M1 1AE"],
    ]
    assert providers(read(("list.xlsx", workbook({"Providers": rows}))))[0][5] == "M11AE"


def test_a_list_as_csv() -> None:
    text = "URN,Local authority,Placement code,Placement provider code,Setting postcode\nSC1,Manchester,K2,PR4,M1 1AE\n"
    assert providers(read(("list.csv", text))) == [("SC1", "Manchester", "K2", "PR4", "", "M11AE", "E08000003")]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (
            {
                "Providers": [
                    ["URN", "Local authority", "Placement code", "Deregistration date"],
                    ["SC1", "Kent", "K2", ""],
                ]
            },
            "list.xlsx › Providers looks like one of Ofsted's provider lists, but has no column Placement provider "
            "code and Setting postcode",
        ),
        (
            {"Provider information": [["Local Authority", "Provider Code"], ["Kent", "PR4"]]},
            "list.xlsx › Provider information looks like one of Ofsted's provider lists, but has no column URN",
        ),
        (
            {
                "Settings and Inspection Info": [
                    ["URN", "Provider code", "Provider placement code"],
                    ["SC1", "PR4", "K2"],
                ],
            },
            "list.xlsx › Settings and Inspection Info looks like one of Ofsted's provider lists, but has no column "
            "Setting postcode, and the sheet Address Details that goes with it is not there or is hidden",
        ),
        (
            {
                "Settings and Inspection Info": [["URN", "Local Authority"], ["SC1", "Kent"]],
                "Address Details": [["Town"], ["Leeds"]],
            },
            "list.xlsx › Address Details looks like one of Ofsted's provider lists, but has no column URN",
        ),
    ],
)
def test_a_list_that_cannot_be_used_says_what_it_lacks(sheets: dict[str, Cells], said: str) -> None:
    intake = read(("list.xlsx", workbook(sheets)))
    assert said in sentences(intake, ERROR)
    assert not any(part.used for part in intake.parts)


def without(column: str) -> Cells:
    place = COLUMNS.index(column)
    return [[cell for number, cell in enumerate(row) if number != place] for row in (COLUMNS, HOME)]


def test_a_list_without_what_no_rule_needs_is_used() -> None:
    intake = read(("list.xlsx", workbook({"Providers": without("Local authority")})))
    assert providers(intake) == [("SC1", "", "K2", "PR4", "", "M11AE", "E08000003")]
    assert intake.parts[0].used
    assert "list.xlsx › Providers has no column Local authority, read as blank." in sentences(intake, NOTE)


def test_a_list_without_closing_dates_is_used_and_says_what_is_not_found() -> None:
    intake = read(("list.xlsx", workbook({"Providers": without("Deregistration date")})))
    assert intake.parts[0].used
    assert "no column Closed date or Deregistration date, so every provider in it counts as open" in sentences(
        intake, WARNING
    )


@pytest.mark.parametrize("column", ["URN", "Placement code", "Placement provider code", "Postcode"])
def test_without_a_column_that_would_be_at_odds_with_every_placement_it_is_not_used(column: str) -> None:
    intake = read(("list.xlsx", workbook({"Providers": without(column)})))
    assert not intake.parts[0].used
    assert f"no column {column.replace('Postcode', 'Setting postcode')}" in sentences(intake, ERROR)


def test_blank_cells_and_days_that_do_not_exist_are_named() -> None:
    rows: Cells = [
        COLUMNS,
        HOME,
        ["", "Manchester", "K2", "PR4", "", "M1 1AE"],
        [],
        ["SC2", "Manchester", "", "PR4", "31/02/2025", ""],
        ["SC3", "", "K2", " ", "soon", "M1 1AE"],
    ]
    intake = read(("list.xlsx", workbook({"Providers": rows})))
    assert [row[0] for row in providers(intake)] == ["SC1", "", "SC2", "SC3"]
    warnings, notes = sentences(intake, WARNING), sentences(intake, NOTE)
    assert "list.xlsx › Providers: 1 row with no URN (row 3). No placement can be compared with these." in warnings
    assert "2 rows with no clear date in Deregistration date (rows 5 and 6)." in warnings
    assert "1 row with no Placement code (row 5)." in notes
    assert "1 row with no Placement provider code (row 6)." in notes
    assert "1 row with no Postcode (row 5)." in notes


def test_two_sheets_below_titles_beside_notes_and_hidden_sheets() -> None:
    settings: Cells = [
        ["Children's homes"],
        ["as at", "31 March 2026"],
        [],
        ["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date"],
        ["SC1", "Manchester", "PR4", "K2"],
    ]
    addresses: Cells = [["Addresses"], [], ["URN", "Setting Address Postcode"], ["SC1", "M1 1AE"], ["SC9", "M1 1AE"]]
    sheets = {
        "Contents": [["What is in this workbook"]],
        "Settings and Inspection Info": settings,
        "Address Details": addresses,
        "Lists": [COLUMNS, HOME],
        "Calc": [["x"]],
        "Data": [["y"]],
    }
    intake = read(("homes.xlsx", workbook(sheets, hidden=("Lists", "Calc", "Data"))))
    (part,) = (part for part in intake.parts if part.table)
    assert [row["URN"] for row in rows_of(part)] == ["SC1"]
    assert "homes.xlsx › Address Details: 1 row with a URN that is not in Settings and Inspection Info" in sentences(
        intake, NOTE
    )
    assert "hidden sheets left out: Lists, Calc and Data." in sentences(intake, NOTE)
    assert sentences(intake, WARNING) == ""


def test_sheets_in_which_one_urn_stands_for_every_home_are_not_joined() -> None:
    settings: Cells = [["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date"]]
    addresses: Cells = [["URN", "Setting Postcode"]]
    for number in range(2000):
        settings.append(["1.00E+06", "Manchester", "PR4", "K2", ""])
        addresses.append(["1.00E+06", f"M{number} 1AE"])
    sheets = {"Settings and Inspection Info": settings, "Address Details": addresses}
    intake = read(("homes.xlsx", workbook(sheets)))
    assert not [part for part in intake.parts if part.table == "Providers" and part.columns]
    assert "too many rows hold the same URN" in sentences(intake)


def test_homes_without_a_urn_are_beside_no_address() -> None:
    settings: Cells = [["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date"]]
    settings += [["", "Manchester", "PR4", "K2", ""]] * 2
    addresses: Cells = [["URN", "Setting Postcode"], ["", "M1 1AE"], ["", "M2 1AE"]]
    sheets = {"Settings and Inspection Info": settings, "Address Details": addresses}
    assert [row[5] for row in providers(read(("homes.xlsx", workbook(sheets))))] == ["", ""]


def test_a_sheet_of_addresses_that_is_hidden() -> None:
    sheets: dict[str, Cells] = {
        "Settings and Inspection Info": [["URN", "Provider Code", "Provider Placement Code"], ["SC1", "PR4", "K2"]],
        "Address Details": [["URN", "Setting Address Postcode"], ["SC1", "M1 1AE"]],
    }
    intake = read(("homes.xlsx", workbook(sheets, hidden=("Address Details",))))
    assert "the sheet Address Details that goes with it is not there or is hidden" in sentences(intake, ERROR)


def test_the_childrens_homes_list_and_the_social_care_list_together() -> None:
    homes = workbook({"Provider information": [COLUMNS, HOME]})
    current = [[name for name in COLUMNS if name != "Deregistration date"], ["SC2", "Kent", "U1", "PR4", "ME14 1XX"]]
    closed = [COLUMNS, ["SC3", "Kent", "U1", "PR4", "31/01/2024", "ME14 1XX"]]
    care = workbook({"Current providers": current, "Closed providers": closed})
    intake = read(("homes.xlsx", homes), ("care.xlsx", care))
    assert [row[0] + row[4] for row in providers(intake)] == ["SC1", "SC2", "SC331/01/2024"]
    assert sentences(intake) == ""


def test_the_same_list_twice_is_used_once() -> None:
    data = workbook({"Providers": [COLUMNS, HOME]})
    intake = read(("list.xlsx", data), ("list (1).xlsx", data))
    assert [part.used for part in intake.parts] == [True, False]
    assert "list (1).xlsx › Providers holds the same as list.xlsx › Providers and was left out." in sentences(
        intake, NOTE
    )


def test_several_lists_become_one_table(tmp_path) -> None:  # type: ignore[no-untyped-def]
    columns = ["URN", "Local authority", "Placement code", "Placement provider code", "Setting postcode"]
    lists = {
        f"{urn}.xlsx": workbook({"S": [columns, [urn, "Manchester", "K2", "PR4", "M1 1AE"]]}) for urn in ("SC1", "SC2")
    }
    (tmp_path / "all.zip").write_bytes(as_zip(lists))
    (tmp_path / "episodes.csv").write_text(EPISODES)
    (tmp_path / "header.csv").write_text(HEADER)
    ret = read_files([tmp_path / "episodes.csv", tmp_path / "header.csv"], providers=[tmp_path / "all.zip"])
    assert ret.tables["Providers"].column("URN").as_given == ["SC1", "SC2"]
    assert ret.sources["Providers"].files == ["all.zip › SC1.xlsx › S", "all.zip › SC2.xlsx › S"]
    assert ret.sources["Providers"].lines == [2, 2]


def test_rows_of_blanks_are_none() -> None:
    intake = read(("list.xlsx", workbook({"Providers": [COLUMNS, HOME, [" ", "", "  "], HOME]})))
    assert list(intake.parts[0].lines) == [2, 4]
    assert sentences(intake, WARNING) == ""


def test_days_that_are_reread_are_noted() -> None:
    days = ["2024-05-01", "45000", "-", "01/02/2024", "30-Apr-24"]
    rows = [COLUMNS, *([*HOME[:4], day, HOME[5]] for day in days)]
    intake = read(("list.csv", "\n".join(",".join(map(str, row)) for row in rows)))
    assert [row[4] for row in providers(intake)] == ["01/05/2024", "15/03/2023", "", "01/02/2024", "30/04/2024"]
    assert sentences(intake) == (
        "list.csv: 3 cells in Deregistration date (lines 2, 3 and 6) hold a date with the year first, as Excel's "
        "number of the day or with the month's name; read as the dates they plainly are."
    )


def test_a_day_that_may_be_another_is_named() -> None:
    rows = [COLUMNS, *([*HOME[:4], day, HOME[5]] for day in ("05/25/24", "05/06/24"))]
    intake = read(("list.csv", "\n".join(",".join(map(str, row)) for row in rows)))
    assert "1 row with no clear date in Deregistration date (line 3)." in sentences(intake, WARNING)


@pytest.mark.parametrize("again", ["Postcode", "Provider postcode"])
def test_a_second_column_for_the_same_is_named(again: str) -> None:
    headings = [*COLUMNS[:5], again, "Setting address postcode", "Setting address postcode"]
    intake = read(("list.xlsx", workbook({"Providers": [headings, [*HOME[:5], "M2 5DB", "M1 1AE", "M3 3AA"]]})))
    assert [row[5] for row in providers(intake)] == ["M11AE"]
    assert sentences(intake) == (
        f"list.xlsx › Providers: more than one column that can be read as Setting address postcode; column 7 was used, "
        f"left out: {again} (column 6) and Setting address postcode (column 8)."
    )


def test_a_second_column_in_sheets_that_are_joined_is_named() -> None:
    settings = [["URN", "Local authority", "Provider code", "Placement code", "Closed date", "URN"]]
    addresses = [["URN", "Setting address postcode", "Setting address postcode"], ["SC1", "M1 1AE", "M2 5DB"]]
    sheets = {
        "Settings and Inspection Info": [*settings, ["SC1", "Manchester", "PR4", "K2", "-", "SC1"]],
        "Address Details": addresses,
    }
    found = sentences(read(("homes.xlsx", workbook(sheets))), NOTE)
    assert "Address Details: more than one column that can be read as Setting address postcode; column 2" in found
    assert "Settings and Inspection Info: more than one column that can be read as URN; column 1 was used" in found
