"""Mistakes in where children are placed."""

from __future__ import annotations

from lac_validator.sample.errors import Draft, Mistake, Row, mistake, read
from lac_validator.sample.mistakes.common import (
    ADOPTIVE,
    AGENCY_KINDS,
    REGIONAL_AGENCY,
    TEMPORARY,
    Flags,
    carried_over,
    code_is_invalid,
    is_alone,
    may_change,
    neighbours,
    went_away_for_a_while,
)

_MOVED = frozenset({"P", "B", "T", "U"})
_NEEDS_URN = AGENCY_KINDS | ADOPTIVE | {"K1", "K2", "R3", "S1"}

code_is_invalid("Episodes", "REASON_PLACE_CHANGE", "MOVED", "1009", 0.8)


def _also_last_year(draft: Draft, episode: Row, flags: Flags, *codes: str) -> Flags:
    """The flags, and those of the rules that compare with last year's open episode, where there is one."""
    if carried_over(draft, episode) is None:
        return flags
    return flags + [(code, episode) for code in codes]


def _mistake(
    draft: Draft, episode: Row, what: str, change: dict[str, str], codes: str, compared: str = ""
) -> Mistake | None:
    """A change of the placement, unless that would make RNE untrue too.

    :param codes: the rules that flag the episode, and ``compared`` those that do so where last year's return left it
        open.
    """
    if not may_change(draft, episode, change):
        return None
    flags: Flags = [(code, episode) for code in codes.split()]
    flags = _also_last_year(draft, episode, flags, *compared.split())
    return Mistake(what, flags, [(episode, change)])


def _is_fostered_in_england(draft: Draft, episode: Row) -> bool:
    """Whether it is with an agency's carers, and nothing that follows rests on its being so."""
    if episode.PLACE not in AGENCY_KINDS or not episode.URN:
        return False
    _, after = neighbours(draft, episode)
    return not (went_away_for_a_while(draft, episode.child) or (after is not None and after.PLACE in ADOPTIVE))


@mistake("Episodes", 78)
def home_postcode_missing(draft: Draft, episode: Row) -> Mistake | None:
    if not (episode.HOME_POST and episode.PL_POST and episode.RNE):
        return None
    flags = _also_last_year(draft, episode, [("392a", episode), ("392b", episode)], "503G", "453")
    return Mistake("HOME_POST was removed", flags, [(episode, {"HOME_POST": ""})])


@mistake("Episodes", 1)
def home_postcode_invalid(draft: Draft, episode: Row) -> Mistake | None:
    if not (episode.HOME_POST and episode.PL_POST and episode.RNE):
        return None
    flags = _also_last_year(draft, episode, [("392a", episode), ("392c", episode)], "503G", "453")
    wrong = episode.HOME_POST[:-2]
    return Mistake("the last letters of HOME_POST were lost", flags, [(episode, {"HOME_POST": wrong})])


@mistake("Episodes", 0.8)
def placement_postcode_missing(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode) or is_alone(draft, episode.child) or not episode.HOME_POST:
        return None
    codes, compared = "169 179 392a 392b", "452 453 503G 503H 503J"
    return _mistake(draft, episode, "PL_POST was removed", {"PL_POST": ""}, codes, compared)


@mistake("Episodes", 0.7)
def placed_at_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode) or carried_over(draft, episode) is not None:
        return None
    if not episode.HOME_POST:
        return None
    return _mistake(draft, episode, "PL_POST was changed to HOME_POST", {"PL_POST": episode.HOME_POST}, "392d")


@mistake("Episodes", 6)
def urn_missing(draft: Draft, episode: Row) -> Mistake | None:
    needed = _NEEDS_URN if draft.year.number <= 2024 else _NEEDS_URN | {"K3"}
    if episode.PLACE not in needed or episode.URN in ("", REGIONAL_AGENCY) or not episode.PL_POST:
        return None
    return _mistake(draft, episode, "URN was removed", {"URN": ""}, "218", "503F")


@mistake("Episodes", 1.5, since=2024, until=2024)
def urn_missing_of_semi_independent_living(draft: Draft, episode: Row) -> Mistake | None:
    ended_before = episode.DEC and read(episode.DEC) <= read("28/10/2023")
    if episode.PLACE != "H5" or ended_before or not episode.PL_POST:
        return None
    return _mistake(draft, episode, "URN was removed", {"URN": ""}, "230", "503F")


@mistake("Episodes", 5)
def reason_missing(draft: Draft, episode: Row) -> Mistake | None:
    _, after = neighbours(draft, episode)
    if not episode.REASON_PLACE_CHANGE or after is None or after.RNE not in _MOVED or episode.REC != "X1":
        return None
    if {episode.PLACE, after.PLACE} & TEMPORARY:
        return None
    return Mistake("REASON_PLACE_CHANGE was removed", [("225", episode)], [(episode, {"REASON_PLACE_CHANGE": ""})])


@mistake("Episodes", 1)
def provider_missing(draft: Draft, episode: Row) -> Mistake | None:
    if not episode.PLACE_PROVIDER or not episode.PLACE:
        return None
    codes = "526" if episode.URN in ("", REGIONAL_AGENCY) else "526 224"
    return _mistake(draft, episode, "PLACE_PROVIDER was removed", {"PLACE_PROVIDER": ""}, codes, "503E")


def _provider_changed(draft: Draft, episode: Row, provider: str, codes: str) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode):
        return None
    what = f"PLACE_PROVIDER was changed to {provider}"
    return _mistake(draft, episode, what, {"PLACE_PROVIDER": provider}, codes, "503E")


@mistake("Episodes", 0.4)
def provider_invalid(draft: Draft, episode: Row) -> Mistake | None:
    return _provider_changed(draft, episode, "PR7", "178 224")


@mistake("Episodes", 0.3)
def provided_by_parents(draft: Draft, episode: Row) -> Mistake | None:
    return _provider_changed(draft, episode, "PR0", "550 224")


@mistake("Episodes", 0.5)
def own_provision_of_another_authority(draft: Draft, episode: Row) -> Mistake | None:
    return _provider_changed(draft, episode, "PR2", "229 224") if episode.PLACE_PROVIDER == "PR1" else None


def _is_with_independent_agency(draft: Draft, episode: Row) -> bool:
    return episode.PLACE_PROVIDER in ("PR4", "PR5") and _is_fostered_in_england(draft, episode)


@mistake("Episodes", 0.5)
def place_invalid(draft: Draft, episode: Row) -> Mistake | None:
    # A special guardianship order to former foster carers rests on the placement type as well (rule 516).
    if not _is_with_independent_agency(draft, episode) or episode.REC in ("E45", "E46"):
        return None
    return _mistake(draft, episode, "PLACE was changed to U9", {"PLACE": "U9"}, "146 219", "503D")


@mistake("Episodes", 0.7)
def urn_unknown(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_with_independent_agency(draft, episode):
        return None
    what = "URN was changed to one that is not in the list"
    return _mistake(draft, episode, what, {"URN": "9800123"}, "1008 219 224", "503F")


def _is_private_home(episode: Row) -> bool:
    return episode.PLACE == "K2" and episode.PLACE_PROVIDER == "PR4" and bool(episode.URN and episode.PL_POST)


@mistake("Episodes", 0.7)
def urn_of_another_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_private_home(episode):
        return None
    here = episode.PL_POST
    others = [
        each.urn
        for each in draft.providers
        if (each.kinds, each.code, each.closed) == (("K2",), "PR4", None) and each.place.postcode != here
    ]
    change = {"URN": draft.chance.one_of(others)}
    return _mistake(draft, episode, "URN was changed to another home's", change, "221", "503F")


@mistake("Episodes", 0.4)
def urn_of_a_closed_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_private_home(episode):
        return None
    here = episode.PL_POST
    # All of them closed before the year began, and so before any of its episodes ended.
    closed = {each.urn: each.closed for each in draft.providers if each.closed and each.place.postcode != here}
    urn = draft.chance.one_of(list(closed))
    codes = "221 227 228" if read(episode.DECOM) >= closed[urn] else "221 228"
    return _mistake(draft, episode, "URN was changed to a closed home's", {"URN": urn}, codes, "503F")


@mistake("Episodes", 0.4, since=2026)
def regional_agency_as_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_private_home(episode):
        return None
    return _mistake(draft, episode, "URN was changed to XXXXXXX", {"URN": REGIONAL_AGENCY}, "242", "503F")


@mistake("Episodes", 0.3, since=2026)
def urn_outside_england(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in AGENCY_KINDS or episode.URN or episode.PLACE_PROVIDER != "PR1" or not episode.PL_POST:
        return None
    change = {"URN": draft.providers[0].urn}
    return _mistake(draft, episode, "URN was filled for a placement outside England", change, "243", "503F")


@mistake("Episodes", 0.4)
def urn_of_parents(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE != "P1" or not episode.PLACE_PROVIDER or episode.URN:
        return None
    change = {"URN": draft.providers[0].urn}
    return _mistake(draft, episode, "URN was filled for a placement with parents", change, "219 222 224", "503F")


@mistake("Episodes", 1, since=2026)
def reason_though_it_lasts(_draft: Draft, episode: Row) -> Mistake | None:
    if episode.DEC or episode.PLACE in TEMPORARY or episode.REASON_PLACE_CHANGE:
        return None
    change = {"REASON_PLACE_CHANGE": "CARPL"}
    return Mistake("REASON_PLACE_CHANGE was filled", [("233", episode)], [(episode, change)])


@mistake("Episodes", 0.3)
def reason_of_a_temporary_placement(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in TEMPORARY or not episode.DEC:
        return None
    return Mistake("REASON_PLACE_CHANGE was filled", [("226", episode)], [(episode, {"REASON_PLACE_CHANGE": "OTHER"})])


@mistake("Episodes", 0.3)
def provider_of_a_temporary_placement(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in TEMPORARY or carried_over(draft, episode) is not None:
        return None
    flags: Flags = [("213", episode)]
    if episode.PLACE != "T4" or draft.year.number < 2026:
        flags.append(("178", episode))
    return Mistake("PLACE_PROVIDER was filled", flags, [(episode, {"PLACE_PROVIDER": "PR4"})])
