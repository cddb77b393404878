"""The lines of a CSV file as rows of cells, where quotation marks may be stray.

No cell of a 903 table, nor of a provider list, holds a line end. A mark that opens a cell and is closed only lines
later is therefore most often stray, and the lines between are rows of their own. Only where they do not look like rows
is the cell taken as a text over several lines, as a column of notes has.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import contains

from lac_validator.ingest import sheet
from lac_validator.ingest.problems import WARNING, Problem, counted, lines_named

_LONGEST_QUOTED_LINES = 100
"""A quotation mark that has no partner within so many lines has none."""

_MOST_STRAY = 20
"""Of marks in one line; beyond, what follows is cut at every separator."""


@dataclass
class CsvRows:
    """The cells of every row, the line on which each row begins, and what there is to say about them.

    :ivar continued: how many lines are no rows of their own, but belong to the row before.
    """

    cells: list[list[str]]
    lines: Sequence[int]
    problems: list[Problem] = field(default_factory=list)
    continued: int = 0


def rows_of(file: str, lines: Sequence[str], separator: str, known: Callable[[str], bool]) -> CsvRows:
    """The rows of a file, given as its lines.

    :param known: tells whether a text is the heading of a column; by it the width of the table is known.
    """
    reader = csv.reader(lines, delimiter=separator)
    cells = list(reader)
    # No cell goes over several lines, and no mark is left in any.
    odd = [letter for letter in '"\v' if _any_has(lines, letter)]
    if reader.line_num == len(cells) and not any(_any_has(chain.from_iterable(cells), letter) for letter in odd):
        return CsvRows(cells, range(1, len(cells) + 1))
    del cells
    return _OneByOne(lines, separator, known).read(file)


def _any_has(texts: Iterable[str], letter: str) -> bool:
    return any(map(contains, texts, repeat(letter)))


class _OneByOne:
    """Reads row by row, where some cell goes over several lines or seems to, or a mark is left in a cell."""

    def __init__(self, lines: Sequence[str], separator: str, known: Callable[[str], bool]) -> None:
        self.lines = lines
        self.separator = separator
        self.known = known
        self.width = 0
        self.sure_of_width = False
        self.stray: list[int] = []
        self.over_lines: list[int] = []

    def read(self, file: str) -> CsvRows:
        """Every row."""
        cells: list[list[str]] = []
        numbers: list[int] = []
        place = continued = 0
        while place < len(self.lines):
            row, taken = self.row_at(place)
            cells.append(row)
            numbers.append(place + 1)
            self.look_at_width(row)
            place += taken
            continued += taken - 1
        return CsvRows(cells, numbers, self.problems(file), continued)

    def look_at_width(self, row: list[str]) -> None:
        """The table is as wide as its headings; until they have been met, as the first row of several cells."""
        if self.sure_of_width or len(row) < 2:
            return
        if sheet.are_headings(row, self.known):
            self.width, self.sure_of_width = len(row), True
        elif not self.width:
            self.width = len(row)

    def row_at(self, place: int) -> tuple[list[str], int]:
        """The row that begins on a line, and how many lines it takes."""
        line = self.lines[place]
        if "\v" in line:  # see with_usual_ends
            self.over_lines.append(place + 1)
        if '"' not in line:
            return self.parsed(line), 1
        reader = csv.reader(self.lines[place : place + _LONGEST_QUOTED_LINES], delimiter=self.separator, strict=True)
        try:
            row = next(reader, [])
        except csv.Error:  # not closed, or text after a closing mark
            row = self.parsed(line)
            if _ends_open(row) or line.count('"') % 2:
                return self.without_stray(place), 1
            return self.mended(row, place), 1
        taken = reader.line_num
        if taken == 1:
            odd = line.count('"') % 2 and any(cell[:1] == '"' or cell[-1:] == '"' for cell in row)
            return (self.without_stray(place) if odd else self.mended(row, place)), 1
        if self.width and (len(row) != self.width or self.has_rows_inside(place, taken)):
            return self.without_stray(place), 1
        self.over_lines += [place + 1] * sum("\n" in cell or "\r" in cell for cell in row)
        return row, taken

    def has_rows_inside(self, place: int, taken: int) -> bool:
        """Whether lines that a cell would swallow are rows of their own, by the count of their cells.

        The last line is wide too where the first column alone goes over several lines; the first is then short.
        """
        widths = [line.count(self.separator) + 1 for line in self.lines[place : place + taken]]
        nearly = max(self.width - 1, 2)
        if any(width >= nearly for width in widths[1:-1]):
            return True
        return widths[0] >= nearly and widths[-1] >= nearly and self.width > 2

    def parsed(self, text: str) -> list[str]:
        """One line as a row, whatever its marks."""
        return next(csv.reader([text], delimiter=self.separator), [])

    def without_stray(self, place: int) -> list[str]:
        """The row of one line in which marks are stray: they are left out, so that its value is what was meant."""
        self.stray.append(place + 1)
        row: list[str] = []
        rest = self.parsed(self.lines[place])
        for _ in range(_MOST_STRAY):
            if not _ends_open(rest):
                break
            row += rest[:-1]
            rest = self.parsed(rest[-1])
        else:
            rest = rest[:-1] + rest[-1].rstrip("\r\n").split(self.separator)
        return [cell.strip().strip('"') for cell in [*row, *rest]]

    def mended(self, row: list[str], place: int) -> list[str]:
        """A row in which two stray marks on one line have swallowed separators: cut at every separator."""
        if self.sure_of_width and len(row) < self.width:
            plain = self.lines[place].rstrip("\r\n").split(self.separator)
            if len(plain) == self.width:
                self.stray.append(place + 1)
                return [cell.strip().strip('"') for cell in plain]
        return row

    def problems(self, file: str) -> list[Problem]:
        """What there is to say."""
        found = []
        if self.stray:
            sentence = (
                f"{file}: a quotation mark without its partner in {lines_named(self.stray)}; the marks were left out "
                "there, so that every line could be read. Look at it, and export the file again."
            )
            found.append(Problem(WARNING, file, sentence, line=self.stray[0], count=len(self.stray)))
        if self.over_lines:
            named = lines_named(list(dict.fromkeys(self.over_lines)))
            sentence = (
                f"{file}: {counted(len(self.over_lines), 'cell')} with a line end in it ({named}), read as one cell. "
                "No column of the return holds one: look whether a quotation mark is missing there."
            )
            found.append(Problem(WARNING, file, sentence, line=self.over_lines[0], count=len(self.over_lines)))
        return found


def _ends_open(row: list[str]) -> bool:
    """Whether a mark opened the last cell of a line and nothing closed it: the cell then holds the line's end."""
    return bool(row) and row[-1].endswith(("\n", "\r"))
