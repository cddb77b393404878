"""Integrity: that the tables speak of the same children, each of them once where once is enough.

Header lists the children. INT01 to INT09: a table names a child whom Header lacks. INT11 to INT21: its date of birth or
sex is not Header's. INT31 to INT36: it names a child twice. EPI and NoE ask for the episodes that must be there when
Header names a child, or when an episode began before this year. A row with a blank CHILD is in no table but its own: it
is reported as missing from the others, never as being there twice.
"""

from __future__ import annotations

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.engine import CROSS_YEAR, INCONSISTENT, MISSING, rule


def _not_in_header(table: Table, header: Table) -> Mask:
    return ~table.CHILD.isin(header.CHILD)


def _birth_differs(table: Table, header: Table) -> Table:
    row, child = table.join(header)
    return row.where(row.DOB.readable & child.DOB.readable & (row.DOB != child.DOB))


def _more_than_once(table: Table) -> Mask:
    return np.asarray(table.CHILD.occurrences > 1)


@rule("EPI", fields="CHILD", category=MISSING)
def child_without_episodes(header: Table, episodes: Table | None = None, oc3: Table | None = None) -> Mask:
    """WARNING: Episodes need to be loaded for this child before further validation is possible"""
    in_episodes = header.CHILD.isin(() if episodes is None else episodes.CHILD)
    in_oc3 = header.CHILD.isin(() if oc3 is None else oc3.CHILD)
    return ~(in_episodes | in_oc3)


@rule("INT01", fields="CHILD", category=INCONSISTENT)
def adoption_without_header(ad1: Table, header: Table) -> Mask:
    """Data Integrity Check: Child in AD1 does not exist in Header."""
    return _not_in_header(ad1, header)


@rule("INT02", fields="CHILD", category=INCONSISTENT)
def placed_for_adoption_without_header(placed_adoption: Table, header: Table) -> Mask:
    """Internal Check: Child in PlacedAdoption does not exist in Header."""
    return _not_in_header(placed_adoption, header)


@rule("INT03", fields="CHILD", category=INCONSISTENT)
def episode_without_header(episodes: Table, header: Table) -> Mask:
    """Internal Check: Child in Episodes does not exist in Header."""
    return _not_in_header(episodes, header)


@rule("INT04", fields="CHILD", category=INCONSISTENT)
def missing_period_without_header(missing: Table, header: Table) -> Mask:
    """Internal Check: Child in Missing does not exist in Header."""
    return _not_in_header(missing, header)


@rule("INT05", fields="CHILD", category=INCONSISTENT)
def health_without_header(oc2: Table, header: Table) -> Mask:
    """Internal Check: Child in OC2 does not exist in Header."""
    return _not_in_header(oc2, header)


@rule("INT06", fields="CHILD", category=INCONSISTENT)
def care_leaver_without_header(oc3: Table, header: Table) -> Mask:
    """Internal Check: Child in OC3 does not exist in Header."""
    return _not_in_header(oc3, header)


@rule("INT07", fields="CHILD", category=INCONSISTENT)
def previous_permanence_without_header(prev_perm: Table, header: Table) -> Mask:
    """Internal Check: Child in PrevPerm does not exist in Header."""
    return _not_in_header(prev_perm, header)


@rule("INT08", fields="CHILD", category=INCONSISTENT)
def review_without_header(reviews: Table, header: Table) -> Mask:
    """Internal Check: Child in Reviews does not exist in Header."""
    return _not_in_header(reviews, header)


@rule("INT09", fields="CHILD", category=INCONSISTENT)
def asylum_seeker_without_header(uasc: Table, header: Table) -> Mask:
    """Internal Check: Child in UASC does not exist in Header."""
    return _not_in_header(uasc, header)


@rule("INT11", fields="DOB", category=INCONSISTENT)
def adoption_date_of_birth_differs(ad1: Table, header: Table) -> Table:
    """Internal Check: DOB in AD1 is different to DOB in Header."""
    return _birth_differs(ad1, header)


@rule("INT12", fields="DOB", category=INCONSISTENT)
def placed_for_adoption_date_of_birth_differs(placed_adoption: Table, header: Table) -> Table:
    """Internal Check: DOB in PlacedAdoption is different to DOB in Header."""
    return _birth_differs(placed_adoption, header)


@rule("INT13", fields="DOB", category=INCONSISTENT)
def missing_period_date_of_birth_differs(missing: Table, header: Table) -> Table:
    """Internal Check: DOB in Missing is different to DOB in Header."""
    return _birth_differs(missing, header)


@rule("INT14", fields="DOB", category=INCONSISTENT)
def health_date_of_birth_differs(oc2: Table, header: Table) -> Table:
    """Internal Check: DOB in OC2 is different to DOB in Header."""
    return _birth_differs(oc2, header)


@rule("INT15", fields="DOB", category=INCONSISTENT)
def care_leaver_date_of_birth_differs(oc3: Table, header: Table) -> Table:
    """Internal Check: DOB in OC3 is different to DOB in Header."""
    return _birth_differs(oc3, header)


@rule("INT16", fields="DOB", category=INCONSISTENT)
def previous_permanence_date_of_birth_differs(prev_perm: Table, header: Table) -> Table:
    """Internal Check: DOB in PrevPerm is different to DOB in Header."""
    return _birth_differs(prev_perm, header)


@rule("INT17", fields="DOB", category=INCONSISTENT)
def review_date_of_birth_differs(reviews: Table, header: Table) -> Table:
    """Internal Check: DOB in Reviews is different to DOB in Header."""
    return _birth_differs(reviews, header)


@rule("INT18", fields="DOB", category=INCONSISTENT)
def asylum_seeker_date_of_birth_differs(uasc: Table, header: Table) -> Table:
    """Internal Check: DOB in UASC is different to DOB in Header."""
    return _birth_differs(uasc, header)


@rule("INT21", fields="SEX", category=INCONSISTENT)
def asylum_seeker_sex_differs(uasc: Table, header: Table) -> Table:
    """Internal Check: SEX in UASC is different to SEX in Header."""
    row, child = uasc.join(header)
    return row.where(row.SEX.given & child.SEX.given & (row.SEX != child.SEX))


@rule("INT31", fields="CHILD", category=INCONSISTENT)
def adoption_more_than_once(ad1: Table) -> Mask:
    """Internal Check: Child should only exist once in AD1."""
    return _more_than_once(ad1)


@rule("INT32", fields="CHILD", category=INCONSISTENT)
def header_more_than_once(header: Table) -> Mask:
    """Internal Check: Child should only exist once in Header."""
    return _more_than_once(header)


@rule("INT33", fields="CHILD", category=INCONSISTENT)
def health_more_than_once(oc2: Table) -> Mask:
    """Internal Check: Child should only exist once in OC2."""
    return _more_than_once(oc2)


@rule("INT34", fields="CHILD", category=INCONSISTENT)
def care_leaver_more_than_once(oc3: Table) -> Mask:
    """Internal Check: Child should only exist once in OC3."""
    return _more_than_once(oc3)


@rule("INT35", fields="CHILD", category=INCONSISTENT)
def previous_permanence_more_than_once(prev_perm: Table) -> Mask:
    """Internal Check: Child should only exist once in PrevPerm."""
    return _more_than_once(prev_perm)


@rule("INT36", fields="CHILD", category=INCONSISTENT)
def asylum_seeker_more_than_once(uasc: Table) -> Mask:
    """Internal Check: Child should only exist once in UASC."""
    return _more_than_once(uasc)


@rule("NoE", fields="DECOM", category=CROSS_YEAR)
def no_episodes_last_year(episodes: Table, episodes_last: Table, year: CollectionYear) -> Mask:
    """
    This child has no episodes loaded for previous year even though child started to be looked after before this current
    year.
    """
    known = episodes.CHILD.isin(episodes_last.CHILD) | (episodes.CHILD.blank & episodes_last.CHILD.blank.any())
    return (episodes.DECOM < year.start) & ~known
