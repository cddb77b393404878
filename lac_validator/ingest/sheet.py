"""A table as it stands in a file: its headings, its columns of text, and the line of each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter

from lac_validator.ingest import headings as naming
from lac_validator.ingest import limits
from lac_validator.ingest.problems import (
    ERROR,
    NOTE,
    WARNING,
    CannotRead,
    Problem,
    counted,
    lines_named,
)

Rows = Sequence[Sequence[str]]

HEADINGS_AMONG = 30
"""The headings are looked for in so many rows: exports and Ofsted's lists may have titles above them."""


HEADINGS, ABOVE, BLANK, CONTINUED = "headings", "above the headings", "blank", "second and further lines of a row"
EMPTY, AGAIN, TOTALS, OF_ANOTHER = "without content", "headings again", "totals", "of another table"
ASTRAY, NO_GROUP = "of no home in the list", "groups of no table"
"""Why a line or row of the file is no row of the table."""

_NEVER_ROWS = {HEADINGS, ABOVE, BLANK, CONTINUED}

_TOTALS = re.compile(
    r"((grand |sub-?)?totals?|end of (the )?(report|file|data|extract|list)|(number|count|no\.?)( of [a-z]+)?)"
    r"\W*[0-9,]*\W*|(count|total|rows|records)\W*[0-9,]+|\(?[0-9,]+ (rows?|records?)( \w+)?\)?",
    re.IGNORECASE,
)
"""What reports write below their last row."""

_CELLS_OF_TOTALS = 3
"""A row of totals has no more cells filled."""


@dataclass(frozen=True)
class LeftOut:
    """Lines or rows of a file that are no rows of its table: why, and how many."""

    reason: str
    count: int

    @property
    def looked_like_rows(self) -> bool:
        """Whether somebody who counts the rows of the file would count these."""
        return self.reason not in _NEVER_ROWS


@dataclass
class Sheet:
    """One table in one file.

    :ivar file: the file, and the sheet in it, as they are shown.
    :ivar headings: as found.
    :ivar columns: for each heading its cells.
    :ivar lines: for each row its line in the file, or its row in the sheet.
    :ivar unit: ``line`` or ``row``: what the file's own program calls it.
    :ivar problems: what was found while reading it.
    :ivar names: for each heading how it is called in a sentence, see :func:`lac_validator.ingest.headings.names_of`.
    :ivar in_file: how many lines the file has, or rows the sheet, counted apart from reading them.
    :ivar left_out: those of them that are no rows of the table.
    """

    file: str
    headings: Sequence[str] = ()
    columns: Sequence[Sequence[str]] = ()
    lines: Sequence[int] = ()
    unit: str = "line"
    problems: list[Problem] = field(default_factory=list)
    names: Sequence[str] = ()
    in_file: int = 0
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, reason: str, count: int) -> None:
        """Count lines or rows that are no rows of the table."""
        if count:
            self.left_out.append(LeftOut(reason, count))

    def account(self) -> None:
        """Say so where rows were lost: what was read and what was left out must be all that there is."""
        found = len(self.lines) + sum(each.count for each in self.left_out)
        if found != self.in_file:
            sentence = (
                f"{self.file}: of {counted(self.in_file, self.unit)} in the file {found:,} are accounted for, so rows "
                "were lost in reading it, or counted twice. Do not rely on the result; please report this."
            )
            self.problems.append(Problem(ERROR, self.file, sentence, count=abs(self.in_file - found)))


def find_headings(rows: Rows, known: Callable[[str], bool]) -> int:
    """The position of the row of headings: the one with most headings that are known; the first where none is."""
    first = next((place for place, row in enumerate(rows) if has_content(row)), 0)
    if rows and are_headings(rows[first], known):
        return first
    scores = [sum(map(known, row[: limits.COLUMNS])) for row in rows[:HEADINGS_AMONG]]
    best = max(scores, default=0)
    return scores.index(best) if best else first


def are_headings(row: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Whether a row is headings beyond doubt, so that no other need be looked at."""
    return 1 < len(row) <= limits.COLUMNS and sum(map(known, row)) * 2 > len(row)


def has_content(cells: Sequence[str]) -> bool:
    """Whether any of these cells holds more than blanks."""
    return bool(cells) and bool(cells[0].strip() or "".join(cells).strip())


def lay_out(
    file: str,
    rows: Rows,
    lines: Sequence[int],
    known: Callable[[str], bool],
    unit: str = "line",
    in_file: int | None = None,
) -> Sheet:
    """Rows of cells as a sheet: the headings found, every row as wide as they are, rows without content left out.

    :param in_file: how many lines the file has, where there are more than rows are given.
    :raises CannotRead: there is nothing in it, or more than can be.
    """
    top = find_headings(rows, known)
    if top >= len(rows):
        raise CannotRead(f"{file} is empty: export it again.")
    sheet = Sheet(file, unit=unit, in_file=len(rows) if in_file is None else in_file)
    if any(map(has_content, rows[:top])):
        sentence = f"{file}: the headings stand in {unit} {lines[top]}; what stands above them was left out."
        sheet.problems.append(Problem(NOTE, file, sentence, line=lines[top]))
    headings = list(rows[top])
    while headings and not headings[-1].strip():
        headings.pop()
    if len(headings) > limits.COLUMNS:
        raise CannotRead(
            f"{file} has {len(headings):,} columns, more than the {limits.COLUMNS:,} that can be read: export it again."
        )
    sheet.leave_out(ABOVE, top)
    sheet.leave_out(HEADINGS, 1)
    rows, lines = rows[top + 1 :], lines[top + 1 :]
    if len(rows) > limits.ROWS:
        raise CannotRead(f"{file} has {len(rows):,} rows, more than the {limits.ROWS:,} that can be read.")
    sheet.headings, sheet.names = headings, naming.names_of(headings, known)
    rows, lines = _without_empty_rows(sheet, rows, lines)
    rows, lines = _without_what_is_no_row(sheet, rows, lines, known)
    rows = _as_wide_as_headings(file, rows, lines, len(headings), unit, sheet.problems)
    sheet.columns = list(zip(*rows, strict=True)) if rows else [()] * len(headings)
    sheet.lines = lines
    return sheet


def _without_empty_rows(sheet: Sheet, rows: Rows, lines: Sequence[int]) -> tuple[Rows, Sequence[int]]:
    if all(map(str.strip, [row[0] if row else "" for row in rows])):  # nearly always, and quicker than by row
        return rows, lines
    filled = list(map(has_content, rows))
    # Blank lines are nothing; a line of commas looks like a row to others, so it is said that it is not one here.
    of_blanks = [line for row, line, has in zip(rows, lines, filled, strict=True) if row and not has]
    if of_blanks:
        sentence = (
            f"{sheet.file}: {counted(len(of_blanks), 'row')} without any content left out "
            f"({lines_named(of_blanks, sheet.unit)})."
        )
        sheet.problems.append(Problem(NOTE, sheet.file, sentence, line=of_blanks[0], count=len(of_blanks)))
    sheet.leave_out(EMPTY, len(of_blanks))
    sheet.leave_out(BLANK, filled.count(False) - len(of_blanks))
    return list(compress(rows, filled)), list(compress(lines, filled))


def _without_what_is_no_row(
    sheet: Sheet, rows: Rows, lines: Sequence[int], known: Callable[[str], bool]
) -> tuple[Rows, Sequence[int]]:
    """Without headings that stand there again, totals below the last row, and a second table below the first."""
    # Of the thousands of first cells only the few distinct ones are looked at, and of them those that are words.
    first = set(map(itemgetter(0), rows))
    if all(map(str.isalnum, first)) and not any(map(str.isalpha, first)):
        return rows, lines
    odd = {cell for cell in first if not cell.isalnum() or cell.isalpha()}
    again = {cell for cell in odd if known(cell) or _same(cell, sheet.headings[0])}
    totals = {cell for cell in odd if not cell.strip() or _TOTALS.fullmatch(cell.strip())}
    if not again and not totals:
        return rows, lines
    headings = [heading.strip().upper() for heading in sheet.headings]
    repeated: list[int] = []
    summed: list[int] = []
    end = len(rows)
    for place, row in enumerate(rows):
        if row[0] in again:
            cells = [cell.strip().upper() for cell in row]
            if cells[: len(headings)] == headings:
                repeated.append(place)
            elif are_headings([cell for cell in row if cell.strip()], known):
                end = place
                break
        elif row[0] in totals and _is_of_totals(row):
            summed.append(place)
    _say_left_out(sheet, AGAIN, "that repeats the headings", "that repeat the headings", [lines[at] for at in repeated])
    _say_left_out(
        sheet,
        TOTALS,
        "of totals, or that ends a report,",
        "of totals, or that end a report,",
        [lines[at] for at in summed],
    )
    if end < len(rows):
        sentence = (
            f"{sheet.file}: the headings of another table stand in {sheet.unit} {lines[end]}. They and the "
            f"{counted(len(rows) - end - 1, 'row')} below them were left out: give each table in a file of its own."
        )
        sheet.problems.append(Problem(ERROR, sheet.file, sentence, line=lines[end], count=len(rows) - end))
        sheet.leave_out(OF_ANOTHER, len(rows) - end)
    gone = {*repeated, *summed}
    kept = [place for place in range(end) if place not in gone]
    return [rows[place] for place in kept], [lines[place] for place in kept]


def _same(cell: str, heading: str) -> bool:
    return cell.strip().upper() == heading.strip().upper()


def _is_of_totals(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return 0 < len(filled) <= _CELLS_OF_TOTALS and _TOTALS.fullmatch(filled[0]) is not None


def _say_left_out(sheet: Sheet, reason: str, what: str, plural: str, lines: Sequence[int]) -> None:
    if lines:
        rows = f"{counted(len(lines), 'row')} {what if len(lines) == 1 else plural} left out"
        sentence = f"{sheet.file}: {rows} ({lines_named(lines, sheet.unit)})."
        sheet.problems.append(Problem(WARNING, sheet.file, sentence, line=lines[0], count=len(lines)))
        sheet.leave_out(reason, len(lines))


def _as_wide_as_headings(
    file: str, rows: Rows, lines: Sequence[int], width: int, unit: str, problems: list[Problem]
) -> Rows:
    widths = list(map(len, rows))
    if set(widths) <= {width}:
        return rows
    short = [line for line, cells in zip(lines, widths, strict=True) if cells < width]
    long = [
        line for row, line, cells in zip(rows, lines, widths, strict=True) if cells > width and has_content(row[width:])
    ]
    if short:
        sentence = (
            f"{file}: {counted(len(short), 'row')} with fewer cells than the {width} headings "
            f"({lines_named(short, unit)}); "
            f"the cells that lack were read as blank. Look whether a cell was lost there."
        )
        problems.append(Problem(WARNING, file, sentence, line=short[0], count=len(short)))
    if long:
        sentence = (
            f"{file}: {counted(len(long), 'row')} with more cells than the {width} headings "
            f"({lines_named(long, unit)}); what is beyond the last heading was left out. Often a comma stands in a "
            "text without quotation marks: the cells after it are then in the wrong columns."
        )
        problems.append(Problem(WARNING, file, sentence, line=long[0], count=len(long)))
    return [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in rows]


def shorten_cells(sheet: Sheet) -> None:
    """Cut cells that are longer than any value of a return, and say so."""
    columns = list(sheet.columns)
    for place, column in enumerate(columns):
        if max(map(len, column), default=0) > limits.CELL_LETTERS:
            heading = sheet.names[place] or f"column {place + 1}"
            long = [line for line, cell in zip(sheet.lines, column, strict=True) if len(cell) > limits.CELL_LETTERS]
            columns[place] = [cell[: limits.CELL_LETTERS] for cell in column]
            sentence = (
                f"{sheet.file}: {counted(len(long), 'cell')} in {_column(heading)} with more than "
                f"{limits.CELL_LETTERS:,} characters ({lines_named(long, sheet.unit)}), cut there. Look at what is in "
                f"it."
            )
            problem = Problem(WARNING, sheet.file, sentence, line=long[0], column=heading, count=len(long))
            sheet.problems.append(problem)
    sheet.columns = columns


def _column(name: str) -> str:
    return name if name.startswith("column ") else f"column {name}"
