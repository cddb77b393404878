"""Health (OC2): what is asked once a year of children looked after continuously for 12 months to 31 March.

The yes/no items (health, conviction, substance misuse) hold 0, 1 or nothing. The strengths and difficulties
questionnaire (SDQ) has a score of 0 to 40, or the reason why there is none (SDQ1 to SDQ5), from the 4th birthday to the
17th. Some items go with an age: conviction from 10 on, the health check (health promotion information) until 5.

A child's date of birth is the one in OC2; whether it agrees with Header is a matter of integrity. Who was looked after
continuously is the derived fact ``looked_after_continuously``; a child without episodes was not.
"""

from __future__ import annotations

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table, Text
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, YEAR_END, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import EXPECTED_HEALTH_FIELDS, HEALTH_FIELDS

OTHER_HEALTH_FIELDS = tuple(field for field in HEALTH_FIELDS if field not in EXPECTED_HEALTH_FIELDS)
"""Those of OC2 that are asked for some children only: by age, or about a substance misuse problem."""

NOT_OF_AGE_FOR_SDQ = "SDQ1"


def _birthday_in_year(oc2: Table, age: int, year: CollectionYear) -> Mask:
    birthday = oc2.DOB.birthday(age)
    return (birthday >= year.start) & (birthday <= year.end)


@rule("157", fields="SDQ_REASON DOB", category=INCONSISTENT)
def of_age_for_sdq_but_reason_is_age(oc2: Table, looked_after_continuously: Text, year: CollectionYear) -> Mask:
    """
    Child is aged 4 years or over at the beginning of the year or 16 years or under at the end of the year and Strengths
    and Difficulties Questionnaire (SDQ) 1 has been recorded as the reason for no Strengths and Difficulties
    Questionnaire (SDQ) score.
    """
    of_age = (oc2.DOB.birthday(4) <= year.start) & (oc2.DOB.birthday(16) >= year.end)
    reason_is_age = oc2.SDQ_SCORE.blank & (oc2.SDQ_REASON == NOT_OF_AGE_FOR_SDQ)
    return of_age & reason_is_age & oc2.CHILD.isin(looked_after_continuously)


@rule("158", fields="INTERVENTION_RECEIVED INTERVENTION_OFFERED", category=INCONSISTENT)
def intervention_received_and_offered(oc2: Table) -> Mask:
    """
    If a child has been recorded as receiving an intervention for their substance misuse problem, then the additional
    item on whether an intervention was offered should be left blank.
    """
    return (oc2.INTERVENTION_RECEIVED == "1") & oc2.INTERVENTION_OFFERED.given


@rule("159", fields="SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED", category=MISSING, due=YEAR_END)
def intervention_neither_received_nor_said_to_be_offered(oc2: Table) -> Mask:
    """
    If a child has been recorded as not receiving an intervention for their substance misuse problem, then the
    additional item on whether an intervention was offered should be completed as well.
    """
    not_received = (oc2.SUBSTANCE_MISUSE == "1") & (oc2.INTERVENTION_RECEIVED == "0")
    return not_received & oc2.INTERVENTION_OFFERED.blank


@rule("180", fields="SDQ_SCORE", category=INVALID)
def sdq_score_not_valid(oc2: Table) -> Mask:
    """Data entry for the strengths and difficulties questionnaire (SDQ) score is invalid."""
    score = oc2.SDQ_SCORE.number
    return oc2.SDQ_SCORE.given & ~((score >= 0) & (score <= 40) & (score == np.floor(score)))


@rule("181", fields=" ".join(HEALTH_FIELDS), category=INVALID)
def health_item_not_valid(oc2: Table) -> Mask:
    """Data items relating to children looked after continuously for 12 months should be completed with a 0 or 1."""
    items = [oc2.column(field).text for field in HEALTH_FIELDS]
    return np.logical_or.reduce([item.given & ~item.isin(("0", "1")) for item in items])


@rule("182", fields=" ".join(HEALTH_FIELDS), category=MISSING, due=YEAR_END)
def health_items_partly_blank(oc2: Table) -> Mask:
    """
    Data entries on immunisations, teeth checks, health assessments and substance misuse problem identified should be
    completed or all OC2 fields should be left blank.
    """
    return oc2.any_blank(*EXPECTED_HEALTH_FIELDS) & oc2.any_given(*OTHER_HEALTH_FIELDS)


@rule("185", fields="SDQ_SCORE", category=INCONSISTENT, due=YEAR_END)
def sdq_score_without_a_year_in_care(oc2: Table, looked_after_continuously: Text) -> Mask:
    """
    Child has not been looked after continuously for at least 12 months at 31 March but a Strengths and Difficulties
    (SDQ) score has been completed.
    """
    return oc2.SDQ_SCORE.given & ~oc2.CHILD.isin(looked_after_continuously)


@rule("186", fields="SDQ_SCORE", category=MISSING, due=YEAR_END)
def sdq_blank_from_4_to_16(oc2: Table, looked_after_continuously: Text, year: CollectionYear) -> Mask:
    """
    Children aged 4 or over at the start of the year and children aged under 17 at the end of the year and who have been
    looked after for at least 12 months continuously should have a Strengths and Difficulties (SDQ) score completed.
    """
    of_age = (oc2.DOB.birthday(4) <= year.start) & (oc2.DOB.birthday(17) > year.end)
    return of_age & oc2.SDQ_SCORE.blank & oc2.SDQ_REASON.blank & oc2.CHILD.isin(looked_after_continuously)


@rule("188", fields="SDQ_SCORE SDQ_REASON", category=INCONSISTENT)
def sdq_under_4(oc2: Table, year: CollectionYear) -> Mask:
    """
    Child is aged under 4 years at the end of the year, but a Strengths and Difficulties (SDQ) score or a reason for no
    SDQ score has been completed.
    """
    return (oc2.DOB.birthday(4) > year.end) & oc2.any_given("SDQ_SCORE", "SDQ_REASON")


@rule("189", fields="DOB SDQ_SCORE SDQ_REASON", category=INCONSISTENT)
def sdq_at_17_or_over(oc2: Table, year: CollectionYear) -> Mask:
    """
    Child is aged 17 years or over at the beginning of the year, but an Strengths and Difficulties (SDQ) score or a
    reason for no Strengths and Difficulties (SDQ) score has been completed.
    """
    return (oc2.DOB.birthday(17) < year.start) & oc2.any_given("SDQ_SCORE", "SDQ_REASON")


@rule("190", fields=" ".join(HEALTH_FIELDS), category=INCONSISTENT, due=YEAR_END)
def health_items_without_a_year_in_care(oc2: Table, looked_after_continuously: Text) -> Mask:
    """
    Child has not been looked after continuously for at least 12 months at 31 March but one or more data items relating
    to children looked after for 12 months have been completed.
    """
    return oc2.any_given(*HEALTH_FIELDS) & ~oc2.CHILD.isin(looked_after_continuously)


@rule("191", fields=" ".join((*EXPECTED_HEALTH_FIELDS, "CHILD")), category=MISSING, due=YEAR_END)
def year_in_care_but_health_items_blank(
    oc2: Table, first_episodes: Table, looked_after_continuously: Text
) -> tuple[Table, Table]:
    """
    Child has been looked after continuously for at least 12 months at 31 March but one or more data items relating to
    children looked after for 12 months have been left blank.
    """
    in_part = oc2.where(oc2.CHILD.isin(looked_after_continuously) & oc2.any_blank(*EXPECTED_HEALTH_FIELDS))
    all_year = first_episodes.where(first_episodes.CHILD.isin(looked_after_continuously))
    return in_part, all_year.where(~all_year.CHILD.isin(oc2.CHILD))


@rule("192", fields="SUBSTANCE_MISUSE INTERVENTION_RECEIVED", category=MISSING, due=YEAR_END)
def intervention_received_blank(oc2: Table) -> Mask:
    """
    Child has been identified as having a substance misuse problem but the additional item on whether an intervention
    was received has been left blank.
    """
    return (oc2.SUBSTANCE_MISUSE == "1") & oc2.INTERVENTION_RECEIVED.blank


@rule("193", fields="SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED", category=INCONSISTENT)
def intervention_without_substance_misuse(oc2: Table) -> Mask:
    """
    Child not identified as having a substance misuse problem but at least one of the two additional items on whether an
    intervention were offered and received have been completed.
    """
    no_misuse = oc2.SUBSTANCE_MISUSE.blank | (oc2.SUBSTANCE_MISUSE == "0")
    return no_misuse & oc2.any_given("INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")


@rule("196", fields="SDQ_REASON", category=INVALID)
def sdq_reason_not_valid(oc2: Table) -> Mask:
    """Strengths and Difficulties (SDQ) reason is not a valid code."""
    return oc2.SDQ_REASON.given & ~oc2.SDQ_REASON.isin(valid_codes("SDQ_REASON"))


@rule("197B", fields="SDQ_REASON DOB", category=MISSING, due=YEAR_END)
def sdq_blank_in_the_year_of_turning_4_or_17(oc2: Table, looked_after_continuously: Text, year: CollectionYear) -> Mask:
    """SDQ score or reason for no SDQ should be reported for 4- or 17-year-olds."""
    turned = _birthday_in_year(oc2, 4, year) | _birthday_in_year(oc2, 17, year)
    return turned & oc2.SDQ_SCORE.blank & oc2.SDQ_REASON.blank & oc2.CHILD.isin(looked_after_continuously)


@rule("197a", fields="SDQ_SCORE SDQ_REASON", category=INCONSISTENT)
def sdq_score_and_reason_for_none(oc2: Table) -> Mask:
    """
    Reason for no Strengths and Difficulties (SDQ) score is not required if Strengths and Difficulties Questionnaire
    score is filled in.
    """
    return oc2.SDQ_SCORE.given & oc2.SDQ_REASON.given


@rule("198", fields="SDQ_REASON", category=INCONSISTENT, due=YEAR_END)
def sdq_reason_without_a_year_in_care(oc2: Table, looked_after_continuously: Text) -> Mask:
    """
    Child has not been looked after continuously for at least 12 months at 31 March but a reason for no Strengths and
    Difficulties (SDQ) score has been completed.
    """
    return oc2.SDQ_REASON.given & ~oc2.CHILD.isin(looked_after_continuously)


@rule("542", fields="CONVICTED", category=INCONSISTENT)
def conviction_item_under_10(oc2: Table, year: CollectionYear) -> Mask:
    """A child aged under 10 at 31 March should not have conviction information completed."""
    return oc2.CONVICTED.given & (oc2.DOB.birthday(10) > year.end)


@rule("543", fields="DOB CONVICTED", category=MISSING, due=YEAR_END)
def conviction_item_blank_at_10_or_over(oc2: Table, looked_after_continuously: Text, year: CollectionYear) -> Mask:
    """
    Child is aged 10 or over at 31 March and has been looked after continuously for 12 months yet conviction information
    has not been completed.
    """
    return oc2.CONVICTED.blank & (oc2.DOB.birthday(10) <= year.end) & oc2.CHILD.isin(looked_after_continuously)


@rule("544", fields=" ".join(("CONVICTED", *EXPECTED_HEALTH_FIELDS)), category=MISSING, due=YEAR_END)
def convicted_but_health_items_blank(oc2: Table) -> Mask:
    """
    Any child who has conviction information completed must also have immunisation, teeth check, health assessment and
    substance misuse problem identified fields completed.
    """
    return (oc2.CONVICTED == "1") & oc2.any_blank(*EXPECTED_HEALTH_FIELDS)


@rule("545", fields="DOB HEALTH_CHECK", category=MISSING, due=YEAR_END)
def health_check_blank_under_5(oc2: Table, looked_after_continuously: Text, year: CollectionYear) -> Mask:
    """
    Child is aged under 5 at 31 March and has been looked after continuously for 12 months yet health promotion
    information has not been completed.
    """
    return oc2.HEALTH_CHECK.blank & (oc2.DOB.birthday(5) > year.end) & oc2.CHILD.isin(looked_after_continuously)


@rule("546", fields="DOB HEALTH_CHECK", category=INCONSISTENT)
def health_check_at_5_or_over(oc2: Table, looked_after_continuously: Text, year: CollectionYear) -> Mask:
    """Children aged 5 or over at 31 March should not have health promotion information completed."""
    return oc2.HEALTH_CHECK.given & (oc2.DOB.birthday(5) <= year.end) & oc2.CHILD.isin(looked_after_continuously)


@rule("547", fields=" ".join(("HEALTH_CHECK", *EXPECTED_HEALTH_FIELDS)), category=MISSING, due=YEAR_END)
def health_check_but_health_items_blank(oc2: Table) -> Mask:
    """
    Any child who has health promotion information completed must also have immunisation, teeth check, health assessment
    and substance misuse problem identified fields completed.
    """
    return (oc2.HEALTH_CHECK == "1") & oc2.any_blank(*EXPECTED_HEALTH_FIELDS)
