"""Rows of this year and the like rows of last year, to be compared as shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table
from lac_validator.derived.looked_after import covering, usable
from lac_validator.derived.stays import CareInOrder
from lac_validator.engine import derived
from lac_validator.schema.groups import NEW_EPISODE_FOLLOWS, SHORT_BREAKS

_PLACEMENT_CHANGED = ("P", "T", "B", "U")


@dataclass(frozen=True)
class YearOfCare:
    """What one year's return says of care, short-term breaks left out.

    :ivar at_end: the episode of each child looked after on the last day.
    :ivar ceased: the last end of care of each child in the year.
    :ivar changed: the episodes that ended in the year because a placement changed.
    """

    at_end: Table
    ceased: Table
    changed: Table


@derived
def year_of_care(
    looked_after_at: Table, usable_episodes: Table, care_in_order: CareInOrder, year: CollectionYear
) -> YearOfCare:
    """That of this year's return, up to the as-at day."""
    earlier, later = care_in_order.pairs
    return _year_of_care(looked_after_at, usable_episodes, earlier, later, year)


@derived
def year_of_care_last(episodes_last: Table, year: CollectionYear) -> YearOfCare:
    """Last year's, from last year's return."""
    care = usable(episodes_last.where(~episodes_last.LS.isin(SHORT_BREAKS)))
    earlier, later = care.successive("DECOM")
    joined = (earlier.DEC == later.DECOM) & (earlier.REC == NEW_EPISODE_FOLLOWS)
    at_end = covering(care, year.previous.end)
    return _year_of_care(at_end, care, earlier.where(joined), later.where(joined), year.previous)


def _year_of_care(at_end: Table, care: Table, earlier: Table, later: Table, year: CollectionYear) -> YearOfCare:
    ends = care.REC.given & (care.REC != NEW_EPISODE_FOLLOWS) & care.DEC.between(year.start, year.end)
    moved = later.RNE.isin(_PLACEMENT_CHANGED) & earlier.DEC.between(year.start, year.end)
    return YearOfCare(at_end, care.where(ends).latest("DEC", last_in_file=True), earlier.where(np.asarray(moved)))
