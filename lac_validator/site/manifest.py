"""The build manifest: what a release of the site consists of, and what its files hash to.

``manifest.json`` lists every file of the site but itself and config.json. ``index.html`` and ``sw.js`` hold the
release's name, which is the SHA-256 of manifest.json; so that the manifest can list them too, their hashes are taken
with that name blanked out. It also says what the release was built from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

MANIFEST = "manifest.json"
CONFIG = "config.json"
BLANKED = ("index.html", "sw.js")
"""Files that hold the release's name."""

ONLY_TO_READ = ("privacy/licences.txt", "privacy/sbom.cdx.json")
"""Files that the page links to, but neither loads at its start nor keeps."""

BLANK = "0" * 64
"""Stands where the release's name will be, and where it is blanked out."""


@dataclass(frozen=True)
class Entry:
    """A file of the site: its path from the site's root, SHA-256 in hexadecimal and size in bytes."""

    path: str
    sha256: str
    size: int
    blanked: bool = False
    at_start: bool = True
    """Whether the page loads it when it starts."""


@dataclass(frozen=True)
class Origin:
    """What a release was built from."""

    commit: str = ""
    """The commit's name; empty where it is not known."""
    changed: bool = True
    """Whether the files differed from that commit's."""
    time: int = 0
    """When the commit was made, in seconds since 1970."""
    locks: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file that pins what others made, by its path."""


@dataclass(frozen=True)
class Manifest:
    """A release: the version of the product, its files and what they were built from."""

    version: str
    files: tuple[Entry, ...]
    origin: Origin = Origin()

    def to_bytes(self) -> bytes:
        """The text of manifest.json; the same files give the same bytes."""
        plain = {
            "version": self.version,
            "origin": asdict(self.origin),
            "files": [asdict(entry) for entry in self.files],
        }
        return (json.dumps(plain, indent=1) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read manifest.json. Raises ValueError when it is not one."""
        try:
            plain = json.loads(data)
            files = tuple(Entry(**entry) for entry in plain["files"])
            listed = cls(str(plain["version"]), files, Origin(**plain["origin"]))
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise ValueError("It is not a manifest of a release.") from error
        if not all(isinstance(entry.path, str) and isinstance(entry.size, int) for entry in listed.files):
            raise ValueError("It is not a manifest of a release.")
        return listed


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def describe(path: str, data: bytes, release: str = BLANK) -> Entry:
    """The entry of a file. ``release`` is the name to blank out of those that hold it."""
    blanked = path in BLANKED
    hashed = data.replace(release.encode(), BLANK.encode()) if blanked else data
    return Entry(path, sha256(hashed), len(data), blanked, path not in ONLY_TO_READ)


def make_manifest(version: str, files: Iterable[tuple[str, bytes]], origin: Origin) -> Manifest:
    """The manifest of the files of a site, each a path and its bytes, where BLANK still stands for the release."""
    listed = (describe(path, data) for path, data in files if path not in (MANIFEST, CONFIG))
    return Manifest(version, tuple(sorted(listed, key=lambda entry: entry.path)), origin)
