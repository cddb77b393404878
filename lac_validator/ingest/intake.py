"""What a user has given so far: files in, parts out, and at the end a return.

Nothing raises for a bad file: it becomes a part that holds the reason, and the good ones go on.
"""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from lac_validator import schema
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear, as_collection_year, years_held
from lac_validator.dataset import ReadFile, Return, Source
from lac_validator.dataset.returns import CSV as CSV_RETURN
from lac_validator.dataset.returns import XML as XML_RETURN
from lac_validator.dataset.returns import with_uasc_status
from lac_validator.ingest import checks
from lac_validator.ingest.as_at import AsAt, about_as_at, infer_as_at
from lac_validator.ingest.authority import AuthorityGuess, guess_authority
from lac_validator.ingest.kinds import XML
from lac_validator.ingest.parts import LAST_YEAR as LAST
from lac_validator.ingest.parts import PROVIDERS, PROVIDERS_PERIOD, THIS_YEAR, Part
from lac_validator.ingest.periods import assign_periods
from lac_validator.ingest.problems import ERROR, WARNING, CannotRead, Problem, counted, shown
from lac_validator.ingest.reading import NO_NAME, Reader
from lac_validator.ingest.years import infer_year, why_not_told
from lac_validator.reference import Postcodes, checked_authority
from lac_validator.steps import Progress, finish

Stepwise = Generator[tuple[int, int, str], None, list[Part]]

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

    def __init__(self, postcodes: Postcodes | None = None, *, every_column: bool = False) -> None:
        """:param postcodes: the postcode table; the package's own where not given, read when it is first asked for.
        :param every_column: whether workbooks are read with the columns that are of no table too.
        """
        self.parts: list[Part] = []
        self._given_postcodes = postcodes
        self._reader = Reader(self.postcodes, every_column=every_column)
        self._turn = 0

    @property
    def problems(self) -> list[Problem]:
        """Everything to know about the files, in the order given."""
        every = [*self._reader.notes, *chain.from_iterable(part.problems for part in self.parts)]
        return list(dict.fromkeys(every))  # what is of a whole return is said of each of its parts

    def postcodes(self) -> Postcodes | None:
        """The table of postcodes, or None where there is none."""
        return self._given_postcodes or Postcodes.load()

    # --- files in and out -------------------------------------------------------------------------------------------

    def add(
        self,
        files: Iterable[InputFile],
        progress: Progress | None = None,
        *,
        period: str | None = None,
        newer: bool = True,
    ) -> list[Part]:
        """Read files; the answer is the parts that they have.

        :param progress: called with (done, total, what is being read).
        :param period: :data:`THIS_YEAR`, :data:`LAST` or :data:`PROVIDERS_PERIOD`, where the user has said it.
        :param newer: whether a table in these files is used in place of the same one given before; otherwise they count
            as given together.
        """
        return finish(self.add_stepwise(files, period=period, newer=newer), progress)

    def add_stepwise(self, files: Iterable[InputFile], *, period: str | None = None, newer: bool = True) -> Stepwise:
        """As :meth:`add`, yielding (done, total, what) on the way, a thousand steps to a file."""
        files = list(files)
        added: list[Part] = []
        for number, file in enumerate(files):
            name = shown(file.name.replace("\\", "/").strip().lstrip("/")) or NO_NAME
            what = f"Reading {name}"
            yield number * _OF_A_THOUSAND, len(files) * _OF_A_THOUSAND, what
            reading = self._reader.read(name, file.data)
            while True:
                try:
                    done = next(reading)
                except StopIteration as end:
                    added += end.value
                    break
                yield int((number + done) * _OF_A_THOUSAND), len(files) * _OF_A_THOUSAND, what
        self._turn += newer
        for part in added:
            part.turn = self._turn
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
        self._reader.note(severity, file, sentence)

    def remove(self, part_id: int) -> None:
        """Leave a part out, as if it had not been given; one that is gone already stays gone."""
        name = next((part.given.name for part in self.parts if part.id == part_id), None)
        if name is None:
            return
        self.parts = [part for part in self.parts if part.id != part_id]
        if any(part.given.name == name for part in self.parts):
            self.assign_periods()
        else:
            self.remove_file(name)

    def remove_file(self, name: str) -> None:
        """Leave out every part of a file as the user gave it."""
        self.parts = [part for part in self.parts if part.given.name != name]
        self._reader.notes = [note for note in self._reader.notes if note.file != name]
        self.assign_periods()

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

        :raises ValueError: there is no such table or period, or the table is of no such period.
        """
        part = self.part(part_id)
        if table is not None and table not in {*schema.tables(), PROVIDERS}:
            raise ValueError(f"There is no table {table}.")
        if period not in {None, THIS_YEAR, LAST, PROVIDERS_PERIOD}:
            raise ValueError(f"There is no period {period}.")
        if period == PROVIDERS_PERIOD and table not in {None, PROVIDERS}:
            raise ValueError(f"{table} is of one year's return and no provider list: choose this year or last year.")
        if table is None or table != part.table:
            part.take_as(table, self.postcodes())
        part.period = PROVIDERS_PERIOD if table == PROVIDERS else period
        part.period_given = part.chosen = True
        self._turn += 1
        part.turn = self._turn
        self.assign_periods()

    def reread(self, part_id: int | None = None) -> None:
        """Read the cells that some program has rewritten as what they plainly mean, in one part or in all. It is listed
        among the problems.
        """
        for part in self.parts if part_id is None else [self.part(part_id)]:
            part.reread()
        self.assign_periods()

    # --- the return -------------------------------------------------------------------------------------------------

    def infer_year(self) -> CollectionYear | None:
        """The collection year that this year's dates point to; None where they point to none whose rules are held."""
        return infer_year(self.parts)

    def why_no_year(self) -> str:
        """Why :meth:`infer_year` found none, and what can be done, in a sentence; blank where it found one."""
        return "" if not self.parts or self.infer_year() else why_not_told(self.parts)

    def infer_as_at(self, year: CollectionYear) -> AsAt:
        """The day on which the return seems to have been taken from the council's system, and why."""
        return infer_as_at(self.parts, year)

    def guess_authority(self) -> AuthorityGuess:
        """Which authority the postcodes of Episodes point to, and on what that rests."""
        episodes = self._used("Episodes", THIS_YEAR) or self._used("Episodes", LAST)
        return guess_authority({} if episodes is None else episodes.columns, self.postcodes)

    def infer_authority(self) -> str | None:
        """The code of the authority that the postcodes point to; None where too few are known to tell."""
        guess = self.guess_authority()
        return guess.code if guess.sure else None

    def _used(self, table: str, period: str) -> Part | None:
        return next((part for part in self.parts if part.used and (part.table, part.period) == (table, period)), None)

    def checks(self, year: CollectionYear, authority: str | None, as_at: datetime.date | None = None) -> list[Problem]:
        """What to look at before validating: see :mod:`lac_validator.ingest.checks`."""
        about = about_as_at(self.parts, year, as_at)
        return [*checks.check(self.parts, year, authority, self.guess_authority()), *about]

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

    def make_return(
        self,
        year: int | str | CollectionYear | None = None,
        authority: str | None = None,
        as_at: datetime.date | None = None,
    ) -> Return:
        """Put the tables together.

        :param year: the collection year; inferred where not given. ``authority`` and ``as_at`` likewise.
        :raises CannotRead: nothing can be used, or the year is neither given nor to be found.
        :raises ValueError: the year given is none, or there is no such authority.
        """
        this = [part for part in self.parts if part.used and part.period == THIS_YEAR]
        if not this:
            raise CannotRead(self._nothing_to_use(None if year is None else as_collection_year(year)))
        year = self.infer_year() if year is None else as_collection_year(year)
        if year is None:
            raise CannotRead(why_not_told(self.parts))
        if not FIRST_YEAR <= year.year <= LAST_YEAR:
            raise CannotRead(f"The rules of {year} are not held: choose a collection year from {years_held()}.")
        authority = checked_authority(authority) or self.infer_authority()
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
            problems=[*self.problems, *self.checks(year, authority, as_at)],
            as_at=as_at or self.infer_as_at(year).day,
            files=self.files(year),
        )

    def _nothing_to_use(self, year: CollectionYear | None) -> str:
        every = self.problems
        errors = [problem.sentence for problem in every if problem.severity in (ERROR, WARNING)]
        if not self.parts and not errors:
            return "No files were given: give the return as CSV, XML or Excel files."
        last = [part for part in self.parts if part.used and part.period == LAST]
        if last and year is not None:
            return (
                f"None of the files is of this year's return ({year}, as you said): {counted(len(last), 'table')} of "
                f"{year.previous} {'was' if len(last) == 1 else 'were'} taken as last year's return. Give the files of "
                f"{year} too; or, to check those of {year.previous}, give {year.previous.year} as the year."
            )
        if any(part.used for part in self.parts):
            return "None of the files is of this year's return: give at least one of its tables as this year's."
        reasons = errors or [problem.sentence for problem in every]
        return " ".join(["None of the files can be used.", *reasons[:10]])


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
