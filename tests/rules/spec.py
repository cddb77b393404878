"""The specification of the rules, taken into the tests as data: what each rule is, and its executable examples."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lac_validator import Return

FOLDER = Path(__file__).parent / "examples"

WRITTEN_IN = 2027
"""The newest collection year when the specification was written: the dates of its examples are about that year. It
stays as it is when years are added; the examples of a later rule are about the year in which it begins."""

AUTHORITY = "E08000003"
"""The authority that makes the return in examples that name none."""


@cache
def specification() -> dict[str, dict[str, Any]]:
    """Each rule of the specification, by its code, with the chapter that it stands in."""
    chapters = {path.stem: yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in FOLDER.glob("*.yaml")}
    return {rule["code"]: rule | {"chapter": name} for name in sorted(chapters) for rule in chapters[name]}


@dataclass(frozen=True)
class Example:
    """One example of one rule in one collection year."""

    code: str
    number: int
    year: int
    tables: dict[str, str]
    authority: str
    file_format: str
    skipped: bool

    def __str__(self) -> str:
        return f"{self.code}-{self.number}-{self.year}"

    @property
    def rows(self) -> dict[str, list[dict[str, str]]]:
        """The rows of each table, each cell by its heading."""
        return {name: list(csv.DictReader(io.StringIO(block))) for name, block in self.tables.items()}

    @property
    def flagged(self) -> set[tuple[str, int]]:
        """The rows that the rule must report: table and place."""
        return {
            (table, place)
            for table, rows in self.rows.items()
            for place, row in enumerate(rows)
            if (row.get("flag") or "").strip() == "x"
        }

    def make_return(self) -> Return:
        """The example as a return."""
        this_year, last_year, providers = {}, {}, None
        for name, block in self.tables.items():
            headings, *lines = csv.reader(io.StringIO(block))
            table = {
                heading: [line[place] if place < len(line) else "" for line in lines]
                for place, heading in enumerate(headings)
                if heading != "flag"
            }
            if name == "Providers":
                providers = table
            elif name.endswith("_last"):
                last_year[name.removesuffix("_last")] = table
            else:
                this_year[name] = table
        return Return.from_columns(
            this_year, last_year, providers, year=self.year, authority=self.authority, file_format=self.file_format
        )


def examples() -> list[Example]:
    """Every example of the specification, once for each year that it names."""
    return [
        Example(
            code,
            number,
            year,
            example["tables"],
            example.get("authority", AUTHORITY),
            example.get("format", "csv"),
            example.get("skipped", False),
        )
        for code, rule in specification().items()
        for number, example in enumerate(rule["examples"], start=1)
        for year in _years(rule, example)
    ]


def _years(rule: dict[str, Any], example: dict[str, Any]) -> list[int]:
    """The years of an example; where it names none, the newest in which the rule was in force when it was written."""
    years = example.get("year", rule.get("last_year", max(WRITTEN_IN, rule["first_year"])))
    return years if isinstance(years, list) else [years]
