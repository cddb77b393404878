"""How files come to the page: dropped, in folders, picked as a folder; and what stops while they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from lac_validator import Result
from tests.browser.analyst import TIMEOUT, Analyst
from tests.browser.returns import write_sample

CHILDREN = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return as a council may keep it: a folder for each year, and one for Ofsted's list."""
    folder = tmp_path_factory.mktemp("returns") / "903"
    write_sample(folder, CHILDREN)
    (folder / "injected.csv").unlink()
    return folder


@pytest.fixture
def analyst(fresh: Analyst) -> Analyst:
    """An analyst at the page, with everything cleared."""
    return fresh


def manifest(analyst: Analyst) -> set[str]:
    """The files that the page lists, without the sheets in them, once it has read what was given."""
    analyst.page.wait_for_selector("html[data-state=ready] #manifest table", timeout=TIMEOUT)
    rows = analyst.page.locator("#manifest tbody tr")
    return {row.locator("th").inner_text().partition(" › ")[0] for row in rows.all()}


def expected(folder: Path) -> set[str]:
    """The files of a folder as the page names them."""
    return {path.relative_to(folder.parent).as_posix() for path in folder.rglob("*.*")}


def test_a_folder_dropped_anywhere_is_read_with_those_inside(analyst: Analyst, folder: Path) -> None:
    analyst.drop(folder, onto="h1")
    assert manifest(analyst) == expected(folder)
    expect(analyst.page.locator("#manifest summary").first).to_contain_text(
        "11 tables of this year, 11 tables of last year"
    )


def test_files_dropped_together_are_read(analyst: Analyst, folder: Path) -> None:
    analyst.drop(folder / "this_year" / "Header.csv", folder / "last_year" / "Header.csv", onto="#drop")
    assert len(manifest(analyst)) == 2


def test_an_earlier_year_is_chosen_with_its_own_files(analyst: Analyst, folder: Path) -> None:
    """Last year's files are this year's when last year is chosen, and its results are theirs."""
    page = analyst.page
    analyst.drop(folder, onto="h1")
    manifest(analyst)
    page.select_option("#year", "2025")
    row = page.locator(".manifest__table tr", has_text="last_year/Header.csv")
    expect(row.locator("select[id^=period-]")).to_have_value("this year")
    analyst.check()
    expect(page.locator("#overview-title")).to_contain_text("2024/25")
    children = (folder / "last_year" / "Header.csv").read_text("utf-8-sig").count("\n") - 1
    expect(page.locator(".figure", has_text="children in the return").locator("dd")).to_have_text(f"{children}")


def test_a_folder_can_be_chosen(analyst: Analyst, folder: Path) -> None:
    with analyst.page.expect_file_chooser() as chooser:
        analyst.page.click("#choose-folder")
    chooser.value.set_files(folder)
    assert manifest(analyst) == expected(folder)
    # Files can be chosen as ever after it.
    assert not analyst.page.locator("#files").evaluate("(input) => input.webkitdirectory")


def test_nothing_is_lost_when_a_check_is_stopped(analyst: Analyst, files: list[Path], result: Result) -> None:
    """Stop while the rules run: the files stay, there are no half results, and the next check is whole."""
    page = analyst.page
    analyst.give(*files)
    with analyst.holding(after=20):
        page.click("#validate")
        expect(page.locator("#progress-label")).to_contain_text("Checking: ")
        analyst.wait_until_held()
        page.get_by_role("button", name="Stop").click()
    expect(page.locator("#notice")).to_have_text("Stopped. Nothing was changed.")
    assert analyst.state == "ready"
    expect(page.locator("#results")).to_be_hidden()
    analyst.check()
    assert analyst.total() == len(result.issues)


def test_reading_can_be_stopped(analyst: Analyst, files: list[Path]) -> None:
    page = analyst.page
    with analyst.holding(after=1):
        page.set_input_files("#files", files)
        analyst.wait_until_held()
        page.get_by_role("button", name="Stop").click()
    expect(page.locator("#notice")).to_have_text("Stopped. Nothing was changed.")
    assert analyst.state == "ready"
    assert page.locator("#manifest").inner_text() == ""
    analyst.give(*files)
    assert page.locator("#manifest tbody tr").count() >= len(files)


def test_what_waits_is_stopped_too(analyst: Analyst, files: list[Path]) -> None:
    """Stop while files are read and a check waits for them: the check does not begin without them."""
    page = analyst.page
    with analyst.holding(after=1):
        page.set_input_files("#files", files)
        page.click("#validate")
        page.get_by_role("button", name="Stop").click()
    expect(page.locator("#notice")).to_have_text("Stopped. Nothing was changed.")
    analyst.wait_for_engine()
    assert page.inner_text("#problem") == ""
    assert analyst.state == "ready"


def test_rows_that_were_left_out_are_counted_in_the_list(analyst: Analyst, folder: Path, tmp_path: Path) -> None:
    lines = (folder / "this_year" / "Header.csv").read_text().splitlines()
    file = tmp_path / "Header.csv"
    file.write_text("\n".join([*lines, lines[0], f"Total,{len(lines) - 1}", ""]))
    analyst.give(file)
    assert manifest(analyst) == {"Header.csv"}
    expect(analyst.page.locator("#manifest tbody td.numeric")).to_have_text(f"{len(lines) - 1} (2 left out)")
