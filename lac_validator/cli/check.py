"""Checking a return: what is wrong in it, said in short or written as a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from lac_validator import look
from lac_validator.cli.progress import runs_in
from lac_validator.cli.shared import (
    ERRORS_FOUND,
    NO_ERRORS,
    AllocationColumnOption,
    AllocationOption,
    AsAtOption,
    AuthorityOption,
    OptionalPaths,
    PreviousOption,
    ProvidersOption,
    RereadOption,
    ReturnPaths,
    RulesetOption,
    RulesOption,
    YearOption,
    fail,
    find_errors,
    print_files,
    print_not_run,
    print_year,
    say,
    told,
)
from lac_validator.engine import RAN, Check, Result
from lac_validator.ingest import CannotRead
from lac_validator.ingest.own_files import guess_allocation_columns
from lac_validator.ingest.problems import counted
from lac_validator.ingest.reading import is_clutter
from lac_validator.looking import Oddity
from lac_validator.report import REPORTS, Answers, allocation_columns, read_allocation, read_answers, write_report
from lac_validator.report.content.coverage import not_run_sentence
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.overview import Overview, Tally, overview
from lac_validator.report.forms.text import day_shown, shortened

commands = typer.Typer()


@commands.command("validate")
def validate_command(
    paths: ReturnPaths,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    as_at: AsAtOption = None,
    reread_dates: RereadOption = False,
    ruleset: RulesetOption = None,
    rules: RulesOption = None,
    output: Annotated[
        Path | None, typer.Option(help="Write a report: .xlsx, .csv or .json, or .zip for social workers' packs.")
    ] = None,
) -> None:
    """Check a return and print a summary. Exit code 0: no errors that are due on the day of the return; 1: errors that
    are; 2: the input cannot be used, or nothing in it could be checked.
    """
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, ruleset, rules, as_at)
    print_files(errors.ret)
    numbers = overview(errors)
    print_summary(errors, numbers)
    if not numbers.nothing_checked:
        print_worth_a_look(errors.result)
    if output is not None:
        try:
            write_report(errors, output)
        except (OSError, ValueError) as reason:
            raise fail(f"The report was not written: {told(reason)}") from None
        say(f"\nWritten: {output}")
    if numbers.nothing_checked:
        raise fail(numbers.nothing_checked)
    raise typer.Exit(ERRORS_FOUND if numbers.due.errors else NO_ERRORS)


@commands.command("report")
def report_command(
    kind: Annotated[str, typer.Argument(help=f"What to write: {', '.join(REPORTS)}.")],
    paths: ReturnPaths,
    output: Annotated[Path, typer.Option(help="The file to write, or the folder to write it into.")] = Path(),
    allocation: AllocationOption = None,
    allocation_column: AllocationColumnOption = None,
    answers: Annotated[OptionalPaths, typer.Option(help="Completed packs: workbooks, archives or folders.")] = None,
    runs: Annotated[
        OptionalPaths, typer.Option(help="Workbook: earlier runs (.json), for what got better since then.")
    ] = None,
    group_by: Annotated[str | None, typer.Option(help="Packs: a pack for each worker, or for each team.")] = None,
    note: Annotated[str | None, typer.Option(help="Packs: your words at the top of each.")] = None,
    fewest: Annotated[
        int | None, typer.Option(help="Summaries: leave out counts about fewer children; 5 where not given.")
    ] = None,
    not_due: Annotated[bool, typer.Option("--not-due", help="Packs: ask about what is not due yet, too.")] = False,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    as_at: AsAtOption = None,
    reread_dates: RereadOption = False,
    ruleset: RulesetOption = None,
    rules: RulesOption = None,
) -> None:
    """Check a return and write a report. Exit code 0: it was written; 2: it was not, and why is said."""
    if allocation_column and allocation is None:
        raise fail("--allocation-column says how to read a list: name the list too, with --allocation.")
    given: dict[str, Any] = {"group_by": group_by, "note": note, "fewest": fewest, "not_due": not_due or None}
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, ruleset, rules, as_at)
    print_files(errors.ret)
    try:
        if allocation is not None:
            given["allocation"] = allocation_from(allocation, allocation_column or (), errors)
        packs = [file for path in answers or () for file in packs_in(path)]
        if answers:
            given["answers"] = answers_from(packs, errors)
        if runs:
            given["runs"] = runs_in(runs)
        for file in [allocation, *packs, *(runs or ())] if output.is_file() else []:
            if file is not None and output.samefile(file):
                raise ValueError(f"{output} is one of the files that were read: choose another name.")
        options = {name: value for name, value in given.items() if value is not None}
        written = write_report(errors, output, kind, **options)
    except (CannotRead, OSError, ValueError) as reason:
        raise fail(f"The report was not written: {told(reason)}") from None
    say(f"\nWritten: {written}")


def allocation_from(file: Path, named: Iterable[str], errors: Errors) -> dict[str, dict[str, str]]:
    """The allocation list in a file, whose columns are found by their usual headings, or named ``CHILD=Person ID``; and
    a word on how many of its children are in the return.
    """
    columns = allocation_columns(file.name, file.read_bytes())
    mapping = {column.strip(): heading.strip() for column, _, heading in (each.partition("=") for each in named)}
    allocation = read_allocation(columns, guess_allocation_columns(list(columns)) | mapping)
    listed = counted(len(allocation.children), "child", "children")
    present = allocation.count_in(errors.ret)
    say(f"\n{file.name}: {listed} with a worker or team, {present or 'none'} of them in the return")
    if not present:
        say("  look whether its column for the child holds the identifiers of the return")
    for sentence in allocation.sentences:
        say(f"  {sentence}")
    return allocation.children


def answers_from(packs: Sequence[Path], errors: Errors) -> Answers:
    """The answers in completed packs, and a word on what they are about."""
    answers = read_answers((file.name, file.read_bytes()) for file in packs)
    beside = answers.beside(errors)
    found, gone = len(beside.answers), beside.no_longer_found
    say(f"\n{counted(found, 'error')} with an answer, {counted(gone, 'answer')} to errors no longer found")
    for sentence in answers.sentences:
        say(f"  {sentence}")
    return answers


def packs_in(path: Path) -> Iterator[Path]:
    """A file, or the files in a folder, but for those that Excel and systems leave lying about."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not is_clutter(file.relative_to(path).as_posix()):
            yield file


def print_summary(errors: Errors, numbers: Overview) -> None:
    """The numbers of a result, the rules with most errors, and what did not run."""
    print_year(errors.result)
    say(f"{numbers.children:,} children, {numbers.rows:,} rows")
    if numbers.nothing_checked:
        say(numbers.nothing_checked)
    elif not errors.ret.before_year_end:
        say(f"{numbers.errors:,} errors in {numbers.children_with_errors:,} children")
    else:
        say(f"As at {day_shown(errors.ret.as_at)}:")
        say(f"  {numbers.due.errors:,} errors due now in {numbers.due.children_with_errors:,} children")
        say(f"  {numbers.not_due.errors:,} not due yet in {numbers.not_due.children_with_errors:,} children: ", end="")
        say(f"what they want need only be there on {day_shown(errors.ret.year.end)}")
    if not_run := not_run_sentence(numbers.coverage, checked=True):
        say(not_run)
    print_rules(numbers.due, "errors")
    print_rules(numbers.not_due, "not due")
    say(f"\n{counted(numbers.rules_run, 'rule')} run, {sum(map(len, numbers.skipped.values()))} skipped")
    for reason, codes in numbers.skipped.items():
        say(f"  {len(codes)} skipped: {reason}")
    for outcome in numbers.failed:
        say(f"  {outcome.rule.code} FAILED ({outcome.reason}): please report this")


MOST_RULES = 15
"""Of the rules that found errors so many are printed."""


def print_rules(numbers: Tally, what: str) -> None:
    """The rules with most errors, where there are any."""
    if not numbers.rules:
        return
    say(f"\n {what:>7}  children  rule")
    for count in numbers.rules[:MOST_RULES]:
        rule = count.outcome.rule
        say(f"  {count.errors:6,}  {count.children:8,}  {rule.code}: {shortened(rule.message, 90)}")
    if len(numbers.rules) > MOST_RULES:
        say(f"  ... and {len(numbers.rules) - MOST_RULES} more rules; --output FILE.xlsx lists every error")


def print_worth_a_look(result: Result) -> None:
    """What the checks of plausibility saw, apart from the errors: how often each, and for how many children."""
    seen = look(result)
    by_check: dict[Check, list[Oddity]] = {}
    for oddity in seen.oddities:
        by_check.setdefault(oddity.check, []).append(oddity)
    say("\nWorth a look (not the DfE's):")
    if by_check:
        say("   times  children  check")
    for check, oddities in by_check.items():
        children = {child for oddity in oddities for child in oddity.children if child}
        severities = " or ".join(dict.fromkeys(oddity.severity for oddity in oddities))
        words = f"{check.code}, {severities}: {shortened(check.text, 90)}"
        say(f"  {len(oddities):6,}  {len(children):8,}  {words}")
    made = counted(sum(attempt.status == RAN for attempt in seen.attempts), "check")
    say(f"  {made} made{'' if by_check else ', which saw nothing'}")
    print_not_run(seen.attempts)
