"""Mistakes in social workers' episodes."""

from __future__ import annotations

from itertools import pairwise

from lac_validator.sample.days import Day, Year, day, text
from lac_validator.sample.errors import Draft, Mistake, Row, mistake, read
from lac_validator.sample.mistakes.common import Flags
from lac_validator.schema.groups import FIRST_CONTACT

_REASONS_WANTED_FROM = day(2023, 4, 1)
_APART = 7
"""So many days may lie between two social workers (SW10aSTG2)."""


def _is_only_one(draft: Draft, worker: Row) -> bool:
    return len(draft.rows("SWEpisodes", worker.child)) == 1


def _is_last(draft: Draft, worker: Row) -> bool:
    return draft.rows("SWEpisodes", worker.child)[-1].number == worker.number


def _has_left_care(draft: Draft, child: str) -> bool:
    return bool(draft.rows("Episodes", child)[-1].DEC)


def _before(draft: Draft, worker: Row) -> Row | None:
    """The social worker whom this one followed."""
    rows = draft.rows("SWEpisodes", worker.child)
    return next((before for before, after in pairwise(rows) if after.number == worker.number), None)


def _after(draft: Draft, worker: Row) -> Row | None:
    """The social worker who followed this one."""
    rows = draft.rows("SWEpisodes", worker.child)
    return next((after for before, after in pairwise(rows) if before.number == worker.number), None)


def _care_starts_between(draft: Draft, child: str, first: Day, last: Day) -> bool:
    """Whether the child was first looked after on one of these days: then SW12STG2 wants a start of a worker since."""
    return any(each.RNE == "S" and first <= read(each.DECOM) <= last for each in draft.rows("Episodes", child))


def _care_starts_and_ends(draft: Draft, child: str) -> list[Row]:
    """The episodes for which a social worker must be named, of a child looked after on 31 March (SW12STG2)."""
    episodes = draft.rows("Episodes", child)
    return [each for each in episodes if each.RNE == "S" or (each.DEC and each.REC != "X1")]


@mistake("SWEpisodes", 5)
def reason_missing(draft: Draft, worker: Row) -> Mistake | None:
    if read(worker.SW_DECOM) < _REASONS_WANTED_FROM or not worker.SW_ID:
        return None
    flags: Flags = [("SW13STG1", worker)]
    if draft.year.number == 2025:
        flags.append(("SW01bSTG1", worker))
    if draft.year.number == 2024:
        others = [each for each in draft.rows("SWEpisodes", worker.child) if each.number != worker.number]
        if not any(each.SW_REASON for each in others):  # a child without any reason is reported by another rule too
            return None
        flags.append(("SW03STG1", worker))
    return Mistake("SW_REASON was removed", flags, [(worker, {"SW_REASON": ""})])


@mistake("SWEpisodes", 0.7)
def reason_invalid(_draft: Draft, worker: Row) -> Mistake | None:
    return Mistake("SW_REASON was changed to QUIT", [("SW13STG1", worker)], [(worker, {"SW_REASON": "QUIT"})])


@mistake("SWEpisodes", 1)
def identifier_invalid(_draft: Draft, worker: Row) -> Mistake | None:
    other = worker.SW_ID[2:]
    return Mistake("SW_ID lost its SW", [("SW02STG1", worker)], [(worker, {"SW_ID": other})])


@mistake("SWEpisodes", 1, since=2026)
def identifier_missing(_draft: Draft, worker: Row) -> Mistake | None:
    return Mistake("SW_ID was removed", [("SW02STG1", worker)], [(worker, {"SW_ID": ""})]) if worker.SW_DECOM else None


@mistake("SWEpisodes", 2)
def end_missing(draft: Draft, worker: Row) -> Mistake | None:
    if not worker.SW_DEC or _is_last(draft, worker):
        return None
    flags: Flags = [("SW08STG2", worker)]
    if draft.year.number == 2024:
        flags.append(("SW14STG2", worker))
    return Mistake("SW_DEC was removed", flags, [(worker, {"SW_DEC": ""})])


@mistake("SWEpisodes", 0.3)
def began_on_no_day(draft: Draft, worker: Row) -> Mistake | None:
    if not _is_only_one(draft, worker) or not _has_left_care(draft, worker.child) or worker.SW_DEC:
        return None
    never = f"31/04/{draft.year.number - 1}"
    flags: Flags = [("SW04STG1", worker)]
    if draft.year.number == 2025:
        flags += [("SW01aSTG1", worker), ("SW01bSTG1", worker)]
    return Mistake(f"SW_DECOM was changed to {never}", flags, [(worker, {"SW_DECOM": never})])


@mistake("SWEpisodes", 0.3)
def begins_next_year(draft: Draft, worker: Row) -> Mistake | None:
    if not _is_only_one(draft, worker) or not _has_left_care(draft, worker.child) or worker.SW_DEC:
        return None
    later = text(draft.year.end + draft.chance.between(1, 30))
    return Mistake("SW_DECOM was put after the year", [("SW06STG2", worker)], [(worker, {"SW_DECOM": later})])


@mistake("SWEpisodes", 1)
def nobody_at_year_end(draft: Draft, worker: Row) -> Mistake | None:
    if worker.SW_DEC or not _is_last(draft, worker) or read(worker.SW_DECOM) > draft.year.end - 60:
        return None
    code, days_before = {2024: ("SW11aSTG2", 40), 2025: ("SW11bSTG2", 2)}.get(draft.year.number, ("SW17STG2", 40))
    ended = text(draft.year.end - days_before)
    return Mistake("SW_DEC of the last worker was filled", [(code, worker)], [(worker, {"SW_DEC": ended})])


@mistake("SWEpisodes", 1)
def gap_between_workers(draft: Draft, worker: Row) -> Mistake | None:
    before = _before(draft, worker)
    if before is None or worker.SW_REASON == FIRST_CONTACT:
        return None
    if any(each.REC not in ("", "X1") for each in draft.rows("Episodes", worker.child)):
        return None
    begins = read(worker.SW_DECOM)
    ends = read(worker.SW_DEC) if worker.SW_DEC else draft.year.end
    if ends - begins < 20 or begins > draft.year.end - 30:
        return None
    if before.SW_DEC != worker.SW_DECOM:
        return None
    flags: Flags = [("SW10aSTG2" if draft.year.number >= 2026 else "SW10STG2", worker)]
    if draft.year.number == 2024:
        flags.append(("SW11aSTG2", worker))
    later = text(begins + draft.chance.between(9, 14))
    return Mistake("SW_DECOM was put a gap later", flags, [(worker, {"SW_DECOM": later})])


@mistake("SWEpisodes", 0.4, since=2026)
def first_contact_too_early(draft: Draft, worker: Row) -> Mistake | None:
    before = _before(draft, worker)
    if before is None or worker.SW_REASON != FIRST_CONTACT or not before.SW_DEC:
        return None
    begins, ended = read(worker.SW_DECOM), read(before.SW_DEC)
    earlier = ended - draft.chance.between(0, 5)
    if earlier <= read(before.SW_DECOM) or _care_starts_between(draft, worker.child, earlier, begins):
        return None
    what = "SW_DECOM of a first contact was put before the end of the worker before"
    return Mistake(what, [("SW10bSTG2", worker)], [(worker, {"SW_DECOM": text(earlier)})])


@mistake("SWEpisodes", 0.5, since=2026)
def ends_before_start(draft: Draft, worker: Row) -> Mistake | None:
    after = _after(draft, worker)
    if after is None or not worker.SW_DEC:
        return None
    ended = read(worker.SW_DECOM) - draft.chance.between(0, 5)
    if ended < Year.of(draft.year.number - 1).start:  # too long ago to be reported at all (SW07STG2)
        return None
    flags: Flags = [("SW09STG2", worker), ("SW18STG2", worker)]
    if read(after.SW_DECOM) - ended > _APART and after.SW_REASON != FIRST_CONTACT:
        flags.append(("SW10aSTG2", after))
    return Mistake("SW_DEC was put on SW_DECOM or before it", flags, [(worker, {"SW_DEC": text(ended)})])


@mistake("SWEpisodes", 0.5, since=2026)
def two_begin_on_one_day(draft: Draft, worker: Row) -> Mistake | None:
    before = _before(draft, worker)
    if before is None or not before.SW_DEC:
        return None
    begins, ended = read(before.SW_DECOM), read(before.SW_DEC)
    if _care_starts_between(draft, worker.child, begins, read(worker.SW_DECOM)):
        return None
    # Of two that begin on one day the one that ends first comes first: it must be the one before.
    if worker.SW_DEC and read(worker.SW_DEC) <= ended:
        return None
    flags: Flags = [("SW19STG2", worker)]
    if worker.SW_REASON == FIRST_CONTACT:
        flags.append(("SW10bSTG2", worker))
    elif ended - begins > _APART:
        flags.append(("SW10aSTG2", worker))
    return Mistake("SW_DECOM was put on that of the worker before", flags, [(worker, {"SW_DECOM": before.SW_DECOM})])


@mistake("SWEpisodes", 0.7, whole_child=True)
def no_workers(draft: Draft, worker: Row) -> Mistake | None:
    flagged = _care_starts_and_ends(draft, worker.child)
    if not flagged or _has_left_care(draft, worker.child):
        return None
    flags: Flags = [("SW12STG2", each) for each in flagged]
    if draft.year.number == 2024:
        flags.append(("SW01STG1", draft.rows("Episodes", worker.child)[-1]))
    removed = draft.rows("SWEpisodes", worker.child)
    return Mistake("the child was left out of SWEpisodes", flags, removes=removed)
