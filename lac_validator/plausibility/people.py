"""What does not go with the age or the need of a child."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Mask, Table
from lac_validator.derived.dates_of_birth import completed_years
from lac_validator.derived.stays import CareInOrder
from lac_validator.engine import LOOK, Pattern, check, each_child, each_row
from lac_validator.ingest.problems import counted
from lac_validator.plausibility.wording import written
from lac_validator.schema.groups import FOSTER, STARTED_TO_BE_LOOKED_AFTER

BACK_WITHIN_DAYS = 30
YOUNGEST_ALONE = 10
"""Starting values, left as they were: clean returns show none."""


@check("P24", severity=LOOK)
def not_at_this_age(
    usable_episodes: Table,
    care_in_order: CareInOrder,
    first_dates_of_birth: Table,
    as_at: datetime.date,
    uasc: Table | None = None,
) -> Iterator[Pattern]:
    """Something does not go with the age or the need of the child: absent parenting (N8) as the need, and a planned
    return to the parents within 30 days; an unaccompanied child under ten; section 20 (V2) while placed with parents
    (the DfE's rule 378 says so too); supported accommodation (K3) or independent living (P2) under 16; a foster
    placement after the 18th birthday. One of the codes or dates is probably wrong: look which. The return cannot tell
    rare cases that are as they are recorded, such as small children who came with a sibling.
    """
    yield from _returned_to_absent_parents(care_in_order)
    if uasc is not None:
        born = uasc.where(uasc.DOB.readable & (uasc.DOB <= as_at))
        age = completed_years(born.DOB.days, np.datetime64(as_at))
        young = born.where((age < YOUNGEST_ALONE) & born.CHILD.given)
        yield from each_child(young, lambda rows: _alone_in_words(rows, as_at))
    at_home = (usable_episodes.LS == "V2") & (usable_episodes.PLACE == "P1")
    yield from each_child(usable_episodes.where(at_home), _at_home_in_words)
    episode, child = usable_episodes.join(first_dates_of_birth)
    too_young = (
        episode.PLACE.isin(("K3", "P2")) & (episode.DECOM < child.DOB.birthday(16)) & (episode.DECOM >= child.DOB)
    )
    yield from _with_age(episode, child, too_young)
    birthday = child.DOB.birthday(18)
    lasts = np.where(episode.DEC.readable, episode.DEC.days, np.datetime64(as_at))
    grown_up = episode.PLACE.isin(FOSTER) & (lasts > birthday) & (episode.DECOM <= as_at)
    yield from each_child(episode.where(grown_up), lambda _: "A foster placement that lasts after the 18th birthday.")


def _returned_to_absent_parents(care: CareInOrder) -> Iterator[Pattern]:
    episodes, period = care.episodes, care.periods
    first = np.unique(period, return_index=True)[1]
    start = episodes.take(first[period])
    days = (episodes.DEC.days - start.DECOM.days).astype(np.int64)
    soon = episodes.DEC.readable & (days <= BACK_WITHIN_DAYS) & (days >= 0)
    started = start.RNE == STARTED_TO_BE_LOOKED_AFTER
    back = (episodes.CIN == "N8") & (episodes.REC == "E4A") & started & soon
    for row, lasted in zip(each_row(episodes.where(back)), days[back].tolist(), strict=True):
        yield Pattern(
            f"Looked after because of absent parenting (N8), and after {counted(lasted, 'day')} returned home as "
            "planned (E4A).",
            row,
        )


def _with_age(episode: Table, child: Table, which: Mask) -> Iterator[Pattern]:
    rows, born = episode.where(which), child.where(which)
    for row, age in zip(each_row(rows), completed_years(born.DOB.days, rows.DECOM.days).tolist(), strict=True):
        what = "supported accommodation (K3)" if (row.PLACE == "K3").all() else "independent living (P2)"
        yield Pattern(f"In {what} from {written(row.DECOM.days[0])} on, and {age} years old.", row)


def _alone_in_words(rows: Table, as_at: datetime.date) -> str:
    age = completed_years(rows.DOB.days, np.datetime64(as_at))
    return f"Unaccompanied and {age[0]} years old."


def _at_home_in_words(rows: Table) -> str:
    return f"Accommodated under section 20 (V2) and placed with parents (P1) from {written(rows.DECOM.days[0])} on."
