"""What changes at the turn of the year and at no other time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table
from lac_validator.derived.years_compared import YearOfCare
from lac_validator.engine import COUNCIL, Pattern, check
from lac_validator.plausibility.wording import children, named
from lac_validator.schema.groups import OTHER_PLACEMENTS

SHARE, FEWEST = 0.05, 3
FIRST_DAYS = 7
"""The starting values. Planted are bars of 7 in 100 children; in clean returns no change of code reaches them."""

_RENAMED = dict.fromkeys(OTHER_PLACEMENTS, "Z1") | {"H5": "K3"}
"""Codes that the DfE itself replaced from one year to the next."""


@check("P01", severity=COUNCIL)
def a_year_in_one_code(
    usable_episodes: Table, year_of_care_last: YearOfCare, year: CollectionYear
) -> Iterator[Pattern]:
    """Children who stayed in care all change from one placement code to another at the turn of the year: within the
    first week of April, or in the very episode that last year's return had open; and they have no other code in the
    whole year. In a picture of the years this is a bar. A whole year recorded in one code is usually a change of
    system, not of homes. Compare a few of the children with their case files, and correct the year that is wrong. Which
    of the two years that is, two returns cannot tell.
    """
    first_days = np.datetime64(year.start) + np.timedelta64(FIRST_DAYS, "D")
    lasting = usable_episodes.where(usable_episodes.DEC.blank | (usable_episodes.DEC > first_days))
    kind = _kinds(lasting)
    first = lasting.earliest("DECOM")
    now, before = first.join(year_of_care_last.at_end)
    child = lasting.CHILD.ids
    number = int(child.max(initial=0)) + 1
    code = np.unique(kind, return_inverse=True)[1]
    lowest, highest = np.full(number, len(kind)), np.full(number, -1)
    np.minimum.at(lowest, child, code)
    np.maximum.at(highest, child, code)
    one_code = (lowest == highest)[now.CHILD.ids]
    at_turn = now.DECOM.between(year.start, first_days.item()) | (now.DECOM == before.DECOM)
    was, is_now = _kinds(before), _kinds(now)
    changed = one_code & at_turn & (was != is_now) & before.PLACE.given & now.PLACE.given
    change = np.array([f"{one}>{other}" for one, other in zip(was, is_now, strict=True)], object)
    for each in sorted(set(change[changed].tolist())):
        rows = now.where(changed & (change == each))
        if len(rows) >= max(FEWEST, SHARE * len(now)):
            went_from, to = each.split(">")[0], rows.PLACE.distinct[0][0]
            yield Pattern(
                f"{children(len(rows))} of {len(now):,} all change from {named('PLACE', went_from)} to "
                f"{named('PLACE', to)} at the turn of the year. A whole year recorded in one code is usually a change "
                "of system, not of homes.",
                rows,
            )


def _kinds(episodes: Table) -> np.ndarray:
    texts, where = episodes.PLACE.distinct
    return np.array([_RENAMED.get(text, text) for text in texts], object)[where] if texts else np.zeros(0, object)
