"""Episodes of one child that follow each other: what the neighbours of a wrong or missing cell say of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.engine import SUGGESTED, Changes, Flagged, Removals, fix
from lac_validator.fixes.evidence import copied, is_valid, written
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import NEW_EPISODE_FOLLOWS, STARTED_TO_BE_LOOKED_AFTER

CONTINUES = tuple(code for code in valid_codes("RNE") if code != STARTED_TO_BE_LOOKED_AFTER)
CEASED = tuple(code for code in valid_codes("REC") if code != NEW_EPISODE_FOLLOWS)
SHORT = np.timedelta64(7, "D")
"""A gap or an overlap of no more is taken for a slip of the pen."""

IN_DOUBT = "144 146 169 178 213 219 222 224 243 392c 550 1008"
"""Rules that find fault with a placement or a legal status."""

SAME_CARERS = {"P": "T", "B": "U"}
"""Reasons for a new episode, and the same where the child stays with the same carers."""


@fix("143 431 434 436", kind=SUGGESTED)
def reason_by_what_changed(
    successive_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the reason for a new episode is not valid, or not borne out, and the episode follows the one before without
    a day between: by what really changed, the legal status (L), the placement (P) or both (B).
    """
    before, episode = _following_on(successive_episodes, flagged.by("143 431 434 436", successive_episodes[1]), flagged)
    yield from _reasons(before, episode, year, "")


@fix("435", kind=SUGGESTED)
def reason_or_legal_status(
    successive_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the reason for a new episode is a change of placement only, and the legal status changed too: the reason
    says both, or the legal status is that of the episode before, as a person decides.
    """
    before, episode = _following_on(successive_episodes, flagged.by("435", successive_episodes[1]), flagged)
    both = ~episode.LS.same_as(before.LS)
    yield from _reasons(before, episode, year, "reason")
    because = "The reason is a change of placement only: this is the legal status of the episode before."
    yield copied(episode.where(both), before.where(both), "LS", because, "legal status")


def _following_on(pair: tuple[Table, Table], wrong: Mask, flagged: Flagged) -> tuple[Table, Table]:
    """Those of wrong episodes that begin on the day on which the one before ended with a new one to follow.

    Not where what would be compared is in doubt itself: a mistyped postcode is no move.
    """
    before, episode = pair
    wrong = wrong & ~flagged.by(IN_DOUBT, before) & ~flagged.by(IN_DOUBT, episode)
    on = wrong & (before.REC == NEW_EPISODE_FOLLOWS) & (before.DEC == episode.DECOM)
    return before.where(on), episode.where(on)


def _reasons(before: Table, episode: Table, year: CollectionYear, way: str) -> Iterator[Changes]:
    legal_status, placement = ~episode.LS.same_as(before.LS), _moved(before, episode)
    told = is_valid(before.LS, "LS", year) & is_valid(episode.LS, "LS", year) & before.PLACE.given & episode.PLACE.given
    with_same_carers = episode.RNE.isin(tuple(SAME_CARERS.values()))
    for code, changed, what in (
        (
            "L",
            legal_status & ~placement,
            "Since the episode before the legal status changed, and the placement did not.",
        ),
        (
            "P",
            placement & ~legal_status,
            "Since the episode before the placement changed, and the legal status did not.",
        ),
        ("B", placement & legal_status, "Since the episode before both the placement and the legal status changed."),
    ):
        yield written(episode.where(told & changed & ~with_same_carers), "RNE", code, what, way)
        same = SAME_CARERS.get(code, code)
        yield written(episode.where(told & changed & with_same_carers), "RNE", same, what, way)


def _moved(before: Table, episode: Table) -> Mask:
    columns = ("PLACE", "PL_POST", "URN", "PLACE_PROVIDER")
    return np.logical_or.reduce([~episode.column(each).same_as(before.column(each)) for each in columns])


@fix("143 357 432", kind=SUGGESTED)
def start_of_care(episodes: Table, successive_episodes: tuple[Table, Table], flagged: Flagged) -> Changes:
    """Where the reason for a new episode is not valid, or not a start of care, and the child had left care more than a
    week before: it is one (S).
    """
    before, episode = successive_episodes
    again = before.REC.isin(CEASED) & (episode.DECOM - before.DEC > SHORT) & flagged.by("143 432", episode)
    # An episode whose days cannot be read may lie between the two.
    again &= ~episode.CHILD.isin(episodes.where(flagged.by("141 147", episodes)).CHILD)
    because = "The child had left care before this episode began, so care started again."
    return written(episode.where(again), "RNE", STARTED_TO_BE_LOOKED_AFTER, because)


@fix("142 148 149 388 432", kind=SUGGESTED)
def a_new_episode_follows(successive_episodes: tuple[Table, Table], flagged: Flagged) -> Changes:
    """Where the reason why an episode ceased is blank, not valid or the end of care, and the next begins on the same
    day without a start of care: a new episode follows (X1).
    """
    episode, after = successive_episodes
    goes_on = (episode.DEC == after.DECOM) & (after.RNE != STARTED_TO_BE_LOOKED_AFTER) & after.RNE.given
    wrong = flagged.by("142 148 149 388", episode) & (episode.REC != NEW_EPISODE_FOLLOWS)
    because = "The next episode begins on the day on which this one ended, and is no start of care."
    return written(episode.where(goes_on & wrong), "REC", NEW_EPISODE_FOLLOWS, because)


@fix("142 148 433", kind=SUGGESTED)
def end_on_the_day_the_next_begins(successive_episodes: tuple[Table, Table], flagged: Flagged) -> Iterator[Changes]:
    """Where an episode has no end and another follows that is no start of care: it ended on the day on which the other
    began, and a new episode follows (X1).
    """
    episode, after = successive_episodes
    lacking = episode.DEC.blank & (episode.REC.blank | (episode.REC == NEW_EPISODE_FOLLOWS))
    goes_on = after.RNE.isin(CONTINUES) & (after.DECOM > episode.DECOM) & flagged.by("142 148", episode)
    because = "The next episode continues this one, so this one ended on the day on which that begins."
    rows, following = episode.where(lacking & goes_on), after.where(lacking & goes_on)
    yield Changes(rows, "DEC", following.DECOM.as_given, because, "end")
    yield written(rows.where(rows.REC.blank), "REC", NEW_EPISODE_FOLLOWS, because, "end")


@fix("388 433 501", kind=SUGGESTED)
def short_gap_or_overlap(successive_episodes: tuple[Table, Table], flagged: Flagged) -> Iterator[Changes]:
    """Where an episode that another follows (X1) ends up to seven days before or after the other begins: one of the two
    days, as a person decides.
    """
    episode, after = successive_episodes
    near = np.abs(after.DECOM - episode.DEC) <= SHORT
    wrong = near & (after.DECOM != episode.DEC) & flagged.by("388", episode) & flagged.by("433 501", after)
    chain = wrong & (episode.REC == NEW_EPISODE_FOLLOWS) & after.RNE.isin(CONTINUES)
    # Neither day may take an episode's whole length away.
    by_end = chain & (after.DECOM > episode.DECOM)
    by_start = chain & ((episode.DEC < after.DEC) | ~after.DEC.readable)
    because = "The next episode continues this one, a few days off: this one would end when that begins."
    yield Changes(episode.where(by_end), "DEC", after.where(by_end).DECOM.as_given, because, "end")
    because = "It continues the episode before, a few days off: it would begin when that ended."
    yield Changes(after.where(by_start), "DECOM", episode.where(by_start).DEC.as_given, because, "start")


@fix("145 504", kind=SUGGESTED)
def category_of_need_of_the_period(
    successive_episodes: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the category of need is not valid, or not that of the episode before in the same period of care, take that
    of the episode before; where it is not valid and that is not either, that of the one after.
    """
    before, episode = successive_episodes
    on = (before.REC == NEW_EPISODE_FOLLOWS) & (before.DEC == episode.DECOM)
    this, that = is_valid(episode.CIN, "CIN", year), is_valid(before.CIN, "CIN", year)
    because = "It is the category of need of the episode before, which belongs to the same period of care."
    which = on & that & flagged.by("145 504", episode)
    yield copied(episode.where(which), before.where(which), "CIN", because)
    because = "It is the category of need of the next episode, which belongs to the same period of care."
    which = on & this & flagged.by("145", before)
    yield copied(before.where(which), episode.where(which), "CIN", because)


@fix("355", kind=SUGGESTED)
def episode_of_no_day(successive_episodes: tuple[Table, Table], flagged: Flagged) -> Removals:
    """Where an episode ended on the day on which it began, and the next begins then too, in the same placement and
    under the same legal status, take it out.
    """
    episode, after = successive_episodes
    same = ~_moved(episode, after) & episode.LS.same_as(after.LS) & (episode.DEC == after.DECOM)
    same &= episode.RNE.same_as(after.RNE)
    because = "It lasted no day, and the next episode, which begins on the same day, has all that it has."
    return Removals(episode.where(same & flagged.by("355", episode)), because)
