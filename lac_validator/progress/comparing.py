"""What became of each error over some runs: matched by the first half of its reference, rule by rule.

Several errors can share it: those of one rule about one child and day. Of these first those with the same content
belong together, then any of those left over, which differ in their content: changed, and still wrong.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lac_validator.progress.run import Run, RunError

NEW, CAME_BACK, STILL_THERE, CHANGED, GONE = "new", "came_back", "still_there", "changed", "gone"
STATES = (NEW, CAME_BACK, STILL_THERE, CHANGED, GONE)
"""New: in no run before. Came back: not in the run before, but in an earlier one. Still there, and changed: in the run
before, with the same content or another. Gone: in some run, and not in the last.
"""

Held = dict[str, list[RunError]]
"""The errors of a run by their identity."""


@dataclass(frozen=True)
class Traced:
    """An error, and what became of it.

    :ivar error: as it stands in the last run, or as it stood when it was last there.
    :ivar first, last: the times of the first and the last run that has it.
    """

    error: RunError
    state: str
    first: datetime.datetime
    last: datetime.datetime


@dataclass(frozen=True)
class Progress:
    """What became of the errors of some runs, the earliest first.

    :ivar traced: every error of the last run, in its order, then those that are gone.
    :ivar not_compared: the codes of rules that did not run in the last run, or in no run before it.
    """

    runs: list[Run]
    traced: list[Traced]
    not_compared: list[str]

    @property
    def counts(self) -> dict[str, int]:
        """How many errors are in each state."""
        found = Counter(each.state for each in self.traced)
        return {state: found[state] for state in STATES}

    @property
    def counts_due(self) -> dict[str, int]:
        """The same of those that are due, or were when they were last there."""
        found = Counter(each.state for each in self.traced if each.error.due)
        return {state: found[state] for state in STATES}


def compare(runs: Sequence[Run]) -> Progress:
    """Trace the errors of runs of one authority and year, the earliest first: see :func:`runs_together`.

    :raises ValueError: there are fewer than two.
    """
    if len(runs) < 2:
        raise ValueError("There is nothing to compare with: give at least two runs of one authority and year.")
    last = runs[-1]
    comparable = {code for run in runs[:-1] for code in run.ran} & last.ran
    by_code: dict[str, list[Run]] = {code: [run for run in runs if code in run.ran] for code in comparable}
    held = {id(run): _by_identity(run, comparable) for run in runs}
    traced: list[Traced] = []
    gone: list[Traced] = []
    seen: dict[str, str] = {}
    for run in runs:
        for identity, errors in held[id(run)].items():
            seen.setdefault(identity, errors[0].code)
    order = {id(error): place for place, error in enumerate(last.errors)}
    for identity, code in seen.items():
        there = [(run, held[id(run)].get(identity, [])) for run in by_code[code]]
        now, past = _trace(there)
        traced += now
        gone += past
    traced.sort(key=lambda each: order[id(each.error)])
    not_compared = sorted({code for run in runs for code in run.ran} - comparable)
    return Progress(list(runs), traced + gone, not_compared)


def _by_identity(run: Run, codes: set[str]) -> Held:
    held: Held = defaultdict(list)
    for error in run.errors:
        if error.code in codes:
            held[error.identity].append(error)
    return held


def _trace(there: Sequence[tuple[Run, list[RunError]]]) -> tuple[list[Traced], list[Traced]]:
    """What became of the errors of one identity, in the runs in which its rule ran: those there, and those gone."""
    (last, errors), before = there[-1], there[:-1]
    previous = before[-1][1]
    first = next(run.at for run, some in there if some)
    same, others = _taken(errors, previous)
    changed = min(len(others), len(previous) - len(same))
    once = max(len(some) for _, some in before)
    back = max(0, min(len(others) - changed, once - len(previous)))
    states = [CHANGED] * changed + [CAME_BACK] * back + [NEW] * (len(others) - changed - back)
    now = [Traced(error, STILL_THERE, first, last.at) for error in same]
    now += [
        Traced(error, state, last.at if state == NEW else first, last.at)
        for error, state in zip(others, states, strict=True)
    ]
    # As many are gone as there were more of, when there were most.
    most, at_most = next((some, run.at) for run, some in reversed(before) if len(some) == once)
    _, left = _taken(most, errors)
    missing = max(0, once - len(errors))
    return now, [Traced(error, GONE, first, at_most) for error in left[len(left) - missing :]]


def _taken(errors: Sequence[RunError], others: Sequence[RunError]) -> tuple[list[RunError], list[RunError]]:
    """Of these errors those that have their like, by content, among the others; and the rest."""
    contents = Counter(error.content for error in others)
    same, rest = [], []
    for error in errors:
        if contents[error.content] > 0:
            contents[error.content] -= 1
            same.append(error)
        else:
            rest.append(error)
    return same, rest
