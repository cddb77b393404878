"""How children leave care, and how care leavers fare."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from lac_validator.dataset import Table
from lac_validator.derived.dates_of_birth import DatesOfBirth
from lac_validator.engine import SHARE, Counted, NotUsed, Part, measure
from lac_validator.measures.left_out import unusable, without_age

AGES = {"17-18": (17, 18), "19-21": (19, 21)}
NOT_FOLLOWED = ("DIED", "RHOM")
"""Care leavers who have died, or have gone back to their parents for good (IN_TOUCH)."""

GUARDIANS = ("E45", "E46", "E47", "E48")

_CEASED_BY = "age band, placement, length of the period, team"
_CEASED_READS = "CHILD DEC REC LS"
_LEAVERS_BY = "sex, ethnicity, team"


@measure(
    "special_guardianship",
    name="Left care to a special guardian",
    unit=SHARE,
    by=_CEASED_BY,
    reads=_CEASED_READS,
    on="DEC",
)
def special_guardianship(ceased_in_the_year: Table, unusable_episodes: Table) -> Counted:
    """Of the children who ceased to be looked after in the year up to the as-at day, those whose last end was a special
    guardianship order (REC E45 to E48).
    """
    rows = ceased_in_the_year
    return Counted(rows.where(rows.REC.isin(GUARDIANS)), rows, not_used=unusable(unusable_episodes))


@measure("went_home", name="Returned home", unit=SHARE, by=_CEASED_BY, reads=_CEASED_READS, on="DEC")
def went_home(ceased_in_the_year: Table, unusable_episodes: Table) -> Counted:
    """Of the children who ceased to be looked after in the year up to the as-at day, those whose last end was a planned
    return home to parents or relatives (REC E4A). Beside it the returns that were not planned (E4B).
    """
    rows = ceased_in_the_year
    parts = [Part(rows.where(rows.REC == "E4B"), rows, name="not planned")]
    return Counted(rows.where(rows.REC == "E4A"), rows, parts=parts, not_used=unusable(unusable_episodes))


def _followed(oc3: Table, dates_of_birth: DatesOfBirth, as_at: datetime.date) -> tuple[Table, list[NotUsed]]:
    """The rows of OC3 of ages 17 to 21 on the as-at day, of those who are followed; and those of unknown age."""
    rows = oc3.where(~oc3.IN_TOUCH.isin(NOT_FOLLOWED))
    ages = dates_of_birth.ages(rows, np.datetime64(as_at))
    return rows.where((ages >= 17) & (ages <= 21)), [without_age(rows.where(np.isnan(ages)))]


def _by_age(counted: Table, among: Table, dates_of_birth: DatesOfBirth, as_at: datetime.date) -> Sequence[Part]:
    def of(rows: Table, youngest: int, oldest: int) -> Table:
        ages = dates_of_birth.ages(rows, np.datetime64(as_at))
        return rows.where((ages >= youngest) & (ages <= oldest))

    return [Part(of(counted, *ends), of(among, *ends), name=name) for name, ends in AGES.items()]


@measure("leavers_in_touch", name="Care leavers in touch", unit=SHARE, by=_LEAVERS_BY, reads="CHILD DOB IN_TOUCH")
def leavers_in_touch(oc3: Table, dates_of_birth: DatesOfBirth, as_at: datetime.date) -> Counted:
    """Of the care leavers in OC3 aged 17 to 21 on the as-at day, but for those who died or went back to their parents
    for good (IN_TOUCH DIED, RHOM), those with whom the authority is in touch (IN_TOUCH YES). Beside it those of 17 and
    18, and those of 19 to 21.
    """
    among, not_used = _followed(oc3, dates_of_birth, as_at)
    counted = among.where(among.IN_TOUCH == "YES")
    return Counted(counted, among, parts=_by_age(counted, among, dates_of_birth, as_at), not_used=not_used)


@measure(
    "leavers_activity",
    name="Care leavers in education, employment or training",
    unit=SHARE,
    by=_LEAVERS_BY,
    reads="CHILD DOB IN_TOUCH ACTIV",
)
def leavers_activity(oc3: Table, dates_of_birth: DatesOfBirth, as_at: datetime.date) -> Counted:
    """Of the care leavers in OC3 aged 17 to 21 on the as-at day, but for those who died or went back to their parents
    for good (IN_TOUCH DIED, RHOM), those in education, employment or training (ACTIV that begins with F or P). Where it
    is not known what they do they stay among them. Beside it those of 17 and 18, and those of 19 to 21.
    """
    among, not_used = _followed(oc3, dates_of_birth, as_at)
    counted = among.where(among.ACTIV.matches(lambda code: code[:1] in ("F", "P")))
    return Counted(counted, among, parts=_by_age(counted, among, dates_of_birth, as_at), not_used=not_used)


@measure(
    "leavers_home",
    name="Care leavers in suitable accommodation",
    unit=SHARE,
    by=_LEAVERS_BY,
    reads="CHILD DOB IN_TOUCH ACCOM",
)
def leavers_home(oc3: Table, dates_of_birth: DatesOfBirth, as_at: datetime.date) -> Counted:
    """Of the care leavers in OC3 aged 17 to 21 on the as-at day, but for those who died or went back to their parents
    for good (IN_TOUCH DIED, RHOM), and those gone abroad, deported or of unknown residence (ACCOM that begins with G, H
    or R), those in suitable accommodation (ACCOM that ends in 1). Where nothing is known of it they stay among them.
    Beside it those of 17 and 18, and those of 19 to 21.
    """
    followed, not_used = _followed(oc3, dates_of_birth, as_at)
    among = followed.where(~followed.ACCOM.matches(lambda code: code[:1] in ("G", "H", "R")))
    counted = among.where(among.ACCOM.matches(lambda code: code.endswith("1")))
    return Counted(counted, among, parts=_by_age(counted, among, dates_of_birth, as_at), not_used=not_used)
