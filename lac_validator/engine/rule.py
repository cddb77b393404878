"""A rule: what the DfE calls an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from lac_validator.collection import FIRST_YEAR
from lac_validator.engine.definition import Definition, Function, Registry

MISSING = "missing"
CROSS_YEAR = "cross-year"
INCONSISTENT = "inconsistent"
INVALID = "invalid"

CATEGORIES = (MISSING, CROSS_YEAR, INCONSISTENT, INVALID)
"""What kind of error a rule finds: nothing recorded, last year contradicted, two facts at odds, a value not allowed."""


AT_ONCE = "at once"
YEAR_END = "at the end of the year"
BLANKS_AT_YEAR_END = "at once where given, at the end of the year where blank"

WHEN_DUE = (AT_ONCE, YEAR_END, BLANKS_AT_YEAR_END)
"""When what a rule wants must be there. The last is of rules that find blanks and wrong values alike in what councils
fill in at the end of the year: a blank is not due before, a wrong value is.
"""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rule(Definition):
    """A rule. Its text is the DfE's message.

    :param fields: the columns at fault, the ones to highlight.
    :param category: one of :data:`CATEGORIES`.
    :param due: one of :data:`WHEN_DUE`.
    """

    fields: tuple[str, ...]
    category: str
    due: str

    @property
    def message(self) -> str:
        """What the DfE says of the error."""
        return self.text


RULES: Registry[Rule] = Registry("lac_validator.rules", "rule", "'lac-validator rules' lists the codes in force.")


def rule(
    code: str,
    *,
    fields: str,
    category: str,
    due: str = AT_ONCE,
    needs: str = "",
    first_year: int = FIRST_YEAR,
    last_year: int | None = None,
) -> Callable[[Function], Function]:
    """Make a function a rule. Its docstring is the DfE's message; what it asks for by parameter name is injected.

    The function returns the rows at fault: a mask over the first table it asks for, or a table (rows chosen from one,
    see :mod:`lac_validator.dataset.table`), or several tables.

    :param code: as the DfE writes it.
    :param fields: the columns at fault, separated by blanks.
    :param category: one of :data:`CATEGORIES`.
    :param due: one of :data:`WHEN_DUE`: what time alone can cure is not due before the end of the year.
    :param needs: ``postcodes`` and/or ``authority`` where the rule reads what is derived from them.
    :param first_year: the collection year from which it is in force so.
    :param last_year: the last collection year in which it is; None while it still is.
    """
    make = partial(Rule, fields=tuple(fields.split()), category=category, due=due)
    return RULES.registering(make, code, needs, first_year, last_year)


def every_rule() -> list[Rule]:
    """All rules of all years, by code, and by year within a code."""
    return RULES.every()


def rules_in_force(year: int) -> list[Rule]:
    """The rules of one collection year, by code."""
    return RULES.in_force(year)
