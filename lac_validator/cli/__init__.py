"""The command line: the same engine and the same words as the page. A module a family of commands."""

from __future__ import annotations

import io
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from lac_validator import __version__
from lac_validator.cli import check, fix, insight, progress, rules, sample, site
from lac_validator.cli.shared import CANNOT_BE_USED, say
from lac_validator.engine import place_of
from lac_validator.writing import reason_of, sentence_of

app = typer.Typer(
    name="lac-validator",
    help="Finds the errors in an SSDA903 return that the DfE's portal would find.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for family in (check, fix, insight, progress, rules, sample):
    app.add_typer(family.commands)
app.add_typer(site.commands, name="site")


def version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        say(__version__)
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Finds the errors in an SSDA903 return that the DfE's portal would find."""


def main() -> None:
    """The console script. A fault of the tool exits with 2 too, and is told without its text, which can hold data."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a name of a file may hold what the screen cannot show
        sys.stdout.reconfigure(errors="replace")
    code: int | str | None = 0
    try:
        app()
    except SystemExit as end:
        code = end.code
    except OSError as error:
        about = sentence_of(error) if error.filename else f"The result could not be printed: {reason_of(error)}."
        typer.echo(about, err=True)
        code = CANNOT_BE_USED
    except Exception as error:
        file = Path(traceback.extract_tb(error.__traceback__)[-1].filename).name
        typer.echo(f"The tool itself failed ({place_of(error)} of {file}): please report this.", err=True)
        code = CANNOT_BE_USED
    sys.exit(_with_all_printed(code))


def _with_all_printed(code: int | str | None) -> int | str | None:
    """The exit code, once standard output has taken all; it is told where it did not, and not told yet."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as reason:
        # Python would try once more at its end, and say so in its own words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if code != CANNOT_BE_USED and isinstance(reason, OSError):
            typer.echo(f"The result could not be printed: {reason_of(reason)}.", err=True)
        return CANNOT_BE_USED
    return code
