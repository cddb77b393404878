"""Returns as files, and what the engine finds in them natively."""

from __future__ import annotations

from pathlib import Path

from lac_validator import Result, read_files, validate
from lac_validator.sample import generate


def write_sample(folder: Path, children: int) -> list[Path]:
    """A synthetic return as files: this year's, last year's, and the provider list."""
    generate(children).write(folder)
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "injected.csv")


def result_of(files: list[Path]) -> Result:
    """What the engine finds in the files natively, told nothing but their names."""
    return validate(read_files(files))
