"""Results for people: lists of errors, summaries, workbooks, packs for social workers.

>>> write_report(Errors(validate(ret)), Path("errors.xlsx"))  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lac_validator.on_demand import on_demand

if TYPE_CHECKING:
    from lac_validator.report.content.answers import Answer, Answers
    from lac_validator.report.content.errors import Errors
    from lac_validator.report.content.workers import Allocation, allocation_columns, read_allocation
    from lac_validator.report.kinds import REPORTS, write_made, write_report
    from lac_validator.report.made import Made, ReportKind, Steps
    from lac_validator.report.packs.reading import is_pack, read_answers
    from lac_validator.steps import finish

__all__ = [
    "REPORTS",
    "Allocation",
    "Answer",
    "Answers",
    "Errors",
    "Made",
    "ReportKind",
    "Steps",
    "allocation_columns",
    "finish",
    "is_pack",
    "read_allocation",
    "read_answers",
    "write_made",
    "write_report",
]

if not TYPE_CHECKING:  # which would take any name to be there
    __getattr__, __dir__ = on_demand(
        __name__,
        {
            "content.answers": ["Answer", "Answers"],
            "content.errors": ["Errors"],
            "content.workers": ["Allocation", "allocation_columns", "read_allocation"],
            "kinds": ["REPORTS", "finish", "write_made", "write_report"],
            "made": ["Made", "ReportKind", "Steps"],
            "packs.reading": ["is_pack", "read_answers"],
        },
    )
