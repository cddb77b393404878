"""Files into parts: what kind of file it is, the tables in it, and what each of them is."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from zipfile import ZipFile, ZipInfo

from lac_validator.ingest import limits, own_files, provider_lists, recognise
from lac_validator.ingest.archives import checked_archive, unpacked, zip_errors
from lac_validator.ingest.csv_files import read_csv
from lac_validator.ingest.kinds import CSV, WORKBOOK, XML, ZIP, ZIP_REMEDY, is_password_protected, kind_of
from lac_validator.ingest.parts import PROVIDERS, GivenFile, Part, report_part, unreadable_part
from lac_validator.ingest.problems import NOTE, WARNING, CannotRead, Problem, counted, listed, shown
from lac_validator.ingest.recognise import key
from lac_validator.ingest.sheet import HEADINGS_AMONG, Sheet, find_headings
from lac_validator.ingest.workbook_sheets import sheet_of
from lac_validator.ingest.xlsx_files import WorkbookSheet, read_workbook
from lac_validator.ingest.xml_files import read_xml
from lac_validator.reference import Postcodes

NO_NAME = "(a file without a name)"

_ORDINALS = {2: "second", 3: "third"}

Reading = Generator[float, None, list[Part]]
"""Yields the part of a file that has been read, from 0 to 1; the answer is its parts."""


class Reader:
    """Reads the files of one session.

    :ivar notes: what is to be known about files, but belongs to no part: what was left out, say.
    """

    def __init__(self, postcodes: Callable[[], Postcodes | None], *, every_column: bool) -> None:
        self.notes: list[Problem] = []
        self._postcodes = postcodes
        self._wanted = None if every_column else _wanted
        self._days: dict[str, datetime.date | None] = {}
        self._next_id = 1

    def note(self, severity: str, file: str, sentence: str) -> None:
        """Add to the notes."""
        self.notes.append(Problem(severity, file, sentence))

    def read(self, name: str, data: bytes) -> Reading:
        """The parts of a file. It never raises: a file that cannot be read is a part that holds the reason."""
        given = GivenFile(name, hashlib.sha256(data).hexdigest())
        try:
            if len(data) > limits.FILE_BYTES:
                raise CannotRead(
                    f"{name} has {len(data) // limits.MEGABYTE:,} MB, more than the "
                    f"{limits.FILE_BYTES // limits.MEGABYTE:,} MB that are read: give only the return."
                )
            if report := own_files.of_text(data):
                return [report_part(self._new_id(), name, given, report)]
            kind = kind_of(name, data)
            if kind == ZIP:
                return _accounted((yield from self._read_archive(name, data, given)))
            return _accounted((yield from self._read_one(name, kind, data, given)))
        except CannotRead as reason:
            return [self._unreadable(name, given, str(reason))]
        except MemoryError:
            sentence = f"{name} is too large for the memory that there is: give only the return."
            return [self._unreadable(name, given, sentence)]

    def _unreadable(self, name: str, given: GivenFile, sentence: str) -> Part:
        return unreadable_part(self._new_id(), name, given, sentence)

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _read_archive(self, name: str, data: bytes, given: GivenFile) -> Reading:
        parts: list[Part] = []
        with ExitStack() as opened:
            with zip_errors(name, ZIP_REMEDY):
                archive = opened.enter_context(checked_archive(name, data))
            members = [member for member in archive.infolist() if not member.filename.endswith("/")]
            total = max(sum(member.file_size for member in members), 1)
            done = 0.0
            met: Counter[str] = Counter()
            for member in members:
                path = f"{name} › {shown(member.filename) or NO_NAME}"
                met[path] += 1
                if met[path] > 1:
                    path += f" ({_ORDINALS.get(met[path], f'no. {met[path]}')} of this name)"
                if is_clutter(member.filename):
                    self.note(NOTE, name, f"{path} was left out: it belongs to the system, not to the return.")
                    continue
                try:
                    report, kind, content = _unpacked(archive, member, path)
                except CannotRead as reason:
                    parts.append(self._unreadable(path, given, str(reason)))
                    continue
                if report:
                    parts.append(report_part(self._new_id(), path, given, report))
                    continue
                share = member.file_size / total
                parts += yield from _part_of(self._read_one(path, kind, content, given), done, share)
                done += share
        for path, count in met.items():
            if count > 1:
                file = path.removeprefix(f"{name} › ")
                sentence = (
                    f"{name} holds {count} files called {file}, of which most programs show only one. Each was looked "
                    "at: pack the archive again with the right one alone."
                )
                self.notes.append(Problem(WARNING, name, sentence, count=count))
        if not parts:
            raise CannotRead(f"{name} is an archive without any file of a return: pack the files into it.")
        return self._as_one_report(name, given, parts) or parts

    def _as_one_report(self, name: str, given: GivenFile, parts: Sequence[Part]) -> list[Part]:
        """One part for a file that holds reports and nothing else that could be used; none where it does."""
        reports = [part.report for part in parts if part.report and part.report != own_files.ALLOCATION]
        others = [part for part in parts if part.report not in reports]
        if not reports or any(part.table or part.report or part.unreadable for part in others):
            return []
        kinds = set(reports)
        if len(kinds) == 1 or own_files.PACKS in kinds:
            report = own_files.PACKS if own_files.PACKS in kinds else reports[0]
        else:
            report = own_files.WORKBOOK if own_files.WORKBOOK in kinds else own_files.OTHER_REPORT
        return [report_part(self._new_id(), name, given, report)]

    def _read_one(self, name: str, kind: str, data: bytes, given: GivenFile) -> Reading:
        """Read a file that is no archive."""
        try:
            if kind == XML:
                return self._of_xml(name, given, (yield from read_xml(name, data)))
            if kind == WORKBOOK:
                if report := own_files.of_workbook(name, data):
                    return [report_part(self._new_id(), name, given, report)]
                sheets = yield from read_workbook(name, data, self._wanted, HEADINGS_AMONG)
                return self._of_workbook(name, given, sheets)
            sheet = read_csv(name, data, _is_known)
            return [self._recognised(sheet, CSV, given, *_folder_and_name(name))]
        except CannotRead as reason:
            return [self._unreadable(name, given, str(reason))]

    def _of_xml(self, name: str, given: GivenFile, tables: list[tuple[str, Sheet]]) -> list[Part]:
        parts = []
        for table, sheet in tables:
            part = Part(self._new_id(), name, name, "", XML, given, sheet, known_days=self._days)
            part.take_as(table, None)
            parts.append(part)
        return parts

    def _of_workbook(self, name: str, given: GivenFile, sheets: list[WorkbookSheet]) -> list[Part]:
        if any(provider_lists.is_sheet_of_list(sheet.name) for sheet in sheets):
            sheets = [sheet for sheet in sheets if key(sheet.name) != provider_lists.PASSED_OVER]
        self._report_empty_sheets(name, sheets)
        parts: list[Part] = []
        laid_out: list[tuple[WorkbookSheet, Sheet]] = []
        for sheet in sheets:
            if sheet.rows:
                try:
                    laid_out.append((sheet, sheet_of(name, sheet, _is_known)))
                except CannotRead as reason:
                    parts.append(self._unreadable(f"{name} › {sheet.name}", given, str(reason)))
        self._report_dates(name, laid_out)
        by_name = {key(sheet.name): place for place, (sheet, _) in enumerate(laid_out)}
        both = by_name.get(provider_lists.SETTINGS), by_name.get(provider_lists.ADDRESSES)
        if both[0] is not None and both[1] is not None:
            parts.append(self._joined(name, given, laid_out[both[0]], laid_out[both[1]]))
            laid_out = [each for place, each in enumerate(laid_out) if place not in both]
        if not laid_out and not parts:
            parts.append(self._unreadable(name, given, f"{name} is a workbook without any content: export it again."))
        for sheet, table in laid_out:
            if report := own_files.of_sheet(sheet.rows):
                parts.append(report_part(self._new_id(), table.file, given, report))
            else:
                parts.append(self._recognised(table, WORKBOOK, given, name, sheet.name))
        if whole := self._as_one_report(name, given, parts):
            return whole
        recognised = [part for part in parts if part.table]
        for part in parts:
            if recognised and part.table is None and not any(map(_is_known, part.sheet.headings)):
                part.set_aside()
        # A file a table: what belongs with it lies beside it, not in it. A list is known by the name of its sheet.
        if len(recognised) == 1 and recognised[0].table != PROVIDERS:
            recognised[0].folder, recognised[0].name = _folder_and_name(name)
        return parts

    def _report_empty_sheets(self, name: str, sheets: list[WorkbookSheet]) -> None:
        hidden = [sheet.name for sheet in sheets if sheet.hidden]
        empty = [sheet.name for sheet in sheets if not sheet.hidden and not sheet.rows]
        if hidden:
            sentence = (
                f"{name}: hidden sheets left out: {listed(hidden)}. If one belongs to the return, show it in Excel "
                f"and save."
            )
            self.notes.append(Problem(NOTE, name, sentence, count=len(hidden)))
        if empty and len(empty) < len(sheets):
            self.notes.append(
                Problem(NOTE, name, f"{name}: sheets without content left out: {listed(empty)}.", count=len(empty))
            )

    def _report_dates(self, name: str, sheets: Sequence[tuple[WorkbookSheet, Sheet]]) -> None:
        columns: Counter[str] = Counter()
        for sheet, table in sheets:
            for place, count in sheet.dates.items():
                if place < len(table.headings) and _is_known(table.headings[place]):
                    columns[shown(table.headings[place].strip())] += count
        if columns:
            hold = "holds a date" if columns.total() == 1 else "hold dates"
            sentence = (
                f"{name}: {counted(columns.total(), 'cell')} in {listed(list(columns))} {hold} of Excel's own, "
                "whatever the format; read as dd/mm/yyyy."
            )
            self.notes.append(Problem(NOTE, name, sentence, column=", ".join(columns), count=columns.total()))

    def _joined(
        self,
        name: str,
        given: GivenFile,
        settings: tuple[WorkbookSheet, Sheet],
        addresses: tuple[WorkbookSheet, Sheet],
    ) -> Part:
        file = f"{name} › {settings[0].name} + {addresses[0].name}"
        try:
            sheet = provider_lists.join_sheets(settings[1], addresses[1], file)
        except CannotRead as reason:
            return self._unreadable(file, given, str(reason))
        part = Part(self._new_id(), file, name, "", WORKBOOK, given, sheet, known_days=self._days)
        part.take_as(PROVIDERS, self._postcodes())
        return part

    def _recognised(self, sheet: Sheet, form: str, given: GivenFile, folder: str, name: str) -> Part:
        part = Part(self._new_id(), sheet.file, folder, name, form, given, sheet, known_days=self._days)
        found = recognise.recognise(sheet.headings, name)
        if found.table is None and provider_lists.looks_like_list(sheet.headings, name):
            part.take_as(PROVIDERS, self._postcodes())
        elif found.table is None and own_files.is_allocation_list(sheet.headings):
            part.report = own_files.ALLOCATION
            part.note_report()
        else:
            part.take_as(found.table, None, found.reason, NOTE if found.stray else WARNING)
        return part


def _accounted(parts: list[Part]) -> list[Part]:
    for part in parts:
        part.sheet.account()
    return parts


def _unpacked(archive: ZipFile, member: ZipInfo, path: str) -> tuple[str, str, bytes]:
    """Which report a member of an archive is, if it is one by its text; what kind of file, and its content.

    :raises CannotRead: it is of a kind that is not read, or cannot be unpacked.
    """
    if is_password_protected(member):
        raise CannotRead(f"{path} is protected by a password: pack the files again without one.")
    with zip_errors(path, ZIP_REMEDY):
        content = unpacked(archive, member)
    if report := own_files.of_text(content):
        return report, CSV, content
    kind = kind_of(path, content)
    if kind == ZIP:
        raise CannotRead(f"{path} is an archive inside an archive: unpack it and give the files in it.")
    return "", kind, content


def _part_of(reading: Reading, start: float, share: float) -> Reading:
    """A reading whose progress is a share of a larger one's."""
    while True:
        try:
            done = next(reading)
        except StopIteration as end:
            parts: list[Part] = end.value
            return parts
        yield start + done * share


def is_clutter(path: str) -> bool:
    """Whether this is a file that systems and programs leave lying about: .DS_Store, Thumbs.db, ~$open.xlsx."""
    folders, _, name = path.replace("\\", "/").rpartition("/")
    hidden = any(folder.startswith((".", "__MACOSX")) and folder not in (".", "..") for folder in folders.split("/"))
    return hidden or name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def _is_known(heading: str) -> bool:
    return recognise.is_column(heading) or provider_lists.is_column(heading)


def _wanted(first_rows: list[list[str]]) -> set[int]:
    """The columns of a sheet that are of any table; at least one, so that rows are counted."""
    headings = first_rows[find_headings(first_rows, _is_known)]
    return {place for place, heading in enumerate(headings) if _is_known(heading)} or {0}


def _folder_and_name(path: str) -> tuple[str, str]:
    """``export.zip › 903/episodes.csv`` is ``episodes`` in ``export.zip › 903``."""
    place = max(path.rfind("/"), path.rfind(" › "))
    folder = path[:place] if place >= 0 else ""
    return folder, path[place + 1 :].removeprefix("› ").rpartition(".")[0] or path[place + 1 :]
