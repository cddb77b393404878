"""The whole journey by keyboard alone: no click, no pointer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.analyst import FINISHED, TIMEOUT, Analyst, analyst_at

FARTHEST = 120
"""So many presses of Tab reach anything that is offered on one view."""


@pytest.fixture(scope="module")
def analyst(chromium: Browser, site_url: str) -> Iterator[Analyst]:
    """An analyst who uses no mouse."""
    with analyst_at(chromium, site_url) as analyst:
        yield analyst


def tab_to(analyst: Analyst, selector: str, key: str = "Tab") -> None:
    """Press Tab until the focus is on an element, which must then be seen to have it."""
    for _ in range(FARTHEST):
        if analyst.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        analyst.page.keyboard.press(key)
    pytest.fail(f"{FARTHEST} presses of {key} do not reach {selector}.")


def press(analyst: Analyst, *keys: str) -> None:
    """Press keys one after another."""
    for key in keys:
        analyst.page.keyboard.press(key)


def test_the_whole_journey_by_keyboard(analyst: Analyst) -> None:
    """From the skip link through the sample, each tab, a rule and a child, to clearing everything."""
    page = analyst.page
    press(analyst, "Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    press(analyst, "Enter")
    tab_to(analyst, "#files")
    tab_to(analyst, "#sample")
    press(analyst, "Enter")
    page.wait_for_selector("html[data-state=ready] #manifest table", timeout=TIMEOUT)
    tab_to(analyst, "#authority")
    tab_to(analyst, "#validate")
    press(analyst, "Enter")
    page.wait_for_selector(FINISHED, state="attached", timeout=TIMEOUT)
    assert analyst.state == "done"

    # The focus is at the results; a bar's equal in the table narrows them, a chip widens them again.
    tab_to(analyst, "#tab-overview")
    tab_to(analyst, "#by-category-missing")
    press(analyst, "Enter")
    assert analyst.filters() == ["missing"]
    assert page.evaluate("document.activeElement.id") == "by-category-missing"
    tab_to(analyst, "#chip-category-missing", "Shift+Tab")
    press(analyst, "Enter")
    assert analyst.filters() == []

    # Tabs are moved along with the arrows.
    page.focus("#tab-overview")
    press(analyst, "ArrowRight")
    expect(page.locator("#tab-rules")).to_be_focused()
    tab_to(analyst, "#sort-code")
    press(analyst, "Enter")
    expect(page.locator("th:has(#sort-code)")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#sort-code")).to_be_focused()
    tab_to(analyst, "button[id^=open-]")
    press(analyst, "Enter")
    expect(page.locator("#panel-rules [data-heading]")).to_be_focused()
    analyst.wait_until_drawn()
    tab_to(analyst, "button[id^=rule-row-]")
    press(analyst, "Enter")
    expect(page.locator("#child-title")).to_be_focused()
    page.wait_for_selector("#copy-message, #child-rows")

    # A message is offered in a dialog, which gives the focus back.
    tab_to(analyst, "#copy-message")
    press(analyst, "Enter")
    expect(page.locator("dialog")).to_be_visible()
    press(analyst, "Escape")
    expect(page.locator("#copy-message")).to_be_focused()
    tab_to(analyst, "#back-to-children", "Shift+Tab")
    press(analyst, "Enter")
    tab_to(analyst, "button[id^=child-SYN]")
    press(analyst, "Enter")
    first = page.inner_text("#child-title")
    press(analyst, "n")
    expect(page.locator("#child-title")).not_to_have_text(first)
    expect(page.locator("#child-title")).to_be_focused()

    # A grid is scrolled with the arrows.
    tab_to(analyst, "#tab-children", "Shift+Tab")
    press(analyst, "ArrowRight")
    expect(page.locator("#tab-tables")).to_be_focused()
    tab_to(analyst, "#panel-tables .grid-scroller")
    first_line = page.locator("#panel-tables .grid tbody tr:not(.spacer) td").first
    expect(first_line).to_have_text("2")
    press(analyst, "PageDown", "PageDown", "PageDown")
    expect(first_line).not_to_have_text("2")

    tab_to(analyst, "#clear", "Shift+Tab")
    press(analyst, "Enter")
    tab_to(analyst, "dialog .govuk-button--warning")
    press(analyst, "Enter")
    expect(page.locator("#results")).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
