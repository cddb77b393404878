"""Whatever a file is like: every row of it is accounted for, and no sentence quotes what a cell holds."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lac_validator import CollectionYear, schema
from lac_validator.ingest import PROVIDERS_PERIOD, THIS_YEAR, InputFile, Intake
from tests.fuzz.test_ingest import tries
from tests.ingest.forms import as_xml, as_zip

MARKER = "Zq7x"
"""Planted in every cell; as an identifier, it holds a digit."""

TABLES = list(schema.tables())
LIST = ["URN", "Local authority", "Placement code", "Placement provider code", "Setting postcode"]

cells = st.sampled_from(
    ["", "", "A1", "01/02/2025", "SC012345", '"', '"x', 'x"', "a b", "Total", "CHILD", "12", "é\u2028"]
)


def headings_of(table: str) -> list[str]:
    return LIST if table == "Providers" else list(schema.table(table).given_columns)


def as_workbook(rows: list[list[str]], hidden: int | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Sheet")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if hidden is not None:
            sheet.set_row(hidden, None, None, {"hidden": True})
    return out.getvalue()


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A table with headings, and rows of whatever."""
    table = draw(st.sampled_from([*TABLES, "Providers"]))
    width = len(headings_of(table))
    rows = draw(st.lists(st.lists(cells, min_size=0, max_size=width + 1), max_size=12))
    return table, [headings_of(table), *rows]


def assert_accounted_for(intake: Intake) -> None:
    for part in intake.parts:
        assert part.rows + sum(each.count for each in part.left_out) == part.in_file
    assert not any("accounted for" in problem.sentence for problem in intake.problems)


@tries(300)
@given(tables(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x85"]))
def test_every_line_of_a_csv_is_accounted_for(drawn: tuple[str, list[list[str]]], separator: str, end: str) -> None:
    _, rows = drawn
    text = end.join(separator.join(row) for row in rows)
    intake = Intake()
    intake.add([InputFile("x.csv", text.encode()), InputFile("x.zip", as_zip({"y.csv": text.encode("utf-16")}))])
    assert_accounted_for(intake)
    if intake.parts[0].in_file and "\u2028" not in text and "\x85" not in text:  # these may stand within a text
        assert intake.parts[0].in_file == len(text.splitlines())


@tries(100)
@given(tables(), st.integers(0, 12))
def test_every_row_of_a_workbook_is_accounted_for(drawn: tuple[str, list[list[str]]], hidden: int) -> None:
    _, rows = drawn
    intake = Intake()
    intake.add([InputFile("x.xlsx", as_workbook(rows, hidden))])
    assert_accounted_for(intake)


@tries(100)
@given(st.lists(st.sampled_from(["HEADER", "EPISODE", "AREVIEW", "OTHER", "OC2"]), max_size=9), st.integers(1, 4))
def test_every_group_of_an_xml_is_accounted_for(groups: list[str], children: int) -> None:
    columns = {"HEADER": "CHILDID", "EPISODE": "LS", "AREVIEW": "REVIEW", "OTHER": "SHOES", "OC2": "SDQ_SCORE"}
    inside = "".join(f"<{group}><{columns[group]}>1</{columns[group]}></{group}>" for group in groups)
    intake = Intake()
    intake.add([InputFile("x.xml", f"<X>{f'<CHILD>{inside}</CHILD>' * children}</X>".encode())])
    assert_accounted_for(intake)
    if {*groups} & {"HEADER", "EPISODE"}:  # otherwise it is no return
        assert sum(part.in_file for part in intake.parts) == len(groups) * children


# --- no sentence quotes a cell --------------------------------------------------------------------------------------

Break = Callable[[list[list[str]], random.Random], list[list[str]]]


def whole(rows: list[list[str]], _chance: random.Random) -> list[list[str]]:
    return rows


def without_headings(rows: list[list[str]], _chance: random.Random) -> list[list[str]]:
    return rows[1:]


def first_row_beside_the_headings(rows: list[list[str]], _chance: random.Random) -> list[list[str]]:
    """The line end between them is lost."""
    return [[*rows[0][:-1], rows[0][-1] + rows[1][0], *rows[1][1:]], *rows[2:]]


def some_headings_lost(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    lost = {chance.randrange(len(rows[0])) for _ in range(3)}
    return [[value if place not in lost else rows[1][place] for place, value in enumerate(rows[0])], *rows[1:]]


def rows_of_other_widths(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    return [rows[0], *([*row, *row[: chance.randrange(4)]][chance.randrange(3) :] for row in rows[1:])]


def stray_marks(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    return [
        rows[0],
        *([chance.choice(["", '"']) + cell + chance.choice(["", "", '"']) for cell in row] for row in rows[1:]),
    ]


def first_column_twice(rows: list[list[str]], _chance: random.Random) -> list[list[str]]:
    return [[row[0], *row] for row in rows]


def long_cells(rows: list[list[str]], _chance: random.Random) -> list[list[str]]:
    return [rows[0], *([cell * 300 for cell in row] for row in rows[1:])]


def titles_above(rows: list[list[str]], _chance: random.Random) -> list[list[str]]:
    return [rows[1], [], *rows]


BREAKS: list[Break] = [
    *(whole, without_headings, first_row_beside_the_headings, some_headings_lost, rows_of_other_widths),
    *(stray_marks, first_column_twice, long_cells, titles_above),
]
KINDS_OF_VALUE = [f"{MARKER}{{}}", f"{MARKER} {{}}/02/2012", f"{{}}1.23E+1{MARKER}", f"{MARKER}\u200b{{}}"]


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("table", [*TABLES, "Providers"])
def test_no_sentence_quotes_a_cell(table: str, broken: Break) -> None:
    chance = random.Random(f"{table} {broken.__name__}")
    for value in KINDS_OF_VALUE:
        headings = headings_of(table)
        rows = [[value.format(chance.randrange(50)) for _ in headings] for _ in range(8)]
        rows = broken([headings, *rows], chance)
        text = "\n".join(",".join(row) for row in rows)
        forms = {
            "a.csv": text.encode(),
            "b.csv": text.replace("\n", "\u2028").encode("utf-16"),
            "c.csv": text.replace("\n", "\x85").encode(),
            "d.csv": text.replace("\n", " ").encode(),
            "e.csv": text.replace("\n", "\v").encode(),
            "f.csv": text.replace("\n", "\x0c").encode("cp1252", "replace"),
            "g.xlsx": as_workbook(rows),
        }
        if table != "Providers" and broken is whole:
            columns = dict(zip(rows[0], map(list, zip(*rows[1:], strict=True)), strict=True))
            forms["h.xml"] = as_xml({table: columns})
        forms["i.zip"] = as_zip({f"in/{name}": data for name, data in forms.items()})
        for name, data in forms.items():
            assert_quotes_nothing(name, data, table)


def assert_quotes_nothing(name: str, data: bytes, table: str) -> None:
    intake = Intake()
    intake.add([InputFile(name, data)])
    said = {problem.sentence + (problem.column or "") for problem in intake.problems}
    for part in list(intake.parts):
        intake.assign(part.id, table=table, period=PROVIDERS_PERIOD if table == "Providers" else THIS_YEAR)
    intake.reread()
    said |= {problem.sentence + (problem.column or "") for problem in intake.problems}
    said |= {problem.sentence for problem in intake.checks(CollectionYear(2026), "E08000003")}
    assert [sentence for sentence in said if MARKER in sentence or MARKER.upper() in sentence] == []
