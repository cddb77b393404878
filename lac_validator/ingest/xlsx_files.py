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

from collections.abc import Generator, Iterable, Iterator

from lac_validator.ingest.archives import checked_archive, zip_errors
from lac_validator.ingest.safe_xml import xml_errors
from lac_validator.ingest.xlsx_book import REMEDY, Workbook, pieces
from lac_validator.ingest.xlsx_sheets import SheetReader, Wanted, WorkbookSheet

__all__ = ["WorkbookSheet", "read_workbook"]

_END_OF_ROW = b"</row>"


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
        book = Workbook(archive, file)
        sheets = [WorkbookSheet(name, hidden) for name, hidden, _ in book.sheets]
        total = max(sum(size for _, hidden, size in map(book.measured, book.sheets) if not hidden), 1)
        done = 0
        for sheet, (_, hidden, path) in zip(sheets, book.sheets, strict=True):
            if hidden:
                continue
            reader = SheetReader(book, sheet, wanted, first_rows)
            with archive.open(path) as stream:
                for piece in _ending_with_rows(pieces(stream)):
                    reader.parser.Parse(reader.without_unwanted(piece), False)
                    done += len(piece)
                    yield min(done / total, 1.0)
            reader.parser.Parse(b"", True)
        return sheets


def _ending_with_rows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a sheet cut so that each ends with a row, but for rows that are longer than a piece."""
    rest = b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(_END_OF_ROW) + len(_END_OF_ROW) if _END_OF_ROW in piece else len(rest)
        yield rest[:end]
        rest = rest[end:]
    yield rest
