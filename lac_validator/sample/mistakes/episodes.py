"""Mistakes in when episodes began and ended, why, and under which legal status."""

from __future__ import annotations

from lac_validator.sample.days import text
from lac_validator.sample.errors import Draft, Mistake, Row, mistake, read
from lac_validator.sample.geography import geography_of
from lac_validator.sample.mistakes.common import (
    ADOPTIVE,
    AGENCY_KINDS,
    LEFT_CARE,
    SHORT_BREAKS,
    TEMPORARY,
    Flags,
    carried_over,
    has_birthday_by,
    has_plan_of_adoption,
    is_first,
    is_in_any,
    neighbours,
    went_away_for_a_while,
)

_CARE_ORDERS = {"C1": "C2", "C2": "C1", "V2": "C2"}


def _is_last(draft: Draft, episode: Row) -> bool:
    return neighbours(draft, episode)[1] is None


def _left_care_quietly(draft: Draft, episode: Row) -> bool:
    """Whether care ended with this episode in a way that no other table tells of."""
    if episode.REC not in LEFT_CARE or not _is_last(draft, episode):
        return False
    return not is_in_any(draft, episode.child, "AD1", "OC2", "OC3", "PlacedAdoption", "Missing", "UASC", "DoLo")


def _came_and_went(draft: Draft, episode: Row) -> bool:
    """Whether this one episode is all the care a young enough child had, and it began well within the year."""
    if episode.RNE != "S" or not _left_care_quietly(draft, episode) or not is_first(draft, episode):
        return False
    if episode.LS in SHORT_BREAKS or read(episode.DECOM) <= draft.year.start + 15:
        return False
    header = draft.only("Header", episode.child)
    return header is not None and header.MOTHER != "1" and not has_birthday_by(header, 16, draft.year.end + 40)


@mistake("Episodes", 1.5)
def rec_missing(draft: Draft, episode: Row) -> Mistake | None:
    if not _left_care_quietly(draft, episode):
        return None
    return Mistake("REC was removed", [("148", episode)], [(episode, {"REC": ""})])


@mistake("Episodes", 0.6, whole_child=True)
def rec_missing_in_between(draft: Draft, episode: Row) -> Mistake | None:
    if episode.REC != "X1" or _is_last(draft, episode) or is_in_any(draft, episode.child, "OC2", "OC3", "AD1"):
        return None
    if episode.LS == "E1" or episode.PLACE in ADOPTIVE | TEMPORARY:
        return None
    return Mistake("REC was removed", [("148", episode), ("142", episode)], [(episode, {"REC": ""})])


@mistake("Episodes", 0.8, whole_child=True)
def dec_missing_in_between(draft: Draft, episode: Row) -> Mistake | None:
    _, after = neighbours(draft, episode)
    header = draft.only("Header", episode.child)
    if after is None or after.RNE != "L" or header is None or has_birthday_by(header, 17, draft.year.end):
        return None
    if is_in_any(draft, episode.child, "Missing", "PlacedAdoption", "OC3", "UASC", "DoLo") or header.MOTHER == "1":
        return None
    if episode.LS not in ("V2", "C1", "C2") or episode.REC != "X1":
        return None
    flags: Flags = [("148", episode), ("142", episode), ("433", after)]
    return Mistake("DEC was removed", flags, [(episode, {"DEC": ""})])


@mistake("Episodes", 1)
def rec_invalid(draft: Draft, episode: Row) -> Mistake | None:
    if not _left_care_quietly(draft, episode):
        return None
    return Mistake("REC was changed to E4", [("149", episode)], [(episode, {"REC": "E4"})])


@mistake("Episodes", 0.3, whole_child=True)
def ended_before_it_began(draft: Draft, episode: Row) -> Mistake | None:
    if not _came_and_went(draft, episode):
        return None
    ended = text(read(episode.DECOM) - draft.chance.between(1, 9))
    return Mistake("DEC was put before DECOM", [("356", episode)], [(episode, {"DEC": ended})])


@mistake("Episodes", 0.3, whole_child=True)
def ended_the_same_day(draft: Draft, episode: Row) -> Mistake | None:
    if not _came_and_went(draft, episode):
        return None
    return Mistake("DEC was put on DECOM", [("355", episode)], [(episode, {"DEC": episode.DECOM})])


@mistake("Episodes", 0.3, whole_child=True)
def ended_next_year(draft: Draft, episode: Row) -> Mistake | None:
    if not _came_and_went(draft, episode) or episode.LS not in ("V2", "C1", "C2"):
        return None
    ended = text(draft.year.end + draft.chance.between(1, 30))
    return Mistake("DEC was put after the year", [("385", episode)], [(episode, {"DEC": ended})])


@mistake("Episodes", 0.3, whole_child=True)
def ended_on_no_day(draft: Draft, episode: Row) -> Mistake | None:
    if not _came_and_went(draft, episode) or episode.LS not in ("V2", "C1", "C2"):
        return None
    never = f"31/11/{draft.year.number - 1}"
    return Mistake(f"DEC was changed to {never}", [("147", episode)], [(episode, {"DEC": never})])


@mistake("Episodes", 1, whole_child=True)
def overlapping(draft: Draft, episode: Row) -> Mistake | None:
    before, _ = neighbours(draft, episode)
    if before is None or episode.RNE != "P" or before.LS not in ("V2", "C1", "C2"):
        return None
    if is_in_any(draft, episode.child, "PlacedAdoption", "Missing", "OC3", "DoLo"):
        return None
    if episode.PLACE not in AGENCY_KINDS | {"K2", "P1"} or before.PLACE in TEMPORARY or before.REC != "X1":
        return None
    earlier = read(episode.DECOM) - draft.chance.between(2, 6)
    if earlier <= max(read(before.DECOM), draft.year.start):
        return None
    flags: Flags = [("501", episode), ("433", episode), ("388", before)]
    change = {"DECOM": text(earlier)}
    return Mistake("DECOM was put before the last episode's end", flags, [(episode, change)])


@mistake("Episodes", 0.8, whole_child=True)
def left_and_went_on(draft: Draft, episode: Row) -> Mistake | None:
    _, after = neighbours(draft, episode)
    if after is None or episode.REC != "X1" or is_in_any(draft, episode.child, "OC2", "OC3", "AD1", "PlacedAdoption"):
        return None
    if episode.PLACE in TEMPORARY or after.RNE == "S":
        return None
    flags: Flags = [("388", episode), ("432", after)]
    return Mistake("REC was changed to E4A", flags, [(episode, {"REC": "E4A"})])


@mistake("Episodes", 0.3, whole_child=True)
def started_without_having_left(draft: Draft, episode: Row) -> Mistake | None:
    if episode.RNE != "P" or episode.PLACE in TEMPORARY or draft.rows("Episodes", episode.child)[-1].DEC == "":
        return None
    elsewhere = is_in_any(draft, episode.child, "OC2", "OC3", "AD1", "PlacedAdoption")
    previous = draft.only("PrevPerm", episode.child)
    if elsewhere or is_first(draft, episode) or previous is None or not previous.PREV_PERM or previous.LA_PERM:
        return None
    if went_away_for_a_while(draft, episode.child):
        return None
    return Mistake("RNE was changed to S", [("431", episode)], [(episode, {"RNE": "S"})])


@mistake("Episodes", 0.7)
def rne_invalid(draft: Draft, episode: Row) -> Mistake | None:
    if episode.RNE != "P" or is_first(draft, episode) or went_away_for_a_while(draft, episode.child):
        return None
    if episode.PLACE in ADOPTIVE:
        return None
    return Mistake("RNE was changed to N", [("143", episode)], [(episode, {"RNE": "N"})])


@mistake("Episodes", 0.7)
def ls_invalid(draft: Draft, episode: Row) -> Mistake | None:
    nothing_to_compare = is_first(draft, episode) or episode.RNE in ("L", "B")
    if not nothing_to_compare or not _is_last(draft, episode) or episode.LS not in ("V2", "C1", "C2"):
        return None
    header = draft.only("Header", episode.child)
    if header is None or has_birthday_by(header, 18, draft.year.end):
        return None
    flags: Flags = [("144", episode)]
    if carried_over(draft, episode) is not None:
        flags.append(("503B", episode))
    return Mistake("LS was changed to C4", flags, [(episode, {"LS": "C4"})])


@mistake("Episodes", 0.8)
def cin_invalid(draft: Draft, episode: Row) -> Mistake | None:
    before, _ = neighbours(draft, episode)
    if not episode.CIN or episode.REC == "X1" or (before is not None and before.REC == "X1"):
        return None
    flags: Flags = [("145", episode)]
    if carried_over(draft, episode) is not None:
        flags.append(("503C", episode))
    return Mistake("CIN was changed to N9", flags, [(episode, {"CIN": "N9"})])


@mistake("Episodes", 1.5)
def cin_changes_in_between(draft: Draft, episode: Row) -> Mistake | None:
    before, _ = neighbours(draft, episode)
    if before is None or before.REC != "X1" or not _is_last(draft, episode):
        return None
    if not (before.DEC and before.CIN and episode.DECOM):
        return None
    cin = "N5" if episode.CIN == "N1" else "N1"
    return Mistake(f"CIN was changed to {cin}", [("504", episode)], [(episode, {"CIN": cin})])


@mistake("Episodes", 1)
def ls_changes_with_the_placement_only(draft: Draft, episode: Row) -> Mistake | None:
    before, _ = neighbours(draft, episode)
    if before is None or episode.RNE != "P" or not _is_last(draft, episode) or episode.LS != before.LS:
        return None
    if episode.LS not in _CARE_ORDERS or episode.PLACE in ADOPTIVE | TEMPORARY:
        return None
    ls = _CARE_ORDERS[episode.LS]
    return Mistake(f"LS was changed to {ls}", [("435", episode)], [(episode, {"LS": ls})])


@mistake("Episodes", 1)
def placement_changes_with_the_legal_status_only(draft: Draft, episode: Row) -> Mistake | None:
    before, _ = neighbours(draft, episode)
    if before is None or episode.RNE != "P" or went_away_for_a_while(draft, episode.child):
        return None
    if episode.LS not in _CARE_ORDERS or before.LS != episode.LS or has_plan_of_adoption(draft, episode.child):
        return None
    moved = before.PLACE != episode.PLACE or before.PL_POST != episode.PL_POST or before.URN != episode.URN
    if not moved:
        return None
    return Mistake("RNE was changed to L", [("434", episode)], [(episode, {"RNE": "L"})])


@mistake("UASC", 0.5)
def home_of_a_child_who_came_alone(draft: Draft, uasc: Row) -> Mistake | None:
    episode = draft.rows("Episodes", uasc.child)[-1]
    home = draft.chance.one_of(geography_of(draft.authority).own).postcode
    if not (episode.PL_POST and episode.RNE) or episode.PL_POST == home:
        return None
    flags: Flags = [("406", episode)]
    if carried_over(draft, episode) is not None:
        flags += [("503G", episode), ("453", episode)]
    return Mistake("HOME_POST was filled", flags, [(episode, {"HOME_POST": home})])
