"""A part: one table in one file, what it was recognised as, and everything that there is to say about it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lac_validator import schema
from lac_validator.ingest import identifiers, own_files, provider_lists, recognise
from lac_validator.ingest.cells import Counts, TableCells
from lac_validator.ingest.kinds import CSV, XML
from lac_validator.ingest.problems import ERROR, NOTE, WARNING, CannotRead, Problem, listed, shown
from lac_validator.ingest.sheet import LeftOut, Sheet, has_content
from lac_validator.reference import Postcodes

THIS_YEAR, LAST_YEAR, PROVIDERS_PERIOD = "this year", "last year", "providers"
"""The periods: a part is of this year's return, of last year's, or of Ofsted's lists, which are of no year."""

PROVIDERS = "Providers"
NO_HEADING = "(no heading)"

# What the dates of a table tell of the year that it is of. An episode ceases in the year of its return; it may have
# begun long before, but no later. Social workers' episodes reach back into the year before.
_CLOSING = {"Episodes": ("DEC",), "Reviews": ("REVIEW",), "Missing": ("MIS_START", "MIS_END"), "DoLo": ("DOLO_START",)}
_OPENING = {"Episodes": ("DECOM",), "SWEpisodes": ("SW_DECOM", "SW_DEC")}


@dataclass(frozen=True)
class GivenFile:
    """A file as the user gave it, and the hash of its content."""

    name: str
    sha256: str


@dataclass(eq=False)
class Part:
    """One table in one file or sheet.

    :ivar id: stays the same as long as the part is there.
    :ivar file: as shown: ``export.zip › 903/episodes.csv``, ``return.xlsx › Episodes``.
    :ivar folder: what the file or sheet lies in, and ``name``, its own name there: they tell what belongs together.
    :ivar table: Episodes, Providers; None where it was not recognised.
    :ivar period: :data:`THIS_YEAR`, :data:`LAST_YEAR`, :data:`PROVIDERS_PERIOD`, or None.
    :ivar period_given: whether the user has said the period.
    :ivar turn: when it was given, or the user last said what it is: of two that are the same, the newer is used.
    :ivar chosen: whether the user has said what it is since it was given, and so that it is to be used.
    :ivar used: whether its rows go into the return; not those of the second of two, say.
    :ivar report: which of the files that go with a return it is instead of a table, by the names in
        :mod:`~lac_validator.ingest.own_files`: a report of this tool, packs, an allocation list; blank for none.
    :ivar placing: problems that come from what else was given.
    :ivar known_days: the ordinary dates read so far, shared by the parts of a session.
    """

    id: int
    file: str
    folder: str
    name: str
    form: str
    given: GivenFile
    sheet: Sheet
    table: str | None = None
    period: str | None = None
    period_given: bool = False
    turn: int = 0
    chosen: bool = False
    used: bool = False
    report: str = ""
    placing: list[Problem] = field(default_factory=list)
    columns: dict[str, Sequence[str]] = field(default_factory=dict)
    _of_table: list[Problem] = field(default_factory=list)
    _cells: TableCells | None = None
    _children: set[str] | None = None
    known_days: dict[str, datetime.date | None] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.sheet.lines)

    @property
    def in_file(self) -> int:
        """How many lines the file has, or rows the sheet: all that was read, and all that was left out."""
        return self.sheet.in_file

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """Which of them are no rows of the table, and why."""
        return self.sheet.left_out

    @property
    def lines(self) -> Sequence[int]:
        """For each row its line in the file, or its row in the sheet."""
        return self.sheet.lines

    @property
    def completeness(self) -> int:
        """How many columns of its table it has; what an XML return leaves out is blank, not missing."""
        given = schema.table(self.table).given_columns if self.table else ()
        return len(given) if self.form == XML else sum(name in self.columns for name in given)

    @property
    def headings(self) -> list[str]:
        """As found, but for blanks around them."""
        return [shown(heading.strip()) for heading in self.sheet.headings]

    @property
    def problems(self) -> list[Problem]:
        """Everything to know about the part."""
        found = [*self.sheet.problems, *self._of_table]
        if self._cells:
            found += [*self._cells.problems, *self._cells.reread_notes()]
        return found + self.placing

    def take_as(
        self, table: str | None, postcodes: Postcodes | None, reason: str = "", severity: str = WARNING
    ) -> None:
        """Read the sheet as this table, by its headings; as none, for this reason, or because the user says so."""
        self.table = table
        self.columns, self._of_table, self._cells, self._children = {}, [], None, None
        if table is None and reason:
            self._of_table = [self._problem(severity, f"{self.file} {reason}.")]
        elif table is None:
            self._of_table = [self._problem(NOTE, f"{self.file} was left out, as you said.")]
        elif table == PROVIDERS:
            self._take_as_providers(postcodes)
        else:
            self._take_columns(table)
            self._cells = TableCells(self.file, self.sheet.unit, table, self.columns, self.lines, self.known_days)
            if "CHILD" in recognise.match(self.sheet.headings, table):
                self._of_table += identifiers.examine(self.sheet, table, self.columns["CHILD"])
        if table is not None and not self.rows and self.form != XML:  # an XML return has every table, also empty ones
            sentence = (
                f"{self.file} has headings and no rows, so {table} is empty and nothing in it is checked. If it should "
                "have rows, export it again."
            )
            self._of_table.append(self._problem(WARNING, sentence))

    def _problem(self, severity: str, sentence: str, column: str | None = None, count: int | None = None) -> Problem:
        return Problem(severity, self.file, sentence, column=column, count=count)

    def _take_as_providers(self, postcodes: Postcodes | None) -> None:
        try:
            columns, self._of_table = provider_lists.read_list(self.sheet, self.name, postcodes)
            self.columns = dict(columns)
        except CannotRead as reason:
            self._of_table = [self._problem(ERROR, str(reason))]

    def note_report(self) -> None:
        """Say that it is no table, and what it is."""
        self._of_table = [self._problem(NOTE, own_files.sentence(self.file, self.report))]

    def set_aside(self) -> None:
        """Nobody need look at why it was not recognised: it is a cover, or notes, beside the tables of a workbook."""
        self._of_table = [replace(problem, severity=NOTE) for problem in self._of_table]

    @property
    def unreadable(self) -> bool:
        """Whether there is no sheet, and a reason why."""
        return any(problem.severity == ERROR for problem in self.sheet.problems)

    @property
    def usable(self) -> bool:
        """Whether there is a table to use."""
        return bool(self.columns) and self.table is not None

    def _take_columns(self, table: str) -> None:
        found = recognise.match(self.sheet.headings, table)
        self.columns = {name: self.sheet.columns[place] for name, place in found.items()}
        if not found:
            sentence = f"{self.file} has no column of {table}, so it is not used. Say what it is, or remove it."
            self._of_table = [self._problem(ERROR, sentence)]
        elif self.form != XML:  # what an XML return leaves out is blank
            self.columns.setdefault("CHILD", [""] * self.rows)
            self._report_columns(schema.table(table), found)

    def _report_columns(self, spec: schema.TableSpec, found: dict[str, int]) -> None:
        missing = [name for name in spec.given_columns if name not in found]
        if "CHILD" in missing:
            sentence = (
                f"{self.file} has no column CHILD, so its rows belong to no child. Export {spec.name} again with the "
                "column, headed CHILD."
            )
            self._of_table.append(self._problem(ERROR, sentence, "CHILD", 1))
            missing.remove("CHILD")
        if missing:
            columns = "column" if len(missing) == 1 else "columns"
            sentence = (
                f"{self.file} has no {columns} {listed(missing)} of {spec.name}, read as blank. If you hold these "
                f"data, export the file again with {'it' if len(missing) == 1 else 'them'}."
            )
            self._of_table.append(self._problem(WARNING, sentence, ", ".join(missing), len(missing)))
        used = {place: name for name, place in found.items()}
        renamed = [
            f"{self.sheet.names[place]} as {used[place]}"
            for place, heading in enumerate(self.sheet.headings)
            if place in used and heading.strip().upper() != used[place]
        ]
        if renamed:
            sentence = f"{self.file}: columns read under the DfE's names: {listed(renamed)}."
            self._of_table.append(self._problem(NOTE, sentence, count=len(renamed)))
        derived = [name for name in found if spec.columns[name].derived]
        if derived:
            stand = "it stands" if len(derived) == 1 else "they stand"
            sentence = f"{self.file}: {listed(derived)} taken as {stand} in the file, not worked out anew."
            self._of_table.append(self._problem(NOTE, sentence, ", ".join(derived), len(derived)))
        self._report_ignored(spec, used)

    def _report_ignored(self, spec: schema.TableSpec, used: dict[int, str]) -> None:
        again: list[str] = []
        ignored: list[str] = []
        for place, heading in enumerate(self.sheet.headings):
            if place in used or not (heading.strip() or has_content(self.sheet.columns[place])):
                continue
            name = self.sheet.names[place] or NO_HEADING
            (again if recognise.match([heading], spec.name) else ignored).append(name)
        if again:
            sentence = (
                f"{self.file} has more than one column {listed(again)}; the first of each was used, the others left "
                "out. Remove the wrong one."
            )
            self._of_table.append(self._problem(WARNING, sentence, ", ".join(again), len(again)))
        if ignored:
            columns = "a column" if len(ignored) == 1 else "columns"
            sentence = f"{self.file} has {columns} that {spec.name} does not have, left out: {listed(ignored)}."
            self._of_table.append(self._problem(NOTE, sentence, ", ".join(ignored), len(ignored)))

    # --- cells ------------------------------------------------------------------------------------------------------

    def rewritten(self) -> Counts:
        """By way and column, how many cells some program has rewritten that can be read as what they plainly mean."""
        return self._cells.rewritten() if self._cells else {}

    def reread(self) -> None:
        """Read these cells as what they plainly mean."""
        if self._cells:
            self._cells.reread()
            self._children = None

    @property
    def closing_columns(self) -> Sequence[str]:
        """The columns whose dates fall in the year of the return: what ends in it, or takes place."""
        return _CLOSING.get(self.table or "", ())

    def years(self) -> tuple[Counter[int], Counter[int]]:
        """For each collection year how many dates that close something fall in it, and how many that open something."""
        return self._years(self.closing_columns), self._years(_OPENING.get(self.table or "", ()))

    def _years(self, columns: Iterable[str]) -> Counter[int]:
        return self._cells.years(columns) if self._cells else Counter()

    def days(self, columns: Iterable[str]) -> Counter[datetime.date]:
        """How many cells of these columns hold each day; what cannot be read as one is not counted."""
        dates = self._cells.dates if self._cells else {}
        return sum((dates[name].days for name in columns if name in dates), Counter())

    def every_event_year(self) -> Counter[int]:
        """For each collection year how many dates, but for dates of birth, fall in it."""
        return (
            self._years([name for name in self._cells.dates if not name.endswith("DOB")]) if self._cells else Counter()
        )

    def mean_birth(self) -> float:
        """The mean date of birth, as a count of days; 0 where there is none. It tells the newer of two tables."""
        cells = self._cells.dates.get("DOB") if self._cells else None
        if not cells or not cells.days:
            return 0.0
        return sum(day.toordinal() * count for day, count in cells.days.items()) / cells.days.total()

    def children(self) -> set[str]:
        """The children in it, as identifiers are compared."""
        if self._children is None:
            self._children = {child.strip().upper() for child in set(self.columns.get("CHILD", ()))} - {""}
        return self._children


def report_part(id: int, file: str, given: GivenFile, report: str, sheet: Sheet | None = None) -> Part:
    """A report of this tool, or another file that goes with a return: it is shown as what it is, and can be removed."""
    part = Part(id, file, "", "", CSV, given, sheet or Sheet(file), report=report)
    part.note_report()
    return part


def unreadable_part(id: int, file: str, given: GivenFile, sentence: str) -> Part:
    """A file that could not be read: it is shown with the reason, and can be removed."""
    sheet = Sheet(file, problems=[Problem(ERROR, file, sentence)])
    return Part(id, file, "", "", CSV, given, sheet)
