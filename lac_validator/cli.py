"""The command line: the same engine and the same words as the page."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from lac_validator import __version__, read_files, validate
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.dataset import Return
from lac_validator.engine import Result, place_of
from lac_validator.ingest import CannotRead
from lac_validator.ingest.own_files import guess_allocation_columns
from lac_validator.ingest.problems import counted
from lac_validator.ingest.reading import is_clutter
from lac_validator.reference import authority_name
from lac_validator.report import (
    REPORTS,
    Answers,
    allocation_columns,
    read_allocation,
    read_answers,
    rules_reference,
    write_report,
)
from lac_validator.report.content.coverage import not_run_sentence
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.overview import Overview, overview
from lac_validator.report.forms.text import shortened
from lac_validator.sample import generate
from lac_validator.site import verify_site
from lac_validator.writing import reason_of, sentence_of

NO_ERRORS, ERRORS_FOUND, CANNOT_BE_USED = 0, 1, 2
"""Exit codes: the return is clean; errors were found; the input cannot be used (and why is said)."""

app = typer.Typer(
    name="lac-validator",
    help="Finds the errors in an SSDA903 return that the DfE's portal would find.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
site = typer.Typer(help="A hosted copy of the page.", no_args_is_help=True)
app.add_typer(site, name="site")

# typer reads these at run time and does not know "X | None" in an Annotated alias on every version it supports.
OptionalPaths = Optional[list[Path]]  # noqa: UP045
OptionalTexts = Optional[list[str]]  # noqa: UP045
OptionalText = Optional[str]  # noqa: UP045
OptionalNumber = Optional[int]  # noqa: UP045

# What is read and how, which two commands ask for.
ReturnPaths = Annotated[list[Path], typer.Argument(help="Files and folders; this and last year's may be mixed.")]
PreviousOption = Annotated[OptionalPaths, typer.Option(help="Last year's files, where the dates cannot tell.")]
ProvidersOption = Annotated[OptionalPaths, typer.Option(help="Ofsted's provider lists.")]
YearOption = Annotated[OptionalNumber, typer.Option(help="Collection year: 2026 is 2025/26.")]
AuthorityOption = Annotated[OptionalText, typer.Option(help="Code of the authority, E08000003 say.")]
RereadOption = Annotated[
    bool,
    typer.Option(
        "--reread",
        "--reread-dates",
        help="Read dates that Excel has rewritten, NULL for blank and 1.0 for 1 as what they plainly mean.",
    ),
]
RulesetOption = Annotated[OptionalNumber, typer.Option(help="Apply the rules of another collection year.")]
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


@app.command("validate")
def validate_command(
    paths: ReturnPaths,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    reread_dates: RereadOption = False,
    ruleset: RulesetOption = None,
    rules: RulesOption = None,
    output: Annotated[
        Path | None, typer.Option(help="Write a report: .xlsx, .csv or .json, or .zip for social workers' packs.")
    ] = None,
) -> None:
    """Check a return and print a summary. Exit code 0: no errors; 1: errors; 2: the input cannot be used, or nothing in
    it could be checked.
    """
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, ruleset, rules)
    print_files(errors.ret)
    numbers = overview(errors)
    print_summary(errors, numbers)
    if output is not None:
        try:
            write_report(errors, output)
        except (OSError, ValueError) as reason:
            raise fail(f"The report was not written: {told(reason)}") from None
        say(f"\nWritten: {output}")
    if numbers.nothing_checked:
        raise fail(numbers.nothing_checked)
    raise typer.Exit(ERRORS_FOUND if len(errors) else NO_ERRORS)


@app.command("report")
def report_command(
    kind: Annotated[str, typer.Argument(help=f"What to write: {', '.join(REPORTS)}.")],
    paths: ReturnPaths,
    output: Annotated[Path, typer.Option(help="The file to write, or the folder to write it into.")] = Path(),
    allocation: Annotated[
        Path | None, typer.Option(help="A list of who works with which child: child, worker, team, email.")
    ] = None,
    allocation_column: Annotated[
        OptionalTexts,
        typer.Option(
            help="What a column of the list is called, where it is not found: CHILD='Person ID', or WORKER, "
            "TEAM, EMAIL."
        ),
    ] = None,
    answers: Annotated[OptionalPaths, typer.Option(help="Completed packs: workbooks, archives or folders.")] = None,
    group_by: Annotated[str | None, typer.Option(help="Packs: a pack for each worker, or for each team.")] = None,
    note: Annotated[str | None, typer.Option(help="Packs: your words at the top of each.")] = None,
    fewest: Annotated[
        int | None, typer.Option(help="Summaries: leave out counts about fewer children; 5 where not given.")
    ] = None,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    reread_dates: RereadOption = False,
    ruleset: RulesetOption = None,
    rules: RulesOption = None,
) -> None:
    """Check a return and write a report. Exit code 0: it was written; 2: it was not, and why is said."""
    if allocation_column and allocation is None:
        raise fail("--allocation-column says how to read a list: name the list too, with --allocation.")
    given: dict[str, Any] = {"group_by": group_by, "note": note, "fewest": fewest}
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, ruleset, rules)
    print_files(errors.ret)
    try:
        if allocation is not None:
            given["allocation"] = allocation_from(allocation, allocation_column or (), errors)
        packs = [file for path in answers or () for file in packs_in(path)]
        if answers:
            given["answers"] = answers_from(packs, errors)
        for file in [allocation, *packs] if output.is_file() else []:
            if file is not None and output.samefile(file):
                raise ValueError(f"{output} is one of the files that were read: choose another name.")
        options = {name: value for name, value in given.items() if value is not None}
        written = write_report(errors, output, kind, **options)
    except (CannotRead, OSError, ValueError) as reason:
        raise fail(f"The report was not written: {told(reason)}") from None
    say(f"\nWritten: {written}")


def find_errors(
    paths: list[Path],
    previous: list[Path] | None,
    providers: list[Path] | None,
    year: int | None,
    authority: str | None,
    reread_dates: bool,
    ruleset: int | None,
    rules: str | None,
) -> Errors:
    """Read a return and check it; what cannot be used is explained."""
    codes = None if rules is None else [code.strip() for code in rules.split(",") if code.strip()]
    if codes == []:
        raise fail("--rules names no code: give some, with commas between, or leave it out to run all.")
    try:
        ret = read_files(paths, previous, providers, year, authority, reread_dates=reread_dates)
        return Errors(validate(ret, codes, ruleset))
    except (CannotRead, OSError, ValueError) as reason:
        raise fail(told(reason)) from None


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


def print_files(ret: Return) -> None:
    """What each file was read as, and what is wrong with it."""
    say("Files")
    for file in ret.files:
        read_as = f"{file.table} ({file.period}), {file.rows:,} rows" if file.used else "not used"
        say(f"  {file.name}: {read_as}")
    for problem in ret.problems:
        say(f"  {problem.severity}: {problem.sentence}")


def print_summary(errors: Errors, numbers: Overview) -> None:
    """The numbers of a result, the rules with most errors, and what did not run."""
    result: Result = errors.result
    ret = result.ret
    name = authority_name(ret.authority) if ret.authority else None
    say(f"\nCollection year {ret.year} · {name or ret.authority or 'authority not known'} · rules of {result.ruleset}")
    if result.ruleset.edition:
        say(f"The rules of {result.ruleset} are {result.ruleset.edition}.")
    say(f"{numbers.children:,} children, {numbers.rows:,} rows")
    if numbers.nothing_checked:
        say(numbers.nothing_checked)
    else:
        say(f"{numbers.errors:,} errors in {numbers.children_with_errors:,} children")
    if not_run := not_run_sentence(numbers.coverage, checked=True):
        say(not_run)
    if numbers.rules:
        say("\n  errors  children  rule")
        for count in numbers.rules[:15]:
            rule = count.outcome.rule
            say(f"  {count.errors:6,}  {count.children:8,}  {rule.code}: {shortened(rule.message, 90)}")
        if len(numbers.rules) > 15:
            say(f"  ... and {len(numbers.rules) - 15} more rules; --output FILE.xlsx lists every error")
    say(f"\n{counted(numbers.rules_run, 'rule')} run, {sum(map(len, numbers.skipped.values()))} skipped")
    for reason, codes in numbers.skipped.items():
        say(f"  {len(codes)} skipped: {reason}")
    for outcome in numbers.failed:
        say(f"  {outcome.rule.code} FAILED ({outcome.reason}): please report this")


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


@app.command("rules")
def rules_command(
    year: Annotated[int, typer.Option(help="Collection year: 2026 is 2025/26.")] = LAST_YEAR,
    diff: Annotated[
        tuple[int, int] | None, typer.Option(help="What changed between two collection years: --diff 2025 2026.")
    ] = None,
    format: Annotated[str, typer.Option(help="table, json, csv or md.")] = "table",
) -> None:
    """List the rules in force in a collection year, or what changed between two."""
    if format not in FORMATS:
        raise fail(f"There is no format {format}: choose {', '.join(FORMATS)}.")
    for each in diff or (year,):
        if not FIRST_YEAR <= each <= LAST_YEAR:
            raise fail(f"The rules held are those of the collection years {FIRST_YEAR} to {LAST_YEAR}, not {each}.")
    if diff:
        shown = ["code", "change", "before", "after", "years"]
        entries = rules_reference.change_reference(*diff)
    else:
        shown = ["code", "category", "message"]
        entries = rules_reference.reference(year)
    if format == "table":
        entries = [{name: entry[name] for name in shown} for entry in entries]
        for each in sorted({*(diff or (year,))}):
            if edition := CollectionYear(each).edition:
                say(f"The rules of {CollectionYear(each)} are {edition}.\n")
    say(FORMATS[format](entries), end="")


@app.command("sample")
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


@site.command("verify")
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
