"""What the commands share: exit codes, what they are asked, how a return is read, what is said and how."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from lac_validator import read_files, validate
from lac_validator.dataset import Return, read_date
from lac_validator.engine import FAILED, Attempt, Result, skipped_by_reason
from lac_validator.ingest import CannotRead
from lac_validator.ingest.problems import counted, listed
from lac_validator.reference import authority_name
from lac_validator.report import Errors, Made, write_made
from lac_validator.report.content.overview import overview
from lac_validator.writing import reason_of, sentence_of

NO_ERRORS, ERRORS_FOUND, CANNOT_BE_USED = 0, 1, 2
"""Exit codes: the return is clean; errors were found; the input cannot be used (and why is said)."""

# typer reads these at run time and does not know "X | None" in an Annotated alias on every version it supports.
OptionalPaths = Optional[list[Path]]  # noqa: UP045
OptionalTexts = Optional[list[str]]  # noqa: UP045
OptionalText = Optional[str]  # noqa: UP045
OptionalNumber = Optional[int]  # noqa: UP045

# What is read and how, which several commands ask for.
ReturnPaths = Annotated[list[Path], typer.Argument(help="Files and folders; this and last year's may be mixed.")]
PreviousOption = Annotated[OptionalPaths, typer.Option(help="Last year's files, where the dates cannot tell.")]
ProvidersOption = Annotated[OptionalPaths, typer.Option(help="Ofsted's provider lists.")]
YearOption = Annotated[OptionalNumber, typer.Option(help="Collection year: 2026 is 2025/26.")]
AuthorityOption = Annotated[OptionalText, typer.Option(help="Code of the authority, E08000003 say.")]
AsAtOption = Annotated[
    OptionalText,
    typer.Option(
        help="The day on which the return was taken from your system: 2025-11-30. Told by the last thing recorded "
        "where not given."
    ),
]
RereadOption = Annotated[
    bool,
    typer.Option(
        "--reread",
        "--reread-dates",
        help="Read dates that Excel has rewritten, NULL for blank and 1.0 for 1 as what they plainly mean.",
    ),
]
RulesetOption = Annotated[OptionalNumber, typer.Option(help="Apply the rules of another collection year.")]
AllocationOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="A list of who works with which child: child, worker, team, email."),
]
AllocationColumnOption = Annotated[
    OptionalTexts,
    typer.Option(
        help="What a column of the list is called, where it is not found: CHILD='Person ID', or WORKER, TEAM, EMAIL."
    ),
]
RulesOption = Annotated[OptionalText, typer.Option(help="Only these codes, separated by commas.")]


def fail(sentence: str) -> typer.Exit:
    """Say on standard error why nothing can be done."""
    typer.echo(sentence, err=True)
    return typer.Exit(CANNOT_BE_USED)


def told(reason: Exception) -> str:
    """Why something failed: our own sentence, or that for what the system refused."""
    return sentence_of(reason) if isinstance(reason, OSError) else str(reason)


def say(text: str, end: str = "\n") -> None:
    """Print on standard output; where nothing takes it, a full device or a closed pipe, that is said."""
    try:
        typer.echo(f"{text}{end}", nl=False)
    except OSError as reason:
        raise fail(f"The result could not be printed: {reason_of(reason)}.") from None


def find_errors(
    paths: list[Path],
    previous: list[Path] | None,
    providers: list[Path] | None,
    year: int | None,
    authority: str | None,
    reread_dates: bool,
    ruleset: int | None,
    rules: str | None,
    as_at: str | None,
) -> Errors:
    """Read a return and check it; what cannot be used is explained."""
    day = None if as_at is None else day_of(as_at)
    codes = None if rules is None else [code.strip() for code in rules.split(",") if code.strip()]
    if codes == []:
        raise fail("--rules names no code: give some, with commas between, or leave it out to run all.")
    try:
        ret = read_files(paths, previous, providers, year, authority, reread_dates=reread_dates, as_at=day)
        return Errors(validate(ret, codes, ruleset))
    except (CannotRead, OSError, ValueError) as reason:
        raise fail(told(reason)) from None


def day_of(text: str) -> datetime.date:
    """The day that ``--as-at`` names: 2025-11-30, or 30/11/2025."""
    try:
        return read_date(text.strip()) or datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise fail(f"--as-at is no day: {text}. Write it as year, month and day: 2025-11-30.") from None


def must_have_rows(errors: Errors) -> None:
    """Stop where this year's tables have no rows: that nothing is found in them says nothing."""
    numbers = overview(errors)
    if not numbers.rows:
        raise fail(numbers.nothing_checked)


def print_files(ret: Return) -> None:
    """What each file was read as, and what is wrong with it."""
    say("Files")
    for file in ret.files:
        read_as = f"{file.table} ({file.period}), {counted(file.rows, 'row')}" if file.used else "not used"
        say(f"  {file.name}: {read_as}")
    for problem in ret.problems:
        say(f"  {problem.severity}: {problem.sentence}")


def print_year(result: Result) -> None:
    """Of which year and authority a return is, and which rules were applied."""
    ret = result.ret
    name = authority_name(ret.authority) if ret.authority else None
    say(f"\nCollection year {ret.year} · {name or ret.authority or 'authority not known'} · rules of {result.ruleset}")
    if result.ruleset.edition:
        say(f"The rules of {result.ruleset} are {result.ruleset.edition}.")


def print_not_run(attempts: Iterable[Attempt[Any]]) -> None:
    """Which fixes, checks or measures did not run, and why."""
    attempts = list(attempts)
    for attempt in attempts:
        if attempt.status == FAILED:
            say(f"  {attempt.definition.code} FAILED ({attempt.reason}): please report this")
    for reason, skipped in skipped_by_reason(attempts).items():
        say(f"  {len(skipped)} skipped: {reason} ({', '.join(each.code for each in skipped)})")


def write_found(output: Path, by_suffix: Mapping[str, Callable[[], Made]], ret: Return) -> None:
    """Write what was found in the form that the suffix of the file stands for, over no file that was read."""
    make = by_suffix.get(output.suffix.lower())
    if make is None:
        raise fail(f"{output.name} should end in {listed(list(by_suffix), 'or')}.")
    try:
        written = write_made(make(), output, ret)
    except (OSError, ValueError) as reason:
        raise fail(f"The file was not written: {told(reason)}") from None
    say(f"\nWritten: {written}")
