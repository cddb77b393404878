"""The figures of a return as JSON."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from lac_validator.engine import Result
from lac_validator.engine.breakdown import Line
from lac_validator.ingest.own_files import FIGURES_FORMAT
from lac_validator.measuring import Figure, Figures
from lac_validator.report.content.heads import head, not_run
from lac_validator.report.forms.text import json_bytes
from lac_validator.report.made import JSON_TYPE, Made, file_name

VERSION = 1
"""Of the JSON. It goes up when a field is renamed, goes or changes its meaning."""


def make_figures_json(result: Result, figures: Figures, *, at: datetime.datetime | None = None) -> Made:
    """The figures for a program; docs/REPORTS.md describes the fields."""
    value = {
        **head(result, FIGURES_FORMAT, VERSION, at or datetime.datetime.now()),
        "not_run": not_run(figures.attempts),
        "measures": [_figure(each) for each in figures.figures],
    }
    return Made(file_name("figures", result.ret.year, ".json"), JSON_TYPE, json_bytes(value) + b"\n")


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.measure.code,
        "name": figure.measure.name,
        "text": figure.measure.text,
        "unit": figure.measure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "parts": _lines(figure.parts, "name"),
        "by": [{"name": each.dimension.code, "rows": _lines(each.lines, "group")} for each in figure.by],
        "not_broken_down": figure.not_broken_down,
        "not_used": [{"why": each.why, "rows": len(each.rows)} for each in figure.counted.not_used if len(each.rows)],
        "children_with_errors": figure.doubt.children,
        "england": figure.england and dataclasses.asdict(figure.england),
    }


def _lines(lines: Iterable[Line], name: str) -> list[dict[str, Any]]:
    return [
        {
            name: line.name,
            "series": line.series,
            "numerator": line.numerator,
            "denominator": line.denominator,
            "value": line.value,
            **({"parts": _lines(line.parts, "name")} if line.parts else {}),
        }
        for line in lines
    ]
