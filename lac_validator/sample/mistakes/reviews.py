"""Mistakes in reviews."""

from __future__ import annotations

from lac_validator.sample.errors import Draft, Mistake, Row, mistake
from lac_validator.sample.mistakes.common import code_is_invalid, date_of_birth_differs

code_is_invalid("Reviews", "REVIEW_CODE", "PN8", "167", 1)
date_of_birth_differs("Reviews", "INT17", 0.7)


@mistake("Reviews", 82)
def participation_missing(_draft: Draft, review: Row) -> Mistake | None:
    if not review.REVIEW:
        return None
    return Mistake("REVIEW_CODE was removed", [("167", review)], [(review, {"REVIEW_CODE": ""})])


@mistake("Reviews", 1)
def participation_at_another_age(_draft: Draft, review: Row) -> Mistake | None:
    if not (review.DOB and review.REVIEW):
        return None
    if review.REVIEW_CODE == "PN0":
        return Mistake("REVIEW_CODE was changed to PN1", [("441", review)], [(review, {"REVIEW_CODE": "PN1"})])
    return Mistake("REVIEW_CODE was changed to PN0", [("440", review)], [(review, {"REVIEW_CODE": "PN0"})])


@mistake("Reviews", 1)
def review_on_no_day(draft: Draft, review: Row) -> Mistake | None:
    never = f"31/02/{draft.year.number}"
    return Mistake(f"REVIEW was changed to {never}", [("166", review)], [(review, {"REVIEW": never})])


@mistake("Reviews", 0.6)
def review_without_date(_draft: Draft, review: Row) -> Mistake | None:
    if not review.REVIEW_CODE:
        return None
    flags = [("166", review), ("167", review)]
    return Mistake("REVIEW was removed", flags, [(review, {"REVIEW": ""})])
