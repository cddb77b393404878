"""A fix: a change of the return that would mend an error, with the evidence for it. People decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
    :ivar because: the evidence, a plain sentence; one for all rows, or one for each.
    :ivar way: where there are several ways to mend what is wrong with a child, which of them this belongs to. What a
        fix proposes for one child in one way is accepted or refused together, and of several ways one is to be chosen.
        Blank: each cell is a matter of its own.
    """

    rows: Table
    column: str
    new: Sequence[str]
    because: str | Sequence[str]
    way: str = ""


@dataclass(frozen=True, eq=False)
class Removals:
    """Rows of one table that a fix would take out; ``because`` and ``way`` as in :class:`Changes`."""

    rows: Table
    because: str | Sequence[str]
    way: str = ""


@dataclass(frozen=True, eq=False)
class Additions:
    """Rows that a fix would add to a table, each a copy of a row of the same table of the other year's return.

    :ivar table: the name of the table: ``Header``, or ``Header_last`` for last year's.
    :ivar like: the rows to copy.
    :ivar changed: columns of which other texts are to be taken, for each row.
    """

    table: str
    like: Table
    because: str | Sequence[str]
    way: str = ""
    changed: Mapping[str, Sequence[str]] = field(default_factory=dict)


CHANGE, ADD, REMOVE = "change", "add", "remove"


@dataclass(frozen=True)
class Proposal:
    """What a fix would change: a cell, or a row to add or to take out. People decide.

    :ivar action: :data:`CHANGE`, :data:`ADD` or :data:`REMOVE`.
    :ivar kind: one of :data:`KINDS_OF_FIX`: that of the fix, or less where it would lead to a new error.
    :ivar table: as in the issues of a result; ``row`` likewise, a place in the table as read, from 0. For a row to add
        they say where the row stands of which it is a copy.
    :ivar column: blank where the proposal is about a whole row.
    :ivar old: the text as it stands in the file.
    :ivar new: the text that should stand there.
    :ivar because: the evidence, a plain sentence.
    :ivar rules: codes of the rules whose errors it is for.
    :ivar question: what is to be decided: proposals with the same question and the same ``way`` go together.
    :ivar way: which answer to the question this belongs to.
    :ivar ways: how many answers there are, of which one at most is to be accepted. Where there is more than one,
        nothing is accepted unless a person chooses.
    :ivar into: the table to which a row is to be added.
    :ivar cells: of a row to add, its texts by column.
    """

    fix: Fix
    action: str
    kind: str
    table: str
    row: int
    child: str
    column: str
    old: str
    new: str
    because: str
    rules: tuple[str, ...]
    question: str
    way: str = ""
    ways: int = 1
    into: str = ""
    cells: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def decision(self) -> tuple[str, str]:
        """What is accepted or refused together."""
        return self.question, self.way


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

    The function returns (or yields) the :class:`Changes`, :class:`Removals` and :class:`Additions` that it proposes.
    It never changes a table itself.

    :param rules: codes of the rules whose errors it is for, separated by blanks.
    :param kind: one of :data:`KINDS_OF_FIX`.
    :param needs: as for a rule; also ``first_year`` and ``last_year``.
    """
    make = partial(Fix, rules=tuple(rules.split()), kind=kind)
    return FIXES.registering(make, None, needs, first_year, last_year)
