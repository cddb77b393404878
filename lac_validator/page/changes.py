"""What leaves of the fixes: the corrected return, the list of changes, decisions; and decisions that come back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from lac_validator.page.fix import decisions_of, proposals_of
from lac_validator.page.plain import Stepwise
from lac_validator.page.session import errors_of, held
from lac_validator.report.changes.carrying import carry
from lac_validator.report.changes.corrected import make_corrected
from lac_validator.report.changes.decisions import make_decisions, read_decisions
from lac_validator.report.changes.making import make_changes_csv, make_changes_workbook
from lac_validator.report.content.corrections import Acceptance, Correction
from lac_validator.report.kinds import REPORTS
from lac_validator.report.made import Made
from lac_validator.report.packs.making import Allocated

_MAKERS: dict[str, Callable[[Correction, Allocated | None], Made]] = {
    "corrected": lambda correction, _: make_corrected(correction),
    "corrected_last_year": lambda correction, _: make_corrected(correction, last_year=True),
    "changes": lambda correction, allocation: make_changes_workbook(correction, allocation=allocation),
    "changes_csv": lambda correction, allocation: make_changes_csv(correction, allocation=allocation),
    "decisions": lambda correction, _: make_decisions(correction),
}


def save_changes(check: int, kind: str, accepted: Iterable[tuple[int, str, str]]) -> Stepwise:
    """Make one of the files that leave; the answer is ``{name, type, data}``.

    :param kind: of ``_MAKERS``, or ``packs``: with what to change in the system, and without what that clears.
    :param accepted: each decision, by its number as ``propose_fixes`` gives it, with who accepted it and when.
    :raises ValueError: of several ways to mend the same thing more than one is accepted.
    """
    correction = yield from _correction(check, accepted)
    allocation = held.allocation.children if held.allocation else None
    if kind == "packs":
        made = yield from REPORTS["packs"].make(correction.errors, allocation=allocation, correction=correction)
    else:
        yield 0, 1, "Checking the corrected return"
        made = _MAKERS[kind](correction, allocation)
    return {"name": made.name, "type": made.type, "data": made.data}


def carry_decisions(check: int, name: str, data: bytes) -> Stepwise:
    """Read a file of decisions: those that are proposed as accepted, by number, with who accepted them and when; and in
    ``sentences`` what has become of all of them.

    :raises CannotRead: it is none, or of another return; the message is a sentence.
    """
    errors = errors_of(check)
    proposals = (yield from proposals_of(errors)).proposals
    read = read_decisions(name, bytes(data), errors.ret)
    carried = carry(read, errors.ret, proposals)
    numbers = decisions_of(proposals).numbers
    return {
        "accepted": [[numbers[each], by.by, by.at] for each, by in carried.accepted.items()],
        "sentences": [*read.sentences, *carried.sentences],
    }


def _correction(
    check: int, accepted: Iterable[tuple[int, str, str]]
) -> Generator[tuple[int, int, str], None, Correction]:
    errors = errors_of(check)
    proposals = (yield from proposals_of(errors)).proposals
    every = decisions_of(proposals).values
    return Correction(errors, proposals, {every[number]: Acceptance(by, at) for number, by, at in accepted})
