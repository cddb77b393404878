"""Mistakes in what became of care leavers."""

from __future__ import annotations

from lac_validator.sample.errors import LAST, Draft, Mistake, Row, mistake
from lac_validator.sample.mistakes.common import code_is_invalid, has_birthday_by

_NOT_KNOWN = frozenset({"DIED", "RHOM"})


def _is_known(row: Row) -> bool:
    return row.IN_TOUCH not in _NOT_KNOWN


code_is_invalid("OC3", "ACTIV", "F9", "132", 0.15, only_if=_is_known)
code_is_invalid("OC3", "ACCOM", "S1", "133", 0.15, only_if=_is_known)
code_is_invalid("OC3", "IN_TOUCH", "MAYBE", "131", 0.1, only_if=lambda row: row.IN_TOUCH == "NO")


@mistake("OC3", 1)
def item_missing(draft: Draft, leaver: Row) -> Mistake | None:
    column, code = draft.chance.one_of((("ACTIV", "132"), ("ACCOM", "133")))
    if leaver.IN_TOUCH in _NOT_KNOWN or not (leaver.ACTIV and leaver.ACCOM):
        return None
    return Mistake(f"{column} was removed", [("153", leaver), (code, leaver)], [(leaver, {column: ""})])


@mistake("OC3", 0.3)
def in_touch_yet_nothing_known(_draft: Draft, leaver: Row) -> Mistake | None:
    if leaver.IN_TOUCH != "YES" or not leaver.ACCOM:
        return None
    return Mistake("ACTIV was changed to 0", [("345", leaver)], [(leaver, {"ACTIV": "0"})])


@mistake("OC3", 0.1)
def back_home_yet_something_known(_draft: Draft, leaver: Row) -> Mistake | None:
    if leaver.IN_TOUCH not in _NOT_KNOWN or leaver.ACCOM != "0":
        return None
    return Mistake("ACTIV was filled", [("344", leaver)], [(leaver, {"ACTIV": "F5"})])


@mistake("OC3", 0.1)
def with_former_carer_at_17(draft: Draft, leaver: Row) -> Mistake | None:
    if has_birthday_by(leaver, 17, draft.year.start - 1) or leaver.IN_TOUCH != "YES" or not leaver.ACTIV:
        return None
    return Mistake("ACCOM was changed to Z1", [("3001", leaver)], [(leaver, {"ACCOM": "Z1"})])


@mistake("OC3", 0.1, since=2026)
def died_last_year(draft: Draft, leaver: Row) -> Mistake | None:
    before = draft.only(f"OC3{LAST}", leaver.child)
    if before is None or leaver.IN_TOUCH == "DIED":
        return None
    died = {"IN_TOUCH": "DIED", "ACTIV": "0", "ACCOM": "0"}
    return Mistake("last year's IN_TOUCH was changed to DIED", [("348", leaver)], [(before, died)])
