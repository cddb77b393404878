"""Who is to be asked about a child: the current social worker of the return, or who a list from the council names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lac_validator.dataset import Return
from lac_validator.ingest import CannotRead, InputFile, Intake
from lac_validator.ingest.parts import NO_HEADING
from lac_validator.ingest.problems import counted, listed
from lac_validator.report.content.errors import Errors

WORKER, TEAM, EMAIL, CHILD = "WORKER", "TEAM", "EMAIL", "CHILD"
ALLOCATION_COLUMNS = (CHILD, WORKER, TEAM, EMAIL)
"""What a list of allocations can hold; the child, and the worker or the team, it must."""


@dataclass(frozen=True)
class Contact:
    """Who is to be asked: each part blank where it is not known. ``worker`` is a name or an identifier."""

    worker: str = ""
    team: str = ""
    email: str = ""


@dataclass(frozen=True)
class Allocation:
    """A council's own list of who works with which child; ``sentences`` say what in it could not be used.

    ``children`` holds plain data, by the child's identifier in capitals: ``{worker, team, email}``.
    """

    children: dict[str, dict[str, str]]
    sentences: list[str]

    def count_in(self, ret: Return) -> int:
        """How many of its children are in the return, this year's or last year's."""
        tables = (table for name, table in ret.tables.items() if name != "Providers")
        return len(self.children.keys() & {child for table in tables for child in table.CHILD.distinct[0]})


def allocation_columns(name: str, data: bytes) -> dict[str, list[str]]:
    """The first table in a file (CSV or .xlsx, alone or in a ZIP archive) as text, by its own headings.

    A heading that stands a second time is told from the first by its place: ``Worker (column 4)``.

    :param name: of the file, for sentences.
    :raises CannotRead: there is no table in it.
    """
    reading = Intake(every_column=True)
    part = next((each for each in reading.add([InputFile(name, data)]) if each.rows), None)
    if part is None:
        reasons = " ".join(problem.sentence for problem in reading.problems)
        raise CannotRead(reasons or f"{name} has no rows below its headings, so it is no allocation list.")
    columns: dict[str, list[str]] = {}
    for place, (heading, cells) in enumerate(zip(part.headings, part.sheet.columns, strict=True), 1):
        heading = heading or NO_HEADING
        columns[f"{heading} (column {place})" if heading in columns else heading] = list(cells)
    return columns


def read_allocation(columns: Mapping[str, Sequence[str]], mapping: Mapping[str, str]) -> Allocation:
    """Read a list of allocations.

    :param columns: the list as text, by its own headings.
    :param mapping: which of those headings holds each of :data:`ALLOCATION_COLUMNS`.
    :raises ValueError: the child's column, or both the worker's and the team's, are not named or not there.
    """
    for column in mapping:
        if column not in ALLOCATION_COLUMNS:
            raise ValueError(f"An allocation list has no {column}: it has {', '.join(ALLOCATION_COLUMNS)}.")
    named = {column: heading for column, heading in mapping.items() if heading}
    lacking = [heading for heading in named.values() if heading not in columns]
    if lacking:
        raise ValueError(f"The allocation list has no column {', '.join(lacking)}: choose among its own headings.")
    if CHILD not in named or not {WORKER, TEAM} & named.keys():
        raise ValueError("Say which columns of the allocation list hold the child and the worker (or the team).")
    children: dict[str, dict[str, str]] = {}
    without_child, without_worker, changed = 0, 0, set()
    length = len(columns[named[CHILD]])
    texts = {each: columns[named[each]] if each in named else [""] * length for each in ALLOCATION_COLUMNS}
    for child, worker, team, email in zip(*(texts[each] for each in ALLOCATION_COLUMNS), strict=True):
        key = child.strip().upper()
        contact = {"worker": _tidy(worker), "team": _tidy(team), "email": _tidy(email)}
        if not key:
            without_child += 1
        elif not any(contact.values()):
            without_worker += 1
        elif children.setdefault(key, contact) != contact:
            changed.add(key)
    sentences = [sentence for heading in named.values() for sentence in _of_several(heading, columns)]
    if without_child:
        sentences.append(
            f"The allocation list: {counted(without_child, 'row')} with nothing in the column {named[CHILD]} left out."
        )
    if without_worker:
        blank = listed([named[each] for each in (WORKER, TEAM, EMAIL) if each in named])
        sentences.append(f"The allocation list: {counted(without_worker, 'row')} with nothing in {blank} left out.")
    if changed:
        sentences.append(
            f"The allocation list: {counted(len(changed), 'child', 'children')} listed more than once with different "
            f"workers; the first row of each was used."
        )
    return Allocation(children, sentences)


def _of_several(heading: str, columns: Iterable[str]) -> list[str]:
    """That a column was used that is the first of several with its heading."""
    others = [each for each in columns if re.fullmatch(re.escape(heading) + r" \(column [0-9]+\)", each)]
    if not others:
        return []
    return [
        f"The allocation list has more than one column {heading}; the first was used. If another is right, choose "
        f"{listed(others, 'or')}."
    ]


class Contacts:
    """Who is to be asked about each child of a result: the one place that decides it.

    Names that differ in capitals only are one, in the spelling that comes first.

    :param allocation: by child ``{worker, team, email}``, as :func:`read_allocation` gives it; what it says of a child
        goes before the return's own social worker episodes.
    """

    def __init__(self, errors: Errors, allocation: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._workers = errors.workers
        self._allocation = allocation or {}
        self._spellings: dict[str, str] = {}
        for contact in self._allocation.values():
            self._one(contact.get("worker", ""))
            self._one(contact.get("team", ""))
        for worker in self._workers.values():
            self._one(worker)

    def of(self, child: str) -> Contact:
        """Who is to be asked about this child."""
        allocated = self._allocation.get(child, {})
        worker = allocated.get("worker", "") or self._workers.get(child, "")
        return Contact(self._one(worker), self._one(allocated.get("team", "")), allocated.get("email", ""))

    def _one(self, name: str) -> str:
        return self._spellings.setdefault(name.casefold(), name)


def _tidy(text: str) -> str:
    return " ".join(text.split())
