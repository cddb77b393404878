"""Days on which more happened than can have."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.engine import COUNCIL, Pattern, check
from lac_validator.ingest.problems import counted
from lac_validator.plausibility.wording import written
from lac_validator.schema.groups import NEW_EPISODE_FOLLOWS

MOVES = {
    "P": "moves to another carer (RNE P)",
    "T": "moves with the same carer (RNE T)",
    "B": "moves with a new legal status (RNE B)",
    "U": "changes of placement and legal status with the same carer (RNE U)",
}


def usual_on_one_day(mean: float) -> float:
    """The most that is usual on one day that was chosen beforehand: three times the mean, and three."""
    return 3 * mean + 3


def usual_on_any_day(mean: float) -> float:
    """The most that is usual on the busiest of all days of a year. It lies higher than that of one day: with some 1,500
    days and kinds of move looked at, three times the mean and three is passed by chance in one clean return of ten.
    """
    return mean + 6 * np.sqrt(mean) + 6


@check("P02", severity=COUNCIL)
def edge_of_the_year(usable_episodes: Table, year: CollectionYear, as_at: datetime.date) -> Iterator[Pattern]:
    """Far more episodes begin, or end for good, on 1 April or 31 March than on any other day. When a system changes, or
    a year is closed in it, such dates are put in place of the real ones. Ask what was done to the records on that day,
    and enter the days on which things happened. The return cannot tell what the real days were.
    """
    episodes = usable_episodes
    days = max(1, (min(as_at, year.end) - year.start).days)
    ended = ~(episodes.REC == NEW_EPISODE_FOLLOWS)
    for column, what, which in (("DECOM", "start", np.ones(len(episodes), bool)), ("DEC", "end", ended)):
        date = getattr(episodes, column)
        in_year = which & date.between(year.start, year.end)
        for edge in (year.start, year.end):
            on_day = in_year & (date == edge)
            mean = (in_year.sum() - on_day.sum()) / days
            if on_day.sum() > usual_on_one_day(mean):
                yield Pattern(
                    f"{counted(int(on_day.sum()), 'episode')} {what} on {written(edge)}; about {mean:.1f} are expected "
                    "on one day.",
                    episodes.where(on_day),
                )


@check("P03", severity=COUNCIL)
def many_on_one_day(usable_episodes: Table, year: CollectionYear, as_at: datetime.date) -> Iterator[Pattern]:
    """Far more moves of one kind are dated on one day, or on the first days of months, than chance allows. A bulk
    update writes its own day into every record it touches; where a day is not known, the first of the month is put in.
    Ask what was run on that day. A home that closed, with all its children moving at once, looks the same. The first
    and the last day of the year are a check of their own (P02).
    """
    days = max(1, (min(as_at, year.end) - year.start).days)
    for code, what in MOVES.items():
        moves = usable_episodes.where((usable_episodes.RNE == code) & _within(usable_episodes, year))
        day, which, count = np.unique(moves.DECOM.days, return_inverse=True, return_counts=True)
        busy = count > usual_on_any_day(0)
        busy[busy] = [number > usual_on_any_day((len(moves) - number) / days) for number in count[busy].tolist()]
        first = day == day.astype("datetime64[M]").astype("datetime64[D]")
        expected = _expected_on_firsts(int(count[~first].sum()), days)
        # Where one such day alone is too busy, it is a bulk update, unless those of the other months are too many too.
        on_firsts = int(count[first].sum() - (count[first].max() if (busy & first).any() else 0))
        if on_firsts > usual_on_one_day(expected):
            busy &= ~first
            yield Pattern(
                f"{int(count[first].sum()):,} of {len(moves):,} {what} are dated the first of a month; about "
                f"{expected:.1f} are expected. Put in where the day was not known?",
                moves.where(first[which.ravel()]),
            )
        for place in np.flatnonzero(busy).tolist():
            mean = (len(moves) - count[place]) / days
            yield Pattern(
                f"{int(count[place]):,} {what} are dated {written(day[place])}; about {mean:.1f} are expected on one "
                "day. A bulk update?",
                moves.where(which.ravel() == place),
            )


def _within(episodes: Table, year: CollectionYear) -> Mask:
    return np.asarray((episodes.DECOM > year.start) & (episodes.DECOM < year.end))


def _expected_on_firsts(on_other_days: int, days: int) -> float:
    """How many of the moves would fall on the first of a month; 1 April is not among the days looked at."""
    months = max(1, round(days / 30.5) - 1)
    return on_other_days / max(1, days - months) * months
