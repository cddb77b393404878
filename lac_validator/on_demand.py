"""Imports put off until a name is asked for, so that the page opens, and shows results, before all is loaded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any


@cache
def import_modules(package: str) -> None:
    """Import every module of a package, so that whoever asks finds all that is defined in it. Done once."""
    for module in walk_packages(import_module(package).__path__, f"{package}."):
        import_module(module.name)


def on_demand(package: str, names: Mapping[str, Sequence[str]]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The ``__getattr__`` and the ``__dir__`` (PEP 562) of a package that imports what is asked for.

    :param names: by module of the package, the names that it has and the package offers.
    """
    homes = {name: module for module, those in names.items() for name in those}

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    def names_offered() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return find, names_offered
