"""A made-up return."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lac_validator.cli.shared import fail, say, told
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.sample import generate

commands = typer.Typer()


@commands.command("sample")
def sample_command(
    outdir: Annotated[Path, typer.Argument(help="The folder to write to.")],
    children: Annotated[int, typer.Option(min=1, help="How many children the return holds.")] = 500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 903,
    year: Annotated[int, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="Collection year.")] = 2026,
) -> None:
    """Write a made-up return with known errors: this year's and last year's files, a provider list, injected.csv."""
    sample = generate(children, seed=seed, year=year)
    try:
        sample.write(outdir)
    except OSError as reason:
        raise fail(f"The return was not written: {told(reason)}") from None
    say(
        f"Written to {outdir}: a made-up return of {children:,} children for {CollectionYear(year)} "
        f"with {len(sample.injected):,} known errors (injected.csv)."
    )
