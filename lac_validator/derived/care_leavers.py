"""What the episodes of two years say about a care leaver: the days in care, and the episode that came last."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lac_validator.collection import CollectionYear
from lac_validator.dataset import NotGiven, Table, Text, describe_table
from lac_validator.derived.spells import days_between
from lac_validator.engine import derived
from lac_validator.schema.groups import SHORT_BREAKS

DAYS_SINCE_14 = 91
DAYS_SINCE_16 = 1
"""The days in care since the 14th and the 16th birthday that make a young person a care leaver."""


@derived
def episodes_of_two_years(episodes: Table, episodes_last: Table) -> Table:
    """Each episode of this year's and last year's return once, child by child, by DECOM; none can be flagged.

    An episode is known by its DECOM; those without a readable one are left out. Of several with the same DECOM the one
    with the earliest DEC stays (one that cannot be read comes last), of equals this year's, then the first in the file.

    :raises NotGiven: a table has no rows.
    """
    both = with_rows(episodes).followed_by(with_rows(episodes_last))
    ordered = both.where(both.DECOM.readable).in_order("DECOM", "DEC")
    child, began = ordered.CHILD.ids, ordered.DECOM.days
    first = np.ones(len(ordered), bool)
    first[1:] = (child[1:] != child[:-1]) | (began[1:] != began[:-1])
    return ordered.where(first)


@derived
def latest_episodes_of_two_years(episodes_of_two_years: Table) -> Table:
    """Each child's latest episode by DECOM, of this year's and last year's return."""
    return episodes_of_two_years.latest("DECOM")


@derived
def first_dates_of_birth(header: Table) -> Table:
    """Each child's first row of Header that has a readable DOB.

    :raises NotGiven: Header has no rows.
    """
    header = with_rows(header)
    dated = header.where(header.DOB.readable & header.CHILD.given)
    _, first = np.unique(dated.CHILD.ids, return_index=True)
    return dated.take(first)


@derived
def qualified_care_leavers(
    episodes_of_two_years: Table,
    latest_episodes_of_two_years: Table,
    first_dates_of_birth: Table,
    year: CollectionYear,
) -> Text:
    """The children who were in care for 91 days since they were 14, and for one since they were 16 (1001).

    Only the episodes of two years are seen. Series of short-term breaks do not count. Of the episodes without a
    readable DEC only the child's latest counts, up to 31 March; a DEC after that is taken as it is.
    """
    episode, child = episodes_of_two_years.join(first_dates_of_birth)
    latest = np.isin(episode.rows, latest_episodes_of_two_years.rows)
    ended = np.where(latest & ~episode.DEC.readable, np.datetime64(year.end), episode.DEC.days)
    in_care = ~episode.LS.isin(SHORT_BREAKS)

    def days_since(age: int) -> npt.NDArray[np.float64]:
        days = days_between(np.maximum(episode.DECOM.days, child.DOB.birthday(age)), ended)
        return episode.total_for_child(np.where(in_care, np.maximum(days, 0), 0))

    return episode.where((days_since(14) >= DAYS_SINCE_14) & (days_since(16) >= DAYS_SINCE_16)).CHILD


def with_rows(table: Table) -> Table:
    """The table itself.

    :raises NotGiven: it has no rows.
    """
    if not len(table):
        raise NotGiven(f"{describe_table(table.name)} has no rows")
    return table
