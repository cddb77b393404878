"""What a return says of the children looked after: its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lac_validator import measure, validate
from lac_validator.cli.shared import (
    AuthorityOption,
    PreviousOption,
    ProvidersOption,
    RereadOption,
    ReturnPaths,
    YearOption,
    must_have_rows,
    print_files,
    print_not_run,
    print_year,
    read_return,
    say,
    write_found,
)
from lac_validator.engine import SHARE
from lac_validator.ingest.problems import counted
from lac_validator.measuring import Figure
from lac_validator.report import Errors
from lac_validator.report.forms.text import day_shown
from lac_validator.report.lists.figures import make_figures_json

commands = typer.Typer()


@commands.command("insight")
def insight_command(
    paths: ReturnPaths,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    reread_dates: RereadOption = False,
    output: Annotated[Path | None, typer.Option(help="Write the figures: .json.")] = None,
) -> None:
    """Print the figures of a return, and what could not be used for them. Exit code 0: it ran; 2: the input cannot be
    used.
    """
    ret = read_return(paths, previous, providers, year, authority, reread_dates)
    print_files(ret)
    result = validate(ret, rules=())  # the figures need no rule
    must_have_rows(Errors(result))
    figures = measure(result)
    print_year(result)
    say(f"\nAs at {day_shown(ret.as_at)}")
    for figure in figures.figures:
        say(f"  {figure.measure.name}: {in_words(figure)}")
        for left_out in figure.counted.not_used:
            if len(left_out.rows):
                say(f"    not used: {counted(len(left_out.rows), 'row')}: {left_out.why}")
    print_not_run(figures.attempts)
    if output is not None:
        write_found(output, {".json": lambda: make_figures_json(result, figures)}, ret)


def in_words(figure: Figure) -> str:
    """The value of a figure, and of how many."""
    if figure.value is None:
        return "cannot be said, as there is nothing to count it among"
    among = "" if figure.denominator is None else f" ({figure.numerator:,} of {figure.denominator:,})"
    if figure.measure.unit == SHARE:
        return f"{figure.value:.1%}{among}"
    return f"{figure.value:,.0f}{among}" if figure.value.is_integer() else f"{figure.value:,.1f}{among}"
