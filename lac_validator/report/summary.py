"""The anonymous summary: how many errors of each kind, for a council to share with its regional group.

Small numbers can point to a child, so a count of errors in few children is left out. It must not be found by
subtraction either. The rule for that is simple: the smallest cells are the errors of one rule in one table, before the
end of the year those that are due now and those that are not due yet apart; a cell about fewer than five children is
left out; and every other number is a sum of cells that are shown. So nothing in the summary depends on a cell that was
left out, except that it was.

A child can be in many cells, so the number of children with errors is no sum; it is that of the children in the cells
that are shown. It and the number of all children are rounded to the nearest five, for two exact numbers of overlapping
groups tell how many are in one only.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lac_validator.dataset import describe_table
from lac_validator.engine import CATEGORIES, RAN, Rule
from lac_validator.ingest.own_files import SUMMARY_FORMAT, SUMMARY_HEADINGS
from lac_validator.reference import authority_name
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.overview import overview
from lac_validator.report.content.wording import DUE_IN_WORDS
from lac_validator.report.forms.text import csv_bytes
from lac_validator.report.made import CSV_TYPE, JSON_TYPE, Made, Steps, file_name
from lac_validator.version import PRODUCT_VERSION

FORMAT, VERSION = SUMMARY_FORMAT, 1
"""What the JSON says it is. The version goes up when a field is renamed, goes or changes its meaning."""

FEWEST = 5
"""Counts about fewer children are left out."""

NO_CHILD = -1
"""In ``Errors.child``: a row without a child."""


ALL, DUE, NOT_DUE = (True, False), (True,), (False,)
"""Which errors: all, those that are due on the day of the return, those that are not due yet."""


@dataclass(frozen=True)
class _Cell:
    """The errors of one rule in one table, due or not due yet; the counts are None where they are left out."""

    rule: Rule
    table: str
    due: bool
    errors: int | None
    children: int | None


@dataclass(frozen=True)
class _Summary:
    """What the summary says.

    :param found_none: the codes of the rules that ran and found no error.
    :param children: in this year's return; ``children_with_errors`` of them have an error that is shown; both rounded
        unless nothing is left out.
    :param authority: its code and its name; None unless the code is a known one.
    """

    cells: list[_Cell]
    found_none: list[str]
    not_run: dict[str, list[str]]
    children: int
    children_with_errors: int
    authority: tuple[str, str] | None

    def sums(self, name: Any, order: Iterable[str], due: Sequence[bool]) -> dict[str, int]:
        """The errors of the cells shown, summed by what ``name`` gives for each."""
        counts: Counter[str] = Counter()
        for cell in self.cells:
            if cell.errors is not None and cell.due in due:
                counts[name(cell)] += cell.errors
        return {each: counts[each] for each in order if counts[each]}

    def by_category(self, due: Sequence[bool] = ALL) -> dict[str, int]:
        """Errors shown, by category."""
        return self.sums(lambda cell: cell.rule.category, CATEGORIES, due)

    def by_table(self, due: Sequence[bool] = ALL) -> dict[str, int]:
        """Errors shown, by table."""
        return self.sums(lambda cell: cell.table, dict.fromkeys(cell.table for cell in self.cells), due)

    def errors(self, due: Sequence[bool] = ALL) -> int:
        """How many errors are shown."""
        return sum(cell.errors or 0 for cell in self.cells if cell.due in due)


def _summarise(errors: Errors, fewest: int) -> _Summary:
    if fewest < 0:
        raise ValueError(f"The counts about fewer than {fewest} children cannot be left out: give a number from 0.")
    outcomes = errors.result.outcomes_by_rule
    numbers = overview(errors)
    not_run: dict[str, list[str]] = dict(numbers.skipped)
    if numbers.failed:
        not_run["the rule itself failed"] = [outcome.rule.code for outcome in numbers.failed]
    cells: list[_Cell] = []
    children: set[int] = set()
    for cell, concerned in _cells(errors, fewest):
        cells.append(cell)
        children |= concerned
    code = errors.ret.authority
    name = authority_name(code) if code else None
    return _Summary(
        cells=cells,
        found_none=[outcome.rule.code for outcome in outcomes if outcome.status == RAN and not outcome.count],
        not_run=not_run,
        children=_rounded(numbers.children, fewest),
        children_with_errors=_rounded(len(children), fewest),
        authority=(code, name) if code and name else None,
    )


def _cells(errors: Errors, fewest: int) -> Iterator[tuple[_Cell, set[int]]]:
    """The cells, each with the children it shows: none where it is left out."""
    for place, rule in enumerate(errors.rules):
        of_rule = errors.rule == place
        for which, table in enumerate(errors.tables):
            for due in ALL:
                here = of_rule & (errors.table == which) & (errors.due == due)
                count = int(here.sum())
                children = set(np.unique(errors.child[here]).tolist()) - {NO_CHILD}
                if count and len(children) >= fewest:
                    yield _Cell(rule, table, due, count, len(children)), children
                elif count:
                    yield _Cell(rule, table, due, None, None), set()


def _rounded(number: int, fewest: int) -> int:
    """To the nearest five, unless every count is shown."""
    return number if fewest <= 1 else 5 * round(number / 5)


def make_summary_json(errors: Errors, *, fewest: int = FEWEST, at: datetime.datetime | None = None) -> Steps:
    """The summary for a program; the fields are described in docs/REPORTS.md.

    :param fewest: counts about fewer children are left out; 0 leaves none out, 1 those of rows without a child.
    :raises ValueError: it is below 0.
    """
    yield 0, 1, "Summary"
    at = at or datetime.datetime.now()
    summary = _summarise(errors, fewest)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": f"LAC Validator {PRODUCT_VERSION}",
        "made_on": at.date().isoformat(),
        "collection_year": errors.ret.year.year,
        "rules_of": errors.result.ruleset.year,
        "rules_edition": errors.result.ruleset.edition,
        "as_at_month": f"{errors.ret.as_at:%Y-%m}",
        "authority": summary.authority and summary.authority[0],
        "authority_name": summary.authority and summary.authority[1],
        "fewest_children_shown": fewest,
        "children": summary.children,
        "children_with_errors": summary.children_with_errors,
        "errors_shown": summary.errors(),
        "errors_shown_due": summary.errors(DUE),
        "counts": [
            {
                "code": cell.rule.code,
                "message": cell.rule.message,
                "category": cell.rule.category,
                "table": cell.table,
                "due": cell.due,
                "errors": cell.errors,
                "children": cell.children,
                "suppressed": cell.errors is None,
            }
            for cell in summary.cells
        ],
        "by_category": summary.by_category(),
        "by_category_due": summary.by_category(DUE),
        "by_table": summary.by_table(),
        "by_table_due": summary.by_table(DUE),
        "found_none": summary.found_none,
        "not_run": [{"reason": reason, "codes": codes} for reason, codes in summary.not_run.items()],
    }
    data = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    return Made(file_name("summary", errors.ret.year, ".json"), JSON_TYPE, data)


def make_summary_csv(errors: Errors, *, fewest: int = FEWEST, at: datetime.datetime | None = None) -> Steps:
    """The summary as CSV: a row for each count, of which the first column says what it counts.

    :param fewest: counts about fewer children are left out; 0 leaves none out, 1 those of rows without a child.
    :raises ValueError: it is below 0.
    """
    yield 0, 1, "Summary"
    at = at or datetime.datetime.now()
    data = csv_bytes(_csv_rows(errors, _summarise(errors, fewest), fewest, at))
    return Made(file_name("summary", errors.ret.year, ".csv"), CSV_TYPE, data)


def _csv_rows(errors: Errors, summary: _Summary, fewest: int, at: datetime.datetime) -> Iterator[list[str | int]]:
    hidden = f"fewer than {fewest}"
    yield list(SUMMARY_HEADINGS)
    yield ["return", "", "", "", summary.errors(), summary.children_with_errors, _describe(errors, summary, at), ""]
    for which in (DUE, NOT_DUE) if errors.ret.before_year_end else (DUE,):
        when = DUE_IN_WORDS[which[0]]
        for category, count in summary.by_category(which).items():
            yield ["kind", "", category, "", count, "", "", when]
        for table, count in summary.by_table(which).items():
            yield ["table", "", "", describe_table(table), count, "", "", when]
    for cell in summary.cells:
        rule = cell.rule
        counts = ("not shown", hidden) if cell.errors is None else (cell.errors, cell.children or 0)
        place = describe_table(cell.table)
        yield ["check", rule.code, rule.category, place, *counts, rule.message, DUE_IN_WORDS[cell.due]]
    for code in summary.found_none:
        yield ["found none", code, "", "", 0, 0, "", ""]
    for reason, codes in summary.not_run.items():
        for code in codes:
            yield ["not run", code, "", "", "", "", reason, ""]


def _describe(errors: Errors, summary: _Summary, at: datetime.datetime) -> str:
    whose = summary.authority[1] if summary.authority else "authority not known"
    ret = errors.ret
    due = f" {summary.errors(DUE):,} are due, as at {ret.as_at:%m/%Y}." if ret.before_year_end else ""
    return (
        f"{whose}, collection year {ret.year}, rules of {errors.result.ruleset.rules}, {summary.children} children; "
        f"LAC Validator {PRODUCT_VERSION}, {at:%d/%m/%Y}. Errors: those of the counts shown.{due}"
    )
