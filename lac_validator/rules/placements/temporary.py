"""Temporary placements (T0 to T4): they lie between two stays in the child's usual placement, and are short."""

from __future__ import annotations

from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, rule
from lac_validator.rules.placements.codes import CARERS_ON_HOLIDAY
from lac_validator.schema.groups import NEW_EPISODE_FOLLOWS, SHORT_BREAKS, TEMPORARY

IN_HOSPITAL = "T1"
TEMPORARY_UNSPECIFIED = "T4"


@rule("375", fields="DECOM PLACE", category=INCONSISTENT)
def in_hospital_over_six_weeks(episodes: Table) -> Mask:
    """Hospitalisation coded as a temporary placement exceeds six weeks."""
    return _lasting_over(42, IN_HOSPITAL, episodes)


@rule("376", fields="DECOM PLACE", category=INCONSISTENT)
def carers_holiday_over_three_weeks(episodes: Table) -> Mask:
    """Temporary placements coded as being due to holiday of usual foster carer(s) cannot exceed three weeks."""
    return _lasting_over(21, CARERS_ON_HOLIDAY, episodes)


def _lasting_over(days: int, place: str, episodes: Table) -> Mask:
    """Placements of this type that ended more than so many days after they started."""
    return (episodes.PLACE == place) & (episodes.DEC > episodes.DECOM + days)


@rule("379", fields="DECOM PLACE", category=INCONSISTENT)
def unspecified_temporary_over_seven_days(episodes: Table) -> Mask:
    """Temporary placements for unspecified reason (placement code T4) cannot exceed seven days."""
    return _lasting_over(7, TEMPORARY_UNSPECIFIED, episodes)


@rule("380", fields="PLACE RNE", category=INCONSISTENT)
def care_starts_in_temporary_placement(episodes: Table) -> Mask:
    """A period of care cannot start with a temporary placement."""
    return episodes.PLACE.isin(TEMPORARY) & ~episodes.RNE.isin(("P", "B"))


@rule("381", fields="PLACE REC", category=INCONSISTENT)
def care_ends_in_temporary_placement(episodes: Table) -> Mask:
    """A period of care cannot end with a temporary placement."""
    return episodes.PLACE.isin(TEMPORARY) & episodes.REC.given & (episodes.REC != NEW_EPISODE_FOLLOWS)


@rule("382", fields="LS PLACE", category=INCONSISTENT)
def short_break_in_temporary_placement(episodes: Table) -> Mask:
    """A child receiving respite care cannot be in a temporary placement."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.PLACE.isin(TEMPORARY)


@rule("383", fields="PLACE", category=INCONSISTENT, last_year=2025)
def not_back_in_normal_placement_until_2025(episodes_in_threes: tuple[Table, Table, Table]) -> Table:
    """A child in a temporary placement must subsequently return to his/her normal placement."""
    usual, temporary, after = episodes_in_threes
    back = (after.RNE == "P") & after.PLACE.same_as(usual.PLACE)
    return after.where(temporary.PLACE.isin(TEMPORARY) & ~back)


@rule("383", fields="PLACE RNE PL_POST", category=INCONSISTENT, first_year=2026)
def not_back_in_normal_placement(episodes_in_threes: tuple[Table, Table, Table]) -> Table:
    """A child in a temporary placement must subsequently return to his/her normal placement."""
    usual, temporary, after = episodes_in_threes
    back = (after.RNE == "P") & after.PLACE.same_as(usual.PLACE) & after.PL_POST.same_as(usual.PL_POST)
    return after.where(temporary.PLACE.isin(TEMPORARY) & ~back)
