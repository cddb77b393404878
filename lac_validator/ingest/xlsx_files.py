"""Workbooks of Excel (.xlsx, .xlsm), read with no more than the parser of XML that Python has.

Why not a library: a provider list has 40,000 rows by 42 columns, of which six are wanted, and is read in the browser.
Measured on such a sheet, natively: openpyxl 3.1 read-only 13.3 s, xlsx2csv 0.8 12.1 s, fastpyxl 1.1 (a fork of
openpyxl) 7.6 s, sxl 21 s and 0.9 GB, pylightxl 1.6 42 s and 1.4 GB; a pass of expat with empty handlers 4.4 s; this
reader 2.3 s and 35 MB, since cells that nobody wants never reach the parser. In Pyodide 0.27: 7.6 s for the empty pass,
4.7 s for this reader. The quick readers are written in Rust, of which there are no builds for Pyodide 0.27.

A cell is given as the text that Excel shows: a date as dd/mm/yyyy, a whole number without ".0", 007 where the format
says so. Formulas give the value that was saved with them. Formatting, pictures and everything else is not looked at.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from lac_validator.ingest import limits
from lac_validator.ingest.archives import checked_archive, zip_errors
from lac_validator.ingest.dates import EXCEL_1904_DAYS, EXCEL_DAY_0, written
from lac_validator.ingest.problems import CannotRead, shown
from lac_validator.ingest.safe_xml import guarded_parser, local_name, xml_errors

REMEDY = "Open it in Excel, save it again as .xlsx, or export the sheet as CSV."

# Formats that Excel has built in and that show a day; 27 to 36 and 50 to 58 do so in East Asian versions.
_BUILT_IN_DATES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_LAST_DAY = 2_958_465  # 31/12/9999, where Excel's calendar ends
_PIECE = 1 << 18
_END_OF_ROW = b"</row>"


@dataclass
class WorkbookSheet:
    """One sheet as text.

    :ivar rows: its rows that have cells, each as long as its last wanted cell; cells that are not wanted are blank, but
        in rows that have no other.
    :ivar numbers: for each of them its number in the sheet, from 1.
    :ivar dates: how many cells of each column, by position from 0, hold a date of Excel's own.
    :ivar errors: in which rows an error such as #REF! is shown, by position of the column.
    """

    name: str
    hidden: bool
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    dates: dict[int, int] = field(default_factory=dict)
    errors: dict[int, list[int]] = field(default_factory=dict)


Wanted = Callable[[list[list[str]]], set[int] | None]
"""Given the first rows of a sheet, the positions of the columns that are wanted; None for all."""


def read_workbook(
    file: str, data: bytes, wanted: Wanted | None = None, first_rows: int = 30
) -> Generator[float, None, list[WorkbookSheet]]:
    """The sheets of a workbook, in their order; on the way the part of them that has been read, from 0 to 1.

    Hidden sheets are named, and not read.

    :param file: the name to show in sentences.
    :param wanted: asked once for each sheet, when ``first_rows`` of it have been read whole.
    :raises CannotRead: it is no workbook, is damaged, or unpacks to more than :mod:`~lac_validator.ingest.limits`
    allow.
    """
    with zip_errors(file, REMEDY), checked_archive(file, data) as archive, xml_errors(file, REMEDY):
        book = _Workbook(archive, file)
        sheets = [WorkbookSheet(name, hidden) for name, hidden, _ in book.sheets]
        total = max(sum(size for _, hidden, size in map(book.measured, book.sheets) if not hidden), 1)
        done = 0
        for sheet, (_, hidden, path) in zip(sheets, book.sheets, strict=True):
            if hidden:
                continue
            reader = _SheetReader(book, sheet, wanted, first_rows)
            with archive.open(path) as stream:
                for piece in _ending_with_rows(_pieces(stream)):
                    reader.parser.Parse(reader.without_unwanted(piece), False)
                    done += len(piece)
                    yield min(done / total, 1.0)
            reader.parser.Parse(b"", True)
        return sheets


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _ending_with_rows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a sheet cut so that each ends with a row, but for rows that are longer than a piece."""
    rest = b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(_END_OF_ROW) + len(_END_OF_ROW) if _END_OF_ROW in piece else len(rest)
        yield rest[:end]
        rest = rest[end:]
    yield rest


class _Workbook:
    """What the sheets of a workbook share."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.archive = archive
        self.file = file
        self.names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        main = self._related("", "officeDocument") or "xl/workbook.xml"
        folder = main.rpartition("/")[0]
        targets = self._relations(main)
        self.starts_1904 = False
        self.sheets: list[tuple[str, bool, str]] = []
        for name, attributes in self._elements(main):
            if name == "workbookPr":
                self.starts_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "sheet":
                relation = next(
                    (value for key, value in attributes.items() if local_name(key) == "id" and ":" in key), ""
                )
                kind, target = targets.get(relation, ("", ""))
                path = self._path(folder, target)
                if path is None:
                    raise self.damaged()
                if kind == "worksheet":  # not a sheet that is all chart
                    hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append((shown(attributes.get("name", "")), hidden, path))
        kinds = {kind: self._path(folder, target) for kind, target in targets.values()}
        self.shared = self._shared_strings(kinds.get("sharedStrings"))
        self.formats = self._formats(kinds.get("styles"))
        if not self.sheets:
            raise CannotRead(f"{file} is a workbook without any sheet that can be read. {REMEDY}")

    def damaged(self) -> CannotRead:
        """What to raise where the parts of the workbook do not fit together."""
        return CannotRead(f"{self.file} is a damaged workbook, so nothing of it could be used. {REMEDY}")

    def measured(self, sheet: tuple[str, bool, str]) -> tuple[str, bool, int]:
        """A sheet with its size, unpacked, for its path."""
        name, hidden, path = sheet
        return name, hidden, self.archive.getinfo(path).file_size

    def _path(self, folder: str, target: str) -> str | None:
        """The member that a relation points to; links to other places are not followed."""
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        while "/../" in path:
            path = re.sub(r"[^/]+/\.\./", "", path, count=1) if re.search(r"[^/]+/\.\./", path) else ""
        return self.names.get(path.replace("/./", "/").lower())

    def _related(self, of: str, kind: str) -> str | None:
        targets = (target for found, target in self._relations(of).values() if found == kind)
        return self._path("", next(targets, ""))

    def _relations(self, of: str) -> dict[str, tuple[str, str]]:
        folder, _, name = of.rpartition("/")
        path = self.names.get(f"{folder}/_rels/{name}.rels".lstrip("/").lower())
        if path is None:
            return {}
        return {
            attributes.get("Id", ""): (attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", ""))
            for name, attributes in self._elements(path)
            if name == "Relationship" and attributes.get("TargetMode") != "External"
        }

    def _elements(self, path: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The elements of a small member: names without namespace, attributes as they are."""
        found: list[tuple[str, dict[str, str]]] = []
        if self.names.get(path.lower()) is None:
            raise CannotRead(f"{self.file} is no workbook that can be read: {shown(path)} is missing in it. {REMEDY}")
        parser = guarded_parser()
        parser.StartElementHandler = lambda name, attributes: found.append((local_name(name), attributes))
        with self.archive.open(self.names[path.lower()]) as stream:
            parser.ParseFile(stream)
        return iter(found)

    def _shared_strings(self, path: str | None) -> list[str]:
        strings: list[str] = []
        if path is None:
            return strings
        parser = guarded_parser()
        texts: list[str] = []
        kinds: dict[str, str] = {}
        phonetic = False  # how a Japanese name is read is no part of it

        def start(raw_name: str, _attributes: dict[str, str]) -> None:
            nonlocal phonetic
            name = kinds.get(raw_name)
            if name is None:
                name = kinds[raw_name] = local_name(raw_name)
            if name == "t" and not phonetic:
                parser.CharacterDataHandler = texts.append
            elif name == "rPh":
                phonetic = True

        def end(raw_name: str) -> None:
            nonlocal phonetic
            name = kinds[raw_name]
            if name == "t":
                parser.CharacterDataHandler = None
            elif name == "si":
                strings.append(_unescaped("".join(texts)))
                texts.clear()
            elif name == "rPh":
                phonetic = False

        parser.StartElementHandler, parser.EndElementHandler = start, end
        with self.archive.open(path) as stream:
            for piece in _pieces(stream):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        return strings

    def _formats(self, path: str | None) -> list[str | int | None]:
        """For each style of a cell how its number is shown: ``date``, a count of digits to fill up to, or None."""
        if path is None:
            return []
        codes: dict[str, str] = {}
        formats: list[str | int | None] = []
        of_cells = False
        for name, attributes in self._elements(path):
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name.endswith("Xfs") or name in ("cellStyles", "dxfs"):
                of_cells = name == "cellXfs"
            elif name == "xf" and of_cells:
                number = attributes.get("numFmtId", "0")
                formats.append(_format(number, codes.get(number)))
        return formats


def _format(number: str, code: str | None) -> str | int | None:
    if code is None:
        return "date" if number.isdecimal() and int(number) in _BUILT_IN_DATES else None
    # Texts in quotation marks, escaped letters, colours and conditions say nothing about what is shown.
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code).split(";")[0].lower()
    if re.fullmatch(r"0{2,20}", bare):
        return len(bare)
    return "date" if re.search(r"[yd]", bare) else None


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _SheetReader:
    """Listens to the parser and keeps the wanted cells of one sheet."""

    def __init__(self, book: _Workbook, sheet: WorkbookSheet, wanted: Wanted | None, first_rows: int) -> None:
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
                        position = _position(letters)
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
            elif name == "row" and (row or unwanted):
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
            return _unescaped(text)
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if kind == "e":
            self.sheet.errors.setdefault(place, []).append(number)
            return text
        if kind == "d":
            return self._day(place, _iso_date(text)) or text
        styles = self.book.formats
        how = styles[int(style)] if style and style.isdecimal() and int(style) < len(styles) else None
        if how == "date":
            if text not in self._days:
                self._days[text] = _date(text, self.book.starts_1904)
            return self._day(place, self._days[text]) or _number(text)
        shown_as = _number(text)
        return shown_as.zfill(how) if isinstance(how, int) and shown_as.isdecimal() else shown_as

    def _day(self, place: int, day: str | None) -> str | None:
        if day:
            self.sheet.dates[place] = self.sheet.dates.get(place, 0) + 1
        return day


def _cells_outside(wanted: set[int] | None) -> re.Pattern[bytes] | None:
    """What finds runs of cells of other columns: two thirds of the time of a wide sheet would be spent on these."""
    if wanted is None:
        return None
    columns = "|".join(_letters(position) for position in sorted(wanted))
    cell = rf'<c r="(?!(?:{columns})[0-9])[A-Z]+[0-9]+"[^<>]*(?:(?<=/)>|(?<!/)>.*?</c>)'
    return re.compile(f"(?:{cell})+".encode(), re.DOTALL)


_ROW_WITHOUT_CONTENT = re.compile(rb"<row\b[^<>]*(?<!/)>(?:<c\b[^<>]*/>)*</row>")
_EMPTY_CELLS = re.compile(rb'(?:<c r="[A-Z]+[0-9]+"[^<>]*/>)+')  # they have a colour, or a frame


def _letters(position: int) -> str:
    """0 is ``A``, 26 is ``AA``."""
    first, last = divmod(position, 26)
    return (_letters(first - 1) if first else "") + chr(65 + last)


def _position(letters: str) -> int | None:
    """``A`` is 0, ``AA`` is 26; None for what is no column of Excel."""
    position = 0
    for letter in letters[:4].upper():
        position = position * 26 + ord(letter) - 64
    return position - 1 if 1 <= position <= 16_384 else None


def _number(text: str) -> str:
    if text.isdecimal():
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return text
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"  # Excel keeps fifteen digits


def _date(text: str, starts_1904: bool) -> str | None:
    try:
        days = int(float(text))
    except (ValueError, OverflowError):
        return None
    if not 1 <= days <= _LAST_DAY:
        return None  # a time of day, or no day at all
    if starts_1904:
        days += EXCEL_1904_DAYS
    elif days < 60:
        days += 1  # Excel's 1900 has a 29 February
    try:
        return written(EXCEL_DAY_0 + datetime.timedelta(days))
    except OverflowError:
        return None


def _iso_date(text: str) -> str | None:
    try:
        return written(datetime.date.fromisoformat(text[:10]))
    except ValueError:
        return None
