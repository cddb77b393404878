"""A result in a few numbers: what the summary of every report, and the page's overview, is made from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from lac_validator import schema
from lac_validator.engine import CATEGORIES, FAILED, RAN, SKIPPED, Coverage, Outcome, coverage_of
from lac_validator.report.content.coverage import nothing_checked_sentence
from lac_validator.report.content.errors import Errors


@dataclass(frozen=True)
class RuleCount:
    """A rule with what it found: errors (flagged rows), the children they concern, and how many of them are due."""

    outcome: Outcome
    errors: int
    children: int
    due: int


@dataclass(frozen=True)
class Tally:
    """Some of the errors of a result, counted.

    :param errors: flagged rows, once for each rule.
    :param children_with_errors: how many children they concern.
    :param rules: every rule that found errors, most errors that are due first.
    :param categories: errors by category, in the order of ``CATEGORIES``.
    :param tables: errors by table, most first.
    """

    errors: int
    children_with_errors: int
    rules: list[RuleCount]
    categories: dict[str, int]
    tables: dict[str, int]


@dataclass(frozen=True)
class Overview(Tally):
    """The numbers of a result: of all errors, and apart of those due on the day of the return and those not due yet.

    :param due: those due on the day of the return; before the end of the year ``not_due`` are not due yet.
    :param children: children in this year's return, by any table.
    :param rows: rows of this year's tables.
    :param skipped: the reasons for which rules were skipped, each with the codes, most rules first.
    :param failed: rules that failed; there should be none.
    :param coverage: how many rules did not run, and what would let them.
    :param nothing_checked: where no rule ran, or there was no row to run it on, a sentence that says so; else blank.
    """

    due: Tally
    not_due: Tally
    children: int
    rows: int
    rules_run: int
    skipped: dict[str, list[str]]
    failed: list[Outcome]
    coverage: Coverage
    nothing_checked: str


def overview(errors: Errors) -> Overview:
    """Count a result."""
    outcomes = errors.result.outcomes_by_rule
    this_year = {
        name: table
        for name, table in errors.ret.tables.items()
        if name != "Providers" and not name.endswith(schema.LAST_YEAR_SUFFIX)
    }
    children = np.unique(np.concatenate([np.zeros(1, np.int32), *(table.CHILD.ids for table in this_year.values())]))
    rows = sum(map(len, this_year.values()))
    rules_run = sum(outcome.status == RAN for outcome in outcomes)
    return Overview(
        **vars(tally(errors)),
        due=tally(errors.of_due(True)),
        not_due=tally(errors.of_due(False)),
        children=len(children) - 1,  # the blank is no child
        rows=rows,
        rules_run=rules_run,
        skipped=_skipped(outcomes),
        failed=[outcome for outcome in outcomes if outcome.status == FAILED],
        coverage=coverage_of(errors.result),
        nothing_checked="" if rows and rules_run else nothing_checked_sentence([] if rows else list(this_year)),
    )


def tally(errors: Errors) -> Tally:
    """Count errors."""
    by_table = dict(zip(errors.tables, _counts(errors.table, len(errors.tables)), strict=True))
    return Tally(
        errors=len(errors),
        children_with_errors=len(errors.children),
        rules=_count_rules(errors),
        categories=_count_categories(errors),
        tables=dict(Counter(by_table).most_common()),
    )


def _counts(places: np.ndarray, length: int) -> list[int]:
    # bincount takes 32-bit numbers only where addresses have 32 bits, as in the browser.
    return np.bincount(places.astype(np.intp), minlength=length).tolist()


def _count_rules(errors: Errors) -> list[RuleCount]:
    counts = _counts(errors.rule, len(errors.rules))
    with_child = errors.child >= 0
    pairs = np.unique(errors.rule[with_child].astype(np.int64) * (len(errors.children) + 1) + errors.child[with_child])
    children = _counts(pairs // (len(errors.children) + 1), len(errors.rules))
    due = _counts(errors.rule[errors.due], len(errors.rules))
    outcomes = {id(outcome.rule): outcome for outcome in errors.result.outcomes_by_rule}
    found = [
        RuleCount(outcomes[id(rule)], counts[place], children[place], due[place])
        for place, rule in enumerate(errors.rules)
    ]
    return sorted(found, key=lambda each: (-each.due, -each.errors))


def _count_categories(errors: Errors) -> dict[str, int]:
    by_rule = zip(errors.rules, _counts(errors.rule, len(errors.rules)), strict=True)
    counts: Counter[str] = Counter()
    for rule, count in by_rule:
        counts[rule.category] += count
    return {category: counts[category] for category in CATEGORIES}


def _skipped(outcomes: list[Outcome]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.status == SKIPPED:
            reasons.setdefault(outcome.reason, []).append(outcome.rule.code)
    return dict(sorted(reasons.items(), key=lambda each: -len(each[1])))
