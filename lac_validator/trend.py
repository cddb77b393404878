"""How figures went: over the months of the year, and in the year before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Return
from lac_validator.engine import Result
from lac_validator.measuring import Figures, measure
from lac_validator.schema import LAST_YEAR_SUFFIX


def month_ends(year: CollectionYear, as_at: datetime.date) -> list[datetime.date]:
    """The last day of each month of the year up to the as-at day, and that day itself."""
    firsts = [datetime.date(year.year - (month >= 4), month, 1) for month in (*range(5, 13), *range(1, 4))]
    ends = [first - datetime.timedelta(1) for first in firsts]
    return [*(end for end in ends if end < as_at), as_at]


def over_the_year(result: Result, measures: Iterable[str] | None = None) -> dict[datetime.date, Figures]:
    """The figures as they stood at the end of each month of the year, without breakdowns.

    What is counted over the year is counted from 1 April to that day. OC2, OC3 and AD1 hold but one state, that of the
    return: what rests on them changes with who is looked after alone.
    """
    names = None if measures is None else [measures] if isinstance(measures, str) else list(measures)
    days = month_ends(result.ret.year, result.ret.as_at)
    return {day: measure(result, names, by=False, as_at=day) for day in days}


def return_of_last_year(ret: Return) -> Return | None:
    """Last year's return, by itself, to measure what it said; None where it was not given."""
    tables = {
        name.removesuffix(LAST_YEAR_SUFFIX): {column: table.column(column).as_given for column in table.column_names}
        for name, table in ret.tables.items()
        if name.endswith(LAST_YEAR_SUFFIX)
    }
    if not tables:
        return None
    return Return.from_columns(
        tables, year=ret.year.previous, authority=ret.authority, file_format=ret.file_format, postcodes=ret.postcodes
    )
