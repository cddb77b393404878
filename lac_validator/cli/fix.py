"""What would mend errors: proposed, never done."""

from __future__ import annotations

import textwrap
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lac_validator import effect, propose
from lac_validator.cli.shared import (
    ERRORS_FOUND,
    NO_ERRORS,
    AsAtOption,
    AuthorityOption,
    PreviousOption,
    ProvidersOption,
    RereadOption,
    ReturnPaths,
    RulesetOption,
    YearOption,
    fail,
    find_errors,
    must_have_rows,
    print_files,
    print_not_run,
    print_year,
    say,
    told,
    write_found,
)
from lac_validator.engine import CERTAIN, FIXES, KINDS_OF_FIX, RAN, SUGGESTED, Proposal, Result
from lac_validator.ingest.problems import counted
from lac_validator.proposing import Proposals
from lac_validator.report import write_made
from lac_validator.report.lists.corrected import changes_csv, corrected_tables, summary_json
from lac_validator.report.lists.proposals import make_proposals_csv, make_proposals_json

commands = typer.Typer()


class Accept(StrEnum):
    """Which proposals are accepted: those of one kind or better, where there is no choice; or none."""

    none = "none"
    certain = CERTAIN
    suggested = SUGGESTED


WIDTH = 100
"""Characters of a line of prose."""


@commands.command("fix")
def fix_command(
    paths: ReturnPaths,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    as_at: AsAtOption = None,
    reread_dates: RereadOption = False,
    ruleset: RulesetOption = None,
    rules: Annotated[
        str | None, typer.Option(help="Only what mends errors of these rules: codes, separated by commas.")
    ] = None,
    accept: Annotated[
        Accept | None,
        typer.Option(help="Write the corrected tables into the folder --output. What is a choice is left to a person."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write the list of what would change: .csv or .json. With --accept a folder.")
    ] = None,
) -> None:
    """Propose changes that would mend errors; no file that was read is changed. Exit code 0: it ran; 2: the input
    cannot be used. With --accept 0: no error is left; 1: errors are left.
    """
    if accept is not None and (output is None or (output.exists() and not output.is_dir())):
        raise fail("--accept needs a folder to write to: give it with --output.")
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, ruleset, rules, as_at)
    print_files(errors.ret)
    must_have_rows(errors)
    result = errors.result
    proposed = propose(result, None if rules is None else fixes_for_rules_run(result))
    print_year(result)
    print_proposals(proposed)
    if accept is not None and output is not None:
        raise typer.Exit(write_corrected(result, proposed.proposals, accept, output))
    if output is not None:
        write_found(
            output,
            {
                ".csv": lambda: make_proposals_csv(result, proposed),
                ".json": lambda: make_proposals_json(result, proposed),
            },
            result.ret,
        )
    say("\nThese are proposals. No file of the return was changed.")


def write_corrected(result: Result, proposals: list[Proposal], accept: Accept, folder: Path) -> int:
    """Accept proposals, write what comes of it into the folder, and say it; the answer is the exit code."""
    kinds = {Accept.certain: (CERTAIN,), Accept.suggested: KINDS_OF_FIX, Accept.none: ()}[accept]
    accepted = [each for each in proposals if each.ways == 1 and each.kind in kinds]
    after = effect(result, accepted)
    made = corrected_tables(after.ret, accepted)
    for each in (changes_csv(result, proposals, accepted), summary_json(proposals, accepted, after)):
        made[each.name] = each
    try:
        for name, file in made.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_made(file, path, result.ret)
    except (OSError, ValueError) as reason:
        raise fail(f"Not everything was written: {told(reason)}") from None
    say(f"\n{counted(len(accepted), 'proposal')} of {len(proposals):,} accepted")
    say(f"{counted(len(after.before), 'error')} before, {len(after.after):,} after: ", end="")
    say(f"{len(after.cleared):,} cleared, {len(after.new):,} new")
    say(f"Written into {folder}. No file that was read was changed.")
    return ERRORS_FOUND if after.after else NO_ERRORS


def fixes_for_rules_run(result: Result) -> list[str]:
    """The names of the fixes that are for errors of the rules of this result."""
    codes = {outcome.rule.code for outcome in result.outcomes_by_rule}
    return [fix.code for fix in FIXES.in_force(result.ruleset.year) if codes.intersection(fix.rules)]


def print_proposals(proposed: Proposals) -> None:
    """How many cells each fix would change, and what it is; and what did not run."""
    cells = Counter(each.fix.code for each in proposed.proposals)
    ran = [attempt.definition for attempt in proposed.attempts if attempt.status == RAN]
    if not proposed.attempts:
        say("\nThere is no fix yet for errors of these rules.")
    if ran:
        changed = {(each.table, each.row, each.column) for each in proposed.proposals}
        children = {each.child for each in proposed.proposals if each.child}
        say(f"\n{counted(len(changed), 'cell')} of {counted(len(children), 'child', 'children')} would change")
        say("\n   cells  fix")
    for fix in ran:
        say(f"  {cells[fix.code]:6,}  {fix.code}: {fix.kind}, for {', '.join(fix.rules)}")
        say(textwrap.fill(fix.text, WIDTH, initial_indent=" " * 10, subsequent_indent=" " * 10))
    print_not_run(proposed.attempts)
