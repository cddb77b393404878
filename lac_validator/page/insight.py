"""What is worth a look beside the errors, and the figures of the return."""

from __future__ import annotations

from lac_validator.dataset import describe_table
from lac_validator.looking import Oddity, look
from lac_validator.measuring import Figure, measure
from lac_validator.page.plain import Plain, codes_failed
from lac_validator.page.session import errors_of


def worth_a_look(check: int) -> Plain:
    """What the checks saw, with the rows that show it; ``failed`` names the checks that broke."""
    seen = look(errors_of(check).result)
    return {"patterns": [_pattern(each) for each in seen.oddities], "failed": codes_failed(seen.attempts)}


def _pattern(oddity: Oddity) -> Plain:
    return {
        "code": oddity.check.code,
        "text": oddity.check.text,
        "severity": oddity.check.severity,
        "sentence": oddity.sentence,
        "children": oddity.children,
        "table": oddity.table,
        "tableLabel": describe_table(oddity.table),
        "rows": oddity.rows,
    }


def figures(check: int) -> Plain:
    """The figures of the return, and how many rows could not be used; ``failed`` names the measures that broke.

    ``value`` is None where there is nothing to divide by, ``denominator`` where it is a plain number.
    """
    result = errors_of(check).result
    measured = measure(result)
    return {
        "asAt": result.ret.as_at.isoformat(),
        "figures": [_figure(each) for each in measured.figures],
        "failed": codes_failed(measured.attempts),
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
        "notUsed": [{"why": each.why, "rows": len(each.rows)} for each in figure.counted.not_used],
    }
