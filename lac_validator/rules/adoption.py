"""Adoption: the decision that a child should be placed for adoption, and the details of an adoption in the year.

PlacedAdoption holds the decisions: when it was decided that the child should be placed for adoption (DATE_PLACED) and,
where the plan was dropped, when and why (DATE_PLACED_CEASED, REASON_PLACED_CEASED). AD1 holds the details of those who
were adopted: the same decision again (DATE_INT), the match with the adopters (DATE_MATCH) and who the adopters are.

That a detail is filled in never means that it is valid: any text counts, and rules of their own ask for valid codes and
dates. Most rules that set two tables side by side report the rows of both.
"""

from __future__ import annotations

from lac_validator.dataset import Mask, Table, Text
from lac_validator.engine import INCONSISTENT, INVALID, MISSING, YEAR_END, rule
from lac_validator.schema import valid_codes
from lac_validator.schema.groups import ADOPTION_FIELDS, CARE_LEAVER_FIELDS

SINGLE_ADOPTER = ("M1", "F1")
SAME_GENDER_COUPLE = ("MM", "FF")
DIFFERENT_GENDER_COUPLE = ("MF",)
COUPLE = SAME_GENDER_COUPLE + DIFFERENT_GENDER_COUPLE


def _not_a_valid_code(table: Table, field: str) -> Mask:
    entered: Text = getattr(table, field)
    return entered.given & ~entered.isin(valid_codes(field))


def _genders_do_not_fit(ad1: Table, legal_status: str, genders: tuple[str, ...]) -> Mask:
    """Adopters of this legal status with other genders, or none given."""
    return (ad1.LS_ADOPTR == legal_status) & ~ad1.SEX_ADOPTR.isin(genders)


@rule("112", fields="DATE_INT", category=INVALID)
def date_should_be_placed_not_valid(ad1: Table) -> Mask:
    """Date should be placed for adoption is not a valid date."""
    return ad1.DATE_INT.unreadable


@rule("113", fields="DATE_MATCH", category=INVALID)
def date_matched_not_valid(ad1: Table) -> Mask:
    """Date matching child and adopter(s) is not a valid date."""
    return ad1.DATE_MATCH.unreadable


@rule("114", fields="FOSTER_CARE", category=INVALID)
def former_foster_carer_not_valid(ad1: Table) -> Mask:
    """Data entry to record the status of former carer(s) of an adopted child is invalid."""
    return _not_a_valid_code(ad1, "FOSTER_CARE")


@rule("115", fields="DATE_PLACED", category=INVALID)
def date_of_decision_not_valid(placed_adoption: Table) -> Mask:
    """Date of Local Authority's (LA) decision that a child should be placed for adoption is not a valid date."""
    return placed_adoption.DATE_PLACED.unreadable


@rule("116", fields="DATE_PLACED_CEASED", category=INVALID)
def date_of_reversal_not_valid(placed_adoption: Table) -> Mask:
    """
    Date of Local Authority's (LA) decision that a child should no longer be placed for adoption is not a valid
    date.
    """
    return placed_adoption.DATE_PLACED_CEASED.unreadable


@rule("119", fields="REASON_PLACED_CEASED DATE_PLACED_CEASED", category=MISSING)
def reversal_half_recorded(placed_adoption: Table) -> Mask:
    """
    If the decision is made that a child should no longer be placed for adoption, then the date of this decision and the
    reason why this decision was made must be completed.
    """
    return placed_adoption.DATE_PLACED_CEASED.given != placed_adoption.REASON_PLACED_CEASED.given


@rule("120", fields="REASON_PLACED_CEASED", category=INVALID)
def reason_for_reversal_not_valid(placed_adoption: Table) -> Mask:
    """The reason for the reversal of the decision that the child should be placed for adoption code is not valid."""
    return _not_a_valid_code(placed_adoption, "REASON_PLACED_CEASED")


@rule(
    "134",
    fields="IN_TOUCH ACTIV ACCOM DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    category=INCONSISTENT,
)
def care_leaver_with_adoption_details(ad1: Table, oc3: Table) -> Mask:
    """Data on adoption should not be entered for the OC3 cohort."""
    care_leavers = oc3.where(oc3.any_given(*CARE_LEAVER_FIELDS)).CHILD
    return ad1.any_given(*ADOPTION_FIELDS) & ad1.CHILD.isin(care_leavers)


@rule("151", fields="DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR", category=MISSING)
def adoption_details_half_recorded(ad1: Table) -> Mask:
    """All data items relating to a childs adoption must be coded or left blank."""
    return ad1.any_given(*ADOPTION_FIELDS) & ad1.any_blank(*ADOPTION_FIELDS)


@rule("175", fields="NB_ADOPTR", category=INVALID)
def number_of_adopters_not_valid(ad1: Table) -> Mask:
    """The number of adopter(s) code is not a valid code."""
    return _not_a_valid_code(ad1, "NB_ADOPTR")


@rule("176", fields="SEX_ADOPTR", category=INVALID)
def genders_of_adopters_not_valid(ad1: Table) -> Mask:
    """The gender of adopter(s) at the date of adoption code is not a valid code."""
    return _not_a_valid_code(ad1, "SEX_ADOPTR")


@rule("177", fields="LS_ADOPTR", category=INVALID)
def legal_status_of_adopters_not_valid(ad1: Table) -> Mask:
    """The legal status of adopter(s) code is not a valid code."""
    return _not_a_valid_code(ad1, "LS_ADOPTR")


@rule("184", fields="DATE_PLACED DOB", category=INCONSISTENT)
def decision_before_birth(placed_adoption: Table, header: Table) -> Table:
    """Date of decision that a child should be placed for adoption is before the child was born."""
    decision, child = placed_adoption.join(header)
    return decision.where(decision.DATE_PLACED < child.DOB)


@rule(
    "187",
    fields="DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR IN_TOUCH ACTIV ACCOM",
    category=INCONSISTENT,
    due=YEAR_END,
)
def still_in_care_with_adoption_or_care_leaver_details(
    ad1: Table, oc3: Table, looked_after_continuously: Text
) -> tuple[Table, Table]:
    """
    Child cannot be looked after continuously for 12 months at 31 March (OC2) and have any of adoption or care leavers
    returns completed.
    """
    return (
        ad1.where(ad1.any_given(*ADOPTION_FIELDS) & ad1.CHILD.isin(looked_after_continuously)),
        oc3.where(oc3.any_given(*CARE_LEAVER_FIELDS) & oc3.CHILD.isin(looked_after_continuously)),
    )


@rule("331", fields="DATE_MATCH DECOM REC", category=INCONSISTENT)
def matched_after_placement_for_adoption(ad1: Table, adoptions: Table) -> tuple[Table, Table]:
    """Date of matching child and adopter(s) should be the same as, or prior to, the date of placement of adoption."""
    episode, details = adoptions.join(ad1)
    late = details.DATE_MATCH > episode.DECOM
    return details.where(late), episode.where(late)


@rule("333", fields="DATE_INT", category=INCONSISTENT)
def matched_before_decision(ad1: Table) -> Mask:
    """Date should be placed for adoption must be on or prior to the date of matching child with adopter(s)."""
    return ad1.DATE_MATCH.readable & ~(ad1.DATE_INT <= ad1.DATE_MATCH)


@rule("511", fields="NB_ADOPTR SEX_ADOPTR", category=INCONSISTENT)
def two_adopters_but_gender_of_one(ad1: Table) -> Mask:
    """
    If reporting that the number of person(s) adopting the looked after child is two adopters then the code should only
    be MM, FF or MF. MM = the adopting couple are both males; FF = the adopting couple are both females; MF = The
    adopting couple are male and female.
    """
    return (ad1.NB_ADOPTR == "2") & ad1.SEX_ADOPTR.isin(SINGLE_ADOPTER)


@rule("514", fields="LS_ADOPTR SEX_ADOPTR", category=INCONSISTENT)
def single_adopter_but_not_gender_of_one(ad1: Table) -> Mask:
    """
    Data entry on the legal status of adopters shows a single adopter but data entry for the numbers of adopters shows
    it as a couple.
    """
    return _genders_do_not_fit(ad1, "L0", SINGLE_ADOPTER)


@rule("517", fields="LS_ADOPTR SEX_ADOPTR", category=INCONSISTENT)
def unmarried_different_gender_couple_but_not_their_genders(ad1: Table) -> Mask:
    """
    If reporting legal status of adopters is L3 then the genders of adopters should be coded as MF. MF = the adopting
    couple are male and female.
    """
    return _genders_do_not_fit(ad1, "L3", DIFFERENT_GENDER_COUPLE)


@rule("518", fields="LS_ADOPTR SEX_ADOPTR", category=INCONSISTENT)
def unmarried_same_gender_couple_but_not_their_genders(ad1: Table) -> Mask:
    """
    If reporting legal status of adopters is L4 then the genders of adopters should be coded as MM or FF. MM = the
    adopting couple are both males. FF = the adopting couple are both females.
    """
    return _genders_do_not_fit(ad1, "L4", SAME_GENDER_COUPLE)


@rule("519", fields="LS_ADOPTR SEX_ADOPTR", category=INCONSISTENT)
def civil_partners_but_not_genders_of_couple(ad1: Table) -> Mask:
    """
    Data entered on the legal status of adopters shows civil partnership couple, but data entered on genders of adopters
    does not show it as a couple.
    """
    return _genders_do_not_fit(ad1, "L2", COUPLE)


@rule("520", fields="LS_ADOPTR SEX_ADOPTR", category=INCONSISTENT)
def married_different_gender_couple_but_not_their_genders(ad1: Table) -> Mask:
    """
    Data entry on the legal status of adopters shows different gender married couple but data entry on genders of
    adopters shows it as a same gender couple.
    """
    return _genders_do_not_fit(ad1, "L11", DIFFERENT_GENDER_COUPLE)


@rule("522", fields="DATE_PLACED DATE_PLACED_CEASED", category=INCONSISTENT)
def decision_reversed_before_it_was_made(placed_adoption: Table) -> Mask:
    """
    Date of decision that the child should be placed for adoption must be on or before the date that a child should no
    longer be placed for adoption.
    """
    return placed_adoption.DATE_PLACED_CEASED < placed_adoption.DATE_PLACED


@rule("523", fields="DATE_PLACED DATE_INT", category=INCONSISTENT)
def dates_of_decision_differ(placed_adoption: Table, ad1: Table) -> tuple[Table, Table]:
    """
    Date of decision that the child should be placed for adoption should be the same date as the decision that adoption
    is in the best interest (date should be placed).
    """
    decision, details = placed_adoption.join(ad1)
    both_dated = decision.DATE_PLACED.readable & details.DATE_INT.readable
    differ = both_dated & (decision.DATE_PLACED != details.DATE_INT)
    return decision.where(differ), details.where(differ)


@rule("524", fields="LS_ADOPTR SEX_ADOPTR", category=INCONSISTENT)
def married_same_gender_couple_but_not_their_genders(ad1: Table) -> Mask:
    """
    If reporting legal status of adopters is L12 then the genders of adopters should be coded as MM or FF. MM = the
    adopting couple are both males. FF = the adopting couple are both females
    """
    return _genders_do_not_fit(ad1, "L12", SAME_GENDER_COUPLE)


@rule(
    "525",
    fields="DATE_PLACED_CEASED DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    category=INCONSISTENT,
)
def decision_reversed_but_adopted(placed_adoption: Table, ad1: Table) -> tuple[Table, Table]:
    """A child for whom the decision to be placed for adoption has been reversed cannot be adopted during the year."""
    decision, details = placed_adoption.join(ad1)
    at_odds = decision.DATE_PLACED_CEASED.given & details.any_given(*ADOPTION_FIELDS)
    return decision.where(at_odds), details.where(at_odds)


@rule("563", fields="DATE_PLACED REASON_PLACED_CEASED DATE_PLACED_CEASED", category=MISSING)
def decision_reversed_but_not_dated(placed_adoption: Table) -> Mask:
    """
    The child should no longer be placed for adoption but the date of the decision that the child should be placed for
    adoption is blank
    """
    reversed_ = placed_adoption.REASON_PLACED_CEASED.given & placed_adoption.DATE_PLACED_CEASED.given
    return reversed_ & placed_adoption.DATE_PLACED.blank


@rule("579", fields="DATE_PLACED DATE_PLACED_CEASED", category=INCONSISTENT)
def new_decision_before_end_of_previous(placed_adoption: Table) -> Table:
    """
    A new decision that the child should be placed for adoption this year cannot start when the previous decision is
    still open. Decisions to place the child for adoption should also not overlap. The date of any new decision to place
    the child for adoption must not be before the date placed ceased of previous decisions.
    """
    previous, new = placed_adoption.successive("DATE_PLACED")
    still_open = ~previous.DATE_PLACED_CEASED.readable
    return new.where(still_open | (new.DATE_PLACED < previous.DATE_PLACED_CEASED))


@rule("583", fields="DATE_PLACED DATE_PLACED_CEASED", category=MISSING)
def earlier_decision_not_revoked(placed_adoption: Table) -> Table:
    """
    More than one date the child should be placed for adoption has been reported, but an earlier decision has not been
    revoked. Check that both dates are required and add in the date the earlier decision was revoked. Note this may be
    in a previous year.
    """
    standing = placed_adoption.CHILD.given & placed_adoption.DATE_PLACED_CEASED.blank
    return placed_adoption.where(standing).without(placed_adoption.latest("DATE_PLACED", or_undated=True))


@rule("601", fields="REC DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR", category=MISSING)
def adopted_but_details_not_complete(adoptions_in_year: Table, ad1: Table) -> tuple[Table, Table]:
    """
    The additional fields relating to adoption have not been completed although the episode data shows that the child
    was adopted during the year.
    """
    episode, details = adoptions_in_year.join(ad1)
    incomplete = details.any_blank(*ADOPTION_FIELDS)
    return details.where(incomplete), episode.where(incomplete)


@rule("602", fields="CHILD", category=INCONSISTENT)
def adoption_details_but_not_adopted(ad1: Table, adoptions_in_year: Table) -> Mask:
    """The episode data submitted for this child does not show that he/she was adopted during the year."""
    return ad1.any_given(*ADOPTION_FIELDS) & ~ad1.CHILD.isin(adoptions_in_year.CHILD)


@rule("1012", fields="CHILD", category=INCONSISTENT)
def no_episodes_but_other_data(
    episodes: Table,
    placed_adoption: Table | None = None,
    missing: Table | None = None,
    reviews: Table | None = None,
    ad1: Table | None = None,
    prev_perm: Table | None = None,
    oc2: Table | None = None,
) -> tuple[Table, ...]:
    """No other data should be returned for OC3 children who had no episodes in the current year"""
    given = [table for table in (placed_adoption, missing, reviews, ad1, prev_perm, oc2) if table is not None]
    return tuple(table.where(~table.CHILD.isin(episodes.CHILD)) for table in given)
