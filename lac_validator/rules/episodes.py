"""Episodes: that each is whole and has real dates and codes, and that a child's episodes make one story.

An episode says when and why it began (DECOM, RNE) and when and why it ended (DEC, REC). A child's episodes follow each
other by DECOM: while the child stays in care, each ends with REC X1 on the day on which the next begins, and only a
start of care has RNE S. The chapter also holds what episodes must have in common with the child's age, with the
decisions to place the child for adoption, with missing periods and with previous permanence.

Only this year's episodes are seen, so a child's first episode here need not be the first ever.
"""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Days, Mask, Table
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import (
    ADOPTED,
    FREEING_ORDER,
    NEW_EPISODE_FOLLOWS,
    NO_PREVIOUS_PERMANENCE,
    PLACED_FOR_ADOPTION,
    PLACEMENT_ORDER,
    STARTED_TO_BE_LOOKED_AFTER,
)

CONTINUES = tuple(code for code in valid_codes("RNE") if code != STARTED_TO_BE_LOOKED_AFTER)
CEASED = tuple(code for code in valid_codes("REC") if code != NEW_EPISODE_FOLLOWS)
"""The reasons with which a child ceases to be looked after."""

INDIVIDUAL_SHORT_BREAK = "V3"

DIED_OR_FOUND_ADULT = ("E2", "E15")
INDEPENDENT_LIVING = ("E5", "E6")
TO_ADULT_SERVICES = "E7"
OTHER_REASON = "E8"
STAYED_WITH_CARERS = "E17"
SPECIAL_GUARDIANSHIP = ("E45", "E46", "E47", "E48")

CHILDREN_ACT_IN_FORCE = datetime.date(1991, 10, 14)


@rule("117", fields="DATE_PLACED_CEASED DATE_PLACED DEC REC DECOM", category=INCONSISTENT)
def adoption_decision_too_late(episodes: Table, placed_adoption: Table, year: CollectionYear) -> tuple[Table, Table]:
    """
    Date of decision that a child should/should no longer be placed for adoption is beyond the current collection year
    or after the child ceased to be looked after.
    """
    last = episodes.where(episodes.REC != NEW_EPISODE_FOLLOWS).latest("DECOM")
    episode, decision = last.join(placed_adoption)
    placed, ceased = decision.DATE_PLACED, decision.DATE_PLACED_CEASED
    too_late = (placed > year.end) | (placed > episode.DEC) | (ceased > year.end) | (ceased > episode.DEC)
    return episode.where(too_late), decision.where(too_late)


@rule("141", fields="DECOM", category=INVALID)
def start_date_not_valid(episodes: Table) -> Mask:
    """Date episode began is not a valid date."""
    return episodes.DECOM.unreadable


@rule("142", fields="DEC REC", category=MISSING)
def open_episode_before_another(successive_episodes: tuple[Table, Table]) -> Table:
    """A new episode has started, but the previous episode has not ended."""
    earlier, _ = successive_episodes
    return earlier.where(earlier.DECOM.readable & (~earlier.DEC.readable | earlier.REC.blank))


@rule("143", fields="RNE", category=INVALID)
def reason_for_new_episode_not_valid(episodes: Table) -> Mask:
    """The reason for new episode code is not a valid code."""
    return episodes.RNE.given & ~episodes.RNE.isin(valid_codes("RNE"))


@rule("145", fields="CIN", category=INVALID)
def category_of_need_not_valid(episodes: Table) -> Mask:
    """Category of need code is not a valid code."""
    return episodes.CIN.given & ~episodes.CIN.isin(valid_codes("CIN"))


@rule("147", fields="DEC", category=INVALID)
def end_date_not_valid(episodes: Table) -> Mask:
    """Date episode ceased is not a valid date."""
    return episodes.DEC.unreadable


@rule("148", fields="DEC REC", category=MISSING)
def end_half_recorded(episodes: Table) -> Mask:
    """Date episode ceased and reason episode ceased must both be coded, or both left blank."""
    return episodes.DEC.blank != episodes.REC.blank


@rule("149", fields="REC", category=INVALID)
def reason_episode_ceased_not_valid(episodes: Table) -> Mask:
    """Reason episode ceased code is not valid."""
    return episodes.REC.given & ~episodes.REC.isin(valid_codes("REC"))


@rule("199", fields="CHILD", category=INCONSISTENT)
def episode_after_adoption(episodes: Table, episodes_last: Table | None = None) -> tuple[Table, ...]:
    """Episode information shows child has been previously adopted from care."""
    episode, adoption = episodes.join(episodes.where(episodes.REC.isin(ADOPTED)).earliest("DECOM"))
    further_down = (episode.DECOM == adoption.DECOM) & (episode.rows > adoption.rows)
    after = episode.where((episode.DECOM > adoption.DECOM) | further_down)
    if episodes_last is None:
        return (after,)
    episode, adoption = episodes.join(episodes_last.where(episodes_last.REC.isin(ADOPTED)).earliest("DECOM"))
    return after, episode.where(episode.DECOM > adoption.DECOM)


@rule("302", fields="DECOM DOB", category=INCONSISTENT)
def first_episode_before_birth(header: Table, first_episodes: Table) -> tuple[Table, Table]:
    """First episode starts before child was born."""
    episode, child = first_episodes.join(header)
    unborn = child.DOB > episode.DECOM
    return episode.where(unborn), child.where(unborn)


@rule("334", fields="DATE_INT DECOM RNE", category=INCONSISTENT)
def adoption_decision_before_latest_start_of_care(episodes: Table, ad1: Table) -> tuple[Table, Table]:
    """
    Date child started to be looked after in latest period of care must be on or prior to the date should be placed for
    adoption.
    """
    start, adoption = episodes.where(episodes.RNE == STARTED_TO_BE_LOOKED_AFTER).latest("DECOM").join(ad1)
    too_early = adoption.DATE_INT < start.DECOM
    return start.where(too_early), adoption.where(too_early)


@rule("352", fields="DECOM RNE", category=INCONSISTENT)
def started_as_adult(header: Table, episodes: Table) -> Table:
    """Child who started to be looked after was aged 18 or over."""
    episode, child = episodes.join(header)
    return episode.where((episode.RNE == STARTED_TO_BE_LOOKED_AFTER) & (episode.DECOM >= child.DOB.birthday(18)))


@rule("353", fields="DECOM", category=INVALID)
def start_before_children_act(episodes: Table) -> Mask:
    """No episode submitted can start before 14 October 1991."""
    return episodes.DECOM < CHILDREN_ACT_IN_FORCE


@rule("354", fields="DECOM", category=INVALID)
def start_after_year(episodes: Table, year: CollectionYear) -> Mask:
    """Date episode ceased must be on or before the end of the current collection year."""
    # The DfE's message is that of 385; the rule is about the start.
    return episodes.DECOM > year.end


@rule("355", fields="DECOM DEC", category=INCONSISTENT)
def episode_shorter_than_a_day(episodes: Table) -> Mask:
    """Episode appears to have lasted for less than 24 hours"""
    return episodes.DECOM == episodes.DEC


@rule("356", fields="DECOM", category=INCONSISTENT)
def end_before_start(episodes: Table) -> Mask:
    """The date the episode ceased is before the date the same episode started."""
    return episodes.DEC < episodes.DECOM


@rule("357", fields="RNE", category=INCONSISTENT)
def first_episode_not_a_start_of_care(first_episodes: Table, year: CollectionYear) -> Table:
    """
    If this is the first episode ever for this child, reason for new episode must be S. Check whether there is an
    episode immediately preceding this one, which has been left out. If not the reason for new episode code must be
    amended to S.
    """
    return first_episodes.where(
        (first_episodes.DECOM >= year.start) & (first_episodes.RNE != STARTED_TO_BE_LOOKED_AFTER)
    )


@rule("366", fields="RNE", category=INCONSISTENT)
def placement_change_in_short_break(episodes: Table) -> Mask:
    """A child cannot change placement during the course of an individual short-term respite break."""
    return (episodes.LS == INDIVIDUAL_SHORT_BREAK) & (episodes.RNE != STARTED_TO_BE_LOOKED_AFTER)


@rule("385", fields="DEC", category=INVALID)
def end_after_year(episodes: Table, year: CollectionYear) -> Mask:
    """Date episode ceased must be on or before the end of the current collection year."""
    return episodes.DEC > year.end


@rule("386", fields="REC", category=INCONSISTENT)
def adopted_as_adult(header: Table, episodes: Table) -> Table:
    """Reason episode ceased is adopted but child has reached age 18."""
    episode, child = episodes.join(header)
    return episode.where(episode.REC.isin(ADOPTED) & (episode.DEC >= child.DOB.birthday(18)))


@rule("387", fields="REC", category=INCONSISTENT)
def independent_living_under_14(header: Table, episodes: Table) -> Table:
    """Reason episode ceased is child moved into independent living arrangement, but the child is aged under 14."""
    episode, child = episodes.join(header)
    return episode.where(episode.REC.isin(INDEPENDENT_LIVING) & (episode.DEC < child.DOB.birthday(14)))


@rule("388", fields="REC", category=INCONSISTENT)
def end_at_odds_with_next_episode(episodes: Table) -> Mask:
    """Reason episode ceased is coded new episode begins, but there is no continuation episode."""
    # Undated episodes come first here, unlike in the other rules: so they neither continue nor hide an episode.
    earlier, later = episodes.successive("DECOM", undated_first=True)
    continued = np.isin(episodes.rows, earlier.where(earlier.DEC == later.DECOM).rows)
    ended = episodes.CHILD.given & episodes.DEC.readable & episodes.REC.given
    return ended & (continued != (episodes.REC == NEW_EPISODE_FOLLOWS))


@rule("389", fields="REC", category=INCONSISTENT)
def adult_services_under_16(episodes: Table, header: Table) -> Table:
    """
    Reason episode ceased is that child transferred to care of adult social care services, but child is
    aged under 16.
    """
    episode, child = episodes.join(header)
    return episode.where((episode.REC == TO_ADULT_SERVICES) & (episode.DEC < child.DOB.birthday(16)))


@rule("407", fields="DEC DOB REC", category=INCONSISTENT)
def special_guardianship_as_adult(episodes: Table, header: Table) -> tuple[Table, Table]:
    """Reason episode ceased is Special Guardianship Order, but child has reached age 18."""
    episode, child = episodes.join(header)
    adult = episode.REC.isin(SPECIAL_GUARDIANSHIP) & (episode.DEC >= child.DOB.birthday(18))
    return episode.where(adult), child.where(adult)


@rule("431", fields="RNE DECOM", category=INCONSISTENT)
def started_before_previous_episode_was_over(successive_episodes: tuple[Table, Table]) -> Table:
    """The reason for new episode is started to be looked after, but the previous episode ended on the same day."""
    earlier, later = successive_episodes
    return later.where((later.RNE == STARTED_TO_BE_LOOKED_AFTER) & (later.DECOM <= earlier.DEC))


@rule("432", fields="RNE", category=INCONSISTENT)
def no_start_after_child_ceased(successive_episodes: tuple[Table, Table]) -> Table:
    """
    The child ceased to be looked after at the end of the previous episode but the reason for the new episode is not
    started to be looked after.
    """
    earlier, later = successive_episodes
    return later.where(earlier.REC.isin(CEASED) & (later.RNE != STARTED_TO_BE_LOOKED_AFTER))


@rule("433", fields="RNE DECOM", category=INCONSISTENT)
def continuation_not_on_the_day(episodes: Table) -> Table:
    """
    The reason for new episode suggests that this is a continuation episode, but the episode does not start on the same
    day as the last episode finished.
    """
    earlier, later = episodes.successive("DECOM", "DEC")
    return later.where(later.RNE.isin(CONTINUES) & (later.DECOM != earlier.DEC))


@rule("437", fields="REC", category=INCONSISTENT)
def episode_after_death_or_adulthood(successive_episodes: tuple[Table, Table]) -> Table:
    """Reason episode ceased is child has died or is aged 18 or over but there are further episodes."""
    earlier, _ = successive_episodes
    return earlier.where(earlier.DECOM.readable & earlier.REC.isin(DIED_OR_FOUND_ADULT))


@rule("460", fields="DEC REC", category=INCONSISTENT)
def stayed_with_carers_under_18(header: Table, episodes: Table) -> Table:
    """
    Reason episode ceased is that child stayed with current carers at age 18 (or above), but child is
    aged under 18.
    """
    episode, child = episodes.join(header)
    return episode.where((episode.REC == STAYED_WITH_CARERS) & (episode.DEC < child.DOB.birthday(18)))


@rule("501", fields="DECOM DEC", category=INCONSISTENT)
def start_before_previous_end(successive_episodes: tuple[Table, Table]) -> Table:
    """A new episode has started before the end date of the previous episode."""
    earlier, later = successive_episodes
    return later.where(later.DECOM < earlier.DEC)


@rule("504", fields="CIN", category=INCONSISTENT)
def category_of_need_changed_in_care(successive_episodes: tuple[Table, Table]) -> Table:
    """The category of need code differs from that reported at start of current period of being looked after"""
    earlier, later = successive_episodes
    stayed = (earlier.REC == NEW_EPISODE_FOLLOWS) & (earlier.DEC == later.DECOM)
    return later.where(stayed & ~later.CIN.same_as(earlier.CIN))


@rule("552", fields="DATE_PLACED DECOM", category=INCONSISTENT)
def adoptive_placement_before_decision(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Date of Decision to place a child for adoption should be on or prior to the date that the child was placed for
    adoption.
    """
    placements = episodes.where(episodes.PLACE.isin(PLACED_FOR_ADOPTION)).earliest("DECOM")
    placement, decision = placements.join(placed_adoption.latest("DATE_PLACED"))
    too_early = placement.DECOM < decision.DATE_PLACED
    return placement.where(too_early), decision.where(too_early)


@rule("553", fields="CHILD DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED", category=MISSING)
def placement_order_without_decision(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Placement order has been granted but there is no date of decision that the child should be placed
    for adoption.
    """
    return _order_without_decision(PLACEMENT_ORDER, episodes, placed_adoption)


@rule("555", fields="CHILD DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED", category=MISSING, last_year=2024)
def freeing_order_without_decision(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """Freeing order has been granted but there is no date of decision that the child should be placed for adoption."""
    return _order_without_decision(FREEING_ORDER, episodes, placed_adoption)


def _order_without_decision(order: str, episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """Episodes under the order of children without any decision; ended decisions of children still under it."""
    granted = episodes.where((episodes.LS == order) & episodes.CHILD.given)
    undecided = granted.where(~granted.CHILD.isin(placed_adoption.CHILD))
    still_open = granted.where(granted.DEC.blank)
    ended = placed_adoption.any_given("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return undecided, placed_adoption.where(ended & placed_adoption.CHILD.isin(still_open.CHILD))


@rule("556", fields="DATE_PLACED DECOM", category=INCONSISTENT, last_year=2024)
def freeing_order_before_decision(episodes: Table, placed_adoption: Table) -> Table:
    """
    Date of decision that the child should be placed for adoption should be on or prior to the date that the freeing
    order was granted.
    """
    episode, decision = episodes.join(placed_adoption)
    return episode.where((episode.LS == FREEING_ORDER) & (decision.DATE_PLACED > episode.DECOM))


@rule("558", fields="DATE_PLACED_CEASED REC", category=INCONSISTENT)
def adopted_though_every_decision_ended(episodes: Table, placed_adoption: Table) -> Mask:
    """
    If a child has been adopted, then the decision to place them for adoption has not been disrupted and the date of the
    decision that a child should no longer be placed for adoption should be left blank.
    """
    still_stands = placed_adoption.total_for_child(placed_adoption.DATE_PLACED_CEASED.blank) > 0
    disrupted = placed_adoption.where((placed_adoption.CHILD.occurrences > 1) & ~still_stands)
    return episodes.REC.isin(ADOPTED) & episodes.CHILD.isin(disrupted.CHILD)


@rule("580", fields="REC", category=INCONSISTENT)
def missing_when_care_ceased(episodes: Table, missing: Table) -> Table:
    """Child is missing when cease being looked after but reason episode ceased not ‘E8’."""
    episode, absence = episodes.join(missing)
    until_18 = (absence.MIS_END == episode.DEC) & (episode.DEC == absence.DOB.birthday(18))
    return episode.where(until_18 & (episode.REC != OTHER_REASON))


@rule("582", fields="DEC DATE_MATCH", category=INCONSISTENT)
def adopted_on_day_of_match(episodes: Table, ad1: Table) -> Table:
    """
    Child is showing as ceasing to be looked after due to adoption, but the date of adoption is the same as the date
    reported for being matched with adopters. In most circumstances we expect the date the child is matched with
    adopters to be before the date of adoption.
    """
    episode, adoption = episodes.join(ad1)
    return episode.where(episode.REC.isin(ADOPTED) & (episode.DEC.text == adoption.DATE_MATCH.text))


@rule("630", fields="RNE", category=MISSING)
def previous_permanence_not_returned(episodes: Table, prev_perm: Table, year: CollectionYear) -> Mask:
    """Information on previous permanence option should be returned."""
    order_expected = prev_perm.PREV_PERM != NO_PREVIOUS_PERMANENCE
    half_given = prev_perm.PREV_PERM.blank | (order_expected & prev_perm.any_blank("LA_PERM", "DATE_PERM"))
    returned = episodes.CHILD.isin(prev_perm.CHILD) & ~episodes.CHILD.isin(prev_perm.where(half_given).CHILD)
    started = (episodes.RNE == STARTED_TO_BE_LOOKED_AFTER) & (episodes.DECOM >= year.start) & episodes.CHILD.given
    return started & ~returned


@rule("632", fields="DATE_PERM DECOM", category=INVALID)
def previous_order_date_not_valid(
    first_episodes: Table, prev_perm: Table, previous_order_days: Days
) -> tuple[Table, Table]:
    """Date of previous permanence order not a valid value."""
    episode, order = first_episodes.join(prev_perm)
    day = previous_order_days[order.rows]
    wrong = order.DATE_PERM.given & (np.isnat(day) | (episode.DECOM <= day))
    return episode.where(wrong), order.where(wrong)


@rule("1003", fields="DATE_PLACED DECOM RNE", category=INCONSISTENT)
def adoption_decision_before_first_start_of_care(episodes: Table, placed_adoption: Table) -> tuple[Table, Table]:
    """
    Date of LA's decision that a child should be placed for adoption is before the child started to be
    looked after.
    """
    start, decision = episodes.where(episodes.RNE == STARTED_TO_BE_LOOKED_AFTER).earliest("DECOM").join(placed_adoption)
    too_early = decision.DATE_PLACED < start.DECOM
    return start.where(too_early), decision.where(too_early)
