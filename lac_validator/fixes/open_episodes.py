"""The episode that last year's return left open: this year's first should repeat it.

The two are the same where they begin on the same day. Where this year's value cannot be right (it is blank, no valid
code, or another rule finds fault with it), last year's is taken; where last year's cannot, last year's return would be
amended; where both can, a person chooses.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.engine import SUGGESTED, Additions, Changes, Flagged, fix
from lac_validator.fixes.evidence import LAST_YEAR, THIS_YEAR, copied, exists, in_two_ways, is_valid
from lac_validator.reference import Postcodes

MONTH = 31
"""Days: a start so near to last year's is taken for the same start."""

WITHOUT_A_FAULT_OF_ITS_OWN = {
    "RNE": "143 431 432 433 434 435 436",
    "LS": "144",
    "CIN": "145 504",
    "PLACE": "146 219",
    "PLACE_PROVIDER": "178 213 224 229 526 527 528 529 530 531 550",
    "URN": "218 219 221 222 224 227 228 230 242 243 1008",
}
"""By column the rules that find fault with it without a look at last year's return."""


def _either(
    continued_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear, codes: str, column: str, which: str
) -> Iterator[Changes]:
    """What to do about a column in which the two years differ."""
    first, last = continued_episodes
    wrong = flagged.by(codes, first) & (first.DECOM == last.DECOM)
    first, last = first.where(wrong), last.where(wrong)
    good, before = first.column(column).given, last.column(column).given
    if column != "URN":
        good = good & is_valid(first.column(column).text, column, year)
        before = before & is_valid(last.column(column).text, column, year)
    good = good & ~flagged.by(WITHOUT_A_FAULT_OF_ITS_OWN[column], first)
    yield from in_two_ways(first, last, column, good, before, which)


@fix("143 503A", kind=SUGGESTED)
def reason_for_new_episode_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the first episode does not have the reason for new episode of last year's open one: last year's where this
    year's cannot be right, else one of the two, as a person decides.
    """
    return _either(continued_episodes, flagged, year, "503A", "RNE", "the reason for the new episode")


@fix("144 503B", kind=SUGGESTED)
def legal_status_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the first episode does not have the legal status of last year's open one: last year's where this year's
    cannot be right, else one of the two, as a person decides. A status that changed needs an episode of its own.
    """
    return _either(continued_episodes, flagged, year, "503B", "LS", "the legal status")


@fix("145 503C", kind=SUGGESTED)
def category_of_need_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the first episode does not have the category of need of last year's open one: last year's where this year's
    cannot be right, else one of the two, as a person decides. It does not change while a child is in care.
    """
    return _either(continued_episodes, flagged, year, "503C", "CIN", "the category of need")


@fix("146 219 503D", kind=SUGGESTED)
def placement_type_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the first episode does not have the placement type of last year's open one: last year's where this year's
    cannot be right, else one of the two, as a person decides.
    """
    return _either(continued_episodes, flagged, year, "503D", "PLACE", "the placement type")


@fix("178 224 503E 526", kind=SUGGESTED)
def placement_provider_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the first episode does not have the placement provider of last year's open one: last year's where this
    year's cannot be right, else one of the two, as a person decides.
    """
    return _either(continued_episodes, flagged, year, "503E", "PLACE_PROVIDER", "the placement provider")


@fix("218 219 221 224 227 228 503F 1008", kind=SUGGESTED)
def ofsted_number_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the first episode does not have the Ofsted number of last year's open one: last year's where this year's
    cannot be right, else one of the two, as a person decides.
    """
    return _either(continued_episodes, flagged, year, "503F", "URN", "the Ofsted number")


@fix("392a 392b 392c 453 503G", kind=SUGGESTED, needs="postcodes")
def home_postcode_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, postcodes: Postcodes
) -> Iterator[Changes]:
    """Where the first episode does not have the home postcode of last year's open one: last year's where this year's is
    blank or does not exist, else one of the two, as a person decides.
    """
    first, _ = continued_episodes
    wrong = flagged.by("392a 392b 392c 453 503G", first) & ~flagged.by("398 406", first)
    return _postcode(continued_episodes, wrong, "HOME_POST", postcodes)


@fix("169 179 392a 392b 392c 452 453 503G 503H 503J", kind=SUGGESTED, needs="postcodes")
def placement_postcode_of_open_episode(
    continued_episodes: tuple[Table, Table], flagged: Flagged, postcodes: Postcodes
) -> Iterator[Changes]:
    """Where the first episode does not have the placement postcode of last year's open one: last year's where this
    year's is blank or does not exist, else one of the two, as a person decides.
    """
    codes = "169 179 392a 392b 392c 452 453 503G 503H 503J"
    return _postcode(continued_episodes, flagged.by(codes, continued_episodes[0]), "PL_POST", postcodes)


def _postcode(pair: tuple[Table, Table], wrong: Mask, column: str, postcodes: Postcodes) -> Iterator[Changes]:
    first, last = pair
    text, before = first.column(column).text, last.column(column).text
    wrong = wrong & (first.DECOM == last.DECOM) & (text.without_blanks != before.without_blanks)
    first, last = first.where(wrong), last.where(wrong)
    which = "the home postcode" if column == "HOME_POST" else "the placement postcode"
    good, before_good = (exists(each.column(column).text, postcodes) for each in (first, last))
    yield from in_two_ways(first, last, column, good, before_good, which)


@fix("502 562", kind=SUGGESTED)
def start_of_open_episode(continued_episodes: tuple[Table, Table], flagged: Flagged) -> Iterator[Changes]:
    """Where the first episode starts up to 31 days before or after last year's open one, in the same placement, it is
    the same: one of the two days, as a person decides.
    """
    first, last = continued_episodes
    near = np.abs(first.DECOM - last.DECOM) <= np.timedelta64(MONTH, "D")
    same = near & flagged.by("502 562", first) & last.DEC.blank & (first.PLACE == last.PLACE)
    same &= first.URN.same_as(last.URN)
    this, before = first.where(same), last.where(same)
    because = "Last year's return left this placement open, with a start a few days off: this takes last year's."
    yield copied(this, before, "DECOM", because, THIS_YEAR)
    because = "Last year's return left this placement open, with a start a few days off: it would be amended."
    yield copied(before, this, "DECOM", because, LAST_YEAR)


@fix("1010", kind=SUGGESTED)
def open_episode_left_out(oc3: Table, episodes: Table, episodes_last: Table, flagged: Flagged) -> Additions:
    """Where a care leaver has no episode this year, but one that last year's return left open, add it. It is still
    open then: when and why it ended must be found out.
    """
    leavers = oc3.where(flagged.by("1010", oc3))
    last = episodes_last.latest("DECOM", last_in_file=True)
    because = "Last year's return left this episode open; when and why it ended is still to be filled in."
    return Additions("Episodes", last.where(last.DEC.blank & last.CHILD.isin(leavers.CHILD)), because)
