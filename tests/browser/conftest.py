"""Real Chromium on the built site, served by a server that sends no header of its own."""

from __future__ import annotations

import gzip
import io
import shutil
import socket
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from lac_validator import Result
from tests.browser.analyst import Analyst, analyst_at, wait_for_start
from tests.browser.returns import result_of, write_sample

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
WAIT_SECONDS = 60
sys.path.insert(0, str(ROOT / "build_scripts"))

import build_site  # noqa: E402
import seal_site  # noqa: E402
from chromium import CHROMIUM_FLAGS  # noqa: E402
from serve import QuietHandler, make_server  # noqa: E402


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site; built now where `make site` has not."""
    if not (build_site.OUT / "manifest.json").is_file():
        build_site.build(build_site.OUT)
    return build_site.OUT


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A small synthetic return, as files."""
    return write_sample(tmp_path_factory.mktemp("sample"), children=150)


@pytest.fixture(scope="session")
def result(files: list[Path]) -> Result:
    """What the engine finds in it."""
    return result_of(files)


@dataclass
class Host:
    """A server of a folder: its address, every request answered, as method and path, and files never sent.

    ``unanswered`` holds files as they are asked for, or, with a question mark at the end, in whatever version.
    """

    url: str
    folder: Path
    requests: list[str] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _another: threading.Condition = field(default_factory=threading.Condition)

    def note(self, path: str) -> None:
        """A file is asked for, whether or not it will be answered."""
        with self._another:
            self._asked.add(path)
            self._another.notify_all()

    @contextmanager
    def awaiting(self, path: str) -> Iterator[None]:
        """Wait, at the end of this block, until a file has been asked for in it."""
        with self._another:
            self._asked.discard(path)
        yield
        with self._another:
            assert self._another.wait_for(lambda: path in self._asked, WAIT_SECONDS), f"{path} was not asked for"


@contextmanager
def serving(folder: Path, port: int = 0, handler: type[QuietHandler] = QuietHandler) -> Iterator[Host]:
    """Serve a folder; ``handler`` says how the host answers."""
    ended = threading.Event()

    class NotingHandler(handler):
        def do_GET(self) -> None:  # noqa: N802
            host.note(self.path.lstrip("/"))
            path, mark, _ = self.path.lstrip("/").partition("?")
            if path + mark in host.unanswered:
                ended.wait()
            super().do_GET()

        def log_request(self, code: object = "-", size: object = "-") -> None:
            host.requests.append(f"{self.command} {self.path}")

    with make_server(folder, port, NotingHandler) as server:
        host = Host(f"http://127.0.0.1:{server.server_port}/", folder)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield host
        ended.set()
        server.shutdown()


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """Where the built site is served."""
    with serving(site) as host:
        yield host.url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or pytest.fail("Chromium is not installed: sh build_scripts/install_browsers.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own, thrown away after the test."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()


@pytest.fixture(scope="module")
def checked(chromium: Browser, site_url: str, files: list[Path]) -> Iterator[Analyst]:
    """An analyst with the results of the small return before them."""
    with analyst_at(chromium, site_url) as analyst:
        analyst.give(*files)
        analyst.check()
        yield analyst


@pytest.fixture(scope="module")
def another(chromium: Browser, site_url: str) -> Iterator[Analyst]:
    """An analyst at another page."""
    with analyst_at(chromium, site_url) as analyst:
        yield analyst


@pytest.fixture
def fresh(another: Analyst) -> Analyst:
    """The same, with everything cleared."""
    another.clear()
    return another


class Listener:
    """Another machine, as far as the page knows: notes every connection and datagram that reaches it."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self._stream = socket.create_server(("127.0.0.1", 0))
        self.port = self._stream.getsockname()[1]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", self.port))
        for listen in (self._accept, self._receive):
            threading.Thread(target=listen, daemon=True).start()

    @property
    def url(self) -> str:
        """An address on it that looks like a leak."""
        return f"http://127.0.0.1:{self.port}/leak"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._stream.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    first = connection.recv(200)
                except OSError:
                    first = b""
                self.received.append(f"connection: {first!r}")
                answer = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nok"
                connection.sendall(answer)

    def _receive(self) -> None:
        while True:
            try:
                data, _ = self._datagrams.recvfrom(2000)
            except OSError:
                return
            self.received.append(f"datagram: {data[:50]!r}")

    def hears(self) -> bool:
        """Whether anything reaches it, as soon as it does."""
        until = time.monotonic() + WAIT_SECONDS
        while not self.received and time.monotonic() < until:
            time.sleep(0.05)
        return bool(self.received)

    def close(self) -> None:
        """Stop listening."""
        self._stream.close()
        self._datagrams.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """The other machine."""
    listener = Listener()
    yield listener
    listener.close()


def with_module(packages: bytes, path: str, source: str) -> bytes:
    """The engine's archive of packages with one module put in place of another."""
    changed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(gzip.decompress(packages))) as before,
        tarfile.open(fileobj=changed, mode="w", format=tarfile.USTAR_FORMAT) as after,
    ):
        for member in before:
            if member.name not in (path, f"{path}c"):
                after.addfile(member, before.extractfile(member))
        info = tarfile.TarInfo(path)
        info.size = len(source.encode())
        after.addfile(info, io.BytesIO(source.encode()))
    return gzip.compress(changed.getvalue(), 1)


@pytest.fixture(scope="session")
def hostile_runtime(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the engine runs on, with hostile Python in it: as if a package that we use had been poisoned."""
    runtime = tmp_path_factory.mktemp("hostile") / "runtime"
    shutil.copytree(site / build_site.RUNTIME, runtime)
    packages = runtime / "packages.bin"
    hostile = (FIXTURES / "hostile_page.py").read_text()
    packages.write_bytes(with_module(packages.read_bytes(), "lac_validator/page/__init__.py", hostile))
    return runtime


def empty_runtime(site: Path, runtime: Path) -> None:
    """What the engine runs on, with nothing in it: for tests of the page alone."""
    runtime.mkdir()
    for file in (site / build_site.RUNTIME).iterdir():
        (runtime / file.name).write_bytes(gzip.compress(b"") if file.suffix == ".bin" else b"")


@pytest.fixture(scope="session")
def hostile_host(hostile_runtime: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A release with the hostile runtime, properly built. Its page is a shell that puts the engine in ``engine``."""
    site = tmp_path_factory.mktemp("hostile") / "site"
    build_site.assemble(site, hostile_runtime, FIXTURES / "shell")
    with serving(site) as host:
        yield host


@pytest.fixture
def copy_of(site: Path, tmp_path: Path) -> Callable[[], Path]:
    """Makes a copy of the built site that may be changed."""

    def make() -> Path:
        return Path(shutil.copytree(site, tmp_path / "copy"))

    return make


__all__ = ["Host", "Listener", "empty_runtime", "seal_site", "serving", "wait_for_start", "with_module"]
