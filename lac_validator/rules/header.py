"""Header: who the child is, and whether a young person is a mother.

Most of these rules read one row of Header and nothing else. The sex was coded 1 and 2 until 2023/24 and is M, F or U
since, so each rule about boys or girls stands here twice. What is asked about mothers depends on the care of the year:
a series of short-term breaks (V3, V4) is not care here, and a young person with a care leaver record only is not asked.

The unique pupil number (UPN) may be the reason why there is none (UN1 to UN5) in place of a number.
"""

from __future__ import annotations

import datetime
import re

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, NotGiven, Table
from lac_validator.dataset.returns import XML
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, YEAR_END, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import CARE_LEAVER_FIELDS, NO_UPN

MALE_UNTIL_2024, FEMALE_UNTIL_2024 = "1", "2"
MALE, FEMALE, SEX_UNKNOWN = "M", "F", "U"

UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]")


@rule("101", fields="SEX", category=INVALID, last_year=2024)
def gender_not_valid(header: Table) -> Mask:
    """Gender code is not valid."""
    return ~header.SEX.isin(valid_codes("SEX", 2024))


@rule("101", fields="SEX", category=INVALID, first_year=2025)
def sex_not_valid(header: Table) -> Mask:
    """The child or young person’s reported sex is not valid."""
    return ~header.SEX.isin(valid_codes("SEX", 2025))


@rule("102", fields="DOB", category=INVALID)
def date_of_birth_not_valid(header: Table) -> Mask:
    """Date of birth is not a valid date."""
    return ~header.DOB.readable


@rule("103", fields="ETHNIC", category=INVALID)
def ethnicity_not_valid(header: Table) -> Mask:
    """The ethnicity code is either not valid or has not been entered."""
    return ~header.ETHNIC.isin(valid_codes("ETHNIC"))


@rule("105", fields="UASC", category=INVALID)
def uasc_status_not_valid(header: Table, file_format: str) -> Mask:
    """
    Data entry for Unaccompanied Asylum-Seeking Children (UASC) status of child is invalid or has not been
    completed.
    """
    if file_format != XML:
        raise NotGiven("only a return in XML states each child's UASC status")
    if "UASC" not in header:  # no child has one
        return np.ones(len(header), bool)
    return ~np.isin(header.UASC.number, (0, 1))


def _mother_not_valid(
    header: Table, oc3: Table, care_episodes: Table, care_episodes_in_year: Table, male: str, female: str
) -> tuple[Table, Table]:
    """Header and OC3 rows whose MOTHER does not fit the sex, or whether the child was looked after in the year."""
    child, leaver = header.where(header.CHILD.isin(care_episodes.CHILD)).join(oc3, keep_unmatched=True)
    in_year = child.CHILD.isin(care_episodes_in_year.CHILD)
    girl = child.SEX == female
    fault = (
        (child.MOTHER.given & (~child.MOTHER.isin(valid_codes("MOTHER")) | (child.SEX == male)))
        | (child.MOTHER.blank & girl & in_year)
        | (child.MOTHER.given & girl & ~in_year & leaver.any_given(*CARE_LEAVER_FIELDS))
    )
    return child.where(fault), leaver.where(fault)


@rule("165", fields="MOTHER SEX ACTIV ACCOM IN_TOUCH DECOM", category=INVALID, last_year=2024)
def mother_status_not_valid_until_2024(
    header: Table, oc3: Table, care_episodes: Table, care_episodes_in_year: Table
) -> tuple[Table, Table]:
    """Data entry for mother status is invalid."""
    return _mother_not_valid(header, oc3, care_episodes, care_episodes_in_year, MALE_UNTIL_2024, FEMALE_UNTIL_2024)


@rule("165", fields="MOTHER SEX ACTIV ACCOM IN_TOUCH DECOM", category=INVALID, first_year=2025)
def mother_status_not_valid(
    header: Table, oc3: Table, care_episodes: Table, care_episodes_in_year: Table
) -> tuple[Table, Table]:
    """Data entry for mother status is invalid."""
    return _mother_not_valid(header, oc3, care_episodes, care_episodes_in_year, MALE, FEMALE)


@rule("168", fields="UPN", category=INVALID)
def upn_not_valid(header: Table) -> Mask:
    """Unique Pupil Number (UPN) is not valid. If unknown, default codes should be UN1, UN2, UN3, UN4 or UN5."""
    return header.UPN.given & ~header.UPN.isin(NO_UPN) & ~header.UPN.matches(UPN.fullmatch)


@rule("171", fields="MC_DOB", category=INVALID)
def date_of_birth_of_mothers_child_not_valid(header: Table) -> Mask:
    """Date of birth of mother's child is not a valid date."""
    return header.MC_DOB.unreadable


@rule("174", fields="SEX MC_DOB", category=INCONSISTENT, last_year=2024)
def mothers_child_of_a_boy_until_2024(header: Table) -> Mask:
    """Mother's child date of birth is recorded but gender shows that the child is a male."""
    return (header.SEX == MALE_UNTIL_2024) & header.MC_DOB.given


@rule("174", fields="SEX MC_DOB", category=INCONSISTENT, first_year=2025)
def mothers_child_of_a_boy(header: Table) -> Mask:
    """Mother's child date of birth is recorded but sex shows that the child is a male."""
    return (header.SEX == MALE) & header.MC_DOB.given


@rule("209", fields="UPN DOB", category=INCONSISTENT)
def of_school_age_but_too_young_for_upn(header: Table, year: CollectionYear) -> Mask:
    """Child looked after is of school age and should not have an unknown Unique Pupil Number (UPN) code of UN1."""
    start_of_school = datetime.date(year.year - 2, 8, 31)
    return (header.UPN == "UN1") & (header.DOB.birthday(4) <= start_of_school)


@rule("210", fields="UPN DECOM", category=INCONSISTENT, due=YEAR_END)
def newly_looked_after_for_over_a_week(header: Table, episodes: Table, year: CollectionYear) -> tuple[Table, Table]:
    """
    Children looked after for more than a week at 31 March should not have an unknown Unique Pupil Number (UPN) code of
    UN4.
    """
    child, episode = header.join(episodes)
    fault = (child.UPN == "UN4") & (episode.DECOM < datetime.date(year.year, 3, 24))
    return child.where(fault), episode.where(fault)


@rule("231", fields="DOB UASC", category=INCONSISTENT, first_year=2025)
def unaccompanied_asylum_seeker_under_11(header: Table, year: CollectionYear) -> Mask:
    """
    We expect that unaccompanied asylum seeking children are generally older young people. Please check the date of
    birth is correct. If the date of birth is correct then please provide details in a bypass request.
    """
    return (header.UASC == "1") & (header.DOB.birthday(11) > year.end)


@rule("232", fields="SEX", category=INVALID, first_year=2025)
def sex_unknown(header: Table) -> Mask:
    """Sex of the child/young person has been reported as unknown."""
    return header.SEX == SEX_UNKNOWN


@rule("301", fields="DOB", category=INVALID)
def born_after_the_year(header: Table, year: CollectionYear) -> Mask:
    """Date of birth falls after the year ended."""
    return header.DOB > year.end


@rule("351", fields="DOB", category=INVALID)
def over_25_before_the_year(header: Table, year: CollectionYear) -> Mask:
    """Child was over 25 at the start of the current collection year."""
    return header.DOB.birthday(25) < year.start


@rule("393", fields="MOTHER", category=MISSING, last_year=2024)
def mother_status_blank_until_2024(header: Table, care_episodes: Table) -> Mask:
    """Child is looked after but mother field is not completed."""
    return (header.SEX == FEMALE_UNTIL_2024) & header.MOTHER.blank & header.CHILD.isin(care_episodes.CHILD)


@rule("393", fields="MOTHER", category=MISSING, first_year=2025)
def mother_status_blank(header: Table, care_episodes: Table) -> Mask:
    """Child is looked after but mother field is not completed."""
    return (header.SEX == FEMALE) & header.MOTHER.blank & header.CHILD.isin(care_episodes.CHILD)


@rule("442", fields="UPN", category=MISSING)
def upn_blank(header: Table, care_episodes: Table) -> Mask:
    """Unique Pupil Number (UPN) field is not completed."""
    return header.UPN.blank & header.CHILD.isin(care_episodes.CHILD)


@rule("444", fields="UPN", category=INCONSISTENT, first_year=2026)
def upn_reported_twice(header: Table) -> Mask:
    """Duplicate UPN has been reported"""
    return (header.UPN.occurrences > 1) & ~header.UPN.isin(NO_UPN)


@rule("611", fields="MOTHER MC_DOB", category=MISSING)
def mother_but_no_date_of_birth_of_child(header: Table) -> Mask:
    """Date of birth field is blank, but child is a mother."""
    return (header.MOTHER == "1") & header.MC_DOB.blank


@rule("612", fields="SEX MOTHER MC_DOB", category=INCONSISTENT, last_year=2024)
def mothers_child_of_no_mother_until_2024(header: Table) -> Mask:
    """Date of birth field has been completed but mother field indicates child is not a mother."""
    return (header.SEX == FEMALE_UNTIL_2024) & (header.MOTHER.blank | (header.MOTHER == "0")) & header.MC_DOB.given


@rule("612", fields="SEX MOTHER MC_DOB", category=INCONSISTENT, first_year=2025)
def mothers_child_of_no_mother(header: Table) -> Mask:
    """Date of birth field has been completed but mother field indicates child is not a mother."""
    return (header.SEX == FEMALE) & (header.MOTHER.blank | (header.MOTHER == "0")) & header.MC_DOB.given


@rule("620", fields="DOB MOTHER", category=INCONSISTENT)
def mother_under_11(header: Table, year: CollectionYear) -> Mask:
    """Child has been recorded as a mother, but date of birth shows that the mother is under 11 years of age."""
    return (header.MOTHER == "1") & (header.DOB.birthday(11) > year.start)


@rule("621", fields="DOB MC_DOB", category=INCONSISTENT)
def mother_not_older_than_her_child(header: Table) -> Mask:
    """Mother’s field has been completed but date of birth shows that the mother is younger than her child."""
    return header.MC_DOB <= header.DOB


@rule("625", fields="MC_DOB DEC", category=INCONSISTENT)
def mothers_child_born_after_care(
    header: Table, current_or_last_episodes: Table, year: CollectionYear
) -> tuple[Table, Table]:
    """
    Date of birth of the first child is beyond the end of this reporting year or the date the child ceased to be looked
    after.
    """
    mother, episode = header.join(current_or_last_episodes, keep_unmatched=True)
    fault = (mother.MC_DOB > year.end) | (mother.MC_DOB > episode.DEC)
    return mother.where(fault), episode.where(fault)


@rule("628", fields="MOTHER", category=INCONSISTENT)
def mother_status_of_care_leaver(header: Table, episodes: Table, oc3: Table) -> Mask:
    """Motherhood details are not required for care leavers who have not been looked after during the year."""
    leavers = oc3.where(oc3.any_given(*CARE_LEAVER_FIELDS))
    return header.MOTHER.given & ~header.CHILD.isin(episodes.CHILD) & header.CHILD.isin(leavers.CHILD)
