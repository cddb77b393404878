"""Writing what comes of accepting proposals into a folder: over no file that was read, and mixed with no other run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lac_validator.report.changes.corrected import CORRECTED, CORRECTED_LAST_YEAR
from lac_validator.report.made import Made
from lac_validator.writing import CannotWrite, reason_of, write_file


def write_folder(made: Mapping[str, Made], folder: Path, read: Iterable[Path]) -> None:
    """Write files into a folder, by their paths in it. Nothing is written unless all can be.

    :param read: the files and folders that were read.
    :raises ValueError: a file that was read would be overwritten, or the tables of another run lie there; the message
        is a sentence.
    :raises CannotWrite: a file cannot be written (an OSError).
    """
    given = [path.resolve() for path in read]
    for name in made:
        target = (folder / name).resolve()
        if target.exists() and any(target == path or path in target.parents for path in given):
            raise ValueError(f"{folder / name} is one of the files that were read: choose another folder.")
    for part in (CORRECTED, CORRECTED_LAST_YEAR):
        strange = sorted(
            file.name
            for file in (folder / part).glob("*")
            if f"{part}/{file.name}" not in made and not file.name.startswith(".")
        )
        if strange:
            raise ValueError(
                f"{folder / part} holds {strange[0]}, which is not of this run: choose an empty folder, or take it out."
            )
    for name, file in made.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(f"{path.parent} cannot be made: {reason_of(error)}.") from None
        write_file(path, file.data)
