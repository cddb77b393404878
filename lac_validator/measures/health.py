"""The health of children looked after for 12 months."""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.dataset import Table
from lac_validator.derived.dates_of_birth import DatesOfBirth
from lac_validator.engine import MEAN, SHARE, Counted, NotUsed, Part, measure
from lac_validator.measures.left_out import unusable, without_age

YES = "1"
SDQ_BANDS = {"0-13": (0, 13), "14-16": (14, 16), "17-40": (17, 40)}
"""The bands of the strengths and difficulties score: as expected, borderline, a cause for concern."""

_CARE = "CHILD DECOM DEC LS RNE REC"


def _answered(children: Table, oc2: Table, column: str) -> Table:
    """Those of these children of whom a row of OC2 says yes."""
    said = oc2.where(oc2.column(column).text == YES)
    return children.where(children.CHILD.isin(said.CHILD))


def _share(children: Table, oc2: Table, column: str, unusable_episodes: Table, *left_out: NotUsed) -> Counted:
    """The share of these children of whom a row of OC2 says yes."""
    not_used = [*unusable(unusable_episodes), *left_out]
    return Counted(_answered(children, oc2, column), children, not_used=not_used)


@measure(
    "health_assessment",
    name="Annual health assessment",
    unit=SHARE,
    by="age band, team",
    reads=f"{_CARE} HEALTH_ASSESSMENT",
)
def health_assessment(looked_after_12_months: Table, oc2: Table, unusable_episodes: Table) -> Counted:
    """Of the children looked after continuously for 12 months on the as-at day, those who had their annual health
    assessment (HEALTH_ASSESSMENT 1). A child without a row in OC2 stays among them.
    """
    return _share(looked_after_12_months, oc2, "HEALTH_ASSESSMENT", unusable_episodes)


@measure(
    "dental_check",
    name="Teeth checked by a dentist",
    unit=SHARE,
    by="age band, team",
    reads=f"{_CARE} TEETH_CHECK",
)
def dental_check(looked_after_12_months: Table, oc2: Table, unusable_episodes: Table) -> Counted:
    """Of the children looked after continuously for 12 months on the as-at day, those whose teeth were checked by a
    dentist (TEETH_CHECK 1). A child without a row in OC2 stays among them.
    """
    return _share(looked_after_12_months, oc2, "TEETH_CHECK", unusable_episodes)


@measure(
    "immunisations",
    name="Immunisations up to date",
    unit=SHARE,
    by="age band, team",
    reads=f"{_CARE} IMMUNISATIONS",
)
def immunisations(looked_after_12_months: Table, oc2: Table, unusable_episodes: Table) -> Counted:
    """Of the children looked after continuously for 12 months on the as-at day, those whose immunisations are up to
    date (IMMUNISATIONS 1). A child without a row in OC2 stays among them.
    """
    return _share(looked_after_12_months, oc2, "IMMUNISATIONS", unusable_episodes)


@measure(
    "development_check",
    name="Development checks up to date",
    unit=SHARE,
    by="sex, team",
    reads=f"{_CARE} DOB HEALTH_CHECK",
)
def development_check(
    looked_after_12_months: Table,
    oc2: Table,
    dates_of_birth: DatesOfBirth,
    unusable_episodes: Table,
    as_at: datetime.date,
) -> Counted:
    """Of the children under 5 on the as-at day who have been looked after continuously for 12 months, those whose
    development checks are up to date (HEALTH_CHECK 1). A child without a row in OC2 stays among them.
    """
    children, left_out = _of_ages(looked_after_12_months, dates_of_birth, as_at, 0, 4)
    return _share(children, oc2, "HEALTH_CHECK", unusable_episodes, left_out)


def _of_ages(
    children: Table, dates_of_birth: DatesOfBirth, as_at: datetime.date, youngest: int, oldest: int
) -> tuple[Table, NotUsed]:
    """Those of these ages, and those whose age is not known."""
    ages = dates_of_birth.ages(children, np.datetime64(as_at))
    return children.where((ages >= youngest) & (ages <= oldest)), without_age(children.where(np.isnan(ages)))


@measure(
    "sdq_score",
    name="Strengths and difficulties score",
    unit=MEAN,
    by="age band, sex, placement, team",
    reads=f"{_CARE} DOB SDQ_SCORE",
)
def sdq_score(
    looked_after_12_months: Table,
    oc2: Table,
    dates_of_birth: DatesOfBirth,
    unusable_episodes: Table,
    as_at: datetime.date,
) -> Counted:
    """The mean strengths and difficulties score (SDQ_SCORE, 0 to 40) of the children aged 5 to 16 on the as-at day who
    have been looked after continuously for 12 months and have a score. Beside it the share of them all who have one,
    and the shares of those with a score that is as expected (0 to 13), borderline (14 to 16) and a cause for concern
    (17 to 40). A score that is no number from 0 to 40 is none.
    """
    children, left_out = _of_ages(looked_after_12_months, dates_of_birth, as_at, 5, 16)
    own = oc2.where(oc2.CHILD.isin(children.CHILD))
    number = own.SDQ_SCORE.number
    held = (number >= 0) & (number <= 40)
    _, first = np.unique(own.CHILD.ids[held], return_index=True)
    rows, scored = children.join(own.where(held).take(first))
    scores = scored.SDQ_SCORE.number
    bands = [
        Part(rows.where((scores >= low) & (scores <= high)), rows, name=name, series="bands")
        for name, (low, high) in SDQ_BANDS.items()
    ]
    no_score = NotUsed(own.where(~held & own.SDQ_SCORE.given), "the score is no number from 0 to 40")
    return Counted(
        rows,
        rows,
        amounts=scores,
        parts=[Part(rows, children, name="with a score"), *bands],
        not_used=[*unusable(unusable_episodes), left_out, no_score],
    )


@measure(
    "substance_misuse",
    name="Substance misuse",
    unit=SHARE,
    by="age band, sex, team",
    reads=f"{_CARE} SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
)
def substance_misuse(looked_after_12_months: Table, oc2: Table, unusable_episodes: Table) -> Counted:
    """Of the children looked after continuously for 12 months on the as-at day, those with a substance misuse problem
    (SUBSTANCE_MISUSE 1). Beside it the shares of those who received an intervention (INTERVENTION_RECEIVED 1) and who
    were offered one (INTERVENTION_OFFERED 1).
    """
    children = looked_after_12_months
    misusing = _answered(children, oc2, "SUBSTANCE_MISUSE")
    parts = [
        Part(_answered(misusing, oc2, f"INTERVENTION_{what.upper()}"), misusing, name=f"intervention {what}")
        for what in ("received", "offered")
    ]
    return Counted(misusing, children, parts=parts, not_used=unusable(unusable_episodes))


@measure(
    "convicted",
    name="Convicted or cautioned",
    unit=SHARE,
    by="age band, sex, team",
    reads=f"{_CARE} DOB CONVICTED",
)
def convicted(
    looked_after_12_months: Table,
    oc2: Table,
    dates_of_birth: DatesOfBirth,
    unusable_episodes: Table,
    as_at: datetime.date,
) -> Counted:
    """Of the children aged 10 to 17 on the as-at day who have been looked after continuously for 12 months, those who
    were convicted or given a youth caution in the year (CONVICTED 1).
    """
    children, left_out = _of_ages(looked_after_12_months, dates_of_birth, as_at, 10, 17)
    return _share(children, oc2, "CONVICTED", unusable_episodes, left_out)
