"""After one visit the page starts without a network; a new release is offered, never forced."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import build_site
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import CHROMIUM_FLAGS, FIXTURES, serving, wait_for_start

KEPT = "html[data-offline=yes]"


def visit(context: BrowserContext, address: str) -> Page:
    """Open the page and wait until it is ready."""
    page = context.new_page()
    page.goto(address)
    assert wait_for_start(page) == "ready", page.inner_text("#start-status")
    return page


def test_starts_with_the_server_stopped(context: BrowserContext, site: Path) -> None:
    with serving(site) as host:
        visit(context, host.url).wait_for_selector(KEPT, state="attached")
    page = visit(context, host.url)
    assert page.is_enabled("#files")
    assert "Locked" in page.inner_text("body")


def test_starts_when_the_host_does_not_answer(context: BrowserContext, copy_of: Callable[[], Path]) -> None:
    """A network that is there but lets nothing by, as a tunnel that has gone to sleep does."""
    folder = copy_of()
    (folder / "config.json").write_text('{"group": "East"}')
    with serving(folder) as host:
        visit(context, host.url).wait_for_selector(KEPT, state="attached")
        host.unanswered.update(["config.json", "sw.js"])
        with host.awaiting("sw.js"):  # The browser looks for a new one about a second after the page is there.
            second = visit(context, host.url)
        second.close()
        third = visit(context, host.url)
        assert third.is_enabled("#files")
        session = "import('./engine/start.js').then((module) => module.prepareEngine())"
        assert third.evaluate(f"{session}.then(({{ config }}) => config.group)") == "East"


def test_a_first_visit_starts_though_the_service_worker_does_not_come(context: BrowserContext, site: Path) -> None:
    with serving(site) as host:
        host.unanswered.add("sw.js")
        page = visit(context, host.url)
        assert page.is_enabled("#files")
        assert "Locked" in page.inner_text("body")
        expect(page.locator("#offline")).to_contain_text("sw.js")


def test_works_below_any_path(context: BrowserContext, site: Path, tmp_path: Path) -> None:
    (tmp_path / "groups" / "east").mkdir(parents=True)
    (tmp_path / "groups" / "east" / "lac").symlink_to(site)
    with serving(tmp_path) as host:
        address = f"{host.url}groups/east/lac/"
        visit(context, address).wait_for_selector(KEPT, state="attached")
        assert all(request.startswith("GET /groups/east/lac/") for request in host.requests)
    visit(context, f"{address}index.html")


def test_a_second_visit_asks_for_nothing_but_what_may_change(context: BrowserContext, site: Path) -> None:
    with serving(site) as host:
        visit(context, host.url).wait_for_selector(KEPT, state="attached")
        first = len(host.requests)
        with host.awaiting("sw.js"):  # the last that it asks for
            visit(context, host.url).wait_for_selector(KEPT, state="attached")
        assert set(host.requests[first:]) <= {"GET /config.json", "GET /sw.js"}


def test_a_new_release_is_offered_and_waits(context: BrowserContext, site: Path, tmp_path: Path) -> None:
    served, shell, runtime = tmp_path / "served", tmp_path / "shell", site / build_site.RUNTIME
    shutil.copytree(FIXTURES / "shell", shell)
    build_site.assemble(served, runtime, shell)
    colour = "getComputedStyle(document.querySelector('p')).color"  # by which the releases are told apart
    with serving(served) as host:
        page = visit(context, host.url)
        page.wait_for_selector(KEPT, state="attached")
        first = page.evaluate(colour)
        page.close()

        (shell / "shell.css").write_text("p { color: rgb(4, 5, 6); }")
        build_site.assemble(served, runtime, shell)
        page = visit(context, host.url)
        page.wait_for_selector("html[data-update=ready]", state="attached")
        page.wait_for_timeout(500)
        assert page.evaluate(colour) == first
        page.reload()
        assert wait_for_start(page) == "ready"
        assert page.evaluate(colour) == first

        page.wait_for_selector("html[data-update=ready]", state="attached")
        with page.expect_navigation():
            page.evaluate("useNewRelease()")
        assert wait_for_start(page) == "ready"
        assert page.evaluate(colour) == "rgb(4, 5, 6)" != first
        page.wait_for_selector(KEPT, state="attached")
        page.close()
    page = visit(context, host.url)  # The server is stopped: the new release is what was kept.
    assert page.evaluate(colour) == "rgb(4, 5, 6)"


def test_opened_as_a_file_it_says_what_to_do(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    assert wait_for_start(page) == "failed"
    assert "http://localhost" in page.inner_text("#start-status")
    assert page.is_disabled("#files")


def test_over_plain_http_it_says_what_to_do(chromium: Browser, site: Path) -> None:
    """An intranet name without https: the browser lets such a page neither check its files nor keep them."""
    flags = [*CHROMIUM_FLAGS, "--host-resolver-rules=MAP intranet.test 127.0.0.1"]
    intranet = chromium.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    with serving(site) as host:
        page = intranet.new_page()
        page.goto(host.url.replace("127.0.0.1", "intranet.test"))
        assert wait_for_start(page) == "failed"
        assert "https://" in page.inner_text("#start-status")
    intranet.close()
