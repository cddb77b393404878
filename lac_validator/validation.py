"""Validating a return in one call."""

from __future__ import annotations

from collections.abc import Iterable

from lac_validator.collection import CollectionYear, as_collection_year
from lac_validator.dataset import Return
from lac_validator.engine import Result, choose_rules, run
from lac_validator.steps import Progress


def validate(
    ret: Return,
    rules: Iterable[str] | None = None,
    ruleset: int | CollectionYear | None = None,
    progress: Progress | None = None,
) -> Result:
    """Find the errors of a return.

    :param rules: the codes to run, or one code; all rules in force where not given.
    :param ruleset: the collection year whose rules apply; the return's own where not given. Dates are still compared
        with the return's own year.
    :param progress: called after each rule with (rules done, rules in all, code).
    :raises ValueError: a code of ``rules`` is not in force in that year, or the rules of that year are not held.
    """
    year = ret.year if ruleset is None else as_collection_year(ruleset)
    return run(ret, choose_rules(year, rules), year, progress)
