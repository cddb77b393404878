"""The airlock: hostile code in the engine gets nothing out. Of the page itself see test_seal.py.

The listener plays the other machine. A channel passes when it is refused where it is tried, or cannot be seen to have
worked, and in either case nothing whatever has reached the listener, nor the page's own host.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import Browser, Page

from lac_validator.sample import generate
from tests.browser.channels import BARE_WORKER, ENGINE, HELPERS, aimed
from tests.browser.conftest import Host, Listener, serving, wait_for_start


@pytest.fixture(scope="module")
def hostile(chromium: Browser, hostile_host: Host) -> Iterator[Page]:
    """A page, locked, whose engine runs hostile Python."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(hostile_host.url)
    assert wait_for_start(page) == "ready"
    yield page
    context.close()


def run_in_engine(page: Page, name: str, code: str) -> str:
    """Have the engine run the body of a coroutine; how that ended."""
    page.evaluate("([name, code]) => engine.call('attack', name, code)", [name, code])
    for _ in range(50):
        outcome = page.evaluate("(name) => engine.call('outcome', name)", name)
        if outcome:
            return str(outcome)
        time.sleep(0.1)
    return "no answer"


@pytest.mark.parametrize("name", ENGINE)
def test_nothing_leaves_the_engine(hostile: Page, hostile_host: Host, listener: Listener, name: str) -> None:
    before = len(hostile_host.requests)
    outcome = run_in_engine(hostile, name, aimed(ENGINE[name], listener.url, hostile_host.url))
    assert "SENT" not in outcome
    assert listener.received == []
    assert hostile_host.requests[before:] == []


def test_the_listener_would_hear(page: Page, site_url: str, listener: Listener) -> None:
    """The tests above can fail: from a page without the lock, the listener is reached."""
    page.goto(f"{site_url}config.json")
    page.evaluate("(url) => fetch(url, {mode: 'no-cors'})", listener.url)
    assert listener.received


BARE_PAGE = """<!doctype html><body><script>
  window.tryAll = async (script) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.src = "engine/airlock.html";
    await new Promise((resolve) => { frame.onload = resolve; document.body.append(frame); });
    const { port1, port2 } = new MessageChannel();
    frame.contentWindow.postMessage(script, "*", [port2]);
    return new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
  };
</script></body>"""


def bare_worker(listener_url: str, own_url: str) -> str:
    """A worker that takes nothing away from itself, and tries every channel."""
    attempts = ",\n".join(
        f"{name!r}: async () => {{ {aimed(code, listener_url, own_url)} }}" for name, code in BARE_WORKER.items()
    )
    return f"""{HELPERS}
      const attempts = {{ {attempts} }};
      onmessage = async ({{ ports: [port] }}) => {{
        const outcomes = {{}};
        for (const [name, attempt] of Object.entries(attempts)) {{
          try {{ outcomes[name] = `SENT: ${{await attempt()}}`; }}
          catch (error) {{ outcomes[name] = String(error.message ?? error.type ?? error); }}
        }}
        port.postMessage(outcomes);
      }};"""


def test_the_policy_alone_refuses(page: Page, site: Path, copy_of, listener: Listener) -> None:
    """engine/worker.js also takes away what could connect. This shows that the browser refuses without its help."""
    folder = copy_of()
    (folder / "bare.html").write_text(BARE_PAGE)
    with serving(folder) as host:
        page.goto(f"{host.url}bare.html")
        outcomes = page.evaluate("(script) => tryAll(script)", bare_worker(listener.url, host.url))
    assert len(outcomes) == len(BARE_WORKER)
    assert {name: outcome for name, outcome in outcomes.items() if "SENT" in outcome} == {}
    assert listener.received == []


def test_what_crosses_keeps_its_kind(hostile: Page) -> None:
    """Dictionaries become objects, bytes and arrays typed arrays; buffers arrive as bytes."""
    described = hostile.evaluate(
        """async () => {
          const kinds = await engine.call("kinds");
          const echo = await engine.call("echo", new Uint8Array([1, 2]).buffer);
          const plain = await engine.call("echo", { a: [1, "b"] });
          const name = (value) => value?.constructor?.name ?? String(value);
          const described = {};
          for (const [key, value] of Object.entries(kinds)) {
            described[key] = [name(value), Array.from(value ?? [], String)];
          }
          return { described, echo: [echo.type, name(echo.value), [...echo.value]], plain };
        }"""
    )
    assert described["described"] == {
        "text": ["String", ["é"]],
        "number": ["Number", []],
        "none": ["undefined", []],
        "list": ["Array", ["1", "a"]],
        "bytes": ["Uint8Array", ["0", "255"]],
        "int32": ["Int32Array", ["0", "1", "2"]],
        "float64": ["Float64Array", ["0.5", "NaN"]],
        "bool": ["Array", ["true", "false"]],
        "uint8": ["Uint8Array", ["0", "1", "2"]],
    }
    assert described["echo"] == ["memoryview", "Uint8Array", [1, 2]]
    assert described["plain"] == {"type": "dict", "value": {"a": [1, "b"]}}


def test_long_work_tells_how_far_it_is_and_can_be_stopped(hostile: Page) -> None:
    done = hostile.evaluate(
        """async () => {
          const seen = [];
          const whole = await engine.run("steps", [3, 0.1], { onProgress: (event) => seen.push(event) });
          const stop = new AbortController();
          let steps = 0;
          const stopped = await engine
            .run("steps", [1e6, 0.001], { signal: stop.signal, onProgress: () => ++steps === 5 && stop.abort() })
            .catch((error) => error.name);
          let told = 0;
          await engine.run("steps", [1000, 0], { onProgress: () => ++told });
          return { seen, whole, stopped, steps, told };
        }"""
    )
    assert done["seen"] == [[0, 3, "counting"], [1, 3, "counting"], [2, 3, "counting"]]
    assert done["whole"] == {"counted": 3}
    assert done["stopped"] == "AbortError"
    assert done["steps"] < 1e6
    assert 0 < done["told"] < 1000, "short steps are told together"


def test_an_error_is_a_sentence(hostile: Page) -> None:
    error = hostile.evaluate("() => engine.call('fail').catch(({ type, message }) => ({ type, message }))")
    assert error == {"type": "ValueError", "message": "A plain sentence."}


UNSEEN = """
    import js
    from pyodide.ffi import create_once_callable
    def fail():
        raise ValueError("6368696c64313233")
    js.setTimeout(create_once_callable(fail), 0)
"""


UNTIL_BROKEN = """async () => {
  for (;;) {
    try { await engine.call("outcome", "none"); }
    catch ({ message }) { return message; }
  }
}"""
"""Asks the engine until it does not answer any more; why it does not."""


def test_an_error_that_nobody_waits_for_is_told_without_its_words(chromium: Browser, hostile_host: Host) -> None:
    page = chromium.new_context().new_page()
    page.goto(hostile_host.url)
    assert wait_for_start(page) == "ready"
    page.evaluate("(code) => void engine.call('attack', 'unseen', code).catch(() => {})", dedent(UNSEEN).strip())
    assert page.evaluate(UNTIL_BROKEN) == "The engine stopped: something in it went wrong unseen."
    page.context.close()


SHOWN = "JSON.stringify([location.href, document.title, globalThis.name, history.state])"

KEPT = """async () => {
  const kept = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const { name } of await indexedDB.databases()) kept.push(`database ${name}`);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept.push(`${name} ${request.url}`);
  }
  const files = await navigator.storage.getDirectory();
  for await (const name of files.keys()) kept.push(`file ${name}`);
  return kept.join("\\n");
}"""


def test_a_whole_run_asks_for_nothing_and_leaves_nothing(page: Page, site: Path, tmp_path: Path) -> None:
    sample = generate(40, seed=2)
    children = {*sample.this_year["Header"]["CHILD"], *sample.last_year["Header"]["CHILD"]}
    files = []
    for path, data in sample.files().items():
        files.append(tmp_path / path.replace("/", "_"))
        files[-1].write_bytes(data)
    with serving(site) as host:
        page.goto(host.url)
        assert wait_for_start(page) == "ready"
        page.wait_for_selector("html[data-offline]", state="attached")
        before = len(host.requests)
        page.set_input_files("#files", files)
        page.wait_for_selector("html[data-state=ready]", state="attached")
        page.click("#validate")
        page.wait_for_selector("html[data-state=done]", state="attached", timeout=60_000)
        assert page.inner_text("#results")
        shown = str(page.evaluate(SHOWN))
        assert host.requests[before:] == []
        assert page.url == host.url
        # What is kept is looked at from another page of the same host, since the locked page may not look.
        other = page.context.new_page()
        other.goto(f"{host.url}privacy/licences.txt")
        kept = other.evaluate(KEPT)
    assert "index.html" in kept
    assert [child for child in children if child in shown or child in kept] == []
    assert page.context.cookies() == []
