"""Mistakes in what was before care."""

from __future__ import annotations

from lac_validator.sample.errors import Draft, Mistake, Row, mistake, read
from lac_validator.sample.mistakes.common import Flags, date_of_birth_differs

date_of_birth_differs("PrevPerm", "INT16", 0.4, ages_matter=False)


def _start_of_care(draft: Draft, child: str) -> Row | None:
    """The episode with which care started this year, if it started once only: others might be flagged with it."""
    started = [
        each for each in draft.rows("Episodes", child) if each.RNE == "S" and read(each.DECOM) >= draft.year.start
    ]
    return started[0] if len(started) == 1 else None


@mistake("PrevPerm", 0.9)
def option_missing(draft: Draft, before: Row) -> Mistake | None:
    started = _start_of_care(draft, before.child)
    if started is None or before.PREV_PERM != "Z1":
        return None
    return Mistake("PREV_PERM was removed", [("630", started)], [(before, {"PREV_PERM": ""})])


@mistake("PrevPerm", 0.8)
def row_missing(draft: Draft, before: Row) -> Mistake | None:
    started = _start_of_care(draft, before.child)
    if started is None:
        return None
    return Mistake("the child was left out of PrevPerm", [("630", started)], removes=[before])


@mistake("PrevPerm", 0.3)
def authority_missing(draft: Draft, before: Row) -> Mistake | None:
    started = _start_of_care(draft, before.child)
    if started is None or not before.LA_PERM or before.PREV_PERM == "Z1":
        return None
    return Mistake("LA_PERM was removed", [("630", started)], [(before, {"LA_PERM": ""})])


@mistake("PrevPerm", 0.2)
def authority_invalid(_draft: Draft, before: Row) -> Mistake | None:
    if not before.LA_PERM:
        return None
    return Mistake("LA_PERM was changed to 099", [("633", before)], [(before, {"LA_PERM": "099"})])


@mistake("PrevPerm", 0.2)
def option_invalid(_draft: Draft, before: Row) -> Mistake | None:
    if not (before.LA_PERM and before.DATE_PERM):
        return None
    return Mistake("PREV_PERM was changed to P9", [("631", before)], [(before, {"PREV_PERM": "P9"})])


@mistake("PrevPerm", 0.2)
def ordered_in_no_month(draft: Draft, before: Row) -> Mistake | None:
    if not before.DATE_PERM:
        return None
    flags: Flags = [("632", before), ("632", draft.rows("Episodes", before.child)[0])]
    never = f"zz/13{before.DATE_PERM[5:]}"
    return Mistake(f"DATE_PERM was changed to {never}", flags, [(before, {"DATE_PERM": never})])


@mistake("PrevPerm", 0.5)
def authority_of_no_order(_draft: Draft, before: Row) -> Mistake | None:
    if before.PREV_PERM != "Z1":
        return None
    return Mistake("LA_PERM was filled though PREV_PERM is Z1", [("635", before)], [(before, {"LA_PERM": "352"})])
