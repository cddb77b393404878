"""The return as it was read, as CSV files in the DfE's form: for the portal, when dates were read again, say."""

from __future__ import annotations

import datetime
import io
import zipfile

from lac_validator import schema
from lac_validator.report.content.errors import Errors
from lac_validator.report.forms.archive import add_member
from lac_validator.report.forms.return_csv import READ_ME, read_me, table_as_csv
from lac_validator.report.made import ZIP_TYPE, Made, Steps, file_name

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
            data, cells = table_as_csv(table)
            add_member(archive, member, data, at)
            changed += (f"{member}, line {line}, column {column}" for line, column in cells)
        if changed:
            add_member(archive, READ_ME, read_me(changed), at)
    return Made(file_name(what, errors.ret.year, ".zip"), ZIP_TYPE, out.getvalue())
