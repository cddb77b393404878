"""What must be blank: the rules leave nothing else, unless the cell that makes it so is the wrong one."""

from __future__ import annotations

from collections.abc import Iterator

from lac_validator.dataset import Table
from lac_validator.engine import CERTAIN, SUGGESTED, Changes, Flagged, fix
from lac_validator.fixes.evidence import blanked
from lac_validator.schema.groups import SHORT_BREAKS, TEMPORARY

WITH_PARENTS, PARENTS = "P1", "PR0"


@fix("213", kind=CERTAIN)
def no_provider_of_temporary_placement(episodes: Table, flagged: Flagged) -> Changes:
    """Where a temporary placement has a placement provider, leave it blank."""
    rows = episodes.where(flagged.by("213", episodes) & episodes.PLACE.isin(TEMPORARY))
    return blanked(rows, "PLACE_PROVIDER", "The placement is a temporary one, for which no provider is asked.")


@fix("214 398 420", kind=CERTAIN)
def no_places_of_short_breaks(episodes: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where an agreed series of short-term breaks has postcodes or an Ofsted number, and the child has no other kind of
    episode, leave them blank.
    """
    other = episodes.where(~episodes.LS.isin(SHORT_BREAKS))
    rows = episodes.where(flagged.by("214 398 420", episodes) & ~episodes.CHILD.isin(other.CHILD))
    because = "All episodes of the child are short-term breaks, for which it is not asked."
    return (blanked(rows.where(rows.column(each).given), each, because) for each in ("HOME_POST", "PL_POST", "URN"))


@fix("222", kind=CERTAIN)
def no_number_of_parents(episodes: Table, flagged: Flagged) -> Changes:
    """Where a placement with parents, provided by them, has an Ofsted number, leave it blank."""
    with_parents = (episodes.PLACE == WITH_PARENTS) & (episodes.PLACE_PROVIDER == PARENTS)
    because = "Type and provider both say that the child is with parents, whom Ofsted does not inspect."
    return blanked(episodes.where(flagged.by("222", episodes) & with_parents), "URN", because)


@fix("222 243", kind=SUGGESTED)
def no_number_where_ofsted_does_not_inspect(episodes: Table, flagged: Flagged) -> Changes:
    """Where a placement that Ofsted does not inspect, by its type or as it lies outside England, has an Ofsted number,
    leave it blank.
    """
    because = "Ofsted does not inspect such a placement. See that its type and postcode are right."
    return blanked(episodes.where(flagged.by("222 243", episodes)), "URN", because)


@fix("226", kind=CERTAIN)
def no_reason_for_temporary_placement(
    episodes: Table, successive_episodes: tuple[Table, Table], flagged: Flagged
) -> Iterator[Changes]:
    """Where a temporary placement, or the move to it, has a reason for the change of placement, leave it blank."""
    on_its_own = flagged.by("226", episodes) & episodes.PLACE.isin(TEMPORARY) & episodes.REASON_PLACE_CHANGE.given
    because = "The placement is a temporary one, for which no reason is asked."
    yield blanked(episodes.where(on_its_own), "REASON_PLACE_CHANGE", because)
    before, episode = successive_episodes
    moved = flagged.by("226", episode) & episode.PLACE.isin(TEMPORARY) & before.REASON_PLACE_CHANGE.given
    because = "The child moved to a temporary placement, for which no reason is asked."
    yield blanked(before.where(moved & ~before.PLACE.isin(TEMPORARY)), "REASON_PLACE_CHANGE", because)


@fix("233", kind=CERTAIN)
def no_reason_while_placed(episodes: Table, successive_episodes: tuple[Table, Table], flagged: Flagged) -> Changes:
    """Where the child's last episode has not ended and has a reason for the change of placement, leave it blank."""
    followed, _ = successive_episodes
    last = episodes.where(flagged.by("233", episodes) & episodes.REC.blank & episodes.DECOM.readable).without(followed)
    because = "The episode has no end, no reason why it ceased and none after it, so the placement has not changed."
    return blanked(last, "REASON_PLACE_CHANGE", because)


@fix("406", kind=CERTAIN)
def no_home_of_asylum_seekers(episodes: Table, flagged: Flagged) -> Changes:
    """Where an unaccompanied asylum-seeking child has a home postcode, leave it blank: no distance is asked."""
    rows = episodes.where(flagged.by("406", episodes) & episodes.HOME_POST.given)
    return blanked(rows, "HOME_POST", "The child came to this country alone, so that no distance from home is asked.")


@fix("635", kind=SUGGESTED)
def no_order_without_previous_permanence(prev_perm: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where there was no previous permanence (Z1), yet an authority or a date of an order, leave these blank."""
    rows = prev_perm.where(flagged.by("635", prev_perm) & (prev_perm.PREV_PERM == "Z1"))
    because = "It is said that there was no previous permanence, so there was no order."
    return (blanked(rows.where(rows.column(each).given), each, because) for each in ("LA_PERM", "DATE_PERM"))
