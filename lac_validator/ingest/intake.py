"""What a user has given so far: files in, parts out, and at the end a return.

Nothing raises for a bad file: it becomes a part that holds the reason, and the good ones go on.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from zipfile import ZipFile, ZipInfo

from lac_validator import schema
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.dataset import Return, Source
from lac_validator.dataset.returns import CSV as CSV_RETURN
from lac_validator.dataset.returns import XML as XML_RETURN
from lac_validator.dataset.returns import with_uasc_status
from lac_validator.ingest import checks, limits, provider_lists, recognise
from lac_validator.ingest.archives import checked_archive, zip_errors
from lac_validator.ingest.csv_files import read_csv
from lac_validator.ingest.kinds import CSV, WORKBOOK, XML, ZIP, ZIP_REMEDY, is_password_protected, kind_of
from lac_validator.ingest.parts import LAST_YEAR as LAST
from lac_validator.ingest.parts import (
    PROVIDERS,
    PROVIDERS_PERIOD,
    THIS_YEAR,
    GivenFile,
    Part,
    ReadFile,
    unreadable_part,
)
from lac_validator.ingest.periods import assign_periods, infer_year
from lac_validator.ingest.problems import ERROR, NOTE, WARNING, CannotRead, Problem, counted, lines_named, listed, shown
from lac_validator.ingest.recognise import key
from lac_validator.ingest.sheet import HEADINGS_AMONG, Sheet, find_headings, lay_out, shorten_cells
from lac_validator.ingest.xlsx_files import WorkbookSheet, read_workbook
from lac_validator.ingest.xml_files import read_xml
from lac_validator.reference import Postcodes, authorities

Progress = Callable[[int, int, str], None]
Stepwise = Generator[tuple[int, int, str], None, "list[Part]"]
Reading = Generator[float, None, "list[Part]"]

NO_NAME = "(a file without a name)"
_OF_A_THOUSAND = 1000


@dataclass(frozen=True)
class InputFile:
    """A file: its name, with the folders above it as far as they are known, and its content."""

    name: str
    data: bytes


class Intake:
    """The files given in one session, and what they were recognised as.

    :ivar parts: every table in every file, in the order given.
    """

    def __init__(self, postcodes: Postcodes | None = None) -> None:
        """:param postcodes: the postcode table; the package's own where not given, read when it is first asked for."""
        self.parts: list[Part] = []
        self._given_postcodes = postcodes
        self._notes: list[Problem] = []
        self._days: dict[str, datetime.date | None] = {}
        self._next_id = 1

    @property
    def problems(self) -> list[Problem]:
        """Everything to know about the files, in the order given."""
        return [*self._notes, *chain.from_iterable(part.problems for part in self.parts)]

    def postcodes(self) -> Postcodes | None:
        """The table of postcodes, or None where there is none."""
        return self._given_postcodes or Postcodes.load()

    # --- files in and out -------------------------------------------------------------------------------------------

    def add(
        self, files: Iterable[InputFile], progress: Progress | None = None, *, period: str | None = None
    ) -> list[Part]:
        """Read files; the answer is the parts that they have.

        :param progress: called with (done, total, what is being read).
        :param period: :data:`THIS_YEAR`, :data:`LAST` or :data:`PROVIDERS_PERIOD`, where the user has said it.
        """
        steps = self.add_stepwise(files, period=period)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                parts: list[Part] = end.value
                return parts
            if progress:
                progress(*step)

    def add_stepwise(self, files: Iterable[InputFile], *, period: str | None = None) -> Stepwise:
        """As :meth:`add`, yielding (done, total, what) on the way, a thousand steps to a file."""
        files = list(files)
        added: list[Part] = []
        for number, file in enumerate(files):
            name = shown(file.name.replace("\\", "/").strip().lstrip("/")) or NO_NAME
            what = f"Reading {name}"
            yield number * _OF_A_THOUSAND, len(files) * _OF_A_THOUSAND, what
            reading = self._read(name, file.data)
            while True:
                try:
                    done = next(reading)
                except StopIteration as end:
                    added += end.value
                    break
                yield int((number + done) * _OF_A_THOUSAND), len(files) * _OF_A_THOUSAND, what
        if period is not None:
            self._take_as_said(added, period)
        self.parts += added
        self.assign_periods()
        return added

    def _take_as_said(self, parts: Sequence[Part], period: str) -> None:
        """Take parts as of the period that the user has said, so far as that can be."""
        if period == PROVIDERS_PERIOD and not any(part.table for part in parts):
            for part in parts:
                if part.headings:  # so that it is said what the list lacks
                    part.take_as(PROVIDERS, self.postcodes())
        for part in parts:
            if part.table is not None and (part.table == PROVIDERS) == (period == PROVIDERS_PERIOD):
                part.period, part.period_given = period, True

    def note(self, severity: str, file: str, sentence: str) -> None:
        """Add a problem that is about no part: a file that was left out."""
        self._notes.append(Problem(severity, file, sentence))

    def remove(self, part_id: int) -> None:
        """Leave a part out, as if it had not been given."""
        name = self.part(part_id).given.name
        self.parts = [part for part in self.parts if part.id != part_id]
        if any(part.given.name == name for part in self.parts):
            self.assign_periods()
        else:
            self.remove_file(name)

    def remove_file(self, name: str) -> None:
        """Leave out every part of a file as the user gave it."""
        self.parts = [part for part in self.parts if part.given.name != name]
        self._notes = [note for note in self._notes if note.file != name]
        self.assign_periods()

    def clear(self) -> None:
        """Forget everything."""
        self.parts, self._notes, self._days = [], [], {}

    # --- reading ----------------------------------------------------------------------------------------------------

    def _read(self, name: str, data: bytes) -> Reading:
        given = GivenFile(name, hashlib.sha256(data).hexdigest())
        try:
            if len(data) > limits.FILE_BYTES:
                raise CannotRead(
                    f"{name} has {len(data) // limits.MEGABYTE:,} MB, more than the "
                    f"{limits.FILE_BYTES // limits.MEGABYTE:,} MB that are read: give only the return."
                )
            kind = kind_of(name, data)
            if kind == ZIP:
                return (yield from self._read_archive(name, data, given))
            return (yield from self._read_one(name, kind, data, given))
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
            members = [member for member in archive.infolist() if not member.is_dir()]
            total = max(sum(member.file_size for member in members), 1)
            done = 0.0
            for member in members:
                path = f"{name} › {shown(member.filename)}"
                if is_clutter(member.filename):
                    self.note(NOTE, name, f"{path} was left out: it belongs to the system, not to the return.")
                    continue
                try:
                    kind, content = _unpacked(archive, member, path)
                except CannotRead as reason:
                    parts.append(self._unreadable(path, given, str(reason)))
                    continue
                share = member.file_size / total
                parts += yield from _part_of(self._read_one(path, kind, content, given), done, share)
                done += share
        if not parts:
            raise CannotRead(f"{name} is an archive without any file of a return: pack the files into it.")
        return parts

    def _read_one(self, name: str, kind: str, data: bytes, given: GivenFile) -> Reading:
        """Read a file that is no archive."""
        try:
            if kind == XML:
                return self._of_xml(name, given, (yield from read_xml(name, data)))
            if kind == WORKBOOK:
                sheets = yield from read_workbook(name, data, _wanted, HEADINGS_AMONG)
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
        self._report_empty_sheets(name, sheets)
        parts: list[Part] = []
        laid_out: list[tuple[WorkbookSheet, Sheet]] = []
        for sheet in sheets:
            if sheet.rows:
                try:
                    laid_out.append((sheet, _sheet_of(name, sheet)))
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
            parts.append(self._recognised(table, WORKBOOK, given, name, sheet.name))
        recognised = [part for part in parts if part.table]
        if len(recognised) == 1:  # a file a table: what belongs with it lies beside it, not in it
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
            self._notes.append(Problem(NOTE, name, sentence, count=len(hidden)))
        if empty and len(empty) < len(sheets):
            self._notes.append(
                Problem(NOTE, name, f"{name}: sheets without content left out: {listed(empty)}.", count=len(empty))
            )

    def _report_dates(self, name: str, sheets: Sequence[tuple[WorkbookSheet, Sheet]]) -> None:
        columns: Counter[str] = Counter()
        for sheet, table in sheets:
            for place, count in sheet.dates.items():
                if place < len(table.headings) and _is_known(table.headings[place]):
                    columns[shown(table.headings[place].strip())] += count
        if columns:
            sentence = (
                f"{name}: {counted(columns.total(), 'cell')} in {listed(list(columns))} hold dates of Excel's own, "
                f"whatever "
                f"their format; they were read as dd/mm/yyyy."
            )
            self._notes.append(Problem(NOTE, name, sentence, column=", ".join(columns), count=columns.total()))

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
        part.take_as(PROVIDERS, self.postcodes())
        return part

    def _recognised(self, sheet: Sheet, form: str, given: GivenFile, folder: str, name: str) -> Part:
        part = Part(self._new_id(), sheet.file, folder, name, form, given, sheet, known_days=self._days)
        found = recognise.recognise(sheet.headings, name)
        if found.table is None and provider_lists.looks_like_list(sheet.headings, name):
            part.take_as(PROVIDERS, self.postcodes())
        else:
            part.take_as(found.table, None, found.reason)
        return part

    # --- what the parts are -----------------------------------------------------------------------------------------

    def assign_periods(self, year: CollectionYear | None = None, *, last_year_given: bool = False) -> None:
        """Find out which parts are this year's and which last year's, but for what the user has said.

        Runs by itself after every change; call it to take into account a year that is known.
        """
        assign_periods(self.parts, year, last_year_given=last_year_given)

    def part(self, part_id: int) -> Part:
        """The part with this id.

        :raises LookupError: there is none.
        """
        found = next((part for part in self.parts if part.id == part_id), None)
        if found is None:
            raise LookupError("That file is no longer there.")
        return found

    def assign(self, part_id: int, *, table: str | None, period: str | None) -> None:
        """Take a part as what the user says it is; with no table, or no period, it is not used.

        :raises ValueError: there is no such table or period.
        """
        part = self.part(part_id)
        if table is not None and table not in {*schema.tables(), PROVIDERS}:
            raise ValueError(f"There is no table {table}.")
        if period not in {None, THIS_YEAR, LAST, PROVIDERS_PERIOD}:
            raise ValueError(f"There is no period {period}.")
        if table != part.table:
            part.take_as(table, self.postcodes(), "you said so")
        part.period = PROVIDERS_PERIOD if table == PROVIDERS else period
        part.inferred, part.period_given = False, True
        self.assign_periods()

    def rewritten_dates(self, part: Part) -> dict[str, int]:
        """How many dates of each column Excel has rewritten and can be read as the dates they plainly are."""
        return part.rewritten_dates()

    def reread_dates(self, part_id: int | None = None) -> None:
        """Read these dates as what they plainly are, in one part or in all. It is listed among the problems."""
        for part in self.parts if part_id is None else [self.part(part_id)]:
            part.reread_dates()
        self.assign_periods()

    # --- the return -------------------------------------------------------------------------------------------------

    def infer_year(self) -> CollectionYear | None:
        """The collection year that this year's dates point to; None where they point to none whose rules are held."""
        return infer_year(self.parts)

    def infer_authority(self) -> str | None:
        """The code of the authority that most placements, or else most home postcodes, of this year's Episodes lie "
        "in.
        """
        episodes = self._used("Episodes", THIS_YEAR) or self._used("Episodes", LAST)
        if episodes is None:
            return None
        current = {each.code for each in authorities()}
        codes = Counter(code.strip().upper() for code in episodes.columns.get("PL_LA", ()))
        counts = {code: count for code, count in codes.items() if code in current}
        postcodes = self.postcodes()
        if not counts and postcodes is not None:
            homes = Counter(episodes.columns.get("HOME_POST", ()))
            homes.pop("", None)
            texts = list(homes)
            for text, code in zip(texts, postcodes.find(texts).authority.tolist() if texts else [], strict=True):
                if code in current:
                    counts[code] = counts.get(code, 0) + homes[text]
        return max(counts, key=lambda code: (counts[code], code), default=None)

    def _used(self, table: str, period: str) -> Part | None:
        return next((part for part in self.parts if part.used and (part.table, part.period) == (table, period)), None)

    def checks(self, year: CollectionYear, authority: str | None) -> list[Problem]:
        """What to look at before validating: see :mod:`lac_validator.ingest.checks`."""
        return checks.check(self.parts, year, authority, self.infer_authority())

    def files(self, year: CollectionYear | None) -> list[ReadFile]:
        """What each part was read as."""
        years = {THIS_YEAR: year, LAST: year.previous if year else None}
        return [
            ReadFile(
                part.file,
                part.table,
                part.period,
                years.get(part.period or ""),
                part.rows,
                part.used,
                part.given.sha256,
            )
            for part in self.parts
        ]

    def make_return(self, year: int | CollectionYear | None = None, authority: str | None = None) -> Return:
        """Put the tables together.

        :param year: the collection year; inferred where not given. ``authority`` likewise.
        :raises CannotRead: nothing can be used, or the year is neither given nor to be found.
        """
        this = [part for part in self.parts if part.used and part.period == THIS_YEAR]
        if not this:
            raise CannotRead(self._nothing_to_use())
        year = CollectionYear(year) if isinstance(year, int) else year or self.infer_year()
        held = f"{CollectionYear(FIRST_YEAR)} to {CollectionYear(LAST_YEAR)}"
        if year is None:
            raise CannotRead(f"The files do not tell the collection year: give it, from {held} (2026 is 2025/26).")
        if not FIRST_YEAR <= year.year <= LAST_YEAR:
            raise CannotRead(f"The rules of {year} are not held: choose a collection year from {held}.")
        authority = authority or self.infer_authority()
        last = [part for part in self.parts if part.used and part.period == LAST]
        lists = [part for part in self.parts if part.used and part.table == PROVIDERS]
        sources = {part.table or "": _source([part]) for part in this}
        sources |= {f"{part.table}{schema.LAST_YEAR_SUFFIX}": _source([part]) for part in last}
        if lists:
            sources[PROVIDERS] = _source(lists)
        return Return.from_columns(
            with_uasc_status(_tables(this)),
            with_uasc_status(_tables(last)),
            _merged(lists) if lists else None,
            year=year,
            authority=authority,
            file_format=XML_RETURN if any(part.form == XML for part in this) else CSV_RETURN,
            postcodes=self.postcodes(),
            sources=sources,
            problems=[*self.problems, *self.checks(year, authority)],
            files=self.files(year),
        )

    def _nothing_to_use(self) -> str:
        errors = [problem.sentence for problem in self.problems if problem.severity in (ERROR, WARNING)]
        if not self.parts and not errors:
            return "No files were given: give the return as CSV, XML or Excel files."
        if any(part.used for part in self.parts):
            return "None of the files is of this year's return: give at least one of its tables as this year's."
        return "None of the files can be used. " + " ".join(errors[:10])


def _unpacked(archive: ZipFile, member: ZipInfo, path: str) -> tuple[str, bytes]:
    """What kind of file a member of an archive is, and its content.

    :raises CannotRead: it is of a kind that is not read, or cannot be unpacked.
    """
    if is_password_protected(member):
        raise CannotRead(f"{path} is protected by a password: pack the files again without one.")
    with zip_errors(path, ZIP_REMEDY):
        content = archive.read(member)
    kind = kind_of(path, content)
    if kind == ZIP:
        raise CannotRead(f"{path} is an archive inside an archive: unpack it and give the files in it.")
    return kind, content


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


def _sheet_of(name: str, sheet: WorkbookSheet) -> Sheet:
    """A sheet of a workbook with its headings found, and what is peculiar to cells of Excel reported."""
    file = f"{name} › {sheet.name}"
    width = max(map(len, sheet.rows))
    rows = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in sheet.rows]
    table = lay_out(file, rows, sheet.numbers, _is_known, "row")
    shorten_cells(table)
    headings = [shown(heading.strip())[:60] for heading in table.headings]
    for place, numbers in sheet.errors.items():
        if place < len(headings) and _is_known(headings[place]):
            sentence = (
                f"{file}: {counted(len(numbers), 'cell')} in {headings[place]} show an error of Excel's such as #N/A "
                f"({lines_named(numbers, 'row')}). Put the formula right and save again."
            )
            problem = Problem(WARNING, file, sentence, line=numbers[0], column=headings[place], count=len(numbers))
            table.problems.append(problem)
    return table


def _tables(parts: Sequence[Part]) -> Mapping[str, Mapping[str, Sequence[str]]]:
    return {part.table: part.columns for part in parts if part.table is not None}


def _merged(lists: Sequence[Part]) -> dict[str, Sequence[str]]:
    if len(lists) == 1:
        return lists[0].columns
    return {
        name: list(chain.from_iterable(part.columns[name] for part in lists)) for name in schema.providers().columns
    }


def _source(parts: Sequence[Part]) -> Source:
    files = list(chain.from_iterable([part.file] * part.rows for part in parts))
    return Source(files, list(chain.from_iterable(part.lines for part in parts)))
