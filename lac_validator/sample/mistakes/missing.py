"""Mistakes in missing periods, and in deprivation of liberty orders."""

from __future__ import annotations

from lac_validator.sample.days import text
from lac_validator.sample.errors import LAST, Draft, Mistake, Row, mistake, read
from lac_validator.sample.mistakes.common import (
    Flags,
    code_is_invalid,
    date_of_birth_differs,
    is_open,
)

code_is_invalid("Missing", "MISSING", "Z", "1006", 0.4, only_if=lambda row: bool(row.MIS_START))
date_of_birth_differs("Missing", "INT13", 0.3)


def _is_only_one(draft: Draft, row: Row) -> bool:
    """Whether it is the child's only such row of the two years, so that no order of rows can be disturbed."""
    return len(draft.rows(row.table, row.child)) == 1 and not draft.rows(f"{row.table}{LAST}", row.child)


@mistake("Missing", 0.7)
def kind_missing(_draft: Draft, period: Row) -> Mistake | None:
    flags: Flags = [("565", period)]
    if period.MIS_END:
        flags.append(("566", period))
    return Mistake("MISSING was removed", flags, [(period, {"MISSING": ""})]) if period.MIS_START else None


@mistake("Missing", 0.4)
def start_missing(draft: Draft, period: Row) -> Mistake | None:
    if not _is_only_one(draft, period) or not period.MISSING:
        return None
    return Mistake("MIS_START was removed", [("564", period), ("1004", period)], [(period, {"MIS_START": ""})])


@mistake("Missing", 0.4)
def ended_before_it_started(draft: Draft, period: Row) -> Mistake | None:
    if not _is_only_one(draft, period) or not is_open(draft, period.child):
        return None
    end = read(period.MIS_START) - 2
    began = read(draft.rows("Episodes", period.child)[0].DECOM)
    if end < max(began, draft.year.start):
        return None
    return Mistake("MIS_END was put before MIS_START", [("567", period)], [(period, {"MIS_END": text(end)})])


@mistake("Missing", 0.3)
def ended_on_no_day(draft: Draft, period: Row) -> Mistake | None:
    if not _is_only_one(draft, period) or not is_open(draft, period.child):
        return None
    never = f"31/06/{draft.year.number - 1}"
    return Mistake(f"MIS_END was changed to {never}", [("1005", period)], [(period, {"MIS_END": never})])


@mistake("Missing", 0.3, whole_child=True)
def started_another_day_last_year(draft: Draft, period: Row) -> Mistake | None:
    last_year = draft.rows(f"Missing{LAST}", period.child)
    is_carried_over = last_year and not last_year[-1].MIS_END and last_year[-1].MIS_START == period.MIS_START
    if not is_carried_over or period.number != draft.rows("Missing", period.child)[0].number:
        return None
    earlier = text(read(period.MIS_START) - 1)
    return Mistake("MIS_START was changed", [("576", period)], [(period, {"MIS_START": earlier})])


@mistake("DoLo", 0.1)
def order_for_no_day(draft: Draft, order: Row) -> Mistake | None:
    if not _is_only_one(draft, order) or read(order.DOLO_START) < draft.year.start:
        return None
    return Mistake("DOLO_END was put on DOLO_START", [("702", order)], [(order, {"DOLO_END": order.DOLO_START})])


@mistake("DoLo", 0.1)
def order_until_no_day(draft: Draft, order: Row) -> Mistake | None:
    if not _is_only_one(draft, order) or not is_open(draft, order.child):
        return None
    never = f"31/06/{draft.year.number - 1}"
    return Mistake(f"DOLO_END was changed to {never}", [("701", order)], [(order, {"DOLO_END": never})])


@mistake("DoLo", 0.1)
def order_without_start(draft: Draft, order: Row) -> Mistake | None:
    if not _is_only_one(draft, order):
        return None
    return Mistake("DOLO_START was removed", [("700", order)], [(order, {"DOLO_START": ""})])
