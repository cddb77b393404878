"""Every rule and every derived fact that has been defined. Importing them adds them; that is done when first asked."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lac_validator.engine.rule import Rule

_rules: dict[str, list[Rule]] = {}
_facts: dict[str, Callable[..., Any]] = {}


@cache
def _import_all() -> None:
    """Import every module that defines a rule or a fact, so that whoever asks finds all of them."""
    import_module("lac_validator.derived")
    import_module("lac_validator.rules")


def add_rule(rule: Rule) -> None:
    """Take in a rule; a code may come again only for other years.

    :raises ValueError: two rules of this code would be in force in one year.
    """
    others = _rules.setdefault(rule.code, [])
    for other in others:
        apart = _ends_before(other, rule) or _ends_before(rule, other)
        if not apart:
            raise ValueError(f"Rule {rule.code} is defined twice for the same collection year.")
    others.append(rule)


def _ends_before(rule: Rule, other: Rule) -> bool:
    return rule.last_year is not None and rule.last_year < other.first_year


def add_fact(name: str, function: Callable[..., Any]) -> None:
    """Take in a derived fact.

    :raises ValueError: the name is taken.
    """
    if name in _facts:
        raise ValueError(f"The derived fact {name} is defined twice.")
    _facts[name] = function


def fact(name: str) -> Callable[..., Any] | None:
    """The function that works out the derived fact of this name."""
    return _facts.get(name)


def every_rule() -> list[Rule]:
    """All rules of all years, by code, and by year within a code."""
    _import_all()
    return [
        rule
        for code in sorted(_rules, key=code_order)
        for rule in sorted(_rules[code], key=lambda each: each.first_year)
    ]


def rules_in_force(year: int) -> list[Rule]:
    """The rules of one collection year, by code."""
    return [rule for rule in every_rule() if rule.in_force(year)]


def code_order(code: str) -> tuple[int, int, str]:
    """Sort key for codes: numbers by value (503A before 1000), then the rest by the alphabet."""
    digits = re.match(r"\d*", code)
    number = digits[0] if digits else ""
    return (0, int(number), code) if number else (1, 0, code)


@cache
def asked_for(function: Callable[..., Any]) -> dict[str, bool]:
    """What a rule or a fact asks for by parameter name, in order; True where it can do without."""
    parameters = inspect.signature(function).parameters
    return {name: parameter.default is None for name, parameter in parameters.items()}


def leaves(parameters: Mapping[str, bool]) -> Iterator[tuple[str, bool]]:
    """What is asked for in the end, derived facts replaced by what they ask for: (name, whether it is optional)."""
    for name, optional in parameters.items():
        function = _facts.get(name)
        if function is None:
            yield name, optional
        else:
            yield from leaves({each: optional or spared for each, spared in asked_for(function).items()})
