"""What a return says of the children looked after: its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lac_validator import measure
from lac_validator.cli.shared import (
    AsAtOption,
    AuthorityOption,
    PreviousOption,
    ProvidersOption,
    RereadOption,
    ReturnPaths,
    YearOption,
    find_errors,
    must_have_rows,
    print_files,
    print_not_run,
    print_year,
    say,
    write_found,
)
from lac_validator.engine import SHARE
from lac_validator.ingest.problems import counted
from lac_validator.measuring import Figure
from lac_validator.report.forms.text import day_shown
from lac_validator.report.lists.figures import make_figures_json

commands = typer.Typer()

MOST_PARTS = 12
"""Of a figure so many are printed."""


@commands.command("insight")
def insight_command(
    paths: ReturnPaths,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    as_at: AsAtOption = None,
    reread_dates: RereadOption = False,
    output: Annotated[Path | None, typer.Option(help="Write the figures: .json.")] = None,
) -> None:
    """Print the figures of a return, and what could not be used for them. Exit code 0: it ran; 2: the input cannot be
    used.
    """
    # The figures need no rule; how far they can be trusted is told by all.
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, None, None, as_at)
    result, ret = errors.result, errors.ret
    print_files(ret)
    must_have_rows(errors)
    figures = measure(result)
    print_year(result)
    say(f"\nAs at {day_shown(ret.as_at)}")
    for figure in figures.figures:
        say(f"  {figure.measure.name}: {in_words(figure)}")
        for part in figure.parts[:MOST_PARTS]:
            name = f"{part.series}, {part.name}" if part.series else part.name
            say(f"    {name}: {number_in_words(part.value, figure.measure.unit)}")
        if len(figure.parts) > MOST_PARTS:
            say(f"    ... and {len(figure.parts) - MOST_PARTS} more parts; --output FILE.json lists them all")
        if figure.doubt.sentence:
            say(f"    {figure.doubt.sentence}")
        for left_out in figure.counted.not_used:
            if len(left_out.rows):
                say(f"    not used: {counted(len(left_out.rows), 'row')}: {left_out.why}")
    print_not_run(figures.attempts)
    if output is not None:
        write_found(output, {".json": lambda: make_figures_json(result, figures)}, ret)


def in_words(figure: Figure) -> str:
    """The value of a figure, its bounds, and of how many; one that is told in parts has no value of its own."""
    if figure.counted.in_parts:
        return "in parts"
    if figure.value is None:
        return "cannot be said, as there is nothing to count it among"
    unit = figure.measure.unit
    among = "" if figure.denominator is None else f" ({figure.numerator:,} of {figure.denominator:,})"
    low = "" if figure.low is None else f", at least {number_in_words(figure.low, unit)}"
    high = "" if figure.high is None else f", at most {number_in_words(figure.high, unit)}"
    return f"{number_in_words(figure.value, unit)}{among}{low}{high}"


def number_in_words(value: float | None, unit: str) -> str:
    """A number as its unit is written: a share in per cent."""
    if value is None:
        return "cannot be said"
    if unit == SHARE:
        return f"{value:.1%}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
