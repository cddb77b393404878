"""Previous permanence: which adoption or other permanent order a child had before, when, and who arranged it.

It is asked for each child who starts to be looked after (630 and 632, in the chapter of the episodes). PREV_PERM Z1
says that there was none; then the date and the authority stay blank.
"""

from __future__ import annotations

import datetime

from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, INVALID, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import NO_PREVIOUS_PERMANENCE

FIRST_ASKED = datetime.date(2016, 4, 1)

# The schema names the codes that are not those of an English authority. The list does not follow reorganisations.
# fmt: off
ENGLISH_AUTHORITY_RANGES = (
    (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394), (420, 420),
    (800, 803), (805, 808), (810, 813), (815, 816), (821, 823), (825, 826), (830, 831), (835, 837), (840, 841),
    (845, 846), (850, 852), (855, 857), (860, 861), (865, 874), (876, 896), (908, 909), (916, 916), (919, 919),
    (921, 921), (925, 926), (928, 929), (931, 931), (933, 933), (935, 938),
)
# fmt: on
AUTHORITIES = (
    *valid_codes("LA_PERM"),
    *(str(code) for first, last in ENGLISH_AUTHORITY_RANGES for code in range(first, last + 1)),
)


@rule("631", fields="PREV_PERM", category=INVALID)
def previous_permanence_not_valid(prev_perm: Table) -> Mask:
    """Previous permanence option not a valid value."""
    return prev_perm.PREV_PERM.given & ~prev_perm.PREV_PERM.isin(valid_codes("PREV_PERM"))


@rule("633", fields="LA_PERM", category=INVALID)
def arranging_authority_not_valid(prev_perm: Table) -> Mask:
    """Local authority code where previous permanence option was arranged is not a valid value."""
    return prev_perm.LA_PERM.given & ~prev_perm.LA_PERM.isin(AUTHORITIES)


@rule("634", fields="LA_PERM PREV_PERM DATE_PERM DECOM", category=INCONSISTENT)
def previous_permanence_of_earlier_start(episodes: Table, prev_perm: Table) -> tuple[Table, Table]:
    """
    There are entries for previous permanence options, but child has not started to be looked after from 1 April 2016
    onwards.
    """
    latest = episodes.latest("DECOM")
    not_asked = prev_perm.CHILD.isin(latest.where(latest.DECOM < FIRST_ASKED).CHILD)
    entries = prev_perm.where(not_asked & prev_perm.any_given("PREV_PERM", "LA_PERM", "DATE_PERM"))
    return entries, episodes.where(episodes.CHILD.isin(entries.CHILD))


@rule("635", fields="LA_PERM DATE_PERM PREV_PERM", category=INCONSISTENT)
def order_without_previous_permanence(prev_perm: Table) -> Mask:
    """
    There are entries for date of order and local authority code where previous permanence option was arranged but
    previous permanence code is Z1
    """
    none = prev_perm.PREV_PERM.blank | (prev_perm.PREV_PERM == NO_PREVIOUS_PERMANENCE)
    return none & prev_perm.any_given("LA_PERM", "DATE_PERM")
