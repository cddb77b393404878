"""A measure: children or events counted, and of how many; and a dimension, by which any measure is broken down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from lac_validator.collection import FIRST_YEAR
from lac_validator.dataset import Mask, Rows, Table, Text
from lac_validator.engine.definition import Definition, Function, Registry

CHILDREN = "children"
SHARE = "share"
MEAN = "mean"
DAYS = "days"
EVENTS = "events"

UNITS = (CHILDREN, SHARE, MEAN, DAYS, EVENTS)

NOT_KNOWN = "not known"
"""The group of rows that do not say to which group they belong."""

Amounts = npt.NDArray[Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Measure(Definition):
    """A measure. Its text is its definition in words: what is counted, of what, and what is left out.

    :param name: as it is shown: ``Children looked after``.
    :param unit: one of :data:`UNITS`.
    :param by: the dimensions by which it is worth breaking down.
    :param reads: the columns on which it rests: an error in one of them touches the figure.
    :param on: the column with the day at which each row counts, by which ages and months go; blank for the as-at day.
    """

    name: str
    unit: str
    by: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    on: str = ""


@dataclass(frozen=True, eq=False)
class NotUsed:
    """Rows that a measure could not use, and why."""

    rows: Table
    why: str


@dataclass(frozen=True, eq=False)
class Count:
    """Rows counted: how many there are, or what share of others, or what they come to.

    :ivar rows: the rows counted, one a child or an event.
    :ivar of: the rows that they are counted among; None where it is a plain number.
    :ivar amounts: for each row what is added up or averaged, say days; None where rows are counted.
    :ivar statistic: makes the value of the amounts. It is never asked about none.
    """

    rows: Table
    of: Table | None = None
    amounts: Amounts | None = None
    statistic: Callable[[Amounts], Any] = np.mean

    @property
    def value(self) -> float | None:
        """The number, the share (0 to 1) or the statistic; None where there is nothing to divide by or to average."""
        return value_of(len(self.rows), None if self.of is None else len(self.of), self.amounts, self.statistic)


def value_of(
    numerator: int, denominator: int | None, amounts: Amounts | None, statistic: Callable[[Amounts], Any]
) -> float | None:
    """See :attr:`Count.value`."""
    if amounts is not None:
        return float(statistic(amounts)) if len(amounts) else None
    if denominator is None:
        return float(numerator)
    return numerator / denominator if denominator else None


@dataclass(frozen=True, eq=False, kw_only=True)
class Part(Count):
    """Something that is told beside a figure, or one of the parts into which it falls.

    :ivar name: ``still missing``, say.
    :ivar series: which of several rows of parts it belongs to; blank where there is one.
    """

    name: str
    series: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Split(Count):
    """The parts into which a figure falls along a dimension: a part for each group.

    :ivar along: the name of the dimension.
    :ivar whole: whether each part is a share of all of ``of``, and not of those of its own group.
    """

    along: str
    series: str = ""
    whole: bool = True


@dataclass(frozen=True, eq=False)
class Counted(Count):
    """What a measure counted.

    :ivar parts: in the order in which they are shown.
    :ivar in_parts: whether the parts are all there is to tell: there is no value of the whole.
    :ivar low: the count that makes the least that the value can be; None where the value is exact.
    :ivar high: the same of the most; None also where there is no telling.
    :ivar not_used: what could not be told either way.
    """

    parts: Sequence[Part | Split] = ()
    in_parts: bool = False
    low: Count | None = None
    high: Count | None = None
    not_used: Sequence[NotUsed] = field(default_factory=tuple)


MEASURES: Registry[Measure] = Registry("lac_validator.measures", "measure")


def measure(
    code: str,
    *,
    name: str,
    unit: str,
    by: str = "",
    reads: str = "",
    on: str = "",
    needs: str = "",
    first_year: int = FIRST_YEAR,
    last_year: int | None = None,
) -> Callable[[Function], Function]:
    """Make a function a measure. What it asks for by parameter name is injected, as for a rule.

    The function returns what it :class:`Counted`.

    :param code: ``looked_after``, say: by which it is known in files.
    :param name: as it is shown.
    :param unit: one of :data:`UNITS`.
    :param by: the dimensions by which it is broken down, separated by commas.
    :param reads: the columns on which it rests, separated by blanks.
    :param on: the column with the day at which each row counts; the as-at day where blank.
    :param needs: as for a rule; also ``first_year`` and ``last_year``.
    """
    dimensions = tuple(each.strip() for each in by.split(",") if each.strip())
    make = partial(Measure, name=name, unit=unit, by=dimensions, reads=tuple(reads.split()), on=on)
    return MEASURES.registering(make, code, needs, first_year, last_year)


# --- dimensions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class Dimension(Definition):
    """A way to put rows into groups. Its text says what the groups are.

    :param field: the coded field whose codes the groups are named by; blank where the names are words.
    """

    field: str = ""


@dataclass(frozen=True, eq=False)
class Groups:
    """To which group each row belongs.

    :ivar names: in the order in which they are shown.
    :ivar place: for each row the place of its group in ``names``.
    """

    names: Sequence[str]
    place: Rows

    @classmethod
    def of_codes(cls, codes: Text, unknown: str = NOT_KNOWN) -> Groups:
        """A group for each text of a column, by name; the blanks together come last."""
        texts, where = codes.distinct
        order = sorted(range(len(texts)), key=lambda each: (not texts[each], texts[each]))
        place = np.empty(len(texts), np.intp)
        place[order] = np.arange(len(texts))
        return cls([texts[each] or unknown for each in order], place[where])

    @classmethod
    def of_named(cls, codes: Text, names: Mapping[str, Sequence[str]], otherwise: str = NOT_KNOWN) -> Groups:
        """Groups of codes.

        :param names: by group the codes that belong to it; a code that is in none belongs to ``otherwise``.
        """
        texts, where = codes.distinct
        found = {code: number for number, those in enumerate(names.values()) for code in those}
        place = np.array([found.get(text, len(names)) for text in texts], np.intp)
        return cls([*names, otherwise], place[where])

    @classmethod
    def of_bands(cls, numbers: npt.NDArray[Any], bands: Mapping[str, float]) -> Groups:
        """Groups by size.

        :param numbers: one for each row; NaN is not known.
        :param bands: by group the number at which it ends, which is not of it; the last is infinite.
        """
        known = ~np.isnan(numbers)
        place = np.searchsorted(np.array(list(bands.values())), np.where(known, numbers, 0), side="right")
        return cls([*bands, NOT_KNOWN], np.where(known, np.minimum(place, len(bands) - 1), len(bands)))

    @classmethod
    def of_masks(cls, masks: Mapping[str, Mask], otherwise: str = NOT_KNOWN) -> Groups:
        """Groups by what is true of the rows: of several the first."""
        place = np.select(list(masks.values()), range(len(masks)), len(masks))
        return cls([*masks, otherwise], place.astype(np.intp))


DIMENSIONS: Registry[Dimension] = Registry("lac_validator.measures", "dimension")


def dimension(code: str, *, field: str = "") -> Callable[[Function], Function]:
    """Make a function a dimension: it says of each row to which group it belongs.

    It is handed ``rows``, the rows of one table; ``on``, for each the day at which it counts; ``allocation``, by child
    the worker and the team, where it is known; and what else it asks for by parameter name. It returns the
    :class:`Groups`, and raises NotGiven where the rows cannot be told apart so.

    :param code: its name: ``age band``.
    :param field: the coded field whose codes the groups are named by.
    """
    return DIMENSIONS.registering(partial(Dimension, field=field), code, "", FIRST_YEAR, None)
