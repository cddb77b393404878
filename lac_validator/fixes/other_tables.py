"""Asylum seekers, missing periods, adoption, care leavers and social workers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table
from lac_validator.derived.periods import PeriodsOfCare
from lac_validator.engine import CERTAIN, SUGGESTED, Additions, Changes, Flagged, Removals, fix
from lac_validator.fixes.dates import proved_month_first
from lac_validator.fixes.evidence import EPISODES_AT_FAULT, LAST_YEAR, THIS_YEAR, copied, dated, written

NO_ROWS = np.zeros(0, np.intp)
MONTH = np.timedelta64(31, "D")
WEEK = np.timedelta64(7, "D")


# --- unaccompanied asylum-seeking children ---------------------------------------------------------------------------


@fix("304", kind=SUGGESTED)
def status_ends_at_18(uasc: Table, header: Table, flagged: Flagged) -> Changes:
    """Where the status of an asylum seeker ends after the 18th birthday, and Header has the same date of birth, it ends
    on that birthday.
    """
    row, child = uasc.where(flagged.by("304", uasc)).join(header)
    row = row.where(row.DOB == child.DOB)
    because = "The status ends at 18 at the latest, and this is the 18th birthday."
    return dated(row, "DUC", row.DOB.birthday(18), because)


@fix("104 205B", kind=SUGGESTED)
def status_end_of_last_year(uasc: Table, uasc_last: Table, flagged: Flagged, year: CollectionYear) -> Changes:
    """Where the day on which the status ceased is blank or cannot be read, take that of last year's return, if it lies
    in this year.
    """
    once = uasc.where(flagged.by("104 205B", uasc) & (uasc.CHILD.occurrences == 1))
    row, before = once.join(uasc_last.where(uasc_last.CHILD.occurrences == 1))
    usable = ~row.DUC.readable & before.DUC.between(year.start, year.end)
    return copied(row.where(usable), before.where(usable), "DUC", "Last year's return has this day for the child.")


@fix("205A", kind=SUGGESTED)
def asylum_seeker_of_last_year(
    uasc: Table, uasc_last: Table, header: Table, flagged: Flagged
) -> Iterator[Additions | Removals]:
    """Where last year's return has a child as an asylum seeker, and this year's has not: last year's row is added, or
    taken out of last year's return, as a person decides. When the status ceased must be looked at.
    """
    left_out = header.where(flagged.by("205A", header) & ~header.CHILD.isin(uasc.CHILD))
    rows = uasc_last.where(uasc_last.CHILD.isin(left_out.CHILD) & (uasc_last.CHILD.occurrences == 1))
    because = "Last year's return has the child as an asylum seeker whose status had not ceased; see whether it has."
    yield Additions("UASC", rows, because, THIS_YEAR)
    yield Removals(rows, "This year's return does not have the child as an asylum seeker.", LAST_YEAR)


@fix("205D", kind=SUGGESTED)
def asylum_seeker_not_of_last_year(
    uasc: Table, uasc_last: Table, header: Table, flagged: Flagged
) -> Iterator[Additions | Removals]:
    """Where this year's return has a child as an asylum seeker, and last year's has not: last year's would be amended,
    or this year's row goes, as a person decides.
    """
    newly = header.where(flagged.by("205D", header) & ~header.CHILD.isin(uasc_last.CHILD))
    rows = uasc.where(uasc.CHILD.isin(newly.CHILD) & (uasc.CHILD.occurrences == 1))
    because = "This year's return has the child as an asylum seeker: last year's would be amended to have this row."
    yield Additions("UASC_last", rows, because, LAST_YEAR)
    yield Removals(rows, "Last year's return does not have the child as an asylum seeker.", THIS_YEAR)


# --- missing periods -------------------------------------------------------------------------------------------------


@fix("576", kind=SUGGESTED)
def start_of_open_missing_period(missing: Table, missing_last: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where the first missing period starts up to 31 days before or after the one that last year's return left open, it
    is the same: one of the two days, as a person decides.
    """
    row, before = _beside_open_ones(missing, missing_last, flagged)
    near = np.abs(row.MIS_START - before.MIS_START) <= MONTH
    because = "Last year's return left a missing period open that started a few days off: this takes its day."
    yield copied(row.where(near), before.where(near), "MIS_START", because, THIS_YEAR)
    because = "Last year's return left a missing period open that started a few days off: it would be amended."
    yield copied(before.where(near), row.where(near), "MIS_START", because, LAST_YEAR)


@fix("576", kind=SUGGESTED)
def open_missing_period_of_last_year(missing: Table, missing_last: Table, flagged: Flagged) -> Additions:
    """Where last year's return left a missing period open, and this year's has none that starts within a month of it,
    add it. When it ended must be found out.
    """
    row, before = _beside_open_ones(missing, missing_last, flagged)
    far = ~(np.abs(row.MIS_START - before.MIS_START) <= MONTH)
    because = "Last year's return left this missing period open; when it ended is still to be filled in."
    return Additions("Missing", before.where(far), because)


def _beside_open_ones(missing: Table, missing_last: Table, flagged: Flagged) -> tuple[Table, Table]:
    left_open = missing_last.where(missing_last.MIS_END.blank & missing_last.MIS_START.readable)
    once = left_open.where(left_open.CHILD.occurrences == 1)
    return missing.where(flagged.by("576", missing)).join(once)


@fix("575 577", kind=SUGGESTED)
def missing_until_care_ended(missing: Table, periods_of_care: PeriodsOfCare, flagged: Flagged) -> Changes:
    """Where a missing period has no end, and the child left care within a week of when it began, it ended with care."""
    row, first, last = periods_of_care.beside(missing.where(flagged.by("577", missing) & missing.MIS_END.blank))
    within = row.MIS_START.between(first.DECOM, last.DEC) & (last.DEC - row.MIS_START <= WEEK)
    because = "The child left care on this day, and a missing period ends with care."
    return Changes(row.where(within), "MIS_END", last.where(within).DEC.as_given, because)


# --- adoption --------------------------------------------------------------------------------------------------------


@fix("560", kind=SUGGESTED)
def date_of_open_decision(placed_adoption: Table, placed_adoption_last: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where the decision that last year's return left open has another date this year: one of the two days, as a person
    decides.
    """
    once = placed_adoption.where(flagged.by("560", placed_adoption) & (placed_adoption.CHILD.occurrences == 1))
    row, before = once.join(placed_adoption_last.where(placed_adoption_last.CHILD.occurrences == 1))
    both = row.DATE_PLACED.readable & before.DATE_PLACED.readable
    because = "Last year's return left the decision open with another date: this takes that."
    yield copied(row.where(both), before.where(both), "DATE_PLACED", because, THIS_YEAR)
    because = "Last year's return left the decision open with another date: it would be amended to hold this one."
    yield copied(before.where(both), row.where(both), "DATE_PLACED", because, LAST_YEAR)
    because = "Last year's return left the decision open with this date, and this year's cannot be read."
    yield copied(row.where(~row.DATE_PLACED.readable), before.where(~row.DATE_PLACED.readable), "DATE_PLACED", because)


@fix("176 517 519 520", kind=CERTAIN)
def man_before_woman(ad1: Table) -> Changes:
    """Where the adopters are given as FM, write MF: there is but one code for a man and a woman."""
    rows = ad1.where(ad1.SEX_ADOPTR == "FM")
    return written(rows, "SEX_ADOPTR", "MF", "There is one code for a man and a woman, and this is how it is written.")


@fix("335", kind=SUGGESTED)
def former_carer_by_placement(ad1: Table, adoptions: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where FOSTER_CARE contradicts the placement in which the child was adopted, go by the placement."""
    row, episode = ad1.where(flagged.by("335", ad1)).join(adoptions)
    because = "The last placement was with adopters who had fostered the child."
    yield written(row.where(episode.PLACE.isin(("A3", "A5"))), "FOSTER_CARE", "1", because)
    because = "The last placement was with adopters who had not fostered the child."
    yield written(row.where(episode.PLACE.isin(("A4", "A6"))), "FOSTER_CARE", "0", because)


@fix("511", kind=SUGGESTED)
def one_adopter(ad1: Table, flagged: Flagged) -> Changes:
    """Where there are two adopters, but the gender is that of one and the legal status that of a single one, there is
    one.
    """
    rows = ad1.where(flagged.by("511", ad1) & (ad1.LS_ADOPTR == "L0"))
    return written(rows, "NB_ADOPTR", "1", "Gender and legal status are both those of a single adopter.")


@fix("187 602 1012 1014 1007 1016 134", kind=SUGGESTED)
def row_not_to_be_returned(
    header: Table,
    episodes: Table,
    flagged: Flagged,
    ad1: Table | None = None,
    oc3: Table | None = None,
    uasc: Table | None = None,
    reviews: Table | None = None,
    oc2: Table | None = None,
    missing: Table | None = None,
    placed_adoption: Table | None = None,
    prev_perm: Table | None = None,
) -> Iterator[Removals]:
    """Where a row must not be returned for the child, as the episodes show, and nothing speaks against these, take it
    out.
    """
    doubted = episodes.where(flagged.by(EPISODES_AT_FAULT, episodes)).CHILD
    reasons = {
        "AD1": "187 602 1012 134",
        "OC3": "187 1007 1016",
        "UASC": "1014",
        **dict.fromkeys(("Reviews", "OC2", "Missing", "PlacedAdoption", "PrevPerm"), "1012"),
    }
    because = "The episodes, with which nothing is wrong, show that such a row must not be returned for the child."
    for table in (ad1, oc3, uasc, reviews, oc2, missing, placed_adoption, prev_perm):
        if table is not None:
            wrong = flagged.by(reasons[table.name], table) & table.CHILD.isin(header.CHILD) & ~table.CHILD.isin(doubted)
            yield Removals(table.where(wrong), because)


# --- care leavers ----------------------------------------------------------------------------------------------------


@fix("344", kind=SUGGESTED)
def nothing_of_who_died_or_returned_home(oc3: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where a young person has died or returned home, activity and accommodation are 0."""
    rows = oc3.where(flagged.by("344", oc3))
    because = "The young person has died or returned home, and then the code is 0."
    for column in ("ACTIV", "ACCOM"):
        yield written(rows.where(rows.column(column).text != "0"), column, "0", because)


# --- social workers --------------------------------------------------------------------------------------------------


@fix("SW08STG2 SW14STG2", kind=SUGGESTED)
def social_worker_until_the_next(successive_social_workers: tuple[Table, Table], flagged: Flagged) -> Changes:
    """Where a social worker's episode has no end, and the next begins later, it ended when that began. Not where these
    days are written with the month first.
    """
    row, after = successive_social_workers
    if proved_month_first(after.whole.SW_DECOM.as_given):
        row, after = row.take(NO_ROWS), after.take(NO_ROWS)
    lacking = flagged.by("SW08STG2 SW14STG2", row) & row.SW_DEC.blank & (after.SW_DECOM > row.SW_DECOM)
    because = "The next social worker began on this day."
    return Changes(row.where(lacking), "SW_DEC", after.where(lacking).SW_DECOM.as_given, because)


@fix("SW02STG1", kind=SUGGESTED)
def identifier_with_its_letters(sw_episodes: Table, flagged: Flagged) -> Changes:
    """Where a social worker's identifier lacks its first letters, and other rows have the same with SW before it, take
    that.
    """
    rows = sw_episodes.where(flagged.by("SW02STG1", sw_episodes) & sw_episodes.SW_ID.given)
    known = set(sw_episodes.SW_ID.distinct[0])
    texts = [f"SW{text}" for text in rows.SW_ID.text.as_given]
    there = np.array([text.upper() in known for text in texts], bool)
    because = "Other rows have the same identifier with SW before it."
    return Changes(rows.where(there), "SW_ID", [text for text, each in zip(texts, there, strict=True) if each], because)


@fix("SW10STG2 SW10aSTG2 SW11aSTG2", kind=SUGGESTED)
def gap_between_social_workers(sw_episodes: Table, flagged: Flagged) -> Iterator[Changes]:
    """Where one social worker began 8 to 31 days after the one before ended: the one before had the case until then, or
    the new one had it from then on, as a person decides. Not where these days are written with the month first.
    """
    row, after = sw_episodes.successive("SW_DECOM", "SW_DEC")
    apart = after.SW_DECOM - row.SW_DEC
    wrong = flagged.by("SW10STG2 SW10aSTG2", after) & (apart > WEEK) & (apart <= MONTH)
    if any(proved_month_first(sw_episodes.column(each).as_given) for each in ("SW_DECOM", "SW_DEC")):
        wrong = np.zeros(len(row), bool)
    row, after = row.where(wrong), after.where(wrong)
    because = "There are some weeks without a social worker: the one before would have the case until the next began."
    yield Changes(row, "SW_DEC", after.SW_DECOM.as_given, because, "end")
    because = "There are some weeks without a social worker: this one would have the case since the one before ended."
    yield Changes(after, "SW_DECOM", row.SW_DEC.as_given, because, "start")
