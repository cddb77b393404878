"""Who is to be asked about a child: the current social worker of the return, or who a list from the council names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lac_validator.ingest import CannotRead, InputFile, Intake
from lac_validator.report.errors import Errors
from lac_validator.report.text import counted

WORKER, TEAM, EMAIL, CHILD = "WORKER", "TEAM", "EMAIL", "CHILD"
ALLOCATION_COLUMNS = (CHILD, WORKER, TEAM, EMAIL)
"""What a list of allocations can hold; the child, and the worker or the team, it must."""

_USUAL_HEADINGS = {
    CHILD: ("child", "child id", "childid", "child identifier", "person id", "client id", "mosaic id", "id"),
    WORKER: ("worker", "social worker", "allocated worker", "sw_id", "sw id", "sw", "worker name", "lead worker"),
    TEAM: ("team", "team name", "service", "allocated team"),
    EMAIL: ("email", "e-mail", "worker email", "email address", "e-mail address"),
}


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


def allocation_columns(name: str, data: bytes) -> dict[str, list[str]]:
    """The first table in a file (CSV or .xlsx, alone or in a ZIP archive) as text, by its own headings.

    :param name: of the file, for sentences.
    :raises CannotRead: there is no table in it.
    """
    reading = Intake()
    part = next((each for each in reading.add([InputFile(name, data)]) if each.rows), None)
    if part is None:
        reasons = " ".join(problem.sentence for problem in reading.problems)
        raise CannotRead(reasons or f"{name} has no rows below its headings, so it is no allocation list.")
    return {heading: list(cells) for heading, cells in zip(part.headings, part.sheet.columns, strict=True)}


def guess_allocation_columns(headings: Sequence[str]) -> dict[str, str]:
    """Which heading of a list holds what, by the usual names: ``{CHILD: "Person ID", ...}``; what is not seen lacks."""
    plain = {" ".join(heading.lower().split()): heading for heading in reversed(headings)}
    found = {}
    for column, usual in _USUAL_HEADINGS.items():
        heading = next((plain[name] for name in usual if name in plain), None)
        if heading is not None:
            found[column] = heading
    return found


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
    without_child, changed = 0, set()
    length = len(columns[named[CHILD]])
    texts = {each: columns[named[each]] if each in named else [""] * length for each in ALLOCATION_COLUMNS}
    for child, worker, team, email in zip(*(texts[each] for each in ALLOCATION_COLUMNS), strict=True):
        key = child.strip().upper()
        contact = {"worker": _tidy(worker), "team": _tidy(team), "email": _tidy(email)}
        if not any(contact.values()):
            continue
        if not key:
            without_child += 1
        elif children.setdefault(key, contact) != contact:
            changed.add(key)
    sentences = []
    if without_child:
        sentences.append(
            f"The allocation list: {counted(without_child, 'row')} with nothing in the column {named[CHILD]} left out."
        )
    if changed:
        sentences.append(
            f"The allocation list: {counted(len(changed), 'child', 'children')} listed more than once with different "
            f"workers; the first row of each was used."
        )
    return Allocation(children, sentences)


class Contacts:
    """Who is to be asked about each child of a result.

    :param allocation: by child ``{worker, team, email}``, as :func:`read_allocation` gives it; what it says of a child
        goes before the return's own social worker episodes.
    """

    def __init__(self, errors: Errors, allocation: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._workers = errors.workers
        self._allocation = allocation or {}

    def of(self, child: str) -> Contact:
        """Who is to be asked about this child."""
        listed = self._allocation.get(child, {})
        worker = listed.get("worker", "") or self._workers.get(child, "")
        return Contact(worker, listed.get("team", ""), listed.get("email", ""))


def _tidy(text: str) -> str:
    return " ".join(text.split())
