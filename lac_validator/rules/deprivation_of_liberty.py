"""Deprivation of liberty: the orders (DoLO) by which a court lets a child be deprived of liberty.

Asked for from 2026/27 on. A row of DoLo is one order; without DOLO_END it is still open.
"""

from __future__ import annotations

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import VALID_DAYS, Mask, Table
from lac_validator.derived.periods import PeriodsOfCare
from lac_validator.engine import CROSS_YEAR, INCONSISTENT, INVALID, rule

EXPECTED_PLACEMENTS = ("K2", "Z12", "Z13")
RULED_OUT_PLACEMENTS = ("K1", "K3", "P1", "R5")
"""Secure children's homes, supported accommodation, with parents, young offender institutions."""


@rule("700", fields="DOLO_START", category=INVALID, first_year=2027)
def start_not_valid(dolo: Table) -> Mask:
    """The start date of the DoLO is not a valid date."""
    return ~dolo.DOLO_START.between(*VALID_DAYS)


@rule("701", fields="DOLO_END", category=INVALID, first_year=2027)
def end_not_valid(dolo: Table) -> Mask:
    """The end date of the DoLO is not a valid date."""
    return dolo.DOLO_END.given & ~dolo.DOLO_END.between(*VALID_DAYS)


@rule("702", fields="DOLO_START DOLO_END", category=INCONSISTENT, first_year=2027)
def ended_before_start(dolo: Table) -> Mask:
    """The date that the DoLO ended is before the date that it started."""
    return dolo.DOLO_END <= dolo.DOLO_START


@rule("703", fields="DOLO_START", category=INCONSISTENT, first_year=2027)
def started_after_year(dolo: Table, year: CollectionYear) -> Mask:
    """The date that the DoLO started is after the end of the collection year."""
    return dolo.DOLO_START > year.end


@rule("704", fields="DOLO_END", category=INCONSISTENT, first_year=2027)
def ended_outside_year(dolo: Table, year: CollectionYear) -> Mask:
    """The date that the DoLO ended is before the start or after the end of the collection year."""
    return (dolo.DOLO_END < year.start) | (dolo.DOLO_END > year.end)


@rule("705", fields="DOLO_START DOLO_END", category=INCONSISTENT, first_year=2027)
def started_while_previous_open(dolo: Table) -> Table:
    """A DoLO cannot start when the previous DoLO is still open."""
    end_or_start = np.where(dolo.DOLO_END.readable, dolo.DOLO_END.days, dolo.DOLO_START.days)
    previous, order = dolo.successive(end_or_start, "DOLO_START")
    return order.where(~previous.DOLO_END.readable | (order.DOLO_START < previous.DOLO_END))


@rule("706", fields="DOLO_START", category=CROSS_YEAR, first_year=2027)
def open_last_year_but_not_continued(dolo_last: Table, dolo: Table) -> Table:
    """
    There is an open DoLO in last year’s return and there is no corresponding DoLO recorded at the start of
    this year..
    """
    left_open = dolo_last.where(dolo_last.DOLO_START.given & dolo_last.DOLO_END.blank)
    last, this = left_open.join(dolo)
    return left_open.without(last.where(last.DOLO_START.text == this.DOLO_START.text))


@rule("707", fields="DOLO_END", category=INCONSISTENT, first_year=2027)
def open_after_care_ended(dolo: Table, periods_of_care: PeriodsOfCare) -> Table:
    """Child ceased to be looked after but there is a DoLO without an end date."""
    return periods_of_care.without_room_for(dolo, "DOLO_START", "DOLO_END")


@rule("708", fields="DOLO_START", category=INCONSISTENT, first_year=2027)
def started_before_birth(dolo: Table) -> Mask:
    """Dates of DoLOs are before child’s date of birth."""
    return dolo.DOLO_START <= dolo.DOB


def _during(dolo: Table, episodes: Table) -> tuple[Table, Table]:
    """Each order with both dates beside each episode of the child with which it shares a day."""
    order, episode = dolo.where(dolo.DOLO_START.readable & dolo.DOLO_END.readable).join(episodes)
    overlap = (episode.DECOM <= order.DOLO_END) & ~(episode.DEC < order.DOLO_START)
    return order.where(overlap), episode.where(overlap)


@rule("709", fields="DOLO_START PLACE", category=INCONSISTENT, first_year=2027)
def placement_unexpected(dolo: Table, episodes: Table) -> tuple[Table, Table]:
    """Child with a DoLO is in an unexpected placement type."""
    order, episode = _during(dolo, episodes)
    unexpected = ~episode.PLACE.isin(EXPECTED_PLACEMENTS)
    return order.where(unexpected), episode.where(unexpected)


@rule("710", fields="DOLO_START PLACE", category=INCONSISTENT, first_year=2027)
def placement_ruled_out(dolo: Table, episodes: Table) -> tuple[Table, Table]:
    """
    Child with a DoLO can not be placed in secure children's homes, with parents, young offender institutions, or
    supported accommodation.
    """
    order, episode = _during(dolo, episodes)
    ruled_out = episode.PLACE.isin(RULED_OUT_PLACEMENTS)
    return order.where(ruled_out), episode.where(ruled_out)
