"""Whether reviews are held in time, and whether children take part in them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Days, Rows, Table, months_after
from lac_validator.derived.dates_of_birth import DatesOfBirth
from lac_validator.derived.placements import Care
from lac_validator.engine import SHARE, Counted, NotUsed, Part, measure
from lac_validator.measures.left_out import unreadable, unusable, without_age
from lac_validator.reference.bank_holidays import working_days_after

FIRST_WITHIN_WORKING_DAYS = 20
SECOND_WITHIN_MONTHS, NEXT_WITHIN_MONTHS = 3, 6

TOOK_PART = ("PN1", "PN2", "PN3", "PN5", "PN6")
"""The child spoke or sent views, alone or by an advocate."""

NOT_A_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Due:
    """Reviews that were due.

    :ivar period: the number of the period of care of each.
    :ivar by: the day by which it was due.
    :ivar held: the day on which it was held; NaT where it was not.
    :ivar unknown: the numbers of the periods that began before the oldest return and have no known review to go by.
    """

    period: Rows
    by: Days
    held: Days
    unknown: Rows


@measure(
    "reviews_on_time",
    name="Reviews on time",
    unit=SHARE,
    by="age band, placement, team",
    reads="CHILD DECOM DEC LS RNE REC REVIEW",
)
def reviews_on_time(
    children_in_the_year: Table,
    care: Care,
    reviews: Table,
    unusable_episodes: Table,
    year: CollectionYear,
    as_at: datetime.date,
    reviews_last: Table | None = None,
) -> Counted:
    """Of the children with a review due in the year up to the as-at day, those all of whose reviews due in it were held
    by the day they were due: the first within 20 working days of the start of care (bank holidays of England), the
    second within three months of the first, each next within six months of the one before. What falls due after care
    ended is not due. Care that began before the oldest return at hand is reckoned from its first known review. Care
    Planning Regulations 2010, regulation 33; the DfE does not publish it.
    """
    both = reviews if reviews_last is None else reviews.followed_by(reviews_last)
    dated, left_out = unreadable(both, "REVIEW")
    oldest = (year if reviews_last is None else year.previous).start
    due = _due(care, dated.where(dated.REVIEW <= as_at), oldest)
    ended = care.periods.ended[due.period]
    in_year = (due.by >= np.datetime64(year.start)) & (due.by <= np.datetime64(as_at)) & ~(due.by > ended)
    late = in_year & ~(due.held <= due.by)
    children = children_in_the_year
    owner_of = care.periods.first.CHILD
    owner = owner_of.take(due.period)
    among = children.where(children.CHILD.isin(owner.take(np.flatnonzero(in_year))))
    failed = among.CHILD.isin(owner.take(np.flatnonzero(late)))
    parts = [Part(among.where(failed), among, name="a review late or not held")]
    unknown = children.where(children.CHILD.isin(owner_of.take(due.unknown)) & ~children.CHILD.isin(among.CHILD))
    no_anchor = NotUsed(unknown, "care began before the oldest return at hand, and no review is known")
    return Counted(
        among.where(~failed), among, parts=parts, not_used=[*unusable(unusable_episodes), left_out, no_anchor]
    )


def _due(care: Care, reviews: Table, oldest: datetime.date) -> Due:
    """All reviews due in each period of care, whenever.

    :param reviews: those held, with a day that can be read.
    :param oldest: the first day from which reviews are known.
    """
    periods = care.periods
    from_start = periods.known & (periods.began >= np.datetime64(oldest))
    period, held = _held(care, reviews)
    first = np.ones(len(period), bool)
    first[1:] = period[1:] != period[:-1]
    nth = np.arange(len(period)) - np.maximum.accumulate(np.where(first, np.arange(len(period)), 0))
    # What follows each review: due so many months after it, and held on the day of the next one, if there is one.
    second = from_start[period] & (nth == 0)
    after = np.where(second, months_after(held, SECOND_WITHIN_MONTHS), months_after(held, NEXT_WITHIN_MONTHS))
    follows = np.append(held[1:], NOT_A_DAY)[: len(held)]
    follows[np.append(first[1:], True)[: len(held)]] = NOT_A_DAY
    # The first of a period: due after the start, and held on the day of its first review, if there is one.
    starting = np.flatnonzero(from_start)
    first_held = np.full(len(periods.began), NOT_A_DAY, "datetime64[D]")
    first_held[period[first]] = held[first]
    first_due = working_days_after(periods.began[starting], FIRST_WITHIN_WORKING_DAYS)
    return Due(
        np.concatenate([starting, period]),
        np.concatenate([first_due, after]),
        np.concatenate([first_held[starting], follows]),
        np.flatnonzero(~from_start & np.isnat(first_held)),
    )


def _held(care: Care, reviews: Table) -> tuple[Rows, Days]:
    """The reviews held in each period of care, each day once: the number of the period, and the day, in order."""
    periods = care.periods
    row, first = reviews.join(periods.first)
    number = np.empty(int(periods.first.rows.max(initial=-1)) + 1, np.intp)
    number[periods.first.rows] = np.arange(len(periods.first))
    period, day = number[first.rows], row.REVIEW.days
    within = (day >= periods.began[period]) & ~(day > periods.ended[period])
    pairs = np.unique(np.column_stack([period[within], day[within].astype(np.int64)]), axis=0)
    return pairs[:, 0].astype(np.intp), pairs[:, 1].astype("datetime64[D]")


@measure(
    "took_part",
    name="Took part in their review",
    unit=SHARE,
    by="age band, month, team",
    reads="CHILD DOB REVIEW REVIEW_CODE",
    on="REVIEW",
)
def took_part(reviews: Table, dates_of_birth: DatesOfBirth, year: CollectionYear, as_at: datetime.date) -> Counted:
    """Of the reviews (a child and a day) in the year up to the as-at day of children aged 4 or over on the day, those
    in which the child took part: spoke or sent views, alone or by an advocate (REVIEW_CODE PN1, PN2, PN3, PN5, PN6; not
    PN4 and PN7). Where no code is given the review stays among them. Our own measure; the DfE publishes none.
    """
    dated, left_out = unreadable(reviews, "REVIEW")
    in_year = dated.where(dated.REVIEW.between(year.start, as_at))
    part = in_year.REVIEW_CODE.isin(TOOK_PART)
    order = np.lexsort([in_year.rows, ~part, in_year.REVIEW.days.astype(np.int64), in_year.CHILD.ids])
    ordered = in_year.take(order)
    first = np.ones(len(ordered), bool)
    child, day = ordered.CHILD.ids, ordered.REVIEW.days
    first[1:] = (child[1:] != child[:-1]) | (day[1:] != day[:-1])
    held = ordered.where(first)
    ages = dates_of_birth.ages(held, held.REVIEW.days)
    among = held.where(ages >= 4)
    counted = among.where(among.REVIEW_CODE.isin(TOOK_PART))
    return Counted(counted, among, not_used=[left_out, without_age(held.where(np.isnan(ages)))])
