"""The rules: listed, and compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from lac_validator.cli.shared import fail, say
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.report import rules_reference

commands = typer.Typer()


def as_table(entries: list[dict[str, str]]) -> str:
    """Entries for the screen: the first columns of each on a line, the message in full below."""
    lines = []
    for entry in entries:
        code, *rest = entry.values()
        lines.append(f"{code:<10} {' | '.join(text for text in rest if text)}")
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[list[dict[str, str]]], str]] = {
    "table": as_table,
    "json": rules_reference.as_json,
    "csv": rules_reference.as_csv,
    "md": rules_reference.as_markdown,
}


@commands.command("rules")
def rules_command(
    year: Annotated[int, typer.Option(help="Collection year: 2026 is 2025/26.")] = LAST_YEAR,
    diff: Annotated[
        tuple[int, int] | None, typer.Option(help="What changed between two collection years: --diff 2025 2026.")
    ] = None,
    format: Annotated[str, typer.Option(help="table, json, csv or md.")] = "table",
) -> None:
    """List the rules in force in a collection year, or what changed between two."""
    if format not in FORMATS:
        raise fail(f"There is no format {format}: choose {', '.join(FORMATS)}.")
    for each in diff or (year,):
        if not FIRST_YEAR <= each <= LAST_YEAR:
            raise fail(f"The rules held are those of the collection years {FIRST_YEAR} to {LAST_YEAR}, not {each}.")
    if diff:
        shown = ["code", "change", "before", "after", "years"]
        entries = rules_reference.change_reference(*diff)
    else:
        shown = ["code", "category", "message"]
        entries = rules_reference.reference(year)
    if format == "table":
        entries = [{name: entry[name] for name in shown} for entry in entries]
        for each in sorted({*(diff or (year,))}):
            if edition := CollectionYear(each).edition:
                say(f"The rules of {CollectionYear(each)} are {edition}.\n")
    say(FORMATS[format](entries), end="")
