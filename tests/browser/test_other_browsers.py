"""The airlock, the lock and a whole run in Firefox ESR and in WebKitGTK, which stands for Safari.

Drivers of these browsers can do little (see drivers.py), so what is to be tried is part of the page opened.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import build_site
import pytest
import seal_site

from lac_validator.sample import generate
from tests.browser.channels import (
    BETWEEN,
    ENGINE,
    FURTHER,
    HELPERS,
    PAGE,
    PAGE_HELPERS,
    UNKNOWN,
    aimed,
    all_at_once,
    attempts,
)
from tests.browser.conftest import FIXTURES, Host, Listener, empty_runtime, serving
from tests.browser.drivers import TIMEOUT_SECONDS, Driver, Firefox, WebKit, wait_for
from tests.browser.test_airlock import BARE_PAGE, BARE_WORKER, bare_worker

LEAVING = sorted(
    name
    for name, code in PAGE.items()
    if re.search(r"location|refresh|\.click\(|submit|open\(|follow\(|dispatchEvent", code)
)
"""Channels that lead the window away, where they work, and so end the attempts of the others. They are tried in
Chromium: that a page goes elsewhere cannot be refused by it in WebKit, as the privacy page says."""


@pytest.fixture(scope="module", params=[Firefox, WebKit], ids=["firefox", "webkit"])
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """Each browser in turn."""
    opened = request.param(tmp_path_factory.mktemp("browser"))
    yield opened
    with contextlib.suppress(Exception):
        opened.close()


def wait_until_listed(browser: Driver, files: list[Path]) -> None:
    """Wait until the page lists each of the files that were given."""
    until = time.monotonic() + TIMEOUT_SECONDS
    while not all(file.name in browser.text("#manifest") for file in files):
        assert time.monotonic() < until, browser.text("body")[:300]
        time.sleep(0.2)


ATTACKING_PAGE = """
import { startEngine } from "../engine/start.js";

HELPERS
const page = PAGE;
const inEngine = ENGINE;
const outcomes = { page: {}, engine: {} };
const { engine, started } = await startEngine();
await started;
for (const [name, code] of Object.entries(inEngine)) {
  await engine.call("attack", name, code);
  for (let wait = 0; wait < 50 && !outcomes.engine[name]; wait += 1) {
    outcomes.engine[name] = await engine.call("outcome", name);
    if (!outcomes.engine[name]) await pause();
  }
}
const leaving = new Set(LEAVING);
for (const [name, attempt] of Object.entries(page)) {
  if (leaving.has(name)) continue;
  try { outcomes.page[name] = `SENT: '${await attempt()}'`; }
  catch (error) { outcomes.page[name] = String(error.message ?? error.type ?? error); }
}
FURTHER
while (!document.documentElement.dataset.outcomes) await pause();
Object.assign(outcomes.page, JSON.parse(document.documentElement.dataset.outcomes));
document.documentElement.dataset.all = JSON.stringify(outcomes);
"""

EARLY_PAGE = """
import { keepRelease, onNewRelease } from "../engine/offline.js";
import { startEngine } from "../engine/start.js";

const { config, started } = await startEngine();
started.catch(() => {}); // There is no engine to start.
HELPERS
const before = BEFORE;
const after = AFTER;
const names = JSON.parse(config.group).map((place) => Object.keys(before)[place]);
const outcomes = {};
const late = () => new Promise((resolve) => setTimeout(resolve, 6000, "no answer"));
const attempt = async (name, act) => {
  try { return await Promise.race([act(), late()]); }
  catch (error) { outcomes[name] = String(error.message ?? error.type ?? error); }
};
const begun = {};
await Promise.all(names.map(async (name) => { begun[name] = await attempt(name, before[name]); }));
keepRelease();
onNewRelease(() => {});
await Promise.all(names.map(async (name) => {
  if (name in outcomes) return;
  const sent = await attempt(name, () => after[name](begun[name]));
  outcomes[name] ??= sent === "no answer" ? sent : `SENT: '${sent}'`;
}));
document.documentElement.dataset.outcomes = JSON.stringify(outcomes); // which may be another by now
"""
"""A page that tries what is begun before the lock. Which, by number, it is told by what stands for the host's name."""

DISTURBING = sorted(
    name
    for name, code in BETWEEN.items()
    if re.search(r"prototype|defineProperty|constructor|head\.remove|document\.head\)|replaceWith", str(code))
)
"""Channels that change what the others, or the page, go by. Each is tried in a visit of its own."""


@pytest.fixture(scope="module")
def module_listener() -> Iterator[Listener]:
    """The other machine, for a whole module."""
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def attacking(
    hostile_runtime: Path, module_listener: Listener, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    """A release whose engine and whose page both turn hostile once the page is locked."""
    folder = tmp_path_factory.mktemp("attacking")
    shutil.copytree(FIXTURES / "shell", folder / "shell")
    (folder / "site").mkdir()
    with serving(folder / "site") as host:
        in_engine = {name: aimed(code, module_listener.url, host.url) for name, code in ENGINE.items()}
        script = (
            ATTACKING_PAGE.replace("HELPERS", HELPERS + PAGE_HELPERS)
            .replace("FURTHER", all_at_once(FURTHER, module_listener.url, host.url))
            .replace("PAGE", attempts(PAGE, module_listener.url, host.url))
            .replace("ENGINE", json.dumps(in_engine))
            .replace("LEAVING", json.dumps(LEAVING))
        )
        (folder / "shell" / "src" / "main.js").write_text(script)
        build_site.assemble(folder / "site", hostile_runtime, folder / "shell")
        yield host


def test_nothing_leaves_the_engine_or_the_locked_page(
    browser: Driver, attacking: Host, module_listener: Listener
) -> None:
    before, heard = len(attacking.requests), len(module_listener.received)
    browser.open(attacking.url)
    outcomes: dict[str, dict[str, str]] = json.loads(wait_for(browser, "all"))
    assert len(outcomes["engine"]) == len(ENGINE)
    got_out = {name: how for name, how in outcomes["engine"].items() if not how or "SENT" in how}
    got_out |= {name: how for name, how in outcomes["page"].items() if "SENT" in how and how != UNKNOWN}
    assert got_out == {}
    assert module_listener.received[heard:] == []
    asked = [request for request in attacking.requests[before:] if "leak" in request]
    assert asked == []


@pytest.fixture(scope="module")
def early(site: Path, module_listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A release whose page is hostile from its first line on. Its engine is empty."""
    folder = tmp_path_factory.mktemp("early")
    runtime, shell = folder / "runtime", folder / "shell"
    empty_runtime(site, runtime)
    shutil.copytree(FIXTURES / "shell", shell)
    (folder / "site").mkdir()
    with serving(folder / "site") as host:
        parts = {stage: {name: f"KEPT{code[stage]}" for name, code in BETWEEN.items()} for stage in ("before", "after")}
        script = (
            EARLY_PAGE.replace("HELPERS", HELPERS + PAGE_HELPERS)
            .replace("BEFORE", attempts(parts["before"], module_listener.url, host.url).replace("KEPT", ""))
            .replace(
                "AFTER",
                attempts(parts["after"], module_listener.url, host.url).replace(
                    "async () => { KEPT", "async (kept) => { "
                ),
            )
        )
        (shell / "src" / "main.js").write_text(script)
        build_site.assemble(folder / "site", runtime, shell)
        yield host


AT_ONCE = [name for name in BETWEEN if name not in DISTURBING]


@pytest.mark.parametrize("names", [AT_ONCE, *([name] for name in DISTURBING)], ids=["at once", *DISTURBING])
def test_nothing_of_before_the_lock_is_of_use_after(
    browser: Driver, early: Host, module_listener: Listener, names: list[str]
) -> None:
    numbers = [list(BETWEEN).index(name) for name in names]
    settings = early.folder / "config.json"
    later = settings.stat().st_mtime + 2  # A host goes by the second in which a file was changed.
    settings.write_text(json.dumps({"group": json.dumps(numbers, separators=(",", ":"))}))
    os.utime(settings, (later, later))
    heard = len(module_listener.received)
    outcomes: dict[str, str] = {}
    for _ in range(5):  # On a busy machine the service worker may give the settings that it kept.
        browser.open(early.url)
        outcomes = json.loads(wait_for(browser, "outcomes"))
        if set(outcomes) == set(names):
            break
    assert set(outcomes) == set(names)
    assert {name: how for name, how in outcomes.items() if "SENT" in how and how != UNKNOWN} == {}
    assert module_listener.received[heard:] == []
    assert [request for request in early.requests if "leak" in request or "6368696c64313233" in request] == []


NEIGHBOUR = """<!doctype html><title>Neighbour</title><script>
  const root = document.documentElement;
  const tell = async (at) => {
    for (let wait = 0; wait < 300; wait += 1) {
      const page = at()?.documentElement;
      if (page?.dataset.state === "failed") {
        const said = page.querySelector("#start-status").textContent;
        root.dataset.told = JSON.stringify([said, page.dataset.found ?? null]);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    root.dataset.told = "[]";
  };
  const ways = {
    name: () => { window.name = "child=123"; location.href = "lac/"; },
    address: () => { location.href = "lac/?child=123#child=123"; },
    state: () => { history.pushState("child=123", "", "lac/"); location.reload(); },
    places: () => {
      for (const number of [67, 104, 105]) history.pushState(number, "", "/lac/");
      location.reload();
    },
    entry: () => {
      history.pushState(null, "", "lac/");
      globalThis.navigation?.updateCurrentEntry({ state: "child=123" });
      location.reload();
    },
    kept: async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const { url } of await cache.keys()) {
          await cache.put(url, new Response("<!doctype html><html data-found=poisoned></html>", {
            headers: { "Content-Type": "text/html" },
          }));
        }
      }
      location.href = "lac/";
    },
    frame: () => {
      const frame = document.createElement("iframe");
      frame.src = "lac/";
      document.documentElement.append(frame);
      tell(() => frame.contentDocument);
    },
    opener: () => {
      const button = document.createElement("button");
      button.textContent = "Open";
      button.onclick = () => {
        const opened = open("lac/");
        tell(() => opened?.document);
      };
      document.documentElement.append(button);
    },
    worker: async () => {
      await navigator.serviceWorker.register("neighbour.js");
      await navigator.serviceWorker.ready;
      location.href = "lac/";
    },
  };
  ways[location.search.slice(1)]();
</script>"""
"""A page of the same origin that gets something ready before the tool's page is there."""

FOUND = """
import { keepRelease } from "../engine/offline.js";
import { startEngine } from "../engine/start.js";

const root = document.documentElement;
const entry = globalThis.navigation?.currentEntry.getState() ?? null;
root.dataset.found = JSON.stringify([location.search + location.hash, history.state, globalThis.name || "", entry]);
const { started } = await startEngine();
started.catch(() => {}); // There is no engine to start.
root.dataset.offline = (await keepRelease()) ? "yes" : "no";
"""


@pytest.fixture
def neighbours(site: Path, tmp_path: Path) -> Iterator[Host]:
    """A host on which the tool, in lac/, is not alone. Its engine is empty, its page tells what it comes upon."""
    shutil.copytree(FIXTURES / "shell", tmp_path / "shell")
    (tmp_path / "shell" / "src" / "main.js").write_text(FOUND)
    empty_runtime(site, tmp_path / "runtime")
    served = tmp_path / "served"
    served.mkdir()
    build_site.assemble(served / "lac", tmp_path / "runtime", tmp_path / "shell")
    (served / "neighbour.html").write_text(NEIGHBOUR)
    (served / "neighbour.js").write_text(
        "onactivate = (event) => event.waitUntil(clients.claim()); onfetch = () => {};"
    )
    with serving(served) as host:
        yield host


@pytest.mark.parametrize("what", ["name", "address", "state", "places", "entry", "kept"])
def test_what_is_left_before_the_seal_is_not_found(browser: Driver, neighbours: Host, what: str) -> None:
    if what == "kept":
        browser.open(f"{neighbours.url}lac/")
        assert wait_for(browser, "offline") == "yes"
    browser.open(f"{neighbours.url}neighbour.html?{what}")
    assert json.loads(wait_for(browser, "found")) == ["", None, "", None]
    assert browser.read("locked") == "yes"


@pytest.mark.parametrize(("what", "said"), [("frame", "tab of its own"), ("opener", "new tab")])
def test_a_page_that_another_holds_does_not_start(browser: Driver, neighbours: Host, what: str, said: str) -> None:
    browser.open(f"{neighbours.url}neighbour.html?{what}")
    if what == "opener":
        browser.click("button")  # without one no window may be opened
    sentence, found = json.loads(wait_for(browser, "told"))
    assert said in sentence
    assert found is None, "no module of the page ran"


def test_a_page_behind_another_service_worker_does_not_start(browser: Driver, neighbours: Host) -> None:
    browser.open(f"{neighbours.url}neighbour.html?worker")
    wait_for(browser, "state", "failed")
    assert "service worker" in browser.text("#start-status")
    assert browser.read("found") is None, "no module of the page ran"


def test_a_page_whose_lock_does_not_hold_takes_no_file(browser: Driver, site: Path, tmp_path: Path) -> None:
    made = tmp_path / "site"
    build_site.copy_shell(made, FIXTURES / "shell")
    lock = made / "engine" / "lock.js"
    lock.write_text(lock.read_text().replace("\"default-src 'none';", "\"default-src 'self';"))
    shutil.copytree(site / build_site.RUNTIME, made / build_site.RUNTIME)
    shutil.copy(site / "engine" / "postcodes.bin", made / "engine")
    seal_site.seal_site(made)
    with serving(made) as host:
        browser.open(host.url)
        wait_for(browser, "state", "failed")
        assert "not locked" in browser.text("#start-status")
        assert browser.read("locked") is None


def test_the_policy_alone_refuses(browser: Driver, copy_of: Callable[[], Path], listener: Listener) -> None:
    folder = copy_of()
    with serving(folder) as host:
        worker = json.dumps(bare_worker(listener.url, host.url)).replace("</", "<\\/")
        run = (
            f"<script>tryAll({worker}).then((outcomes) => "
            "{ document.documentElement.dataset.outcomes = JSON.stringify(outcomes); });</script>"
        )
        (folder / "bare.html").write_text(BARE_PAGE + run)
        browser.open(f"{host.url}bare.html")
        outcomes: dict[str, Any] = json.loads(wait_for(browser, "outcomes"))
    assert len(outcomes) == len(BARE_WORKER)
    assert {name: outcome for name, outcome in outcomes.items() if "SENT" in outcome} == {}
    assert listener.received == []


def test_from_files_to_results(browser: Driver, site_url: str, tmp_path: Path) -> None:
    """The smoke test: files in, errors out."""
    files = []
    for name, data in generate(30, seed=1).files().items():
        file = tmp_path / name.replace("/", "_")
        file.write_bytes(data)
        files.append(file)
    browser.open(site_url)
    wait_for(browser, "state", "ready")
    assert "Locked" in browser.text("body")
    browser.choose_files("#files", files)
    wait_until_listed(browser, files)
    browser.click("#validate")
    wait_for(browser, "state", "done")
    assert browser.text("#results")
