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

__all__ = [
    "CAME_BACK",
    "CHANGED",
    "GONE",
    "NEW",
    "STATES",
    "STILL_THERE",
    "Progress",
    "Run",
    "RunError",
    "Runs",
    "Traced",
    "compare",
    "read_run",
    "runs_together",
]
