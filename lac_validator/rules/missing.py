"""Missing: the times at which a child was missing, or away from the placement without authorisation.

A row of Missing is one such time: which of the two it was (MISSING), when it started and when it ended; without an end
the child is still missing. Several rules ask whether it lies in the time that the child was looked after; what that
time is they read from this year's episodes, either one by one or as periods of care.
"""

from __future__ import annotations

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import VALID_DAYS, Mask, Table
from lac_validator.derived.periods import PeriodsOfCare
from lac_validator.engine import INCONSISTENT, INVALID, rule
from lac_validator.engine import MISSING as NOT_RECORDED
from lac_validator.schema import valid_codes


def _started_outside(row: Table, first: Table, last: Table) -> Table:
    """Rows whose MIS_START is in no time from the DECOM of ``first`` to the DEC of ``last``, or on where it is open."""
    in_care = (row.MIS_START >= first.DECOM) & ~(row.MIS_START > last.DEC)
    return row.without(row.where(in_care))


@rule("564", fields="MISSING MIS_START", category=NOT_RECORDED)
def start_blank(missing: Table) -> Mask:
    """Child was missing or away from placement without authorisation and the date started is blank."""
    return missing.MISSING.isin(valid_codes("MISSING")) & missing.MIS_START.blank


@rule("565", fields="MISSING MIS_START", category=NOT_RECORDED)
def started_but_not_known_whether_missing_or_away(missing: Table) -> Mask:
    """
    The date that the child started to be missing or away from placement without authorisation has been completed but
    whether the child was missing or away from placement without authorisation has not been completed.
    """
    return missing.MIS_START.given & missing.MISSING.blank


@rule("566", fields="MISSING MIS_END", category=NOT_RECORDED)
def ended_but_not_known_whether_missing_or_away(missing: Table) -> Mask:
    """
    The date that the child's episode of being missing or away from placement without authorisation ended has been
    completed but whether the child was missing or away without authorisation has not been completed.
    """
    return missing.MIS_END.given & missing.MISSING.blank


@rule("567", fields="MIS_START MIS_END", category=INCONSISTENT)
def ended_before_start(missing: Table) -> Mask:
    """
    The date that the missing episode or episode that the child was away from placement without authorisation ended is
    before the date that it started.
    """
    return missing.MIS_END < missing.MIS_START


@rule("570", fields="MIS_START", category=INVALID)
def started_after_year(missing: Table, year: CollectionYear) -> Mask:
    """
    The date that the child started to be missing or away from placement without authorisation is after the end of the
    collection year.
    """
    return missing.MIS_START > year.end


@rule("571", fields="MIS_END", category=INVALID)
def ended_outside_year(missing: Table, year: CollectionYear) -> Mask:
    """
    The date that the child ceased to be missing or away from placement without authorisation is before the start or
    after the end of the collection year.
    """
    return (missing.MIS_END < year.start) | (missing.MIS_END > year.end)


@rule("574", fields="MIS_START MIS_END", category=INCONSISTENT)
def started_before_end_of_previous(missing: Table) -> Table:
    """
    A new missing/away from placement without authorisation period cannot start when the previous missing/away from
    placement without authorisation period is still open. Missing/away from placement without authorisation periods
    should also not overlap.
    """
    end_or_start = np.where(missing.MIS_END.readable, missing.MIS_END.days, missing.MIS_START.days)
    previous, new = missing.successive(end_or_start, "MIS_START")
    still_open = ~previous.MIS_END.readable
    return new.where(still_open | (new.MIS_START < previous.MIS_END))


@rule("575", fields="MIS_END", category=NOT_RECORDED)
def placement_ended_but_still_missing(missing: Table, episodes: Table) -> Table:
    """
    If the placement from which the child goes missing/away from placement without authorisation ends, the missing/away
    from placement without authorisation period in the missing module must also have an end date.
    """
    still_missing, episode = missing.where(missing.MIS_END.blank).join(episodes)
    return still_missing.where(still_missing.MIS_START.between(episode.DECOM, episode.DEC))


@rule("577", fields="MIS_END", category=INCONSISTENT)
def left_care_but_still_missing(missing: Table, periods_of_care: PeriodsOfCare) -> Table:
    """
    Child ceased to be looked after but there is a missing/away from placement without authorisation period without an
    end date.
    """
    return periods_of_care.without_room_for(missing, "MIS_START", "MIS_END")


@rule("578", fields="MIS_START", category=INCONSISTENT)
def started_outside_periods_of_care(missing: Table, periods_of_care: PeriodsOfCare) -> Table:
    """The date that the child started to be missing is after the child ceased to be looked after."""
    return _started_outside(*periods_of_care.beside(missing.where(missing.MIS_START.readable)))


@rule("581", fields="MIS_START", category=INCONSISTENT)
def started_outside_episodes(missing: Table, episodes: Table) -> Table:
    """Child is missing but has not yet started to be looked after."""
    row, episode = missing.where(missing.MIS_START.readable).join(episodes)
    return _started_outside(row, episode, episode)


@rule("586", fields="MIS_START", category=INCONSISTENT)
def started_by_day_of_birth(missing: Table) -> Mask:
    """Dates of missing periods are before child’s date of birth."""
    return missing.MIS_START <= missing.DOB


@rule("1004", fields="MIS_START", category=INVALID)
def start_not_valid(missing: Table) -> Mask:
    """
    The start date of the missing episode or episode that the child was away from placement without authorisation is not
    a valid date.
    """
    return ~missing.MIS_START.between(*VALID_DAYS)


@rule("1005", fields="MIS_END", category=INVALID)
def end_not_valid(missing: Table) -> Mask:
    """
    The end date of the missing episode or episode that the child was away from placement without authorisation is not a
    valid date.
    """
    return missing.MIS_END.given & ~missing.MIS_END.between(*VALID_DAYS)


@rule("1006", fields="MISSING", category=INVALID)
def missing_or_away_not_valid(missing: Table) -> Mask:
    """Missing type invalid."""
    return missing.MISSING.given & ~missing.MISSING.isin(valid_codes("MISSING"))
