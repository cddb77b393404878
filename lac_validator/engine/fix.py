"""A fix: a change of the return that would mend an error, with the evidence for it. People decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from lac_validator.collection import FIRST_YEAR
from lac_validator.dataset import Table
from lac_validator.engine.definition import Definition, Function, Registry

CERTAIN = "certain"
SUGGESTED = "suggested"

KINDS_OF_FIX = (CERTAIN, SUGGESTED)
"""The rules or other cells of the return leave one value; or one value is likely, and a person decides."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Fix(Definition):
    """A fix. Its text says what is changed and why.

    :param rules: codes of the rules whose errors it is for.
    :param kind: one of :data:`KINDS_OF_FIX`.
    """

    rules: tuple[str, ...]
    kind: str


@dataclass(frozen=True, eq=False)
class Changes:
    """Cells of one column that a fix would change.

    :ivar rows: the rows, of one table.
    :ivar new: for each row the text that should stand there.
    :ivar because: for each row the evidence, a plain sentence.
    """

    rows: Table
    column: str
    new: Sequence[str]
    because: Sequence[str]


FIXES: Registry[Fix] = Registry("lac_validator.fixes", "fix")


def fix(
    rules: str,
    *,
    kind: str,
    needs: str = "",
    first_year: int = FIRST_YEAR,
    last_year: int | None = None,
) -> Callable[[Function], Function]:
    """Make a function a fix. What it asks for by parameter name is injected, as for a rule; its name is its code.

    The function returns (or yields) the :class:`Changes` that it proposes. It never changes a table itself.

    :param rules: codes of the rules whose errors it is for, separated by blanks.
    :param kind: one of :data:`KINDS_OF_FIX`.
    :param needs: as for a rule; also ``first_year`` and ``last_year``.
    """
    make = partial(Fix, rules=tuple(rules.split()), kind=kind)
    return FIXES.registering(make, None, needs, first_year, last_year)
