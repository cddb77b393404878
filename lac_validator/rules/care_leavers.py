"""Care leavers: whether the authority is in touch with a young person who left care, what they do and where they live.

A row of OC3 is one young person. The first rules read that row alone. The others ask whether there should be a row at
all: the episodes of this year, and for some of last year, show whether the young person was in care for long enough,
when it ended and how. What lies further back is not in the return.
"""

from __future__ import annotations

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Days, Mask, Table, Text
from lac_validator.derived.care_leavers import with_rows
from lac_validator.engine import BLANKS_AT_YEAR_END, INCONSISTENT, INVALID, MISSING, YEAR_END, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import ADOPTED, CARE_LEAVER_FIELDS, HEALTH_FIELDS

NONE = "0"
"""No activity, no accommodation: the code for those with whom the authority is not in touch."""

DIED = "E2"
TRANSFERRED_TO_ANOTHER_AUTHORITY = ("E3",)


def _anything_recorded(oc3: Table) -> Mask:
    return oc3.any_given(*CARE_LEAVER_FIELDS)


def _birthday_at_17_or_18(oc3: Table, year: CollectionYear) -> Days:
    """The last birthday of those who are 17 or 18 on 31 March; NaT for those of another or unknown age."""
    seventeenth, eighteenth, nineteenth = (oc3.DOB.birthday(age) for age in (17, 18, 19))
    birthday = np.where(eighteenth <= year.end, eighteenth, seventeenth)
    return np.where((seventeenth <= year.end) & (nineteenth > year.end), birthday, np.datetime64("NaT", "D"))


@rule("131", fields="IN_TOUCH", category=INVALID, due=BLANKS_AT_YEAR_END)
def in_touch_not_valid(oc3: Table) -> Mask:
    """Data entry for being in touch after leaving care is invalid."""
    return ~oc3.IN_TOUCH.isin(valid_codes("IN_TOUCH"))


@rule("132", fields="ACTIV", category=INVALID, due=BLANKS_AT_YEAR_END)
def activity_not_valid(oc3: Table) -> Mask:
    """Data entry for activity after leaving care is invalid."""
    return ~oc3.ACTIV.isin(valid_codes("ACTIV"))


@rule("133", fields="ACCOM", category=INVALID, due=BLANKS_AT_YEAR_END)
def accommodation_not_valid(oc3: Table) -> Mask:
    """
    Data entry for accommodation after leaving care is invalid. If reporting on a childs accommodation after leaving
    care the data entry must be valid
    """
    return ~oc3.ACCOM.isin(valid_codes("ACCOM"))


@rule("153", fields="IN_TOUCH ACTIV ACCOM", category=MISSING, due=YEAR_END)
def partly_recorded(oc3: Table) -> Mask:
    """
    All data items relating to a child's activity or accommodation after leaving care must be coded or left
    blank.
    """
    return _anything_recorded(oc3) & oc3.any_blank(*CARE_LEAVER_FIELDS)


@rule(
    "215",
    fields="IN_TOUCH ACTIV ACCOM CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT SUBSTANCE_MISUSE"
    " INTERVENTION_RECEIVED INTERVENTION_OFFERED",
    category=INCONSISTENT,
    due=YEAR_END,
)
def care_leaver_with_health_fields(oc3: Table, oc2: Table) -> tuple[Table, Table]:
    """
    Child has care leaver information but one or more data items relating to children looked after for 12 months have
    been completed.
    """
    young_person, child = oc3.join(oc2)
    both = _anything_recorded(young_person) & child.any_given(*HEALTH_FIELDS)
    return young_person.where(both), child.where(both)


@rule("344", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT)
def died_or_returned_home_but_recorded(oc3: Table) -> Mask:
    """
    The record shows the young person has died or returned home to live with parent(s) or someone with parental
    responsibility for a continuous period of 6 months or more, but activity and/or accommodation on leaving care have
    been completed.
    """
    return oc3.IN_TOUCH.isin(("DIED", "RHOM")) & ((oc3.ACTIV != NONE) | (oc3.ACCOM != NONE))


@rule("345", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT)
def in_touch_but_not_recorded(oc3: Table) -> Mask:
    """
    The data collection record shows the local authority is in touch with this young person, but activity and/or
    accommodation data items are zero.
    """
    return (oc3.IN_TOUCH == "YES") & ((oc3.ACTIV == NONE) | (oc3.ACCOM == NONE))


@rule("347", fields="ACCOM DOB", category=INCONSISTENT, first_year=2024)
def in_foyer_under_18(oc3: Table, year: CollectionYear) -> Mask:
    """Care leavers aged under 18 years, can not be accommodated in a Foyer."""
    return (oc3.ACCOM == "T") & (oc3.DOB.birthday(18) > year.start)


@rule("391", fields="DOB IN_TOUCH ACTIV ACCOM", category=INCONSISTENT)
def not_yet_17(oc3: Table, year: CollectionYear) -> Mask:
    """Young person was not 17, 18, 19, 20 or 21 during the current collection year."""
    return _anything_recorded(oc3) & (oc3.DOB.birthday(17) > year.end)


@rule("1000", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT)
def died_in_care(oc3: Table, episodes: Table, episodes_last: Table | None = None) -> Mask:
    """
    This child is recorded as having died in care and therefore should not have the care leaver information
    completed.
    """
    died = oc3.CHILD.isin(_who_died(episodes))
    return died if episodes_last is None else died | oc3.CHILD.isin(_who_died(episodes_last))


def _who_died(episodes: Table) -> Text:
    return episodes.where(episodes.REC == DIED).CHILD


@rule("1001", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT, due=YEAR_END)
def not_relevant_or_former_relevant(
    oc3: Table,
    latest_episodes_of_two_years: Table,
    qualified_care_leavers: Text,
    first_dates_of_birth: Table,
    year: CollectionYear,
) -> Mask:
    """
    The episodes recorded for this young person suggest they are not a relevant or a former relevant child and therefore
    should not have care leaver information completed.
    """
    oc3, latest, known = with_rows(oc3), latest_episodes_of_two_years, first_dates_of_birth
    adopted = latest.where(latest.REC.isin(ADOPTED)).CHILD
    # Two years of episodes say too little about those who are 20 or older.
    aged_20 = known.where(known.DOB.birthday(20) <= year.end).CHILD
    not_qualified = ~oc3.CHILD.isin(qualified_care_leavers) & ~oc3.CHILD.isin(aged_20)
    return oc3.CHILD.isin(adopted) | not_qualified


@rule("1002", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT)
def without_episodes(oc3: Table, episodes: Table, episodes_last: Table) -> Mask:
    """
    This child has no previous episodes of care, therefore
    should not have care leaver information recorded.
    """
    return ~oc3.CHILD.isin(episodes.CHILD) & ~oc3.CHILD.isin(episodes_last.CHILD)


@rule("1007", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT, due=YEAR_END)
def looked_after_on_birthday(oc3: Table, episodes: Table, year: CollectionYear) -> Table:
    """Care leaver information is not required for 17- or 18-year olds who are still looked after."""
    young_person, episode = oc3.where(_anything_recorded(oc3)).join(episodes)
    birthday = _birthday_at_17_or_18(young_person, year)
    looked_after = (episode.DECOM <= birthday) & (episode.DEC.blank | (episode.DEC > birthday))
    return young_person.where(looked_after)


@rule("1011", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT)
def care_transferred(oc3: Table, episodes: Table) -> Mask:
    """
    This child is recorded as having his/her care transferred to another local authority for the final episode and
    therefore should not have the care leaver information completed.
    """
    final = episodes.latest("DECOM")
    transferred = final.where(final.REC.isin(TRANSFERRED_TO_ANOTHER_AUTHORITY))
    return _anything_recorded(oc3) & oc3.CHILD.isin(transferred.CHILD)


@rule("1016", fields="IN_TOUCH ACTIV ACCOM", category=INCONSISTENT, due=YEAR_END, first_year=2024)
def care_ended_after_birthday(oc3: Table, episodes: Table, year: CollectionYear) -> Table:
    """
    Care leaver information is not required for 17- or 18-year olds who cease to be looked after, after their
    birthday.
    """
    young_person, episode = oc3.where(_anything_recorded(oc3)).join(episodes)
    return young_person.where(episode.DEC >= _birthday_at_17_or_18(young_person, year))


@rule("3001", fields="ACCOM", category=INCONSISTENT)
def with_former_foster_carers_at_17(oc3: Table, header: Table, year: CollectionYear) -> Table:
    """
    Where care leavers information is being returned for a young person around their 17th birthday, the accommodation
    cannot be with their former foster carer(s).
    """
    young_person, child = oc3.where(oc3.ACCOM.isin(("Z1", "Z2"))).join(header)
    birthday = child.DOB.birthday(17)
    return young_person.where((birthday >= year.start) & (birthday <= year.end))
