"""What to fix first, by cause: the overview's table, and what each line of it opens to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lac_validator import Result, find_causes
from lac_validator.causes import Cause
from lac_validator.report import Errors
from tests.browser.analyst import Analyst


@pytest.fixture
def analyst(checked: Analyst) -> Analyst:
    """With the results of the return before them, and no filters."""
    checked.tab("overview")
    if checked.page.locator("#clear-filters").is_visible():
        checked.page.click("#clear-filters")
    if checked.page.locator("#back-to-causes").count():
        checked.page.click("#back-to-causes")
    expect(checked.page.locator("#causes-table")).to_be_visible()
    return checked


def value(cause: Cause) -> str:
    """How the page names a cause."""
    return f"{cause.table}.{cause.column}.{str(cause.blank).lower()}"


def rows_shown(analyst: Analyst) -> list[list[str]]:
    """All lines of the table of causes: cells, errors, running share, children."""
    more = analyst.page.locator("#causes-more", has_text="Show all")
    if more.count():
        more.click()
    return [row.locator("td").all_text_contents() for row in analyst.page.locator("#causes-table tbody tr").all()]


def test_the_overview_begins_with_the_causes(analyst: Analyst, result: Result) -> None:
    causes, page = find_causes(result), analyst.page
    first = page.locator("#panel-overview h3").all_text_contents()[1:3]
    assert first == ["What to fix first", "By rule"]
    shown = rows_shown(analyst)
    assert [(int(row[0]), int(row[1])) for row in shown] == [(len(each.rows), each.errors) for each in causes.ranked]
    running = 0
    for row, cause in zip(shown, causes.ranked, strict=True):
        running += cause.errors
        assert row[2] == f"{int(100 * running / result.count + 0.5)}%"
        assert row[4].split(", ")[0] == next(iter(cause.codes))
    best = causes.ranked[0]
    told = page.locator("#causes-told")
    expect(told).to_contain_text(f": {len(best.rows)} blank cells explain {best.errors} errors, ")
    explained = sum(each.errors for each in causes.ranked)
    expect(told).to_contain_text(f"{causes.cells} cells explain {explained} of {result.count} errors.")
    page.click("#causes-more")


def test_a_cause_opens_to_its_rows_and_children(analyst: Analyst, result: Result) -> None:
    page = analyst.page
    cause = find_causes(result).ranked[0]
    page.click(f"[id='open-cause-{value(cause)}']")
    expect(page.locator("#panel-overview [data-heading]")).to_be_focused()
    grid = page.locator("#panel-overview .grid")
    expect(grid).to_have_count(1)
    expect(grid.locator("button[id^=cause-row-]").first).to_be_visible()
    child = result.ret.tables[cause.table].CHILD.as_given
    shown = grid.locator("button[id^=cause-row-]").all_text_contents()
    assert shown == [child[row] for row in cause.rows][: len(shown)]
    expect(grid.locator(".cell--faulty").first).to_contain_text("(blank)")
    expect(page.locator("#panel-overview")).to_contain_text(f"Episodes: {len(cause.rows)} rows")
    children = {child[row] for row in cause.rows}
    page.click("#cause-children")
    expect(page.locator("#panel-children p[role=status]").first).to_have_text(f"{len(children)} children with errors")
    assert analyst.filters() == ["Home postcode, blank"]
    page.go_back()
    expect(grid).to_have_count(1)
    page.click("#back-to-causes")
    expect(page.locator(f"[id='open-cause-{value(cause)}']")).to_be_focused()


def test_filters_in_force_are_obeyed(analyst: Analyst, result: Result) -> None:
    page = analyst.page
    causes, errors = find_causes(result), Errors(result)
    wanted = [place for place in errors if errors[place].rule.code == "453"]
    page.locator("#by-rule-453, #by-rule-more").first.click()
    if not page.locator("#chip-rule-453").count():
        page.click("#by-rule-453")
    expect(page.locator("#chips")).to_contain_text(f"Showing {len(wanted)} errors")
    expect(page.locator("#causes-told")).to_contain_text(f"explain all {len(wanted)} errors.")
    by_cause: dict[int, set[int]] = {}
    for place in wanted:
        by_cause.setdefault(int(causes.cause[place]), set()).add(int(causes.row[place]))
    assert sorted(int(row[0]) for row in rows_shown(analyst)) == sorted(map(len, by_cause.values()))
    assert {row[4] for row in rows_shown(analyst)} == {"453"}


def test_errors_that_no_cell_explains_have_one_place(analyst: Analyst, result: Result) -> None:
    page = analyst.page
    causes, errors = find_causes(result), Errors(result)
    without = causes.unexplained.tolist()
    expect(page.locator("#causes-none")).to_contain_text(f"{len(without)} errors of rules ")
    page.click("#open-cause-none")
    panel = page.locator("#panel-overview")
    expect(panel.locator("[data-heading]")).to_have_text("Errors that no cell explains")
    tables = {errors[place].table for place in without}
    expect(panel.locator(".grid")).to_have_count(len(tables))
    for code in {errors[place].rule.code for place in without}:
        count = sum(errors[place].rule.code == code for place in without)
        expect(panel.locator("p").first).to_contain_text(f"{code} ({count})")
    page.click("#cause-rules")
    assert sum(analyst.rules().values()) == len(without)


def test_a_print_of_a_cause_says_that_it_names_children(analyst: Analyst, result: Result) -> None:
    cause = find_causes(result).ranked[0]
    analyst.page.click(f"[id='open-cause-{value(cause)}']")
    expect(analyst.page.locator("button[id^=cause-row-]").first).to_be_visible()
    analyst.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    heading = analyst.page.locator("#print-heading")
    expect(heading).to_contain_text("Home postcode, blank: its rows")
    expect(heading).to_contain_text("Names children")
    analyst.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(heading).to_have_count(0)
