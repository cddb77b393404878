"""Returns, results and files for the tests of the reports."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from lac_validator import Return, validate
from lac_validator.dataset import Source, with_uasc_status
from lac_validator.report import REPORTS, Errors, Made, finish
from lac_validator.sample import SampleReturn

AT = datetime.datetime(2026, 6, 1, 9, 30)

Columns = Mapping[str, Sequence[str]]


def make(kind: str, errors: Errors, **options: Any) -> Made:
    """A report of this kind."""
    return finish(REPORTS[kind].make(errors, **options))


def book(data: bytes) -> openpyxl.Workbook:
    """A workbook read back."""
    return openpyxl.load_workbook(io.BytesIO(data))


def members(data: bytes) -> dict[str, bytes]:
    """The files in an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(sheet: Any, heading: str) -> list[dict[str, Any]]:
    """The rows of a sheet below the row of headings that begins with ``heading``, by heading."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(place for place, row in enumerate(rows) if row[0] == heading)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :] if any(cell is not None for cell in row)]


def errors_of(
    tables: Mapping[str, Columns],
    previous: Mapping[str, Columns] | None = None,
    *,
    rules: Sequence[str] | None = None,
    sources: Mapping[str, Source] | None = None,
    year: int = 2026,
    authority: str = "E08000003",
) -> Errors:
    """The errors of a return given as columns."""
    ret = Return.from_columns(tables, previous, year=year, authority=authority, sources=sources)
    return Errors(validate(ret, rules))


def sample_errors(sample: SampleReturn) -> Errors:
    """The errors of a made-up return."""
    this, last = with_uasc_status(sample.this_year), with_uasc_status(sample.last_year)
    ret = Return.from_columns(this, last, sample.providers, year=sample.year, authority=sample.authority)
    return Errors(validate(ret))


def reviews(*rows: tuple[str, str, str]) -> dict[str, Columns]:
    """A return of reviews: (child, day, participation). A blank participation is an error (167)."""
    children, days, codes = zip(*rows, strict=True)
    return {
        "Reviews": {
            "CHILD": children,
            "DOB": ["01/01/2012"] * len(rows),
            "REVIEW": days,
            "REVIEW_CODE": codes,
        }
    }
