"""What a 903 return is: its tables, their columns, and the code sets with their labels.

All of it is data, in ``schema.json``; nothing here decides anything. Labels are our own short wording.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LAST_YEAR_SUFFIX = "_last"
"""What follows a table's name when last year's is meant: ``Episodes_last``, injected as ``episodes_last``."""


@dataclass(frozen=True)
class ColumnSpec:
    """A column: ``type`` is text, code, date, number, postcode or urn; a derived one is not in the DfE's CSV files."""

    name: str
    label: str
    type: str
    derived: bool = False
    note: str = ""


@dataclass(frozen=True)
class TableSpec:
    """A table: ``row`` says what one row is, ``first_year`` is the collection year from which it is asked for.

    ``event_date`` is the column that says when what a row is about happened; blank where its rows are no events.
    """

    name: str
    label: str
    row: str
    injected_as: str
    columns: dict[str, ColumnSpec]
    first_year: int
    event_date: str

    @property
    def given_columns(self) -> tuple[str, ...]:
        """The columns of the DfE's CSV file, in its order."""
        return tuple(name for name, column in self.columns.items() if not column.derived)


@dataclass(frozen=True)
class Code:
    """A code of a coded field. ``label`` is None where no source names the code; it is shown bare."""

    code: str
    label: str | None
    first_year: int | None
    last_year: int | None

    def in_force(self, year: int) -> bool:
        """Whether the code belongs to the set of this collection year."""
        return (self.first_year or year) <= year <= (self.last_year or year)


@dataclass(frozen=True)
class Field:
    """A coded field: its label and its codes, of all years."""

    name: str
    label: str
    codes: tuple[Code, ...]


@cache
def _schema() -> dict[str, dict[str, dict[str, Any]]]:
    return json.loads((files(__package__) / "schema.json").read_text("utf-8"))


@cache
def tables() -> dict[str, TableSpec]:
    """The twelve tables of a return, by name, in the DfE's order."""
    return {name: table for name, table in _every_table().items() if name != "Providers"}


@cache
def _every_table() -> dict[str, TableSpec]:
    return {
        name: TableSpec(
            name,
            spec["label"],
            spec["row"],
            spec["injected_as"],
            {
                column: ColumnSpec(
                    column, about["label"], about["type"], about.get("derived", False), about.get("note", "")
                )
                for column, about in spec["columns"].items()
            },
            spec.get("first_year", 0),
            spec.get("event_date", ""),
        )
        for name, spec in _schema()["tables"].items()
    }


def providers() -> TableSpec:
    """The one table that Ofsted's provider lists become."""
    return _every_table()["Providers"]


def table(name: str) -> TableSpec:
    """The table of this name; ``Episodes_last`` has the columns of ``Episodes``."""
    return _every_table()[name.removesuffix(LAST_YEAR_SUFFIX)]


@cache
def injected_names() -> dict[str, str]:
    """What a rule's parameter stands for: ``sw_episodes_last`` is ``SWEpisodes_last``."""
    names = {spec.injected_as: name for name, spec in tables().items()}
    last = {f"{parameter}{LAST_YEAR_SUFFIX}": f"{name}{LAST_YEAR_SUFFIX}" for parameter, name in names.items()}
    return names | last | {providers().injected_as: "Providers"}


@cache
def fields() -> dict[str, Field]:
    """The coded fields, by column name."""
    return {
        name: Field(
            name,
            spec["label"],
            tuple(
                Code(code["code"], code["label"], code.get("first_year"), code.get("last_year"))
                for code in spec["codes"]
            ),
        )
        for name, spec in _schema()["fields"].items()
    }


def code_label(field: str, code: str) -> str | None:
    """What a code means (``code_label("PLACE", "K2")``), or None where it is unknown or has no label."""
    known = fields().get(field)
    return next((each.label for each in known.codes if each.code == code), None) if known else None


def valid_codes(field: str, year: int | None = None) -> tuple[str, ...]:
    """The codes of a field in one collection year; without a year those of every year, for sets that never changed."""
    return tuple(code.code for code in fields()[field].codes if year is None or code.in_force(year))
