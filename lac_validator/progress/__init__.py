"""One run beside the runs before it: what is new, still there, gone. A run is what a check found, saved as JSON."""

from lac_validator.progress.comparing import (
    CAME_BACK,
    CHANGED,
    GONE,
    NEW,
    STATES,
    STILL_THERE,
    Progress,
    Traced,
    compare,
)
from lac_validator.progress.run import Run, RunError, read_run
from lac_validator.progress.runs import Runs, runs_together
from lac_validator.progress.telling import STATES_IN_WORDS, by_rule, day_of_zero, in_words

__all__ = [
    "CAME_BACK",
    "CHANGED",
    "GONE",
    "NEW",
    "STATES",
    "STATES_IN_WORDS",
    "STILL_THERE",
    "Progress",
    "Run",
    "RunError",
    "Runs",
    "Traced",
    "by_rule",
    "compare",
    "day_of_zero",
    "in_words",
    "read_run",
    "runs_together",
]
