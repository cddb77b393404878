"""The ways out that the red-team tests try; see channels.yaml."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

_channels = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))

ENGINE: dict[str, str] = _channels["engine"]
PAGE: dict[str, str] = _channels["page"]
FURTHER: dict[str, str] = _channels["further"]
FURTHER_AWAY: dict[str, str] = _channels["further, leading away"]
BETWEEN: dict[str, dict[str, str]] = _channels["between seal and lock"]
"""By name, the code to run ``before`` the lock and ``after``."""
BARE_WORKER: dict[str, str] = _channels["bare worker"]

UNKNOWN = "SENT: 'unknown'"
"""What an attack says that cannot tell whether it got through."""

HELPERS = """
const pause = () => new Promise((resolve) => setTimeout(resolve, 600));
const watch = () => "unknown";
const loads = (element) => new Promise((resolve, reject) => {
  element.onload = () => resolve("loaded");
  element.onerror = () => reject(new Error("refused"));
  setTimeout(() => reject(new Error("nothing came")), 1500);
});
"""
"""What the JavaScript of channels.yaml may call."""

PAGE_HELPERS = """
const SVG = "http://www.w3.org/2000/svg";
const call = async (realm, port) => {
  const connection = new realm.RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
  connection.createDataChannel("leak");
  await connection.setLocalDescription(await connection.createOffer());
  await pause();
  return "called";
};
const link = (address) => Object.assign(document.createElement("a"), { href: address, target: "_blank" });
const svgLink = (name, value) => {
  const a = document.createElementNS(SVG, "a");
  a.setAttribute(name, value);
  a.setAttribute("target", "_blank");
  document.createElementNS(SVG, "svg").append(a);
  return a;
};
const follow = async (a) => {
  document.body.append(a.ownerSVGElement ?? a);
  a.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
  await pause();
  return watch();
};
const away = (address) => URL.createObjectURL(
  new Blob([`<meta http-equiv=refresh content="0;url=${address}?child=123">`], { type: "text/html" }),
);
const starts = (worker) => new Promise((resolve, reject) => {
  worker.onmessage = () => resolve(worker);
  worker.onerror = () => reject(new Error("refused"));
  setTimeout(() => reject(new Error("nothing came")), 1500);
});
let policy;
const poisoned = () => (policy ??= trustedTypes.createPolicy("airlock", {
  createHTML: (text) => text,
  createScriptURL: (text) => text,
}));
"""
"""What code for the page may call besides."""


def aimed(code: str, listener_url: str, own_url: str) -> str:
    """Code with the addresses filled in."""
    port = listener_url.rsplit(":", 1)[1].partition("/")[0]
    return code.replace("LISTENER", listener_url).replace("OWN", own_url).replace("PORT", port)


def attempts(codes: dict[str, str], listener_url: str, own_url: str) -> str:
    """A JavaScript object of functions from JavaScript code."""
    functions = (
        f"{json.dumps(name)}: async () => {{ {aimed(code, listener_url, own_url)} }}" for name, code in codes.items()
    )
    return f"{{ {', '.join(functions)} }}"


def all_at_once(codes: dict[str, str], listener_url: str, own_url: str) -> str:
    """A script that tries channels side by side, and puts how they ended into the root's ``data-outcomes``."""
    return f"""void (async () => {{
      {HELPERS}{PAGE_HELPERS}
      const outcomes = {{}};
      const late = () => new Promise((resolve) => setTimeout(resolve, 4000, "no answer"));
      const how = async (attempt) => {{
        try {{ return `SENT: '${{await attempt()}}'`; }}
        catch (error) {{ return String(error.message ?? error.type ?? error); }}
      }};
      await Promise.all(
        Object.entries({attempts(codes, listener_url, own_url)}).map(async ([name, attempt]) => {{
          outcomes[name] = await Promise.race([how(attempt), late()]);
        }}),
      );
      document.documentElement.dataset.outcomes = JSON.stringify(outcomes);
    }})()"""
