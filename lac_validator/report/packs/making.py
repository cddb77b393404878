"""Packs for social workers: for each worker, or team, a workbook to answer in and a page to print.

They hold the worker's children with what to check, in plain English, and a place to answer. A cover sheet lists the
packs. Completed workbooks are read back by :mod:`lac_validator.report.packs.reading`.
"""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from lac_validator.dataset import Return
from lac_validator.ingest.own_files import COVER_PROPERTY, COVER_SHEET, COVER_TITLE
from lac_validator.ingest.problems import counted
from lac_validator.report.content.corrections import Change, Correction, work_list
from lac_validator.report.content.errors import Errors, natural_order
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.content.lines import Line, error_lines
from lac_validator.report.content.things import things_of
from lac_validator.report.content.workers import Contact, Contacts
from lac_validator.report.forms.archive import add_member
from lac_validator.report.forms.book import Book, Column, Value
from lac_validator.report.forms.file_sheets import write_file_problems
from lac_validator.report.forms.text import day_shown
from lac_validator.report.made import ZIP_TYPE, Made, Steps, file_name
from lac_validator.report.packs.pack import ChildToCheck, Letter, Pack
from lac_validator.report.packs.page import pack_page
from lac_validator.report.packs.workbook import pack_workbook

BY_WORKER, BY_TEAM = "worker", "team"

COVER = "Cover sheet"
NOBODYS = "Unallocated"
"""Names of files: the list of the packs, and the pack of the children for whom no worker, or team, is known."""

LONGEST_NOTE = 1_000
"""Of the analyst's note, in characters: more would fill the screen before the first child."""

FOLDER = "packs"

STEP = 100
"""After so many children the making of a part of a pack can be stopped."""

Allocated = Mapping[str, Mapping[str, str]]


def make_packs(
    errors: Errors,
    *,
    group_by: str = BY_WORKER,
    note: str = "",
    allocation: Allocated | None = None,
    not_due: bool = False,
    correction: Correction | None = None,
    at: datetime.datetime | None = None,
) -> Steps:
    """A ZIP archive with a pack for each worker or team, and a cover sheet.

    :param group_by: :data:`BY_WORKER`, or :data:`BY_TEAM` for the teams that the allocation names.
    :param note: the analyst's words, for the top of every pack.
    :param allocation: who works with which child, see :class:`lac_validator.report.content.workers.Contacts`.
    :param not_due: whether what is not due yet on the day of the return is asked about too.
    :param correction: proposals of which some are accepted: what is to be changed in the system is asked for, and
        what that clears is not asked about.
    :param at: the time they were made; now where not given.
    :raises ValueError: an option cannot be followed; the message is a sentence.
    """
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"The note has {len(note):,} characters: shorten it to {LONGEST_NOTE:,}.")
    if group_by not in (BY_WORKER, BY_TEAM):
        raise ValueError(f"Packs are made by {BY_WORKER} or by {BY_TEAM}, not by {group_by}.")
    if group_by == BY_TEAM and not any(contact.get("team") for contact in (allocation or {}).values()):
        raise ValueError("Packs by team need an allocation list that names teams: give one, or make them by worker.")
    left_out = 0 if not_due else int(np.count_nonzero(~errors.due))
    if left_out:
        errors = errors.of_due(True)
    letter = Letter(errors.ret.year.label, note, group_by == BY_TEAM, at or datetime.datetime.now())
    contacts = Contacts(errors, allocation)
    groups = _group(errors, contacts, _to_change(errors, correction, allocation), by_team=letter.by_team)
    files, keys, born = FileNames(), ErrorKeys(errors), _dates_of_birth(errors)
    cover: list[_CoverRow] = []
    done, total = 0, sum(len(group.places) for group in groups)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, group in enumerate(groups, 1):
            now = done, total, f"Pack {number} of {len(groups)}"
            yield now
            children = yield from _pause_often(_children(errors, group, allocation, born), now)
            pack = Pack(group.name, files.give(group.name) if group.name else NOBODYS, children)
            row = _CoverRow(group, pack)
            workbook = yield from _pause_often(pack_workbook(pack, letter, keys), now)
            add_member(archive, row.workbook, workbook, letter.at, packed=True)
            page = yield from _pause_often(pack_page(pack, letter), now)
            add_member(archive, row.page, page, letter.at)
            cover.append(row)
            done += len(group.places)
        yield total, total, "Cover sheet"
        add_member(archive, f"{COVER}.xlsx", _cover(cover, letter, errors.ret, left_out), letter.at, packed=True)
    return Made(file_name(errors.called("packs"), errors.ret.year, ".zip"), ZIP_TYPE, out.getvalue())


Part = TypeVar("Part")

Now = tuple[int, int, str]


def _pause_often(steps: Generator[None, None, Part], now: Now) -> Generator[Now, None, Part]:
    """Make a part of a pack, which can hold every error of a return, so that it can be stopped on the way."""
    number = 0
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value
        number += 1
        if number % STEP == 0:
            yield now


@dataclass(frozen=True)
class _Group:
    """Errors that go into one pack, and what the cover sheet says of whom it goes to. No name: no one is known."""

    name: str
    teams: str
    emails: str
    places: list[int]
    changes: list[Change]


@dataclass(frozen=True)
class _ToChange:
    """What is to be changed in the system, and the errors that it clears: (code, table, row)."""

    changes: list[Change]
    cleared: frozenset[tuple[str, str, int]]


def _to_change(errors: Errors, correction: Correction | None, allocation: Allocated | None) -> _ToChange:
    """All of it; or, beside some errors only, what is about their children."""
    if correction is None:
        return _ToChange([], frozenset())
    children = set(errors.children) if errors.filtered else None
    changes = [
        each
        for each in work_list(correction, allocation)
        if children is None or each.proposal.child.upper() in children
    ]
    return _ToChange(changes, correction.after.cleared)


def _group(errors: Errors, contacts: Contacts, to_change: _ToChange, *, by_team: bool) -> list[_Group]:
    """Errors, child by child, and changes, by the worker or team of their child, no one last."""
    members: dict[str, tuple[list[int], list[Change]]] = defaultdict(lambda: ([], []))
    details: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))

    def name_of(contact: Contact) -> str:
        name = contact.team if by_team else contact.worker
        if name:
            details[name][0].add(contact.team)
            details[name][1].add(contact.email)
        return name

    for place in np.argsort(errors.child, kind="stable").tolist():
        error = errors[place]
        if (error.rule.code, error.table, error.row) not in to_change.cleared:
            members[name_of(contacts.of(error.child))][0].append(place)
    for each in to_change.changes:
        members[name_of(each.contact)][1].append(each)
    return [
        _Group(name, _listed(details[name][0]), _listed(details[name][1]), *members[name])
        for name in sorted(members, key=lambda name: (not name, natural_order(name.casefold())))
    ]


def _listed(texts: set[str]) -> str:
    return "; ".join(sorted(texts - {""}))


def _children(
    errors: Errors, group: _Group, allocation: Allocated | None, born: Mapping[str, str]
) -> Generator[None, None, list[ChildToCheck]]:
    by_child: dict[str, tuple[list[Line], list[Change]]] = defaultdict(lambda: ([], []))
    for line in error_lines(errors, allocation, places=group.places):
        if line.child not in by_child:
            yield
        by_child[line.child][0].append(line)
    for change in group.changes:
        by_child[change.proposal.child.upper()][1].append(change)
    tables = list(errors.ret.tables)
    for lines, _ in by_child.values():
        lines.sort(key=lambda line: (tables.index(line.table), str(line.event_day or ""), line.row))
    children = [
        ChildToCheck(
            child,
            born.get(child, ""),
            lines[0].worker if lines else changes[0].contact.worker,
            things_of(errors, lines),
            changes,
        )
        for child, (lines, changes) in by_child.items()
    ]
    return sorted(children, key=_by_worker)


def _by_worker(child: ChildToCheck) -> tuple[bool, tuple[int, int, str]]:
    """In a team's pack the children of a worker stand together, those without one last."""
    return not child.worker, natural_order(child.worker.casefold())


def _dates_of_birth(errors: Errors) -> dict[str, str]:
    """The date of birth of each child in Header, as given; of several the first."""
    if "Header" not in errors.ret.tables:
        return {}
    header = errors.ret.tables["Header"]
    children = errors.ret.vocabulary.texts(header.CHILD.ids)
    pairs = zip(reversed(children), reversed(header.DOB.as_given), strict=True)
    return {child: born.strip() for child, born in pairs}


class FileNames:
    """Gives names of files: each once, also where capitals make no difference, and good on any computer."""

    _RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])( *\..*)?", re.IGNORECASE)
    _LONGEST, _MOST_BYTES = 80, 190  # with a number and a suffix below the 255 bytes that systems take

    def __init__(self) -> None:
        self._given = {COVER.casefold(), NOBODYS.casefold()}

    def give(self, name: str) -> str:
        """A name of a file, without its suffix, for any text."""
        # Of two ways to write é some computers know but one.
        printable = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", name))
        plain = " ".join(re.sub(r'[<>:"/\\|?*]', " ", printable).split())[: self._LONGEST]
        plain = plain.encode()[: self._MOST_BYTES].decode("utf-8", "ignore").strip(". ")
        if not plain or self._RESERVED.fullmatch(plain):
            plain = f"Pack {plain}".strip()
        unique, number = plain, 1
        while unique.casefold() in self._given:
            number += 1
            unique = f"{plain} ({number})"
        self._given.add(unique.casefold())
        return unique


@dataclass(frozen=True)
class _CoverRow:
    """What the cover sheet says of a pack."""

    group: _Group
    pack: Pack

    @property
    def workbook(self) -> str:
        return f"{FOLDER}/{self.pack.file}.xlsx"

    @property
    def page(self) -> str:
        return f"{FOLDER}/{self.pack.file}.html"

    @property
    def children(self) -> int:
        return sum(bool(child.child) for child in self.pack.children)


def _cover(rows: list[_CoverRow], letter: Letter, ret: Return, left_out: int) -> bytes:
    """The packs, and what was wrong with the files that they were made from."""
    cells: list[tuple[Column, list[Value]]] = [
        (
            Column("Team" if letter.by_team else "Social worker", 30, wrap=True),
            [row.group.name or letter.nobody for row in rows],
        ),
        (Column("Team", 26, wrap=True), [] if letter.by_team else [row.group.teams for row in rows]),
        (Column("Email", 34, wrap=True), [row.group.emails for row in rows]),
        (Column("Children", 10, look="number"), [row.children for row in rows]),
        (Column("Things to check", 11, look="number"), [row.pack.count for row in rows]),
        (Column("To change in the system", 11, look="number"), [row.pack.to_change for row in rows]),
        (Column("Workbook to answer in", 40, wrap=True), [row.workbook for row in rows]),
        (Column("Page to print", 40, wrap=True), [row.page for row in rows]),
    ]
    kept = [(column, values) for column, values in cells if any(values)]  # without a list there are no teams, say
    book = Book(COVER_PROPERTY, letter.at)
    sheet = book.sheet(COVER_SHEET)
    columns = [column for column, _ in kept]
    book.widths(sheet, columns)
    things = sum(row.pack.count for row in rows)
    row = book.title(
        sheet,
        f"{COVER_TITLE} {letter.year}",
        f"{counted(len(rows), 'pack')}, {counted(things, 'thing')} to check. {_NEXT if rows else ''}",
    )
    if left_out:
        day = day_shown(ret.year.end)
        sentence = f"{counted(left_out, 'error')} left out, which need only be there on {day} and may still come."
        sheet.write_string(row - 1, 0, sentence, book.look("note"))
        row += 1
    if rows:
        book.table(sheet, row, "Packs", columns, zip(*(values for _, values in kept), strict=True))
    else:
        book.heading(sheet, row, "There is nothing to check.")
    write_file_problems(book, ret)
    return book.finish()


_NEXT = "Send each worker one workbook; drop the completed workbooks on the page to see the answers beside the errors."
