"""Mistakes in adoptions, and in decisions that a child should be placed for adoption."""

from __future__ import annotations

from lac_validator.sample.errors import LAST, Draft, Mistake, Row, mistake, read
from lac_validator.sample.mistakes.common import (
    ADOPTIVE,
    Flags,
    code_is_invalid,
    date_of_birth_differs,
    is_in_any,
    some_days_earlier,
)

_ADOPTED = frozenset({"E11", "E12"})
_RULE_OF_LEGAL_STATUS = {"L11": "520", "L3": "517", "L2": "519"}

code_is_invalid("AD1", "NB_ADOPTR", "3", "175", 0.1)
code_is_invalid("AD1", "LS_ADOPTR", "L9", "177", 0.1)
code_is_invalid("PlacedAdoption", "REASON_PLACED_CEASED", "RD9", "120", 0.08)
date_of_birth_differs("AD1", "INT11", 0.1, ages_matter=False)
date_of_birth_differs("PlacedAdoption", "INT12", 0.2, ages_matter=False)


def _adopted_in(draft: Draft, child: str) -> Row:
    """The episode that ended in adoption."""
    return next(each for each in draft.rows("Episodes", child) if each.REC in _ADOPTED)


@mistake("AD1", 0.3)
def item_missing(draft: Draft, adoption: Row) -> Mistake | None:
    column = draft.chance.one_of(("NB_ADOPTR", "FOSTER_CARE"))
    if not all((adoption.DATE_INT, adoption.DATE_MATCH, adoption.FOSTER_CARE, adoption.NB_ADOPTR)):
        return None
    flags: Flags = [("151", adoption), ("601", adoption), ("601", _adopted_in(draft, adoption.child))]
    return Mistake(f"{column} was removed", flags, [(adoption, {column: ""})])


@mistake("AD1", 0.2)
def former_carer_mistaken(draft: Draft, adoption: Row) -> Mistake | None:
    episode = _adopted_in(draft, adoption.child)
    if episode.PLACE not in ADOPTIVE or not adoption.FOSTER_CARE:
        return None
    other = "0" if adoption.FOSTER_CARE == "1" else "1"
    flags: Flags = [("335", adoption), ("335", episode)]
    return Mistake(f"FOSTER_CARE was changed to {other}", flags, [(adoption, {"FOSTER_CARE": other})])


@mistake("AD1", 0.1)
def single_adopter_as_two(_draft: Draft, adoption: Row) -> Mistake | None:
    if adoption.NB_ADOPTR != "1" or adoption.SEX_ADOPTR not in ("M1", "F1"):
        return None
    return Mistake("NB_ADOPTR was changed to 2", [("511", adoption)], [(adoption, {"NB_ADOPTR": "2"})])


@mistake("AD1", 0.15)
def sexes_of_adopters_the_wrong_way_round(_draft: Draft, adoption: Row) -> Mistake | None:
    if adoption.SEX_ADOPTR != "MF":
        return None
    flags: Flags = [("176", adoption), (_RULE_OF_LEGAL_STATUS[adoption.LS_ADOPTR], adoption)]
    return Mistake("SEX_ADOPTR was changed to FM", flags, [(adoption, {"SEX_ADOPTR": "FM"})])


@mistake("AD1", 0.2)
def married_to_the_other_sex(_draft: Draft, adoption: Row) -> Mistake | None:
    if adoption.SEX_ADOPTR != "MF" or adoption.LS_ADOPTR != "L11":
        return None
    return Mistake("LS_ADOPTR was changed to L12", [("524", adoption)], [(adoption, {"LS_ADOPTR": "L12"})])


@mistake("AD1", 0.15)
def matched_on_the_day_of_adoption(draft: Draft, adoption: Row) -> Mistake | None:
    episode = _adopted_in(draft, adoption.child)
    if read(episode.DECOM) >= read(episode.DEC) or read(adoption.DATE_INT) > read(adoption.DATE_MATCH):
        return None
    flags: Flags = [("582", episode), ("331", episode), ("331", adoption)]
    return Mistake("DATE_MATCH was put on the day of adoption", flags, [(adoption, {"DATE_MATCH": episode.DEC})])


@mistake("AD1", 0.1)
def matched_on_no_day(draft: Draft, adoption: Row) -> Mistake | None:
    never = f"30/02/{draft.year.number - 1}"
    return Mistake(f"DATE_MATCH was changed to {never}", [("113", adoption)], [(adoption, {"DATE_MATCH": never})])


@mistake("PlacedAdoption", 0.2)
def reason_missing(_draft: Draft, decision: Row) -> Mistake | None:
    if not (decision.DATE_PLACED and decision.DATE_PLACED_CEASED and decision.REASON_PLACED_CEASED):
        return None
    change = {"REASON_PLACED_CEASED": ""}
    return Mistake("REASON_PLACED_CEASED was removed", [("119", decision)], [(decision, change)])


@mistake("PlacedAdoption", 0.4, whole_child=True)
def decision_missing(draft: Draft, decision: Row) -> Mistake | None:
    episodes = draft.rows("Episodes", decision.child)
    flags: Flags = [("551", each) for each in episodes if each.PLACE in ADOPTIVE]
    flags += [("553", each) for each in episodes if each.LS == "E1"]
    if not flags:
        return None
    return Mistake("the child was left out of PlacedAdoption", flags, removes=[decision])


def _goes_on_from_last_year(draft: Draft, decision: Row) -> bool:
    before = draft.only(f"PlacedAdoption{LAST}", decision.child)
    return before is not None and before.DATE_PLACED == decision.DATE_PLACED and not before.DATE_PLACED_CEASED


@mistake("PlacedAdoption", 0.7)
def decided_on_another_day_last_year(draft: Draft, decision: Row) -> Mistake | None:
    if not _goes_on_from_last_year(draft, decision) or is_in_any(draft, decision.child, "AD1"):
        return None
    earlier = some_days_earlier(draft, decision.DATE_PLACED)
    starts = [read(each.DECOM) for each in draft.rows("Episodes", decision.child) if each.RNE == "S"]
    if starts and read(earlier) < starts[0]:
        return None
    return Mistake("DATE_PLACED was changed", [("560", decision)], [(decision, {"DATE_PLACED": earlier})])


@mistake("PlacedAdoption", 0.4)
def decision_unknown_last_year(draft: Draft, decision: Row) -> Mistake | None:
    before = draft.only(f"PlacedAdoption{LAST}", decision.child)
    if before is None or read(decision.DATE_PLACED) >= draft.year.start:
        return None
    flags: Flags = [("559", decision)]
    return Mistake("the child was left out of last year's PlacedAdoption", flags, removes=[before])


@mistake("PlacedAdoption", 0.2)
def decided_on_no_day(draft: Draft, decision: Row) -> Mistake | None:
    if is_in_any(draft, decision.child, f"PlacedAdoption{LAST}"):
        return None
    never = f"30/02/{draft.year.number}"
    return Mistake(f"DATE_PLACED was changed to {never}", [("115", decision)], [(decision, {"DATE_PLACED": never})])
