"""CSV files as councils have them: any of the usual encodings and separators, quotation marks that may not match."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from lac_validator.ingest import limits
from lac_validator.ingest.csv_rows import rows_of
from lac_validator.ingest.encodings import lines_of, with_usual_ends
from lac_validator.ingest.problems import CannotRead
from lac_validator.ingest.sheet import CONTINUED, HEADINGS_AMONG, Sheet, are_headings, lay_out, shorten_cells

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}

_LONGEST_FIELD = 2**31 - 1


def read_csv(file: str, data: bytes, known: Callable[[str], bool]) -> Sheet:
    """The table in a CSV file.

    :param known: tells whether a text is the heading of a column; the headings and the separator are found by it.
    :raises CannotRead: it holds no text, or no table.
    """
    lines, problems = lines_of(file, data)
    if not any(line.strip() for line in lines):
        raise CannotRead(f"{file} is empty: export it again.")
    if len(lines) > limits.ROWS + HEADINGS_AMONG:
        raise CannotRead(f"{file} has {len(lines):,} lines, more than the {limits.ROWS:,} rows that can be read.")
    first = next((line for line in lines[:5] if line.strip()), "")
    if re.fullmatch(r"sep=.\s*", first, re.IGNORECASE):  # for Excel: the separator, said
        lines[lines.index(first)] = "\n"
    with _long_fields():
        separator = _separator(lines, known)
        lines = with_usual_ends(file, lines, separator, problems)
        rows = rows_of(file, lines, separator, known)
    sheet = lay_out(file, rows.cells, rows.lines, known, in_file=len(lines))
    sheet.leave_out(CONTINUED, rows.continued)
    sheet.problems[:0] = problems + rows.problems
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
