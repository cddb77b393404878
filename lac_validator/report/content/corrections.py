"""What was decided about proposals, and what comes of it: from this every report on changes is made."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lac_validator import schema
from lac_validator.applying import Effect, Error, effect
from lac_validator.dataset import describe_table
from lac_validator.engine import ADD, CHANGE, REMOVE, Proposal
from lac_validator.report.content.cells import event_of
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.wording import field_label, record_in_words
from lac_validator.report.content.workers import Contact, Contacts

Decision = tuple[str, str]
"""What is accepted or refused together: :attr:`lac_validator.engine.Proposal.decision`, a question and a way."""

LAST_YEARS_RETURN = "last year's return"
THE_SYSTEM = "the system"


@dataclass(frozen=True)
class Acceptance:
    """Who accepted, and when: ``by`` in words (a name, or what stood for one), ``at`` a local time, ISO 8601."""

    by: str
    at: str


def accept(proposals: Iterable[Proposal], by: str, at: datetime.datetime) -> dict[Decision, Acceptance]:
    """These proposals as accepted by somebody at a time."""
    acceptance = Acceptance(by, at.isoformat(timespec="seconds"))
    return {each.decision: acceptance for each in proposals}


@dataclass(frozen=True)
class Correction:
    """A result, what would mend it, and what of that is accepted. Nothing that was read is changed by it.

    :ivar proposals: all of them, as :func:`lac_validator.propose` gives them for ``errors.result``.
    :ivar accepted: by decision, who accepted it; all proposals of a decision go together.
    :raises ValueError: of one question several ways are accepted, or one is accepted that nothing proposes.
    """

    errors: Errors
    proposals: Sequence[Proposal]
    accepted: Mapping[Decision, Acceptance]

    def __post_init__(self) -> None:
        if self.accepted.keys() - {each.decision for each in self.proposals}:
            raise ValueError("Something is accepted that is not proposed: propose again, and choose anew.")
        if max(Counter(question for question, _ in self.accepted).values(), default=0) > 1:
            raise ValueError("Of the ways to answer one question only one can be accepted: choose one.")

    @cached_property
    def chosen(self) -> list[Proposal]:
        """The proposals that are accepted."""
        return [each for each in self.proposals if each.decision in self.accepted]

    @cached_property
    def after(self) -> Effect:
        """What comes of them, told by running the rules again. Takes as long as checking the return."""
        return effect(self.errors.result, self.chosen)

    @cached_property
    def cleared_by(self) -> dict[int, int]:
        """By the place of an accepted proposal in ``chosen``, the errors that it has a share in clearing.

        Each error that is gone counts once, at a change of its child: one that is for its rule, in its row before
        others. One that no change of its child explains (another child's number was the same) counts nowhere.
        """
        by_child: dict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(self.chosen):
            by_child[each.child.upper()].append(place)
        children = {name: self._children(name) for name in {table for _, table, _ in self.after.cleared}}
        counts: Counter[int] = Counter()
        for error in self.after.cleared:
            candidates = by_child[children[error[1]][error[2]]]
            if candidates:
                counts[min(candidates, key=lambda place: self._distance(self.chosen[place], error))] += 1
        return dict(counts)

    def _children(self, table: str) -> list[str]:
        return [child.strip().upper() for child in self.errors.ret.tables[table].CHILD.as_given]

    @staticmethod
    def _distance(proposal: Proposal, error: Error) -> tuple[bool, bool, bool]:
        code, table, row = error
        return code not in proposal.rules, (proposal.table, proposal.row) != (table, row), proposal.table != table


@dataclass(frozen=True)
class Change:
    """A proposal as a line of a list.

    :ivar table: where it is made, in words; ``where``: in the system, or in last year's return.
    :ivar record: the record in words; ``event`` when what it is about happened, as given.
    :ivar file: where the row stands, ``line`` too; of a row to add, that of which it is a copy.
    :ivar cleared: the errors that it clears, see :attr:`Correction.cleared_by`; None where it is not accepted.
    """

    proposal: Proposal
    contact: Contact
    table: str
    where: str
    record: str
    event: str
    file: str
    line: int
    cleared: int | None
    acceptance: Acceptance | None

    @property
    def what(self) -> str:
        """What is to be done, for somebody who knows no codes."""
        if self.proposal.action == CHANGE:
            return f"Change {field_label(self.proposal.column)} ({self.proposal.column})"
        return "Take this record out" if self.proposal.action == REMOVE else "Add a record like this one"

    @property
    def old(self) -> str:
        """What stands there now."""
        return self.proposal.old

    @property
    def new(self) -> str:
        """What should stand there: of a row to add its texts, ``LS: C2; PLACE: U1``."""
        if self.proposal.action != ADD:
            return self.proposal.new
        given = schema.table(self.proposal.into).given_columns
        return "; ".join(f"{name}: {text}" for name in given if (text := self.proposal.cells.get(name, "").strip()))


def changes(correction: Correction, allocation: Mapping[str, Mapping[str, str]] | None = None) -> Iterator[Change]:
    """Every proposal as a line, those of last year's return too, in the order of the proposals."""
    ret = correction.errors.ret
    contacts = Contacts(correction.errors, allocation)
    cleared = {id(each): correction.cleared_by.get(place, 0) for place, each in enumerate(correction.chosen)}
    for each in correction.proposals:
        table = each.into or each.table
        file, line = ret.where_in_file(each.table, each.row)
        event = event_of(ret, each.table, each.row)
        yield Change(
            proposal=each,
            contact=contacts.of(each.child.upper()),
            table=describe_table(table),
            where=LAST_YEARS_RETURN if table.endswith(schema.LAST_YEAR_SUFFIX) else THE_SYSTEM,
            record=record_in_words(table, event),
            event=event,
            file=file,
            line=line,
            cleared=cleared.get(id(each)),
            acceptance=correction.accepted.get(each.decision),
        )


def work_list(correction: Correction, allocation: Mapping[str, Mapping[str, str]] | None = None) -> list[Change]:
    """What is accepted and is to be changed in the case management system; amendments of last year's return are not."""
    return [each for each in changes(correction, allocation) if each.acceptance and each.where == THE_SYSTEM]
