"""What a release is built from: the commit, its time, and the files that pin what others made."""

from __future__ import annotations

import os
import subprocess

from runtime import ROOT

from lac_validator.site.manifest import Origin, sha256

LOCKS = (
    "requirements/dev.txt",
    "build_scripts/page-requirements.txt",
    "build_scripts/runtime-requirements.txt",
    "web/package-lock.json",
)

TIME_VARIABLE = "SOURCE_DATE_EPOCH"
"""Gives the time of a release, in seconds since 1970, in place of the commit's."""


def _git(*words: str) -> str:
    """What git answers; nothing where there is no git, or no repository."""
    try:
        return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def origin() -> Origin:
    """What the site is built from now."""
    commit = _git("rev-parse", "HEAD")
    time = os.environ.get(TIME_VARIABLE) or _git("show", "--no-patch", "--format=%ct", "HEAD") or "0"
    return Origin(
        commit=commit,
        changed=not commit or bool(_git("status", "--porcelain")),
        time=int(time),
        locks={path: sha256((ROOT / path).read_bytes()) for path in LOCKS},
    )
