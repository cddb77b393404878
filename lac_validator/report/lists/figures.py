"""The figures of a return as JSON."""

from __future__ import annotations

import datetime
from typing import Any

from lac_validator.engine import Result
from lac_validator.ingest.own_files import FIGURES_FORMAT
from lac_validator.measuring import Figure, Figures
from lac_validator.report.forms.text import json_bytes
from lac_validator.report.lists.heads import head, not_run
from lac_validator.report.made import JSON_TYPE, Made, file_name

VERSION = 1
"""Of the JSON. It goes up when a field is renamed, goes or changes its meaning."""


def make_figures_json(result: Result, figures: Figures, *, at: datetime.datetime | None = None) -> Made:
    """The figures for a program; docs/REPORTS.md describes the fields."""
    value = {
        **head(result, FIGURES_FORMAT, VERSION, at or datetime.datetime.now()),
        "as_at": result.ret.as_at.isoformat(),
        "not_run": not_run(figures.attempts),
        "figures": [_figure(each) for each in figures.figures],
    }
    return Made(file_name("figures", result.ret.year, ".json"), JSON_TYPE, json_bytes(value) + b"\n")


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.measure.code,
        "name": figure.measure.name,
        "text": figure.measure.text,
        "unit": figure.measure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "not_used": [{"why": each.why, "rows": len(each.rows)} for each in figure.counted.not_used if len(each.rows)],
    }
