"""With what every JSON about one return begins, and how it says what did not run."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from lac_validator.engine import RAN, Attempt, Result
from lac_validator.version import PRODUCT_VERSION


def head(result: Result, what: str, version: int, at: datetime.datetime) -> dict[str, Any]:
    """With what every JSON about one return begins.

    :param what: its ``format``, by which it is known when it comes back among the files.
    """
    ret = result.ret
    return {
        "format": what,
        "version": version,
        "made_by": f"LAC Validator {PRODUCT_VERSION}",
        "made_at": at.isoformat(timespec="milliseconds" if at.microsecond else "seconds"),
        "collection_year": ret.year.year,
        "rules_of": result.ruleset.year,
        "rules_edition": result.ruleset.edition,
        "authority": ret.authority,
        "file_format": ret.file_format,
        "as_at": ret.as_at.isoformat(),
    }


def not_run(attempts: Iterable[Attempt[Any]]) -> list[dict[str, str]]:
    """Which fixes, checks or measures did not run, and why."""
    return [
        {"code": each.definition.code, "status": each.status, "reason": each.reason}
        for each in attempts
        if each.status != RAN
    ]
