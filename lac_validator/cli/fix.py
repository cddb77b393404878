"""What would mend errors: proposed, never done."""

from __future__ import annotations

import datetime
import textwrap
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from lac_validator import propose, validate
from lac_validator.cli.check import allocation_from
from lac_validator.cli.shared import (
    ERRORS_FOUND,
    NO_ERRORS,
    AllocationColumnOption,
    AllocationOption,
    AsAtOption,
    AuthorityOption,
    OptionalText,
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
from lac_validator.ingest import CannotRead
from lac_validator.ingest.problems import counted
from lac_validator.proposing import Proposals, without_certain_that_harm
from lac_validator.report import Errors, Made, finish
from lac_validator.report.changes.carrying import Carried, carry, make_standings_csv
from lac_validator.report.changes.corrected import corrected_files
from lac_validator.report.changes.decisions import make_decisions, read_decisions
from lac_validator.report.changes.folder import write_folder
from lac_validator.report.changes.making import Allocated, make_changes_csv, make_changes_workbook, make_summary
from lac_validator.report.content.corrections import Correction
from lac_validator.report.content.corrections import accept as accept_all
from lac_validator.report.lists.proposals import make_proposals_csv, make_proposals_json
from lac_validator.report.packs.making import make_packs

commands = typer.Typer()


class Accept(StrEnum):
    """Which proposals are accepted: those of one kind or better, where there is no choice; or none."""

    none = "none"
    certain = CERTAIN
    suggested = SUGGESTED


WIDTH = 100
"""Characters of a line of prose."""

# typer reads these at run time; see lac_validator.cli.shared.
FixRulesOption = Annotated[
    OptionalText, typer.Option(help="Only what mends errors of these rules: codes, separated by commas.")
]
AcceptOption = Annotated[
    Optional[Accept],  # noqa: UP045
    typer.Option(help="Which proposals to accept; none where not given. What is a choice is left to a person."),
]
DecisionsOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="Decisions about an earlier extract, decisions.json: what still applies is accepted."),
]
PacksOption = Annotated[
    bool, typer.Option("--packs", help="Write packs for social workers too, with what to change in the system.")
]
FixOutputOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        help="The folder for the corrected return and the list of changes; or a file, .csv or .json, for the list of "
        "proposals alone."
    ),
]


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
    rules: FixRulesOption = None,
    accept: AcceptOption = None,
    decisions: DecisionsOption = None,
    allocation: AllocationOption = None,
    allocation_column: AllocationColumnOption = None,
    packs: PacksOption = False,
    output: FixOutputOption = None,
) -> None:
    """Propose changes that would mend errors, and write the return with those accepted; no file that was read is
    changed. Exit code 0: no error is left, or proposals were listed; 1: errors are left; 2: the input cannot be used.
    """
    folder = _folder(output, needed=accept is not None or decisions is not None or packs or allocation is not None)
    errors = find_errors(paths, previous, providers, year, authority, reread_dates, ruleset, rules, as_at)
    print_files(errors.ret)
    must_have_rows(errors)
    result = errors.result
    proposed = propose(result, None if rules is None else fixes_for_rules_run(result))
    print_year(result)
    print_proposals(proposed)
    if folder is not None:
        given = [*paths, *(previous or ()), *(providers or ()), *filter(None, (decisions, allocation))]
        try:
            contacts = None if allocation is None else allocation_from(allocation, allocation_column or (), errors)
            # What comes of changes is told by all rules, also where errors of some only are to be mended.
            whole = errors if rules is None else Errors(validate(errors.ret, None, result.ruleset.year))
            correction, carried = correct(whole, proposed.proposals, accept or Accept.none, decisions)
            made = files_of(correction, carried, contacts, packs=packs)
        except (CannotRead, OSError, ValueError) as reason:
            raise fail(f"Nothing was accepted, and no file that was read was changed: {told(reason)}") from None
        write_all(made, folder, given)
        raise typer.Exit(print_correction(correction, carried, folder))
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


def _folder(output: Path | None, *, needed: bool) -> Path | None:
    """The folder to write to; None where proposals are only listed, in a file or not at all."""
    if output is not None and (output.is_dir() or (not output.exists() and (needed or not output.suffix))):
        return output
    if needed:
        raise fail("What is accepted needs a folder to be written to: name one with --output.")
    return None


def correct(
    errors: Errors, proposals: list[Proposal], accepting: Accept, decisions: Path | None
) -> tuple[Correction, Carried | None]:
    """Accept proposals of a kind where there is no choice, and those that were accepted before.

    :raises CannotRead: the decisions cannot be used with this return.
    """
    ret = errors.ret
    proposals = finish(without_certain_that_harm(errors.result, proposals))
    kinds = {Accept.certain: (CERTAIN,), Accept.suggested: KINDS_OF_FIX, Accept.none: ()}[accepting]
    chosen = [each for each in proposals if each.ways == 1 and each.kind in kinds]
    accepted = accept_all(chosen, f"lac-validator fix --accept {accepting}", datetime.datetime.now())
    carried = None
    if decisions is not None:
        read = read_decisions(decisions.name, decisions.read_bytes(), ret)
        carried = carry(read, ret, proposals)
        for sentence in read.sentences:
            say(f"  {sentence}")
    return Correction(errors, proposals, accepted | (carried.accepted if carried else {})), carried


def files_of(
    correction: Correction, carried: Carried | None, allocation: Allocated | None, *, packs: bool
) -> dict[str, Made]:
    """Everything that is written, by its path in the folder."""
    made = corrected_files(correction)
    made["changes.csv"] = make_changes_csv(correction, allocation=allocation)
    made["changes.xlsx"] = make_changes_workbook(correction, allocation=allocation, carried=carried)
    made["summary.json"] = make_summary(correction)
    made["decisions.json"] = make_decisions(correction)
    if carried is not None:
        made["decided_before.csv"] = make_standings_csv(correction, carried)
    if packs:
        made["packs.zip"] = finish(make_packs(correction.errors, allocation=allocation, correction=correction))
    return made


def write_all(made: dict[str, Made], folder: Path, read: list[Path]) -> None:
    """Write everything into the folder, or say why that cannot be."""
    try:
        write_folder(made, folder, read)
    except ValueError as reason:
        raise fail(f"Nothing was written: {reason}") from None
    except OSError as reason:
        raise fail(f"Not everything was written: {told(reason)}") from None


def print_correction(correction: Correction, carried: Carried | None, folder: Path) -> int:
    """Say what came of it; the answer is the exit code."""
    after = correction.after
    for sentence in carried.sentences if carried is not None else ():
        say(f"  {sentence}")
    say(f"\n{counted(len(correction.chosen), 'proposal')} of {len(correction.proposals):,} accepted")
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
