"""The rules: listed, and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any

import typer

from lac_validator.cli.shared import fail, say
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.engine import CHECKS, FIXES, MEASURES, Registry
from lac_validator.ingest.problems import listed
from lac_validator.report.content import rules_reference

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


OURS: dict[str, tuple[str, Registry[Any]]] = {
    "--plausibility": ("Checks of what is worth a look", CHECKS),
    "--fixes": ("Fixes that are proposed", FIXES),
    "--measures": ("Figures", MEASURES),
}
"""What is listed by which option."""


def print_ours(option: str, year: int, format: str) -> None:
    """List what is the tool's own: never together with the DfE's rules."""
    title, registry = OURS[option]
    entries = rules_reference.reference_of(registry, year)
    if format == "table":
        say(f"{title}, as in force in {CollectionYear(year)}: the tool's own, not the DfE's.\n")
        beside = ("years", "subject", "needs")
        entries = [{name: text for name, text in entry.items() if name not in beside} for entry in entries]
    say(FORMATS[format](entries), end="")


@commands.command("rules")
def rules_command(
    year: Annotated[int, typer.Option(help="Collection year: 2026 is 2025/26.")] = LAST_YEAR,
    diff: Annotated[
        tuple[int, int] | None, typer.Option(help="What changed between two collection years: --diff 2025 2026.")
    ] = None,
    format: Annotated[str, typer.Option(help="table, json, csv or md.")] = "table",
    plausibility: Annotated[
        bool, typer.Option("--plausibility", help="List the tool's own checks of what is worth a look.")
    ] = False,
    fixes: Annotated[bool, typer.Option("--fixes", help="List the fixes that the tool proposes.")] = False,
    measures: Annotated[bool, typer.Option("--measures", help="List the figures of the tool.")] = False,
) -> None:
    """List the rules in force in a collection year, or what changed between two; or the tool's own checks, fixes and
    figures, which are not the DfE's.
    """
    ours = [option for option, wanted in zip(OURS, (plausibility, fixes, measures), strict=True) if wanted]
    if len(ours) + bool(diff) > 1:
        raise fail(f"One list at a time: choose {listed([*ours, *['--diff'] * bool(diff)], 'or')}.")
    if format not in FORMATS:
        raise fail(f"There is no format {format}: choose {', '.join(FORMATS)}.")
    for each in diff or (year,):
        if not FIRST_YEAR <= each <= LAST_YEAR:
            raise fail(f"The rules held are those of the collection years {FIRST_YEAR} to {LAST_YEAR}, not {each}.")
    if ours:
        print_ours(ours[0], year, format)
        return
    if format == "table":
        for each in sorted({*(diff or (year,))}):
            if edition := CollectionYear(each).edition:
                say(f"The rules of {CollectionYear(each)} are {edition}.\n")
    say(FORMATS[format](entries_of_rules(year, diff, format)), end="")


def entries_of_rules(year: int, diff: tuple[int, int] | None, format: str) -> list[dict[str, str]]:
    """The rules, or what changed, for this format; for the screen in short, and the changes are counted above them."""
    if diff and format == "table":
        entries = rules_reference.change_lines(*diff)
        kinds = Counter(entry["change"] for entry in entries)
        counts = ", ".join(f"{kinds[kind]} {kind}" for kind in ("new", "gone", "changed"))
        say(f"The rules of {CollectionYear(diff[1])} beside those of {CollectionYear(diff[0])}: {counts}.\n")
        return entries
    if diff:
        return rules_reference.change_reference(*diff)
    entries = rules_reference.reference(year)
    short = ("code", "category", "message")
    return [{name: entry[name] for name in short} for entry in entries] if format == "table" else entries
