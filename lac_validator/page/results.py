"""Checking the files given, and what the page holds of the result: all but the text of rows."""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator import schema
from lac_validator.collection import CollectionYear
from lac_validator.dataset import Return, Table, describe_table
from lac_validator.engine import FAILED, Outcome, Result, choose_rules, rules_in_force
from lac_validator.engine.runner import run_stepwise
from lac_validator.page.plain import Plain, Stepwise, day_of, problem_told, typed
from lac_validator.page.session import held
from lac_validator.page.workers import workers_of_children
from lac_validator.report.content import rules_reference
from lac_validator.report.content.cells import fields_of
from lac_validator.report.content.coverage import not_run_sentence
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.overview import overview
from lac_validator.report.content.wording import CATEGORIES_IN_WORDS

NO_MONTH = -1
"""Stands for no month in the typed array of months, which counts them from January 1970."""


def validate(
    year: int, authority: str | None, codes: list[str] | None, ruleset: int | None, as_at: str | None = None
) -> Stepwise:
    """Run the rules on the files given; the answer is the whole result but for the text of rows.

    :param as_at: the day on which the return was taken, ISO 8601, where the user has chosen it.
    """
    yield 0, 1, "Putting the tables together"
    ret = held.intake.make_return(year=year, authority=authority or None, as_at=day_of(as_at))
    chosen_year = CollectionYear(ruleset or year)
    result: Result = yield from run_stepwise(ret, choose_rules(chosen_year, codes), chosen_year)
    held.errors = Errors(result)
    held.checks_run += 1
    held.checked_at = datetime.datetime.now()
    return summary(held.errors) | {"check": held.checks_run}


def summary(errors: Errors) -> Plain:
    """A result as the page holds it: every error as a place in typed arrays."""
    result, ret = errors.result, errors.ret
    places = {id(outcome.rule): place for place, outcome in enumerate(result.outcomes_by_rule)}
    shown = _columns_shown(errors)
    tables = {name: place for place, name in enumerate(ret.tables)}
    months = errors.month()
    counts = overview(errors)
    return {
        "year": ret.year.year,
        "ruleset": result.ruleset.year,
        "authority": ret.authority,
        "asAt": ret.as_at.isoformat(),
        "beforeYearEnd": ret.before_year_end,
        "counts": {
            "children": counts.children,
            "rows": counts.rows,
            "errors": counts.errors,
            "errorsDue": counts.due.errors,
            "errorsNotDue": counts.not_due.errors,
            "childrenWithErrors": counts.children_with_errors,
            "rulesRun": counts.rules_run,
        },
        "nothingChecked": counts.nothing_checked,
        "didNotRun": not_run_sentence(counts.coverage, checked=True),
        "canAdd": bool(counts.coverage.wanting),
        "kinds": CATEGORIES_IN_WORDS,
        "rules": [_outcome(ret, outcome, shown.get(id(outcome.rule), {})) for outcome in result.outcomes_by_rule],
        "notRun": len(rules_in_force(result.ruleset.year)) - len(result.outcomes_by_rule),
        "tables": [_table_summary(ret, name, table) for name, table in ret.tables.items()],
        "problems": [problem_told(problem) for problem in ret.problems],
        "children": errors.children,
        **workers_of_children(errors),
        "errors": {
            "rule": typed(places[id(rule)] for rule in errors.rules)[errors.rule],
            "table": typed(tables[name] for name in errors.tables)[errors.table],
            "row": errors.row,
            "child": errors.child,
            "due": errors.due.astype(np.uint8),
            "month": np.where(np.isnat(months), NO_MONTH, months.astype(np.int64)).astype(np.int32),
        },
    }


def _columns_shown(errors: Errors) -> dict[int, Plain]:
    """By the rule, and by the table in which it found errors: the columns that they are about."""
    shown: dict[int, Plain] = {}
    for finding in errors.result.findings:
        columns = errors.columns(finding.rule, finding.table)
        shown.setdefault(id(finding.rule), {})[finding.table] = [
            {
                "column": each.column,
                "table": describe_table(each.table) if each.table else "",
                "workedOut": each.worked_out,
            }
            for each in columns
        ]
    return shown


def _outcome(ret: Return, outcome: Outcome, shown: Plain) -> Plain:
    fields = fields_of(ret, outcome.rule)
    return rules_reference.entry(outcome.rule) | {
        "fieldList": [{"column": each.column, "workedOut": each.worked_out, "source": each.source} for each in fields],
        "shown": shown,
        "tables": list(outcome.rule.tables),
        "status": outcome.status,
        "count": outcome.count,
        "reason": outcome.reason,
        "failed": outcome.status == FAILED,
    }


def _table_summary(ret: Return, name: str, table: Table) -> Plain:
    return {
        "name": name,
        "label": describe_table(name),
        "lastYear": name.endswith(schema.LAST_YEAR_SUFFIX),
        "rows": len(table),
        "columns": list(table.column_names),
        "workedOut": sorted(ret.worked_out[name]),
    }
