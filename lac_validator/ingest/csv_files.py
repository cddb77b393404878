"""CSV files as councils have them: any of the usual encodings and separators, quotation marks that may not match."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from lac_validator.ingest import limits
from lac_validator.ingest.problems import NOTE, WARNING, CannotRead, Problem, lines_named
from lac_validator.ingest.sheet import HEADINGS_AMONG, Sheet, are_headings, lay_out, shorten_cells

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_DOS_END = "\x1a"

_LONGEST_QUOTED_LINES = 100
"""A quotation mark that has no partner within so many lines has none."""

_LONGEST_FIELD = 2**31 - 1


def read_csv(file: str, data: bytes, known: Callable[[str], bool]) -> Sheet:
    """The table in a CSV file.

    :param known: tells whether a text is the heading of a column; the headings and the separator are found by it.
    :raises CannotRead: it holds no text, or no table.
    """
    text, problems = _decode(file, data)
    if not text.strip():
        raise CannotRead(f"{file} is empty: export it again.")
    lines = _lines(text)
    if len(lines) > limits.ROWS + HEADINGS_AMONG:
        raise CannotRead(f"{file} has {len(lines):,} lines, more than the {limits.ROWS:,} rows that can be read.")
    first = next((line for line in lines[:5] if line.strip()), "")
    if re.fullmatch(r"sep=.\s*", first, re.IGNORECASE):  # for Excel: the separator, said
        lines[lines.index(first)] = "\n"
    with _long_fields():
        separator = _separator(lines, known)
        rows, numbers = _rows(file, text, lines, separator, problems)
    sheet = lay_out(file, rows, numbers, known)
    sheet.problems[:0] = problems
    if max(map(len, lines)) > limits.CELL_LETTERS:
        shorten_cells(sheet)
    return sheet


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the reader meet a cell of any length: one that is too long is to be named, not to stop the file."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


# --- text -----------------------------------------------------------------------------------------------------------


def _decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    mark = next((mark for mark in _BYTE_ORDER_MARKS if data.startswith(mark)), b"")
    encoding = _BYTE_ORDER_MARKS.get(mark) or _wide_encoding(data)
    if encoding is None and not _is_text(data):
        raise CannotRead(f"{file} is no CSV file, nor any other that can be read: export it as CSV, XML or .xlsx.")
    if encoding in (None, "utf-8"):
        try:
            text = data[len(mark) :].decode("utf-8")
        except UnicodeDecodeError:
            text = data[len(mark) :].decode("cp1252", "replace")
            sentence = f"{file} is not in UTF-8; it was read as Windows-1252, in which Excel saves CSV files."
            problems.append(Problem(NOTE, file, sentence))
    else:
        text = data[len(mark) :].decode(encoding, "replace")
        sentence = f"{file} is in UTF-16 (Excel's “Unicode text”), not in UTF-8; it was read as such."
        problems.append(Problem(NOTE, file, sentence))
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        sentence = (
            f"{file}: NUL characters from line {line} on were left out. The export may be damaged: look at that line."
        )
        problems.append(Problem(WARNING, file, sentence, line=line, count=text.count("\0")))
        text = text.replace("\0", "")
    return _without_end_mark(text), problems


def _without_end_mark(text: str) -> str:
    """The text without the Ctrl-Z by which DOS programs mark its end."""
    trimmed = text.rstrip()
    return trimmed.rstrip(_DOS_END) if trimmed.endswith(_DOS_END) else text


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in text of Western letters every other byte is 0."""
    sample = data[:4000]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else None


def _is_text(data: bytes) -> bool:
    """Whether there are hardly any control characters in it, but for line ends, tabs and a few NULs."""
    sample = data[:65536]
    control = len(sample) - len(sample.translate(None, bytes([*range(9), 11, *range(14, 32), 127])))
    return control <= 0.02 * len(sample)


def _lines(text: str) -> list[str]:
    """The lines, each with its end: LF, CR LF, or the CR of old Macs."""
    return list(io.StringIO(text, newline=""))


# --- rows -----------------------------------------------------------------------------------------------------------


def _separator(lines: Sequence[str], known: Callable[[str], bool]) -> str:
    """The separator that makes most known headings of one of the first lines; else the most frequent one."""
    first = [line[:100_000] for line in lines[:HEADINGS_AMONG]]
    top = next((line for line in first if line.strip()), "")
    for separator in SEPARATORS:
        if are_headings(next(csv.reader([top], delimiter=separator), []), known):
            return separator

    def headings(separator: str) -> tuple[int, int]:
        rows = (next(csv.reader([line], delimiter=separator), [])[: limits.COLUMNS] for line in first)
        best = max(sum(map(known, row)) for row in rows)
        return best, sum(line.count(separator) for line in first)

    return max(SEPARATORS, key=headings)


def _rows(
    file: str, text: str, lines: list[str], separator: str, problems: list[Problem]
) -> tuple[list[list[str]], Sequence[int]]:
    """The cells of every row, and the line on which each row begins."""
    if text.count('"') % 2 == 0:
        reader = csv.reader(lines, delimiter=separator)
        rows = list(reader)
        if reader.line_num == len(rows):  # no cell goes over several lines
            return rows, range(1, len(rows) + 1)
    return _rows_one_by_one(file, lines, separator, problems)


def _rows_one_by_one(
    file: str, lines: list[str], separator: str, problems: list[Problem]
) -> tuple[list[list[str]], Sequence[int]]:
    """As :func:`_rows`, where some cell goes over several lines, or seems to since a quotation mark is not closed."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    unclosed: list[int] = []
    width = None
    place = 0
    while place < len(lines):
        row, taken = _closed_row(lines, place, separator, width)
        if row is None:
            unclosed.append(place + 1)
            row = [cell.strip().strip('"') for cell in lines[place].rstrip("\r\n").split(separator)]
        rows.append(row)
        numbers.append(place + 1)
        if width is None and len(row) > 1:
            width = len(row)
        place += taken
    if unclosed:
        sentence = (
            f"{file}: a quotation mark without its partner in {lines_named(unclosed)}; the marks were left out there, "
            "so that the lines after it could be read. Look at it, and export the file again."
        )
        problems.append(Problem(WARNING, file, sentence, line=unclosed[0], count=len(unclosed)))
    return rows, numbers


def _closed_row(lines: list[str], place: int, separator: str, width: int | None) -> tuple[list[str] | None, int]:
    """The row that begins on a line, and how many lines it takes; None where its quotation marks do not match.

    A cell may go over several lines, but then its row must be as wide as the others: otherwise a mark is missing, and
    the lines that it swallowed are rows of their own.
    """
    if '"' not in lines[place]:
        return next(csv.reader([lines[place]], delimiter=separator), []), 1
    reader = csv.reader(lines[place : place + _LONGEST_QUOTED_LINES], delimiter=separator, strict=True)
    try:
        row = next(reader, [])
    except csv.Error:  # not closed, or text after a closing mark
        row = next(csv.reader([lines[place]], delimiter=separator), [])
        ends_open = bool(row) and row[-1].endswith(("\n", "\r"))
        return (None, 1) if ends_open or lines[place].count('"') % 2 else (row, 1)
    if reader.line_num > 1 and width is not None and len(row) != width:
        return None, 1
    return row, reader.line_num
