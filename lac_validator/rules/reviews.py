"""Reviews: that each review has a real date, and that the child took part in it in a way that fits the child's age.

The date of birth is the one in Reviews itself; whether it agrees with Header is a matter of integrity (INT17).
"""

from __future__ import annotations

from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, INVALID, rule
from lac_validator.schema import valid_codes

UNDER_FOUR = "PN0"
FOUR_OR_OVER = tuple(code for code in valid_codes("REVIEW_CODE") if code != UNDER_FOUR)


@rule("166", fields="REVIEW", category=INVALID)
def review_date_not_valid(reviews: Table) -> Mask:
    """Date of review is invalid or blank."""
    return ~reviews.REVIEW.readable


@rule("167", fields="REVIEW_CODE", category=INVALID)
def participation_not_valid(reviews: Table) -> Mask:
    """Data entry for participation is invalid or blank."""
    held = reviews.REVIEW.given & reviews.REVIEW_CODE.isin(valid_codes("REVIEW_CODE"))
    not_held = reviews.REVIEW.blank & reviews.REVIEW_CODE.blank
    return ~(held | not_held)


@rule("440", fields="DOB REVIEW REVIEW_CODE", category=INCONSISTENT)
def under_four_but_older(reviews: Table) -> Mask:
    """
    Participation method indicates child was under 4 years old at the time of the review, but date of birth and review
    date indicates the child was 4 years old or over.
    """
    return (reviews.REVIEW_CODE == UNDER_FOUR) & (reviews.REVIEW >= reviews.DOB.birthday(4))


@rule("441", fields="DOB REVIEW REVIEW_CODE", category=INCONSISTENT)
def four_or_over_but_younger(reviews: Table) -> Mask:
    """
    Participation method indicates child was 4 years old or over at the time of the review, but the date of birth and
    review date indicates the child was under 4 years old.
    """
    return reviews.REVIEW_CODE.isin(FOUR_OR_OVER) & (reviews.REVIEW < reviews.DOB.birthday(4))
