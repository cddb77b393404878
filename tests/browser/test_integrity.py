"""A copy that is not the release: the page does not start, and `lac-validator site verify` says what differs."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import build_site
import provenance
import pytest
import release
from playwright.sync_api import Page

from lac_validator.site import verify_site
from lac_validator.site.manifest import BLANK, MANIFEST, Manifest, Origin, make_manifest, sha256
from tests.browser.analyst import START_TIMEOUT
from tests.browser.conftest import ROOT, serving, wait_for_start

CopyMaker = Callable[[], Path]

PARTS = [
    "engine/runtime/packages.bin",
    "engine/runtime/stdlib.bin",
    "engine/runtime/python.bin",
    "engine/runtime/pyodide.asm.js",
    "engine/postcodes.bin",
    "engine/boot.js",
    "engine/lock.js",
    "engine/worker.js",
    "engine/airlock.html",
    "src/main.js",
    "src/shared/app.js",
    "styles/page.css",
    "manifest.json",
    "sw.js",
]


def change_one_byte(file: Path) -> None:
    """Change a byte in the middle of a file, so that scripts stay scripts."""
    data = bytearray(file.read_bytes())
    place = next(place for place in range(len(data) // 2, len(data)) if data[place : place + 1].isalnum())
    data[place] = ord("a") if data[place] != ord("a") else ord("b")
    file.write_bytes(bytes(data))


@pytest.mark.parametrize("part", PARTS)
def test_a_changed_part_stops_the_start_and_is_named(page: Page, copy_of: CopyMaker, part: str) -> None:
    folder = copy_of()
    change_one_byte(folder / part)
    with serving(folder) as host:
        page.goto(host.url)
        assert wait_for_start(page) == "failed"
        assert part in page.inner_text("#start-status")
        assert page.is_disabled("#files")
        assert page.evaluate("document.documentElement.dataset.locked") is None


def test_a_missing_part_stops_the_start_and_is_named(page: Page, copy_of: CopyMaker) -> None:
    folder = copy_of()
    (folder / "engine/postcodes.bin").unlink()
    with serving(folder) as host:
        page.goto(host.url)
        assert wait_for_start(page) == "failed"
        assert "engine/postcodes.bin" in page.inner_text("#start-status")


def test_config_is_the_hosts_to_change(page: Page, copy_of: CopyMaker) -> None:
    folder = copy_of()
    (folder / "config.json").write_text('{"group": "<b>East</b>", "authorities": ["E10000012", "<script>", 7]}')
    assert verify_site(str(folder)) == []
    with serving(folder) as host:
        page.goto(host.url)
        page.wait_for_selector("html[data-locked=yes]", state="attached")
        config = page.evaluate("import('./engine/start.js').then((m) => m.prepareEngine()).then((s) => s.config)")
    assert config == {"group": "<b>East</b>", "contact": "", "authorities": ["E10000012"]}


def test_verify_passes_what_was_released(site: Path, site_url: str) -> None:
    assert verify_site(str(site)) == []
    assert verify_site(site_url) == []
    assert verify_site(f"{site_url}index.html", site / MANIFEST) == []


def test_verify_finds_a_byte_changed_in_any_file(site: Path, copy_of: CopyMaker) -> None:
    folder = copy_of()
    listed = Manifest.from_bytes((site / MANIFEST).read_bytes()).files
    assert {"index.html", "sw.js", "src/main.js", "engine/postcodes.bin"} <= {entry.path for entry in listed}
    for entry in listed:
        original = (folder / entry.path).read_bytes()
        change_one_byte(folder / entry.path)
        assert verify_site(str(folder)) == [f"{entry.path}: the file is not the one that was released."]
        (folder / entry.path).write_bytes(original)


def test_verify_finds_what_is_missing_and_what_is_too_much(copy_of: CopyMaker) -> None:
    folder = copy_of()
    (folder / "src/main.js").unlink()
    (folder / "extra.html").write_text("hello")
    assert verify_site(str(folder)) == [
        "src/main.js: the file is missing.",
        "extra.html: the release has no such file.",
    ]


def test_verify_finds_a_copy_changed_together_with_its_manifest(site: Path, copy_of: CopyMaker) -> None:
    folder = copy_of()
    release = sha256((folder / MANIFEST).read_bytes())
    change_one_byte(folder / "src/main.js")
    for name in ("index.html", "sw.js"):
        (folder / name).write_text((folder / name).read_text().replace(release, BLANK))
    files = [(file.relative_to(folder).as_posix(), file) for file in folder.rglob("*") if file.is_file()]
    forged = make_manifest("0.1.0", ((path, file.read_bytes()) for path, file in files), Origin()).to_bytes()
    (folder / MANIFEST).write_bytes(forged)
    for name in ("index.html", "sw.js"):
        (folder / name).write_text((folder / name).read_text().replace(BLANK, sha256(forged)))
    assert verify_site(str(folder)) == []  # By its own manifest it is whole,
    found = verify_site(str(folder), site / MANIFEST)  # but not by the release's.
    assert [sentence.partition(":")[0] for sentence in found] == [MANIFEST, "index.html", "src/main.js", "sw.js"]


def test_verify_says_when_there_is_no_site(tmp_path: Path) -> None:
    [sentence] = verify_site(str(tmp_path))
    assert "not a copy of the site" in sentence


def test_two_builds_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Fails too when build/site is older than the sources: run `make site`."""
    build_site.build(tmp_path / "again")
    assert verify_site(str(tmp_path / "again"), site / MANIFEST) == []


def test_a_release_holds_the_site_and_its_checksums(site: Path, tmp_path: Path) -> None:
    packed = release.pack(site, tmp_path / "first")
    assert packed.read_bytes() == release.pack(site, tmp_path / "second").read_bytes()
    sums = (tmp_path / "first" / f"{packed.name}.sha256").read_text().split()
    assert sums == [sha256(packed.read_bytes()), packed.name]
    with zipfile.ZipFile(packed) as release_zip:
        release_zip.extractall(tmp_path)
    unpacked = tmp_path / packed.stem
    listed = dict(reversed(line.split()) for line in (unpacked / release.SUMS).read_text().splitlines())
    there = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()}
    assert set(listed) == there - {release.SUMS}
    assert all(sha256((unpacked / path).read_bytes()) == digest for path, digest in listed.items())
    assert verify_site(str(unpacked / "site"), unpacked / MANIFEST) == []
    bill = json.loads((unpacked / "sbom.cdx.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert {"pyodide", "numpy", "cpython", "govuk-frontend"} <= {part["name"] for part in bill["components"]}
    assert all(part["version"] and part["licenses"] and part["hashes"] for part in bill["components"])
    # Hosts tell releases apart by the times that the files have when they are unpacked.
    made = datetime.fromtimestamp(Manifest.from_bytes((unpacked / MANIFEST).read_bytes()).origin.time, UTC)
    with zipfile.ZipFile(packed) as release_zip:
        times = {datetime(*info.date_time, tzinfo=UTC) for info in release_zip.infolist()}
    assert len(times) == 1
    assert abs(times.pop() - made) < timedelta(seconds=2)  # A ZIP counts in steps of two.


def test_the_manifest_says_what_the_release_was_built_from(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = ["git", "-C", str(ROOT)]
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    origin = provenance.origin()
    assert (origin.commit, origin.time) == (commit, 1_700_000_000)
    built_from = Manifest.from_bytes((site / MANIFEST).read_bytes()).origin
    assert set(built_from.locks) >= {"requirements/dev.txt", "web/package-lock.json"}
    assert all(sha256((ROOT / path).read_bytes()) == digest for path, digest in built_from.locks.items())


def test_the_start_loads_no_licences(page: Page, site: Path) -> None:
    """They are many, and only to be read: served and verified, but loaded by nobody who does not ask."""
    unread = {entry.path for entry in Manifest.from_bytes((site / MANIFEST).read_bytes()).files if not entry.at_start}
    assert "privacy/licences.txt" in unread
    with serving(site) as host:
        page.goto(host.url)
        page.wait_for_selector("html[data-offline=yes]", state="attached", timeout=START_TIMEOUT)
        asked = {request.removeprefix("GET /").partition("?")[0] for request in host.requests}
        assert not asked & unread
        assert (page.goto(f"{host.url}privacy/licences.txt") or pytest.fail("no answer")).ok


def test_our_scripts_name_no_other_host(site: Path) -> None:
    """What Pyodide's and other packages' files name has no network to be reached by."""
    ours = [file for folder in ("engine", "src", "styles") for file in (site / folder).glob("**/*") if file.is_file()]
    served = [*ours, site / "index.html", site / "sw.js"]
    texts = [file.read_text() for file in served if file.suffix != ".bin" and "runtime" not in file.parts]
    addresses = {address for text in texts for address in re.findall(r"https?://[\w.-]+", text)}
    assert addresses <= {"http://www.w3.org", "https://airlock.invalid", "http://localhost"}
