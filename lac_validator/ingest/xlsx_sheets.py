"""One sheet of a workbook, row by row as the parser of XML comes to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lac_validator.ingest import limits
from lac_validator.ingest.problems import CannotRead
from lac_validator.ingest.safe_xml import guarded_parser, local_name
from lac_validator.ingest.xlsx_book import Workbook
from lac_validator.ingest.xlsx_cells import day, is_altered, iso_day, letters_of, number_shown, position_of, unescaped


@dataclass
class WorkbookSheet:
    """One sheet as text.

    :ivar rows: its rows that have cells, each as long as its last wanted cell; cells that are not wanted are blank, but
        in rows that have no other.
    :ivar numbers: for each of them its number in the sheet, from 1.
    :ivar dates: how many cells of each column, by position from 0, hold a date of Excel's own.
    :ivar errors: in which rows an error such as #REF! is shown, by position of the column.
    :ivar altered: in which rows there is a number that Excel does not keep as it was typed, likewise.
    :ivar merged: the ranges of cells that are merged: ``A2:A4``.
    :ivar hidden_rows: the numbers of rows that are hidden; they are read all the same.
    :ivar in_file: how many rows the file has for the sheet; ``blank`` of them hold nothing.
    """

    name: str
    hidden: bool
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    dates: dict[int, int] = field(default_factory=dict)
    errors: dict[int, list[int]] = field(default_factory=dict)
    altered: dict[int, list[int]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    in_file: int = 0
    blank: int = 0


Wanted = Callable[[list[list[str]]], set[int] | None]
"""Given the first rows of a sheet, the positions of the columns that are wanted; None for all."""


class SheetReader:
    """Listens to the parser and keeps the wanted cells of one sheet."""

    def __init__(self, book: Workbook, sheet: WorkbookSheet, wanted: Wanted | None, first_rows: int) -> None:
        self.book = book
        self.sheet = sheet
        self.wanted = wanted
        self.first_rows = first_rows
        self.parser = guarded_parser()
        self._unwanted: re.Pattern[bytes] | None = None
        self._days: dict[str, str | None] = {}
        self._listen()

    def without_unwanted(self, piece: bytes) -> bytes:
        """The piece of the sheet without the cells of columns that are not wanted, so far as they are written in the
        usual way and lie in this piece; the others the parser hears of, and leaves out. Where they may be all that a
        row holds, they stay: it is a row all the same.
        """
        if self._unwanted is None:
            return piece
        rest = self._unwanted.sub(b"", piece)
        return _EMPTY_CELLS.sub(b"", piece) if _ROW_WITHOUT_CONTENT.search(rest) else rest

    def _listen(self) -> None:
        """Take the elements as they come. Everything is local to this function, which is called millions of times."""
        parser, sheet, shared = self.parser, self.sheet, self.book.shared
        positions: dict[str, int] = {}  # by the letters of a column
        kinds: dict[str, str] = {}
        texts: list[str] = []
        row: dict[int, str] = {}
        unwanted: dict[int, str] = {}  # cells of the row
        place = -1
        kind = style = None
        number = 0
        choosing = self.wanted is not None
        chosen: set[int] | None = None

        def start(raw_name: str, attributes: dict[str, str]) -> None:
            nonlocal row, unwanted, place, kind, style, number
            name = kinds.get(raw_name)
            if name is None:
                name = kinds[raw_name] = local_name(raw_name)
            if name == "c":
                reference = attributes.get("r")
                if reference:
                    letters = reference.rstrip("0123456789")
                    if letters not in positions:
                        position = position_of(letters)
                        if position is None:
                            raise self.book.damaged()
                        positions[letters] = position
                    place = positions[letters]
                else:
                    place += 1
                kind, style = attributes.get("t"), attributes.get("s")
            elif name == "v" or name == "t":
                parser.CharacterDataHandler = texts.append
            elif name == "row":
                given = attributes.get("r", "")
                number = max(int(given) if given.isdecimal() and len(given) < 9 else 0, number + 1)
                row, unwanted, place = {}, {}, -1
                sheet.in_file += 1
                if attributes.get("hidden") in ("1", "true"):
                    sheet.hidden_rows.append(number)
            elif name == "mergeCell":
                sheet.merged.append(attributes.get("ref", ""))

        def end(raw_name: str) -> None:
            nonlocal row, choosing, chosen
            name = kinds[raw_name]
            if name == "v" or name == "t":
                parser.CharacterDataHandler = None
            elif name == "c":
                if texts:
                    text = "".join(texts)
                    texts.clear()
                    if kind == "s":
                        try:
                            text = shared[int(text)]
                        except (ValueError, IndexError):
                            raise self.book.damaged() from None
                    else:
                        text = self._shown(text, kind, style, place, number)
                    if chosen is None or place in chosen:
                        row[place] = text
                    else:
                        unwanted[place] = text
            elif name == "row" and not row and not unwanted:
                sheet.blank += 1
            elif name == "row":
                if unwanted and not any(map(str.strip, row.values())):
                    row |= unwanted
                cells = [""] * (max(row) + 1)
                for position, cell in row.items():
                    cells[position] = cell
                sheet.rows.append(cells)
                sheet.numbers.append(number)
                if choosing and len(sheet.rows) == self.first_rows:
                    choosing = False
                    chosen = self.wanted(sheet.rows) if self.wanted else None
                    self._unwanted = _cells_outside(chosen)
                if len(sheet.rows) > limits.ROWS + self.first_rows:
                    raise CannotRead(
                        f"{self.book.file} › {sheet.name} has more than the {limits.ROWS:,} rows that can be read."
                    )

        parser.StartElementHandler, parser.EndElementHandler = start, end

    def _shown(self, text: str, kind: str | None, style: str | None, place: int, number: int) -> str:
        """What Excel shows in a cell, but for shared strings."""
        if kind in ("str", "inlineStr"):
            return unescaped(text)
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if kind == "e":
            self.sheet.errors.setdefault(place, []).append(number)
            return text
        if kind == "d":
            return self._day(place, iso_day(text)) or text
        styles = self.book.formats
        how = styles[int(style)] if style and style.isdecimal() and int(style) < len(styles) else None
        if how == "date":
            if text not in self._days:
                self._days[text] = day(text, self.book.starts_1904)
            return self._day(place, self._days[text]) or number_shown(text)
        shown_as = number_shown(text)
        if (len(text) > 14 or "E" in text or "e" in text) and is_altered(text):
            self.sheet.altered.setdefault(place, []).append(number)
        return shown_as.zfill(how) if isinstance(how, int) and shown_as.isdecimal() else shown_as

    def _day(self, place: int, day: str | None) -> str | None:
        if day:
            self.sheet.dates[place] = self.sheet.dates.get(place, 0) + 1
        return day


def _cells_outside(wanted: set[int] | None) -> re.Pattern[bytes] | None:
    """What finds runs of cells of other columns: two thirds of the time of a wide sheet would be spent on these."""
    if wanted is None:
        return None
    columns = "|".join(letters_of(position) for position in sorted(wanted))
    cell = rf'<c r="(?!(?:{columns})[0-9])[A-Z]+[0-9]+"[^<>]*(?:(?<=/)>|(?<!/)>.*?</c>)'
    return re.compile(f"(?:{cell})+".encode(), re.DOTALL)


_ROW_WITHOUT_CONTENT = re.compile(rb"<row\b[^<>]*(?<!/)>(?:<c\b[^<>]*/>)*</row>")
_EMPTY_CELLS = re.compile(rb'(?:<c r="[A-Z]+[0-9]+"[^<>]*/>)+')  # they have a colour, or a frame
