"""How files come to the page: dropped, in folders, picked as a folder; and what stops while they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from lac_validator.sample import generate
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


def test_nothing_is_lost_when_a_check_is_stopped(analyst: Analyst, tmp_path: Path) -> None:
    """Stop while the rules run: the files stay, there are no half results, and the next check is whole."""
    page = analyst.page
    files = write_sample(tmp_path / "903", 3000)
    analyst.give(*files)
    page.click("#validate")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#notice")).to_have_text("Stopped. Nothing was changed.")
    assert analyst.state == "ready"
    expect(page.locator("#results")).to_be_hidden()
    analyst.check()
    assert analyst.total() == len(generate(3000).injected)


def test_reading_can_be_stopped(analyst: Analyst, tmp_path: Path) -> None:
    page = analyst.page
    files = write_sample(tmp_path / "903", 3000)
    page.set_input_files("#files", files)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#notice")).to_have_text("Stopped. Nothing was changed.")
    assert analyst.state == "ready"
    assert page.locator("#manifest").inner_text() == ""
    analyst.give(*files)
    assert page.locator("#manifest tbody tr").count() >= len(files)
