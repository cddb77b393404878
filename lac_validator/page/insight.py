"""What is worth a look beside the errors, and the figures of the return."""

from __future__ import annotations

from dataclasses import asdict

from lac_validator.dataset import describe_table
from lac_validator.engine import RAN
from lac_validator.engine.breakdown import Line
from lac_validator.looking import Oddity, look
from lac_validator.measuring import Figure, measure
from lac_validator.page.plain import Plain, not_run
from lac_validator.page.session import errors_of


def worth_a_look(check: int) -> Plain:
    """What the checks saw, with the rows that show it; and how many checks ran; see :func:`not_run` for the rest."""
    seen = look(errors_of(check).result)
    return {
        "patterns": [_pattern(each) for each in seen.oddities],
        "ran": sum(each.status == RAN for each in seen.attempts),
        **not_run(seen.attempts),
    }


def _pattern(oddity: Oddity) -> Plain:
    return {
        "code": oddity.check.code,
        "text": oddity.check.text,
        "severity": oddity.severity,
        "sentence": oddity.sentence,
        "children": oddity.children,
        "table": oddity.table,
        "tableLabel": describe_table(oddity.table),
        "rows": oddity.rows,
    }


def figures(check: int) -> Plain:
    """The figures of the return, and how many rows could not be used; see :func:`not_run` for those that there
    are not.

    ``value`` is None where there is nothing to divide by, or the figure is told in its ``parts`` alone; ``denominator``
    where it is a plain number.
    """
    result = errors_of(check).result
    measured = measure(result, by=False)
    return {
        "asAt": result.ret.as_at.isoformat(),
        "figures": [_figure(each) for each in measured.figures],
        **not_run(measured.attempts),
    }


def _figure(figure: Figure) -> Plain:
    return {
        "code": figure.measure.code,
        "name": figure.measure.name,
        "text": figure.measure.text,
        "unit": figure.measure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "parts": [_part(each) for each in figure.parts],
        "england": figure.england and asdict(figure.england),
        "doubt": figure.doubt.sentence,
        "notUsed": [{"why": each.why, "rows": len(each.rows)} for each in figure.counted.not_used],
    }


def _part(line: Line) -> Plain:
    return {
        "name": line.name,
        "series": line.series,
        "numerator": line.numerator,
        "denominator": line.denominator,
        "value": line.value,
    }
