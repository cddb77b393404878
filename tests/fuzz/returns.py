"""Returns of any content: what no function of any kind may fail on.

A return is made of cells that Hypothesis picks from a pool for each column: codes of the schema, days about which rules
decide (birthdays, the ends of the year, leap days, the first and the last that can be read), blanks and nonsense. Some
examples are thrown in, since rows so mixed seldom meet the conditions of the longer functions.

The ordinary run is the same every time. ``LAC_FUZZ_EXAMPLES=2000 pytest tests/fuzz`` tries so many new returns for each
collection year.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from lac_validator import CollectionYear, Return, schema
from lac_validator.collection import FIRST_YEAR, LAST_YEAR
from lac_validator.dataset import Dates

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
EXAMPLES = os.environ.get("LAC_FUZZ_EXAMPLES")
TRIES = settings(
    max_examples=int(EXAMPLES or 15),
    derandomize=EXAMPLES is None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

# --- what cells hold ------------------------------------------------------------------------------------------------

NONSENSE = (
    *("?", "31/02/2025", "ZZ/05/2025", "2025-05-01", "00/00/0000", "45778", "-1", "1e999", "0x1", "nan", "NULL", "'"),
    *("=1+1", "<b>", "a,b", "  x  ", "x" * 300, "\x00", "ß", "İ", "١", "e\u0301", "\ud800"),
)
CHILDREN = ("a", "b", "b", "A ", "1", "2", "", " ", "02")
TEXTS = {
    "UPN": ("UN1", "UN2", "UN3", "UN4", "UN5", "UN6", "A123456789012", "A12345678901B", "a123456789012"),
    "SW_ID": ("SW1234567", "XX98", "SW1", "SW", "sw1234", " SW123", "1234"),
    "LA_PERM": ("WAL", "SCO", "NIR", "NUK", "E08000003", "E09000002", "wal", "E99"),
    "PL_LA": ("E08000003", "E09000002", "WAL", "SCO", "NIR", "e08000003"),
    "POSTCODE_LA": ("E08000003", "E09000002", "WAL"),
    "LA_NAME": ("Manchester", "Barking and Dagenham", "OTHER"),
    "POSTCODE_LA_NAME": ("Manchester", "Barking and Dagenham"),
    "PLACE_CODES": ("K2", "K2,K1", "K1,R3,S1", "U1, U2", "K3", ","),
    "PROVIDER_CODES": ("PR1", "PR4", "PR1,PR2", "PR3, PR4", ","),
}
TYPES = {
    "number": ("0", "1", "40", "41", "07", "7.0", "7.5", "20", "19.9", "20.1", "0.1", "1E1"),
    "postcode": (
        "M1 1AE",
        "m11ae",
        "M1  1AE",
        "SW1A 2AA",
        "CF10 1EP",
        "EH1 1YZ",
        "BT1 5GS",
        "ZZ99 3WZ",
        "Z9 9ZZ",
        "W1",
    ),
    "urn": ("XXXXXXX", "xxxxxxx", "SC1", "SC2", "SC000002", "1234567"),
}


def days(year: CollectionYear) -> Iterable[str]:
    """Days on which rules decide, other days of two years, and those that are hard to read."""
    ends = (year.start, year.end, year.previous.start, datetime.date(2023, 4, 1), datetime.date(year.year - 1, 8, 31))
    about = (end + datetime.timedelta(off) for end in ends for off in (-8, -5, -1, 0, 1, 4))
    within = (year.previous.start + datetime.timedelta(17 * step) for step in range(44))
    yield from (f"{day:%d/%m/%Y}" for day in (*about, *within))
    yield from ("22/09/1677", "11/04/2262", "21/09/1677", "31/12/9999", "01/01/0001", "29/02/2024", "1/5/2025")


def births(year: CollectionYear) -> Iterable[str]:
    """Dates of birth of children of every age, most with a birthday on a day on which rules decide."""
    ages = (0, 1, 4, 5, 10, 11, 14, 16, 17, 18, 20, 21, 25)
    turned = (datetime.date(year.year - age, *day) for age in ages for day in ((3, 31), (4, 1), (10, 3)))
    yield from (f"{day:%d/%m/%Y}" for day in turned)
    yield from ("29/02/2008", "29/02/2016", "22/09/1677", "11/04/2262")


def usual(column: schema.ColumnSpec, year: int) -> Iterable[str]:
    """What a cell of this column can well hold."""
    if column.name in ("DOB", "MC_DOB"):
        return births(CollectionYear(year))
    if column.type == "date":
        return days(CollectionYear(year))
    if column.name in schema.fields() and column.name not in TEXTS:
        codes = schema.valid_codes(column.name)
        return (*codes, codes[0].lower(), f" {codes[-1]}")
    return TEXTS.get(column.name) or TYPES[column.type]


@functools.cache
def pool(column: schema.ColumnSpec, year: int) -> tuple[str, ...]:
    """What a cell of this column can hold: one in eight is blank, one in eight nonsense."""
    if column.name == "CHILD":
        return CHILDREN
    cells = tuple(usual(column, year))
    odd = max(1, len(cells) // 6)
    return (*("", " ")[: odd + 1], *[""] * (odd - 1), *cells, *itertools.islice(itertools.cycle(NONSENSE), max(odd, 6)))


# --- returns --------------------------------------------------------------------------------------------------------

Cells = dict[str, list[str]]
TableRows = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows by table, each by heading: an example."""


@dataclass(frozen=True, repr=False)
class Given:
    """What a return is made from: its tables by their names in results (Episodes_last is last year's)."""

    year: int
    tables: dict[str, Cells]
    authority: str | None
    file_format: str

    def __repr__(self) -> str:
        """All but the columns that are blank."""
        held = {
            name: {column: texts for column, texts in cells.items() if any(texts)}
            for name, cells in self.tables.items()
        }
        return f"Given({self.year}, {held}, {self.authority!r}, {self.file_format!r})"

    def make_return(self) -> Return:
        this_year = {name: cells for name, cells in self.tables.items() if name in schema.tables()}
        last_year = {name.removesuffix("_last"): cells for name, cells in self.tables.items() if name.endswith("_last")}
        return Return.from_columns(
            this_year,
            last_year,
            self.tables.get("Providers"),
            year=self.year,
            authority=self.authority,
            file_format=self.file_format,
        )

    def length(self, table: str) -> int:
        return len(next(iter(self.tables[table].values())))

    def with_rows(self, places: dict[str, list[int]]) -> Given:
        """The same return with only these rows of each table, in this order."""
        return replace(
            self,
            tables={
                name: {column: [texts[place] for place in places[name]] for column, texts in cells.items()}
                for name, cells in self.tables.items()
            },
        )


@st.composite
def cells_of(draw: st.DrawFn, table: schema.TableSpec, year: int, most_rows: int) -> Cells:
    """A table with few rows or none; columns may be absent, derived ones are there or not."""
    with_derived = draw(st.booleans())
    absent = draw(st.none() | st.sampled_from(list(table.given_columns[1:])))
    columns = [each for each in table.columns.values() if with_derived or not (each.derived or each.name == absent)]
    rows = draw(st.sampled_from((0, 1, 2, 3, 5, most_rows)))
    # One draw a table, as Hypothesis is slow to draw cell by cell; a byte of 0, the simplest, makes a blank.
    picks = iter(draw(st.binary(min_size=rows * len(columns), max_size=rows * len(columns))))
    return {each.name: [_pick(pool(each, year), next(picks)) for _ in range(rows)] for each in columns}


def _pick(texts: tuple[str, ...], byte: int) -> str:
    return texts[byte % len(texts)]


@st.composite
def returns(draw: st.DrawFn, year: int, examples: Sequence[TableRows]) -> Given:
    """A return: most tables, of last year too, and with luck a table with many rows of few children.

    :param examples: rows of tables, a few of which are thrown in.
    """
    specs = {f"{name}{suffix}": spec for suffix in ("", "_last") for name, spec in schema.tables().items()}
    specs["Providers"] = schema.providers()
    left_out = draw(st.sets(st.sampled_from(list(specs)), max_size=4))
    long = draw(st.sampled_from(list(specs)))
    return Given(
        year,
        functools.reduce(
            thrown_in,
            draw(st.lists(st.sampled_from(examples), max_size=4)),
            {
                name: draw(cells_of(spec, year, most_rows=60 if name == long else 10))
                for name, spec in specs.items()
                if name not in left_out
            },
        ),
        authority=draw(st.sampled_from(("E08000003", None, " e09000002 ", "nonsense"))),
        file_format=draw(st.sampled_from(("csv", "xml"))),
    )


def thrown_in(tables: dict[str, Cells], example: TableRows) -> dict[str, Cells]:
    """These tables with the rows of the example after their own."""
    tables = dict(tables)
    for name, rows in example.items():
        columns = schema.table(name).columns.keys() & {heading for row in rows for heading in row}
        cells = tables.get(name) or {column: [] for column in columns}
        tables[name] = {column: [*texts, *(row.get(column) or "" for row in rows)] for column, texts in cells.items()}
    return tables


def check_unchanged(ret: Return, given_return: Given) -> None:
    """The return is what it would be if no function had seen it."""
    fresh = given_return.make_return()
    for name, table in ret.tables.items():
        assert table.rows.tolist() == fresh.tables[name].rows.tolist()
        for column_name in table.column_names:
            column, as_before = table.column(column_name), fresh.tables[name].column(column_name)
            assert column.as_given == given_return.tables[name].get(column_name, as_before.as_given), column_name
            assert np.array_equal(column.ids, as_before.ids), column_name
            if isinstance(column, Dates):
                assert np.array_equal(column.days, as_before.days, equal_nan=True), column_name
