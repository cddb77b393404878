"""The dimensions along which figures are broken down and filtered: each says of a row to which group it belongs."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from lac_validator.dataset import Days, NotGiven, Table
from lac_validator.derived.dates_of_birth import DatesOfBirth
from lac_validator.derived.placements import Care
from lac_validator.engine import NOT_KNOWN, Groups, dimension
from lac_validator.engine.breakdown import Allocation
from lac_validator.schema.groups import PLACED_FOR_ADOPTION

AGE_BANDS: dict[str, float] = {"<1": 1, "1-4": 5, "5-9": 10, "10-15": 16, "16+": np.inf}
LENGTHS: dict[str, float] = {
    "up to 8 weeks": 56,
    "8 weeks to 6 months": 183,
    "6 to 12 months": 366,
    "1 to 2 years": 731,
}
LENGTHS |= {"2 to 5 years": 1827, "5 years and over": np.inf}

PLACEMENT_GROUPS = {
    "foster": ("U1", "U2", "U3", "U4", "U5", "U6"),
    "homes": ("K1", "K2"),
    "supported": ("K3", "H5", "P2"),
    "parents": ("P1",),
    "schools": ("S1",),
    "adoption": PLACED_FOR_ADOPTION,
    "other residential": ("R1", "R2", "R3", "R5"),
}
"""Placement types as the DfE's statistics put them together; all else is other."""

PROVIDERS = {
    "own": ("PR1",),
    "other authority": ("PR2",),
    "other public": ("PR3",),
    "private": ("PR4",),
    "voluntary": ("PR5",),
    "parents": ("PR0",),
}

ETHNIC_GROUPS = {
    "White": ("WBRI", "WIRI", "WIRT", "WROM", "WOTH"),
    "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "Asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
    "Black": ("BCRB", "BAFR", "BOTH"),
    "Other": ("OOTH",),
}

_AREA = re.compile("[A-Z]{1,2}(?=[0-9])")

FAR = 20
"""Miles from home beyond which a placement is far."""


@dimension("age band")
def age_band(rows: Table, on: Days, dates_of_birth: DatesOfBirth) -> Groups:
    """Age in completed years on the day that counts, by the first row of Header with a date of birth that can be read:
    under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over.
    """
    return Groups.of_bands(dates_of_birth.ages(rows, on), AGE_BANDS)


@dimension("sex", field="SEX")
def sex(rows: Table, header: Table) -> Groups:
    """Sex, by the child's first row of Header; the codes 1 and 2 of earlier years are M and F."""
    return Groups.of_named(beside(rows, header).SEX, {"M": ("M", "1"), "F": ("F", "2")})


@dimension("ethnicity")
def ethnicity(rows: Table, header: Table) -> Groups:
    """Ethnic group, by the child's first row of Header: White, Mixed, Asian, Black or Other; refused and not yet
    obtained are not known.
    """
    return Groups.of_named(beside(rows, header).ETHNIC, ETHNIC_GROUPS)


def beside(rows: Table, header: Table) -> Table:
    """For each row the first row of Header of its child; blanks where there is none."""
    _, first = np.unique(header.CHILD.ids, return_index=True)
    return rows.join(header.take(first), keep_unmatched=True)[1]


@dimension("need", field="CIN")
def need(rows: Table) -> Groups:
    """Category of need of the episode."""
    return Groups.of_codes(rows.CIN)


@dimension("legal status", field="LS")
def legal_status(rows: Table) -> Groups:
    """Legal status of the episode."""
    return Groups.of_codes(rows.LS)


@dimension("placement")
def placement(rows: Table) -> Groups:
    """Placement type of the episode, put together: foster (U1 to U6), children's homes (K1, K2), supported (K3, H5,
    P2), with parents (P1), residential schools (S1), placed for adoption (A3 to A6), other residential (R1, R2, R3,
    R5) and other.
    """
    return Groups.of_named(rows.PLACE, PLACEMENT_GROUPS, "other")


@dimension("provider")
def provider(rows: Table) -> Groups:
    """Who provides the placement of the episode: the authority itself, another authority, other public provision,
    private or voluntary provision, the parents; not reported.
    """
    return Groups.of_named(rows.PLACE_PROVIDER, PROVIDERS, "not reported")


@dimension("location")
def location(rows: Table) -> Groups:
    """Whether the placement of the episode lies inside or outside the authority, by its postcode."""
    return Groups.of_named(rows.PL_LOCATION, {"inside": ("IN",), "outside": ("OUT",)})


@dimension("distance")
def distance(rows: Table) -> Groups:
    """Whether the placement of the episode lies inside or outside the authority, and up to or over 20 miles from home;
    not known where either is.
    """
    inside, outside, miles = rows.PL_LOCATION == "IN", rows.PL_LOCATION == "OUT", rows.PL_DISTANCE.number
    near, far = miles <= FAR, miles > FAR
    return Groups.of_masks(
        {
            "inside, up to 20 miles": inside & near,
            "inside, over 20 miles": inside & far,
            "outside, up to 20 miles": outside & near,
            "outside, over 20 miles": outside & far,
        }
    )


@dimension("reason", field="REC")
def reason(rows: Table) -> Groups:
    """Reason for which the episode ceased."""
    return Groups.of_codes(rows.REC)


@dimension("reason for change", field="REASON_PLACE_CHANGE")
def reason_for_change(rows: Table) -> Groups:
    """Reason for which the placement changed when the episode ended."""
    return Groups.of_codes(rows.REASON_PLACE_CHANGE)


@dimension("month")
def month(on: Days) -> Groups:
    """Month of the day that counts: 2026-04."""
    months, place = np.unique(on.astype("datetime64[M]"), return_inverse=True)
    return Groups([NOT_KNOWN if np.isnat(each) else str(each) for each in months], place)


@dimension("length of the period")
def length_of_the_period(rows: Table, on: Days, care: Care) -> Groups:
    """How long the period of care of the episode had lasted on the day that counts; where it began before the oldest
    return at hand, how long at least.
    """
    if rows.name not in ("Episodes", care.history.name):
        raise NotGiven(f"{rows.name} does not say")
    place = care.place_in_history(rows)
    if not len(care.history):
        return Groups.of_bands(np.full(len(rows), np.nan), LENGTHS)
    days = (on - care.periods.began[care.periods.number[place]]).astype("timedelta64[D]").astype(np.float64)
    return Groups.of_bands(np.where((place >= 0) & ~np.isnat(on), days, np.nan), LENGTHS)


@dimension("home and area")
def home_and_area(rows: Table) -> Groups:
    """Ofsted number (URN) of the provider of the episode, and the first letters of the placement's postcode."""
    postcodes, area = rows.PL_POST.text.distinct
    numbers, home = rows.URN.distinct
    areas = [found[0] if (found := _AREA.match(postcode)) else "" for postcode in postcodes]
    pairs, place = np.unique(home * len(areas) + area, return_inverse=True)
    pairs_of = [divmod(pair, len(areas)) for pair in pairs.tolist()]
    named = [f"{numbers[home] or NOT_KNOWN} {areas[area]}".strip() for home, area in pairs_of]
    names = sorted({*named})
    at = {name: number for number, name in enumerate(names)}
    return Groups(names, np.array([at[name] for name in named], np.intp)[place])


@dimension("team")
def team(rows: Table, allocation: Allocation | None) -> Groups:
    """Team, by the allocation list."""
    if not allocation:
        raise NotGiven("the allocation list not given")
    return _allocated(rows, {child: contact.get("team", "") for child, contact in allocation.items()})


@dimension("social worker")
def social_worker(rows: Table, allocation: Allocation | None, social_workers_at: Table | None = None) -> Groups:
    """Social worker, by the allocation list; where none is given, who has the child on the as-at day by the return."""
    if allocation:
        return _allocated(rows, {child: contact.get("worker", "") for child, contact in allocation.items()})
    if social_workers_at is None:
        raise NotGiven("neither the allocation list nor SWEpisodes given")
    return Groups.of_codes(rows.join(social_workers_at, keep_unmatched=True)[1].SW_ID)


def _allocated(rows: Table, to: Mapping[str, str]) -> Groups:
    known = {child.strip().upper(): whom.strip() for child, whom in to.items()}
    children, where = rows.CHILD.distinct
    whom = [known.get(child, "") or NOT_KNOWN for child in children]
    names = [*sorted({*whom} - {NOT_KNOWN}), NOT_KNOWN]
    place = {name: at for at, name in enumerate(names)}
    return Groups(names, np.array([place[each] for each in whom], np.intp)[where])
