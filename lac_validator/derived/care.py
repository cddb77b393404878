"""When a child was looked after."""

from __future__ import annotations

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table, Text
from lac_validator.engine import derived
from lac_validator.schema.groups import SHORT_BREAKS


@derived
def episodes_in_year(episodes: Table, year: CollectionYear) -> Table:
    """Episodes that touch the year: DECOM by 31 March, and DEC from 1 April on, or no DEC that can be read."""
    return episodes.where((episodes.DECOM <= year.end) & ((episodes.DEC >= year.start) | ~episodes.DEC.readable))


@derived
def care_episodes(episodes: Table) -> Table:
    """Episodes that are not part of a series of short-term breaks (V3, V4); one without a legal status counts."""
    return episodes.where(~episodes.LS.isin(SHORT_BREAKS))


@derived
def care_episodes_in_year(episodes_in_year: Table) -> Table:
    """Episodes that touch the year and are not part of a series of short-term breaks."""
    return episodes_in_year.where(~episodes_in_year.LS.isin(SHORT_BREAKS))


@derived
def looked_after_continuously(episodes: Table, episodes_in_year: Table, year: CollectionYear) -> Text:
    """The children looked after continuously for the 12 months to 31 March, as the DfE defines it (157, 185, 187).

    Those with an episode in the year, but for those who in the year started to be looked after (RNE S) after 1 April,
    ceased to be (REC other than X1) before 31 March, or were in an agreed series of short-term breaks.
    """
    started = (episodes.RNE == "S") & (episodes.DECOM > year.start) & (episodes.DECOM <= year.end)
    ceased = (episodes.REC != "X1") & (episodes.DEC >= year.start) & (episodes.DEC < year.end)
    respite = episodes_in_year.where(episodes_in_year.LS.isin(SHORT_BREAKS))
    broken = episodes_in_year.CHILD.isin(episodes.where(started | ceased).CHILD)
    return episodes_in_year.where(~broken & ~episodes_in_year.CHILD.isin(respite.CHILD)).CHILD
