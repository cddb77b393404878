"""Errors as lines of a list: everything about one error, in the words in which every report gives it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lac_validator.dataset import read_date
from lac_validator.report.content.answers import Answer
from lac_validator.report.content.cells import Cell
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.rules_reference import guidance
from lac_validator.report.content.workers import Contacts


@dataclass
class Line:
    """One error.

    :param place: its place among the errors.
    :param fields: the columns that the rule names.
    :param table: ``Episodes``, or ``Episodes_last`` for last year's.
    :param row: its place in the table as read, from 0.
    :param event: when what the row is about happened, as given; ``event_day`` the same as a day, where it can be read.
    :param cells: what it is about: the cells at fault, and those beside them.
    :param line: the line in the file, or the row counted from 1 where there is no file.
    :param due: whether it is due on the day of the return.
    :param answer: what came back about it in a pack.
    """

    place: int
    code: str
    message: str
    category: str
    guidance: str
    fields: tuple[str, ...]
    child: str
    worker: str
    table: str
    row: int
    event: str
    event_day: datetime.date | None
    cells: list[Cell]
    file: str
    line: int
    due: bool
    answer: Answer | None


def error_lines(
    errors: Errors,
    allocation: Mapping[str, Mapping[str, str]] | None = None,
    answers: Mapping[int, Answer] | None = None,
    places: Iterable[int] | None = None,
) -> Iterator[Line]:
    """Errors as lines, one at a time: by rule, and by row within a rule.

    :param allocation: see :class:`lac_validator.report.content.workers.Contacts`.
    :param answers: by the place of an error, what came back about it.
    :param places: which errors, in which order; all where not given.
    """
    contacts = Contacts(errors, allocation)
    advice = {rule.code: guidance(rule.code) for rule in errors.rules}
    for place in errors if places is None else places:
        error, event = errors[place], errors.event(place)
        file, line = errors.where_in_file(place)
        yield Line(
            place=place,
            code=error.rule.code,
            message=error.rule.message,
            category=error.rule.category,
            guidance=advice[error.rule.code],
            fields=error.rule.fields,
            child=error.child,
            worker=contacts.of(error.child).worker,
            table=error.table,
            row=error.row,
            event=event,
            event_day=read_date(event),
            cells=errors.cells(place),
            file=file,
            line=line,
            due=bool(errors.due[place]),
            answer=answers.get(place) if answers else None,
        )
