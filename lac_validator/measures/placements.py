"""Where children live, who provides it, how far from home, and why placements end."""

from __future__ import annotations

import datetime
from functools import partial

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Rows, Table
from lac_validator.derived.looked_after import days_in_the_year
from lac_validator.derived.placements import Care
from lac_validator.engine import DAYS, EVENTS, SHARE, Count, Counted, Groups, NotUsed, Part, Split, measure
from lac_validator.engine.measure import Amounts
from lac_validator.measures.dimensions import FAR, PLACEMENT_GROUPS
from lac_validator.measures.left_out import unusable
from lac_validator.schema.groups import SAME_CARER

OTHERS = ("PR2", "PR3", "PR4", "PR5")
"""Providers other than the authority itself and the parents."""

MOVES = ("P", "T", "B", "U")
"""The reasons for a new episode (RNE) by which the placement changes."""

SURVIVAL_DAYS = (30, 91, 182, 365, 730, 1095, 1826)
"""The days at which the share of placements that last longer is told."""

_OF_THE_DAY = "CHILD DECOM DEC LS"


@measure(
    "placement_mix",
    name="Where children live",
    unit=SHARE,
    by="age band, provider, location, team",
    reads=f"{_OF_THE_DAY} PLACE",
)
def placement_mix(looked_after_at: Table, unusable_episodes: Table) -> Counted:
    """Children looked after on the as-at day by placement type: foster (U1 to U6), children's homes and secure homes
    (K1, K2), supported (K3, H5, P2), with parents (P1), residential schools (S1), placed for adoption (A3 to A6), other
    residential (R1, R2, R3, R5), and other, each a share of them all.
    """
    rows = looked_after_at
    split = Split(rows, rows, along="placement")
    return Counted(rows, rows, in_parts=True, parts=[split], not_used=unusable(unusable_episodes))


@measure(
    "providers",
    name="Who provides the placement",
    unit=SHARE,
    by="placement, age band, team",
    reads=f"{_OF_THE_DAY} PLACE_PROVIDER",
)
def providers(looked_after_at: Table, unusable_episodes: Table) -> Counted:
    """Children looked after on the as-at day by who provides the placement: own (PR1), another authority (PR2), other
    public (PR3), private (PR4), voluntary (PR5), parents (PR0), not reported; each a share of them all.
    """
    rows = looked_after_at
    split = Split(rows, rows, along="provider")
    return Counted(rows, rows, in_parts=True, parts=[split], not_used=unusable(unusable_episodes))


@measure(
    "outside",
    name="Placed outside the authority",
    unit=SHARE,
    by="placement, provider, age band, team",
    reads=f"{_OF_THE_DAY} PL_POST",
    needs="authority postcodes",
)
def outside(looked_after_at: Table, unusable_episodes: Table) -> Counted:
    """Of the children looked after on the as-at day, those whose placement lies outside the authority, by its postcode.
    Where the postcode is not known the child stays among them.
    """
    rows = looked_after_at
    unknown = Part(rows.where(rows.PL_LOCATION.blank), rows, name="not known")
    return Counted(rows.where(rows.PL_LOCATION == "OUT"), rows, parts=[unknown], not_used=unusable(unusable_episodes))


@measure(
    "over_20_miles",
    name="Placed more than 20 miles from home",
    unit=SHARE,
    by="placement, provider, age band, team",
    reads=f"{_OF_THE_DAY} PL_POST HOME_POST",
    needs="postcodes",
)
def over_20_miles(looked_after_at: Table, unusable_episodes: Table, authority: str | None = None) -> Counted:
    """Of the children looked after on the as-at day, those placed more than 20 miles from home, in a straight line
    between the two postcodes. Where the distance is not known the child stays among them. Beside it those of them who
    are outside the authority as well.
    """
    rows = looked_after_at
    far = rows.where(rows.PL_DISTANCE.number > FAR)
    parts = [Part(rows.where(np.isnan(rows.PL_DISTANCE.number)), rows, name="not known")]
    if authority is not None:
        parts.insert(0, Part(far.where(far.PL_LOCATION == "OUT"), rows, name="outside as well"))
    return Counted(far, rows, parts=parts, not_used=unusable(unusable_episodes))


@measure(
    "placement_changes",
    name="Why placements changed",
    unit=SHARE,
    by="placement, provider, age band, month",
    reads="CHILD DECOM DEC LS RNE REASON_PLACE_CHANGE",
    on="DEC",
)
def placement_changes(
    care_history: Table, unusable_episodes: Table, year: CollectionYear, as_at: datetime.date
) -> Counted:
    """Episodes that ended in the year up to the as-at day and whose next episode joins them, beginning on that day with
    a change of placement (RNE P, T, B or U), by the reason for the change; each a share of them all. Where no reason is
    given it is not known.
    """
    ordered = care_history
    before, after = ordered.take(np.arange(len(ordered) - 1)), ordered.take(np.arange(1, len(ordered)))
    joined = (before.CHILD == after.CHILD) & (before.DEC == after.DECOM) & after.RNE.isin(MOVES)
    rows = before.where(joined & before.DEC.between(year.start, as_at))
    split = Split(rows, rows, along="reason for change")
    return Counted(rows, rows, in_parts=True, parts=[split], not_used=unusable(unusable_episodes))


@measure(
    "new_placements",
    name="New placements by distance",
    unit=SHARE,
    by="placement, provider, age band, month",
    reads="CHILD DECOM DEC LS RNE REC PLACE PL_POST HOME_POST",
    on="DECOM",
    needs="authority postcodes",
)
def new_placements(
    care: Care,
    placements_in_the_year: Rows,
    unusable_episodes: Table,
    year: CollectionYear,
) -> Counted:
    """Placements that began in the year up to the as-at day, by where they lie: inside or outside the authority, up to
    or over 20 miles from home; each a share of them all. Not known where the location or the distance is not. A
    placement begins where the child moves; the first episode at hand of a child, where it is no new placement (RNE L, T
    or U), began earlier and is left out, and so is a placement that ended on the day it began.
    """
    placements, chosen = care.placements, placements_in_the_year
    new = chosen[(placements.began[chosen] >= np.datetime64(year.start))]
    child = placements.first.CHILD.ids
    known = ~(placements.first.RNE.isin(SAME_CARER) & np.append(True, child[1:] != child[:-1])[: len(child)])[new]
    rows = placements.first.take(new[known])
    earlier = NotUsed(placements.first.take(new[~known]), "the placement began before the oldest return at hand")
    split = Split(rows, rows, along="distance")
    return Counted(rows, rows, in_parts=True, parts=[split], not_used=[*unusable(unusable_episodes), earlier])


@measure(
    "placement_length",
    name="How long placements last",
    unit=DAYS,
    by="placement, provider, age band",
    reads="CHILD DECOM DEC LS RNE REC PLACE",
)
def placement_length(
    care: Care, placements_in_the_year: Rows, unusable_episodes: Table, year: CollectionYear, as_at: datetime.date
) -> Counted:
    """The median length in days of the placements that ended in the year up to the as-at day, with the quartiles. One
    that began before the oldest return at hand has lasted at least as long as is known: the median is the least that it
    can be, and the most takes such placements as endless. Beside it, for each placement type, the share of placements
    that last longer than so many days (Kaplan and Meier): of those of known length, open in the year, from the day on
    which they were seen. Our own measure.
    """
    placements, chosen = care.placements, placements_in_the_year
    over = chosen[~np.isnat(placements.ended[chosen])]
    rows = placements.first.take(over)
    days = (placements.ended[over] - placements.began[over]).astype(np.float64)
    known = placements.known[over]
    quartiles = [
        Part(rows, amounts=days, statistic=partial(np.quantile, q=q), name=name, series="quartiles")
        for name, q in (("lower quartile", 0.25), ("upper quartile", 0.75))
    ]
    longer = NotUsed(rows.where(~known), "the placement began before the oldest return at hand: at least so long")
    bounds = [
        None if known.all() else Count(rows, amounts=each, statistic=np.median)
        for each in (days, np.where(known, days, np.inf))
    ]
    return Counted(
        rows,
        amounts=days,
        statistic=np.median,
        parts=[*quartiles, *_survival(care, chosen[placements.known[chosen]], year, as_at)],
        low=bounds[0],
        high=bounds[1],
        not_used=[*unusable(unusable_episodes), longer],
    )


def _survival(care: Care, chosen: Rows, year: CollectionYear, as_at: datetime.date) -> list[Part]:
    """For each placement type the share of these placements that last longer than so many days."""
    placements = care.placements
    began, ended = placements.began[chosen], placements.ended[chosen]
    over = ~np.isnat(ended)
    seen = np.maximum((np.datetime64(year.start) - began).astype(np.int64), 0)
    lasted = (np.where(over, ended, np.datetime64(as_at)) - began).astype(np.int64)
    times = np.column_stack([seen, lasted, over])
    rows = placements.first.take(chosen)
    groups = Groups.of_named(rows.PLACE, PLACEMENT_GROUPS, "other")
    parts = []
    for number, name in enumerate(groups.names):
        own = groups.place == number
        if own.any():
            of_type, amounts = rows.where(own), times[own]
            parts += [
                Part(of_type, amounts=amounts, statistic=partial(lasting, days=days), name=f"{days} days", series=name)
                for days in SURVIVAL_DAYS
            ]
    return parts


def lasting(times: Amounts, days: int) -> float:
    """The share of placements that last longer than so many days, as Kaplan and Meier estimate it.

    :param times: by placement its age in days when it was first seen and when it was last seen, and whether it had
        ended by then. A placement is reckoned with from the first age on.
    """
    seen, lasted, over = times[times[:, 0] < times[:, 1]].T
    ends, deaths = np.unique(lasted[(over > 0) & (lasted <= days)], return_counts=True)
    at_risk = np.searchsorted(np.sort(seen), ends, "left") - np.searchsorted(np.sort(lasted), ends, "left")
    return float(np.prod(1 - deaths / at_risk))


@measure(
    "sufficiency",
    name="Placements with other authorities and agencies",
    unit=EVENTS,
    reads="CHILD DECOM DEC LS PLACE_PROVIDER PL_POST URN",
)
def sufficiency(
    looked_after_at: Table,
    care_in_the_year: Table,
    unusable_episodes: Table,
    year: CollectionYear,
    as_at: datetime.date,
) -> Counted:
    """Placements on the as-at day with providers other than the authority itself and the parents (PR2 to PR5). By
    Ofsted number and postcode area the children on that day, the children in the year up to it, and their nights: those
    from 1 April to the as-at day on which an episode with the provider was open. Our own measure.
    """
    now = looked_after_at.where(looked_after_at.PLACE_PROVIDER.isin(OTHERS))
    in_year = care_in_the_year.where(care_in_the_year.PLACE_PROVIDER.isin(OTHERS))
    nights = days_in_the_year(in_year.DECOM, in_year.DEC, year, as_at)
    along = "home and area"
    parts = [
        Split(now, along=along, series="children now"),
        Split(in_year, amounts=in_year.CHILD.ids, statistic=_different, along=along, series="children in the year"),
        Split(in_year, amounts=nights, statistic=np.sum, along=along, series="nights in the year"),
    ]
    return Counted(now, parts=parts, not_used=unusable(unusable_episodes))


def _different(children: Amounts) -> int:
    return len(np.unique(children))
