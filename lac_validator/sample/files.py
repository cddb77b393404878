"""A sample as the files that a council has: CSV for the tables, Ofsted's list as a workbook."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence

from lac_validator.sample.errors import InjectedError
from lac_validator.sample.tables import Rows

_SUPPORTED_CODE = "K3"
_PROVIDERS = {
    "URN": "URN",
    "Local authority": "LA_NAME",
    "Placement code": "PLACE_CODES",
    "Placement provider code": "PROVIDER_CODES",
    "Deregistration date": "REG_END",
    "Setting address postcode": "POSTCODE",
}
_SUPPORTED_ACCOMMODATION = {
    "URN": "URN",
    "Provider local authority": "LA_NAME",
    "Closed date": "REG_END",
    "Setting address postcode": "POSTCODE",
}
# No heading of a 903 table is among them, so that nobody takes the list for one.
_INJECTED = ("Rule expected", "In table", "At row (the first is 0)", "Whose", "What was done")


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8, as a spreadsheet writes it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8")


def table_as_csv(rows: Rows) -> bytes:
    """A table with the DfE's headings."""
    return as_csv(list(rows), zip(*rows.values(), strict=True))


def errors_as_csv(errors: Iterable[InjectedError]) -> bytes:
    """The list of what was put in."""
    return as_csv(_INJECTED, errors)


def provider_workbook(providers: Rows) -> bytes:
    """The combined list as Ofsted sends it: since there is supported accommodation, with that on a sheet of its own."""
    import xlsxwriter  # type: ignore[import-untyped]

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        # Otherwise the file would hold the time at which it was made, and no two would be the same.
        workbook.set_properties({"created": datetime.datetime(2026, 4, 1)})
        as_day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        is_supported = [codes == _SUPPORTED_CODE for codes in providers["PLACE_CODES"]]
        sheets = (("Providers", _PROVIDERS, False), ("SA Providers", _SUPPORTED_ACCOMMODATION, True))
        for name, headings, supported in sheets:
            entries = [entry for entry, is_one in enumerate(is_supported) if is_one is supported]
            if not entries:
                continue
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, list(headings))
            for place, entry in enumerate(entries, start=1):
                for column, field in enumerate(headings.values()):
                    value = providers[field][entry]
                    if field == "REG_END" and value:
                        sheet.write_datetime(place, column, datetime.datetime.strptime(value, "%d/%m/%Y"), as_day)
                    else:
                        sheet.write_string(place, column, _with_blank(value) if field == "POSTCODE" else value)
    return file.getvalue()


def _with_blank(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}"
