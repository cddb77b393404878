"""Decisions about an earlier extract beside a later one: what still applies, what reached the system, what neither.

A decision is found again by what it says of the return: the table, the child, the date of the row, and what stood and
should stand in the cell. It is proposed as accepted only where all of it is proposed anew, as one.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lac_validator import schema
from lac_validator.dataset import Return, describe_table, read_date
from lac_validator.engine import ADD, CHANGE, REMOVE, Proposal
from lac_validator.ingest.own_files import STANDING_HEADINGS
from lac_validator.ingest.problems import counted
from lac_validator.report.changes.decisions import Decided, Decisions, Describing, OneDecision
from lac_validator.report.content.corrections import Acceptance, Correction, Decision
from lac_validator.report.content.wording import record_in_words
from lac_validator.report.forms.text import csv_bytes
from lac_validator.report.made import CSV_TYPE, Made, file_name

APPLIES = "still to be changed: proposed as accepted"
REACHED = "has reached the system"
NOT_PROPOSED = "as it was, but nothing speaks for the change any more"
IN_PART = "proposed, but not as it was decided: choose again"
ANSWERED = "another decision answers the same question"
OTHERWISE = "holds something else now"
GONE = "no such row any more"


@dataclass(frozen=True)
class Standing:
    """One change decided on, and how it stands in a later extract.

    :ivar standing: :data:`APPLIES` and the like.
    :ivar present: what stands in the cell now; blank where there is none.
    """

    decided: Decided
    acceptance: Acceptance
    standing: str
    present: str


@dataclass(frozen=True)
class Carried:
    """Decisions beside a later extract: those that are proposed as accepted, and how each change stands."""

    accepted: dict[Decision, Acceptance]
    standings: list[Standing]

    @property
    def counts(self) -> Counter[str]:
        """How many changes stand how."""
        return Counter(each.standing for each in self.standings)

    @property
    def sentences(self) -> list[str]:
        """What has become of the decisions, in words."""
        said = {
            REACHED: "reached the system: it holds now what was decided",
            APPLIES: "still to be made, and proposed as accepted",
            NOT_PROPOSED: "not proposed any more, though the cell is as it was: look at the evidence again",
            IN_PART: "not applied, for what is proposed now differs from what was decided: choose again",
            ANSWERED: "not applied, for another decision answers the same question",
            OTHERWISE: "not applied, for the cell holds something else now: look which is right",
            GONE: "not applied, for there is no such row any more",
        }
        counts = self.counts
        return [
            f"{counted(counts[standing], 'change')} decided before {'is' if counts[standing] == 1 else 'are'} {words}."
            if standing != REACHED
            else f"{counted(counts[standing], 'change')} decided before {'has' if counts[standing] == 1 else 'have'} "
            f"{words}."
            for standing, words in said.items()
            if counts[standing]
        ]


def carry(decisions: Decisions, ret: Return, proposals: Sequence[Proposal]) -> Carried:
    """Find decisions again in a return and in what is proposed for it. Nothing is changed.

    :param ret: the return that the proposals are for.
    """
    describe = Describing(ret)
    present: dict[Decision, Counter[Hashable]] = defaultdict(Counter)
    found_in: dict[Hashable, list[Decision]] = defaultdict(list)
    for proposal in proposals:
        key = _key(describe.decided(proposal))
        present[proposal.decision][key] += 1
        if proposal.decision not in found_in[key]:
            found_in[key].append(proposal.decision)
    accepted: dict[Decision, Acceptance] = {}
    standings = []
    for decision in decisions.decisions:
        looked_up = [_standing(each, describe) for each in decision.changes]
        again = _proposed_again(decision, looked_up, present, found_in, accepted)
        if again:
            accepted[again] = decision.acceptance
        for each, (standing, text) in zip(decision.changes, looked_up, strict=True):
            if standing != REACHED and (again or _key(each) in found_in):
                standing = APPLIES if again else _why_not(_key(each), found_in, accepted)
            standings.append(Standing(each, decision.acceptance, standing, text))
    return Carried(accepted, standings)


def _key(decided: Decided) -> Hashable:
    """What a change is known by in any extract."""
    child = decided.child.strip().upper()
    cells = tuple(sorted(decided.cells.items()))
    day = str(read_date(decided.date) or decided.date)  # 1/4/2025 and 01/04/2025 are one
    return decided.action, decided.table, child, day, decided.column, decided.old, decided.new, cells


def _proposed_again(
    decision: OneDecision,
    looked_up: list[tuple[str, str]],
    present: Mapping[Decision, Counter[Hashable]],
    found_in: Mapping[Hashable, list[Decision]],
    accepted: Mapping[Decision, Acceptance],
) -> Decision | None:
    """What is proposed now and is the whole of what is left of a decision, and no more; None where nothing is."""
    answered = {question for question, _ in accepted}
    keys = [_key(each) for each in decision.changes]
    all_keys = Counter(keys)
    left = Counter(key for key, (standing, _) in zip(keys, looked_up, strict=True) if standing != REACHED)
    for candidate in dict.fromkeys(each for key in left for each in found_in.get(key, ())):
        if candidate[0] not in answered and left <= present[candidate] <= all_keys:
            return candidate
    return None


def _why_not(
    key: Hashable, found_in: Mapping[Hashable, list[Decision]], accepted: Mapping[Decision, Acceptance]
) -> str:
    answered = {question for question, _ in accepted}
    return ANSWERED if all(question in answered for question, _ in found_in[key]) else IN_PART


def _standing(decided: Decided, describe: Describing) -> tuple[str, str]:
    """How a change stands, told by what the return holds now, and what that is."""
    if decided.action == CHANGE:
        return _of_cell(decided, describe)
    rows = describe.rows(decided.table, decided.child)
    like_it = sum(describe.texts(decided.table, row) == decided.cells for row in rows)
    if decided.action == ADD:
        return (REACHED if like_it else NOT_PROPOSED), ""
    return (REACHED if like_it < decided.copies else NOT_PROPOSED), ""


def _of_cell(decided: Decided, describe: Describing) -> tuple[str, str]:
    """Of rows with the same date, one that is still as it was counts before one that is as decided."""
    texts = list(_present(decided, describe))
    if not texts:
        return GONE, ""
    if decided.old in texts:
        return NOT_PROPOSED, decided.old
    reached = next((text for text in texts if _same(text, decided.new)), None)
    return (OTHERWISE, texts[0]) if reached is None else (REACHED, reached)


def _present(decided: Decided, describe: Describing) -> Iterator[str]:
    """What stands in the cell, in each row that the change can be about: the change may have moved the row."""
    children = {decided.child.strip().upper(): decided.child}
    if decided.column == "CHILD":
        children.setdefault(decided.new.strip().upper(), decided.new)
    dates = {_day(decided.date)}
    if decided.column == schema.table(decided.table).event_date:
        dates.add(_day(decided.new))
    for child in children.values():
        for row in describe.rows(decided.table, child):
            if _day(describe.event(decided.table, row)) in dates:
                yield describe.texts(decided.table, row)[decided.column]


def _day(text: str) -> datetime.date | str:
    return read_date(text.strip()) or text.strip()


def _same(text: str, other: str) -> bool:
    return text.strip().upper() == other.strip().upper() or _day(text) == _day(other)


def make_standings_csv(correction: Correction, carried: Carried) -> Made:
    """Every change that was decided before, and how it stands, as CSV; what could be a formula is neutralised."""
    name = file_name("decided-before", correction.errors.ret.year, ".csv")
    return Made(name, CSV_TYPE, csv_bytes([STANDING_HEADINGS, *map(standing_row, carried.standings)]))


def standing_row(standing: Standing) -> list[str]:
    """A change decided before under :data:`STANDING_HEADINGS`."""
    decided = standing.decided
    texts = "; ".join(f"{column}: {text}" for column, text in decided.cells.items() if text.strip())
    return [
        decided.child,
        describe_table(decided.table),
        record_in_words(decided.table, decided.date),
        decided.column,
        texts if decided.action == REMOVE else decided.old,
        texts if decided.action == ADD else decided.new,
        standing.present,
        standing.standing,
        standing.acceptance.by,
        standing.acceptance.at,
    ]
