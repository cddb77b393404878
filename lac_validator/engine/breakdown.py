"""Cuts what a measure counted along dimensions: into the lines of a breakdown, and to what a filter lets through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from lac_validator.dataset import Mask, NotGiven, Table
from lac_validator.engine.injection import Facts
from lac_validator.engine.measure import DIMENSIONS, Amounts, Count, Counted, Dimension, Groups, Part, value_of
from lac_validator.engine.runner import place_of

Allocation = Mapping[str, Mapping[str, str]]
"""By child, as given, the ``worker`` and the ``team``."""

SomeCount = TypeVar("SomeCount", bound=Count)


@dataclass(frozen=True)
class Line:
    """A group of a breakdown, or a part of a figure: as a figure, with a name.

    :ivar series: which of several rows of parts it belongs to; blank where there is one.
    :ivar parts: of a group, where the figure is told in parts.
    """

    name: str
    numerator: int | None
    denominator: int | None
    value: float | None
    series: str = ""
    parts: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Breakdown:
    """A figure along a dimension: a line for each group that has any row."""

    dimension: Dimension
    lines: tuple[Line, ...]


class Cutter:
    """Knows of each row to which group it belongs. Each dimension is worked out once for all rows of a table."""

    def __init__(self, facts: Facts, allocation: Allocation | None = None) -> None:
        self._facts = facts
        self._allocation = allocation
        self._by_name = {each.code: each for each in DIMENSIONS.every()}
        self._known: dict[tuple[str, int, str], Groups | NotGiven] = {}
        self._tables: list[Table] = []  # held, so that no other table gets the number of one

    def named(self, dimensions: Iterable[str]) -> list[str]:
        """The names of these dimensions.

        :raises ValueError: there is no such dimension.
        """
        names = [dimensions] if isinstance(dimensions, str) else list(dimensions)
        if unknown := [name for name in names if name not in self._by_name]:
            raise ValueError(f"There is no dimension {', '.join(unknown)}: there are {', '.join(self._by_name)}.")
        return names

    def groups(self, dimension: str, rows: Table, on: str) -> Groups:
        """The group of each of these rows.

        :param on: the column with the day at which they count; the as-at day where blank.
        :raises NotGiven: what tells the group was not given, or this table does not say.
        """
        key = (dimension, rows.columns_id, on)
        if key not in self._known:
            self._tables.append(rows)
            self._known[key] = self._work_out(self._by_name[dimension], rows.whole, on)
        found = self._known[key]
        if isinstance(found, NotGiven):
            raise found
        return Groups(found.names, found.place[rows.rows])

    def _groups_along(self, dimension: str, on: str, rows: Table) -> Groups:
        return self.groups(dimension, rows, on)

    def _work_out(self, dimension: Dimension, whole: Table, on: str) -> Groups | NotGiven:
        day = np.datetime64(self._facts["as_at"], "D")
        try:
            days = getattr(whole, on).days if on and on in whole else np.full(len(whole), day)
            given = {"rows": whole, "on": days, "allocation": self._allocation}
            return dimension.function(**self._facts.arguments(dimension.function, **given))
        except NotGiven as missing:
            return missing
        except AttributeError:
            return NotGiven(f"{whole.name} does not say")
        except Exception as error:  # no dimension may stop a figure
            return NotGiven(f"failed: {place_of(error)}")

    def breakdowns(
        self, counted: Counted, dimensions: Iterable[str], on: str
    ) -> tuple[tuple[Breakdown, ...], dict[str, str]]:
        """The breakdowns that can be made, and by dimension why another cannot."""
        made, impossible = [], {}
        for name in dimensions:
            try:
                made.append(Breakdown(self._by_name[name], tuple(self._lines(counted, name, on))))
            except NotGiven as missing:
                impossible[name] = str(missing)
        return tuple(made), impossible

    def _lines(self, counted: Counted, dimension: str, on: str) -> Iterator[Line]:
        lines = _cut(counted, partial(self._groups_along, dimension, on), whole=False)
        for line in lines:
            if not counted.in_parts:
                yield line
                continue
            group = self._where(counted, {dimension: frozenset([line.name])}, on)
            yield replace(line, numerator=None, value=None, parts=self.parts(group, on))

    def parts(self, counted: Counted, on: str) -> tuple[Line, ...]:
        """The lines of its parts; a split along what cannot be told has none."""
        lines: list[Line] = []
        for part in counted.parts:
            if isinstance(part, Part):
                among = None if part.of is None else len(part.of)
                lines.append(Line(part.name, len(part.rows), among, part.value, part.series))
                continue
            try:
                cut = _cut(part, partial(self._groups_along, part.along, on), whole=part.whole)
                lines += (replace(line, series=part.series) for line in cut)
            except NotGiven:
                continue
        return tuple(lines)

    def kept(self, counted: Counted, where: Mapping[str, frozenset[str]], on: str) -> Counted:
        """What a filter lets through.

        Parts whose rows are of another table than the figure's keep those of the children who are let through.

        :param where: by dimension the groups.
        :raises NotGiven: the rows cannot be told apart so.
        """
        return self._where(counted, where, on) if where else counted

    def _where(self, counted: Counted, where: Mapping[str, frozenset[str]], on: str) -> Counted:
        main = counted.rows if counted.of is None else counted.of

        def lets_through(rows: Table) -> Mask:
            passed = np.ones(len(rows), bool)
            for name, wanted in where.items():
                groups = self.groups(name, rows, on)
                passed &= np.array([each in wanted for each in groups.names], bool)[groups.place]
            return passed

        children = main.where(lets_through(main)).CHILD

        def keep(rows: Table) -> Mask:
            return lets_through(rows) if rows.columns_id == main.columns_id else rows.CHILD.isin(children)

        kept = _kept(counted, keep)
        return replace(
            kept,
            parts=[_kept(part, keep) for part in counted.parts],
            low=counted.low and _kept(counted.low, keep),
            high=counted.high and _kept(counted.high, keep),
        )


def _kept(count: SomeCount, keep: Callable[[Table], Mask]) -> SomeCount:
    passed = keep(count.rows)
    among = None if count.of is None else count.of.where(keep(count.of))
    amounts = None if count.amounts is None else count.amounts[passed]
    return replace(count, rows=count.rows.where(passed), of=among, amounts=amounts)


def _cut(count: Count, groups_of: Callable[[Table], Groups], *, whole: bool) -> Iterator[Line]:
    """A line for each group that has a row.

    :param whole: whether each is a share of all that the rows are counted among, not of those of its own group.
    """
    groups = groups_of(count.rows)
    numerators = np.bincount(groups.place, minlength=len(groups.names)).tolist()
    denominators: Sequence[int | None] = [None] * len(groups.names)
    if count.of is not None and whole:
        denominators = [len(count.of)] * len(groups.names)
    elif count.of is not None:
        denominators = np.bincount(groups_of(count.of).place, minlength=len(groups.names)).tolist()
    amounts = _by_group(count.amounts, groups)
    for name, numerator, denominator, some in zip(groups.names, numerators, denominators, amounts, strict=True):
        if numerator or (denominator and not whole):
            yield Line(name, numerator, denominator, value_of(numerator, denominator, some, count.statistic))


def _by_group(amounts: Amounts | None, groups: Groups) -> Sequence[Amounts | None]:
    if amounts is None:
        return [None] * len(groups.names)
    order = np.argsort(groups.place, kind="stable")
    ends = np.cumsum(np.bincount(groups.place, minlength=len(groups.names)))
    return np.split(amounts[order], ends[:-1]) if len(groups.names) else []
