"""Answers that come back: completed packs, read for what was written in their two columns and nothing else.

Of a pack only three columns are looked at: the reference, by which an answer finds its error in the present result, and
what was chosen and written beside it. Everything else in it may have been changed by anyone, and is not believed.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lac_validator.ingest.archives import checked_archive, zip_errors
from lac_validator.ingest.problems import CannotRead, shown
from lac_validator.ingest.sheet import HEADINGS_AMONG
from lac_validator.ingest.xlsx_files import read_workbook
from lac_validator.report.errors import Errors
from lac_validator.report.keys import ErrorKey, ErrorKeys
from lac_validator.report.made import finish
from lac_validator.report.text import counted

REFERENCE, DONE, COMMENT = "Reference", "Done?", "Comment"
"""The headings of the columns that are read."""

CORRECTED, RIGHT, HELP = "Corrected", "Record is right", "Need help"
ANSWERS = (CORRECTED, RIGHT, HELP)
"""What a pack offers to choose from; whatever else was typed is taken as it stands."""

COVER = "Cover sheet.xlsx"
"""The list of the packs that goes with them; it holds no answers, and comes back in archives all the same."""

LONGEST_COMMENT = 2_000
"""What is written beyond this is cut."""


@dataclass(frozen=True)
class Answer:
    """What came back about one error: what was chosen, what was written, and in which file."""

    done: str
    comment: str
    file: str


@dataclass(frozen=True)
class Beside:
    """Answers beside a result.

    :param answers: by the place of an error, the answer to it.
    :param no_longer_found: how many answers are about errors that this result does not have: put right, as a rule.
    """

    answers: dict[int, Answer]
    no_longer_found: int


@dataclass(frozen=True)
class Answers:
    """The answers of completed packs.

    :param given: by the key of an error, as it was when the pack was made.
    :param sentences: what could not be read, and why.
    """

    given: dict[ErrorKey, Answer]
    sentences: list[str]

    def beside(self, errors: Errors) -> Beside:
        """Find the error that each answer is about.

        It has the same rule, table, child and date. Where several have, that whose row has the same content; and if
        then one answer and one error are left over, these belong together, for the row was changed meanwhile.
        """
        answered = {key.identity for key in self.given}
        keys = ErrorKeys(errors)
        present: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for place in errors:
            key = keys.of(place)
            if key.identity in answered:
                present[key.identity].append((key.content, place))
        past: dict[str, dict[str, Answer]] = defaultdict(dict)
        for key, answer in self.given.items():
            past[key.identity][key.content] = answer
        found: dict[int, Answer] = {}
        lost = 0
        for identity, answers in past.items():
            matched, left = _match(present[identity], answers)
            found |= matched
            lost += left
        return Beside(found, lost)


def _match(present: list[tuple[str, int]], answers: dict[str, Answer]) -> tuple[dict[int, Answer], int]:
    """The answers to some errors, by place, and how many answers are left over."""
    left = dict(answers)
    found, open_places = {}, []
    for content, place in present:
        if content in answers:
            found[place] = answers[content]
            left.pop(content, None)
        else:
            open_places.append(place)
    if len(open_places) == len(left) == 1:
        found[open_places[0]] = left.popitem()[1]
    return found, len(left)


# --- reading --------------------------------------------------------------------------------------------------------


def read_answers(files: Iterable[tuple[str, bytes]]) -> Answers:
    """Read completed packs: workbooks, or ZIP archives of workbooks, each as (name, bytes).

    Of two answers to one error the later file's is taken. A file that cannot be read is named in the sentences.
    """
    given: dict[ErrorKey, Answer] = {}
    sentences: list[str] = []
    for name, data in files:
        try:
            for file, workbook in _workbooks(name, data):
                found, without_reference = _read_pack(file, workbook)
                twice = sum(given.get(key, answer) != answer for key, answer in found.items())
                if twice:
                    sentences.append(f"{file}: {counted(twice, 'answer')} in place of an earlier file's.")
                if without_reference:
                    sentences.append(
                        f"{file}: {counted(without_reference, 'answer')} left out, for the column {REFERENCE} was "
                        f"changed beside them: type them in again in the pack as it was sent."
                    )
                given |= found
        except CannotRead as reason:
            sentences.append(str(reason))
    return Answers(given, sentences)


def _workbooks(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if not name.lower().endswith(".zip"):
        yield shown(name), data
        return
    remedy = "Pack the workbooks again, or drop them one by one."
    with zip_errors(shown(name), remedy), checked_archive(shown(name), data) as archive:
        for member in archive.namelist():
            is_pack = member.lower().endswith(".xlsx") and member.rpartition("/")[2] != COVER
            if is_pack and not member.startswith("__MACOSX/"):
                yield f"{shown(name)} › {shown(member)}", archive.read(member)


def _read_pack(file: str, data: bytes) -> tuple[dict[ErrorKey, Answer], int]:
    """The answers in a workbook, and how many stand beside no reference.

    :raises CannotRead: it is no pack.
    """
    found: dict[ErrorKey, Answer] = {}
    without_reference = 0
    tables = [table for sheet in finish(read_workbook(file, data)) if (table := _answer_table(sheet.rows)) is not None]
    if not tables:
        raise CannotRead(
            f"{file} is no completed pack: no sheet has the columns {REFERENCE}, {DONE} and {COMMENT}. "
            f"Drop the workbook that was sent to the social worker, saved as .xlsx."
        )
    for reference, done, comment in itertools.chain.from_iterable(tables):
        if not (done or comment):
            continue
        key = ErrorKey.read(reference)
        if key is None:
            without_reference += 1
        else:
            found[key] = Answer(done, comment, file)
    return found, without_reference


def _answer_table(rows: list[list[str]]) -> list[list[str]] | None:
    """The three columns of a sheet, below their headings; None where it has no such headings."""
    wanted = [heading.lower() for heading in (REFERENCE, DONE, COMMENT)]
    for top, row in enumerate(rows[:HEADINGS_AMONG]):
        headings = [cell.strip().lower() for cell in row]
        if set(wanted) <= set(headings):
            places = [headings.index(heading) for heading in wanted]
            return [[_tidy(row[place]) if place < len(row) else "" for place in places] for row in rows[top + 1 :]]
    return None


def _tidy(text: str) -> str:
    """The text as it may be shown: no control characters, no more than a comment needs."""
    words = " ".join(text.split())
    return "".join(letter for letter in words if letter.isprintable())[:LONGEST_COMMENT]
