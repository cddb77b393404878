"""A measure: children or events counted, and of how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from lac_validator.collection import FIRST_YEAR
from lac_validator.dataset import Table
from lac_validator.engine.definition import Definition, Function, Registry

CHILDREN = "children"
SHARE = "share"
MEAN = "mean"
DAYS = "days"
EVENTS = "events"

UNITS = (CHILDREN, SHARE, MEAN, DAYS, EVENTS)


@dataclass(frozen=True, eq=False, kw_only=True)
class Measure(Definition):
    """A measure. Its text is its definition in words: what is counted, of what, and what is left out.

    :param name: as it is shown: ``Children looked after``.
    :param unit: one of :data:`UNITS`.
    """

    name: str
    unit: str


@dataclass(frozen=True, eq=False)
class NotUsed:
    """Rows that a measure could not use, and why."""

    rows: Table
    why: str


@dataclass(frozen=True, eq=False)
class Counted:
    """What a measure counted.

    :ivar rows: the rows counted, one a child or an event.
    :ivar of: the rows that they are counted among; None where it is a plain number.
    :ivar not_used: what could not be told either way.
    """

    rows: Table
    of: Table | None = None
    not_used: Sequence[NotUsed] = field(default_factory=tuple)


MEASURES: Registry[Measure] = Registry("lac_validator.measures", "measure")


def measure(
    code: str,
    *,
    name: str,
    unit: str,
    needs: str = "",
    first_year: int = FIRST_YEAR,
    last_year: int | None = None,
) -> Callable[[Function], Function]:
    """Make a function a measure. What it asks for by parameter name is injected, as for a rule.

    The function returns what it :class:`Counted`.

    :param code: ``looked_after``, say: by which it is known in files.
    :param name: as it is shown.
    :param unit: one of :data:`UNITS`.
    :param needs: as for a rule; also ``first_year`` and ``last_year``.
    """
    return MEASURES.registering(partial(Measure, name=name, unit=unit), code, needs, first_year, last_year)
