"""What would mend errors: proposed, never done."""

from __future__ import annotations

import textwrap
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from lac_validator import propose
from lac_validator.cli.shared import (
    AuthorityOption,
    PreviousOption,
    ProvidersOption,
    RereadOption,
    ReturnPaths,
    RulesetOption,
    YearOption,
    find_errors,
    must_have_rows,
    print_files,
    print_not_run,
    print_year,
    say,
    write_found,
)
from lac_validator.engine import FIXES, RAN, Result
from lac_validator.ingest.problems import counted
from lac_validator.proposing import Proposals
from lac_validator.report.lists.proposals import make_proposals_csv, make_proposals_json

commands = typer.Typer()

WIDTH = 100
"""Characters of a line of prose."""


@commands.command("fix")
def fix_command(
    paths: ReturnPaths,
    previous: PreviousOption = None,
    providers: ProvidersOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    reread_dates: RereadOption = False,
    ruleset: RulesetOption = None,
    rules: Annotated[
        str | None, typer.Option(help="Only what mends errors of these rules: codes, separated by commas.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write the list of the cells that would change: .csv or .json.")
    ] = None,
) -> None:
    """Propose changes that would mend errors; no file is changed. Exit code 0: it ran; 2: the input cannot be used."""
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, ruleset, rules)
    print_files(errors.ret)
    must_have_rows(errors)
    result = errors.result
    proposed = propose(result, None if rules is None else fixes_for_rules_run(result))
    print_year(result)
    print_proposals(proposed)
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
