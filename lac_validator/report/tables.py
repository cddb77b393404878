"""The return as it was read, as CSV files in the DfE's form: for the portal, when dates were read again, say."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator

from lac_validator import schema
from lac_validator.dataset import Dates, Table
from lac_validator.report.archive import add_member
from lac_validator.report.errors import Errors
from lac_validator.report.made import ZIP_TYPE, Made, Steps, file_name
from lac_validator.report.text import csv_bytes, day_shown


def make_tables(errors: Errors, *, at: datetime.datetime | None = None) -> Steps:
    """A ZIP archive with this year's tables, and last year's, each as CSV: the DfE's columns in its order.

    Dates that can be read are written dd/mm/yyyy; everything else stands as it was read. There is no byte order mark.
    """
    at = at or datetime.datetime.now()
    tables = {name: table for name, table in errors.ret.tables.items() if name != "Providers"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for done, (name, table) in enumerate(tables.items()):
            yield done, len(tables), name
            last_year = name.endswith(schema.LAST_YEAR_SUFFIX)
            folder = "last_year" if last_year else "this_year"
            data = csv_bytes(_rows(name, table), mark=False)
            add_member(archive, f"{folder}/{name.removesuffix(schema.LAST_YEAR_SUFFIX)}.csv", data, at)
    return Made(file_name("tables", errors.ret.year, ".zip"), ZIP_TYPE, out.getvalue())


def _rows(name: str, table: Table) -> Iterator[list[str]]:
    columns = schema.table(name).given_columns
    yield list(columns)
    yield from map(list, zip(*(_texts(table, column) for column in columns), strict=True))


def _texts(table: Table, name: str) -> list[str]:
    column = table.column(name)
    if not isinstance(column, Dates):
        return column.as_given
    days = zip(column.days.tolist(), column.as_given, strict=True)
    return [text if day is None else day_shown(day) for day, text in days]
