"""Who is looked after."""

from __future__ import annotations

from lac_validator.dataset import Table
from lac_validator.engine import CHILDREN, Counted, NotUsed, measure


@measure("looked_after", name="Children looked after", unit=CHILDREN)
def looked_after(looked_after_at: Table, usable_episodes: Table, care_episodes: Table) -> Counted:
    """Children looked after on the as-at day: 31 March of the collection year, unless the return is of an earlier day.
    An episode covers the day when it began by then and has not ended by then. Agreed series of short-term placements
    (V3 and V4) are left out. A child counts once.
    """
    unusable = care_episodes.without(usable_episodes)
    return Counted(looked_after_at, not_used=[NotUsed(unusable, "no child, or no dates that can be read")])
