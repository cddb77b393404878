"""What the four kinds of small function have in common: a rule, a fix, a check, a measure.

Each is a function that asks for what it reads by parameter name, says in its docstring what it is, is in force in some
collection years, and stands in a registry from which it is found, listed and run. What tells the kinds apart is what
they answer with; that is in the module of each kind.
"""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from lac_validator import schema
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear, years_held
from lac_validator.engine import facts
from lac_validator.on_demand import import_modules

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, eq=False, kw_only=True)
class Definition:
    """A function of one of the kinds, as it is in force from ``first_year`` to ``last_year`` (None: still).

    :param code: by which it is known: the DfE's code of a rule, P05, or the name of the function.
    :param text: its docstring, on one line.
    :param needs: reference data without which it is skipped: postcodes, authority, providers.
    :param subject: the module (or, of a subject with several, the package) it stands in: its chapter of the reference.
    """

    code: str
    text: str
    first_year: int
    last_year: int | None
    needs: tuple[str, ...]
    subject: str
    function: Callable[..., Any]

    def in_force(self, year: int) -> bool:
        """Whether it is in force in this collection year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    @property
    def parameters(self) -> dict[str, bool]:
        """What the function asks for, in order; True where it can do without."""
        return facts.asked_for(self.function)

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
            for parameter, optional in facts.leaves(self.parameters)
            if names.get(parameter, "Providers") != "Providers"
        ]


Kind = TypeVar("Kind", bound=Definition)


class Registry(Generic[Kind]):
    """Every definition of one kind. Importing their modules adds them; that is done when first asked."""

    def __init__(self, package: str, what: str, where_listed: str = "") -> None:
        """:param package: where the functions of this kind stand, a module (or package) a subject.
        :param what: one of them, in a sentence: ``rule``.
        :param where_listed: a sentence that says where the codes can be looked up.
        """
        self.package = package
        self.what = what
        self.where_listed = where_listed
        self._by_code: dict[str, list[Kind]] = {}

    def registering(
        self, make: Callable[..., Kind], code: str | None, needs: str, first_year: int, last_year: int | None
    ) -> Callable[[Function], Function]:
        """A decorator that adds a function to this registry.

        :param make: makes the definition of what all kinds have, by name.
        :param code: the function's own name where None.
        """

        def register(function: Function) -> Function:
            injected = {"authority", "postcodes", "providers"} & facts.asked_for(function).keys()
            self.add(
                make(
                    code=code or function.__name__,
                    text=re.sub(r"\s+", " ", inspect.getdoc(function) or "").strip(),
                    first_year=first_year,
                    last_year=last_year,
                    needs=tuple(sorted({*needs.split(), *injected})),
                    subject=self._subject(function.__module__),
                    function=function,
                )
            )
            return function

        return register

    def _subject(self, module: str) -> str:
        within = module.removeprefix(f"{self.package}.")
        return within.partition(".")[0] if within != module else module.rpartition(".")[2]

    def add(self, definition: Kind) -> None:
        """Take one in; a code may come again only for other years.

        :raises ValueError: two of this code would be in force in one year.
        """
        others = self._by_code.setdefault(definition.code, [])
        for other in others:
            if not (_ends_before(other, definition) or _ends_before(definition, other)):
                what = self.what.capitalize()
                raise ValueError(f"{what} {definition.code} is defined twice for the same collection year.")
        others.append(definition)

    def every(self) -> list[Kind]:
        """All of all years, by code, and by year within a code."""
        import_modules(self.package)
        return [
            definition
            for code in sorted(self._by_code, key=code_order)
            for definition in sorted(self._by_code[code], key=lambda each: each.first_year)
        ]

    def in_force(self, year: int) -> list[Kind]:
        """Those of one collection year, by code."""
        return [definition for definition in self.every() if definition.in_force(year)]

    def choose(self, year: CollectionYear, codes: Iterable[str] | None) -> list[Kind]:
        """Those in force in this year, or those of them that have these codes.

        :param codes: one or several; 503a stands for 503A where there is no other such code.
        :raises ValueError: the year is not held, a code is not in force in it, or there is none like it.
        """
        if not FIRST_YEAR <= year.year <= LAST_YEAR:
            raise ValueError(f"The {self.what}s held are those of the collection years {years_held()}, not {year}.")
        in_force = self.in_force(year.year)
        if codes is None:
            return in_force
        meant = _by_spelling(definition.code for definition in in_force)
        asked_for = [codes] if isinstance(codes, str) else list(codes)
        found = {code: meant.get(code) or meant.get(code.casefold()) for code in asked_for}
        unknown = {code for code, each in found.items() if each is None}
        wanted = set(found.values())
        if unknown:
            names = ", ".join(sorted(unknown, key=code_order))
            raise ValueError(f"No {self.what} of {year} has the code {names}. {self.where_listed}".strip())
        return [definition for definition in in_force if definition.code in wanted]


def _ends_before(one: Definition, other: Definition) -> bool:
    return one.last_year is not None and one.last_year < other.first_year


def code_order(code: str) -> tuple[int, int, str]:
    """Sort key for codes: numbers by value (503A before 1000), then the rest by the alphabet."""
    digits = re.match(r"\d*", code)
    number = digits[0] if digits else ""
    return (0, int(number), code) if number else (1, 0, code)


def _by_spelling(codes: Iterable[str]) -> dict[str, str]:
    """Each code by itself, and in small letters where it is the only one of these."""
    alike: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        alike[code.casefold()].append(code)
    alone = {small: each[0] for small, each in alike.items() if len(each) == 1}
    return alone | {code: code for each in alike.values() for code in each}
