"""Validating a return in one call."""

from __future__ import annotations

from collections.abc import Iterable

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Return
from lac_validator.engine import Progress, Result, choose_rules, run


def validate(
    ret: Return,
    rules: Iterable[str] | None = None,
    ruleset: int | CollectionYear | None = None,
    progress: Progress | None = None,
) -> Result:
    """Find the errors of a return.

    :param rules: the codes to run; all rules in force where not given.
    :param ruleset: the collection year whose rules apply; the return's own where not given. Dates are still compared
        with the return's own year.
    :param progress: called after each rule with (rules done, rules in all, code).
    :raises ValueError: a code of ``rules`` is not in force in that year.
    """
    year = ret.year if ruleset is None else ruleset if isinstance(ruleset, CollectionYear) else CollectionYear(ruleset)
    return run(ret, choose_rules(year, rules), year, progress)
