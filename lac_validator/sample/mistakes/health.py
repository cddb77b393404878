"""Mistakes in the health of children looked after for 12 months (OC2)."""

from __future__ import annotations

from lac_validator.sample.errors import Draft, Mistake, Row, mistake
from lac_validator.sample.mistakes.common import Flags, date_of_birth_differs, has_birthday_by

date_of_birth_differs("OC2", "INT14", 0.5)


@mistake("OC2", 3.5)
def health_item_missing(draft: Draft, health: Row) -> Mistake | None:
    given = (health.IMMUNISATIONS, health.TEETH_CHECK, health.HEALTH_ASSESSMENT, health.SUBSTANCE_MISUSE)
    if not all(given):
        return None
    column = draft.chance.one_of(("IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT"))
    flags: Flags = [("191", health)]
    if health.CONVICTED or health.HEALTH_CHECK or health.INTERVENTION_RECEIVED or health.INTERVENTION_OFFERED:
        flags.append(("182", health))
    if health.CONVICTED == "1":
        flags.append(("544", health))
    if health.HEALTH_CHECK == "1":
        flags.append(("547", health))
    return Mistake(f"{column} was removed", flags, [(health, {column: ""})])


@mistake("OC2", 3)
def sdq_missing(draft: Draft, health: Row) -> Mistake | None:
    start, end = draft.year.start, draft.year.end
    if not (health.SDQ_SCORE or health.SDQ_REASON):
        return None
    flags: Flags = []
    if has_birthday_by(health, 4, start) and not has_birthday_by(health, 17, end):
        flags.append(("186", health))
    if any(has_birthday_by(health, age, end) and not has_birthday_by(health, age, start - 1) for age in (4, 17)):
        flags.append(("197B", health))
    return Mistake("SDQ_SCORE and SDQ_REASON were removed", flags, [(health, {"SDQ_SCORE": "", "SDQ_REASON": ""})])


@mistake("OC2", 1.5)
def conviction_missing(_draft: Draft, health: Row) -> Mistake | None:
    if not health.CONVICTED or not health.TEETH_CHECK:
        return None
    return Mistake("CONVICTED was removed", [("543", health)], [(health, {"CONVICTED": ""})])


@mistake("OC2", 0.8)
def health_check_missing(_draft: Draft, health: Row) -> Mistake | None:
    if not health.HEALTH_CHECK or not health.TEETH_CHECK:
        return None
    return Mistake("HEALTH_CHECK was removed", [("545", health)], [(health, {"HEALTH_CHECK": ""})])


@mistake("OC2", 0.4)
def intervention_missing(_draft: Draft, health: Row) -> Mistake | None:
    if health.SUBSTANCE_MISUSE != "1":
        return None
    if health.INTERVENTION_RECEIVED == "1":
        flags: Flags = [("192", health)]
        return Mistake("INTERVENTION_RECEIVED was removed", flags, [(health, {"INTERVENTION_RECEIVED": ""})])
    if health.INTERVENTION_RECEIVED == "0" and health.INTERVENTION_OFFERED:
        flags = [("159", health)]
        return Mistake("INTERVENTION_OFFERED was removed", flags, [(health, {"INTERVENTION_OFFERED": ""})])
    return None


@mistake("OC2", 1)
def not_in_oc2(draft: Draft, health: Row) -> Mistake | None:
    first = draft.rows("Episodes", health.child)[0]
    if not first.DECOM:
        return None
    return Mistake("the child was left out of OC2", [("191", first)], removes=[health])


@mistake("OC2", 0.3)
def twice_in_oc2(_draft: Draft, health: Row) -> Mistake | None:
    return Mistake("the row of OC2 was written twice", [("INT33", health)], repeats=[health])


@mistake("OC2", 0.6)
def too_young_or_old_for_a_score(draft: Draft, health: Row) -> Mistake | None:
    start, end = draft.year.start, draft.year.end
    if not health.SDQ_SCORE or not has_birthday_by(health, 4, start) or has_birthday_by(health, 16, end - 1):
        return None
    flags: Flags = [("157", health)]
    return Mistake(
        "SDQ_SCORE was replaced by SDQ_REASON SDQ1", flags, [(health, {"SDQ_SCORE": "", "SDQ_REASON": "SDQ1"})]
    )


@mistake("OC2", 0.5)
def score_too_high(_draft: Draft, health: Row) -> Mistake | None:
    if not health.SDQ_SCORE:
        return None
    return Mistake("SDQ_SCORE was changed to 41", [("180", health)], [(health, {"SDQ_SCORE": "41"})])


@mistake("OC2", 0.5)
def score_and_reason(_draft: Draft, health: Row) -> Mistake | None:
    if not health.SDQ_SCORE:
        return None
    return Mistake("SDQ_REASON was filled", [("197a", health)], [(health, {"SDQ_REASON": "SDQ4"})])


@mistake("OC2", 0.3)
def reason_invalid(_draft: Draft, health: Row) -> Mistake | None:
    if not health.SDQ_REASON:
        return None
    return Mistake("SDQ_REASON was changed to SDQ7", [("196", health)], [(health, {"SDQ_REASON": "SDQ7"})])


@mistake("OC2", 0.5)
def score_of_an_infant_or_adult(draft: Draft, health: Row) -> Mistake | None:
    if not has_birthday_by(health, 4, draft.year.end):
        flags: Flags = [("188", health)]
    elif has_birthday_by(health, 17, draft.year.start - 1):
        flags = [("189", health)]
    else:
        return None
    return Mistake("SDQ_SCORE was filled", flags, [(health, {"SDQ_SCORE": "12"})])


@mistake("OC2", 0.4)
def answer_invalid(_draft: Draft, health: Row) -> Mistake | None:
    if not health.TEETH_CHECK:
        return None
    return Mistake("TEETH_CHECK was changed to 2", [("181", health)], [(health, {"TEETH_CHECK": "2"})])


@mistake("OC2", 0.3)
def received_and_offered(_draft: Draft, health: Row) -> Mistake | None:
    if health.SUBSTANCE_MISUSE != "1" or health.INTERVENTION_RECEIVED != "1":
        return None
    return Mistake("INTERVENTION_OFFERED was filled", [("158", health)], [(health, {"INTERVENTION_OFFERED": "1"})])


@mistake("OC2", 0.4)
def intervention_without_misuse(_draft: Draft, health: Row) -> Mistake | None:
    if health.SUBSTANCE_MISUSE != "0" or not (health.IMMUNISATIONS and health.TEETH_CHECK and health.HEALTH_ASSESSMENT):
        return None
    return Mistake("INTERVENTION_RECEIVED was filled", [("193", health)], [(health, {"INTERVENTION_RECEIVED": "1"})])


@mistake("OC2", 0.5)
def convicted_under_ten(draft: Draft, health: Row) -> Mistake | None:
    all_given = health.IMMUNISATIONS and health.TEETH_CHECK and health.HEALTH_ASSESSMENT
    if has_birthday_by(health, 10, draft.year.end) or not all_given:
        return None
    return Mistake("CONVICTED was filled", [("542", health)], [(health, {"CONVICTED": "0"})])


@mistake("OC2", 0.5)
def health_check_at_school(draft: Draft, health: Row) -> Mistake | None:
    all_given = health.IMMUNISATIONS and health.TEETH_CHECK and health.HEALTH_ASSESSMENT
    if not has_birthday_by(health, 5, draft.year.end) or not all_given:
        return None
    return Mistake("HEALTH_CHECK was filled", [("546", health)], [(health, {"HEALTH_CHECK": "1"})])
