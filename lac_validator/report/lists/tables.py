"""The return as it was read, as CSV files in the DfE's form: for the portal, when dates were read again, say."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence

from lac_validator import schema
from lac_validator.ingest.own_files import TABLES_NOTE_START
from lac_validator.ingest.problems import counted
from lac_validator.report.content.errors import Errors
from lac_validator.report.forms.archive import add_member
from lac_validator.report.forms.text import could_be_formula, csv_bytes
from lac_validator.report.made import ZIP_TYPE, Made, Steps, file_name

READ_ME = "read me first.txt"
"""Lists the cells that are not as they were read."""

THIS_YEARS, LAST_YEARS = "this_year", "last_year"
"""The folders in the archives."""


def make_tables(errors: Errors, *, at: datetime.datetime | None = None) -> Steps:
    """A ZIP archive with this year's tables, each as CSV, for the portal: the DfE's columns in its order.

    Every value stands as it was read; dates that Excel had rewritten are dd/mm/yyyy where the user had them read again.
    There is no byte order mark. What could be a formula gets an apostrophe, as in every CSV; as the portal would not
    take it so, a text file lists these cells.
    """
    return _archive(errors, "tables", last_year=False, at=at)


def make_tables_of_last_year(errors: Errors, *, at: datetime.datetime | None = None) -> Steps:
    """The same of last year's tables, which are not for the portal and so stand in an archive of their own."""
    return _archive(errors, "tables-of-last-year", last_year=True, at=at)


def _archive(errors: Errors, what: str, *, last_year: bool, at: datetime.datetime | None) -> Steps:
    at = at or datetime.datetime.now()
    folder = LAST_YEARS if last_year else THIS_YEARS
    tables = {
        name: table
        for name, table in errors.ret.tables.items()
        if name != "Providers" and name.endswith(schema.LAST_YEAR_SUFFIX) == last_year
    }
    changed: list[str] = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for done, (name, table) in enumerate(tables.items()):
            yield done, len(tables), name
            member = f"{folder}/{name.removesuffix(schema.LAST_YEAR_SUFFIX)}.csv"
            columns = list(schema.table(name).given_columns)
            texts = [table.column(column).as_given for column in columns]
            add_member(archive, member, csv_bytes([columns, *zip(*texts, strict=True)], mark=False), at)
            changed += (f"{member}, line {line}, column {column}" for line, column in _changed(columns, texts))
        if changed:
            add_member(archive, READ_ME, _read_me(changed), at)
    return Made(file_name(what, errors.ret.year, ".zip"), ZIP_TYPE, out.getvalue())


def _changed(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    """The cells that get an apostrophe: (line, column), the line of the headings being 1."""
    changed = set(filter(could_be_formula, set[str]().union(*texts)))
    for line, row in enumerate(zip(*texts, strict=True) if changed else (), 2):
        for column, text in zip(columns, row, strict=True):
            if text in changed:
                yield line, column


def _read_me(changed: list[str]) -> bytes:
    what = (
        f"{TABLES_NOTE_START} {counted(len(changed), 'cell')}.",
        "Everything else stands as it was read.",
        "",
        "Such a cell begins as a formula does (with = + - @, a tab or the end of a line), and a spreadsheet program",
        "that opens the table could run it. No value of a return begins so: correct it in your case system and export",
        "again.",
        "If it is right as it is, take the apostrophe out before you upload the table.",
        "",
    )
    return "\r\n".join([*what, *changed, ""]).encode()
