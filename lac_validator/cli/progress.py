"""What got better from run to run."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from lac_validator.cli.shared import fail, say, told
from lac_validator.ingest import CannotRead
from lac_validator.ingest.limits import FILE_BYTES, MEGABYTE
from lac_validator.ingest.problems import listed
from lac_validator.progress import (
    STATES,
    STATES_IN_WORDS,
    Run,
    by_rule,
    compare,
    day_of_zero,
    in_words,
    read_run,
    runs_together,
)
from lac_validator.report.forms.text import day_shown
from lac_validator.report.made import Made
from lac_validator.report.progress import make_progress_csv, make_progress_json, make_progress_workbook
from lac_validator.writing import write_file

commands = typer.Typer()

MOST_RULES = 15
"""Of the rules whose errors changed so many are printed."""


@commands.command("progress")
def progress_command(
    runs: Annotated[
        list[Path], typer.Argument(help="Runs: what validate --output FILE.json wrote, in any order; .gz too.")
    ],
    output: Annotated[Path | None, typer.Option(help="Write what became of each error: .xlsx, .json or .csv.")] = None,
) -> None:
    """Compare runs of one return: what is new, still there, gone. Exit code 0: they were compared; 2: there is nothing
    to compare, and why is said.
    """
    together = runs_together(runs_in(runs))
    for sentence in together.sentences:
        say(sentence)
    try:
        progress = compare(together.runs)
    except ValueError as reason:
        raise fail(str(reason)) from None
    say("\n  errors due  not due yet  run")
    for run in progress.runs:
        day = f"{run.at:%d/%m/%Y %H:%M}, as at {day_shown(run.as_at)}"
        say(f"  {run.due:10,}  {len(run.errors) - run.due:11,}  {day}: {run.name}")
    say(f"\n{in_words(progress)}")
    if progress.not_compared:
        say(f"Not compared, as they did not run in both: {', '.join(progress.not_compared)}")
    if zero := day_of_zero(progress.runs):
        say(f"At the present pace no error that is due would be left on {day_shown(zero)}.")
    say("\n  " + "  ".join(f"{STATES_IN_WORDS[state]:>20}" for state in STATES) + "  rule")
    for code, counts in by_rule(progress)[:MOST_RULES]:
        say("  " + "  ".join(f"{counts[state]:20,}" for state in STATES) + f"  {code}")
    if output is not None:
        writers = {
            ".xlsx": lambda: make_progress_workbook(progress, together.sentences, at=datetime.datetime.now()),
            ".json": lambda: make_progress_json(progress),
            ".csv": lambda: make_progress_csv(progress),
        }
        make = writers.get(output.suffix.lower())
        if make is None:
            raise fail(f"{output.name} should end in {listed(list(writers), 'or')}.")
        _write(make(), output, runs)


def runs_in(paths: Iterable[Path]) -> list[Run]:
    """The runs in these files; of a file that is none it is said why."""
    return [run for path in paths if (run := _read(path)) is not None]


def _read(path: Path) -> Run | None:
    """A run; none, and a sentence on why, where the file is none."""
    try:
        if path.stat().st_size > FILE_BYTES:
            raise CannotRead(f"{path.name} has more than {FILE_BYTES // MEGABYTE} MB, which no run has: give another.")
        return read_run(path.name, path.read_bytes())
    except (CannotRead, OSError) as reason:
        say(told(reason))
        return None


def _write(made: Made, output: Path, runs: list[Path]) -> None:
    if any(output.exists() and run.exists() and output.samefile(run) for run in runs):
        raise fail(f"{output} is one of the files that were read: choose another name.")
    try:
        write_file(output, made.data)
    except OSError as reason:
        raise fail(f"The file was not written: {told(reason)}") from None
    say(f"\nWritten: {output}")
