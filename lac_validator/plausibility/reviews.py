"""Reviews that cannot all have been held as recorded, and those that seem not to have been held."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Days, Table
from lac_validator.derived.known_care import KnownCare, KnownPeriods
from lac_validator.derived.stays import Numbers
from lac_validator.engine import LOOK, WRONG, Pattern, check, each_child
from lac_validator.ingest.problems import counted, listed
from lac_validator.plausibility.wording import written

CLOSE_DAYS = 7
FIRST_REVIEW_DAYS = 45
"""The first is due within 20 working days, which over Christmas or Easter are up to 33 days."""

GAP_DAYS = 200
"""The next is due within six months, at most 184 days."""


@check("P18", severity=WRONG)
def reviews_close_together(reviews: Table) -> Iterator[Pattern]:
    """Several reviews of one child are recorded for the same day, or within a week. One review was probably entered
    twice, or one of the dates is mistyped: look which of them was held. A review that was adjourned may be held within
    a week, so those are only worth a look. The return cannot tell which one is right.
    """
    dated = reviews.where(reviews.REVIEW.readable & reviews.CHILD.given).in_order("REVIEW")
    days, child = dated.REVIEW.days.astype(np.int64), dated.CHILD.ids
    apart = np.where(child[1:] == child[:-1], np.diff(days), GAP_DAYS)
    same, close = apart == 0, (apart > 0) & (apart <= CLOSE_DAYS)
    for together, severity in ((same, WRONG), (close, LOOK)):
        rows = np.zeros(len(dated), bool)
        rows[:-1] |= together
        rows[1:] |= together
        in_words = _same_day_in_words if severity == WRONG else _close_in_words
        for pattern in each_child(dated.where(rows), in_words):
            yield Pattern(pattern.sentence, pattern.rows, severity)


def _same_day_in_words(rows: Table) -> str:
    days, counts = np.unique(rows.REVIEW.days, return_counts=True)
    named = [f"{count} reviews on {written(day)}" for day, count in zip(days.tolist(), counts.tolist(), strict=True)]
    return f"{', '.join(named)}: one child has one review on a day."


def _close_in_words(rows: Table) -> str:
    days = np.unique(rows.REVIEW.days)
    apart = np.diff(days).astype(np.int64)
    named = [
        f"reviews {counted(each, 'day')} apart, on {written(day)} and {written(after)}"
        for each, day, after in zip(apart.tolist(), days[:-1].tolist(), days[1:].tolist(), strict=True)
        if each <= CLOSE_DAYS
    ]
    lead = ", ".join(named)
    return f"{lead[0].upper()}{lead[1:]}: the same one twice, or adjourned?"


@check("P19", severity=LOOK)
def no_review_for_long(
    reviews: Table,
    episodes: Table,
    known_periods: KnownPeriods,
    year: CollectionYear,
    reviews_last: Table | None = None,
) -> Iterator[Pattern]:
    """A child was looked after all through, and there was no review for more than 200 days, or none in the first 45
    days of care. The first is due within 20 working days, the second within three months of it, each next within six.
    Either it was late or not held, or it was not recorded: look in the minutes. The return cannot tell which. Without
    last year's reviews only what lies within this year is seen. A gap that ended before this year is left out.
    """
    periods, number = known_periods, np.arange(len(known_periods.ends))
    seen_from = np.datetime64(year.start if reviews_last is None else year.previous.start)
    of_period, held = _held_in(periods, reviews if reviews_last is None else reviews.followed_by(reviews_last))
    period = np.concatenate([number, of_period, number])
    day = np.concatenate([np.maximum(periods.begins, seen_from), held, periods.ends])
    order = np.lexsort([np.repeat([0, 1, 2], [len(number), len(held), len(number)]), day.astype(np.int64), period])
    period, day = period[order], day[order]
    waited = np.diff(day).astype(np.int64)
    same = period[1:] == period[:-1]
    opens = np.append(True, ~same)[: len(waited)] & (periods.started & (periods.begins >= seen_from))[period[:-1]]
    in_year = (day[1:] > np.datetime64(year.start)) & (periods.last_row[period[1:]] >= 0)
    long = same & in_year & ((waited > GAP_DAYS) | (opens & (waited > FIRST_REVIEW_DAYS)))
    for place in np.flatnonzero(long).tolist():
        since = "from the start of care on" if opens[place] else "from"
        yield Pattern(
            f"No review {since} {written(day[place])} to {written(day[place + 1])}, "
            f"{counted(int(waited[place]), 'day')}: late, or not recorded?",
            episodes.take(periods.last_row[period[place : place + 1]]),
        )


def _held_in(periods: KnownPeriods, reviews: Table) -> tuple[Numbers, Days]:
    """Each review within a period of care of its child: (number of the period, day)."""
    dated = reviews.where(reviews.REVIEW.readable)
    review, first = dated.join(periods.first)
    of_period = periods.numbers_of(first)
    day = review.REVIEW.days
    within = (day >= periods.begins[of_period]) & (day <= periods.ends[of_period])
    return of_period[within], day[within]


@check("P20", severity=WRONG)
def review_outside_care(reviews: Table, episodes: Table, known_care: KnownCare) -> Iterator[Pattern]:
    """A review is dated on a day on which no episode of the child lasts, nor within a week of one: this year's episodes
    and last year's, short-term breaks among them. The date of the review is mistyped, or an episode is missing or was
    closed too early. Look when the child was looked after. Children with an episode whose dates cannot be read are left
    out. The return cannot tell which of the dates is wrong.
    """
    unclear = episodes.where(~episodes.DECOM.readable | episodes.DEC.unreadable)
    dated = reviews.where(reviews.REVIEW.readable & reviews.CHILD.given & ~reviews.CHILD.isin(unclear.CHILD))
    review, episode = dated.join(known_care.episodes)
    ended = known_care.ended[known_care.numbers_of(episode)]
    week = np.timedelta64(CLOSE_DAYS, "D")
    day = review.REVIEW.days
    covered = (day >= episode.DECOM.days - week) & (np.isnat(ended) | (day <= ended + week))
    yield from each_child(dated.without(review.where(covered)), _outside_in_words)


def _outside_in_words(rows: Table) -> str:
    days = listed([written(day) for day in np.unique(rows.REVIEW.days).tolist()])
    return f"{counted(len(rows), 'review')} when the child was not looked after, on {days}."
