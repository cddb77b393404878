"""The corrected return in the form in which it came: CSV files in the DfE's form, or one XML file."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping

from lac_validator import schema
from lac_validator.dataset import Return, Table
from lac_validator.dataset.returns import XML
from lac_validator.report.content.corrections import Correction
from lac_validator.report.forms.archive import add_member
from lac_validator.report.forms.return_csv import READ_ME, read_me, table_as_csv
from lac_validator.report.forms.return_xml import return_as_xml
from lac_validator.report.made import CSV_TYPE, TEXT_TYPE, XML_TYPE, ZIP_TYPE, Made, file_name

CORRECTED, CORRECTED_LAST_YEAR = "corrected", "corrected_last_year"
"""The folders: this year's tables, and last year's where it is amended."""

XML_NAME = "SSDA903.xml"


def amends_last_year(correction: Correction) -> bool:
    """Whether something is accepted that changes last year's return."""
    return any((each.into or each.table).endswith(schema.LAST_YEAR_SUFFIX) for each in correction.chosen)


def corrected_files(correction: Correction) -> dict[str, Made]:
    """The corrected return by folder and name (``corrected/Episodes.csv``); last year's where it is amended.

    All cells stand as they were read, but for the changes. What could be a formula gets an apostrophe in CSV, as in
    every list, and ``read me first.txt`` beside it names the cell. XML is written where XML came in.
    """
    found = _files_of_year(correction.after.ret, last_year=False)
    return found | (_files_of_year(correction.after.ret, last_year=True) if amends_last_year(correction) else {})


def make_corrected(correction: Correction, *, last_year: bool = False, at: datetime.datetime | None = None) -> Made:
    """The corrected return of one year as one file: the XML where XML came in, else a ZIP archive of the CSV files."""
    ret = correction.after.ret
    files = _files_of_year(ret, last_year=last_year)
    what = "corrected-last-year" if last_year else "corrected"
    if ret.form(schema.LAST_YEAR_SUFFIX if last_year else "") == XML:
        (made,) = files.values()
        return Made(file_name(what, ret.year, ".xml"), XML_TYPE, made.data)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, made in files.items():
            add_member(archive, path, made.data, at or datetime.datetime.now())
    return Made(file_name(what, ret.year, ".zip"), ZIP_TYPE, out.getvalue())


def _files_of_year(ret: Return, *, last_year: bool) -> dict[str, Made]:
    folder = CORRECTED_LAST_YEAR if last_year else CORRECTED
    tables = _tables_of(ret, last_year=last_year)
    if ret.form(schema.LAST_YEAR_SUFFIX if last_year else "") == XML:
        return {f"{folder}/{XML_NAME}": Made(XML_NAME, XML_TYPE, return_as_xml(tables))}
    made: dict[str, Made] = {}
    changed: list[str] = []
    for name, table in tables.items():
        file = f"{name}.csv"
        data, cells = table_as_csv(table)
        made[f"{folder}/{file}"] = Made(file, CSV_TYPE, data)
        changed += (f"{folder}/{file}, line {line}, column {column}" for line, column in cells)
    if changed:
        made[f"{folder}/{READ_ME}"] = Made(READ_ME, TEXT_TYPE, read_me(changed))
    return made


def _tables_of(ret: Return, *, last_year: bool) -> Mapping[str, Table]:
    """The tables of one year, by the DfE's names."""
    return {
        name.removesuffix(schema.LAST_YEAR_SUFFIX): table
        for name, table in ret.tables.items()
        if name != "Providers" and name.endswith(schema.LAST_YEAR_SUFFIX) == last_year
    }
