"""What is damaged or never comes: healed from the host where that can be, else said in words that name the file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.analyst import START_TIMEOUT
from tests.browser.conftest import Host, serving, wait_for_start
from tests.browser.test_integrity import change_one_byte
from tests.browser.test_offline import KEPT, visit

CopyMaker = Callable[[], Path]

SOON = 10_000
"""Within how many milliseconds of silence anything is said."""

KEPT_KINDS = [
    "src/shared/app.js",
    "engine/boot.js",
    "engine/worker.js",
    "engine/postcodes.bin",
    "styles/page.css",
    "manifest.json",
    "icon.svg",
    "index.html",
]

DAMAGE = """async (path) => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const key = new URL(`../${path}`, location).href;
        const bytes = new Uint8Array(await (await cache.match(key)).arrayBuffer());
        bytes[bytes.length >> 1] ^= 1;
        await cache.put(key, new Response(bytes, { headers: { "Content-Type": "text/plain" } }));
    }
}"""


def damage(context: BrowserContext, address: str, path: str) -> None:
    """Change a byte of a kept file, as any other page of this host could, or a failing disk."""
    neighbour = context.new_page()
    neighbour.goto(f"{address}privacy/index.html")
    neighbour.evaluate(DAMAGE, path)
    neighbour.close()


@pytest.fixture(scope="module")
def kept(
    chromium: Browser, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[BrowserContext, Host]]:
    """A browser that has been at the page before, and the host."""
    folder = shutil.copytree(site, tmp_path_factory.mktemp("kept") / "site")
    context = chromium.new_context()
    with serving(folder) as host:
        visit(context, host.url).wait_for_selector(KEPT, state="attached")
        yield context, host
    context.close()


def asks_for(path: str, requests: list[str]) -> bool:
    """Whether a file is among what the host was asked for. The document is asked for by the address of the folder; by
    its name as well only where the browser's own cache takes it for old, which goes by the age of the build.
    """
    return "GET /" in requests if path == "index.html" else any(path in request for request in requests)


@pytest.mark.parametrize("path", KEPT_KINDS)
def test_a_damaged_kept_file_heals(kept: tuple[BrowserContext, Host], path: str) -> None:
    context, host = kept
    damage(context, host.url, path)
    asked = len(host.requests)
    page = visit(context, host.url)
    assert "Locked" in page.inner_text("#lock")
    page.wait_for_selector(KEPT, state="attached")
    assert asks_for(path, host.requests[asked:])
    page.close()
    asked = len(host.requests)
    visit(context, host.url).close()
    assert not asks_for(path, host.requests[asked:])


def test_a_damaged_kept_file_that_cannot_heal_is_the_users_to_throw_away(kept: tuple[BrowserContext, Host]) -> None:
    context, host = kept
    whole = (host.folder / "engine/postcodes.bin").read_bytes()
    change_one_byte(host.folder / "engine/postcodes.bin")
    damage(context, host.url, "engine/postcodes.bin")
    page = context.new_page()
    page.goto(host.url)
    assert wait_for_start(page) == "failed"
    assert "engine/postcodes.bin" in page.inner_text("#start-status")
    assert "clear this site's data" in page.inner_text("#start-status")
    (host.folder / "engine/postcodes.bin").write_bytes(whole)
    visit(context, host.url).wait_for_selector(KEPT, state="attached")


def test_a_header_put_beside_a_kept_file_counts_for_nothing(kept: tuple[BrowserContext, Host]) -> None:
    context, host = kept
    neighbour = context.new_page()
    neighbour.goto(f"{host.url}privacy/index.html")
    neighbour.evaluate("""async () => {
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            const key = new URL("../index.html", location).href;
            const bytes = await (await cache.match(key)).arrayBuffer();
            await cache.put(key, new Response(bytes, { headers: { Refresh: "0; url=privacy/index.html" } }));
        }
    }""")
    page = visit(context, host.url)
    assert page.url == host.url
    assert "Locked" in page.inner_text("#lock")


def test_a_kept_page_starts_though_the_host_has_an_empty_one(kept: tuple[BrowserContext, Host]) -> None:
    context, host = kept
    whole = (host.folder / "index.html").read_bytes()
    (host.folder / "index.html").write_bytes(b"")
    visit(context, host.url).wait_for_selector(KEPT, state="attached")
    damage(context, host.url, "index.html")
    page = context.new_page()
    page.goto(host.url)
    assert "index.html" in page.inner_text("#start-status")
    assert "clear this site's data" in page.inner_text("#start-status")
    (host.folder / "index.html").write_bytes(whole)
    visit(context, host.url).wait_for_selector(KEPT, state="attached")


@pytest.mark.parametrize(
    "before", ['"imports"', 'id="start-status"', 'id="drop"', 'class="page-footer"', '<div id="end-of-page"']
)
def test_a_cut_document_is_said_in_words(page: Page, copy_of: CopyMaker, before: str) -> None:
    folder = copy_of()
    text = (folder / "index.html").read_text()
    (folder / "index.html").write_text(text[: text.rindex(before)])
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(error.message))
    with serving(folder) as host:
        page.goto(host.url)
        expect(page.locator("#start-status")).to_contain_text("index.html")
        assert wait_for_start(page) == "failed"
        assert page.evaluate("document.documentElement.dataset.locked") is None
        assert not [error for error in said if "null" in error]


@pytest.mark.parametrize(
    "path",
    [
        "engine/postcodes.bin",
        "engine/runtime/python.bin",
        "manifest.json",
        "engine/boot.js",
        "engine/start.js",
        "src/main.js",
        "styles/page.css",
        "icon.svg",
        "sw.js",
    ],
)
def test_a_file_that_never_comes_is_said_in_words(page: Page, site: Path, path: str) -> None:
    with serving(site) as host:
        host.unanswered.update([path, f"{path}?"])
        page.goto(host.url, wait_until="commit")
        # The silence begins when all else is there, which takes a busy machine its time.
        expect(page.locator("#start-status")).to_contain_text(path, timeout=START_TIMEOUT)
        assert page.evaluate("lacValidatorGuard.PATIENCE") < SOON
        expect(page.locator("#start-status")).to_be_visible()
        # That it is there is not that it is shown: a browser paints nothing while it waits for a style sheet.
        assert page.evaluate("performance.getEntriesByType('paint').length") > 0
