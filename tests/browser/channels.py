"""The ways out that the red-team tests try; see channels.yaml."""

from __future__ import annotations

from pathlib import Path

import yaml

_channels = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))

ENGINE: dict[str, str] = _channels["engine"]
PAGE: dict[str, str] = _channels["page"]
BARE_WORKER: dict[str, str] = _channels["bare worker"]

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


def aimed(code: str, listener_url: str, own_url: str) -> str:
    """Code with the addresses filled in."""
    port = listener_url.rsplit(":", 1)[1].partition("/")[0]
    return code.replace("LISTENER", listener_url).replace("OWN", own_url).replace("PORT", port)
