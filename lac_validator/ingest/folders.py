"""Reading from disk: any mixture of files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Return
from lac_validator.ingest import limits
from lac_validator.ingest.intake import InputFile, Intake
from lac_validator.ingest.parts import LAST_YEAR, PROVIDERS_PERIOD
from lac_validator.ingest.problems import ERROR, NOTE, WARNING, counted, shown
from lac_validator.ingest.reading import is_clutter

PathLike = str | os.PathLike[str]
Paths = PathLike | Iterable[PathLike]


def read_files(
    paths: Paths,
    previous: Paths | None = None,
    providers: Paths | None = None,
    year: int | CollectionYear | None = None,
    authority: str | None = None,
    *,
    reread_dates: bool = False,
) -> Return:
    """Read a return.

    What each file holds is told from its content, and which year it is of from the dates in it. What is wrong with any
    of them is in ``problems`` of the return, what each was read as in ``files``; a bad file does not stop the good
    ones.

    :param paths: files and folders; CSV, XML, .xlsx and ZIP, this and last year's and provider lists may be mixed.
    :param previous: last year's, where the dates cannot tell or are not to be asked.
    :param providers: Ofsted's provider lists.
    :param year: the collection year, 2026 for 2025/26; inferred from the dates where not given.
    :param authority: the code of the authority that makes the return, E08000003 say; inferred from the postcodes where
        not given.
    :param reread_dates: whether dates that Excel has rewritten (2025-05-01, 1/5/25, 45778) are read as the dates they
        plainly are. The DfE takes them no more for that; without it, they stay unreadable to the rules.
    :raises CannotRead: nothing can be used, or the year is neither given nor to be found. The message says why.
    """
    intake = Intake()
    groups = {None: _as_paths(paths), LAST_YEAR: _as_paths(previous), PROVIDERS_PERIOD: _as_paths(providers)}
    found = {period: _files(intake, given) for period, given in groups.items()}
    above = _common_folder([path for given in groups.values() for path in given])
    for period, files in found.items():
        read = (_read(intake, path, above) for path in files)
        intake.add([file for file in read if file is not None], period=period)
    if reread_dates:
        intake.reread_dates()
    known = CollectionYear(year) if isinstance(year, int) else year
    intake.assign_periods(known, last_year_given=bool(found[LAST_YEAR]))
    _offer_to_reread_dates(intake)
    return intake.make_return(known, authority)


def _offer_to_reread_dates(intake: Intake) -> None:
    """Say how to ask for what the page has a button for."""
    counts = [sum(part.rewritten_dates().values()) for part in intake.parts if part.used]
    if any(counts):
        cells = counted(sum(counts), "cell")
        sentence = (
            f"{cells} in {counted(sum(map(bool, counts)), 'table')} can be read as the dates they plainly are, though "
            "Excel has rewritten them: ask for it with --reread-dates on the command line, or reread_dates=True in "
            "Python."
        )
        intake.note(NOTE, "", sentence)


def _as_paths(paths: Paths | None) -> list[Path]:
    if paths is None:
        return []
    return [Path(paths)] if isinstance(paths, (str, os.PathLike)) else [Path(path) for path in paths]


def _files(intake: Intake, paths: Sequence[Path]) -> list[Path]:
    """The files, in order: those in folders too, but for what systems leave lying about."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += _files_in(intake, path)
        elif path.exists():
            files.append(path)
        else:
            sentence = f"{shown(str(path))} does not exist: look at how it is written."
            intake.note(ERROR, shown(path.name), sentence)
    return list(dict.fromkeys(files))


def _files_in(intake: Intake, folder: Path) -> list[Path]:
    files: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if is_clutter(path.relative_to(folder).as_posix()):
                name = shown(name)
                intake.note(NOTE, name, f"{name} was left out: it is hidden, or belongs to the system.")
            elif len(files) < limits.FILES_IN_FOLDERS:
                files.append(path)
            else:
                most = f"{limits.FILES_IN_FOLDERS:,}"
                sentence = f"{shown(str(folder))} holds more than {most} files; the rest was not looked at."
                intake.note(WARNING, shown(folder.name), sentence)
                return files
    if not files:
        intake.note(WARNING, shown(folder.name), f"{shown(str(folder))} holds no files.")
    return files


def _common_folder(paths: Sequence[Path]) -> Path | None:
    """The folder in which everything lies, so that names need no more than what tells them apart."""
    folders = [path if path.is_dir() else path.parent for path in map(Path.absolute, paths)]
    try:
        return Path(os.path.commonpath(folders)) if folders else None
    except ValueError:  # on several drives
        return None


def _read(intake: Intake, path: Path, above: Path | None) -> InputFile | None:
    absolute = path.absolute()
    name = shown((absolute.relative_to(above) if above else absolute).as_posix())
    try:
        if path.stat().st_size > limits.FILE_BYTES:
            sentence = (
                f"{name} has more than the {limits.FILE_BYTES // limits.MEGABYTE:,} MB that are read: give only the "
                f"return."
            )
            intake.note(ERROR, name, sentence)
            return None
        return InputFile(name, path.read_bytes())
    except OSError as error:
        intake.note(ERROR, name, f"{name} could not be opened: {error.strerror or 'it cannot be read'}.")
        return None
