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

Entry = tuple[int, RunError]
"""An error, and the place of the run that has it."""


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
    last = len(runs) - 1
    comparable = {code for run in runs[:-1] for code in run.ran} & runs[-1].ran
    before = {code: max(place for place in range(last) if code in runs[place].ran) for code in comparable}
    entries: dict[str, list[Entry]] = defaultdict(list)
    for place, run in enumerate(runs):
        for error in run.errors:
            if error.code in comparable:
                entries[error.identity].append((place, error))
    times = [run.at for run in runs]
    traced: list[Traced] = []
    gone: list[Traced] = []
    for own in entries.values():
        found = _trace(own, times, before[own[0][1].code])
        for each in found:
            (gone if each.state == GONE else traced).append(each)
    order = {id(error): place for place, error in enumerate(runs[-1].errors)}
    traced.sort(key=lambda each: order[id(each.error)])
    not_compared = sorted({code for run in runs for code in run.ran} - comparable)
    return Progress(list(runs), traced + gone, not_compared)


def _trace(entries: Sequence[Entry], times: Sequence[datetime.datetime], before: int) -> list[Traced]:
    """What became of the errors of one identity.

    :param entries: them all, the earliest run first.
    :param before: the run before the last in which their rule ran.
    """
    last, first = len(times) - 1, times[entries[0][0]]
    if len({place for place, _ in entries}) < len(entries):
        return _trace_several(entries, times, before)
    place, error = entries[-1]
    if place < last:
        return [Traced(error, GONE, first, times[place])]
    if len(entries) == 1:
        return [Traced(error, NEW, first, first)]
    place, earlier = entries[-2]
    same = STILL_THERE if earlier.content == error.content else CHANGED
    return [Traced(error, same if place == before else CAME_BACK, first, times[last])]


def _trace_several(entries: Sequence[Entry], times: Sequence[datetime.datetime], before: int) -> list[Traced]:
    """The same where some run has several of the identity."""
    last, first = len(times) - 1, times[entries[0][0]]
    groups: dict[int, list[RunError]] = defaultdict(list)
    for place, error in entries:
        groups[place].append(error)
    errors, previous = groups.pop(last, []), groups.get(before, [])
    same, others = _taken(errors, previous)
    changed = min(len(others), len(previous) - len(same))
    once = max((len(some) for some in groups.values()), default=0)
    back = max(0, min(len(others) - changed, once - len(previous)))
    states = [CHANGED] * changed + [CAME_BACK] * back + [NEW] * (len(others) - changed - back)
    found = [Traced(error, STILL_THERE, first, times[last]) for error in same]
    for error, state in zip(others, states, strict=True):
        found.append(Traced(error, state, times[last] if state == NEW else first, times[last]))
    missing = once - len(errors)
    if missing > 0:  # as many are gone as there were more of, when there were most
        place = max(place for place, some in groups.items() if len(some) == once)
        _, left = _taken(groups[place], errors)
        found += [Traced(error, GONE, first, times[place]) for error in left[len(left) - missing :]]
    return found


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
