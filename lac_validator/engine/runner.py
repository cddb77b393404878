"""Runs rules on a return and keeps what each one did; and calls a function of any other kind in the same way."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, NotGiven, Return, Rows, Table
from lac_validator.engine.definition import Definition
from lac_validator.engine.injection import Facts
from lac_validator.engine.rule import AT_ONCE, BLANKS_AT_YEAR_END, RULES, Rule
from lac_validator.steps import Progress, finish

if TYPE_CHECKING:
    import pandas as pd

RAN = "ran"
SKIPPED = "skipped"
FAILED = "failed"

Defined = TypeVar("Defined", bound=Definition)


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
    :param facts: what was worked out on the way; the other kinds of function go on from there.
    """

    ret: Return
    ruleset: CollectionYear
    facts: Facts = field(repr=False)
    outcomes_by_rule: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def fact_seconds(self) -> dict[str, float]:
        """How long each derived fact took to work out."""
        return self.facts.seconds

    @property
    def count(self) -> int:
        """How many errors there are: one for each flagged row and rule."""
        return sum(len(finding.rows) for finding in self.findings)

    @property
    def count_due(self) -> int:
        """How many of them are due on the day of the return."""
        return sum(int(np.count_nonzero(self.due(finding))) for finding in self.findings)

    def due(self, finding: Finding) -> Mask:
        """For each row of a finding whether what the rule wants must be there on the day of the return."""
        when = finding.rule.due
        if when == AT_ONCE or not self.ret.before_year_end:
            return np.ones(len(finding.rows), bool)
        if when == BLANKS_AT_YEAR_END:
            table = self.ret.tables[finding.table].take(finding.rows)
            return table.any_given(*finding.rule.fields)
        return np.zeros(len(finding.rows), bool)

    @cached_property
    def issues(self) -> pd.DataFrame:
        """A row for each flagged row and rule: code, table, row (from 0, in the table as read), child (as given), due
        (whether what the rule wants must be there on the day of the return).
        """
        import pandas as pd

        lengths = [len(finding.rows) for finding in self.findings]
        children = [self.ret.children(finding.table, finding.rows) for finding in self.findings]
        return pd.DataFrame(
            {
                "code": np.repeat(np.array([finding.rule.code for finding in self.findings], object), lengths),
                "table": np.repeat(np.array([finding.table for finding in self.findings], object), lengths),
                "row": np.concatenate([np.zeros(0, np.int64), *(finding.rows for finding in self.findings)]),
                "child": pd.Series([child for some in children for child in some], dtype=str),
                "due": np.concatenate([np.zeros(0, bool), *(self.due(finding) for finding in self.findings)]),
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
    result = Result(ret, ruleset, Facts(ret))
    result.facts.tell("flagged", Flagged(result))
    for done, rule in enumerate(rules, start=1):
        outcome, findings = _run_one(rule, result.facts)
        result.outcomes_by_rule.append(outcome)
        result.findings.extend(findings)
        yield done, len(rules), rule.code
    return result


@dataclass(frozen=True)
class Attempt(Generic[Defined]):
    """What became of one function of any kind; ``answer`` is what is made of what it returned, None unless it ran."""

    definition: Defined
    status: str
    answer: Any = None
    reason: str = ""
    seconds: float = 0.0


def attempt(definition: Defined, facts: Facts, read: Callable[[Any, dict[str, Any]], Any]) -> Attempt[Defined]:
    """Call a function of any kind with what it asks for. It never raises: what stops the function is the reason.

    :param read: makes the answer of what the function returned and the arguments it had. Whatever can fail goes here.
    """
    begun = time.perf_counter()
    try:
        arguments = facts.arguments(definition.function)
        begun = time.perf_counter()
        answer = read(definition.function(**arguments), arguments)
    except NotGiven as missing:
        return Attempt(definition, SKIPPED, reason=str(missing))
    except Exception as error:  # none may stop the others, whatever it does
        return Attempt(definition, FAILED, reason=place_of(error), seconds=time.perf_counter() - begun)
    return Attempt(definition, RAN, answer, seconds=time.perf_counter() - begun)


def attempt_each(
    definitions: Iterable[Defined], facts: Facts, read: Callable[[Defined, Any], Any]
) -> list[Attempt[Defined]]:
    """Call each of some functions of one kind.

    :param read: makes a list of answers of the definition and what its function returned.
    """
    return [attempt(each, facts, partial(_read_with, each, read)) for each in definitions]


def _read_with(definition: Defined, read: Callable[[Defined, Any], Any], answer: Any, _: dict[str, Any]) -> Any:
    return read(definition, answer)


def answers_of(attempts: Iterable[Attempt[Any]]) -> list[Any]:
    """All answers of those that ran, in order."""
    return [answer for each in attempts for answer in each.answer or ()]


def skipped_by_reason(attempts: Iterable[Attempt[Defined]]) -> dict[str, list[Defined]]:
    """Those that could not run, by what they lacked."""
    found: dict[str, list[Defined]] = {}
    for each in attempts:
        if each.status == SKIPPED:
            found.setdefault(each.reason, []).append(each.definition)
    return found


def _run_one(rule: Rule, facts: Facts) -> tuple[Outcome, list[Finding]]:
    done = attempt(rule, facts, flagged_rows)
    findings = [Finding(rule, table, rows) for table, rows in (done.answer or {}).items()]
    count = sum(len(finding.rows) for finding in findings)
    return Outcome(rule, done.status, count, done.reason, done.seconds), findings


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


class Flagged:
    """What the rules flag, for a function of another kind to go on from: injected as ``flagged``.

    A rule that was not run is run when it is first asked about.
    """

    def __init__(self, result: Result) -> None:
        self._result = result
        self._rows: dict[str, dict[str, Rows]] = {}

    def by(self, codes: str, table: Table) -> Mask:
        """For each row of ``table`` whether at least one of these rules flags it.

        :param codes: separated by blanks; one that is not in force, or is skipped, flags nothing.
        """
        places = [self._of(code).get(table.name, np.zeros(0, np.intp)) for code in codes.split()]
        return np.isin(table.rows, np.concatenate(places))

    def _of(self, code: str) -> dict[str, Rows]:
        if code not in self._rows:
            self._rows[code] = {each.table: each.rows for each in self._find(code)}
        return self._rows[code]

    def _find(self, code: str) -> list[Finding]:
        result = self._result
        if any(outcome.rule.code == code for outcome in result.outcomes_by_rule):
            return [finding for finding in result.findings if finding.rule.code == code]
        rules = [rule for rule in RULES.in_force(result.ruleset.year) if rule.code == code]
        return [finding for rule in rules for finding in _run_one(rule, result.facts)[1]]


def choose_rules(ruleset: CollectionYear, codes: Iterable[str] | None) -> list[Rule]:
    """The rules in force in this year, or those of them that have these codes: see :meth:`Registry.choose`."""
    return RULES.choose(ruleset, codes)
