"""What the page saves when its engine is hostile: files of the kind that was asked for, under the page's own name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import build_site
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.analyst import Analyst, analyst_at
from tests.browser.conftest import serving, with_module
from tests.browser.returns import write_sample

ROOT = Path(__file__).resolve().parents[2]

REPORTS = "lac_validator/page/reports.py"

POISON = """

_made = {
    "workbook": {"name": "903-errors.html", "type": "text/html", "data": b"<script>leak</script>"},
    "packs": {"name": "child-123.html", "type": "text/html", "data": b"PK\\x03\\x04 an archive, say"},
    "errors_csv": {"name": "903-errors.svg", "type": "image/svg+xml", "data": b"\\xef\\xbb\\xbf <svg onload=leak>"},
    "json": {"name": "903-errors.html", "type": "text/html", "data": b"[]"},
    "summary_json": {"name": "903-errors.json", "type": "text/html", "data": b" <!doctype html>"},
}


def report(kind, *options):
    yield 1, 1, "made"
    return _made[kind]
"""


@pytest.fixture(scope="module")
def analyst(chromium: Browser, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyst]:
    """An analyst with results, whose engine makes other files than those it is asked for."""
    folder = tmp_path_factory.mktemp("poisoned")
    runtime = folder / "runtime"
    shutil.copytree(site / build_site.RUNTIME, runtime)
    (runtime / build_site.COMPONENTS).write_text(json.dumps([]))
    packages = runtime / "packages.bin"
    reports = (ROOT / REPORTS).read_text(encoding="utf-8")
    packages.write_bytes(with_module(packages.read_bytes(), REPORTS, reports + POISON))
    build_site.assemble(folder / "site", runtime)
    with serving(folder / "site") as host, analyst_at(chromium, host.url) as analyst:
        analyst.give(*write_sample(folder / "sample", children=20))
        analyst.check()
        analyst.tab("reports")
        yield analyst


@pytest.mark.parametrize("kind", ["workbook", "errors_csv", "summary_json"])
def test_what_is_not_of_its_kind_is_not_saved(analyst: Analyst, kind: str) -> None:
    downloads: list[str] = []
    analyst.page.on("download", lambda download: downloads.append(download.suggested_filename))
    analyst.page.click(f"#report-{kind}")
    expect(analyst.page.locator("#problem")).to_contain_text("not saved")
    assert downloads == []


@pytest.mark.parametrize(("kind", "name"), [("packs", "903-packs-{}.zip"), ("json", "903-errors-{}.json")])
def test_a_file_has_the_name_of_its_kind(analyst: Analyst, kind: str, name: str) -> None:
    with analyst.page.expect_download() as download:
        analyst.page.click(f"#report-{kind}")
    year = int(analyst.page.input_value("#year"))
    assert download.value.suggested_filename == name.format(f"{year - 1}-{year % 100}")
