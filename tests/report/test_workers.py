"""Lists of allocations: who works with which child."""

from __future__ import annotations

import io

import openpyxl
import pytest

from lac_validator.ingest.own_files import guess_allocation_columns
from lac_validator.report import allocation_columns, read_allocation
from tests.ingest.forms import as_csv

HUNDRED = {
    "Person ID": [str(number) for number in range(100)],
    "Allocated worker": [f"Worker {number % 7}" for number in range(100)],
    "Team": ["North"] * 100,
}


def as_xlsx(columns: dict[str, list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in (list(columns), *zip(*columns.values(), strict=True)):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "columns", [HUNDRED, {"CHILD": HUNDRED["Person ID"], "Worker": HUNDRED["Team"], "Team": HUNDRED["Team"]}]
)
def test_a_workbook_is_read_whole_like_a_csv_file(columns: dict[str, list[str]]) -> None:
    of_workbook = allocation_columns("who.xlsx", as_xlsx(columns))
    assert of_workbook == allocation_columns("who.csv", as_csv(columns)) == columns
    allocation = read_allocation(of_workbook, guess_allocation_columns(list(of_workbook)))
    assert len(allocation.children) == 100
    assert allocation.sentences == []


def test_of_two_columns_with_one_heading_the_first_is_used_and_it_is_said() -> None:
    columns = allocation_columns("who.csv", b"Child,Worker,,Worker,Team,\n1,Jo,x,Al,North,\n")
    assert {heading: cells[0] for heading, cells in columns.items()} == {
        "Child": "1",
        "Worker": "Jo",
        "(no heading)": "x",
        "Worker (column 4)": "Al",
        "Team": "North",
    }
    guess = guess_allocation_columns(list(columns))
    allocation = read_allocation(columns, guess)
    assert allocation.children["1"]["worker"] == "Jo"
    assert allocation.sentences == [
        "The allocation list has more than one column Worker; the first was used. If another is right, choose Worker "
        "(column 4)."
    ]
    other = read_allocation(columns, guess | {"WORKER": "Worker (column 4)"})
    assert (other.children["1"]["worker"], other.sentences) == ("Al", [])


def test_rows_that_say_nothing_are_counted() -> None:
    columns = {"Child": ["1", "2", "", "", "5"], "Worker": ["Jo", " ", "Al", "", ""], "Email": ["", "", "", "", "x@y"]}
    allocation = read_allocation(columns, guess_allocation_columns(list(columns)))
    assert list(allocation.children) == ["1", "5"]
    assert allocation.sentences == [
        "The allocation list: 2 rows with nothing in the column Child left out.",
        "The allocation list: 1 row with nothing in Worker and Email left out.",
    ]
