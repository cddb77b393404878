"""Moves that no child is likely to have made as they are recorded."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Mask, Table
from lac_validator.derived.stays import CareInOrder, Stays
from lac_validator.engine import LOOK, WRONG, Pattern, check, each_child, each_row
from lac_validator.ingest.problems import counted
from lac_validator.plausibility.wording import written
from lac_validator.schema.groups import FOSTER_OR_ADOPTION, NO_OFSTED_NUMBER, SHORT_BREAKS, TEMPORARY

ON_OFF_DAYS = 90
SHORT_STAY_DAYS = 3
BACK_WITHIN_DAYS = 7
"""Starting values that calibration left as they were: all planted are found, and ten clean returns show one in all."""

_WENT_HOME = ("E4A", "E4B", "E13", "E8")
_MOVED = ("P", "B")
_SHORT_BY_NATURE = (*TEMPORARY, "K1", "R5")
_POLICE_PROTECTION = "L1"


def _days(stays: Stays) -> np.ndarray:
    """How many days each stay lasted that goes on; meaningless for the others."""
    return (stays.last.DEC.days - stays.first.DECOM.days).astype(np.int64)


def _there_and_back(stays: Stays) -> Mask:
    """Stays between two stays in the same home, which is another."""
    home, between = stays.home, np.zeros(len(stays.home), bool)
    joined = stays.goes_on[:-2] & stays.goes_on[1:-1]
    between[1:-1] = joined & (home[:-2] == home[2:]) & (home[:-2] != home[1:-1])
    return between


@check("P04", severity=WRONG)
def to_and_fro(stays: Stays) -> Iterator[Pattern]:
    """A child moves to and fro between the same two homes at least three times within 90 days. Such chains mostly come
    from two records of one placement that take turns, or from visits entered as placements. Look in the case file where
    the child lived, and record one placement. The return cannot tell which of the two homes is the right one.
    """
    temporary = stays.first.PLACE.isin(TEMPORARY)
    back = _there_and_back(stays)
    starts = np.zeros(len(back), bool)
    if len(back) > 3:
        lasted = (stays.first.DECOM.days[3:] - stays.first.DECOM.days[1:-2]).astype(np.int64)
        none_temporary = ~(temporary[:-3] | temporary[1:-2] | temporary[2:-1] | temporary[3:])
        starts[:-3] = back[1:-2] & back[2:-1] & none_temporary & (lasted <= ON_OFF_DAYS)
    # Chains that overlap are one chain: each start is the first of four stays.
    places = np.flatnonzero(starts)
    for chain in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        if len(chain):
            rows = stays.first.take(np.arange(chain[0], chain[-1] + 4))
            moved = rows.DECOM.days[1:]
            yield Pattern(
                f"{len(moved)} moves to and fro between the same two homes from {written(moved[0])} to "
                f"{written(moved[-1])}.",
                rows,
            )


@check("P05", severity=LOOK)
def there_and_back(stays: Stays) -> Iterator[Pattern]:
    """A child was away for three days at most and then back in the same home, and the days away are recorded as a
    placement of its own. If the child was expected back, it was a temporary placement (T0 to T4); if it was a visit or
    an absence, it was no placement. The return cannot tell why the child was away. Secure homes, young offender
    institutions and police protection are left out.
    """
    brief = (
        _there_and_back(stays)
        & (_days(stays) <= SHORT_STAY_DAYS)
        & ~stays.first.PLACE.isin(_SHORT_BY_NATURE)
        & (stays.first.LS != _POLICE_PROTECTION)
    )
    for row, lasted in zip(each_row(stays.first.where(brief)), _days(stays)[brief].tolist(), strict=True):
        yield Pattern(
            f"A stay of {counted(lasted, 'day')} from {written(row.DECOM.days[0])} between two stays in the same home: "
            "a temporary placement (T0 to T4)?",
            row,
        )


@check("P06", severity=LOOK)
def placement_of_one_day(stays: Stays) -> Iterator[Pattern]:
    """A placement that began with a move ended after one day with the next move. It happens in an emergency; more often
    a date is mistyped, or a first plan was entered and never lived. Look where the child slept. Temporary placements
    are left out. The return cannot tell an emergency from a slip.
    """
    brief = stays.goes_on & (_days(stays) == 1) & stays.first.RNE.isin(_MOVED) & ~stays.first.PLACE.isin(TEMPORARY)
    yield from each_child(stays.first.where(brief), _one_day_in_words)


def _one_day_in_words(rows: Table) -> str:
    days = ", ".join(written(day) for day in rows.DECOM.days.tolist())
    return f"A placement of one day, begun on {days}."


@check("P07", severity=WRONG)
def back_in_the_same_home(
    usable_episodes: Table, episodes_across_years: tuple[Table, Table] | None = None
) -> Iterator[Pattern]:
    """A child left care and within a week came back into the same home. Care was probably closed by mistake and opened
    again: such a child counts as one who left and as one who came in, and every clock starts anew. Look whether care
    ended at all; if not, join the two periods. The return cannot tell a failed return home from a record closed by
    mistake. With foster carers the postcode must be the same, since the URN is their agency's.
    """
    yield from _returns(*usable_episodes.successive("DECOM"))
    if episodes_across_years is not None:
        later, earlier = episodes_across_years
        in_care = ~(earlier.LS.isin(SHORT_BREAKS) | later.LS.isin(SHORT_BREAKS))
        yield from _returns(earlier.where(in_care), later.where(in_care))


def _returns(earlier: Table, later: Table) -> Iterator[Pattern]:
    came_back = _came_back(earlier, later)
    away = (later.DECOM.days - earlier.DEC.days)[came_back].astype(np.int64).tolist()
    for row, days in zip(each_row(later.where(came_back)), away, strict=True):
        after = f"{counted(days, 'day')} later" if days else "the same day"
        yield Pattern(f"Left care and came back to the same home {after}, on {written(row.DECOM.days[0])}.", row)


def _came_back(earlier: Table, later: Table) -> Mask:
    away = (later.DECOM.days - earlier.DEC.days).astype(np.int64)
    soon = (later.DECOM >= earlier.DEC) & (away <= BACK_WITHIN_DAYS)
    numbered = ~later.PLACE.isin(FOSTER_OR_ADOPTION) & (later.URN != NO_OFSTED_NUMBER)
    same_home = (later.PL_POST.without_blanks == earlier.PL_POST.without_blanks) | (
        numbered & (later.URN == earlier.URN)
    )
    return np.asarray(soon & earlier.REC.isin(_WENT_HOME) & (later.RNE == "S") & same_home)


@check("P16", severity=LOOK)
def moved_to_the_same_address(care_in_order: CareInOrder) -> Iterator[Pattern]:
    """An episode says that the child moved to another carer (RNE P or B), yet the postcode and the URN are those of the
    episode before. Either the child did not move (then it is RNE L, T or U), or the new address was not entered. Look
    who cares for the child now. The return cannot tell two carers who share a postcode and an agency.
    """
    earlier, later = care_in_order.pairs
    same_address = later.PL_POST.without_blanks == earlier.PL_POST.without_blanks
    stayed = later.RNE.isin(_MOVED) & same_address & later.URN.same_as(earlier.URN)
    yield from each_child(later.where(stayed), _same_address_in_words)


def _same_address_in_words(rows: Table) -> str:
    days = ", ".join(written(day) for day in rows.DECOM.days.tolist())
    return f"A new placement at the old address on {days}."


@check("P17", severity=WRONG)
def address_changed_without_a_move(care_in_order: CareInOrder) -> Iterator[Pattern]:
    """An episode says that only the legal status changed (RNE L), yet the postcode of the placement is another. Either
    the child moved that day (then it is RNE P, T, B or U), or one of the postcodes is wrong, or the carers moved house
    and an episode for that is missing. Look where the child lived on both days. The return cannot tell which it is.
    """
    earlier, later = care_in_order.pairs
    here, before = later.PL_POST.without_blanks, earlier.PL_POST.without_blanks
    moved = (later.RNE == "L") & here.given & before.given & (here != before)
    yield from each_child(later.where(moved), _address_in_words)


def _address_in_words(rows: Table) -> str:
    days = ", ".join(written(day) for day in rows.DECOM.days.tolist())
    return f"Only the legal status changed on {days}, but so did the address."
