"""Ofsted's lists in their four layouts, all into one table."""

from __future__ import annotations

import datetime
import io

import pytest
import xlsxwriter

from lac_validator import read_files
from lac_validator.ingest import ERROR, PROVIDERS_PERIOD, Intake
from tests.ingest.forms import EPISODES, HEADER, as_zip, read, rows_of, sentences

Cells = list[list[object]]

MANCHESTER = ("E08000003", "Manchester")


def workbook(sheets: dict[str, Cells]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
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
