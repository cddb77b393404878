"""Mistakes in who the child is."""

from __future__ import annotations

from lac_validator.sample.days import birthday, day, text
from lac_validator.sample.errors import LAST, Draft, Mistake, Row, mistake, read
from lac_validator.sample.mistakes.common import (
    SHORT_BREAKS,
    Flags,
    has_birthday_by,
    in_both_years,
    is_alone,
    is_in_any,
    is_looked_after,
)

REAL_UPN = 13
"""A pupil number has so many characters; what stands for an unknown one has fewer."""
_MALE, _FEMALE = frozenset({"M", "1"}), frozenset({"F", "2"})


@mistake("Header", 1.2)
def ethnicity_missing(draft: Draft, header: Row) -> Mistake | None:
    flags: Flags = [("103", header)]
    if in_both_years(draft, header.child):
        flags.append(("204", header))
    return Mistake("ETHNIC was removed", flags, [(header, {"ETHNIC": ""})])


@mistake("Header", 0.8)
def ethnicity_invalid(draft: Draft, header: Row) -> Mistake | None:
    flags: Flags = [("103", header)]
    if in_both_years(draft, header.child):
        flags.append(("204", header))
    return Mistake("ETHNIC was changed to WBRT", flags, [(header, {"ETHNIC": "WBRT"})])


@mistake("Header", 2)
def upn_missing(draft: Draft, header: Row) -> Mistake | None:
    if not header.UPN or not is_looked_after(draft, header.child):
        return None
    flags: Flags = [("442", header)]
    if in_both_years(draft, header.child):
        flags.append(("208", header))
    return Mistake("UPN was removed", flags, [(header, {"UPN": ""})])


@mistake("Header", 1)
def upn_too_short(draft: Draft, header: Row) -> Mistake | None:
    if len(header.UPN) != REAL_UPN:
        return None
    before = draft.only(f"Header{LAST}", header.child)
    flags: Flags = [("168", header)]
    if before is not None and len(before.UPN) == REAL_UPN:
        flags.append(("208", header))
    return Mistake("the last character of UPN was lost", flags, [(header, {"UPN": header.UPN[:-1]})])


@mistake("Header", 0.8)
def no_upn_though_at_school(draft: Draft, header: Row) -> Mistake | None:
    if len(header.UPN) != REAL_UPN or not has_birthday_by(header, 4, day(draft.year.number - 2, 8, 31)):
        return None
    before = draft.only(f"Header{LAST}", header.child)
    flags: Flags = [("209", header)]
    if before is not None and before.UPN != "UN1":
        flags.append(("208", header))
    return Mistake("UPN was changed to UN1", flags, [(header, {"UPN": "UN1"})])


@mistake("Header", 0.4, since=2026)
def upn_of_another(draft: Draft, header: Row) -> Mistake | None:
    other = draft.row("Header", draft.chance.one_of(draft.in_some_order("Header")))
    if len(header.UPN) != REAL_UPN or len(other.UPN) != REAL_UPN or header.child == other.child:
        return None
    if in_both_years(draft, header.child):
        return None
    flags: Flags = [("444", header), ("444", other)]
    return Mistake("UPN was copied from another child", flags, [(header, {"UPN": other.UPN})])


@mistake("Header", 0.8)
def mother_missing(draft: Draft, header: Row) -> Mistake | None:
    left = any(
        each.DEC and each.REC != "X1" and each.LS not in SHORT_BREAKS for each in draft.rows("Episodes", header.child)
    )
    if header.MOTHER != "0" or left or is_in_any(draft, header.child, "OC3"):
        return None
    return Mistake("MOTHER was removed", [("393", header), ("165", header)], [(header, {"MOTHER": ""})])


@mistake("Header", 0.1)
def mothers_child_missing(draft: Draft, header: Row) -> Mistake | None:
    if header.MOTHER != "1":
        return None
    before = draft.only(f"Header{LAST}", header.child)
    flags: Flags = [("611", header)]
    if before is not None and before.MC_DOB:
        flags.append(("624", header))
    return Mistake("MC_DOB was removed", flags, [(header, {"MC_DOB": ""})])


def _age_of_a_mother(draft: Draft, header: Row) -> bool:
    return has_birthday_by(header, 13, draft.year.start - 400)


@mistake("Header", 0.3)
def child_of_no_mother(draft: Draft, header: Row) -> Mistake | None:
    if header.MOTHER != "0" or not _age_of_a_mother(draft, header):
        return None
    born = text(draft.year.start - draft.chance.between(90, 390))
    return Mistake("MC_DOB was filled though MOTHER is 0", [("612", header)], [(header, {"MC_DOB": born})])


@mistake("Header", 0.3)
def child_of_a_young_man(draft: Draft, header: Row) -> Mistake | None:
    if header.SEX not in _MALE or not _age_of_a_mother(draft, header):
        return None
    born = text(draft.year.start - draft.chance.between(90, 390))
    return Mistake("MC_DOB was filled for a young man", [("174", header)], [(header, {"MC_DOB": born})])


@mistake("Header", 0.7)
def young_man_as_mother(draft: Draft, header: Row) -> Mistake | None:
    if header.SEX not in _MALE or not is_looked_after(draft, header.child) or is_in_any(draft, header.child, "OC3"):
        return None
    return Mistake("MOTHER was filled for a young man", [("165", header)], [(header, {"MOTHER": "0"})])


def _sex_changed(draft: Draft, header: Row, sex: str, code: str) -> Mistake | None:
    if header.SEX not in _MALE or header.MOTHER or is_alone(draft, header.child):
        return None
    flags: Flags = [(code, header)]
    if in_both_years(draft, header.child):
        flags.append(("202", header))
    return Mistake(f"SEX was changed to {sex}", flags, [(header, {"SEX": sex})])


@mistake("Header", 0.6, since=2025)
def sex_unknown(draft: Draft, header: Row) -> Mistake | None:
    return _sex_changed(draft, header, "U", "232")


@mistake("Header", 0.6)
def sex_invalid(draft: Draft, header: Row) -> Mistake | None:
    return _sex_changed(draft, header, "B", "101")


@mistake("Header", 0.3, whole_child=True)
def child_without_header(draft: Draft, header: Row) -> Mistake | None:
    child = header.child
    if is_alone(draft, child) or is_in_any(draft, child, "OC3", "AD1"):
        return None
    codes = {
        "PlacedAdoption": "INT02",
        "Episodes": "INT03",
        "Missing": "INT04",
        "OC2": "INT05",
        "PrevPerm": "INT07",
        "Reviews": "INT08",
    }
    flags: Flags = [(codes[row.table], row) for row in draft.tables_of(child) if row.table in codes]
    return Mistake("the child was left out of Header", flags, removes=[header])


@mistake("Header", 0.3, whole_child=True)
def child_twice_in_header(draft: Draft, header: Row) -> Mistake | None:
    if is_alone(draft, header.child):
        return None
    flags: Flags = [("INT32", header)]
    if draft.year.number >= 2026 and len(header.UPN) == REAL_UPN:
        flags.append(("444", header))
    return Mistake("the row of Header was written twice", flags, repeats=[header])


@mistake("Header", 0.3, whole_child=True)
def neither_episodes_nor_after_care(draft: Draft, header: Row) -> Mistake | None:
    after_care = draft.only("OC3", header.child)
    if after_care is None or is_in_any(draft, header.child, "Episodes"):
        return None
    return Mistake("the care leaver was left out of OC3", [("EPI", header)], removes=[after_care])


@mistake("UASC", 0.3)
def unaccompanied_past_18(draft: Draft, uasc: Row) -> Mistake | None:
    if draft.rows(f"UASC{LAST}", uasc.child):
        return None
    late = text(birthday(read(uasc.DOB), 18) + draft.chance.between(1, 60))
    return Mistake("DUC was put after the 18th birthday", [("304", uasc)], [(uasc, {"DUC": late})])


@mistake("UASC", 0.15)
def unaccompanied_until_no_day(draft: Draft, uasc: Row) -> Mistake | None:
    if draft.rows(f"UASC{LAST}", uasc.child):
        return None
    return Mistake("DUC was changed to 31/06", [("104", uasc)], [(uasc, {"DUC": f"31/06/{draft.year.number}"})])


@mistake("UASC", 0.3)
def born_later_in_uasc(draft: Draft, uasc: Row) -> Mistake | None:
    later = text(read(uasc.DOB) + draft.chance.between(1, 9))
    return Mistake("DOB in UASC was changed", [("INT18", uasc)], [(uasc, {"DOB": later})])


@mistake("UASC", 0.3)
def other_sex_in_uasc(_draft: Draft, uasc: Row) -> Mistake | None:
    other = {"M": "F", "F": "M", "1": "2", "2": "1"}[uasc.SEX]
    return Mistake("SEX in UASC was changed", [("INT21", uasc)], [(uasc, {"SEX": other})])
