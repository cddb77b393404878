"""Contradictions of last year's return.

Where last year's return left an episode open, this year's begins with the same episode, and the rules compare the two.
"""

from __future__ import annotations

from lac_validator.sample.days import birthday, text
from lac_validator.sample.errors import LAST, Draft, Mistake, Row, mistake, read
from lac_validator.sample.geography import Place, miles, places
from lac_validator.sample.mistakes.common import (
    ADOPTIVE,
    AGENCY_KINDS,
    SHORT_BREAKS,
    TEMPORARY,
    Flags,
    carried_over,
    has_birthday_by,
    has_plan_of_adoption,
    in_both_years,
    is_alone,
    is_in_any,
    is_looked_after,
    neighbours,
    of_steady_age,
    some_days_earlier,
)
from lac_validator.sample.mistakes.header import REAL_UPN

_CLEARLY_APART = 1.0
"""Miles: two distances that differ by so much differ after any rounding (the rules allow 0.1)."""

_OTHER_ETHNICITIES = ("WBRI", "WOTH", "MWBC", "MOTH", "BAFR", "AOTH", "OOTH")
_OTHER_SEX = {"M": "F", "F": "M", "1": "2", "2": "1"}
_NEXT_LEGAL_STATUS = {"V2": "C1", "C1": "C2", "C2": "C1"}
_OTHER_FOSTERING = {"U1": "U3", "U3": "U1", "U4": "U6", "U6": "U4"}
_SHORT_ORDERS = frozenset({"L1", "L2", "L3", "J1", "J2"})


@mistake("Header", 15)
def upn_differs(draft: Draft, header: Row) -> Mistake | None:
    before = draft.only(f"Header{LAST}", header.child)
    if before is None or len(before.UPN) != REAL_UPN or before.UPN != header.UPN:
        return None
    # No other child's number ends in the same digits, so that it stays the only one of its kind.
    letter = "A" if header.UPN[0] == "Z" else "Z"
    return Mistake("UPN was changed", [("208", header)], [(header, {"UPN": letter + header.UPN[1:]})])


@mistake("Header", 14)
def ethnicity_differs(draft: Draft, header: Row) -> Mistake | None:
    other = draft.chance.one_of(_OTHER_ETHNICITIES)
    if not in_both_years(draft, header.child) or other == header.ETHNIC:
        return None
    return Mistake(f"ETHNIC was changed to {other}", [("204", header)], [(header, {"ETHNIC": other})])


@mistake("Header", 2, whole_child=True)
def sex_differs(draft: Draft, header: Row) -> Mistake | None:
    child = header.child
    if not in_both_years(draft, child) or is_alone(draft, child) or header.MOTHER == "1":
        return None
    sex = _OTHER_SEX[header.SEX]
    mother = "0" if sex in ("F", "2") and is_looked_after(draft, child) else ""
    along = [(header, {"MOTHER": mother})]
    return Mistake(f"SEX was changed to {sex}", [("202", header)], [(header, {"SEX": sex})], along=along)


@mistake("Header", 3, whole_child=True)
def date_of_birth_differs(draft: Draft, header: Row) -> Mistake | None:
    if not in_both_years(draft, header.child) or is_alone(draft, header.child) or not of_steady_age(draft, header):
        return None
    born = some_days_earlier(draft, header.DOB)
    change = {"DOB": born}
    along = [(row, change) for row in draft.tables_of(header.child) if row.table not in ("Episodes", "Header")]
    return Mistake("DOB was changed in every table", [("203", header)], [(header, change)], along=along)


@mistake("Header", 0.15)
def no_longer_a_mother(draft: Draft, header: Row) -> Mistake | None:
    before = draft.only(f"Header{LAST}", header.child)
    if before is None or before.MOTHER != "1" or header.MOTHER != "1":
        return None
    flags: Flags = [("207", header), ("624", header)]
    change = {"MOTHER": "0", "MC_DOB": ""}
    return Mistake("MOTHER was changed to 0 and MC_DOB removed", flags, [(header, change)])


@mistake("Header", 0.1)
def mothers_child_born_another_day(draft: Draft, header: Row) -> Mistake | None:
    before = draft.only(f"Header{LAST}", header.child)
    if before is None or not before.MC_DOB or not header.MC_DOB:
        return None
    change = {"MC_DOB": some_days_earlier(draft, header.MC_DOB)}
    return Mistake("MC_DOB was changed", [("624", header)], [(header, change)])


@mistake("Header", 0.1)
def mother_already_last_year(draft: Draft, header: Row) -> Mistake | None:
    before = draft.only(f"Header{LAST}", header.child)
    if before is None or before.MOTHER != "0" or header.MOTHER != "1" or not header.MC_DOB:
        return None
    earlier = text(draft.year.start - draft.chance.between(1, 60))
    return Mistake("MC_DOB was put before the year", [("626", header)], [(header, {"MC_DOB": earlier})])


@mistake("UASC", 0.6, whole_child=True)
def no_longer_unaccompanied(draft: Draft, uasc: Row) -> Mistake | None:
    header = draft.only("Header", uasc.child)
    if header is None or not draft.rows(f"UASC{LAST}", uasc.child):
        return None
    flags: Flags = [("205A", header)]
    return Mistake("the child was left out of UASC", flags, removes=[uasc])


@mistake("UASC", 0.5)
def no_end_of_being_unaccompanied(draft: Draft, uasc: Row) -> Mistake | None:
    header = draft.only("Header", uasc.child)
    if header is None or not draft.rows(f"UASC{LAST}", uasc.child):
        return None
    return Mistake("DUC was removed", [("205B", uasc), ("205B", header)], [(uasc, {"DUC": ""})])


@mistake("UASC", 0.5, whole_child=True)
def not_unaccompanied_last_year(draft: Draft, uasc: Row) -> Mistake | None:
    header, before = draft.only("Header", uasc.child), draft.only(f"UASC{LAST}", uasc.child)
    if header is None or before is None:
        return None
    flags: Flags = [("205D", header)]
    return Mistake("the child was left out of last year's UASC", flags, removes=[before])


@mistake("Episodes", 5)
def rne_differs(draft: Draft, episode: Row) -> Mistake | None:
    if carried_over(draft, episode) is None or has_plan_of_adoption(draft, episode.child):
        return None
    if episode.PLACE in TEMPORARY or episode.LS in SHORT_BREAKS:
        return None
    rne = "B" if episode.RNE == "P" else "P"
    return Mistake(f"RNE was changed to {rne}", [("503A", episode)], [(episode, {"RNE": rne})])


def _is_all_there_is(draft: Draft, episode: Row) -> bool:
    """Whether it is the child's only episode this year, so that nothing else is compared with it, and was open."""
    return neighbours(draft, episode) == (None, None) and carried_over(draft, episode) is not None


@mistake("Episodes", 4)
def ls_differs(draft: Draft, episode: Row) -> Mistake | None:
    header = draft.only("Header", episode.child)
    if not _is_all_there_is(draft, episode) or header is None or has_birthday_by(header, 18, draft.year.end):
        return None
    if episode.LS not in _NEXT_LEGAL_STATUS or episode.PLACE in ADOPTIVE:
        return None
    ls = _NEXT_LEGAL_STATUS[episode.LS]
    return Mistake(f"LS was changed to {ls}", [("503B", episode)], [(episode, {"LS": ls})])


@mistake("Episodes", 9)
def cin_differs(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_all_there_is(draft, episode):
        return None
    cin = "N5" if episode.CIN == "N1" else "N1"
    return Mistake(f"CIN was changed to {cin}", [("503C", episode)], [(episode, {"CIN": cin})])


@mistake("Episodes", 4)
def place_differs(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in _OTHER_FOSTERING or not episode.PLACE_PROVIDER or not _is_all_there_is(draft, episode):
        return None
    place = _OTHER_FOSTERING[episode.PLACE]
    return Mistake(f"PLACE was changed to {place}", [("503D", episode)], [(episode, {"PLACE": place})])


@mistake("Episodes", 1)
def place_provider_differs(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in AGENCY_KINDS or not _is_all_there_is(draft, episode):
        return None
    provider = "PR5" if episode.PLACE_PROVIDER == "PR4" else "PR4"
    flags: Flags = [("503E", episode)]
    if episode.URN:
        flags.append(("224", episode))
    change = {"PLACE_PROVIDER": provider}
    return Mistake(f"PLACE_PROVIDER was changed to {provider}", flags, [(episode, change)])


@mistake("Episodes", 2.5)
def urn_differs(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in AGENCY_KINDS or episode.PLACE_PROVIDER not in ("PR4", "PR5") or not episode.URN:
        return None
    if not _is_all_there_is(draft, episode):
        return None
    mine = next((each for each in draft.providers if each.urn == episode.URN), None)
    if mine is None or episode.PLACE_PROVIDER != mine.code:
        return None
    alike = [
        each.urn
        for each in draft.providers
        if each.kinds == mine.kinds and each.code == mine.code and each.urn != mine.urn
    ]
    urn = draft.chance.one_of(alike)
    return Mistake("URN was changed to another agency's", [("503F", episode)], [(episode, {"URN": urn})])


@mistake("Episodes", 5)
def placement_postcode_differs(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in AGENCY_KINDS | ADOPTIVE or not episode.URN or not _is_all_there_is(draft, episode):
        return None
    home, now = episode.HOME_POST, episode.PL_POST
    elsewhere = draft.chance.one_of(list(places().values()))
    if not (home and now and episode.RNE) or elsewhere.authority in ("WAL", "SCO") or elsewhere.postcode == home:
        return None
    if abs(miles(home, now) - miles(home, elsewhere.postcode)) < _CLEARLY_APART:
        return None
    flags: Flags = [("503G", episode), ("453", episode)]
    flags += [(code, episode) for code in _rules_of_location(draft, places()[now], elsewhere)]
    return Mistake(f"PL_POST was changed to {elsewhere.postcode}", flags, [(episode, {"PL_POST": elsewhere.postcode})])


def _rules_of_location(draft: Draft, one: Place, other: Place) -> list[str]:
    """The rules that see a difference between the authorities of two placement postcodes."""
    if one.authority == other.authority:
        return []
    differs_in_location = draft.authority in (one.authority, other.authority)
    return ["452", "503H", *(["503J"] if differs_in_location else [])]


@mistake("Episodes", 3)
def home_postcode_differs(draft: Draft, episode: Row) -> Mistake | None:
    if carried_over(draft, episode) is None or not (episode.HOME_POST and episode.PL_POST and episode.RNE):
        return None
    elsewhere = draft.chance.one_of(list(places().values())).postcode
    change_in_miles = abs(miles(episode.HOME_POST, episode.PL_POST) - miles(elsewhere, episode.PL_POST))
    if elsewhere == episode.PL_POST or change_in_miles < _CLEARLY_APART:
        return None
    flags: Flags = [("503G", episode), ("453", episode)]
    return Mistake(f"HOME_POST was changed to {elsewhere}", flags, [(episode, {"HOME_POST": elsewhere})])


@mistake("Episodes", 3, whole_child=True)
def started_on_another_day(draft: Draft, episode: Row) -> Mistake | None:
    child = episode.child
    header = draft.only("Header", child)
    if carried_over(draft, episode) is None or header is None:
        return None
    if is_in_any(draft, child, "PlacedAdoption", "Missing", "OC3", "PrevPerm", "DoLo", "UASC"):
        return None
    if episode.LS in SHORT_BREAKS | _SHORT_ORDERS or episode.PLACE not in AGENCY_KINDS | {"K2", "P1", "R3"}:
        return None
    earlier = some_days_earlier(draft, episode.DECOM)
    if read(earlier) < birthday(read(header.DOB), 0):
        return None
    flags: Flags = [("502", episode), ("562", episode)]
    return Mistake("DECOM was changed", flags, [(episode, {"DECOM": earlier})])


@mistake("Episodes", 1, whole_child=True)
def unknown_last_year(draft: Draft, episode: Row) -> Mistake | None:
    child = episode.child
    if carried_over(draft, episode) is None or is_alone(draft, child):
        return None
    if is_in_any(draft, child, "PlacedAdoption", "OC3"):
        return None
    flags: Flags = [("562", episode)]
    flags += [("NoE", each) for each in draft.rows("Episodes", child) if read(each.DECOM) < draft.year.start]
    everything = draft.tables_of(child, last_year=True)
    return Mistake("the child was left out of last year's return", flags, removes=everything)
