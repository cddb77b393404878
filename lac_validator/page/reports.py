"""Reports to take away."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lac_validator.page.plain import Plain, Stepwise
from lac_validator.page.session import errors_of, held
from lac_validator.report import REPORTS


def report(kind: str, options: Plain | None = None, places: Iterable[int] | None = None) -> Stepwise:
    """Make a report to download; the answer is ``{name, type, data}``. It goes by the allocation list and the answers
    held, where there are any and it has a place for them.

    :param places: of the errors that the filters show; only a report that can be narrowed to them is asked so.
    """
    errors = errors_of() if places is None else errors_of().only(np.fromiter(places, np.intp))
    allocation = held.allocation
    goes_by = {"allocation": allocation.children if allocation else None, "answers": held.answers, "runs": held.runs}
    asked_for = REPORTS[kind]
    if kind == "json":  # a run, which bears the time of its check
        options = {"at": held.checked_at, **(options or {})}
    made = yield from asked_for.make(errors, **(options or {}), **{name: goes_by[name] for name in asked_for.goes_by})
    return {"name": made.name, "type": made.type, "data": made.data}
