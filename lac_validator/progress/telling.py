"""What became of errors, in words and numbers."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from lac_validator.progress.comparing import CAME_BACK, CHANGED, GONE, NEW, STILL_THERE, Progress
from lac_validator.progress.run import Run

STATES_IN_WORDS = {
    NEW: "New",
    CAME_BACK: "Came back",
    STILL_THERE: "Still there",
    CHANGED: "Changed, still wrong",
    GONE: "Gone",
}
"""What became of an error, in words."""


def by_rule(progress: Progress) -> list[tuple[str, Counter[str]]]:
    """For each rule how many of its errors that are due, or were when they were last there, are in each state; where
    most is still wrong first.
    """
    counts: dict[str, Counter[str]] = {}
    for each in progress.traced:
        if each.error.due:
            counts.setdefault(each.error.code, Counter())[each.state] += 1
    return sorted(counts.items(), key=lambda item: (item[1][GONE] - item[1].total(), item[0]))


def in_words(progress: Progress) -> str:
    """``12 gone, 3 new, 1 came back, 40 still there (2 of them changed), over 5 runs.`` What is not due yet is told
    apart.
    """
    all_of, due = progress.counts, progress.counts_due
    later = {state: count - due[state] for state, count in all_of.items()}
    over = f"over {len(progress.runs)} runs."
    if not any(later.values()):
        return f"{_told(due)}, {over}"
    return f"Of what is due: {_told(due)}, {over} Of what is not due yet: {_told(later)}."


def _told(counts: Mapping[str, int]) -> str:
    still = counts[STILL_THERE] + counts[CHANGED]
    return (
        f"{counts[GONE]:,} gone, {counts[NEW]:,} new, {counts[CAME_BACK]:,} came back, {still:,} still there "
        f"({counts[CHANGED]:,} of them changed)"
    )


def day_of_zero(runs: Iterable[Run]) -> datetime.date | None:
    """The day on which no error that is due would be left at the present pace; None unless they have become fewer from
    each of the last four runs to the next, at the pace of these.
    """
    points = [(run.at, run.due) for run in runs][-4:]
    if len(points) < 4 or any(after[1] >= before[1] for before, after in pairwise(points)):
        return None
    (begun, most), (ended, left) = points[0], points[-1]
    days = (ended - begun) / datetime.timedelta(days=1)
    return None if days < 1 else ended.date() + datetime.timedelta(days=round(left * days / (most - left)))
