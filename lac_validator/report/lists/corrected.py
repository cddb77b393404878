"""What accepting proposals makes: the corrected tables as CSV, the list of changes, and what the rules then say."""

from __future__ import annotations

from collections.abc import Sequence

from lac_validator import schema
from lac_validator.applying import Effect
from lac_validator.dataset import Return
from lac_validator.engine import Proposal, Result
from lac_validator.ingest.own_files import PROPOSAL_HEADINGS
from lac_validator.report.forms.text import csv_bytes, json_bytes
from lac_validator.report.lists.proposals import proposal_row
from lac_validator.report.made import CSV_TYPE, JSON_TYPE, Made

CORRECTED, CORRECTED_LAST_YEAR = "corrected", "corrected_last_year"
"""The folders: this year's tables, and last year's where it is amended."""

ACCEPTED = "Accepted"


def corrected_tables(ret: Return, accepted: Sequence[Proposal]) -> dict[str, Made]:
    """The tables of the corrected return in the DfE's form, by folder and name; last year's where it is amended.

    :param ret: the corrected return, as :func:`lac_validator.apply` gives it.
    """
    last = schema.LAST_YEAR_SUFFIX
    amended = any((each.into or each.table).endswith(last) for each in accepted)
    made = {}
    for name, table in ret.tables.items():
        if name == "Providers" or (name.endswith(last) and not amended):
            continue
        folder = CORRECTED_LAST_YEAR if name.endswith(last) else CORRECTED
        columns = list(schema.table(name).given_columns)
        texts = [table.column(column).as_given for column in columns]
        file = f"{name.removesuffix(last)}.csv"
        rows = csv_bytes([columns, *zip(*texts, strict=True)], mark=False)
        made[f"{folder}/{file}"] = Made(file, CSV_TYPE, rows)
    return made


def changes_csv(result: Result, proposals: Sequence[Proposal], accepted: Sequence[Proposal]) -> Made:
    """Every proposal, and whether it was accepted; what could be a formula is neutralised."""
    decisions = {each.decision for each in accepted}
    rows = [[*proposal_row(result, each), "yes" if each.decision in decisions else ""] for each in proposals]
    return Made("changes.csv", CSV_TYPE, csv_bytes([[*PROPOSAL_HEADINGS, ACCEPTED], *rows]))


def summary_json(proposals: Sequence[Proposal], accepted: Sequence[Proposal], after: Effect) -> Made:
    """How many proposals there were, how many were accepted, and the errors before, after, cleared and new."""
    value = {
        "proposed": len(proposals),
        "accepted": len(accepted),
        "errors_before": len(after.before),
        "errors_after": len(after.after),
        "cleared": len(after.cleared),
        "new": len(after.new),
    }
    return Made("summary.json", JSON_TYPE, json_bytes(value) + b"\n")
