"""Why a placement changed, and whether the episodes show that it did.

Episodes go by DECOM; those with the same day keep the order of the file, and those without a day that can be read come
last.
"""

from __future__ import annotations

from lac_validator.dataset import Mask, Table
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import NEW_EPISODE_FOLLOWS, TEMPORARY

CHANGES_OF_PLACEMENT = ("P", "B", "T", "U")


@rule("225", fields="REASON_PLACE_CHANGE", category=MISSING)
def placement_changed_without_reason(successive_episodes: tuple[Table, Table]) -> Table:
    """Reason for placement change must be recorded."""
    episode, following = successive_episodes
    moved = (episode.REC == NEW_EPISODE_FOLLOWS) & following.RNE.isin(CHANGES_OF_PLACEMENT)
    temporarily = episode.PLACE.isin(TEMPORARY) | following.PLACE.isin(TEMPORARY)
    return episode.where(moved & ~temporarily & episode.REASON_PLACE_CHANGE.blank)


@rule("226", fields="REASON_PLACE_CHANGE PLACE", category=INCONSISTENT, last_year=2025)
def reason_for_temporary_placement_until_2025(
    episodes: Table, successive_episodes: tuple[Table, Table]
) -> tuple[Table, Table]:
    """Reason for placement change is not required."""
    return _temporary_with_reason(episodes, successive_episodes)


@rule("226", fields="REASON_PLACE_CHANGE PLACE", category=INCONSISTENT, first_year=2026)
def reason_for_temporary_placement(episodes: Table, successive_episodes: tuple[Table, Table]) -> tuple[Table, Table]:
    """Reason for placement change is not required for temporary placements."""
    return _temporary_with_reason(episodes, successive_episodes)


def _temporary_with_reason(episodes: Table, successive_episodes: tuple[Table, Table]) -> tuple[Table, Table]:
    """Temporary placements with a reason for change on their own episode, and those with one on the episode before."""
    before, episode = successive_episodes
    on_its_own = episodes.PLACE.isin(TEMPORARY) & episodes.REASON_PLACE_CHANGE.given
    on_the_one_before = episode.PLACE.isin(TEMPORARY) & before.REASON_PLACE_CHANGE.given
    return episodes.where(on_its_own), episode.where(on_the_one_before)


@rule("233", fields="DEC REASON_PLACE_CHANGE", category=INCONSISTENT, first_year=2026)
def reason_for_change_while_placed(episodes: Table) -> Mask:
    """Reason for placement change is not required when the episode has not ceased."""
    return episodes.DEC.blank & episodes.REASON_PLACE_CHANGE.given


@rule("234", fields="REASON_PLACE_CHANGE DOB", category=INCONSISTENT, first_year=2026)
def custody_under_ten(successive_episodes: tuple[Table, Table], header: Table) -> tuple[Table, Table]:
    """A child aged under 10 can not change placement due to being admitted to custody"""
    left, entered = successive_episodes
    # Both episodes are the child's, so that their joins run row by row alike.
    left, child = left.join(header)
    entered, _ = entered.join(header)
    under_ten = (left.REASON_PLACE_CHANGE == "CUSTOD") & (entered.DECOM < child.DOB.birthday(10))
    return left.where(under_ten), child.where(under_ten)


@rule("434", fields="RNE LS PLACE PL_POST URN PLACE_PROVIDER", category=INCONSISTENT)
def not_only_legal_status_changed(successive_episodes: tuple[Table, Table]) -> Table:
    """
    Reason for new episode is that child's legal status has changed but not the placement, but this is not reflected in
    the episode data.
    """
    before, episode = successive_episodes
    reflected = (episode.LS != before.LS) & _same_placement(before, episode)
    return episode.where((episode.RNE == "L") & ~reflected)


@rule("435", fields="LS PLACE PL_POST URN PLACE_PROVIDER", category=INCONSISTENT)
def not_only_placement_changed(successive_episodes: tuple[Table, Table]) -> Table:
    """
    Reason for new episode is that child’s placement has changed but not the legal status, but this is not reflected in
    the episode data recorded.
    """
    before, episode = successive_episodes
    reflected = episode.LS.same_as(before.LS) & ~_same_placement(before, episode)
    return episode.where(episode.RNE.isin(("P", "T")) & ~reflected)


@rule("436", fields="RNE LS PLACE PL_POST URN PLACE_PROVIDER", category=INCONSISTENT)
def not_both_placement_and_legal_status_changed(successive_episodes: tuple[Table, Table]) -> Table:
    """
    Reason for new episode is that both child’s placement and legal status have changed, but this is not reflected in
    the episode data.
    """
    before, episode = successive_episodes
    reflected = ~episode.LS.same_as(before.LS) & ~_same_placement(before, episode)
    return episode.where(episode.RNE.isin(("U", "B")) & ~reflected)


def _same_placement(before: Table, episode: Table) -> Mask:
    """Pairs in which nothing that is recorded of the placement differs; postcodes are compared as they are written."""
    same_type = episode.PLACE.same_as(before.PLACE) & episode.PL_POST.same_as(before.PL_POST)
    return same_type & episode.URN.same_as(before.URN) & episode.PLACE_PROVIDER.same_as(before.PLACE_PROVIDER)


@rule("1009", fields="REASON_PLACE_CHANGE", category=INVALID)
def reason_for_change_not_valid(episodes: Table) -> Mask:
    """Reason for placement change is not a valid code."""
    reason = episodes.REASON_PLACE_CHANGE
    return reason.given & ~reason.isin(valid_codes("REASON_PLACE_CHANGE"))
