"""What the fixes propose, as CSV for people and as JSON for programs. Nothing is changed by it."""

from __future__ import annotations

import datetime
from typing import Any

from lac_validator.dataset import describe_table
from lac_validator.engine import Proposal, Result
from lac_validator.ingest.own_files import PROPOSAL_HEADINGS, PROPOSALS_FORMAT
from lac_validator.proposing import Proposals
from lac_validator.report.content.heads import head, not_run
from lac_validator.report.forms.text import csv_bytes, json_bytes
from lac_validator.report.made import CSV_TYPE, JSON_TYPE, Made, file_name

VERSION = 1
"""Of the JSON. It goes up when a field is renamed, goes or changes its meaning."""


def make_proposals_csv(result: Result, proposed: Proposals) -> Made:
    """Every cell that a fix would change as a row of CSV; what could be a formula is neutralised."""
    rows = [proposal_row(result, each) for each in proposed.proposals]
    name = file_name("proposals", result.ret.year, ".csv")
    return Made(name, CSV_TYPE, csv_bytes([PROPOSAL_HEADINGS, *rows]))


def make_proposals_json(result: Result, proposed: Proposals, *, at: datetime.datetime | None = None) -> Made:
    """The same for a program, all text as it is in the files; docs/REPORTS.md describes the fields."""
    value = {
        **head(result, PROPOSALS_FORMAT, VERSION, at or datetime.datetime.now()),
        "not_run": not_run(proposed.attempts),
        "proposals": [_proposal(result, each) for each in proposed.proposals],
    }
    return Made(file_name("proposals", result.ret.year, ".json"), JSON_TYPE, json_bytes(value) + b"\n")


def _proposal(result: Result, proposal: Proposal) -> dict[str, Any]:
    file, line = result.ret.where_in_file(proposal.table, proposal.row)
    return {
        "file": file,
        "line": line,
        "table": proposal.table,
        "row": proposal.row,
        "child": proposal.child,
        "column": proposal.column,
        "old": proposal.old,
        "new": proposal.new,
        "because": proposal.because,
        "kind": proposal.kind,
        "rules": list(proposal.rules),
        "fix": proposal.fix.code,
        "action": proposal.action,
        "question": proposal.question,
        "way": proposal.way,
        "ways": proposal.ways,
    }


def proposal_row(result: Result, proposal: Proposal) -> list[str | int]:
    """A proposal under :data:`PROPOSAL_HEADINGS`."""
    plain = _proposal(result, proposal)
    return list((plain | {"table": describe_table(proposal.table), "rules": ", ".join(proposal.rules)}).values())
