"""What the fixes have in common: taking a value from where it stands already, and saying so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Column, Mask, Table, Text
from lac_validator.engine import Changes
from lac_validator.reference import Postcodes
from lac_validator.schema import valid_codes

THIS_YEAR, LAST_YEAR = "this year", "last year"
"""Two ways: this year's return takes last year's value, or last year's return is amended."""

EPISODES_AT_FAULT = "141 142 147 148 357 388 431 432 433 501 502 562 INT03 NoE"
"""Rules that say that the history of a child's episodes is not complete, or not right."""


def copied(to: Table, source: Table, column: str, because: str, way: str = "") -> Changes:
    """In each row of one table the text that stands in the row of the other beside it."""
    return Changes(to, column, source.column(column).as_given, because, way)


def blanked(rows: Table, column: str, because: str, way: str = "") -> Changes:
    """Nothing in this column of these rows."""
    return Changes(rows, column, [""] * len(rows), because, way)


def written(rows: Table, column: str, text: str, because: str, way: str = "") -> Changes:
    """One text in this column of all of these rows."""
    return Changes(rows, column, [text] * len(rows), because, way)


def dated(rows: Table, column: str, days: np.ndarray, because: str, way: str = "") -> Changes:
    """These days in this column, as the DfE wants them; rows without a day are left as they are."""
    known = ~np.isnat(days)
    texts = [f"{day:%d/%m/%Y}" for day in days[known].astype("datetime64[D]").astype(object)]
    return Changes(rows.where(known), column, texts, because, way)


def is_valid(column: Text, field: str, year: CollectionYear) -> Mask:
    """Rows that hold a code of this field and year."""
    return column.isin(valid_codes(field, year.year))


def in_two_ways(
    this: Table, last: Table, column: str, this_is_good: Mask, last_is_good: Mask, which: str
) -> Iterator[Changes]:
    """What to do where the two years contradict each other.

    Where one of the two values is no good, the other is taken; where both may be right, a person chooses.

    :param this_is_good: whether this year's value can be right, and ``last_is_good`` last year's.
    :param which: the value, in a sentence: ``the ethnic origin``.
    """
    only_last, only_this, both = ~this_is_good & last_is_good, this_is_good & ~last_is_good, this_is_good & last_is_good
    because = f"Last year's return has {which}; what this year's has cannot be right."
    yield copied(this.where(only_last), last.where(only_last), column, because)
    because = f"This year's return has {which}; what last year's has cannot be right, so last year's would be amended."
    yield copied(last.where(only_this), this.where(only_this), column, because)
    because = f"The two years differ in {which}: this takes last year's into this year."
    yield copied(this.where(both), last.where(both), column, because, THIS_YEAR)
    because = f"The two years differ in {which}: last year's return would be amended to hold this year's."
    yield copied(last.where(both), this.where(both), column, because, LAST_YEAR)


def the_only(of: Column, values: Text) -> dict[int, str]:
    """What ``values`` holds, where it holds but one text in all rows with the same text in ``of``.

    :returns: by the number of the text in ``of`` the text, trimmed and in capitals. Blanks count on neither side.
    """
    texts, place = values.distinct
    both = values.given & of.given
    pairs = np.unique(np.stack([of.ids[both].astype(np.int64), place[both]]), axis=1)
    groups, first, count = np.unique(pairs[0], return_index=True, return_counts=True)
    alone = count == 1
    return {
        group: texts[each] for group, each in zip(groups[alone].tolist(), pairs[1][first[alone]].tolist(), strict=True)
    }


def exists(column: Text, postcodes: Postcodes) -> Mask:
    """Rows that hold a postcode which exists."""
    texts, where = column.distinct
    return np.asarray(postcodes.find(texts).known[where])
