"""Mistakes in where children are placed."""

from __future__ import annotations

from lac_validator.sample.errors import Draft, Mistake, Row, mistake, read
from lac_validator.sample.mistakes.common import (
    ADOPTIVE,
    AGENCY_KINDS,
    REGIONAL_AGENCY,
    SHORT_BREAKS,
    TEMPORARY,
    Flags,
    carried_over,
    code_is_invalid,
    is_alone,
    neighbours,
    stands_alone,
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


def _is_fostered_in_england(draft: Draft, episode: Row) -> bool:
    """Whether it is with an agency's carers, and nothing that follows rests on its being so."""
    if episode.PLACE not in AGENCY_KINDS or not episode.URN or not stands_alone(draft, episode):
        return False
    _, after = neighbours(draft, episode)
    return not (went_away_for_a_while(draft, episode.child) or (after is not None and after.PLACE in ADOPTIVE))


@mistake("Episodes", 78)
def home_postcode_missing(draft: Draft, episode: Row) -> Mistake | None:
    if not (episode.HOME_POST and episode.PL_POST and episode.RNE):
        return None
    flags = _also_last_year(draft, episode, [("392a", episode), ("392b", episode)], "503G", "453")
    return Mistake("HOME_POST was removed", flags, [(episode, {"HOME_POST": ""})])


@mistake("Episodes", 0.8)
def placement_postcode_missing(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode) or is_alone(draft, episode.child):
        return None
    if not (episode.HOME_POST and episode.PL_POST and episode.RNE):
        return None
    flags: Flags = [(code, episode) for code in ("169", "179", "392a", "392b")]
    flags = _also_last_year(draft, episode, flags, "452", "453", "503G", "503H", "503J")
    return Mistake("PL_POST was removed", flags, [(episode, {"PL_POST": ""})])


@mistake("Episodes", 1)
def home_postcode_invalid(draft: Draft, episode: Row) -> Mistake | None:
    if not (episode.HOME_POST and episode.PL_POST and episode.RNE):
        return None
    flags = _also_last_year(draft, episode, [("392a", episode), ("392c", episode)], "503G", "453")
    wrong = episode.HOME_POST[:-2]
    return Mistake("the last letters of HOME_POST were lost", flags, [(episode, {"HOME_POST": wrong})])


@mistake("Episodes", 0.7)
def placed_at_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode) or carried_over(draft, episode) is not None:
        return None
    if not episode.HOME_POST:
        return None
    change = {"PL_POST": episode.HOME_POST}
    return Mistake("PL_POST was changed to HOME_POST", [("392d", episode)], [(episode, change)])


@mistake("Episodes", 6)
def urn_missing(draft: Draft, episode: Row) -> Mistake | None:
    needed = _NEEDS_URN if draft.year.number <= 2024 else _NEEDS_URN | {"K3"}
    if episode.PLACE not in needed or episode.URN in ("", REGIONAL_AGENCY) or not stands_alone(draft, episode):
        return None
    if not (episode.PL_POST and _differs_without_urn(draft, episode)):
        return None
    flags = _also_last_year(draft, episode, [("218", episode)], "503F")
    return Mistake("URN was removed", flags, [(episode, {"URN": ""})])


def _differs_without_urn(draft: Draft, episode: Row) -> bool:
    """Whether a move that this episode or the next tells of shows in more than the URN."""
    before, after = neighbours(draft, episode)
    return all(
        other is None or other.URN != "" or other.PLACE != episode.PLACE or other.PL_POST != episode.PL_POST
        for other in (before, after)
    )


@mistake("Episodes", 1.5, since=2024, until=2024)
def urn_missing_of_semi_independent_living(draft: Draft, episode: Row) -> Mistake | None:
    ended_before = episode.DEC and read(episode.DEC) <= read("28/10/2023")
    if episode.PLACE != "H5" or ended_before or not stands_alone(draft, episode) or not episode.PL_POST:
        return None
    flags = _also_last_year(draft, episode, [("230", episode)], "503F")
    return Mistake("URN was removed", flags, [(episode, {"URN": ""})])


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
    if not episode.PLACE_PROVIDER or not stands_alone(draft, episode) or not episode.PLACE:
        return None
    flags: Flags = [("526", episode)]
    if episode.URN not in ("", REGIONAL_AGENCY):
        flags.append(("224", episode))
    flags = _also_last_year(draft, episode, flags, "503E")
    return Mistake("PLACE_PROVIDER was removed", flags, [(episode, {"PLACE_PROVIDER": ""})])


@mistake("Episodes", 0.4)
def provider_invalid(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode):
        return None
    flags = _also_last_year(draft, episode, [("178", episode), ("224", episode)], "503E")
    return Mistake("PLACE_PROVIDER was changed to PR7", flags, [(episode, {"PLACE_PROVIDER": "PR7"})])


@mistake("Episodes", 0.3)
def provided_by_parents(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode):
        return None
    flags = _also_last_year(draft, episode, [("550", episode), ("224", episode)], "503E")
    return Mistake("PLACE_PROVIDER was changed to PR0", flags, [(episode, {"PLACE_PROVIDER": "PR0"})])


@mistake("Episodes", 0.5)
def own_provision_of_another_authority(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode) or episode.PLACE_PROVIDER != "PR1":
        return None
    flags = _also_last_year(draft, episode, [("229", episode), ("224", episode)], "503E")
    return Mistake("PLACE_PROVIDER was changed to PR2", flags, [(episode, {"PLACE_PROVIDER": "PR2"})])


@mistake("Episodes", 0.5)
def place_invalid(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode) or episode.PLACE_PROVIDER not in ("PR4", "PR5"):
        return None
    if episode.REC in ("E45", "E46"):
        return None
    flags = _also_last_year(draft, episode, [("146", episode), ("219", episode)], "503D")
    return Mistake("PLACE was changed to U9", flags, [(episode, {"PLACE": "U9"})])


@mistake("Episodes", 0.7)
def urn_unknown(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_fostered_in_england(draft, episode) or episode.PLACE_PROVIDER not in ("PR4", "PR5"):
        return None
    flags = _also_last_year(draft, episode, [("1008", episode), ("219", episode), ("224", episode)], "503F")
    return Mistake("URN was changed to one that is not in the list", flags, [(episode, {"URN": "9800123"})])


def _is_private_home(draft: Draft, episode: Row) -> bool:
    at_home = episode.PLACE == "K2" and episode.PLACE_PROVIDER == "PR4" and episode.LS not in SHORT_BREAKS
    return at_home and bool(episode.URN and episode.PL_POST) and stands_alone(draft, episode)


@mistake("Episodes", 0.7)
def urn_of_another_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_private_home(draft, episode):
        return None
    here = episode.PL_POST.replace(" ", "")
    others = [
        each.urn
        for each in draft.providers
        if (each.kinds, each.code, each.closed) == (("K2",), "PR4", None)
        and each.place.postcode.replace(" ", "") != here
    ]
    flags = _also_last_year(draft, episode, [("221", episode)], "503F")
    return Mistake("URN was changed to another home's", flags, [(episode, {"URN": draft.chance.one_of(others)})])


@mistake("Episodes", 0.4)
def urn_of_a_closed_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_private_home(draft, episode):
        return None
    here = episode.PL_POST
    closed = [each for each in draft.providers if each.closed and each.place.postcode != here]
    home = draft.chance.one_of(closed)
    flags: Flags = [("221", episode), ("228", episode)]
    if home.closed is not None and read(episode.DECOM) >= home.closed:
        flags.append(("227", episode))
    flags = _also_last_year(draft, episode, flags, "503F")
    return Mistake("URN was changed to a closed home's", flags, [(episode, {"URN": home.urn})])


@mistake("Episodes", 0.4, since=2026)
def regional_agency_as_home(draft: Draft, episode: Row) -> Mistake | None:
    if not _is_private_home(draft, episode):
        return None
    flags = _also_last_year(draft, episode, [("242", episode)], "503F")
    return Mistake("URN was changed to XXXXXXX", flags, [(episode, {"URN": REGIONAL_AGENCY})])


@mistake("Episodes", 0.3, since=2026)
def urn_outside_england(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE not in AGENCY_KINDS or episode.URN or episode.PLACE_PROVIDER != "PR1":
        return None
    if not episode.PL_POST or not stands_alone(draft, episode):
        return None
    own = draft.providers[0].urn
    flags = _also_last_year(draft, episode, [("243", episode)], "503F")
    return Mistake("URN was filled for a placement outside England", flags, [(episode, {"URN": own})])


@mistake("Episodes", 0.4)
def urn_of_parents(draft: Draft, episode: Row) -> Mistake | None:
    if episode.PLACE != "P1" or not episode.PLACE_PROVIDER or not stands_alone(draft, episode) or episode.URN:
        return None
    own = draft.providers[0].urn
    flags = _also_last_year(draft, episode, [("222", episode), ("219", episode), ("224", episode)], "503F")
    return Mistake("URN was filled for a placement with parents", flags, [(episode, {"URN": own})])


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
