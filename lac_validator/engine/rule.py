"""What a rule is, and the decorator that makes a function one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from lac_validator import schema
from lac_validator.collection import FIRST_YEAR
from lac_validator.engine import registry

MISSING = "missing"
CROSS_YEAR = "cross-year"
INCONSISTENT = "inconsistent"
INVALID = "invalid"

CATEGORIES = (MISSING, CROSS_YEAR, INCONSISTENT, INVALID)
"""What kind of error a rule finds: nothing recorded, last year contradicted, two facts at odds, a value not allowed."""

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule as it is in force from ``first_year`` to ``last_year`` (None: still), both collection years.

    :param fields: the columns at fault, the ones to highlight.
    :param needs: reference data without which the rule is skipped: postcodes, authority, providers.
    :param subject: the module it stands in: its chapter of the reference.
    """

    code: str
    message: str
    fields: tuple[str, ...]
    category: str
    first_year: int
    last_year: int | None
    needs: tuple[str, ...]
    subject: str
    function: Callable[..., Any]

    def in_force(self, year: int) -> bool:
        """Whether the rule is in force in this collection year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    @property
    def parameters(self) -> dict[str, bool]:
        """What the function asks for, in order; True where it can do without."""
        return registry.asked_for(self.function)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables that must be given, also for the derived facts it asks for."""
        return tuple(dict.fromkeys(name for name, optional in self._tables_read() if not optional))

    @cached_property
    def optional_tables(self) -> tuple[str, ...]:
        """The tables that are read when they are given."""
        read = (name for name, optional in self._tables_read() if optional)
        return tuple(dict.fromkeys(name for name in read if name not in self.tables))

    def _tables_read(self) -> list[tuple[str, bool]]:
        names = schema.injected_names()
        return [
            (names[parameter], optional)
            for parameter, optional in registry.leaves(self.parameters)
            if names.get(parameter, "Providers") != "Providers"
        ]


def rule(
    code: str,
    *,
    fields: str,
    category: str,
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
    :param needs: ``postcodes`` and/or ``authority`` where the rule reads what is derived from them.
    :param first_year: the collection year from which it is in force so.
    :param last_year: the last collection year in which it is; None while it still is.
    """

    def register(function: Function) -> Function:
        asked_for = registry.asked_for(function)
        registry.add_rule(
            Rule(
                code=code,
                message=re.sub(r"\s+", " ", inspect.getdoc(function) or "").strip(),
                fields=tuple(fields.split()),
                category=category,
                first_year=first_year,
                last_year=last_year,
                needs=tuple(sorted({*needs.split(), *({"authority", "postcodes", "providers"} & asked_for.keys())})),
                subject=function.__module__.rpartition(".")[2],
                function=function,
            )
        )
        return function

    return register


def derived(function: Function) -> Function:
    """Make a function a derived fact: computed at most once a return, and injected under its own name."""
    registry.add_fact(function.__name__, function)
    return function
