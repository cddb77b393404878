"""Health checks and questionnaires that look filled in rather than asked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import COUNCIL, LOOK, Pattern, check, each_row
from lac_validator.plausibility.wording import children, percent

FEWEST = 20
"""Of fewer children nothing is said: that they are alike can well be."""

ALIKE_SHARE, ONE_SCORE_SHARE, SAME_SCORE_SHARE = 0.95, 0.25, 0.5
SCORE_CHANGE = 15
"""Of the starting values none was changed. In a clean return some 55% have the same three answers, 5% the commonest
score and 7% last year's; scores drawn anew each year would differ by so much in almost one child of five.
"""

_YES_OR_NO = ("IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT")


def _one_row_a_child(rows: Table) -> Table:
    _, first = np.unique(rows.CHILD.ids, return_index=True)
    return rows.take(np.sort(first[rows.CHILD.given[first]]))


@check("P21", severity=COUNCIL)
def health_filled_in_by_default(oc2: Table) -> Iterator[Pattern]:
    """Nearly all children have the same answers to immunisations, teeth check and health assessment, or one score of
    the strengths and difficulties questionnaire is far commoner than any can be. Columns filled in by default look like
    this. Ask how the answers got into the system, and have some of them checked against the files. A council that does
    reach every child with every check cannot be told from one that filled in a column.
    """
    rows = _one_row_a_child(oc2.where(~oc2.any_blank(*_YES_OR_NO)))
    answers = np.stack([rows.column(name).ids for name in _YES_OR_NO])
    if len(rows) >= FEWEST:
        _, which, counts = np.unique(answers, axis=1, return_inverse=True, return_counts=True)
        most = int(counts.max())
        if most > ALIKE_SHARE * len(rows):
            yield Pattern(
                f"{children(most)} of {len(rows):,} ({percent(most / len(rows))}) have the same answers to "
                "immunisations, teeth check and health assessment. Filled in by default?",
                rows.where(which.ravel() == counts.argmax()),
            )
    scored = _one_row_a_child(oc2.where(~np.isnan(oc2.SDQ_SCORE.number)))
    if len(scored) >= FEWEST:
        scores, which, counts = np.unique(scored.SDQ_SCORE.number, return_inverse=True, return_counts=True)
        most = int(counts.max())
        if most > ONE_SCORE_SHARE * len(scored):
            yield Pattern(
                f"{children(most)} of {len(scored):,} ({percent(most / len(scored))}) have the same SDQ score, "
                f"{scores[counts.argmax()]:g}. Filled in by default?",
                scored.where(which.ravel() == counts.argmax()),
            )


@check("P22", severity=LOOK)
def score_against_last_year(oc2: Table, oc2_last: Table) -> Iterator[Pattern]:
    """The score of the strengths and difficulties questionnaire is 15 or more points from last year's, or more than
    half of all children have exactly last year's. A leap may be real, and is then worth knowing; it may be a slip of a
    digit. Equal scores in such number were probably carried forward without a new questionnaire. Look at the
    questionnaire itself. The return does not hold its answers, nor when it was filled in.
    """
    now, before = (_one_row_a_child(rows.where(~np.isnan(rows.SDQ_SCORE.number))) for rows in (oc2, oc2_last))
    now, before = now.join(before)
    score, last = now.SDQ_SCORE.number, before.SDQ_SCORE.number
    far = np.abs(score - last) >= SCORE_CHANGE
    for row, went_from, to in zip(each_row(now.where(far)), last[far].tolist(), score[far].tolist(), strict=True):
        yield Pattern(f"SDQ went from {went_from:g} last year to {to:g}.", row)
    same = score == last
    if len(now) >= FEWEST and same.sum() > SAME_SCORE_SHARE * len(now):
        yield Pattern(
            f"{children(int(same.sum()))} of {len(now):,} ({percent(same.mean())}) have exactly last year's SDQ score. "
            "Carried forward?",
            now.where(same),
            COUNCIL,
        )
