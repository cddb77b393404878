"""Who the child is: what last year's return knows of it, and what the child's other rows say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Mask, Table
from lac_validator.engine import CERTAIN, SUGGESTED, Additions, Changes, Flagged, fix
from lac_validator.fixes.evidence import LAST_YEAR, THIS_YEAR, blanked, copied, in_two_ways, is_valid, written

UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]")


@fix("101 202 232", kind=SUGGESTED)
def sex_of_last_year(
    children_across_years: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the sex is not that of last year's return: last year's where this year's is no valid code or unknown, else
    one of the two, as a person decides.
    """
    this, last = _which(children_across_years, flagged.by("101 202 232", children_across_years[0]))
    good = is_valid(this.SEX, "SEX", year) & (this.SEX != "U")
    yield from in_two_ways(this, last, "SEX", good, is_valid(last.SEX, "SEX", year) & (last.SEX != "U"), "the sex")


@fix("101", kind=CERTAIN, first_year=2025)
def sex_in_letters(header: Table) -> Iterator[Changes]:
    """Where the sex is written 1 or 2, as it was until 2023/24, or in full, write the letter that the code has now."""
    because = "It is written as it was until 2023/24, or in full; the code is a letter now."
    yield written(header.where(header.SEX.isin(("1", "MALE"))), "SEX", "M", because)
    yield written(header.where(header.SEX.isin(("2", "FEMALE"))), "SEX", "F", because)


@fix("103 204", kind=SUGGESTED)
def ethnicity_of_last_year(
    children_across_years: tuple[Table, Table], flagged: Flagged, year: CollectionYear
) -> Iterator[Changes]:
    """Where the ethnic origin is not that of last year's return: last year's where this year's is blank or no valid
    code, else one of the two, as a person decides.
    """
    this, last = _which(children_across_years, flagged.by("103 204", children_across_years[0]))
    good, before = (is_valid(each.ETHNIC, "ETHNIC", year) for each in (this, last))
    yield from in_two_ways(this, last, "ETHNIC", good, before, "the ethnic origin")


@fix("102 203", kind=SUGGESTED)
def date_of_birth_of_last_year(
    children_across_years: tuple[Table, Table], flagged: Flagged, tables_with_birth: dict[str, Table]
) -> Iterator[Changes]:
    """Where the date of birth is not that of last year's return: last year's, in every table of this year that has the
    other one, where this year's other tables have it too or Header's cannot be read; else one of the two, as a person
    decides.
    """
    this, last = _which(children_across_years, flagged.by("102 203", children_across_years[0]))
    for_last, for_this = (_backed(rows, tables_with_birth) for rows in (last, this))
    good, before = this.DOB.readable & (for_this | ~for_last), last.DOB.readable
    only_last, both = ~good & before, good & before
    because = "Last year's return has this date of birth; this year's cannot be read, or other tables deny it."
    yield copied(this.where(only_last), last.where(only_last), "DOB", because)
    because = "The two years differ in the date of birth: this is last year's, in all of this year's tables."
    yield copied(this.where(both), last.where(both), "DOB", because, THIS_YEAR)
    yield from _in_every_table(this.where(both), last.where(both), tables_with_birth, because)
    because = "The two years differ in the date of birth: last year's return would be amended to hold this year's."
    yield copied(last.where(both), this.where(both), "DOB", because, LAST_YEAR)


def _backed(rows: Table, tables: dict[str, Table]) -> Mask:
    """The children of whom another table of this year has the same date of birth as these rows, and none another."""
    same, other = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for table in tables.values():
        mine, theirs = rows.join(table)
        same |= np.isin(rows.rows, mine.where(mine.DOB == theirs.DOB).rows)
        other |= np.isin(rows.rows, mine.where(theirs.DOB.readable & (mine.DOB != theirs.DOB)).rows)
    return same & ~other


def _in_every_table(this: Table, last: Table, tables: dict[str, Table], because: str) -> Iterator[Changes]:
    for table in tables.values():
        row, child = table.join(this)
        _, before = table.join(last)
        wrong = row.DOB == child.DOB
        yield copied(row.where(wrong), before.where(wrong), "DOB", because, THIS_YEAR)


@fix("168 208 209 210 442", kind=SUGGESTED)
def upn_of_last_year(children_across_years: tuple[Table, Table], flagged: Flagged) -> Iterator[Changes]:
    """Where the pupil number is blank, not valid, a reason for none that cannot hold, or not last year's: last year's
    where this year's is no number; of two numbers one, as a person decides.
    """
    this, last = _which(children_across_years, flagged.by("168 208 209 210 442", children_across_years[0]))
    number, before = this.UPN.matches(UPN.fullmatch), last.UPN.matches(UPN.fullmatch)
    which = before & ~this.UPN.isin(("UN2", "UN5"))
    yield from in_two_ways(
        this.where(which), last.where(which), "UPN", number[which], before[which], "the pupil number"
    )


@fix("168", kind=CERTAIN)
def upn_without_marks(header: Table, flagged: Flagged) -> Changes:
    """Where a pupil number is not valid, but is without the blanks and dashes in it, take them out."""
    wrong = header.where(flagged.by("168", header))
    texts = ["".join(each.upper().replace("-", "").split()) for each in wrong.UPN.as_given]
    right = np.array([bool(UPN.fullmatch(each)) for each in texts], bool)
    new = [text for text, each in zip(texts, right, strict=True) if each]
    return Changes(wrong.where(right), "UPN", new, "Without the blanks and dashes in it, it is a pupil number.")


@fix("165 393", kind=CERTAIN)
def no_mother_under_11(header: Table, flagged: Flagged, year: CollectionYear) -> Changes:
    """Where it is not said whether a girl who is under 11 is a mother, say that she is not."""
    girl = header.where(flagged.by("393", header))
    because = "She is under 11 on 1 April, and a mother cannot be."
    return written(girl.where(girl.DOB.birthday(11) > year.start), "MOTHER", "0", because)


@fix("165 393", kind=SUGGESTED)
def mother_as_last_year(children_across_years: tuple[Table, Table], flagged: Flagged) -> Changes:
    """Where it is not said whether a young woman is a mother, take what last year's return says; if it says that she
    is not, only where no date of birth of a child stands in her row.
    """
    this, last = _which(children_across_years, flagged.by("393", children_across_years[0]))
    known = (last.MOTHER == "1") | ((last.MOTHER == "0") & this.MC_DOB.blank)
    return copied(this.where(known), last.where(known), "MOTHER", "Last year's return says so.")


@fix("165 174 612", kind=SUGGESTED)
def nothing_of_motherhood_of_a_young_man(
    children_across_years: tuple[Table, Table], flagged: Flagged
) -> Iterator[Changes]:
    """Where what is asked of mothers is filled in for a young man, and last year's return says too that he is one,
    leave it blank.
    """
    this, last = _which(children_across_years, children_across_years[0].SEX.isin(("M", "1")))
    still = this.where(this.SEX == last.SEX)
    because = "Last year's return says too that this is a young man, of whom it is not asked."
    yield blanked(still.where(flagged.by("165", still) & still.MOTHER.given), "MOTHER", because)
    yield blanked(still.where(flagged.by("174", still)), "MC_DOB", because)


@fix("628", kind=CERTAIN)
def nothing_of_motherhood_of_a_care_leaver(header: Table, flagged: Flagged) -> Changes:
    """Where MOTHER is filled in for a care leaver who was not looked after this year, leave it blank."""
    because = "The child has care leaver information and no episodes this year, so it is not asked."
    return blanked(header.where(flagged.by("628", header)), "MOTHER", because)


@fix("INT01 INT02 INT03 INT04 INT05 INT06 INT07 INT08 INT09", kind=SUGGESTED)
def child_of_last_year_in_header(
    header: Table, header_last: Table, episodes: Table, tables_with_birth: dict[str, Table]
) -> Additions:
    """Where this year's episodes are of a child who is not in Header, but was last year, add last year's row; not
    where a date of birth in this year's tables is another.
    """
    named = header_last.where(header_last.CHILD.isin(episodes.CHILD) & ~header_last.CHILD.isin(header.CHILD))
    once = named.where(named.CHILD.occurrences == 1)
    differs = np.zeros(len(once), bool)
    for table in tables_with_birth.values():
        mine, theirs = once.join(table)
        differs |= np.isin(once.rows, mine.where(theirs.DOB.readable & (mine.DOB != theirs.DOB)).rows)
    because = "This year's episodes have the child, and last year's Header has this row; see whether it still holds."
    return Additions("Header", once.where(~differs), because)


def _which(pair: tuple[Table, Table], mask: Mask) -> tuple[Table, Table]:
    this, last = pair
    return this.where(mask), last.where(mask)
