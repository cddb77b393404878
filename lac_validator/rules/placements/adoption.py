"""Placed for adoption (A3 to A6): with whom, by which order, after which decision."""

from __future__ import annotations

import datetime

from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, MISSING, rule
from lac_validator.rules.placements.codes import WITH_CURRENT_FOSTER_CARER
from lac_validator.schema.groups import (
    ADOPTED,
    FREEING_ORDER,
    NEW_EPISODE_FOLLOWS,
    PLACED_FOR_ADOPTION,
    PLACEMENT_ORDER,
)

ON_A_PLACEMENT_ORDER = ("A5", "A6")
SAME_CARERS_OR_START = ("S", "T", "U")
SAME_CARERS_CODED_SINCE = datetime.date(2015, 4, 1)


@rule("217", fields="PLACE DECOM RNE", category=INCONSISTENT)
def adopted_by_foster_carer_for_another_reason(episodes: Table) -> Mask:
    """
    Children who are placed for adoption with current foster carers (placement types A3 or A5) must have a reason for
    new episode of S, T or U.
    """
    placed = episodes.PLACE.isin(WITH_CURRENT_FOSTER_CARER) & (episodes.DECOM >= SAME_CARERS_CODED_SINCE)
    return placed & ~episodes.RNE.isin(SAME_CARERS_OR_START)


@rule("335", fields="PLACE FOSTER_CARE", category=INCONSISTENT)
def adopter_contradicts_placement(episodes: Table, ad1: Table) -> tuple[Table, Table]:
    """
    The current foster value (0) suggests that child is not adopted by current foster carer, but last placement is A2,
    A3, or A5. Or the current foster value (1) suggests that child is adopted by current foster carer, but last
    placement is A1, A4 or A6.
    """
    episode, adoption = episodes.join(ad1)
    with_carer = episode.PLACE.isin(("A2", *WITH_CURRENT_FOSTER_CARER)) & (adoption.FOSTER_CARE == "0")
    with_another = episode.PLACE.isin(("A1", "A4", "A6")) & (adoption.FOSTER_CARE == "1")
    at_odds = episode.REC.isin(("E1", *ADOPTED)) & (with_carer | with_another)
    return episode.where(at_odds), adoption.where(at_odds)


@rule("390", fields="PLACE REC", category=INCONSISTENT)
def adopted_but_not_placed_for_adoption(episodes: Table) -> Mask:
    """Reason episode ceased is adopted but child has not been previously placed for adoption."""
    return episodes.REC.isin(ADOPTED) & ~episodes.PLACE.isin(PLACED_FOR_ADOPTION)


@rule("408", fields="PLACE LS", category=INCONSISTENT)
def placed_for_adoption_without_placement_order(episodes: Table) -> Mask:
    """Child is placed for adoption with a placement order, but no placement order has been recorded."""
    return episodes.PLACE.isin(ON_A_PLACEMENT_ORDER) & (episodes.LS != PLACEMENT_ORDER)


@rule("521", fields="PLACE DECOM DATE_INT", category=INCONSISTENT)
def placed_for_adoption_before_decision(episodes: Table, ad1: Table) -> tuple[Table, Table]:
    """
    Date of local authority's decision (LA) that adoption is in the best interests of the child (date should be placed)
    must be on or prior to the date the child is placed for adoption.
    """
    episode, adoption = episodes.join(ad1)
    early = episode.PLACE.isin(PLACED_FOR_ADOPTION) & (episode.DECOM < adoption.DATE_INT)
    return episode.where(early), adoption.where(early)


@rule("551", fields="DATE_PLACED PLACE", category=MISSING)
def placed_for_adoption_without_decision(episodes: Table, placed_adoption: Table) -> Table:
    """
    Child has been placed for adoption but there is no date of the decision that the child should be placed for
    adoption.
    """
    placed = episodes.where(episodes.PLACE.isin(PLACED_FOR_ADOPTION))
    episode, decision = placed.join(placed_adoption, keep_unmatched=True)
    return episode.where(decision.DATE_PLACED.blank)


@rule("557", fields="DATE_PLACED_CEASED REASON_PLACED_CEASED PLACE LS REC", category=MISSING, last_year=2024)
def adoption_plan_not_ended_until_2024(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Child for whom the decision was made that they should be placed for adoption has left care but was not adopted and
    information on the decision that they should no longer be placed for adoption items has not been completed.
    """
    return _plan_not_ended((FREEING_ORDER, PLACEMENT_ORDER), episodes, placed_adoption)


@rule("557", fields="DATE_PLACED_CEASED REASON_PLACED_CEASED PLACE LS REC", category=MISSING, first_year=2025)
def adoption_plan_not_ended(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Child for whom the decision was made that they should be placed for adoption has left care but was not adopted and
    information on the decision that they should no longer be placed for adoption items has not been completed.
    """
    return _plan_not_ended((PLACEMENT_ORDER,), episodes, placed_adoption)


def _plan_not_ended(orders: tuple[str, ...], episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """Episodes of children to be adopted who left care otherwise, and what is incomplete on the end of that plan."""
    planned = episodes.PLACE.isin(PLACED_FOR_ADOPTION) | episodes.LS.isin(orders)
    left_care = episodes.REC.given & ~episodes.REC.isin((NEW_EPISODE_FOLLOWS, *ADOPTED))
    episode, plan = episodes.where(planned & left_care).join(placed_adoption, keep_unmatched=True)
    incomplete = plan.any_blank("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return episode.where(incomplete), plan.where(incomplete)
