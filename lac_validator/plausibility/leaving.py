"""Stories of leaving care, and of twins, whose parts do not fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lac_validator.dataset import Table
from lac_validator.derived.dates_of_birth import completed_years
from lac_validator.derived.known_care import KnownCare
from lac_validator.derived.stays import Numbers, numbered_together
from lac_validator.engine import LOOK, Pattern, check, each_child, each_row
from lac_validator.ingest.problems import counted
from lac_validator.plausibility.wording import named, written
from lac_validator.schema.groups import ADOPTED, PLACED_FOR_ADOPTION, STARTED_TO_BE_LOOKED_AFTER

ADOPTERS_WITHIN_DAYS = 70
TWINS_APART_DAYS = 30
"""Starting values, left as they were: clean returns show none."""

_CANNOT_STAY = ("K1", "K2", "R1", "R2", "R3", "R5")
_ON_THEIR_OWN = ("E5", "E6")
_NEW_STATUS = ("L", "B", "U")


@check("P25", severity=LOOK)
def leaving_story(
    usable_episodes: Table,
    known_care: KnownCare,
    first_dates_of_birth: Table,
    oc3: Table | None = None,
) -> Iterator[Pattern]:
    """The end of care does not fit with what went before or came after: adopted, but not placed for adoption in the ten
    weeks before; stayed with the carer at 18, but lived in a home; independent living before 16; returned to the
    parents as planned, but the care leaver record of a later birthday says that the young person lives elsewhere; or
    twins at one address whose care or legal status began more than 30 days apart. One of the records is probably wrong:
    look which. The return cannot tell twins from two unrelated children of one postcode, nor what happened in between.
    """
    leaving = usable_episodes.where(usable_episodes.DEC.readable)
    yield from _adopted_without_adopters(leaving, known_care)
    stayed = leaving.where((leaving.REC == "E17") & leaving.PLACE.isin(_CANNOT_STAY))
    yield from each_child(stayed, _stayed_in_words)
    episode, child = leaving.join(first_dates_of_birth)
    young = episode.REC.isin(_ON_THEIR_OWN) & (episode.DEC < child.DOB.birthday(16)) & (episode.DEC >= child.DOB)
    rows = episode.where(young)
    ages = completed_years(child.where(young).DOB.days, rows.DEC.days)
    for row, age in zip(each_row(rows), ages.tolist(), strict=True):
        yield Pattern(f"Moved into independent living at the age of {age}, on {written(row.DEC.days[0])}.", row)
    if oc3 is not None:
        yield from _home_and_yet_elsewhere(leaving, oc3, usable_episodes.latest("DECOM", last_in_file=True))
    yield from _twins(usable_episodes, first_dates_of_birth)


def _adopted_without_adopters(leaving: Table, care: KnownCare) -> Iterator[Pattern]:
    adopted = leaving.where(leaving.REC.isin(ADOPTED))
    with_adopters = care.episodes.where(care.episodes.PLACE.isin(PLACED_FOR_ADOPTION))
    adoption, placed = adopted.join(with_adopters)
    ended = care.ended[care.numbers_of(placed)]
    weeks = np.timedelta64(ADOPTERS_WITHIN_DAYS, "D")
    lately = (placed.DECOM <= adoption.DEC) & (np.isnat(ended) | (ended >= adoption.DEC.days - weeks))
    for row in each_row(adopted.without(adoption.where(lately))):
        yield Pattern(
            f"Adopted on {written(row.DEC.days[0])}, but not placed for adoption at any time in the ten weeks before.",
            row,
        )


def _stayed_in_words(rows: Table) -> str:
    code = rows.PLACE.distinct[0][0]
    return f"Stayed with the carer at 18 (E17), but the last placement is {named('PLACE', code)}."


def _home_and_yet_elsewhere(leaving: Table, oc3: Table, latest: Table) -> Iterator[Pattern]:
    """Rows of OC3, which is about the birthday in the year: the episodes say that the child had gone home before it."""
    home = leaving.where((leaving.REC == "E4A") & np.isin(leaving.rows, latest.rows))
    elsewhere = oc3.ACCOM.given & (oc3.ACCOM != "0") & ~oc3.ACCOM.isin(("B1", "B2")) & oc3.DOB.readable
    record, episode = oc3.where(elsewhere).join(home)
    turned = np.zeros(len(record), bool)
    for age in range(17, 22):
        birthday = record.DOB.birthday(age)
        turned |= (birthday >= episode.DEC.days) & (birthday <= episode.DEC.days + np.timedelta64(365, "D"))
    rows = record.where(turned)
    for row, left in zip(each_row(rows), episode.DEC.days[turned].tolist(), strict=True):
        accommodation = named("ACCOM", row.ACCOM.distinct[0][0])
        yield Pattern(
            f"Returned home to the parents on {written(left)}, but the care leaver record says {accommodation}.", row
        )


def _twins(episodes: Table, births: Table) -> Iterator[Pattern]:
    """Children born within a day of each other with one home postcode, beside each other."""
    at_home = episodes.where(episodes.HOME_POST.given).latest("DECOM", last_in_file=True)
    homes, child = at_home.join(births)
    postcode, born = homes.HOME_POST.without_blanks.ids, child.DOB.days.astype(np.int64)
    order = np.lexsort([homes.rows, born, postcode])
    homes, postcode, born = homes.take(order), postcode[order], born[order]
    pair = np.flatnonzero((postcode[1:] == postcode[:-1]) & (np.diff(born) <= 1))
    elder, younger = homes.take(pair), homes.take(pair + 1)
    started = episodes.where(episodes.RNE == STARTED_TO_BE_LOOKED_AFTER)
    new_status = episodes.where(episodes.RNE.isin(_NEW_STATUS) & episodes.LS.given)
    alike = np.zeros(len(started), np.int64)
    yield from _began_apart(elder, younger, started, alike, lambda _: "care")
    status = numbered_together(new_status.LS.ids)
    yield from _began_apart(
        elder, younger, new_status, status, lambda rows: f"status {named('LS', rows.LS.distinct[0][0])}"
    )


def _began_apart(
    elder: Table, younger: Table, events: Table, kind: Numbers, what: Callable[[Table], str]
) -> Iterator[Pattern]:
    """Pairs for whom the first event of one kind is more than 30 days apart."""
    order = np.lexsort([events.DECOM.days.astype(np.int64), kind, events.CHILD.ids])
    ordered, kind = events.take(order), kind[order]
    first = np.ones(len(order), bool)
    first[1:] = (ordered.CHILD.ids[1:] != ordered.CHILD.ids[:-1]) | (kind[1:] != kind[:-1])
    firsts, kind = ordered.where(first), kind[first]
    known = {
        (child, which): place
        for place, (child, which) in enumerate(zip(firsts.CHILD.ids.tolist(), kind.tolist(), strict=True))
    }
    for one, other in zip(elder.CHILD.ids.tolist(), younger.CHILD.ids.tolist(), strict=True):
        for which in np.unique(kind).tolist():
            if (one, which) in known and (other, which) in known:
                rows = firsts.take(np.array([known[one, which], known[other, which]]))
                began = np.sort(rows.DECOM.days)
                apart = int((began[1] - began[0]).astype(np.int64))
                if apart > TWINS_APART_DAYS:
                    yield Pattern(
                        f"Twins at one address, yet their {what(rows)} began {counted(apart, 'day')} apart, on "
                        f"{written(began[0])} and {written(began[1])}.",
                        rows,
                    )
