"""Firefox ESR and WebKitGTK, which stands for Safari, as the tests drive them.

Firefox is driven by Marionette, WebKitGTK's MiniBrowser by WebKitWebDriver under a virtual screen. Neither is asked
more than to open a page, to give it files, to click and to read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Protocol

import pytest
from marionette_driver.by import By as MarionetteBy
from marionette_driver.marionette import Marionette
from selenium.common.exceptions import JavascriptException
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.service import Service

TIMEOUT_SECONDS = 90


class Driver(Protocol):
    """What a browser is asked to do."""

    def open(self, url: str) -> None:
        """Go to an address."""

    def read(self, name: str) -> str | None:
        """A data attribute of the document's root, by its name in JavaScript."""

    def text(self, selector: str) -> str:
        """The text of an element."""

    def click(self, selector: str) -> None:
        """Click an element."""

    def choose_files(self, selector: str, files: list[Path]) -> None:
        """Give files to a file input."""


READ = "return document.documentElement.dataset[arguments[0]] ?? null"


class Firefox:
    """Debian's firefox-esr."""

    def __init__(self, folder: Path) -> None:
        self._browser = Marionette(
            bin=shutil.which("firefox-esr"), headless=True, gecko_log=str(folder / "gecko.log"), port=0
        )
        self._browser.start_session()

    def open(self, url: str) -> None:
        self._browser.navigate(url)

    def read(self, name: str) -> str | None:
        return self._browser.execute_script(READ, script_args=(name,))

    def text(self, selector: str) -> str:
        return self._browser.find_element(MarionetteBy.CSS_SELECTOR, selector).text

    def click(self, selector: str) -> None:
        self._browser.find_element(MarionetteBy.CSS_SELECTOR, selector).click()

    def choose_files(self, selector: str, files: list[Path]) -> None:
        box = self._browser.find_element(MarionetteBy.CSS_SELECTOR, selector)
        for file in files:
            box.send_keys(str(file))

    def close(self) -> None:
        self._browser.quit()


class WebKit:
    """Debian's WebKitGTK, in the small browser that comes with it."""

    def __init__(self, _folder: Path) -> None:
        self._screen = VirtualScreen()
        options = WebKitGTKOptions()
        [options.binary_location] = map(str, Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))
        options.add_argument("--automation")
        environment = {**os.environ, "DISPLAY": self._screen.display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        service = Service(shutil.which("WebKitWebDriver"), env=environment)
        self._browser = WebKitGTK(options=options, service=service)

    def open(self, url: str) -> None:
        self._browser.get(url)

    def read(self, name: str) -> str | None:
        try:
            return self._browser.execute_script(READ, name)
        except JavascriptException:  # what the page tries may be in the way of the driver's own script for a while
            return None

    def text(self, selector: str) -> str:
        return str(self._browser.find_element(By.CSS_SELECTOR, selector).text)

    def click(self, selector: str) -> None:
        self._browser.find_element(By.CSS_SELECTOR, selector).click()

    def choose_files(self, selector: str, files: list[Path]) -> None:
        self._browser.find_element(By.CSS_SELECTOR, selector).send_keys("\n".join(map(str, files)))

    def close(self) -> None:
        self._browser.quit()
        self._screen.close()


class VirtualScreen:
    """An X server without a screen, on a display number of its own choice."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()


def wait_for(browser: Driver, name: str, *values: str) -> str:
    """Wait until a data attribute of the root has one of some values, or any; its value."""
    until = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < until:
        value = browser.read(name)
        if value and (not values or value in values):
            return value
        time.sleep(0.2)
    return pytest.fail(f"{name} stayed {browser.read(name)!r}: {browser.text('body')[:300]}")
