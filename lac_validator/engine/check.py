"""A check: what the DfE's rules let through, and what is worth a look all the same. Ours, never the DfE's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from lac_validator.collection import FIRST_YEAR
from lac_validator.dataset import Table
from lac_validator.engine.definition import Definition, Function, Registry

WRONG = "almost surely wrong"
LOOK = "look at it"
COUNCIL = "about the council"

SEVERITIES = (WRONG, LOOK, COUNCIL)
"""How sure a check is, and whether it is about children or about a pattern over many of them."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Check(Definition):
    """A check of plausibility. Its text says what is odd, what it means and what to do, and what it cannot know.

    :param severity: one of :data:`SEVERITIES`.
    """

    severity: str


@dataclass(frozen=True, eq=False)
class Pattern:
    """Something that a check saw.

    :ivar sentence: what, with its own numbers: ``31 children have one home postcode; the most usual is 4``.
    :ivar rows: the rows that show it, of one table.
    :ivar severity: where this one weighs differently than its check does in general.
    """

    sentence: str
    rows: Table
    severity: str = ""


CHECKS: Registry[Check] = Registry("lac_validator.plausibility", "check")


def check(
    code: str,
    *,
    severity: str,
    needs: str = "",
    first_year: int = FIRST_YEAR,
    last_year: int | None = None,
) -> Callable[[Function], Function]:
    """Make a function a check of plausibility. What it asks for by parameter name is injected, as for a rule.

    The function returns (or yields) each :class:`Pattern` that it sees.

    :param code: P05, say; codes beginning with another letter are a regional group's own.
    :param severity: one of :data:`SEVERITIES`.
    :param needs: as for a rule; also ``first_year`` and ``last_year``.
    """
    return CHECKS.registering(partial(Check, severity=severity), code, needs, first_year, last_year)


def each_child(rows: Table, sentence: Callable[[Table], str]) -> Iterator[Pattern]:
    """A pattern for each child that these rows are about, in the order of the file; rows without a child are none.

    :param sentence: what to say of one child's rows.
    """
    children = rows.CHILD.ids
    _, first = np.unique(children, return_index=True)
    for place in np.sort(first):
        if rows.CHILD.given[place]:
            own = rows.where(children == children[place])
            yield Pattern(sentence(own), own)


def each_row(rows: Table) -> Iterator[Table]:
    """Each of these rows by itself, for a pattern of its own."""
    return (rows.take(np.array([place])) for place in range(len(rows)))
