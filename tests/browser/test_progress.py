"""Saved runs on the page: what is new since last time, what is gone, what came back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.analyst import Analyst
from tests.runs import WANTED, files_of_story, returns_of_story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], list[Path]]:
    """The files of the last return of the story, and of the four runs before it."""
    folder = tmp_path_factory.mktemp("story")
    returns = returns_of_story()
    returns[-1].write(folder / "return")
    files = sorted(path for path in (folder / "return").rglob("*") if path.is_file() and path.name != "injected.csv")
    return files, files_of_story(folder, returns[:-1])


def figures(analyst: Analyst) -> dict[str, int]:
    names = ("gone", "new", "came_back", "still")
    return {name: int(analyst.page.inner_text(f"#progress-{name}")) for name in names}


def check_counts(analyst: Analyst) -> None:
    expect(analyst.page.locator("#progress-gone")).to_be_visible()
    assert figures(analyst) == {
        "gone": WANTED["gone"],
        "new": WANTED["new"],
        "came_back": WANTED["came_back"],
        "still": WANTED["still_there"] + WANTED["changed"],
    }


def test_a_story_of_five_runs(fresh: Analyst, story: tuple[list[Path], list[Path]]) -> None:
    page = fresh.page
    files, runs = story
    fresh.give(*files)
    fresh.check()
    fresh.tab("progress")
    expect(page.locator("#save-run")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.click("#choose-runs")
    chooser.value.set_files([runs[place] for place in (2, 0, 3, 1)])
    check_counts(fresh)
    cells = page.locator("#progress-rules tbody tr").all_inner_texts()
    assert [row.split() for row in cells] == [["101", "3", "2", "2", "9", "2"]]
    expect(page.locator("section[aria-labelledby=by-run-title] tbody tr")).to_have_count(5)
    expect(page.locator("#panel-progress .grid button[id^=progress-child-]")).to_have_count(WANTED["new"])
    page.select_option("#progress-state", "gone")
    expect(page.locator("#panel-progress .grid button[id^=progress-child-]")).to_have_count(WANTED["gone"])
    page.click("#forget-runs")
    expect(page.locator("#progress-gone")).to_have_count(0)


def test_runs_come_with_the_files_and_the_present_one_counts_once(
    fresh: Analyst, story: tuple[list[Path], list[Path]], tmp_path: Path
) -> None:
    """Dropped together with the return, one packed, one that is no run; and the run of this very check beside them."""
    page = fresh.page
    files, runs = story
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(gzip.compress(runs[0].read_bytes()))
    damaged = tmp_path / "damaged.json.gz"
    damaged.write_bytes(packed.read_bytes()[:200])
    fresh.give(*files, packed, *runs[1:], damaged)
    expect(page.locator("#notice")).to_contain_text("5 saved runs given")
    expect(page.locator("#notice")).to_contain_text("damaged.json.gz is cut off or damaged")
    fresh.check()
    fresh.tab("progress")
    check_counts(fresh)
    with page.expect_download() as saved:
        page.click("#save-run")
    own = tmp_path / "own.json"
    saved.value.save_as(own)
    assert json.loads(own.read_text("utf-8"))["format"] == "lac-validator-errors"
    with page.expect_file_chooser() as chooser:
        page.click("#choose-runs")
    chooser.value.set_files(own)
    expect(page.locator("#panel-progress .run-sentences").last).to_contain_text("is the same run as")
    check_counts(fresh)


def test_without_another_run_there_is_nothing_to_compare(
    fresh: Analyst, story: tuple[list[Path], list[Path]], tmp_path: Path
) -> None:
    page = fresh.page
    files, runs = story
    other = tmp_path / "other.json"
    other.write_text(runs[0].read_text("utf-8").replace("E08000003", "E08000007"), "utf-8")
    fresh.give(*files)
    fresh.check()
    fresh.tab("progress")
    with page.expect_file_chooser() as chooser:
        page.click("#choose-runs")
    chooser.value.set_files(other)
    expect(page.locator("#progress-body")).to_contain_text("another authority")
    expect(page.locator("#progress-body")).to_contain_text("There is no other run of this authority and year")
