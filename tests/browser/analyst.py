"""An analyst at the page: what the tests do there, by the names of the field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

FINISHED = "html[data-state=done], html[data-state=failed]"
TIMEOUT = 120_000
TABS = ("overview", "rules", "children", "tables", "progress", "worth", "checks", "reports")
AREAS = ("check", "fix", "insight", "reference")


STARTED = "html[data-state=ready], html[data-state=failed]"
START_TIMEOUT = 60_000

expect.set_options(timeout=30_000)

HOLD = """([after, answering]) => {
  const goOn = step;
  const free = new Promise((resolve) => {
    globalThis.letGo = () => {
      globalThis.step = goOn;
      resolve();
    };
  });
  globalThis.held = new Promise((reached) => {
    globalThis.step = async (generator, id, tell) => {
      for (let done = 0; done < after; done++) tell({ id, event: plain(generator.next().value) });
      paused = answering;
      reached();
      await free;
      paused = false;
      return goOn(generator, id, tell);
    };
  });
}"""
"""Puts before `step` of web/engine/worker.js one that does so many steps of long work, and then waits to be let go."""

DRAWN = "() => !document.querySelector('main [aria-busy=true], main canvas:not([style])')"
"""Whether all is there that a view fetches, or draws after the rest."""

ASK = "import(new URL('src/shared/app.js', location.href)).then(({ app }) => app.engine.call('manifest'))"
"""Asks the engine for something that it answers in its turn."""

FRAMES = """(count) => new Promise((resolve) => {
  const next = () => (count-- ? requestAnimationFrame(next) : resolve());
  next();
})"""


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

    @contextmanager
    def holding(self, after: int = 0, *, answering: bool = True) -> Iterator[None]:
        """Hold the long work that is begun in this block, when it has done so many steps, until the block ends.

        :param answering: whether what only looks is answered meanwhile, as between two steps, or waits as in one.
        """
        [worker] = self.page.workers
        worker.evaluate(HOLD, [after, answering])
        try:
            yield
        finally:
            worker.evaluate("letGo()")

    def wait_until_held(self) -> None:
        """Wait until the long work begun is where it is held."""
        [worker] = self.page.workers
        worker.evaluate("held")

    def wait_for_engine(self) -> None:
        """Wait until the engine has answered all that it was asked."""
        self.page.evaluate(ASK)

    def wait_until_drawn(self) -> None:
        """Wait until all of the view is there: what it fetches, its charts, and its lists at the window's size."""
        self.wait_for_frames()
        self.page.wait_for_function(DRAWN)

    def wait_for_frames(self, count: int = 4) -> None:
        """Wait until the browser has drawn so many times: lists and charts follow the window's size in two or three."""
        self.page.evaluate(FRAMES, count)

    def clear(self) -> None:
        """Clear everything."""
        self.ask_to_clear()
        self.wait_until_cleared()

    def ask_to_clear(self) -> None:
        """Have everything cleared, and do not wait for it."""
        self.page.click("#clear")
        self.page.locator("dialog").get_by_role("button", name="Clear everything").click()

    def wait_until_cleared(self) -> None:
        """Wait until everything is cleared."""
        self.page.wait_for_selector("html[data-state=ready] #manifest:empty", state="attached")

    @property
    def state(self) -> str:
        """The state that the page says it is in."""
        return str(self.page.evaluate("document.documentElement.dataset.state"))

    def tab(self, name: str) -> None:
        """Go to a tab of the results."""
        if self.page.locator("#area-check").is_hidden():
            self.area("check")
        self.page.click(f"#tab-{name}")

    def area(self, name: str) -> None:
        """Go to an area by the primary navigation."""
        self.page.click(f"#go-{name}")

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

    def list_children(self, text: str = "") -> Locator:
        """Go to the list of the children, narrow it to those whose identifiers hold a text; their buttons."""
        self.tab("children")
        self.page.fill("#child-search", text)
        buttons = self.page.locator("#panel-children .grid button[id^=child-]")
        listed = expect(buttons)
        if text:
            listed.to_have_count(1)
        else:
            listed.not_to_have_count(1)
        return buttons

    def open_child(self, identifier: str) -> None:
        """Find one of several children by its identifier and open it."""
        self.list_children(identifier).click()
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
