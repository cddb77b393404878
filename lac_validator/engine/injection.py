"""Hands a function what it asks for by parameter name: tables, context and derived facts, each worked out once."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

from lac_validator import schema
from lac_validator.dataset import Indistinct, NotGiven, Return, describe_table, indistinct_tables
from lac_validator.dataset.placement import NO_AUTHORITY, NO_POSTCODES
from lac_validator.engine.facts import asked_for, fact

AND = "; "
"""Stands between the reasons for which a rule is skipped."""


class Facts:
    """What is known of one return, by name. :attr:`seconds` holds what each derived fact itself took."""

    def __init__(self, ret: Return, as_at: datetime.date | None = None) -> None:
        """:param as_at: the day that is looked at, where it is not that of the return."""
        self._return = ret
        self._indistinct = indistinct_tables(ret.tables)
        self._known: dict[str, Any] = {"year": ret.year, "as_at": as_at or ret.as_at, "file_format": ret.file_format}
        self._unknown: dict[str, NotGiven] = {}
        self.seconds: dict[str, float] = {}

    def arguments(self, function: Callable[..., Any], **given: Any) -> dict[str, Any]:
        """What ``function`` asks for.

        :param given: what is known by the caller alone, by parameter name.
        :raises NotGiven: something that it cannot do without was not given; all such things are named.
        """
        arguments = {}
        wanting = []
        for name, optional in asked_for(function).items():
            try:
                arguments[name] = given[name] if name in given else self[name]
            except NotGiven as missing:
                if not optional or isinstance(missing, Indistinct):
                    wanting += str(missing).split(AND)
                arguments[name] = None
        if wanting:
            raise NotGiven(AND.join(dict.fromkeys(wanting)))
        return arguments

    def __getitem__(self, name: str) -> Any:
        if name in self._unknown:
            raise self._unknown[name]
        if name not in self._known:
            try:
                self._known[name] = self._find(name)
            except NotGiven as missing:
                self._unknown[name] = missing
                raise
        return self._known[name]

    def tell(self, name: str, value: Any) -> None:
        """Make ``value`` known under a name of its own, for whoever asks for it."""
        self._known[name] = value

    def _find(self, name: str) -> Any:
        table = schema.injected_names().get(name)
        if table is not None:
            if table not in self._return.tables:
                raise NotGiven(f"{describe_table(table)} not given")
            given, reason = self._return.tables[table], self._indistinct.get(table)
            return given.of_unknown_children(reason) if reason else given
        if name == "authority":
            if self._return.authority is None:
                raise NotGiven(NO_AUTHORITY)
            return self._return.authority
        if name == "postcodes":
            if self._return.postcodes is None:
                raise NotGiven(NO_POSTCODES)
            return self._return.postcodes
        function = fact(name)
        if function is None:
            raise LookupError(f"Nothing is called {name}: no table, no context value and no derived fact.")
        arguments = self.arguments(function)
        begun = time.perf_counter()
        found = function(**arguments)
        self.seconds[name] = time.perf_counter() - begun
        return found
