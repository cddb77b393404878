"""Runs rules on a return and keeps what each one did."""

from __future__ import annotations

import time
import traceback
from collections import defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.dataset import NotGiven, Return, Rows, Table
from lac_validator.engine import registry
from lac_validator.engine.injection import Facts
from lac_validator.engine.rule import Rule
from lac_validator.steps import Progress, finish

if TYPE_CHECKING:
    import pandas as pd

RAN = "ran"
SKIPPED = "skipped"
FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """Rows of one table that one rule flags: places in the table as read, from 0, ascending, each once."""

    rule: Rule
    table: str
    rows: Rows


@dataclass(frozen=True)
class Outcome:
    """What became of one rule; ``reason`` says why it was skipped, or where it failed, with no value of the data."""

    rule: Rule
    status: str
    count: int = 0
    reason: str = ""
    seconds: float = 0.0


@dataclass
class Result:
    """What validating a return found.

    :param ret: the return that was validated.
    :param ruleset: the collection year whose rules were applied.
    :param outcomes_by_rule: one for each rule, in the order of the codes.
    :param findings: what the rules that ran flagged, in the same order.
    :param fact_seconds: how long each derived fact took to work out.
    """

    ret: Return
    ruleset: CollectionYear
    outcomes_by_rule: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    fact_seconds: dict[str, float] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many errors there are: one for each flagged row and rule."""
        return sum(len(finding.rows) for finding in self.findings)

    @cached_property
    def issues(self) -> pd.DataFrame:
        """A row for each flagged row and rule: code, table, row (from 0, in the table as read), child (as given)."""
        import pandas as pd

        lengths = [len(finding.rows) for finding in self.findings]
        children = [self.ret.children(finding.table, finding.rows) for finding in self.findings]
        return pd.DataFrame(
            {
                "code": np.repeat(np.array([finding.rule.code for finding in self.findings], object), lengths),
                "table": np.repeat(np.array([finding.table for finding in self.findings], object), lengths),
                "row": np.concatenate([np.zeros(0, np.int64), *(finding.rows for finding in self.findings)]),
                "child": pd.Series([child for some in children for child in some], dtype=str),
            }
        )

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """A row for each rule: code, status (ran, skipped, failed), count, reason, seconds."""
        import pandas as pd

        return pd.DataFrame(
            [
                (outcome.rule.code, outcome.status, outcome.count, outcome.reason, outcome.seconds)
                for outcome in self.outcomes_by_rule
            ],
            columns=["code", "status", "count", "reason", "seconds"],
        )


def run(ret: Return, rules: Iterable[Rule], ruleset: CollectionYear, progress: Progress | None = None) -> Result:
    """Run these rules on the return. A rule that raises is reported as failed, and the others go on."""
    return finish(run_stepwise(ret, rules, ruleset), progress)


def run_stepwise(
    ret: Return, rules: Iterable[Rule], ruleset: CollectionYear
) -> Generator[tuple[int, int, str], None, Result]:
    """As :func:`run`, a step a rule: yields (rules done, rules in all, code), and returns the result."""
    rules = list(rules)
    facts = Facts(ret)
    result = Result(ret, ruleset, fact_seconds=facts.seconds)
    for done, rule in enumerate(rules, start=1):
        outcome, findings = _run_one(rule, facts)
        result.outcomes_by_rule.append(outcome)
        result.findings.extend(findings)
        yield done, len(rules), rule.code
    return result


def _run_one(rule: Rule, facts: Facts) -> tuple[Outcome, list[Finding]]:
    begun = time.perf_counter()
    try:
        arguments = facts.arguments(rule.function)
        begun = time.perf_counter()
        findings = [
            Finding(rule, table, rows) for table, rows in flagged_rows(rule.function(**arguments), arguments).items()
        ]
    except NotGiven as missing:
        return Outcome(rule, SKIPPED, reason=str(missing)), []
    except Exception as error:  # no rule may stop the others, whatever it does
        return Outcome(rule, FAILED, reason=place_of(error), seconds=time.perf_counter() - begun), []
    seconds = time.perf_counter() - begun
    return Outcome(rule, RAN, sum(len(finding.rows) for finding in findings), seconds=seconds), findings


def flagged_rows(answer: Any, arguments: dict[str, Any]) -> dict[str, Rows]:
    """What a rule answered, as rows of tables: a mask is over the first table asked for; tables speak for themselves.

    :raises TypeError: the answer is neither.
    """
    if isinstance(answer, np.ndarray):
        first = next(value for value in arguments.values() if isinstance(value, Table))
        if answer.dtype != bool or answer.shape != (len(first),):
            raise TypeError("A rule's mask must have one boolean for each row of the first table that it asks for.")
        answer = first.where(answer)
    tables = (answer,) if isinstance(answer, Table) else answer
    chosen: dict[str, list[Rows]] = {}
    for table in tables:
        chosen.setdefault(table.name, []).append(table.rows)
    unique = {name: np.unique(np.concatenate(rows)) for name, rows in chosen.items()}
    return {name: rows[rows >= 0] for name, rows in unique.items() if (rows >= 0).any()}


def place_of(error: Exception) -> str:
    """Which error, and where in the code: never its text, which can hold a value from the data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, line {frame.lineno}"


def choose_rules(ruleset: CollectionYear, codes: Iterable[str] | None) -> list[Rule]:
    """The rules in force in this year, or those of them that have these codes.

    :param codes: one or several; 503a stands for 503A where there is no other such code.
    :raises ValueError: the rules of that year are not held, a code is not in force in it, or there is none like it.
    """
    if not FIRST_YEAR <= ruleset.year <= LAST_YEAR:
        held = f"{CollectionYear(FIRST_YEAR)} to {CollectionYear(LAST_YEAR)}"
        raise ValueError(f"The rules held are those of the collection years {held}, not {ruleset}.")
    in_force = registry.rules_in_force(ruleset.year)
    if codes is None:
        return in_force
    meant = _by_spelling(rule.code for rule in in_force)
    asked_for = [codes] if isinstance(codes, str) else list(codes)
    found = {code: meant.get(code) or meant.get(code.casefold()) for code in asked_for}
    unknown = {code for code, each in found.items() if each is None}
    wanted = set(found.values())
    if unknown:
        names = ", ".join(sorted(unknown, key=registry.code_order))
        raise ValueError(f"No rule of {ruleset} has the code {names}. 'lac-validator rules' lists the codes in force.")
    return [rule for rule in in_force if rule.code in wanted]


def _by_spelling(codes: Iterable[str]) -> dict[str, str]:
    """Each code by itself, and in small letters where it is the only one of these."""
    alike: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        alike[code.casefold()].append(code)
    alone = {small: each[0] for small, each in alike.items() if len(each) == 1}
    return alone | {code: code for each in alike.values() for code in each}
