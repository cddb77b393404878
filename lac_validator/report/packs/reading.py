"""Answers that come back: completed packs, read for what was written in their two columns and nothing else.

Of a pack only three columns are looked at: the reference, by which an answer finds its error in the present result, and
what was chosen and written beside it. Everything else in it may have been changed by anyone, and is not believed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import reduce

from lac_validator.ingest.archives import checked_archive, unpacked, zip_errors
from lac_validator.ingest.kinds import WORKBOOK, ZIP, ZIP_REMEDY, kind_of
from lac_validator.ingest.own_files import (
    CHANGES_SHEET,
    COMMENT,
    COVER,
    COVER_SHEET,
    COVER_TITLE,
    DONE,
    PACK_SHEET,
    PACKS,
    PAGE,
    PROBLEMS_SHEET,
    REFERENCE,
    of_text,
    of_workbook,
)
from lac_validator.ingest.problems import CannotRead, counted, shown
from lac_validator.ingest.reading import is_clutter
from lac_validator.ingest.sheet import HEADINGS_AMONG
from lac_validator.ingest.xlsx_files import read_workbook
from lac_validator.report.content.answers import Answer, Answers
from lac_validator.report.content.keys import ErrorKey
from lac_validator.steps import finish

LONGEST_COMMENT = 2_000
"""What is written beyond this is cut."""

_BETWEEN = "; "
"""Stands between several comments on one thing."""

_SHEETS = "xl/workbook.xml"
"""Where a workbook names its sheets."""

_REMEDY = "Drop the workbook that was sent to the social worker, saved as .xlsx."


# --- what is a pack --------------------------------------------------------------------------------------------------


def is_pack(file: str, data: bytes, *, in_archive: bool = False) -> bool:
    """Whether a file is a pack, filled in or not, or goes with the packs: their list, a page to print, a ZIP of these.

    Told by the content, of which no more is looked at than what a workbook says of itself and the names of its sheets,
    so that it costs nothing to ask of every file that is given. One that does not say that it is a pack, and holds
    other sheets too, is none: it may be a return.
    """
    if of_text(data) == PAGE:
        return True
    try:
        kind = kind_of(file, data)
        with zip_errors(file, ZIP_REMEDY):
            if kind == WORKBOOK:
                says_so = of_workbook(file, data) in (PACKS, COVER)
                known = {PACK_SHEET}, {PACK_SHEET, CHANGES_SHEET}, {COVER_SHEET, PROBLEMS_SHEET}
                return says_so or _sheet_names(file, data) in known
            return kind == ZIP and not in_archive and _holds_packs_only(file, data)
    except CannotRead:
        return False


def _sheet_names(file: str, data: bytes) -> set[str]:
    with checked_archive(file, data) as archive:
        names = re.findall(rb'<(?:\w+:)?sheet [^>]*?\bname="([^"]*)"', unpacked(archive, archive.getinfo(_SHEETS)))
    return {name.decode("utf-8", "replace") for name in names}


def _holds_packs_only(file: str, data: bytes) -> bool:
    with checked_archive(file, data) as archive:
        members = [each for each in archive.infolist() if not each.is_dir() and not is_clutter(each.filename)]
        return bool(members) and all(
            is_pack(member.filename, unpacked(archive, member), in_archive=True) for member in members
        )


# --- reading --------------------------------------------------------------------------------------------------------


def read_answers(files: Iterable[tuple[str, bytes]]) -> Answers:
    """Read completed packs: workbooks, or ZIP archives of workbooks, each as (name, bytes).

    Of two answers to one error the later file's is taken. A file that cannot be read is named in the sentences, and the
    others are read all the same.
    """
    read = [answers for name, data in files if not is_clutter(name) for answers in _answers_in(shown(name), data)]
    if not read:
        sentence = "No completed pack is among the files given: drop the workbooks that came back, saved as .xlsx."
        return Answers({}, [sentence])
    return reduce(Answers.joined, read)


def _answers_in(file: str, data: bytes, *, in_archive: bool = False) -> Iterator[Answers]:
    """The answers in a file, pack by pack; nothing at all where it only goes with the packs."""
    if of_text(data) == PAGE:
        return
    try:
        kind = kind_of(file, data)
        if kind == ZIP and in_archive:
            raise CannotRead(f"{file} is an archive inside an archive: unpack it and give the files in it.")
        if kind == ZIP:
            yield from _answers_in_archive(file, data)
        elif kind == WORKBOOK:
            yield from _answers_in_workbook(file, data)
        else:
            raise CannotRead(f"{file} is no workbook, so no answers could be read from it. {_REMEDY}")
    except CannotRead as reason:
        yield Answers({}, [str(reason)])


def _answers_in_archive(file: str, data: bytes) -> Iterator[Answers]:
    with checked_archive(file, data) as archive:
        for member in archive.infolist():
            if member.is_dir() or is_clutter(member.filename):
                continue
            path = f"{file} › {shown(member.filename)}"
            try:
                with zip_errors(path, ZIP_REMEDY):
                    content = unpacked(archive, member)
            except CannotRead as reason:
                yield Answers({}, [str(reason)])
            else:
                yield from _answers_in(path, content, in_archive=True)


def _answers_in_workbook(file: str, data: bytes) -> Iterator[Answers]:
    """The answers in a workbook; nothing where it is the list of the packs.

    :raises CannotRead: it is neither that nor a pack.
    """
    sheets = finish(read_workbook(file, data))
    tables = [table for sheet in sheets if (table := _answer_table(sheet.rows)) is not None]
    if tables:
        yield _read_pack(file, itertools.chain.from_iterable(tables))
    elif not any(cell.startswith(COVER_TITLE) for sheet in sheets for row in sheet.rows[:1] for cell in row):
        raise CannotRead(
            f"{file} is no completed pack: no sheet has the columns {REFERENCE}, {DONE} and {COMMENT}. {_REMEDY}"
        )


def _read_pack(file: str, lines: Iterable[list[str]]) -> Answers:
    """The answers of a pack; each line is a reference and what was answered in the two columns."""
    found: dict[ErrorKey, Answer] = {}
    twice: set[ErrorKey] = set()
    without_reference = 0
    for reference, done, comment in lines:
        if not (done or comment):
            continue
        keys = ErrorKey.read_all(reference)
        without_reference += not keys
        answer = Answer(done, comment, file)
        for key in keys:  # of a thing to check every error has the one answer
            before = found.setdefault(key, answer)
            if answer.differs(before):
                twice.add(key)
                comments = dict.fromkeys(filter(None, (*before.comment.split(_BETWEEN), comment)))
                found[key] = Answer(done or before.done, _BETWEEN.join(comments)[:LONGEST_COMMENT], file)
    sentences = []
    if twice:
        sentences.append(
            f"{file}: {counted(len(twice), 'thing')} to check {'is' if len(twice) == 1 else 'are'} answered more than "
            f"once, in different ways: of what was chosen the last counts, and all comments are kept."
        )
    if without_reference:
        sentences.append(
            f"{file}: {counted(without_reference, 'answer')} left out, for the column {REFERENCE} was changed beside "
            f"them: type them in again in the pack as it was sent."
        )
    return Answers(found, sentences)


def _answer_table(rows: list[list[str]]) -> list[list[str]] | None:
    """The three columns of a sheet, below their headings; None where it has no such headings."""
    wanted = [heading.lower() for heading in (REFERENCE, DONE, COMMENT)]
    for top, row in enumerate(rows[:HEADINGS_AMONG]):
        headings = [cell.strip().lower() for cell in row]
        if set(wanted) <= set(headings):
            places = [headings.index(heading) for heading in wanted]
            return [
                [row[places[0]] if places[0] < len(row) else ""]
                + [_as_shown(row[place]) if place < len(row) else "" for place in places[1:]]
                for row in rows[top + 1 :]
            ]
    return None


def _as_shown(text: str) -> str:
    """The text as it may be shown: no control characters, no more than a comment needs."""
    words = " ".join(text.split())
    return "".join(letter for letter in words if letter.isprintable())[:LONGEST_COMMENT]
