"""Packs for social workers: who is asked what, and that nothing from a file can do harm in them."""

from __future__ import annotations

import datetime
import io
import re
from collections import Counter
from html.parser import HTMLParser

import openpyxl
import pytest

from lac_validator.ingest import CannotRead, Problem
from lac_validator.ingest.own_files import guess_allocation_columns
from lac_validator.report import REPORTS, Errors, allocation_columns, read_allocation
from lac_validator.report.content.answers import ANSWERS
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.packs.making import FileNames
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


@pytest.mark.parametrize(
    ("episodes", "current"),
    [
        ([("A", "01/04/2025", ""), ("B", "01/06/2025", "")], "B"),  # of several open ones the latest
        ([("B", "01/06/2025", ""), ("A", "01/04/2025", "")], "B"),
        ([("A", "01/04/2025", ""), ("B", "01/06/2025", "01/07/2025")], "A"),  # an open one before an ended one
        ([("A", "01/04/2025", "01/06/2025"), ("B", "01/06/2025", "01/07/2025")], "B"),  # none open: the latest
        ([("A", "01/06/2025", ""), ("B", "01/06/2025", "")], "B"),  # the same day: the last in the file
        ([("A", "01/04/2025", ""), ("", "01/06/2025", "")], "Unallocated"),  # who it is now is not known
        ([("A", "31/02/2025", "")], "A"),  # a bad date hides nobody
        ([("A", "31/02/2025", ""), ("B", "01/04/2020", "")], "B"),
    ],
)
def test_the_current_worker(episodes: list[tuple[str, str, str]], current: str) -> None:
    names, begun, ended = (list(column) for column in zip(*episodes, strict=True))
    table = {"CHILD": ["1"] * len(episodes), "SW_ID": names, "SW_DECOM": begun, "SW_DEC": ended}
    errors = errors_of({**reviews(("1", "01/06/2025", "")), "SWEpisodes": table}, rules=["167"])
    assert children(packs(errors)) == {current: ["1"]}


def test_every_error_of_a_return_is_on_exactly_one_line_of_one_pack(errors: Errors) -> None:
    rows = [row for rows in packs(errors).values() for row in rows]
    found = Counter((row["Child"], code) for row in rows for code in str(row["DfE rule"]).split(", "))
    assert found.keys() == set(zip(errors.result.issues["child"], errors.result.issues["code"], strict=True))
    keys = ErrorKeys(errors)
    named = Counter(key for row in rows for key in str(row["Reference"]).split())
    assert named.keys() == {str(keys.of(place)) for place in errors}
    # Rows that are repeated whole have the same key: see test_each_error_has_a_key_of_its_own.
    once = Counter(str(keys.of(place)) for place in errors)
    assert all(number <= once[key] for key, number in named.items())


def test_the_lines_of_one_worker_are_few(errors: Errors) -> None:
    """A line for each child and cause: every error of a worker's children on one of them, and far fewer lines."""
    found = packs(errors)
    asked: Counter[str] = Counter(errors.workers.get(errors[place].child, "Unallocated") for place in errors)
    assert set(found) == set(asked)
    most = [name for name, _ in asked.most_common(4) if name != "Unallocated"]
    shares = [len(found[name]) / asked[name] for name in most]
    print({name: (asked[name], len(found[name])) for name in most})
    assert max(shares) < 0.7 and min(shares) <= 0.55
    assert sum(map(len, found.values())) < 0.58 * len(errors)


def test_one_cause_in_several_records_is_one_line() -> None:
    """It names the records, what is to be recorded, and all rules that it clears."""
    episodes = {
        "CHILD": ["1"] * 3,
        "DECOM": ["01/05/2025", "01/07/2025", "01/09/2025"],
        "LS": ["C2"] * 3,
        "HOME_POST": ["", "", "M1 1AE"],
        "PL_POST": ["SW1A 2AA"] * 3,
        "PLACE": ["U1", "U1", "Q9"],
    }
    header = {**HEADER, "UASC": ["0"] * 3}
    errors = errors_of({"Header": header, "Episodes": episodes}, rules=["392a", "392b", "146"])
    postcode, place = packs(errors)["Unallocated"]
    assert postcode["Record"] == "Episode of care that began on 01/05/2025\nEpisode of care that began on 01/07/2025"
    assert str(postcode["What to check"]).splitlines()[0] == "Home postcode: nothing recorded in 2 episodes of care"
    assert len(str(postcode["What to check"]).splitlines()) == 2  # of two rules' guidance that which names the column
    assert postcode["What the record says"] == "• Home postcode: nothing recorded"
    assert postcode["DfE rule"] == "392a, 392b"
    assert len(str(postcode["Reference"]).split()) == 4
    assert str(place["What to check"]).startswith("Placement type: please check\n")
    page = members(make("packs", errors).data)["packs/Unallocated.html"].decode()
    assert "<h3>Home postcode: nothing recorded in 2 episodes of care</h3>" in page
    assert "DfE rules 392a, 392b" in page


def test_an_allocation_list_goes_before_the_return() -> None:
    columns = {
        "Person ID": ["1", "3", ""],
        "Allocated worker": ["Jo  Bloggs", "JO BLOGGS", "X"],
        "Team": ["North"] * 3,
        "Email": ["jo@x.invalid"] * 3,
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


def test_in_a_teams_pack_the_children_of_a_worker_stand_together() -> None:
    workers = {"1": "Sam", "2": "", "3": "Jo", "4": "sam", "5": "Al"}
    allocation = {child: {"worker": worker, "team": "North"} for child, worker in workers.items()}
    errors = errors_of(reviews(*((child, "01/06/2025", "") for child in workers)), rules=["167"])
    found = packs(errors, group_by="team", allocation=allocation)
    assert children(found) == {"North": ["5", "3", "1", "4", "2"]}


def test_addresses_on_the_cover_sheet_are_seen_whole() -> None:
    allocation = {
        str(child): {"worker": "", "team": "North", "email": f"worker.{child}@council.invalid"} for child in (1, 2, 3)
    }
    files = members(make("packs", some_errors(), group_by="team", allocation=allocation).data)
    sheet = book(files["Cover sheet.xlsx"])["Packs"]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if "; worker.3@" in str(cell.value))
    assert cell.value.count("@") == 3
    assert sheet.row_dimensions[cell.row].height > 30
    assert sheet.column_dimensions[cell.column_letter].width > 30


def test_only_the_rules_chosen_are_asked_about() -> None:
    found = packs(some_errors(SWEpisodes=WORKERS).of_rules(["166"]))
    assert children(found) == {"SW002": ["2"]}


def test_a_rule_that_there_is_not_is_said() -> None:
    with pytest.raises(ValueError, match="No rule of 2025/26 has the code 9999"):
        some_errors().of_rules(["9999"])


def test_a_line_says_in_plain_english_what_to_check() -> None:
    row, *_ = packs(some_errors())["Unallocated"]
    assert row == {
        "Child": "1",
        "Born": datetime.datetime(2012, 2, 29),
        "Record": "Review on 01/06/2025",
        "What to check": (
            "How the child took part in the review: nothing recorded\n"
            "A review of this child does not say, with an allowed choice, how the child took part in it. "
            "Choose the way the child took part, and check that the review has a date."
        ),
        "What the record says": "• How the child took part in the review: nothing recorded",
        "Done?": None,
        "Comment": None,
        "DfE rule": "167",
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


def test_a_pack_is_set_up_to_be_printed() -> None:
    sheet = book(members(make("packs", some_errors()).data)["packs/Unallocated.xlsx"]).active
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.print_area == "'To check'!$A$1:$H$8"  # all but the references
    assert "&P" in sheet.oddFooter.right.text and "children" in sheet.oddFooter.left.text


def test_who_it_is_for_stands_at_the_top() -> None:
    files = members(make("packs", some_errors(SWEpisodes=WORKERS), at=AT).data)
    teams = {"9": {"worker": "Jo", "team": "North"}}
    files |= members(make("packs", some_errors(SWEpisodes=WORKERS), at=AT, group_by="team", allocation=teams).data)
    unallocated = book(files["packs/Unallocated.xlsx"]).active["A2"].value
    assert book(files["packs/SW001.xlsx"]).active["A2"].value == (
        "For SW001: 1 child, 1 thing to check. Made on 01/06/2026."
    )
    assert unallocated == "No team is known: 3 children, 4 things to check. Made on 01/06/2026."


def test_a_row_without_a_child_is_asked_about_without_a_worker() -> None:
    errors = errors_of(reviews(("", "01/06/2025", "")), rules=["167"])
    page = members(make("packs", errors).data)["packs/Unallocated.html"].decode()
    assert "Records without a child&#x27;s identifier" in page
    assert children(packs(errors)) == {"Unallocated": [None]}


def test_the_cover_sheet_has_only_columns_in_which_something_stands() -> None:
    cover = book(members(make("packs", some_errors(SWEpisodes=WORKERS)).data)["Cover sheet.xlsx"])["Packs"]
    assert [list(row.values()) for row in rows_of(cover, "Social worker")] == [
        ["SW001", 1, 1, "packs/SW001.xlsx", "packs/SW001.html"],
        ["SW002", 1, 2, "packs/SW002.xlsx", "packs/SW002.html"],
        ["No social worker is known", 1, 1, "packs/Unallocated.xlsx", "packs/Unallocated.html"],
    ]


def test_what_is_wrong_with_the_files_is_on_the_cover_sheet() -> None:
    """Whoever sends the packs out sees what they rest on; text of a file is no formula there either."""
    errors = some_errors()
    errors.ret.problems = (Problem("warning", "=reviews.csv", "=reviews.csv: 249 cells hold no date."),)
    sheet = book(members(make("packs", errors).data)["Cover sheet.xlsx"])["File problems"]
    (problem,) = rows_of(sheet, "How bad")
    assert list(problem.values()) == ["warning", "'=reviews.csv", "'=reviews.csv: 249 cells hold no date."]


def test_one_pack_that_holds_everything_can_be_stopped_on_the_way() -> None:
    """A return without social workers makes one pack, so a step must be less than a pack."""
    errors = errors_of(reviews(*((str(child), "01/06/2025", "") for child in range(1_000))), rules=["167"])
    steps = list(REPORTS["packs"].make(errors))
    assert len(steps) > 25
    dones = [done for done, _, _ in steps]
    assert dones == sorted(dones) and dones[-1] == steps[-1][1] == 1_000


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
        ({"group_by": "team"}, "Packs by team need an allocation list that names teams"),
        ({"group_by": "team", "allocation": {"1": {"worker": "Jo", "team": ""}}}, "Packs by team need"),
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


FORMULAS = ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1"]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("group_by", ["worker", "team"])
def test_text_of_a_file_is_never_a_formula(formula: str, group_by: str) -> None:
    header = {"CHILD": [formula, "2"], "DOB": [formula, "01/01/2011"]}
    worker = {"CHILD": [formula, "2"], "SW_ID": [formula, formula], "SW_DECOM": ["01/04/2025"] * 2}
    tables = {"Header": header, "SWEpisodes": worker, **reviews((formula, formula, formula), ("2", formula, ""))}
    contact = {"worker": "", "team": formula, "email": formula}
    files = members(
        make(
            "packs",
            errors_of(tables, rules=["166", "167"]),
            allocation={formula.strip().upper(): contact, "2": contact},
            note=f"  {formula}",
            group_by=group_by,
        ).data
    )
    workbooks = [book(data) for name, data in files.items() if name.endswith(".xlsx")]
    assert len(workbooks) > 1
    cells = [cell for workbook in workbooks for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if text.strip()[:1] in set("=+-@＝")]
    assert [text for text in texts if text.startswith("'")]


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\evil", "C:\\Windows\\evil", "/etc/passwd", "\\\\server\\share", "~/x", "a/../../b"],
)
def test_no_pack_leaves_its_folder(name: str) -> None:
    errors = errors_of(reviews(("1", "01/06/2025", "")), rules=["167"])
    made = make("packs", errors, allocation={"1": {"worker": name}}).data
    for member in members(made):
        folder, _, file = member.rpartition("/")
        assert folder in ("", "packs")
        assert not set(file) & set('\\/:*?"<>|') and not file.startswith(".")


def test_a_worker_may_bear_a_name_of_ours() -> None:
    allocation = {"1": {"worker": "Unallocated"}, "2": {"worker": "cover sheet"}}
    files = members(make("packs", some_errors(), allocation=allocation).data)
    assert {name for name in files if name.endswith(".xlsx")} == {
        "Cover sheet.xlsx",
        "packs/cover sheet (2).xlsx",
        "packs/Unallocated (2).xlsx",
        "packs/Unallocated.xlsx",
    }
    cover = rows_of(book(files["Cover sheet.xlsx"])["Packs"], "Social worker")
    assert {row["Social worker"]: row["Workbook to answer in"] for row in cover} == {
        "cover sheet": "packs/cover sheet (2).xlsx",
        "Unallocated": "packs/Unallocated (2).xlsx",
        "No social worker is known": "packs/Unallocated.xlsx",
    }


@pytest.mark.parametrize("letter", ["😀", "é", "漢"])
def test_names_of_files_are_short_enough_in_any_script(letter: str) -> None:
    names = FileNames()
    first, second = names.give(letter * 300), names.give(letter * 300)
    assert first.startswith(letter * 40) and set(first) == {letter}
    assert second == f"{first} (2)"
    assert len(first.encode()) <= 200


def test_names_of_files_are_good_on_any_computer() -> None:
    names = FileNames()
    given = [
        names.give(text)
        for text in (
            "A/B",
            "a\\b",
            "A:B?",
            "CON",
            "nul.txt",
            "..",
            "x" * 200,
            "\r\n",
            "Zoë O'Hara",
            "x" * 300,
            "COM¹",
            "Zoe\u0308 O'Hara",
            "aux .b",
            "x" * 79 + " y",
        )
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
        f"{'x' * 80} (2)",
        "Pack COM¹",
        "Zoë O'Hara (2)",
        "Pack aux .b",
        "x" * 79,
    ]


# --- allocation lists -----------------------------------------------------------------------------------------------


def test_a_list_is_read_from_a_file_with_any_headings() -> None:
    columns = allocation_columns("who.csv", b"Client No,Key worker\r\n007,Jo\r\n8,Al\r\n")
    assert columns == {"Client No": ["007", "8"], "Key worker": ["Jo", "Al"]}
    allocation = read_allocation(columns, {"CHILD": "Client No", "WORKER": "Key worker"})
    assert {child: each["worker"] for child, each in allocation.children.items()} == {"007": "Jo", "8": "Al"}
    workbook = openpyxl.Workbook()
    for row in (["Client No", "Key worker"], ["007", "Jo"], ["8", "Al"]):
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    assert allocation_columns("who.xlsx", out.getvalue()) == columns


@pytest.mark.parametrize("data", [b"", b"Child,Worker\r\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_a_file_without_a_list_is_named(data: bytes) -> None:
    with pytest.raises(CannotRead, match=r"who\.csv"):
        allocation_columns("who.csv", data)


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
