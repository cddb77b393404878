"""A return that was taken before the end of its year, on the page: the day, what is due now, what is not due yet."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lac_validator import read_files, validate
from lac_validator.engine import Result
from lac_validator.report import REPORTS, Errors, finish
from lac_validator.sample import generate
from tests.browser.analyst import Analyst

DAY = datetime.date(2025, 11, 30)


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a return of 30 November, with errors."""
    folder = tmp_path_factory.mktemp("early")
    generate(120, seed=5, as_at=DAY, filled="half filled").write(folder)
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "injected.csv")


@pytest.fixture(scope="module")
def found(early: list[Path]) -> Result:
    """What the engine finds in them as at that day."""
    result = validate(read_files(early, as_at=DAY))
    assert 20 < result.count_due < result.count - 20
    return result


def checked(analyst: Analyst, files: list[Path], day: str = "2025-11-30") -> None:
    analyst.give(*files)
    analyst.page.fill("#as-at", day)
    analyst.page.locator("#as-at").blur()
    analyst.check()


def test_the_day_is_told_with_its_reason_and_can_be_chosen(fresh: Analyst, early: list[Path]) -> None:
    page = fresh.page
    fresh.give(*early)
    told = read_files(early).as_at
    expect(page.locator("#as-at")).to_have_value(told.isoformat())
    expect(page.locator("#as-at-hint")).to_contain_text(f"the last thing recorded is of {told.day} {told:%B %Y}")
    expect(page.locator("#as-at-hint")).to_contain_text("Please check that it is right.")
    expect(page.locator("#before-check")).to_contain_text("If the return was taken on another day, give that day.")
    page.fill("#as-at", "2026-01-15")
    expect(page.locator("#as-at-hint")).to_contain_text("You chose the day of the return")
    page.click("#use-files-as-at")
    expect(page.locator("#as-at")).to_have_value(told.isoformat())


def test_a_day_of_another_year_is_not_taken(fresh: Analyst, early: list[Path]) -> None:
    page = fresh.page
    fresh.give(*early)
    told = page.input_value("#as-at")
    page.fill("#as-at", "2024-11-30")
    page.locator("#as-at").blur()
    expect(page.locator("#as-at")).to_have_value(told)
    fresh.check()


def test_what_is_due_and_what_is_not_due_yet_are_looked_at_apart(
    fresh: Analyst, early: list[Path], found: Result
) -> None:
    page = fresh.page
    checked(fresh, early)
    due, later = found.count_due, found.count - found.count_due
    expect(page.locator("#notice")).to_contain_text(f"{due} errors due now and {later} not due yet found by")
    assert fresh.total() == due
    expect(page.locator("#panel-overview .figure__words").first).to_have_text("errors due now")
    issues = found.issues
    for which, of_it, total in (("now", issues[issues.due], due), ("later", issues[~issues.due], later)):
        page.click(f"#due-{which}")
        expect(page.locator(f"#due-{which}")).to_have_attribute("aria-pressed", "true")
        assert fresh.total() == total
        by_rule = of_it.groupby("code").size().to_dict()
        assert fresh.chart_table("by-rule") == by_rule
        assert fresh.rules() == by_rule
        fresh.tab("children")
        children = {child for child in of_it.child if child}
        expect(page.locator("#panel-children p[role=status]").first).to_contain_text(f"{len(children)} child")
        fresh.tab("overview")
    assert not page.locator(".chip").count()


def test_filters_narrow_what_is_looked_at_and_clearing_them_does_not_mix(
    fresh: Analyst, early: list[Path], found: Result
) -> None:
    page = fresh.page
    checked(fresh, early)
    page.locator("section[aria-labelledby=by-category-title] tbody button").first.click()
    expect(page.locator("#chips")).to_contain_text(f"of {found.count_due}:")
    page.click("#clear-filters")
    assert fresh.total() == found.count_due
    expect(page.locator("#due-now")).to_have_attribute("aria-pressed", "true")


def test_a_child_shows_both_told_apart(fresh: Analyst, early: list[Path], found: Result) -> None:
    page = fresh.page
    checked(fresh, early)
    issues = found.issues
    alone = issues[~issues.due & ~issues.duplicated(["table", "row"], keep=False)]  # with no other error in its row
    later = issues[~issues.due].child.value_counts()
    both = set(issues.child[issues.due]) & set(alone.child) & set(later[later == 1].index) - {""}
    child = sorted(both)[0]
    due = int(issues.due[issues.child == child].sum())
    fresh.open_child(child)
    expect(page.locator("#child-errors")).to_contain_text(
        f", {due} error{'' if due == 1 else 's'} due now, 1 not due yet"
    )
    expect(page.locator(".errors .govuk-tag", has_text="Not due yet")).to_have_count(1)


def things_in(packs: bytes) -> int:
    """How many things packs ask about."""
    with zipfile.ZipFile(io.BytesIO(packs)) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")]
    return sum(text.count('class="item"') for text in pages)


def test_packs_leave_out_what_is_not_due_unless_asked(fresh: Analyst, early: list[Path], found: Result) -> None:
    page = fresh.page
    checked(fresh, early)
    fresh.tab("reports")
    due, every = (
        things_in(finish(REPORTS["packs"].make(Errors(found), not_due=not_due)).data) for not_due in (False, True)
    )
    assert due < every
    expect(page.locator("#pack-counts")).to_contain_text(f"{due} things to check.")
    with page.expect_download() as saved:
        page.click("#report-packs")
    assert things_in(Path(saved.value.path()).read_bytes()) == due
    page.check("#pack-not-due")
    expect(page.locator("#pack-counts")).to_contain_text(f"{every} things to check.")


def test_at_the_end_of_the_year_there_is_nothing_to_tell_apart(fresh: Analyst, early: list[Path]) -> None:
    page = fresh.page
    checked(fresh, early, "2026-03-31")
    everything = validate(read_files(early, as_at=datetime.date(2026, 3, 31)))
    assert fresh.total() == everything.count
    expect(page.locator("#due")).to_be_hidden()
    expect(page.locator("#panel-overview .figure__words").first).to_have_text("errors")
    page.fill("#as-at", "2025-11-30")
    page.locator("#as-at").blur()
    expect(page.locator("#stale")).to_be_visible()
    fresh.check()
    expect(page.locator("#due")).to_be_visible()
    expect(page.locator("#notice")).to_contain_text("which was as at another day")
