"""An analyst at the page: what the tests do there, by the names of the field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

FINISHED = "html[data-state=done], html[data-state=failed]"
TIMEOUT = 120_000
TABS = ("overview", "rules", "children", "tables", "checks", "reports", "reference")


STARTED = "html[data-state=ready], html[data-state=failed]"
START_TIMEOUT = 60_000


def wait_for_start(page: Page) -> str:
    """Wait until the page is ready or has failed; which."""
    page.wait_for_selector(STARTED, state="attached", timeout=START_TIMEOUT)
    return str(page.evaluate("document.documentElement.dataset.state"))


class Analyst:
    """Somebody who uses the page in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def open(self, url: str) -> None:
        """Go to the page and wait until it is ready."""
        self.page.goto(url)
        assert wait_for_start(self.page) == "ready", self.page.inner_text("#start-status")

    def give(self, *files: Path) -> None:
        """Choose files and wait until they are read."""
        self.page.set_input_files("#files", list(files))
        self.page.wait_for_selector("html[data-state=ready] #manifest table", timeout=TIMEOUT)

    def drop(self, *files: Path, onto: str) -> None:
        """Drag files or folders from the desktop and drop them on something in the page."""
        self.page.locator(onto).scroll_into_view_if_needed()
        box = self.page.locator(onto).bounding_box()
        assert box
        dragged = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        session = self.page.context.new_cdp_session(self.page)
        for step in ("dragEnter", "dragOver", "drop"):
            at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
            session.send("Input.dispatchDragEvent", {"type": step, "data": dragged, **at})
        session.detach()

    def check(self) -> None:
        """Check the return and wait for the results."""
        self.page.click("#validate")
        self.page.wait_for_selector(FINISHED, state="attached", timeout=TIMEOUT)
        assert self.state == "done", self.page.inner_text("#problem")

    def clear(self) -> None:
        """Clear everything."""
        self.page.click("#clear")
        self.page.locator("dialog").get_by_role("button", name="Clear everything").click()
        self.page.wait_for_selector("html[data-state=ready] #manifest:empty", state="attached")

    @property
    def state(self) -> str:
        """The state that the page says it is in."""
        return str(self.page.evaluate("document.documentElement.dataset.state"))

    def tab(self, name: str) -> None:
        """Go to a tab of the results."""
        self.page.click(f"#tab-{name}")

    def total(self) -> int:
        """The errors that the overview counts."""
        return int(self.page.locator("#panel-overview .figure__value").first.text_content() or "")

    def rules(self) -> dict[str, int]:
        """The table of rules: errors by code."""
        rows = self.page.locator("#rules-table tbody tr").all()
        cells = [row.locator("td").all_text_contents() for row in rows]
        return {row[0]: int(row[3]) for row in cells}

    def chart_table(self, name: str) -> dict[str, int]:
        """All the numbers beside a chart of the overview: errors by the name in the row."""
        more = self.page.locator(f"#{name}-more", has_text="Show all")
        if more.count():
            more.click()
        rows = self.page.locator(f"section[aria-labelledby={name}-title] tbody tr").all()
        return {
            row.locator("th").text_content() or "": int(row.locator("td.numeric").first.text_content() or "")
            for row in rows
        }

    def open_child(self, identifier: str) -> None:
        """Find a child by its identifier and open it."""
        self.tab("children")
        self.page.fill("#child-search", identifier)
        self.page.click(f"#child-{identifier}")
        self.page.wait_for_selector("#child-rows")

    def filters(self) -> list[str]:
        """The filters in force, as their chips say."""
        chips = self.page.locator(".chip").all_text_contents()
        return [text.removeprefix("Remove the filter ").removesuffix("×") for text in chips]


@contextmanager
def analyst_at(chromium: Browser, url: str, **options: Any) -> Iterator[Analyst]:
    """An analyst in a browser profile of its own, with the page open."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, **options)
    analyst = Analyst(context.new_page())
    analyst.open(url)
    yield analyst
    context.close()
