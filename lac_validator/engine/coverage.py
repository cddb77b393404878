"""Which rules cannot run on what was given, and what would let them: known before a check, and told of one made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lac_validator import schema
from lac_validator.dataset import describe_table
from lac_validator.engine.facts import leaves
from lac_validator.engine.rule import Rule
from lac_validator.engine.runner import RAN, SKIPPED, Result

LAST_YEARS_RETURN = "last year's return"
AUTHORITY = "the local authority"


@dataclass(frozen=True)
class Coverage:
    """How much of what was to be checked can be, or was.

    :ivar rules: how many rules were to run.
    :ivar not_run: how many of them did not, or will not.
    :ivar wanting: what would let them run, as it is called in a sentence, and how many of them wait for it, most first.
        A rule that waits for two things is counted with both. Last year's tables are one thing where none was given.
    :ivar others: how many of ``not_run`` wait for nothing that is named there: for a return in XML, say.
    """

    rules: int
    not_run: int
    wanting: dict[str, int]
    others: int


def expected_coverage(rules: Collection[Rule], tables: Collection[str], *, authority: bool) -> Coverage:
    """What to expect of a check that has not been made.

    It goes by which tables there are: that a table has no row that tells what a rule asks, only the rule finds out.

    :param tables: those given, ``Episodes_last`` for last year's.
    :param authority: whether it is known.
    """
    lacking = [_lacking(rule, tables, authority) for rule in rules]
    return _coverage(len(rules), [each for each in lacking if each], tables)


def coverage_of(result: Result) -> Coverage:
    """What came of a check. A rule that failed did not run either."""
    tables, authority = result.ret.tables.keys(), result.ret.authority is not None
    lacking = [
        _lacking(outcome.rule, tables, authority) if outcome.status == SKIPPED else set()
        for outcome in result.outcomes_by_rule
        if outcome.status != RAN
    ]
    return _coverage(len(result.outcomes_by_rule), lacking, tables)


def _lacking(rule: Rule, tables: Collection[str], authority: bool) -> set[str]:
    """What a rule cannot do without and was not given: names of tables, and :data:`AUTHORITY`."""
    injected = schema.injected_names()
    asked_for = {name for name, optional in leaves(rule.parameters) if not optional}
    lacking = {injected[name] for name in asked_for & injected.keys()}.difference(tables)
    if not authority and "authority" in asked_for.union(rule.needs):
        lacking.add(AUTHORITY)
    return lacking


def _coverage(rules: int, lacking: Collection[set[str]], tables: Collection[str]) -> Coverage:
    any_of_last_year = any(name.endswith(schema.LAST_YEAR_SUFFIX) for name in tables)

    def called(names: Iterable[str]) -> set[str]:
        return {
            AUTHORITY
            if name == AUTHORITY
            else LAST_YEARS_RETURN
            if name.endswith(schema.LAST_YEAR_SUFFIX) and not any_of_last_year
            else describe_table(name)
            for name in names
        }

    wanting = Counter(sorted(each for names in lacking for each in called(names)))
    return Coverage(rules, len(lacking), dict(wanting.most_common()), sum(not names for names in lacking))
