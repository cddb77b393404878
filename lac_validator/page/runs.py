"""Earlier runs, given as their files, and the present one beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lac_validator.engine import CATEGORIES
from lac_validator.ingest import CannotRead
from lac_validator.ingest.own_files import JSON, of_text
from lac_validator.page.plain import Plain
from lac_validator.page.session import errors_of, held
from lac_validator.progress import (
    CAME_BACK,
    GONE,
    NEW,
    STILL_THERE,
    Progress,
    Run,
    by_rule,
    compare,
    day_of_zero,
    read_run,
    runs_together,
)
from lac_validator.report.content.runs import run_of

_GZIP = b"\x1f\x8b"

PRESENT = "this check"
"""What the present run is called."""


def is_run(data: bytes) -> bool:
    """Whether a file seems to be a saved run: the JSON with all errors, or what is packed with gzip."""
    return data.startswith(_GZIP) or of_text(data) == JSON


def add_runs(files: Iterable[Plain]) -> Plain:
    """Read saved runs, each ``{name, data}``, beside those read before: how many are held now, and what could not be
    read and why, in sentences.
    """
    return take_runs((file["name"], bytes(file["data"])) for file in files)


def take_runs(files: Iterable[tuple[str, bytes]]) -> Plain:
    """As :func:`add_runs`, of files as (name, bytes)."""
    sentences = []
    for name, data in files:
        try:
            held.runs.append(read_run(name, data))
        except CannotRead as reason:
            sentences.append(str(reason))
    return {"held": len(held.runs), "sentences": sentences}


def forget_runs() -> Plain:
    """Forget the saved runs; the answer is that of :func:`add_runs`."""
    held.runs.clear()
    return take_runs(())


def progress(check: int) -> Plain:
    """What became of each error over the runs held and the present one; the runs alone where there is but one.

    ``errors`` are columns, of all but those that are still there as they were; ``zero`` is the day on which no error
    that is due would be left at the present pace, if one can be told.
    """
    errors = errors_of(check)
    allocation = held.allocation.children if held.allocation else None
    present = run_of(errors, PRESENT, held.checked_at, allocation, held.answers)
    together = runs_together([*held.runs, present])
    if len(together.runs) < 2:
        return {"sentences": together.sentences, "runs": [_run(run) for run in together.runs]}
    found = compare(together.runs)
    zero = day_of_zero(together.runs)
    return {
        "sentences": together.sentences,
        "runs": [_run(run) for run in together.runs],
        "counts": found.counts,
        "countsDue": found.counts_due,
        "notCompared": found.not_compared,
        "rules": [{"code": code, **counts} for code, counts in by_rule(found)],
        "workers": _workers(found),
        "freed": _freed(found),
        "zero": zero and zero.isoformat(),
        "errors": _columns(found),
    }


def _run(run: Run) -> Plain:
    due = [error for error in run.errors if error.due]
    kinds = Counter(error.category for error in due)
    return {
        "name": run.name,
        "at": run.at.isoformat(timespec="minutes"),
        "asAt": run.as_at.isoformat(),
        "due": len(due),
        "notDue": len(run.errors) - len(due),
        "children": len({error.child for error in due} - {""}),
        "kinds": {category: kinds[category] for category in CATEGORIES},
    }


def _workers(progress: Progress) -> list[Plain]:
    """By social worker what is due and open, how many of it are answered, since how many days, and what is gone."""
    workers: dict[str, Plain] = {}
    now = progress.runs[-1].at
    for each in progress.traced:
        own = workers.setdefault(each.error.worker, {"open": 0, "answered": 0, "days": 0, "gone": 0, "new": 0})
        if each.state == GONE:
            own["gone"] += 1
        elif each.error.due:
            own["open"] += 1
            own["answered"] += each.error.answered
            own["days"] = max(own["days"], (now - each.first).days)
            own["new"] += each.state in (NEW, CAME_BACK)
    return [{"worker": worker, **workers[worker]} for worker in sorted(workers, key=lambda name: (not name, name))]


def _freed(progress: Progress) -> int:
    """How many children had errors that were due in an earlier run, and have none now."""
    now = {error.child for error in progress.runs[-1].errors if error.due}
    before = {error.child for run in progress.runs[:-1] for error in run.errors if error.due}
    return len(before - now - {""})


def _columns(progress: Progress) -> Plain:
    told = [each for each in progress.traced if each.state != STILL_THERE]
    return {
        "state": [each.state for each in told],
        "code": [each.error.code for each in told],
        "child": [each.error.child for each in told],
        "table": [each.error.table for each in told],
        "date": [each.error.date for each in told],
        "worker": [each.error.worker for each in told],
        "due": [each.error.due for each in told],
        "first": [each.first.date().isoformat() for each in told],
        "last": [each.last.date().isoformat() for each in told],
    }
