"""A made-up return."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lac_validator.cli.shared import OptionalText, day_of, fail, say, told
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.sample import MANCHESTER, generate
from lac_validator.sample.cutting import HALF

commands = typer.Typer()


@commands.command("sample")
def sample_command(
    outdir: Annotated[Path, typer.Argument(help="The folder to write to.")],
    children: Annotated[int, typer.Option(min=1, help="How many children the return holds.")] = 500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 903,
    year: Annotated[int, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="Collection year.")] = 2026,
    authority: Annotated[
        str, typer.Option(help="Code of the authority: one of the ten of Greater Manchester.")
    ] = MANCHESTER,
    clean: Annotated[bool, typer.Option("--clean", help="Put no errors in.")] = False,
    as_at: Annotated[OptionalText, typer.Option(help="As the return stood on a day of the year: 2025-11-30.")] = None,
) -> None:
    """Write a made-up return with known errors: this year's and last year's files, a provider list, injected.csv. As it
    stood on a day before the end of the year, what councils fill in at the end is half filled.
    """
    day = None if as_at is None else day_of(as_at)
    try:
        sample = generate(children, seed, year, authority, with_errors=not clean, as_at=day, filled=HALF)
    except ValueError as reason:
        raise fail(str(reason)) from None
    try:
        sample.write(outdir)
    except OSError as reason:
        raise fail(f"The return was not written: {told(reason)}") from None
    say(
        f"Written to {outdir}: a made-up return of {children:,} children for {CollectionYear(year)} "
        f"with {len(sample.injected):,} known errors (injected.csv)."
    )
