"""Reading from disk: any mixture of files and folders."""

from __future__ import annotations

import datetime
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from lac_validator.collection import CollectionYear, as_collection_year
from lac_validator.dataset import Return
from lac_validator.ingest import limits
from lac_validator.ingest.cells import offers
from lac_validator.ingest.intake import InputFile, Intake
from lac_validator.ingest.parts import LAST_YEAR, PROVIDERS_PERIOD
from lac_validator.ingest.problems import ERROR, NOTE, WARNING, counted, listed, shown
from lac_validator.ingest.reading import is_clutter
from lac_validator.reference import checked_authority
from lac_validator.writing import reason_of

PathLike = str | os.PathLike[str]
Paths = PathLike | Iterable[PathLike]


def read_files(
    paths: Paths,
    previous: Paths | None = None,
    providers: Paths | None = None,
    year: int | str | CollectionYear | None = None,
    authority: str | None = None,
    as_at: datetime.date | None = None,
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
    :param as_at: the day on which the return was taken from the council's system; where not given, told by the last
        thing recorded in it.
    :param reread_dates: whether cells that some program has rewritten are read as what they plainly mean: dates
        (2025-05-01, 1/5/25, 45778), NULL and the like for blank, 1.0 for 1. The DfE takes them no more for that;
        without it, they stay to the rules what they are.
    :raises CannotRead: nothing can be used, or the year is neither given nor to be found. The message says why.
    :raises ValueError: the year given is none, or there is no such authority, or ``as_at`` is before the year.
    """
    known = None if year is None else as_collection_year(year)
    authority = checked_authority(authority)  # before anything is read, which may take long
    intake = Intake()
    given_as = {None: paths, LAST_YEAR: previous, PROVIDERS_PERIOD: providers}
    groups = {period: _as_paths(intake, given) for period, given in given_as.items()}
    found = {period: _files(intake, given) for period, given in groups.items()}
    above = _common_folder([path for given in groups.values() for path in given])
    for period, files in found.items():
        read = (_read(intake, path, above) for path in files)
        intake.add([file for file in read if file is not None], period=period, newer=False)
    if reread_dates:
        intake.reread()
    intake.assign_periods(known, last_year_given=bool(found[LAST_YEAR]))
    _offer_to_reread(intake)
    return intake.make_return(known, authority, as_at)


def _offer_to_reread(intake: Intake) -> None:
    """Say how to ask for what the page has a button for."""
    cells, tables, what = offers(part.rewritten() for part in intake.parts if part.used)
    if cells:
        sentence = (
            f"{counted(cells, 'cell')} in {counted(tables, 'table')} can be read as what they plainly mean "
            f"({listed(what)}): ask for it with --reread on the command line, or reread_dates=True in Python."
        )
        intake.note(NOTE, "", sentence)


def _as_paths(intake: Intake, paths: Paths | None) -> list[Path]:
    if paths is None:
        return []
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if "" in given:  # which pathlib takes for the folder where one is
        intake.note(ERROR, "", "A path is blank, so nothing was read for it: write the file or the folder.")
    return [Path(path) for path in given if path != ""]


def _files(intake: Intake, paths: Sequence[Path]) -> list[Path]:
    """The files, in order: those in folders too, but for what systems leave lying about."""
    files: list[Path] = []
    for path in paths:
        if _is_folder(path):
            files += _files_in(intake, path)
        elif os.path.lexists(path):
            files.append(path)
        else:
            sentence = f"{shown(str(path))} does not exist, or may not be opened: look at how it is written."
            intake.note(ERROR, shown(path.name), sentence)
    return list(dict.fromkeys(files))


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - that of pathlib raises where a folder above may not be opened


def _files_in(intake: Intake, folder: Path) -> list[Path]:
    files: list[Path] = []
    closed: list[str] = []

    def not_opened(error: OSError) -> None:
        closed.append(error.filename)
        sentence = (
            f"The folder {shown(closed[-1])} could not be opened ({reason_of(error)}), so nothing in it was read."
        )
        intake.note(ERROR, shown(Path(closed[-1]).name), sentence)

    for place, folders, names in os.walk(folder, onerror=not_opened):
        folders[:] = [name for name in sorted(folders) if _is_entered(intake, folder, Path(place, name))]
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
    if not files and not closed:
        intake.note(WARNING, shown(folder.name), f"{shown(str(folder))} holds no files.")
    return files


def _is_entered(intake: Intake, above: Path, folder: Path) -> bool:
    """Whether to look for files in a folder that lies in the one given; if not, that is said."""
    path = folder.relative_to(above).as_posix()
    name = shown(path)
    if is_clutter(f"{path}/"):
        sentence = f"The folder {name} was left out with all that is in it: it is hidden, or belongs to the system."
        intake.note(NOTE, name, sentence)
        return False
    if folder.is_symlink():  # it may lead round in a circle
        sentence = (
            f"{name} is a link to a folder elsewhere, and was not followed: give that folder too, if it is of the "
            "return."
        )
        intake.note(WARNING, name, sentence)
        return False
    return True


def _common_folder(paths: Sequence[Path]) -> Path | None:
    """The folder in which everything lies, so that names need no more than what tells them apart."""
    folders = [path if _is_folder(path) else path.parent for path in map(Path.absolute, paths)]
    try:
        return Path(os.path.commonpath(folders)) if folders else None
    except ValueError:  # on several drives
        return None


def _read(intake: Intake, path: Path, above: Path | None) -> InputFile | None:
    absolute = path.absolute()
    name = shown((absolute.relative_to(above) if above else absolute).as_posix())
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # some never end
            sentence = f"{name} is no ordinary file but a pipe, a device or the like, and was not read: give a file."
            intake.note(ERROR, name, sentence)
            return None
        if found.st_size > limits.FILE_BYTES:
            sentence = (
                f"{name} has more than the {limits.FILE_BYTES // limits.MEGABYTE:,} MB that are read: give only the "
                f"return."
            )
            intake.note(ERROR, name, sentence)
            return None
        return InputFile(name, path.read_bytes())
    except OSError as error:
        intake.note(ERROR, name, f"{name} could not be opened: {reason_of(error)}.")
        return None
