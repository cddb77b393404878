"""A table as it stands in a file: its headings, its columns of text, and the line of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress

from lac_validator.ingest import limits
from lac_validator.ingest.problems import (
    NOTE,
    WARNING,
    CannotRead,
    Problem,
    counted,
    lines_named,
    shown,
)

Rows = Sequence[Sequence[str]]

HEADINGS_AMONG = 30
"""The headings are looked for in so many rows: exports and Ofsted's lists may have titles above them."""


@dataclass
class Sheet:
    """One table in one file.

    :ivar file: the file, and the sheet in it, as they are shown.
    :ivar headings: as found.
    :ivar columns: for each heading its cells.
    :ivar lines: for each row its line in the file, or its row in the sheet.
    :ivar unit: ``line`` or ``row``: what the file's own program calls it.
    :ivar problems: what was found while reading it.
    """

    file: str
    headings: Sequence[str] = ()
    columns: Sequence[Sequence[str]] = ()
    lines: Sequence[int] = ()
    unit: str = "line"
    problems: list[Problem] = field(default_factory=list)


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


def lay_out(file: str, rows: Rows, lines: Sequence[int], known: Callable[[str], bool], unit: str = "line") -> Sheet:
    """Rows of cells as a sheet: the headings found, every row as wide as they are, rows without content left out.

    :raises CannotRead: there is nothing in it, or more than can be.
    """
    top = find_headings(rows, known)
    if top >= len(rows):
        raise CannotRead(f"{file} is empty: export it again.")
    problems: list[Problem] = []
    if any(map(has_content, rows[:top])):
        sentence = f"{file}: the headings stand in {unit} {lines[top]}; what stands above them was left out."
        problems.append(Problem(NOTE, file, sentence, line=lines[top]))
    headings = list(rows[top])
    while headings and not headings[-1].strip():
        headings.pop()
    if len(headings) > limits.COLUMNS:
        raise CannotRead(
            f"{file} has {len(headings):,} columns, more than the {limits.COLUMNS:,} that can be read: export it again."
        )
    rows, lines = rows[top + 1 :], lines[top + 1 :]
    if len(rows) > limits.ROWS:
        raise CannotRead(f"{file} has {len(rows):,} rows, more than the {limits.ROWS:,} that can be read.")
    rows, lines = _without_empty_rows(file, rows, lines, unit, problems)
    rows = _as_wide_as_headings(file, rows, lines, len(headings), unit, problems)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headings)
    return Sheet(file, headings, columns, lines, unit, problems)


def _without_empty_rows(
    file: str, rows: Rows, lines: Sequence[int], unit: str, problems: list[Problem]
) -> tuple[Rows, Sequence[int]]:
    if all(map(str.strip, [row[0] if row else "" for row in rows])):  # nearly always, and quicker than by row
        return rows, lines
    filled = list(map(has_content, rows))
    # Blank lines are nothing; a line of commas looks like a row to others, so it is said that it is not one here.
    of_blanks = [line for row, line, has in zip(rows, lines, filled, strict=True) if row and not has]
    if of_blanks:
        sentence = (
            f"{file}: {counted(len(of_blanks), 'row')} without any content left out ({lines_named(of_blanks, unit)})."
        )
        problems.append(Problem(NOTE, file, sentence, line=of_blanks[0], count=len(of_blanks)))
    return list(compress(rows, filled)), list(compress(lines, filled))


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
            heading = shown(sheet.headings[place].strip())[:50]
            long = [line for line, cell in zip(sheet.lines, column, strict=True) if len(cell) > limits.CELL_LETTERS]
            columns[place] = [cell[: limits.CELL_LETTERS] for cell in column]
            sentence = (
                f"{sheet.file}: {counted(len(long), 'cell')} in column {heading} with more than "
                f"{limits.CELL_LETTERS:,} characters ({lines_named(long, sheet.unit)}), cut there. Look at what is in "
                f"it."
            )
            problem = Problem(WARNING, sheet.file, sentence, line=long[0], column=heading, count=len(long))
            sheet.problems.append(problem)
    sheet.columns = columns
