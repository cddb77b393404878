"""Reviews that cannot all have been held as recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import WRONG, Pattern, check, each_child


@check("P18", severity=WRONG)
def two_reviews_on_one_day(reviews: Table) -> Iterator[Pattern]:
    """Several reviews of one child are recorded for the same day. One review was probably entered twice, or one of the
    dates is mistyped: look which of them was held. The return cannot tell which one is right.
    """
    dated = reviews.where(reviews.REVIEW.readable & reviews.CHILD.given)
    keys = np.stack([dated.CHILD.ids, dated.REVIEW.days.astype(np.int64)])
    _, place, count = np.unique(keys, axis=1, return_inverse=True, return_counts=True)
    yield from each_child(dated.where(count[place.ravel()] > 1), _in_words)


def _in_words(rows: Table) -> str:
    days, counts = np.unique(rows.REVIEW.days, return_counts=True)
    named = [f"{count} reviews on {_written(day)}" for day, count in zip(days.tolist(), counts.tolist(), strict=True)]
    return f"{', '.join(named)}: one child has one review on a day."


def _written(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
