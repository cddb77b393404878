"""The cells of one table: what programs have rewritten in them, what is said of it, and reading it again."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from lac_validator import schema
from lac_validator.ingest import dates, rewritten
from lac_validator.ingest.problems import NOTE, WARNING, Problem, counted, listed

DATES, BLANKS, NUMBERS = "dates", "blanks", "numbers"
"""The ways in which cells are rewritten that can be had back."""

MEANINGS = {
    DATES: ("the date it plainly is", "the dates they plainly are"),
    BLANKS: ("blank", "blank"),
    NUMBERS: ("the whole number it is", "the whole numbers they are"),
}
"""As what such cells are read again: one of them, several."""

OFFERED = {DATES: "dates that Excel has rewritten", BLANKS: "NULL and the like for blank", NUMBERS: "1.0 for 1"}

Counts = dict[str, dict[str, int]]
"""By way and column, how many cells."""


class TableCells:
    """The cells of a table, column by column.

    :ivar dates: what the columns of dates hold.
    """

    def __init__(
        self,
        file: str,
        unit: str,
        table: str,
        columns: dict[str, Sequence[str]],
        lines: Sequence[int],
        known_days: dict[str, datetime.date | None],
    ) -> None:
        """:param columns: by name; those that are read again are replaced in it."""
        self.dates: dict[str, dates.DateCells] = {}
        self._file, self._unit, self._table = file, unit, table
        self._columns, self._lines, self._known_days = columns, lines, known_days
        self._texts: dict[str, rewritten.TextCells] = {}
        self._reread: Counts = {}
        self._examine()

    def _examine(self) -> None:
        for name, spec in schema.table(self._table).columns.items():
            if name not in self._columns:
                continue
            if spec.type == "date":
                before = self.dates.get(name)
                month_first = before.month_first if before else None
                self.dates[name] = dates.examine(self._columns[name], self._known_days, month_first)
            elif not spec.derived:
                self._texts[name] = rewritten.examine(self._columns[name])
        self.problems = [problem for problem in self._say() if problem]

    def _meanings(self) -> dict[str, dict[str, Mapping[str, str]]]:
        """By way and column, each rewritten text and what it means."""
        found: dict[str, dict[str, Mapping[str, str]]] = {DATES: {}, BLANKS: {}, NUMBERS: {}}
        for name in schema.table(self._table).columns:
            if name in self.dates:
                found[DATES][name] = {text: day for text, day in self.dates[name].rewritten.items() if day}
                found[BLANKS][name] = {text: day for text, day in self.dates[name].rewritten.items() if not day}
            elif name in self._texts:
                found[BLANKS][name] = dict.fromkeys(self._texts[name].blanks, "")
                found[NUMBERS][name] = self._texts[name].numbers
        return {way: {name: texts for name, texts in columns.items() if texts} for way, columns in found.items()}

    def rewritten(self) -> Counts:
        """How many cells can be read again as what they plainly mean; a way in which none can lacks."""
        return {
            way: {name: len(self._places(name, texts)) for name, texts in columns.items()}
            for way, columns in self._meanings().items()
            if columns
        }

    def reread(self) -> None:
        """Read them again."""
        meanings, counts = self._meanings(), self.rewritten()
        if not counts:
            return
        for columns in meanings.values():
            for name, texts in columns.items():
                self._columns[name] = [texts.get(cell, cell) for cell in self._columns[name]]
        for way, by_column in counts.items():
            so_far = self._reread.setdefault(way, {})
            for name, count in by_column.items():
                so_far[name] = so_far.get(name, 0) + count
        self._examine()

    def _places(self, column: str, texts: Collection[str]) -> list[int]:
        return [place for place, cell in enumerate(self._columns[column]) if cell in texts]

    # --- in words ---------------------------------------------------------------------------------------------------

    def _say(self) -> Iterable[Problem | None]:
        meanings = self._meanings()
        by_date = meanings[DATES]
        ways = list(dict.fromkeys(way for texts in by_date.values() for way in dates.ways(texts)))
        yield self._warning(
            by_date,
            f"a date as Excel rewrites it, {listed(ways, 'or')}. The DfE takes only dd/mm/yyyy: set the format of the "
            "column and export again; meanwhile they can be read as the dates they plainly are.",
        )
        forms = sorted({text.strip() for texts in meanings[BLANKS].values() for text in texts})
        yield self._warning(
            meanings[BLANKS],
            f"{listed(forms, 'or')} where blank is meant, which counts as a value. Export the file again with such "
            "cells blank; meanwhile they can be read as blank.",
        )
        yield self._warning(
            meanings[NUMBERS],
            "a whole number with .0 after it, 1.0 where 1 is meant. Export the file again without it; meanwhile they "
            "can be read as the whole numbers they are.",
        )
        # Of identifiers it is said with what it does to them: see lac_validator.ingest.identifiers.
        shortened = {
            name: cells.shortened for name, cells in self._texts.items() if cells.shortened and name != "CHILD"
        }
        yield self._warning(
            shortened,
            "a number that Excel has shortened, as 1.23E+11, so that its last digits are lost. They cannot be had back "
            "from this file: export it again and do not open it in Excel, or set the column's format to text first.",
        )
        yield self._warning(
            {name: cells.either for name, cells in self.dates.items() if cells.either},
            "a date that can be day/month or month/day, since other cells of the column have the month first. Such "
            "cells stay as they are: export the file again with dates as dd/mm/yyyy.",
        )
        yield self._no_dates()

    def _warning(self, columns: Mapping[str, Collection[str]], what: str) -> Problem | None:
        """One sentence on the cells that hold these texts, by column, if there are any."""
        places = {name: self._places(name, texts) for name, texts in columns.items()}
        if not places:
            return None
        total = sum(map(len, places.values()))
        first = {name: self._lines[where[0]] for name, where in places.items()}
        if len(places) == 1:
            (name,) = places
            cells = f"{counted(total, 'cell')} in {name} (first in {self._unit} {first[name]})"
        else:
            each = listed([f"{len(where):,} in {name}" for name, where in places.items()])
            cells = f"{counted(total, 'cell')} (first in {self._unit} {min(first.values())}: {each})"
        sentence = f"{self._file}: {cells} {'holds' if total == 1 else 'hold'} {what}"
        return Problem(WARNING, self._file, sentence, min(first.values()), ", ".join(places), total)

    def _no_dates(self) -> Problem | None:
        columns = {name: cells.unreadable for name, cells in self.dates.items() if cells.unreadable}
        if not columns:
            return None
        places = {name: self._places(name, texts) for name, texts in columns.items()}
        first = {name: self._lines[where[0]] for name, where in places.items()}
        total = sum(map(len, places.values()))
        if len(places) == 1:
            (name,) = places
            subject = f"{counted(total, 'date')} in {name}"
            detail = f" (first: {self._unit} {first[name]})"
        else:
            subject, detail = (
                counted(total, "date"),
                ": "
                + listed(
                    [f"{len(where):,} in {name} (first: {self._unit} {first[name]})" for name, where in places.items()]
                ),
            )
        are, count = ("is not a real date", "It counts") if total == 1 else ("are not real dates", "They count")
        errors = "an error" if total == 1 else "errors"
        sentence = f"{self._file}: {subject} {are}{detail}. {count} as {errors} until corrected."
        return Problem(WARNING, self._file, sentence, min(first.values()), ", ".join(places), total)

    def reread_notes(self) -> list[Problem]:
        """What was read again, as the user asked."""
        notes = []
        for way, columns in self._reread.items():
            count = sum(columns.values())
            one, several = MEANINGS[way]
            was = f"was read as {one}" if count == 1 else f"were read as {several}"
            sentence = (
                f"{self._file}: {counted(count, 'cell')} in {listed(list(columns))} {was}, as you asked. The file "
                "itself still has to be put right before it goes to the DfE."
            )
            notes.append(Problem(NOTE, self._file, sentence, column=", ".join(columns), count=count))
        return notes

    # --- what the dates tell ----------------------------------------------------------------------------------------

    def years(self, columns: Iterable[str]) -> Counter[int]:
        """For each collection year how many of the dates in these columns fall in it."""
        years: Counter[int] = Counter()
        for name in columns:
            if name in self.dates:
                years.update(self.dates[name].years)
        return years


def offers(counts: Iterable[Counts]) -> tuple[int, int, list[str]]:
    """Of several tables: how many cells can be read again, in how many tables, and what they are."""
    cells, tables = 0, 0
    ways: dict[str, bool] = defaultdict(bool)
    for each in counts:
        tables += bool(each)
        for way, columns in each.items():
            ways[way] = True
            cells += sum(columns.values())
    return cells, tables, [OFFERED[way] for way in OFFERED if ways[way]]
