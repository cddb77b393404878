"""Packs for social workers: who is asked what, and that nothing from a file can do harm in them."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from lac_validator.report import Errors, guess_allocation_columns, read_allocation
from lac_validator.report.answers import ANSWERS
from lac_validator.report.packs import FileNames
from tests.report.made import AT, book, errors_of, make, members, reviews, rows_of

HEADER = {"CHILD": ["1", "2", "3"], "DOB": ["29/02/2012", "01/01/2011", "bad"]}
WORKERS = {
    "CHILD": ["1", "1", "2"],
    "SW_ID": ["SW000", "SW001", "SW002"],
    "SW_DECOM": ["01/04/2024", "01/04/2025", "01/04/2025"],
}


def some_errors(**tables: dict[str, list[str]]) -> Errors:
    rows = [("1", "01/06/2025", ""), ("2", "02/06/2025", ""), ("2", "bad", "PN1"), ("3", "03/06/2025", "")]
    return errors_of({"Header": HEADER, **reviews(*rows), **tables}, rules=["166", "167"])


def packs(errors: Errors, **options: object) -> dict[str, list[dict[str, object]]]:
    """For each pack's workbook what is to be checked."""
    files = members(make("packs", errors, **options).data)
    books = {name: data for name, data in files.items() if name.endswith(".xlsx") and name.startswith("packs/")}
    pages = {name.removesuffix(".html") for name in files if name.endswith(".html")}
    assert pages == {name.removesuffix(".xlsx") for name in books}
    return {
        name.removeprefix("packs/").removesuffix(".xlsx"): rows_of(book(data)["To check"], "Child")
        for name, data in books.items()
    }


def children(found: dict[str, list[dict[str, object]]]) -> dict[str, list[object]]:
    return {name: [row["Child"] for row in rows] for name, rows in found.items()}


def test_each_error_is_in_the_pack_of_the_childs_current_worker() -> None:
    found = packs(some_errors(SWEpisodes=WORKERS))
    assert children(found) == {"SW001": ["1"], "SW002": ["2", "2"], "Unallocated": ["3"]}


def test_every_error_of_a_return_is_in_exactly_one_pack(errors: Errors) -> None:
    found = Counter((row["Child"], row["DfE check"]) for rows in packs(errors).values() for row in rows)
    issues = errors.result.issues
    assert found == Counter(zip(issues["child"], issues["code"], strict=True))


def test_an_allocation_list_goes_before_the_return() -> None:
    columns = {
        "Person ID": ["1", "3", ""],
        "Allocated worker": ["Jo  Bloggs", "JO BLOGGS", "X"],
        "Team": ["North"] * 3,
        "E-mail": ["jo@x.invalid"] * 3,
    }
    allocation = read_allocation(columns, guess_allocation_columns(list(columns)))
    assert allocation.sentences == ["The allocation list: 1 row with nothing in the column Person ID left out."]
    errors = some_errors(SWEpisodes=WORKERS)
    found = packs(errors, allocation=allocation.children)
    assert children(found) == {"Jo Bloggs": ["1", "3"], "SW002": ["2", "2"]}
    cover = rows_of(
        book(members(make("packs", errors, allocation=allocation.children).data)["Cover sheet.xlsx"])["Packs"],
        "Social worker",
    )
    assert [list(row.values()) for row in cover] == [
        ["Jo Bloggs", "North", "jo@x.invalid", 2, 2, "packs/Jo Bloggs.xlsx", "packs/Jo Bloggs.html"],
        ["SW002", None, None, 1, 2, "packs/SW002.xlsx", "packs/SW002.html"],
    ]


def test_packs_by_team_name_the_worker_of_each_child() -> None:
    allocation = {"1": {"worker": "Jo", "team": "North"}, "2": {"worker": "", "team": "north"}}
    found = packs(some_errors(SWEpisodes=WORKERS), group_by="team", allocation=allocation)
    assert children(found) == {"North": ["1", "2", "2"], "Unallocated": ["3"]}
    assert [row["Social worker"] for row in found["North"]] == ["Jo", "SW002", "SW002"]


def test_only_the_rules_chosen_are_asked_about() -> None:
    found = packs(some_errors(SWEpisodes=WORKERS), codes=["166"])
    assert children(found) == {"SW002": ["2"]}


def test_a_line_says_in_plain_english_what_to_check() -> None:
    row, *_ = packs(some_errors())["Unallocated"]
    assert row == {
        "Child": "1",
        "Born": datetime.datetime(2012, 2, 29),
        "Record": "Review on 01/06/2025",
        "What to check": (
            "A review of this child does not say, with an allowed choice, how the child took part in it. "
            "Choose the way the child took part, and check that the review has a date."
        ),
        "What the record says": "• How the child took part in the review: nothing recorded",
        "Done?": None,
        "Comment": None,
        "DfE check": "167",
        "Reference": row["Reference"],
    }


def test_answers_can_be_chosen_and_the_headings_stay_in_sight() -> None:
    sheet = book(members(make("packs", some_errors(), note="By Friday, please.").data)["packs/Unallocated.xlsx"]).active
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == f'"{",".join(ANSWERS)}"'
    assert sheet["A4"].value == "By Friday, please."
    assert sheet.freeze_panes == "B6"
    (table,) = sheet.tables.values()
    assert table.ref == "A5:I9"


def test_a_row_without_a_child_is_asked_about_without_a_worker() -> None:
    errors = errors_of(reviews(("", "01/06/2025", "")), rules=["167"])
    page = members(make("packs", errors).data)["packs/Unallocated.html"].decode()
    assert "Records without a child&#x27;s identifier" in page
    assert children(packs(errors)) == {"Unallocated": [None]}


def test_without_errors_there_is_a_cover_sheet_that_says_so() -> None:
    errors = errors_of(reviews(("1", "01/06/2025", "PN1")), rules=["167"])
    files = members(make("packs", errors).data)
    assert list(files) == ["Cover sheet.xlsx"]
    assert "There is nothing to check." in [
        cell.value for row in book(files["Cover sheet.xlsx"])["Packs"] for cell in row
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"note": "x" * 1001}, "The note has 1,001 characters: shorten it to 1,000."),
        ({"group_by": "child"}, "Packs are made by worker or by team, not by child."),
        ({"codes": ["9999"]}, "No rule of 2025/26 has the code 9999"),
    ],
)
def test_an_option_that_cannot_be_followed_is_said(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        make("packs", some_errors(), **options)


def test_the_same_result_at_the_same_time_gives_the_same_bytes(errors: Errors) -> None:
    assert make("packs", errors, at=AT).data == make("packs", errors, at=AT).data


# --- harm -----------------------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_text_of_a_file_is_never_mark_up() -> None:
    nasty = """<img src=x onerror='alert(1)'>"&amp;"""
    header = {"CHILD": [nasty], "DOB": [nasty]}
    tables = {"Header": header, **reviews((nasty, nasty, nasty))}
    allocation = {nasty.upper(): {"worker": f"</title>{nasty}", "team": "", "email": ""}}
    errors = errors_of(tables, rules=["166"])
    files = members(make("packs", errors, allocation=allocation, note=f"{nasty}<script>x</script>").data)
    (page,) = (data.decode() for name, data in files.items() if name.endswith(".html"))
    elements = Elements(page)
    allowed = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "span", "section", "div", "ul"}
    assert set(elements.tags) <= {*allowed, "li", "b"}
    assert set(elements.attributes) <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert nasty in elements.text and "<script>x</script>" in elements.text
    assert "default-src &#x27;none&#x27;" in page and "unsafe" not in page


def test_names_of_files_are_good_on_any_computer() -> None:
    names = FileNames()
    given = [
        names.give(text) for text in ("A/B", "a\\b", "A:B?", "CON", "nul.txt", "..", "x" * 200, "\r\n", "Zoë O'Hara")
    ]
    assert given == [
        "A B",
        "a b (2)",
        "A B (3)",
        "Pack CON",
        "Pack nul.txt",
        "Pack",
        "x" * 80,
        "Pack (2)",
        "Zoë O'Hara",
    ]


# --- allocation lists -----------------------------------------------------------------------------------------------


def test_of_rows_that_differ_the_first_is_used_and_it_is_said() -> None:
    columns = {"Child": ["1", "1", "2", "2"], "SW": ["A", "B", "C", "C"]}
    allocation = read_allocation(columns, {"CHILD": "Child", "WORKER": "SW"})
    assert {child: each["worker"] for child, each in allocation.children.items()} == {"1": "A", "2": "C"}
    assert allocation.sentences == [
        "The allocation list: 1 child listed more than once with different workers; the first row of each was used."
    ]


@pytest.mark.parametrize(
    "mapping",
    [
        {"CHILD": "Child"},
        {"WORKER": "SW"},
        {"CHILD": "Child", "WORKER": "Absent"},
        {"CHILD": "Child", "BOSS": "SW"},
        {},
    ],
)
def test_a_mapping_that_cannot_be_followed_is_said(mapping: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="allocation list"):
        read_allocation({"Child": ["1"], "SW": ["A"]}, mapping)
