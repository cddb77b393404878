"""A table of a return as CSV in the DfE's form, and the note on what in it could be taken for a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lac_validator import schema
from lac_validator.dataset import Table
from lac_validator.ingest.own_files import TABLES_NOTE_START
from lac_validator.ingest.problems import counted
from lac_validator.report.forms.text import could_be_formula, csv_bytes

READ_ME = "read me first.txt"
"""Lists the cells that are not as they were read."""


def table_as_csv(table: Table) -> tuple[bytes, list[tuple[int, str]]]:
    """A table with the DfE's columns in its order, and no byte order mark; and the cells that got an apostrophe.

    The latter as (line, column), the line of the headings being 1.
    """
    columns = list(schema.table(table.name).given_columns)
    texts = [table.column(column).as_given for column in columns]
    return csv_bytes([columns, *zip(*texts, strict=True)], mark=False), list(_changed(columns, texts))


def _changed(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    changed = set(filter(could_be_formula, set[str]().union(*texts)))
    for line, row in enumerate(zip(*texts, strict=True) if changed else (), 2):
        for column, text in zip(columns, row, strict=True):
            if text in changed:
                yield line, column


def read_me(changed: Sequence[str]) -> bytes:
    """The note that goes with tables in which these cells got an apostrophe."""
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
