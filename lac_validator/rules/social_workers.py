"""Social workers: who held each child's case, from when to when, and why the social worker changed. From 2023/24 on.

A row of SWEpisodes is one social worker's time with one child; without SW_DEC the social worker still has the case. The
reason for the change is asked for where a social worker took over on 1 April 2023 or later, whatever the collection
year. Since 2024/25 a return goes back for two years: the collection year and the one before it.

The DfE changed most of these rules after one or two years. Which row follows which is in :mod:`derived.social_workers`.
"""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import VALID_DAYS, Dates, Mask, Table
from lac_validator.derived.partial_dates import read_partial_date
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, YEAR_END, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import FIRST_CONTACT, NEW_EPISODE_FOLLOWS, STARTED_TO_BE_LOOKED_AFTER

FIRST_COLLECTED = datetime.date(2023, 4, 1)
"""Social workers who took over earlier need no SW_REASON."""

IDENTIFIER_STARTS = ("SW", "XX")
IDENTIFIER_LENGTH = 4


def _not_valid_even_in_part(dates: Dates) -> Mask:
    """Dates that are given, but are none even when their unknown parts are filled in."""
    first, last = map(np.datetime64, VALID_DAYS)
    filled_in = dates.read(lambda text: read_partial_date(text, days=("01",), month="01"))
    return dates.given & ~((filled_in >= first) & (filled_in <= last))


@rule("SW01STG1", fields="DEC", category=MISSING, due=YEAR_END, first_year=2024, last_year=2024)
def looked_after_without_social_worker(care_episodes: Table, sw_episodes: Table) -> Table:
    """Child looked after on 31 March, but no social worker episode information is reported"""
    current = care_episodes.where(care_episodes.DEC.blank)
    complete = np.ones(len(current), bool)
    for item in (sw_episodes.SW_ID, sw_episodes.SW_DECOM, sw_episodes.SW_REASON):
        complete &= current.CHILD.isin(sw_episodes.where(item.given).CHILD)
    return current.where(~complete)


@rule("SW01aSTG1", fields="SW_DECOM SW_ID", category=MISSING, first_year=2025, last_year=2025)
def start_or_identifier_not_recorded(sw_episodes: Table) -> Mask:
    """For each social worker episode, information should be complete"""
    earlier = sw_episodes.SW_DECOM < FIRST_COLLECTED
    return ~sw_episodes.SW_DECOM.readable | (earlier & sw_episodes.SW_ID.blank)


@rule("SW01bSTG1", fields="SW_DECOM SW_ID SW_REASON", category=MISSING, first_year=2025, last_year=2025)
def start_identifier_or_reason_not_recorded(sw_episodes: Table) -> Mask:
    """For each social worker episode, information should be complete"""
    since = sw_episodes.SW_DECOM >= FIRST_COLLECTED
    return ~sw_episodes.SW_DECOM.readable | (since & sw_episodes.any_blank("SW_ID", "SW_REASON"))


@rule("SW02STG1", fields="SW_ID", category=INVALID, first_year=2024, last_year=2025)
def identifier_start_not_valid(sw_episodes: Table) -> Mask:
    """Social worker ID does not begin with the characters ‘SW’ or ‘XX’."""
    return ~sw_episodes.SW_ID.matches(lambda text: text.startswith(IDENTIFIER_STARTS))


@rule("SW02STG1", fields="SW_ID", category=INVALID, first_year=2026)
def identifier_not_valid(sw_episodes: Table) -> Mask:
    """Social worker ID does not begin with the characters ‘SW’ or ‘XX’."""
    return ~sw_episodes.SW_ID.matches(
        lambda text: text.startswith(IDENTIFIER_STARTS) and len(text) >= IDENTIFIER_LENGTH
    )


@rule("SW03STG1", fields="SW_ID SW_DECOM SW_REASON", category=MISSING, first_year=2024, last_year=2024)
def partly_recorded(sw_episodes: Table) -> Mask:
    """For each social worker episode, information should be complete."""
    return sw_episodes.any_blank("SW_ID", "SW_DECOM", "SW_REASON")


@rule("SW04STG1", fields="SW_DECOM", category=INVALID, first_year=2024, last_year=2025)
def start_not_valid_even_in_part(sw_episodes: Table) -> Mask:
    """Date social worker episode began is not a valid date.."""
    return _not_valid_even_in_part(sw_episodes.SW_DECOM)


@rule("SW04STG1", fields="SW_DECOM", category=INVALID, first_year=2026)
def start_not_valid(sw_episodes: Table) -> Mask:
    """Date social worker episode began is not a valid date.."""
    return sw_episodes.SW_DECOM.given & ~sw_episodes.SW_DECOM.between(*VALID_DAYS)


@rule("SW05STG1", fields="SW_DEC", category=INVALID, first_year=2024, last_year=2025)
def end_not_valid_even_in_part(sw_episodes: Table) -> Mask:
    """Date social worker episode began is not a valid date."""
    return _not_valid_even_in_part(sw_episodes.SW_DEC)


@rule("SW05STG1", fields="SW_DEC", category=INVALID, first_year=2026)
def end_not_valid(sw_episodes: Table) -> Mask:
    """Date social worker episode began is not a valid date."""
    return sw_episodes.SW_DEC.given & ~sw_episodes.SW_DEC.between(*VALID_DAYS)


@rule("SW06STG2", fields="SW_DECOM", category=INVALID, first_year=2024)
def started_after_year(sw_episodes: Table, year: CollectionYear) -> Mask:
    """Social worker episode data should be within the social worker data reporting year."""
    return sw_episodes.SW_DECOM > year.end


@rule("SW07STG2", fields="SW_DEC", category=INVALID, first_year=2024, last_year=2024)
def ended_outside_year(sw_episodes: Table, year: CollectionYear) -> Mask:
    """
    Social worker episode end date should be on or after the start of the social worker reporting period, and should be
    on or before the collection end date.
    """
    return (sw_episodes.SW_DEC < year.start) | (sw_episodes.SW_DEC > year.end)


@rule("SW07STG2", fields="SW_DEC", category=INVALID, first_year=2025)
def ended_outside_two_years(sw_episodes: Table, year: CollectionYear) -> Mask:
    """
    Social worker episode end date should be on or after the start of the social worker reporting period, and should be
    on or before the collection end date.
    """
    return (sw_episodes.SW_DEC < year.previous.start) | (sw_episodes.SW_DEC > year.end)


@rule("SW08STG2", fields="SW_DEC", category=MISSING, first_year=2024)
def followed_but_not_ended(successive_social_workers: tuple[Table, Table]) -> Table:
    """A new social worker episode has started, but the previous episode has not ended."""
    previous, _ = successive_social_workers
    return previous.where(previous.SW_DECOM.readable & ~previous.SW_DEC.readable)


@rule("SW09STG2", fields="SW_DECOM SW_DEC", category=INCONSISTENT, first_year=2024, last_year=2025)
def ended_on_day_of_start(sw_episodes: Table) -> Mask:
    """Social worker episode appears to have lasted for less than 24 hours."""
    return sw_episodes.SW_DECOM.text == sw_episodes.SW_DEC.text


@rule("SW09STG2", fields="SW_DECOM SW_DEC", category=INCONSISTENT, first_year=2026)
def lasted_less_than_3_days(sw_episodes: Table) -> Mask:
    """Social worker episode appears to have lasted for less than 24 hours."""
    return sw_episodes.SW_DEC < sw_episodes.SW_DECOM + 3


def _apart(earlier: Table, later: Table, days: int) -> Mask:
    """Whether ``later`` starts more than ``days`` before or after ``earlier`` ends; False where either is unknown."""
    return np.abs(later.SW_DECOM - earlier.SW_DEC) > np.timedelta64(days, "D")


@rule("SW10STG2", fields="SW_DECOM", category=INCONSISTENT, first_year=2024, last_year=2024)
def apart_from_previous(sw_episodes: Table) -> Table:
    """A new social worker episode has started before the end date of the previous social worker episode."""
    previous, later = sw_episodes.successive("SW_DECOM", "SW_DEC")
    return later.where(_apart(previous, later, days=7))


def _apart_but_for_first_contact(sw_episodes: Table) -> Table:
    """Those who start more than a week before or after the one before ended, and not for a first contact."""
    previous, later = sw_episodes.successive("SW_DECOM", "SW_DEC")
    return later.where(_apart(previous, later, days=7) & (later.SW_REASON != FIRST_CONTACT))


@rule("SW10STG2", fields="SW_DECOM", category=INCONSISTENT, first_year=2025, last_year=2025)
def apart_from_previous_but_for_first_contact_until_2025(sw_episodes: Table) -> Table:
    """A new social worker episode has started before the end date of the previous social worker episode."""
    return _apart_but_for_first_contact(sw_episodes)


@rule("SW10aSTG2", fields="SW_DECOM", category=INCONSISTENT, first_year=2026)
def apart_from_previous_but_for_first_contact(sw_episodes: Table) -> Table:
    """A new social worker episode has started and it is not within +/- 7 days of a previous episode."""
    return _apart_but_for_first_contact(sw_episodes)


@rule("SW10bSTG2", fields="SW_DECOM SW_REASON", category=INCONSISTENT, first_year=2026)
def first_contact_before_previous_ended(sw_episodes: Table) -> Table:
    """A new social worker episode has started with a reason of first contact before the previous episode has ended."""
    previous, later = sw_episodes.successive("SW_DECOM", "SW_DEC")
    return later.where((later.SW_REASON == FIRST_CONTACT) & (later.SW_DECOM <= previous.SW_DEC))


@rule("SW11aSTG2", fields="SW_DEC", category=INCONSISTENT, due=YEAR_END, first_year=2024, last_year=2024)
def ended_before_last_days_and_none_followed(
    successive_social_workers: tuple[Table, Table], last_social_workers: Table, year: CollectionYear
) -> tuple[Table, Table]:
    """Social worker episode has ended before 31 March and no subsequent social worker episode has been provided."""
    last_day = year.end - datetime.timedelta(days=5)
    ended, following = successive_social_workers
    does_not_follow = ~following.SW_DECOM.readable | _apart(ended, following, days=5)
    unfollowed = last_social_workers.where(last_social_workers.SW_DEC <= last_day)
    return unfollowed, following.where((ended.SW_DEC <= last_day) & does_not_follow)


@rule("SW11bSTG2", fields="SW_DEC", category=INCONSISTENT, due=YEAR_END, first_year=2024)
def ended_in_last_days_and_none_followed(
    successive_social_workers: tuple[Table, Table], last_social_workers: Table, year: CollectionYear
) -> tuple[Table, Table]:
    """Social worker episode has ended before 31 March and no subsequent social worker episode has been provided."""
    last_days = year.end - datetime.timedelta(days=5), year.end
    ended, following = successive_social_workers
    unfollowed = last_social_workers.where(last_social_workers.SW_DEC.between(*last_days))
    return unfollowed, following.where(ended.SW_DEC.between(*last_days) & ~following.SW_DECOM.readable)


def _without_fitting_social_worker(episodes: Table, sw_episodes: Table) -> Table:
    """Episodes that start or end care, but no social worker took over after that start or before that end."""
    starts = episodes.RNE == STARTED_TO_BE_LOOKED_AFTER
    ends = episodes.DEC.readable & (episodes.REC != NEW_EPISODE_FOLLOWS)
    judged = episodes.where(starts | ends)
    episode, social_worker = judged.join(sw_episodes)
    since_start = (episode.RNE == STARTED_TO_BE_LOOKED_AFTER) & (social_worker.SW_DECOM >= episode.DECOM)
    before_end = (episode.REC != NEW_EPISODE_FOLLOWS) & (social_worker.SW_DECOM <= episode.DEC)
    return judged.without(episode.where(since_start | before_end))


@rule("SW12STG2", fields="SW_DECOM", category=MISSING, due=YEAR_END, first_year=2024, last_year=2024)
def social_workers_not_reported(care_episodes_of_current_children: Table, sw_episodes: Table) -> Table:
    """
    If a child is looked after on 31 March then all social worker episodes for the full previous year should be
    reported, even those whilst they were not looked after
    """
    return _without_fitting_social_worker(care_episodes_of_current_children, sw_episodes)


@rule("SW12STG2", fields="SW_DECOM", category=MISSING, due=YEAR_END, first_year=2025)
def social_workers_of_two_years_not_reported(
    care_episodes_of_current_children: Table, sw_episodes: Table, year: CollectionYear
) -> Table:
    """
    If a child is looked after on 31 March then all social worker episodes for the full previous year should be
    reported, even those whilst they were not looked after
    """
    episodes = care_episodes_of_current_children
    ended_outside = (episodes.DEC < year.previous.start) | (episodes.DEC > year.end)
    return _without_fitting_social_worker(episodes.where(~ended_outside), sw_episodes)


@rule("SW13STG1", fields="SW_REASON", category=INVALID, first_year=2024, last_year=2024)
def reason_blank_or_not_valid(sw_episodes: Table) -> Mask:
    """The reason for social worker change is either not valid or has not been entered."""
    return ~sw_episodes.SW_REASON.isin(valid_codes("SW_REASON"))


@rule("SW13STG1", fields="SW_REASON", category=INVALID, first_year=2025)
def reason_not_valid(sw_episodes: Table) -> Mask:
    """The reason for social worker change is not valid."""
    reason = sw_episodes.SW_REASON
    lacking = reason.blank & (sw_episodes.SW_DECOM >= FIRST_COLLECTED)
    return lacking | (reason.given & ~reason.isin(valid_codes("SW_REASON")))


@rule("SW14STG2", fields="SW_DEC", category=MISSING, first_year=2024, last_year=2024)
def earlier_social_worker_not_ended(successive_social_workers: tuple[Table, Table]) -> Table:
    """Social worker episode date ceased is blank."""
    previous, _ = successive_social_workers
    return previous.where(~previous.SW_DEC.readable)


@rule("SW17STG2", fields="SW_DEC SW_DECOM", category=INCONSISTENT, due=YEAR_END, first_year=2026)
def none_open_at_year_end(most_recent_social_workers: Table) -> Table:
    """There is no social worker episode open at 31 March"""
    recent = most_recent_social_workers
    still_open = np.isin(recent.CHILD.ids, recent.where(recent.SW_DEC.blank).CHILD.ids)
    ended = recent.where(~still_open)
    _, first = np.unique(ended.CHILD.ids, return_index=True)
    return ended.take(first)


@rule("SW18STG2", fields="SW_DECOM SW_DEC", category=INCONSISTENT, first_year=2026)
def ended_by_day_of_start(sw_episodes: Table) -> Mask:
    """The end date of the social worker episode is before the start date"""
    return sw_episodes.SW_DEC <= sw_episodes.SW_DECOM


@rule("SW19STG2", fields="SW_DECOM", category=INCONSISTENT, first_year=2026)
def two_started_on_one_day(sw_episodes: Table) -> Table:
    """There are 2 social worker episodes for the child starting on the same date."""
    earlier, later = sw_episodes.successive("SW_DECOM")
    return later.where(later.SW_DECOM == earlier.SW_DECOM)
