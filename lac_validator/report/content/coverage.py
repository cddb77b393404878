"""What was not checked, and what to add, in a sentence: the same on the page, on the command line and in reports."""

from __future__ import annotations

from lac_validator.engine import AUTHORITY, Coverage
from lac_validator.ingest.problems import counted, listed

_MOST_NAMED = 4
"""Of many things to add the first few are named: those for which most rules wait."""

NOTHING_CHECKED = "Nothing could be checked"


def not_run_sentence(coverage: Coverage, *, checked: bool) -> str:
    """``43 of 312 rules did not run: add last year's return (34 rules) and Ofsted's provider list (8 rules).``

    :param checked: whether the check has been made; before it the rules *will* not run.
    :returns: blank where every rule runs.
    """
    if not coverage.not_run:
        return ""
    reasons = []
    to_add = [f"{what} ({counted(rules, 'rule')})" for what, rules in coverage.wanting.items() if what != AUTHORITY]
    if len(to_add) > _MOST_NAMED + 1:
        more = counted(len(to_add) - _MOST_NAMED, "other table")
        to_add = [*to_add[:_MOST_NAMED], more]
    if to_add:
        reasons.append(f"add {listed(to_add)}")
    if AUTHORITY in coverage.wanting:
        reasons.append(f"choose {AUTHORITY} ({counted(coverage.wanting[AUTHORITY], 'rule')})")
    if coverage.others and reasons:
        reasons.append(f"{counted(coverage.others, 'rule')} for another reason")
    verb = "did not run" if checked else "will not run"
    why = f": {'; '.join(reasons)}" if reasons else ""
    return f"{coverage.not_run:,} of {counted(coverage.rules, 'rule')} {verb}{why}."


def nothing_checked_sentence(empty: list[str]) -> str:
    """Why a check that found nothing says nothing.

    :param empty: this year's tables, all of which have no rows; none where they have rows, but no rule could run.
    """
    if not empty:
        return f"{NOTHING_CHECKED}: no rule could run on what was given."
    has = "has" if len(empty) == 1 else "have"
    return f"{NOTHING_CHECKED}: {listed(empty)} {has} headings and no rows. Export the return again, with its rows."
