"""What the benchmark reads beside the sample's own CSV files: the same return as XML and as a workbook, and a list of
providers of the size of Ofsted's largest.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from lac_validator.sample import SampleReturn

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))  # the tests write every form that a council can export
from tests.ingest.forms import as_an_xml_has_them, as_workbook, as_xml  # noqa: E402

PROVIDERS = 40_000
COLUMNS_NOT_WANTED = 36
"""Ofsted's lists have 42 columns, of which six are read."""


def forms(sample: SampleReturn) -> dict[str, dict[str, bytes]]:
    """Files by name, by what they are."""
    return {
        "CSV": {name: data for name, data in sample.files().items() if name.endswith(".csv")},
        "XML": {
            "this_year.xml": as_xml(as_an_xml_has_them(sample.this_year)),
            "last_year.xml": as_xml(as_an_xml_has_them(sample.last_year)),
        },
        "Excel": {
            "this_year.xlsx": as_workbook(sample.this_year, real_dates=True),
            "last_year.xlsx": as_workbook(sample.last_year, real_dates=True),
        },
        f"provider list of {PROVIDERS:,}": {"Ofsted providers.xlsx": provider_list()},
    }


def provider_list() -> bytes:
    """A list in Ofsted's layout, as Excel writes it, with the columns that nobody reads between those that count."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Provider information")
    other = [f"Column {number}" for number in range(COLUMNS_NOT_WANTED)]
    headings = ["URN", *other[:10], "Local authority", "Provider placement code", "Provider code", *other[10:]]
    sheet.write_row(0, 0, [*headings, "Closed date", "Setting postcode"])
    for row in range(1, PROVIDERS + 1):
        filler = [f"Something about provider {row % 997}, part {place}" for place in range(COLUMNS_NOT_WANTED)]
        provider = [f"SC{row:06d}", *filler[:10], "Manchester", "K2", "PR4", *filler[10:], "", "M1 1AE"]
        sheet.write_row(row, 0, provider)
    book.close()
    return out.getvalue()
