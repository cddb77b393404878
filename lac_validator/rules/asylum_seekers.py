"""Unaccompanied asylum-seeking children (UASC): the date on which the status ceased (DUC), and who can have one.

The table UASC lists the children who have or had the status this year. The status itself stands in Header: an XML
return carries it, from CSV files it is derived from the table UASC.
"""

from __future__ import annotations

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, INVALID, rule
from lac_validator.schema.groups import CARE_LEAVER_FIELDS


@rule("104", fields="DUC", category=INVALID)
def status_end_not_valid(uasc: Table, year: CollectionYear) -> Mask:
    """Date for Unaccompanied Asylum-Seeking Children (UASC) status ceased is not a valid date."""
    return uasc.DUC.unreadable | (uasc.DUC < year.start)


@rule("303", fields="DUC UASC", category=INCONSISTENT)
def status_end_without_status(uasc: Table, header: Table) -> tuple[Table, Table]:
    """If date Unaccompanied Asylum-Seeking Child (UASC) status ceased is not null, UASC status must be coded 1."""
    seeker, child = uasc.join(header)
    wrong = seeker.DUC.given & (child.UASC.number != 1)
    return seeker.where(wrong), child.where(wrong)


@rule("304", fields="DUC", category=INCONSISTENT)
def status_end_after_18(uasc: Table) -> Mask:
    """
    Date unaccompanied asylum-seeking child (UASC) status ceased must be on or before the 18th birthday
    of a child.
    """
    return uasc.DUC > uasc.DOB.birthday(18)


@rule("1014", fields="ACTIV ACCOM IN_TOUCH DUC", category=INCONSISTENT)
def status_of_care_leaver(episodes_in_year: Table, uasc: Table, oc3: Table) -> tuple[Table, Table]:
    """UASC information is not required for care leavers"""
    filled = oc3.where(oc3.any_given(*CARE_LEAVER_FIELDS))
    leavers = filled.where(filled.CHILD.isin(uasc.CHILD) & ~filled.CHILD.isin(episodes_in_year.CHILD))
    return uasc.where(uasc.CHILD.isin(leavers.CHILD)), leavers
