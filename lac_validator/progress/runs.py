"""Runs put together: in the order of their times, each once, all of one authority and year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lac_validator.progress.run import Run


@dataclass(frozen=True)
class Runs:
    """Runs that can be compared, the earliest first; ``sentences`` say which were left out, or differ in their rules or
    their day.
    """

    runs: list[Run]
    sentences: list[str]


def runs_together(given: Iterable[Run]) -> Runs:
    """Put runs in order. The last one decides of which authority and year they are."""
    ordered = sorted(given, key=lambda run: run.at)  # of one time they stay in the order given
    kept: list[Run] = []
    sentences: list[str] = []
    last = ordered[-1] if ordered else None
    for run in ordered:
        if why := _of_another(run, last):
            sentences.append(f"{run.name} is of {why}, not of that of {last.name if last else ''}: it was left out.")
        elif twin := next((each for each in kept if _is_same(each, run)), None):
            sentences.append(f"{run.name} is the same run as {twin.name}: it was counted once.")
        else:
            kept.append(run)
    for run in kept:
        if last is not None and run.rules_of != last.rules_of:
            sentences.append(f"{run.name} went by the rules of {run.rules_of}: compared on the rules that ran in both.")
        elif last is not None and run.ran != last.ran:
            sentences.append(f"{run.name} was of other rules: compared on the rules that ran in both.")
        if last is not None and run.as_at != last.as_at:
            sentences.append(
                f"{run.name} is as at {run.as_at:%d/%m/%Y}, not {last.as_at:%d/%m/%Y}: what was not due yet can be due "
                "now."
            )
    return Runs(kept, sentences)


def _of_another(run: Run, last: Run | None) -> str:
    if last is None or run is last:
        return ""
    if run.year != last.year:
        return "another collection year"
    if None not in (run.authority, last.authority) and run.authority != last.authority:
        return "another authority"
    return ""


def _is_same(one: Run, other: Run) -> bool:
    return (one.at, one.as_at, one.ran, one.errors) == (other.at, other.as_at, other.ran, other.errors)
