"""5,000 children who share one identifier, as Excel makes of 100000001 and the like, in the page."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Worker, expect

from lac_validator import read_files, validate
from tests.browser.analyst import analyst_at
from tests.browser.returns import write_sample

CHILDREN = 5_000
EXCELS = "1.00E+08"
MEMORY = 500_000_000

WATCH = """() => {
  const original = answerCall;
  globalThis.answerCall = (started, ...call) => {
    globalThis.heap = () => started.pyodide._module.HEAPU8.length;
    return original(started, ...call);
  };
}"""
"""Has the engine's worker say how much memory Python has taken, which never gives any back."""


def heap(worker: Worker) -> int:
    """The bytes that Python takes in the page."""
    return int(worker.evaluate("heap()"))


def as_excel_saves(file: Path) -> None:
    """Have Excel rewrite the identifiers of a table."""
    with file.open(encoding="utf-8-sig", newline="") as given:
        rows = list(csv.DictReader(given))
    with file.open("w", encoding="utf-8", newline="") as made:
        written = csv.DictWriter(made, rows[0])
        written.writeheader()
        written.writerows({**row, "CHILD": EXCELS} for row in rows)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], int]:
    """A return of 5,000 children after Excel, and the errors that it had before."""
    files = write_sample(tmp_path_factory.mktemp("excel"), CHILDREN)
    before = validate(read_files(files)).count
    for file in files:
        if file.suffix == ".csv":  # not Ofsted's list
            as_excel_saves(file)
    return files, before


def test_one_identifier_for_all_children_is_said_and_takes_no_memory_to_speak_of(
    chromium: Browser, site_url: str, whole: tuple[list[Path], int]
) -> None:
    files, before = whole
    with analyst_at(chromium, site_url) as analyst:
        [worker] = analyst.page.workers
        worker.evaluate(WATCH)
        analyst.give(*files)
        expect(analyst.page.locator("#manifest")).to_contain_text("share one identifier")
        began, taken = time.perf_counter(), heap(worker)
        analyst.check()
        print(
            f"{CHILDREN} children of one identifier: {time.perf_counter() - began:.1f} s, "
            f"{heap(worker) / 1e6:.0f} MB of memory, {taken / 1e6:.0f} MB before the check; {analyst.total()} errors"
        )
        assert heap(worker) < MEMORY
        assert 0 < analyst.total() < before, "nothing is reported that is not wrong with a row itself"
        text = analyst.page.inner_text("body")
        assert "fault of the tool" not in text and "emoryError" not in text
        analyst.tab("checks")
        expect(analyst.page.locator("#panel-checks")).to_contain_text("share one identifier")
