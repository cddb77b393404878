"""Reviews, and health of children looked after for a year (OC2): what age, and the other items, leave no choice in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import CERTAIN, SUGGESTED, Changes, Flagged, fix
from lac_validator.fixes.dates import proved_month_first
from lac_validator.fixes.evidence import EPISODES_AT_FAULT, blanked, written
from lac_validator.schema.groups import HEALTH_FIELDS


def _of_known_age(table: Table, header: Table, codes: str, flagged: Flagged) -> Table:
    """Flagged rows whose date of birth is that in Header: an age must not be reckoned from one that is doubted."""
    row, child = table.where(flagged.by(codes, table)).join(header.where(header.CHILD.occurrences == 1))
    return row.where(row.DOB == child.DOB)


@fix("167 441", kind=CERTAIN)
def participation_under_four(reviews: Table, header: Table, flagged: Flagged) -> Changes:
    """Where a child was under 4 at a review, and the way of taking part is blank, not valid or one for older children,
    it is PN0. Not where the days of the reviews are written with the month first.
    """
    row = _of_known_age(reviews, header, "167 441", flagged)
    if proved_month_first(reviews.REVIEW.as_given):
        row = row.take(np.zeros(0, np.intp))
    because = "The child was under 4 on the day of the review, and no other code goes with that."
    return written(row.where(row.REVIEW < row.DOB.birthday(4)), "REVIEW_CODE", "PN0", because)


@fix("158", kind=CERTAIN)
def not_offered_what_was_received(oc2: Table, flagged: Flagged) -> Changes:
    """Where an intervention was received, leave blank whether it was offered."""
    because = "An intervention was received, and then it is not asked whether one was offered."
    return blanked(oc2.where(flagged.by("158", oc2)), "INTERVENTION_OFFERED", because)


@fix("193", kind=SUGGESTED)
def no_intervention_without_misuse(oc2: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where no substance misuse problem was identified, leave blank what is asked about an intervention."""
    rows = oc2.where(flagged.by("193", oc2) & (oc2.SUBSTANCE_MISUSE == "0"))
    because = "It is said that there is no substance misuse problem, and then nothing is asked about an intervention."
    for column in ("INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"):
        yield blanked(rows.where(rows.column(column).given), column, because)


@fix("197a", kind=CERTAIN)
def no_reason_where_there_is_a_score(oc2: Table, flagged: Flagged) -> Changes:
    """Where there is a valid SDQ score, leave blank the reason why there is none."""
    rows = oc2.where(flagged.by("197a", oc2) & ~flagged.by("180 185 188 189", oc2))
    return blanked(rows, "SDQ_REASON", "There is a valid score, so there is no reason why there is none.")


@fix("188 189", kind=CERTAIN)
def no_score_at_such_an_age(oc2: Table, header: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where a child is too young or too old for the SDQ, leave its score and the reason for none blank."""
    row = _of_known_age(oc2, header, "188 189", flagged)
    because = "At the child's age, which Header has too, the questionnaire is not asked."
    return (blanked(row.where(row.column(each).given), each, because) for each in ("SDQ_SCORE", "SDQ_REASON"))


@fix("542 546", kind=CERTAIN)
def no_item_at_such_an_age(oc2: Table, header: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where a child is too young for the question on convictions, or too old for the health check, leave it blank."""
    because = "At the child's age, which Header has too, it is not asked."
    yield blanked(_of_known_age(oc2, header, "542", flagged), "CONVICTED", because)
    yield blanked(_of_known_age(oc2, header, "546", flagged), "HEALTH_CHECK", because)


@fix("185 190 198", kind=SUGGESTED)
def nothing_without_a_year_in_care(oc2: Table, episodes: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where a child was not looked after for the whole year, and nothing speaks against its episodes, leave all items
    on health blank.
    """
    doubted = episodes.where(flagged.by(EPISODES_AT_FAULT, episodes))
    known = oc2.CHILD.isin(episodes.CHILD) & ~oc2.CHILD.isin(doubted.CHILD)
    rows = oc2.where(flagged.by("185 190 198", oc2) & known)
    because = "The episodes, with which nothing is wrong, show that the child was not looked after for the whole year."
    for column in ("SDQ_SCORE", "SDQ_REASON", *HEALTH_FIELDS):
        yield blanked(rows.where(rows.column(column).given), column, because, "blank")


@fix("399", kind=SUGGESTED)
def no_mother_with_short_breaks_only(header: Table, flagged: Flagged) -> Changes:
    """Where a child has short-term breaks only, leave blank whether she is a mother."""
    rows = header.where(flagged.by("399", header) & header.MOTHER.given)
    return blanked(rows, "MOTHER", "All episodes of the child are short-term breaks, for which it is not asked.")
