"""A hosted copy of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lac_validator.cli.shared import fail, say, told
from lac_validator.site import verify_site

commands = typer.Typer(help="A hosted copy of the page.", no_args_is_help=True)


@commands.command("verify")
def site_verify_command(
    copy: Annotated[str, typer.Argument(help="The folder, or the address, of the hosted copy.")],
    manifest: Annotated[
        Path | None, typer.Option(help="manifest.json of the release; the copy's own where not given.")
    ] = None,
) -> None:
    """Check that a hosted copy holds exactly the files of its release. Exit code 0: it does; 1: it differs; 2: it could
    not be compared.
    """
    try:
        differences = verify_site(copy, manifest)
    except (OSError, ValueError) as reason:
        raise fail(f"The copy could not be compared: {told(reason)}") from None
    for difference in differences:
        say(difference)
    say("The copy differs from its release." if differences else "The copy is exactly its release.")
    raise typer.Exit(1 if differences else 0)
