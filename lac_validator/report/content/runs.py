"""A result as a run, to stand beside earlier ones."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from lac_validator.engine import RAN
from lac_validator.progress import Run, RunError
from lac_validator.report.content.answers import Answers
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.content.workers import Contacts


def run_of(
    errors: Errors,
    name: str,
    at: datetime.datetime,
    allocation: Mapping[str, Mapping[str, str]] | None = None,
    answers: Answers | None = None,
) -> Run:
    """A result as a run, as its file read back would be.

    :param at: the time of the check.
    """
    keys, contacts = ErrorKeys(errors), Contacts(errors, allocation)
    answered = answers.beside(errors).answers if answers else {}
    ret, result = errors.ret, errors.result
    found = []
    for place in errors:
        key, error = keys.of(place), errors[place]
        found.append(
            RunError(
                key.identity,
                key.content,
                error.rule.code,
                error.rule.category,
                error.child,
                error.table,
                errors.event(place),
                contacts.of(error.child).worker,
                bool(errors.due[place]),
                place in answered,
            )
        )
    ran = frozenset(outcome.rule.code for outcome in result.outcomes_by_rule if outcome.status == RAN)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return Run(name, at, ret.year, ret.authority, ret.as_at, result.ruleset, ran, found)
