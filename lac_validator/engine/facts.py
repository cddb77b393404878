"""What a function asks for by parameter name, and the derived facts that it can ask for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from lac_validator.on_demand import import_modules

Function = TypeVar("Function", bound=Callable[..., Any])

_facts: dict[str, Callable[..., Any]] = {}


def derived(function: Function) -> Function:
    """Make a function a derived fact: computed at most once a return, and injected under its own name.

    :raises ValueError: the name is taken.
    """
    name = function.__name__
    if name in _facts:
        raise ValueError(f"The derived fact {name} is defined twice.")
    _facts[name] = function
    return function


def fact(name: str) -> Callable[..., Any] | None:
    """The function that works out the derived fact of this name."""
    import_modules("lac_validator.derived")
    return _facts.get(name)


@cache
def asked_for(function: Callable[..., Any]) -> dict[str, bool]:
    """What a function asks for by parameter name, in order; True where it can do without."""
    parameters = inspect.signature(function).parameters
    return {name: parameter.default is None for name, parameter in parameters.items()}


def leaves(parameters: Mapping[str, bool]) -> Iterator[tuple[str, bool]]:
    """What is asked for in the end, derived facts replaced by what they ask for: (name, whether it is optional)."""
    for name, optional in parameters.items():
        function = fact(name)
        if function is None:
            yield name, optional
        else:
            yield from leaves({each: optional or spared for each, spared in asked_for(function).items()})
