"""Measure the engine natively, under Pyodide in Node, and in Chromium on the built site: ``make bench``.

Prints a table, the split of the native time and the slowest rules and derived facts; appends the figures to
docs/performance.jsonl and writes docs/PERFORMANCE.md from them. It judges nothing: tests do not depend on the clock.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench_files import forms
from chromium import CHROMIUM_FLAGS
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from serve import make_server

from lac_validator.sample import generate

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "build" / "site"
RECORD = ROOT / "docs" / "performance.jsonl"
PAGE = ROOT / "docs" / "PERFORMANCE.md"
BEGIN, END = "<!-- made by make bench -->", "<!-- end of what make bench makes -->"

SIZES = (500, 2000, 20_000)
SLOWEST = 10
READING_MEASURED_AT = 2000
Figures = dict[str, Any]


def median_of(rounds: int, measure: Callable[[], Figures]) -> Figures:
    """Measure several times; of each number the median."""
    results = [measure() for _ in range(rounds)]
    return {name: statistics.median(result[name] for result in results) for name in results[0]}


# --- natively -------------------------------------------------------------------------------------------------------


def run_native(sample: Path, rounds: int) -> Figures:
    """Measure in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, __file__, "--native", str(sample), "--rounds", str(rounds)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_native(sample: Path, rounds: int) -> None:
    """Print the figures of reading and validating a sample as JSON."""
    begun = time.perf_counter()
    from lac_validator import validate
    from lac_validator.ingest import InputFile, Intake
    from lac_validator.page.results import summary
    from lac_validator.reference import Postcodes
    from lac_validator.report.content.errors import Errors

    imported = time.perf_counter() - begun
    begun = time.perf_counter()
    postcodes = Postcodes.load()
    loaded = time.perf_counter() - begun
    files = [InputFile(str(path), path.read_bytes()) for path in sorted(sample.rglob("*.*"))]
    last: list[Any] = []

    def once() -> Figures:
        times = [time.perf_counter()]
        intake = Intake(postcodes)
        intake.add(files)
        times.append(time.perf_counter())
        ret = intake.make_return()
        times.append(time.perf_counter())
        result = validate(ret)
        times.append(time.perf_counter())
        summary(Errors(result))
        times.append(time.perf_counter())
        last[:] = [result]
        read, typed, validated, handed_over = (after - before for before, after in itertools.pairwise(times))
        derive = sum(result.fact_seconds.values())
        return {"read": read, "type": typed, "derive": derive, "rules": validated - derive, "hand over": handed_over}

    figures = median_of(rounds, once)
    result = last[0]
    slowest = [(f"rule {outcome.rule.code}", outcome.seconds) for outcome in result.outcomes_by_rule]
    slowest += [(f"fact {name}", seconds) for name, seconds in result.fact_seconds.items()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        json.dumps(
            figures
            | {
                "import": imported,
                "postcodes": loaded,
                "errors": result.count,
                "peak": peak,
                "slowest": sorted(slowest, key=lambda each: -each[1])[:SLOWEST],
            }
        )
    )


# --- Pyodide under Node ---------------------------------------------------------------------------------------------


def run_pyodide(sample: Path, rounds: int) -> Figures:
    """The built site's engine under Node."""
    node = shutil.which("node") or "node"
    script = Path(__file__).with_name("bench_pyodide.mjs")
    command = [node, str(script), str(SITE), str(sample), str(rounds)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    timings = told["timings"]
    return {
        "start": told["started"],
        "read": statistics.median(timing["read"] for timing in timings),
        "validate": statistics.median(timing["validate"] for timing in timings),
        "hand over": statistics.median(timing["handOver"] for timing in timings),
        "errors": timings[0]["errors"],
        "wasm heap": told["heap"],
    }


# --- Chromium -------------------------------------------------------------------------------------------------------


@contextmanager
def served() -> Iterator[str]:
    """The built site's address while it is served."""
    server = make_server(SITE)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def seconds_to(page: Page, selector: str, act: Callable[[], Any]) -> float:
    """Seconds from an act until something shows."""
    begun = time.perf_counter()
    act()
    page.wait_for_selector(selector, timeout=180_000, state="attached")
    return time.perf_counter() - begun


def seconds_to_save(page: Page, report: str) -> float:
    """Seconds from asking for a report until it is saved."""
    begun = time.perf_counter()
    with page.expect_download(timeout=600_000) as download:
        page.click(f"#report-{report}")
    download.value.path()
    return time.perf_counter() - begun


def open_page(context: BrowserContext, address: str) -> tuple[Page, float]:
    """A new page, and the seconds until files may be chosen."""
    page = context.new_page()
    return page, seconds_to(page, "html[data-state=ready]", lambda: page.goto(address))


MEASURES = """() => Object.fromEntries(
  performance.getEntriesByType("measure").map(({ name, duration }) => [name, duration / 1000])
)"""
"""What the page itself took for each long call of the engine, and for drawing the results, in seconds."""


def measure_chromium(browser: Browser, address: str, sample: Path) -> Figures:
    """One visit, one return: cold start, results, workbook; then a start from the service worker."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    page, cold = open_page(context, address)
    time.sleep(5)  # as long as a user takes to choose files
    files = [str(path) for path in sorted(sample.rglob("*.*"))]
    begun = time.perf_counter()
    page.set_input_files("#files", files)
    seconds_to(page, "html[data-state=done]", lambda: page.click("#validate"))
    to_results = time.perf_counter() - begun
    split = page.evaluate(MEASURES)
    memory = renderer_memory()
    page.get_by_role("tab", name="Reports").click()
    workbook, packs = (seconds_to_save(page, report) for report in ("workbook", "packs"))
    page.close(run_before_unload=False)
    again, warm = open_page(context, address)
    again.close()
    context.close()
    return {
        "ready, cold": cold,
        "ready, kept": warm,
        "drop to results": to_results,
        "of that, reading": split["add_files"],
        "of that, validating": split["validate"],
        "of that, showing": split["draw"],
        "workbook": workbook,
        "packs": packs,
        "renderer memory": memory,
    }


def measure_reading(browser: Browser, address: str, folder: Path) -> Figures:
    """In one page, one after the other, each after clearing: seconds from giving the files until they are listed."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page, _ = open_page(context, address)
    time.sleep(5)
    figures = {}
    for form in sorted(folder.iterdir()):
        files = [str(path) for path in sorted(form.rglob("*.*"))]
        listed = "html[data-state=ready] #manifest-details"
        figures[form.name] = seconds_to(page, listed, lambda: page.set_input_files("#files", files))  # noqa: B023
        page.click("#clear")
        page.get_by_role("button", name="Clear everything").last.click()
        page.wait_for_selector("#manifest-details", state="detached")
    context.close()
    return figures


def renderer_memory() -> int:
    """The most memory that any of Chromium's renderers has used so far, in bytes."""
    most = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if b"--type=renderer" in status.with_name("cmdline").read_bytes():
                line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
                most = max(most, int(line.split()[1]) * 1024)
        except (OSError, StopIteration):  # it ended meanwhile
            continue
    return most


# --- all of it ------------------------------------------------------------------------------------------------------


def measure_all(sizes: tuple[int, ...], rounds: int) -> Figures:
    """Every figure, by where it was measured and by size."""
    figures: Figures = {"at": datetime.date.today().isoformat(), "machine": platform.machine(), "sizes": {}}
    figures["download"] = download_sizes()
    with tempfile.TemporaryDirectory() as folder, served() as address, sync_playwright() as playwright:
        for children in sizes:
            sample = Path(folder, str(children))
            generate(children).write(sample)
            times = rounds if children < 10_000 else min(rounds, 2)
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
            figures["sizes"][children] = {
                "native": run_native(sample, times),
                "pyodide": run_pyodide(sample, times),
                "chromium": median_of(times, lambda: measure_chromium(browser, address, sample)),  # noqa: B023
            }
            if children == READING_MEASURED_AT:
                figures["reading"] = run_reading(browser, address, Path(folder, "forms"), times)
            browser.close()
            print_size(children, figures["sizes"][children])
    return figures


def run_reading(browser: Browser, address: str, folder: Path, rounds: int) -> Figures:
    """The forms of the sample, each read by the page."""
    for form, files in forms(generate(READING_MEASURED_AT)).items():
        for name, data in files.items():
            path = folder / form / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    figures = median_of(rounds, lambda: measure_reading(browser, address, folder))
    print("\n  " + ", ".join(f"{form} {seconds:.2f} s" for form, seconds in figures.items()))
    return figures


def download_sizes() -> dict[str, int]:
    """Bytes of the first visit as a static host with gzip would send them, by the top folder."""
    import gzip

    sizes: dict[str, int] = {}
    for path in sorted(SITE.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            packed = min(len(data), len(gzip.compress(data, 6)))
            where = path.relative_to(SITE).as_posix()
            what = "postcodes" if where.endswith("postcodes.bin") else "engine" if "runtime/" in where else "page"
            sizes[what] = sizes.get(what, 0) + packed
    return sizes


def shown(name: str, value: float) -> str:
    """A figure with its unit: memory in MB, counts as they are, all else in seconds."""
    if name in ("peak", "wasm heap", "renderer memory"):
        return f"{value / 1e6:,.0f} MB"
    return f"{value:,.0f}" if name == "errors" else f"{value:.2f} s"


def print_size(children: int, figures: Figures) -> None:
    """The figures of one size, for the screen."""
    print(f"\n{children:,} children")
    for where, measured in figures.items():
        line = ", ".join(f"{name} {shown(name, value)}" for name, value in measured.items() if name != "slowest")
        print(f"  {where}: {line}")
    slowest = ", ".join(f"{name} {1000 * seconds:.1f} ms" for name, seconds in figures["native"]["slowest"])
    print(f"  slowest natively: {slowest}", flush=True)


def write_page(figures: Figures) -> None:
    """Put the figures into docs/PERFORMANCE.md, between its marks, with a chart of all that were recorded."""
    lines = [BEGIN, "", f"Measured on {figures['at']} on a 2-core machine ({figures['machine']}).", ""]
    sizes = list(figures["sizes"])
    for where in ("native", "pyodide", "chromium"):
        lines += [f"**{where.capitalize()}**", "", f"| | {' | '.join(f'{size:,} children' for size in sizes)} |"]
        lines.append("| --- |" + " --- |" * len(sizes))
        for name in figures["sizes"][sizes[0]][where]:
            if name != "slowest":
                values = [shown(name, figures["sizes"][size][where][name]) for size in sizes]
                lines.append(f"| {name} | {' | '.join(values)} |")
        lines.append("")
    if "reading" in figures:
        read = ", ".join(f"{form} {seconds:.2f} s" for form, seconds in figures["reading"].items())
        lines += [f"Files read in Chromium, from giving them to seeing them listed, 2,000 children: {read}.", ""]
    total = sum(figures["download"].values())
    split = ", ".join(f"{what} {size / 1e6:.1f} MB" for what, size in figures["download"].items())
    lines += [
        f"A first visit downloads {total / 1e6:.1f} MB: {split} (each file gzipped where that makes it smaller).",
        "",
    ]
    middle = figures["sizes"][2000 if 2000 in figures["sizes"] else sizes[0]]
    lines += ["Slowest rules and derived facts, natively, 2,000 children:", ""]
    lines += [f"* {name}: {1000 * seconds:.1f} ms" for name, seconds in middle["native"]["slowest"]]
    lines += ["", *chart(), "", END]
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + "\n".join(lines) + after, "utf-8")


def chart() -> list[str]:
    """A chart of drop to results for 2,000 children, over all recorded runs."""
    recorded = [json.loads(line) for line in RECORD.read_text("utf-8").splitlines()]
    runs = [run["sizes"]["2000"]["chromium"]["drop to results"] for run in recorded if "2000" in run["sizes"]]
    labels = ", ".join(f'"{number}"' for number in range(1, len(runs) + 1))
    points = ", ".join(f"{seconds:.2f}" for seconds in runs)
    return [
        "```mermaid",
        "xychart-beta",
        '  title "Drop to results, 2,000 children, Chromium, by recorded run"',
        f"  x-axis [{labels}]",
        '  y-axis "seconds" 0 --> 2',
        f"  bar [{points}]",
        "```",
    ]


def main() -> None:
    """Measure everything, or, called by itself, the native part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each figure is measured; the median counts")
    parser.add_argument("--children", type=int, nargs="*", default=SIZES, help="sizes of the samples")
    parser.add_argument("--native", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.native:
        measure_native(given.native, given.rounds)
        return
    figures = measure_all(tuple(given.children), given.rounds)
    with RECORD.open("a", encoding="utf-8") as record:
        record.write(json.dumps(figures) + "\n")
    write_page(json.loads(json.dumps(figures)) | {"sizes": figures["sizes"]})


if __name__ == "__main__":
    main()
