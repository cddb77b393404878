"""A newer release arrives, whatever the host says of the age of its files."""

from __future__ import annotations

import io
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import build_site
import pytest
from playwright.sync_api import BrowserContext, Page
from serve import QuietHandler

from tests.browser.conftest import FIXTURES, serving
from tests.browser.test_offline import KEPT, visit

YEAR = 365 * 24 * 3600
OFFERED = "html[data-update=ready]"


class TaggingHandler(QuietHandler):
    """A host that tells its files apart by time and length, as Apache and nginx do: by an ETag."""

    def _tag(self) -> str:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        return f'"{int(file.stat().st_mtime):x}-{file.stat().st_size:x}"' if file.is_file() else ""

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        if self._tag() and self.headers.get("If-None-Match") == self._tag():
            self.send_response(304)
            self.end_headers()
            return None
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def end_headers(self) -> None:
        if self._tag():
            self.send_header("ETag", self._tag())
        super().end_headers()


class Releases:
    """A folder that is served, and releases of a small page put into it one over the other."""

    def __init__(self, folder: Path, runtime: Path) -> None:
        self.served = folder / "served"
        self._shell = folder / "shell"
        self._runtime = runtime
        shutil.copytree(FIXTURES / "shell", self._shell)

    def put(self, colour: str, age: int) -> None:
        """Put up a release whose page has a colour of its own and whose files are some seconds old."""
        (self._shell / "shell.css").write_text(f"p {{ color: {colour}; }}")
        build_site.assemble(self.served, self._runtime, self._shell)
        then = int(time.time()) - age
        for file in self.served.rglob("*"):
            os.utime(file, (then, then))


@pytest.fixture
def releases(site: Path, tmp_path: Path) -> Releases:
    """The first release, a year and a half old."""
    return Releases(tmp_path, site / build_site.RUNTIME)


def colour_of(page: Page) -> str:
    """The colour that tells the releases of the tests apart."""
    return str(page.evaluate("getComputedStyle(document.querySelector('p')).color"))


@pytest.fixture(params=["by time", "by an ETag of time and length"])
def host_kind(request: pytest.FixtureRequest) -> Iterator[tuple[type[QuietHandler], int]]:
    """How the host tells files apart, and the age of the second release: the same where only the length differs."""
    by_time = request.param == "by time"
    yield (QuietHandler, YEAR) if by_time else (TaggingHandler, 2 * YEAR)


def test_a_newer_release_arrives_from_a_host_with_old_files(
    context: BrowserContext, releases: Releases, host_kind: tuple[type[QuietHandler], int]
) -> None:
    handler, age = host_kind
    releases.put("rgb(1, 1, 1)", 2 * YEAR)
    with serving(releases.served, handler=handler) as host:
        first = visit(context, host.url)
        first.wait_for_selector(KEPT, state="attached")
        assert colour_of(first) == "rgb(1, 1, 1)"
        first.close()
        visit(context, host.url).close()  # The browser has its own copies of documents too.
        releases.put("rgb(4, 5, 6)", age)
        page = visit(context, host.url)
        page.wait_for_selector(OFFERED, state="attached")
        assert colour_of(page) == "rgb(1, 1, 1)"
        with page.expect_navigation():
            page.evaluate("useNewRelease()")
        page.wait_for_selector(KEPT, state="attached")
        assert colour_of(page) == "rgb(4, 5, 6)"
        page.close()
        assert colour_of(visit(context, host.url)) == "rgb(4, 5, 6)"


def test_a_new_release_whose_document_is_empty_is_said_in_words(context: BrowserContext, releases: Releases) -> None:
    releases.put("rgb(1, 1, 1)", 2 * YEAR)
    with serving(releases.served) as host:
        visit(context, host.url).wait_for_selector(KEPT, state="attached")
        releases.put("rgb(4, 5, 6)", YEAR)
        document = (releases.served / "index.html").read_bytes()
        (releases.served / "index.html").write_bytes(b"")
        page = visit(context, host.url)
        page.wait_for_selector(OFFERED, state="attached")
        with page.expect_navigation():
            page.evaluate("useNewRelease()")
        assert "index.html" in page.inner_text("#start-status")
        (releases.served / "index.html").write_bytes(document)
        assert colour_of(visit(context, host.url)) == "rgb(4, 5, 6)"
