"""axe-core on every view, and the page in the colours that a user of Windows high contrast sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.analyst import AREAS, TABS, TIMEOUT, Analyst, analyst_at
from tests.browser.conftest import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def analyst(chromium: Browser, site_url: str) -> Iterator[Analyst]:
    """An analyst with axe-core in the page: a debugger may run scripts that the policy of the page would refuse."""
    with analyst_at(chromium, site_url) as analyst:
        analyst.page.evaluate(AXE.read_text("utf-8"))
        yield analyst


def violations(analyst: Analyst) -> list[str]:
    """What axe-core finds wrong with the page as it is."""
    analyst.wait_until_drawn()
    found: list[dict[str, Any]] = analyst.page.evaluate(
        "standards => axe.run(document, { runOnly: standards }).then(({ violations }) => violations)", STANDARDS
    )
    return [f"{each['id']}: {each['help']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def test_no_view_has_a_violation(analyst: Analyst) -> None:
    """From the empty page to every tab, with a rule, a child, a filter, and each dialog open."""
    page = analyst.page
    seen = {"start": violations(analyst)}
    page.click("#validate")
    seen["something to do first"] = violations(analyst)
    for area in AREAS[1:]:
        analyst.area(area)
        seen[f"{area}, nothing checked"] = violations(analyst)
    expect(page.locator(".reference__table")).to_be_visible()
    analyst.area("check")
    page.click("#sample")
    page.wait_for_selector("html[data-state=ready] #manifest table", timeout=TIMEOUT)
    seen["files"] = violations(analyst)
    page.click("#choose-rules")
    page.wait_for_selector("dialog")
    seen["choose rules"] = violations(analyst)
    page.keyboard.press("Escape")
    analyst.check()
    for tab in TABS:
        analyst.tab(tab)
        seen[tab] = violations(analyst)
    for area in AREAS[1:]:
        analyst.area(area)
        seen[area] = violations(analyst)
    analyst.area("fix")
    page.click("#fix-certain")
    page.click("#fix-apply")
    page.wait_for_selector("#fix-outcome-told")
    page.locator(".fix__open").first.click()
    seen["fixes applied"] = violations(analyst)
    analyst.tab("overview")
    page.click("#by-category-missing")
    seen["filtered"] = violations(analyst)
    page.locator("button[id^=open-cause-]").first.click()
    page.wait_for_selector("button[id^=cause-row-]")
    seen["cause"] = violations(analyst)
    page.click("#back-to-causes")
    analyst.tab("rules")
    page.locator("button[id^=open-]").first.click()
    page.wait_for_selector("button[id^=rule-row-]")
    seen["rule"] = violations(analyst)
    page.locator("button[id^=rule-row-]").first.click()
    page.wait_for_selector("#copy-message")
    seen["child"] = violations(analyst)
    page.click("#copy-message")
    seen["message"] = violations(analyst)
    page.keyboard.press("Escape")
    assert {view: found for view, found in seen.items() if found} == {}


def test_cells_at_fault_stand_out_without_the_page_s_colours(analyst: Analyst) -> None:
    """In high contrast, where backgrounds are the user's, an outline marks them."""
    page = analyst.page
    page.emulate_media(forced_colors="active")
    outline = page.locator(".cell--faulty, td.faulty").first.evaluate("cell => getComputedStyle(cell).outlineStyle")
    page.emulate_media(forced_colors="none")
    assert outline == "solid"
