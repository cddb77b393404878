"""Every view at the widths of a council's laptop, a large screen and a telephone, and with 20,000 children.

The screenshots are kept in build/screenshots, to be looked at.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lac_validator.sample import generate
from tests.browser.analyst import AREAS, TABS, TIMEOUT, Analyst, analyst_at
from tests.browser.conftest import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"
SIZES = {"laptop": (1366, 768), "laptop at 200%": (683, 384), "large": (1920, 1080), "telephone": (400, 800)}

BEYOND_THE_EDGE = """() => {
  const scrolls = (element) => ["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX);
  const held = (element) => {
    for (let each = element; each; each = each.parentElement) if (scrolls(each)) return true;
    return false;
  };
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.right > innerWidth + 1 && !held(element);
  });
  const found = wide.map((element) => element.outerHTML.slice(0, 150));
  if (document.scrollingElement.scrollWidth > innerWidth) found.push(`The page is wider by ${
    document.scrollingElement.scrollWidth - innerWidth} px.`);
  return found;
}"""
"""What stands out beyond the right edge of the window, and in no box of its own that scrolls."""

LONG_TASKS = """
  window.longTasks = [];
  window.doing = "start";
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push([window.doing, Math.round(duration)]);
  }).observe({ type: "longtask", buffered: true });
"""


def give_sample(analyst: Analyst) -> None:
    """Have the page make up its sample."""
    analyst.page.click("#sample")
    analyst.page.wait_for_selector("html[data-state=ready] #manifest table", timeout=TIMEOUT)


@pytest.fixture(scope="module")
def analyst(chromium: Browser, site_url: str) -> Iterator[Analyst]:
    """An analyst with the sample's results."""
    with analyst_at(chromium, site_url) as analyst:
        give_sample(analyst)
        analyst.check()
        yield analyst


def open_rule(analyst: Analyst) -> None:
    """Open the rule with the most errors."""
    analyst.tab("rules")
    analyst.page.locator("button[id^=open-]").first.click()
    analyst.page.wait_for_selector("button[id^=rule-row-]")


def open_child(analyst: Analyst) -> None:
    """Open the child with the most errors."""
    analyst.tab("children")
    analyst.page.locator("button[id^=child-]").first.click()
    analyst.page.wait_for_selector("#child-rows")


def views() -> dict[str, Callable[[Analyst], None]]:
    """Every view, and how it is reached."""
    tabs: dict[str, Callable[[Analyst], None]] = {name: lambda analyst, name=name: analyst.tab(name) for name in TABS}
    areas: dict[str, Callable[[Analyst], None]] = {
        name: lambda analyst, name=name: analyst.area(name) for name in AREAS[1:]
    }
    return {**tabs, **areas, "rule": open_rule, "child": open_child}


def look(analyst: Analyst, view: str) -> list[str]:
    """Keep a picture of a view at each size; what stands out beyond the edge."""
    page = analyst.page
    found = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        analyst.wait_until_drawn()
        page.screenshot(path=SCREENSHOTS / f"{view}, {size}.png", full_page=view != "reference")
        found += [f"{view}, {size}: {each}" for each in page.evaluate(BEYOND_THE_EDGE)]
    page.set_viewport_size({"width": 1366, "height": 768})
    return found


def test_nothing_stands_beyond_the_edge(analyst: Analyst) -> None:
    """At every size each view fits, or what is wider scrolls in a box of its own."""
    analyst.clear()
    give_sample(analyst)
    found = look(analyst, "files")
    analyst.check()
    for view, reach in views().items():
        reach(analyst)
        found += look(analyst, view)
    assert found == []


def test_the_results_come_into_view_on_a_laptop(analyst: Analyst) -> None:
    """When the results are there, the numbers and what to fix first are on the screen without scrolling."""
    analyst.tab("overview")
    analyst.check()
    window = analyst.page.viewport_size
    assert window is not None
    for selector in (".figures", "#causes-title", "#causes-told", "#causes-table tbody tr"):
        box = analyst.page.locator(selector).first.bounding_box()
        assert box is not None
        assert 0 <= box["y"]
        assert box["y"] + box["height"] <= window["height"]


def test_paper_holds_the_result_and_not_the_controls(analyst: Analyst) -> None:
    """Printed, the overview and a child lose what is there to click, and nothing is cut off in a box that scrolls."""
    page = analyst.page
    for view, reach in (("overview", views()["overview"]), ("child", open_child)):
        reach(analyst)
        page.emulate_media(media="print")
        hidden = [page.locator(selector).first.is_hidden() for selector in ("#setup", ".tabs", ".no-print")]
        scrolling = page.locator(f"#panel-{view if view == 'overview' else 'children'} .scroll").all()
        cut = [box for box in scrolling if box.evaluate("box => getComputedStyle(box).overflowX") != "visible"]
        page.emulate_media(media="screen")
        assert all(hidden)
        assert cut == []


PAPER = {"width": 1047, "height": 718}
"""A4 across in a browser's pixels, less a centimetre on each side."""


def test_every_column_of_a_child_is_on_the_paper(analyst: Analyst) -> None:
    """A child prints across, and no table is wider than the sheet."""
    page = analyst.page
    open_child(analyst)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    tables = page.locator(".child__table table").all()
    widths = [table.evaluate("table => table.getBoundingClientRect().right") for table in tables]
    sheet = page.locator("body").evaluate("body => getComputedStyle(body).page")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})
    assert sheet == "across"
    assert len(widths) > 2
    assert max(widths) <= PAPER["width"]


@pytest.mark.parametrize("table", ["Episodes", "OC2", "Providers"])
def test_every_column_of_a_table_is_on_the_paper(analyst: Analyst, table: str) -> None:
    """The tables with most columns, and those with the longest texts, are no wider than the sheet."""
    page = analyst.page
    analyst.tab("tables")
    page.uncheck("#faulty-only")
    page.select_option("#table-choice", table)
    page.wait_for_selector("#panel-tables .grid tbody tr:not(.spacer):not([aria-busy])")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    right = page.locator("#panel-tables .grid").evaluate("table => table.getBoundingClientRect().right")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.check("#faulty-only")
    assert right <= PAPER["width"]


# --- much -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large_return(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 children with about 100,000 errors, in one archive."""
    archive = tmp_path_factory.mktemp("large") / "return.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as members:
        for name, data in generate(20_000).files().items():
            members.writestr(name, data)
    return archive


def test_twenty_thousand_children_stay_responsive(
    chromium: Browser, site_url: str, large_return: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """100,000 errors put a few thousand elements on the page; the longest wait for the main thread is printed."""
    with analyst_at(chromium, site_url) as analyst:
        page = analyst.page
        page.evaluate(LONG_TASKS)

        def do(what: str, action: Callable[[], object]) -> None:
            page.evaluate("what => { window.doing = what; }", what)
            action()
            analyst.wait_until_drawn()
            assert page.evaluate("document.getElementsByTagName('*').length") < 15_000, what

        do("read", lambda: analyst.give(large_return))
        do("check", analyst.check)
        assert analyst.total() > 90_000
        do("filter", lambda: page.click("#by-category-missing"))
        do("all", lambda: page.click("#clear-filters"))
        do("rule", lambda: open_rule(analyst))
        do("child", lambda: open_child(analyst))
        do("next child", lambda: page.keyboard.press("n"))
        do("table", lambda: analyst.tab("tables"))
        do("whole table", lambda: page.uncheck("#faulty-only"))
        do("scroll", lambda: page.locator("#panel-tables .grid-scroller").evaluate("grid => { grid.scrollTop = 5e5; }"))
        tasks: list[tuple[str, int]] = page.evaluate("window.longTasks")
    with capsys.disabled():
        longest = sorted(tasks, key=lambda task: -task[1])[:5]
        print(f"\nLongest main-thread blocks with 20,000 children: {[f'{what} {ms} ms' for what, ms in longest]}")
