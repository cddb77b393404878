"""Fixes proposed for what the rules found."""

from __future__ import annotations

from lac_validator.dataset import describe_table
from lac_validator.engine import Proposal
from lac_validator.page.plain import Plain, not_run
from lac_validator.page.session import errors_of
from lac_validator.proposing import propose


def propose_fixes(check: int) -> Plain:
    """Every cell that a fix would change, where it stands, and why; see :func:`not_run` for the rest."""
    result = errors_of(check).result
    proposed = propose(result)
    return {
        "proposals": [_proposal(each, *result.ret.where_in_file(each.table, each.row)) for each in proposed.proposals],
        **not_run(proposed.attempts),
    }


def _proposal(proposal: Proposal, file: str, line: int) -> Plain:
    return {
        "fix": proposal.fix.code,
        "text": proposal.fix.text,
        "kind": proposal.kind,
        "rules": list(proposal.rules),
        "table": proposal.table,
        "tableLabel": describe_table(proposal.table),
        "row": proposal.row,
        "file": file,
        "line": line,
        "child": proposal.child,
        "column": proposal.column,
        "old": proposal.old,
        "new": proposal.new,
        "because": proposal.because,
    }
