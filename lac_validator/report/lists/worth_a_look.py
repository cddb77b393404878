"""What is worth a look beside the errors, for the JSON. It is ours: never among the errors, in no count of them."""

from __future__ import annotations

from typing import Any

from lac_validator.engine import Result
from lac_validator.looking import Oddity, look
from lac_validator.report.content.heads import not_run


def worth_a_look(result: Result) -> dict[str, Any]:
    """What the checks of plausibility saw, and which of them were not made: two fields of the JSON."""
    seen = look(result)
    return {"worth_a_look": [_oddity(each) for each in seen.oddities], "checks_not_made": not_run(seen.attempts)}


def _oddity(oddity: Oddity) -> dict[str, Any]:
    return {
        "code": oddity.check.code,
        "severity": oddity.severity,
        "sentence": oddity.sentence,
        "children": oddity.children,
        "table": oddity.table,
        "rows": oddity.rows,
    }
