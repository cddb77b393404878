"""What leaves the page and what comes back, in real Chromium on the built site."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from lac_validator import Result, read_files, validate
from tests.browser.analyst import Analyst, analyst_at


@pytest.fixture(scope="module")
def analyst(chromium: Browser, site_url: str, files: list[Path]) -> Iterator[Analyst]:
    """An analyst with the results of the return before them."""
    with analyst_at(chromium, site_url) as analyst:
        analyst.give(*files)
        analyst.check()
        analyst.tab("reports")
        yield analyst


def saved(analyst: Analyst, report: str) -> tuple[str, bytes]:
    """Save a report; its name and its bytes."""
    with analyst.page.expect_download() as download:
        analyst.page.click(f"#report-{report}")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file that Excel knows to be in UTF-8."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def rows_of_errors(workbook: bytes) -> list[dict[str, object]]:
    """The rows of the sheet of errors."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)["Errors"]
    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    headings = next(place for place, row in enumerate(rows) if "Code" in row)
    return [dict(zip(rows[headings], row, strict=True)) for row in rows[headings + 1 :]]


def packs_of(data: bytes) -> dict[str, bytes]:
    """The workbooks for social workers in an archive of packs, without its cover sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as packs:
        return {name: packs.read(name) for name in packs.namelist() if name.endswith(".xlsx") and "SW" in name}


# --- what leaves ----------------------------------------------------------------------------------------------------


def test_every_list_of_errors_holds_every_error(analyst: Analyst, result: Result) -> None:
    """Made in the locked page and saved: the workbook, the CSV and the JSON have the errors that the API finds."""
    expected = Counter(result.issues["code"])
    name, workbook = saved(analyst, "workbook")
    assert re.fullmatch(r"903-[\w-]+\.xlsx", name)
    assert Counter(str(row["Code"]) for row in rows_of_errors(workbook)) == expected
    _, as_csv = saved(analyst, "errors_csv")
    assert Counter(row["Code"] for row in rows_of_csv(as_csv)) == expected
    _, as_json = saved(analyst, "json")
    assert Counter(error["code"] for error in json.loads(as_json)["errors"]) == expected


def test_the_list_of_children_adds_up(analyst: Analyst, result: Result) -> None:
    _, data = saved(analyst, "children_csv")
    children = rows_of_csv(data)
    assert sum(int(row["Errors"]) for row in children) == len(result.issues)
    assert {row["Child"] for row in children if row["Child"].startswith("SYN")} == set(result.issues["child"]) - {""}


def test_the_tables_saved_give_the_same_errors(
    analyst: Analyst, result: Result, files: list[Path], tmp_path: Path
) -> None:
    """The tables of this year as the page saves them are the return, ready for the portal."""
    _, data = saved(analyst, "tables")
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path / "this_year")
    others = [path for path in files if path.parent.name != "this_year"]
    again = validate(read_files([tmp_path / "this_year", *others], year=2026, authority=result.ret.authority))
    columns = ["code", "table", "row", "child"]
    assert again.issues[columns].equals(result.issues[columns])


def test_the_anonymous_summary_names_no_child(analyst: Analyst) -> None:
    """What may be shared holds no identifier, and few are not told from fewer."""
    _, as_csv = saved(analyst, "summary_csv")
    _, as_json = saved(analyst, "summary_json")
    for data in (as_csv, as_json):
        assert b"SYN" not in data
        assert b"167" in data
    json.loads(as_json)


def test_packs_are_told_of_while_they_are_made_and_can_be_stopped(chromium: Browser, site_url: str) -> None:
    """A report that is stopped leaves nothing, and the page goes on."""
    with analyst_at(chromium, site_url) as analyst:
        page = analyst.page
        page.click("#sample")
        page.wait_for_selector("html[data-state=ready] #manifest table")
        analyst.check()
        analyst.tab("reports")
        downloads = []
        page.on("download", lambda download: downloads.append(download.suggested_filename))
        with analyst.holding(after=3):
            page.click("#report-packs")
            expect(page.locator("#progress-bar[max]")).to_be_visible()
            analyst.wait_until_held()
            page.get_by_role("button", name="Stop").click()
        expect(page.locator("#notice")).to_have_text("Stopped. Nothing was changed.")
        assert analyst.state == "done"
        name, _ = saved(analyst, "children_csv")
        assert downloads == [name]


# --- what comes back ------------------------------------------------------------------------------------------------


def completed_pack(pack: bytes, path: Path, done: str, comment: str) -> Path:
    """A pack with an answer to its first error, in which everything else was changed beside it."""
    book = openpyxl.load_workbook(io.BytesIO(pack))
    heading = next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "Comment")
    sheet, first = heading.parent, heading.row + 1
    for cell in sheet[heading.row]:
        answer = {"Comment": comment, "Done?": done}.get(cell.value)
        if answer:
            sheet.cell(first, cell.column).value = answer
        elif sheet.cell(first, cell.column).value and cell.value != "Reference":
            sheet.cell(first, cell.column).value = "changed by somebody"
    book.save(path)
    return path


def test_completed_packs_dropped_show_their_answers_beside_the_errors(analyst: Analyst, tmp_path: Path) -> None:
    """Of a pack only the answer is believed, whatever else was changed in it; the reports made then hold it too."""
    page = analyst.page
    one, another, *_ = packs_of(saved(analyst, "packs")[1]).values()
    completed = completed_pack(one, tmp_path / "completed.xlsx", "Record is right", "The <b>review</b> was cancelled")
    analyst.drop(completed, onto="section[aria-label='Completed packs']")
    section = page.locator("section[aria-label='Completed packs']")
    expect(section).to_contain_text("1 answer about errors that are still there")
    assert "changed by somebody" not in page.content()

    answered = [row for row in rows_of_csv(saved(analyst, "errors_csv")[1]) if row["Comment"]]
    assert [(row["Done?"], row["Comment"]) for row in answered] == [
        ("Record is right", "The <b>review</b> was cancelled")
    ]
    in_workbook = [row for row in rows_of_errors(saved(analyst, "workbook")[1]) if row["Comment"]]
    assert [row["Child"] for row in in_workbook] == [answered[0]["Child"]]

    section.locator("button[id^=answer-child-]").click()
    expect(page.locator(".answer")).to_have_text("Answer: Record is right. The <b>review</b> was cancelled")
    analyst.tab("reports")

    # Packs come back one by one, over days.
    completed = completed_pack(another, tmp_path / "later.xlsx", "Corrected", "")
    analyst.drop(completed, onto="section[aria-label='Completed packs']")
    expect(section).to_contain_text("2 answers about errors that are still there")
    page.click("#forget-answers")
    expect(section).not_to_contain_text("about errors")


def test_an_allocation_list_says_who_is_asked(analyst: Analyst, result: Result, tmp_path: Path) -> None:
    """The columns of a council's own list are guessed; its teams get the packs, and every report goes by it."""
    page = analyst.page
    children = sorted({child for child in result.issues["child"] if child})
    listed = tmp_path / "caseload.csv"
    rows = [f"{child},Worker {place % 3 + 1},Team {place % 2 + 1}" for place, child in enumerate(children)]
    listed.write_text("\n".join(["Person ID,Worker,Team name", *rows]) + "\n", "utf-8")
    page.select_option("#pack-group", "team")
    with page.expect_file_chooser() as chooser:
        page.click("#allocation-list")
    chooser.value.set_files(listed)
    expect(page.get_by_text(f"{len(children)} children in the list")).to_be_visible()

    with zipfile.ZipFile(io.BytesIO(saved(analyst, "packs")[1])) as packs:
        assert "team 1" in re.sub(r"[-_]", " ", " ".join(packs.namelist()).lower())
    analyst.tab("overview")
    analyst.tab("reports")  # The list is still in use, and is seen to be.
    expect(page.get_by_text(f"{len(children)} children in the list")).to_be_visible()
    assert page.input_value("#allocation-CHILD") == "Person ID"
    workers = {row["Child"]: row["Social worker"] for row in rows_of_csv(saved(analyst, "errors_csv")[1])}
    assert workers[children[0]] == "Worker 1"
    assert workers[children[1]] == "Worker 2"

    page.click("#allocation-drop")
    expect(page.locator("#notice")).to_have_text("The social workers of the return are used.")
    workers = {row["Child"]: row["Social worker"] for row in rows_of_csv(saved(analyst, "errors_csv")[1])}
    assert not workers[children[0]].startswith("Worker ")


def test_a_file_that_cannot_be_opened_is_named(analyst: Analyst, tmp_path: Path) -> None:
    """As a workbook is that another program has locked."""
    page = analyst.page
    (tmp_path / "locked.xlsx").write_bytes(b"")
    page.evaluate("() => { File.prototype.arrayBuffer = () => Promise.reject(new Error('locked')); }")
    for card in ("[data-takes=allocation]", "[data-takes=answers]"):
        analyst.drop(tmp_path / "locked.xlsx", onto=card)
        expect(page.locator("#problem")).to_contain_text("locked.xlsx could not be opened")
        assert not page.locator("#forget-answers").count()
    page.evaluate("() => { delete File.prototype.arrayBuffer; }")
