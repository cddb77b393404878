"""Where a child lives: the postcodes, the authority they lie in (PL_LA, PL_LOCATION), and how far from home it is
(PL_DISTANCE).
"""

from __future__ import annotations

from lac_validator.dataset import Mask, Table, Text
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, rule
from lac_validator.reference import Postcodes
from lac_validator.rules.placements.codes import WITH_PARENTS
from lac_validator.schema.groups import SHORT_BREAKS


@rule("164", fields="PL_DISTANCE", category=INVALID, needs="postcodes")
def distance_not_valid(episodes: Table, of_asylum_seekers: Mask) -> Mask:
    """Distance is not valid. Please check a valid postcode has been entered."""
    miles = episodes.PL_DISTANCE.number
    return ~of_asylum_seekers & ~episodes.LS.isin(SHORT_BREAKS) & ((miles < 0) | (miles > 999.9))


@rule("169", fields="PL_LA", category=MISSING, needs="postcodes")
def authority_of_placement_unknown(episodes: Table) -> Mask:
    """Local Authority (LA) of placement is not valid or is missing. Please check a valid postcode has been entered."""
    return episodes.PL_LA.blank & ~episodes.LS.isin(SHORT_BREAKS)


@rule("179", fields="PL_LOCATION", category=MISSING, needs="postcodes")
def location_of_placement_unknown(episodes: Table) -> Mask:
    """Placement location code is not a valid code."""
    return episodes.PL_LOCATION.blank & ~episodes.LS.isin(SHORT_BREAKS)


@rule("214", fields="PL_POST URN", category=INCONSISTENT)
def placement_of_short_break(episodes: Table) -> Mask:
    """Placement location information not required."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.any_given("PL_POST", "URN")


@rule("392a", fields="PL_DISTANCE", category=MISSING, needs="postcodes")
def distance_blank(episodes: Table, of_asylum_seekers: Mask) -> Mask:
    """Child is looked after but no distance is recorded."""
    return episodes.PL_DISTANCE.blank & ~of_asylum_seekers & ~episodes.LS.isin(SHORT_BREAKS)


@rule("392b", fields="HOME_POST PL_POST", category=MISSING)
def postcodes_blank(episodes: Table, of_asylum_seekers: Mask | None = None) -> Mask:
    """Child is looked after but no postcodes are recorded."""
    expected = ~episodes.LS.isin(SHORT_BREAKS)
    if of_asylum_seekers is not None:
        expected &= ~of_asylum_seekers
    return expected & episodes.any_blank("HOME_POST", "PL_POST")


@rule("392c", fields="HOME_POST PL_POST", category=INVALID)
def postcodes_not_valid(episodes: Table, postcodes: Postcodes) -> Mask:
    """Postcode(s) provided are invalid."""
    return _not_a_postcode(episodes.HOME_POST, postcodes) | _not_a_postcode(episodes.PL_POST, postcodes)


def _not_a_postcode(column: Text, postcodes: Postcodes) -> Mask:
    texts, where = column.distinct
    return column.given & ~postcodes.find(texts).known[where]


@rule("392d", fields="HOME_POST PL_POST PLACE", category=INCONSISTENT)
def placed_at_home_without_parents(episodes: Table) -> Mask:
    """Home and placement postcodes should not be same unless the placement type is P1."""
    at_home = episodes.HOME_POST.without_blanks == episodes.PL_POST.without_blanks
    return at_home & (episodes.PLACE != WITH_PARENTS)


@rule("398", fields="LS HOME_POST PL_POST", category=INCONSISTENT)
def postcodes_of_short_break(episodes: Table) -> Mask:
    """Distance field completed but child looked after under legal status V3 or V4."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.any_given("HOME_POST", "PL_POST")


@rule("406", fields="PL_DISTANCE", category=INCONSISTENT, needs="postcodes")
def distance_of_asylum_seeker(episodes: Table, of_asylum_seekers: Mask) -> Mask:
    """Child is Unaccompanied Asylum-Seeking Child (UASC) or was formerly UASC. Distance should be blank."""
    return of_asylum_seekers & episodes.PL_DISTANCE.given


@rule("411", fields="PL_LOCATION", category=INCONSISTENT, needs="postcodes")
def location_contradicts_authority(episodes: Table, authority: str) -> Mask:
    """Placement location code disagrees with LA of placement."""
    return (episodes.PL_LOCATION == "IN") & (episodes.PL_LA != authority)


@rule("420", fields="PL_LA", category=INCONSISTENT, needs="postcodes")
def authority_of_short_break(episodes: Table) -> Mask:
    """LA of placement completed but child is looked after under legal status V3 or V4."""
    return episodes.LS.isin(SHORT_BREAKS) & episodes.PL_LA.given


@rule("454", fields="PL_DISTANCE", category=INVALID, needs="postcodes", first_year=2026)
def distance_over_350_miles(episodes: Table) -> Mask:
    """Placement distance from home is over 350 miles."""
    miles = episodes.PL_DISTANCE.number
    return (miles > 350) & (miles != 999.9)  # 999.9 stands for a distance that cannot be given
