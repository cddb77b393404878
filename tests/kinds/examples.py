"""The examples of fixes, checks and measures: small returns as data, with what each function must make of them."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lac_validator import Result, Return, validate
from lac_validator.collection import LAST_YEAR

FOLDER = Path(__file__).parent / "examples"
AUTHORITY = "E08000003"
"""The authority that makes the return in examples that name none."""


@dataclass(frozen=True)
class Example:
    """One example: a return, and what is expected of the function named ``code``."""

    code: str
    number: int
    tables: dict[str, list[dict[str, str]]]
    year: int
    as_at: datetime.date | None
    authority: str
    expected: dict[str, Any] = field(hash=False)

    def __str__(self) -> str:
        return f"{self.code}-{self.number}"

    @property
    def comes(self) -> dict[str, list[dict[str, str]]]:
        """The rows that a fix adds, by table."""
        return {name: _rows(block) for name, block in self.expected.get("comes", {}).items()}

    def result(self) -> Result:
        """The example as a return on which no rule was run: other kinds of function go on from there."""
        named: dict[str, dict[str, list[str]]] = {
            name: {heading: [row[heading] or "" for row in rows] for heading in rows[0]}
            for name, rows in self.tables.items()
        }
        providers = named.pop("Providers", None)
        last = {name.removesuffix("_last"): named.pop(name) for name in list(named) if name.endswith("_last")}
        ret = Return.from_columns(named, last, providers, year=self.year, authority=self.authority, as_at=self.as_at)
        return validate(ret, rules=())

    def marked(self, heading: str) -> list[tuple[str, int]]:
        """The rows marked with x under this heading: table and place."""
        return [
            (table, place)
            for table, rows in self.tables.items()
            for place, row in enumerate(rows)
            if (row.get(heading) or "").strip() == "x"
        ]

    def has(self, heading: str) -> bool:
        """Whether any table has this heading."""
        return any(heading in row for rows in self.tables.values() for row in rows)


def examples(kind: str) -> list[Example]:
    """Those of one kind: ``fixes``, ``plausibility`` or ``measures``, from its files, or its folder's."""
    by_code: dict[str, Any] = {}
    for path in sorted([*FOLDER.glob(f"{kind}*.yaml"), *FOLDER.glob(f"{kind}/*.yaml")]):
        by_code |= yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return [_example(code, number, each) for code, those in by_code.items() for number, each in enumerate(those, 1)]


def _rows(block: str) -> list[dict[str, str]]:
    """The rows of a block of CSV. One with a number under ``times`` stands for so many, # in it for 1, 2, 3..."""
    rows = []
    for row in csv.DictReader(io.StringIO(block)):
        times = row.pop("times", None)
        for each in range(1, int(times or 1) + 1):
            rows.append({heading: (cell or "").replace("#", str(each)) for heading, cell in row.items()})
    return rows


def _example(code: str, number: int, written: dict[str, Any]) -> Example:
    tables = {name: _rows(block) for name, block in written["tables"].items()}
    year, authority = written.get("year", LAST_YEAR), written.get("authority", AUTHORITY)
    return Example(code, number, tables, year, written.get("as_at"), authority, written)
