"""Times missing that do not fit with where the child lived, or with how such times are recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import COUNCIL, LOOK, Pattern, check, each_row
from lac_validator.ingest.problems import counted
from lac_validator.plausibility.wording import percent, written

LONG_DAYS = 60
FEWEST = 20
SAME_DAY_SHARE = 0.5
"""In a clean return some four in ten end on the day on which they began, and none lasts longer than 40 days."""

_MOVED = ("P", "T", "B", "U")


@check("P23", severity=LOOK)
def missing_oddly(missing: Table, usable_episodes: Table, as_at: datetime.date) -> Iterator[Pattern]:
    """A child is missing for more than 60 days and moves home in that time; or no child at all is away without
    authorisation (A) while many are missing (M); or most end on the day on which they began. An end was probably not
    recorded; the two codes are taken for one; or one date was copied into both. Look in the missing episodes of the
    case file, and how the system fills in the dates. The return cannot tell a move that was made while the child was
    gone.
    """
    gone = missing.where((missing.MISSING == "M") & missing.MIS_START.readable & ~missing.MIS_END.unreadable)
    back = np.where(gone.MIS_END.readable, gone.MIS_END.days, np.datetime64(as_at))
    lasted = (back - gone.MIS_START.days).astype(np.int64)
    long, days, ended = gone.where(lasted > LONG_DAYS), lasted[lasted > LONG_DAYS], back[lasted > LONG_DAYS]
    place = np.full(int(long.rows.max(initial=-1)) + 1, -1)
    place[long.rows] = np.arange(len(long))
    absence, episode = long.join(usable_episodes.where(usable_episodes.RNE.isin(_MOVED)))
    within = (episode.DECOM > absence.MIS_START) & (episode.DECOM.days < ended[place[absence.rows]])
    moved = np.unique(place[absence.rows[within]])
    for row, number in zip(each_row(long.take(moved)), days[moved].tolist(), strict=True):
        yield Pattern(
            f"Missing for {counted(number, 'day')} from {written(row.MIS_START.days[0])} while moving home.", row
        )
    yield from _patterns_of_the_council(missing)


def _patterns_of_the_council(missing: Table) -> Iterator[Pattern]:
    gone = missing.where((missing.MISSING == "M") & missing.CHILD.given)
    if len(gone) >= FEWEST and not (missing.MISSING == "A").any():
        yield Pattern(
            f"{len(gone):,} times missing (M) and none away without authorisation (A). One code for both?",
            gone,
            COUNCIL,
        )
    dated = missing.where(missing.MIS_START.readable & missing.MIS_END.readable & missing.CHILD.given)
    same = dated.MIS_START == dated.MIS_END
    if len(dated) >= FEWEST and same.sum() > SAME_DAY_SHARE * len(dated):
        yield Pattern(
            f"{int(same.sum()):,} of {len(dated):,} times missing ({percent(same.mean())}) end on the day on which "
            "they began. One date in both places?",
            dated.where(same),
            COUNCIL,
        )
