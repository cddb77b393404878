"""What the page shows of the return: the rows and cells that it asks for, and children."""

from __future__ import annotations

import numpy as np

from lac_validator import schema
from lac_validator.page.plain import Plain
from lac_validator.page.session import errors_of
from lac_validator.page.workers import contacts
from lac_validator.report.content.cells import Cell
from lac_validator.report.content.wording import cell_in_words


def rows(check: int, table: str, places: list[int]) -> Plain:
    """The text of some rows of a table: its columns, and for each row its cells, its file and its line there."""
    ret = errors_of(check).ret
    whole = ret.tables[table]
    wanted = whole.take(np.array(list(places), np.intp))
    stands = [ret.where_in_file(table, place) for place in places]
    return {
        "columns": list(whole.column_names),
        "cells": [
            list(line) for line in zip(*(wanted.column(name).as_given for name in whole.column_names), strict=True)
        ],
        "places": list(places),
        "files": [file for file, _ in stands],
        "lines": [line for _, line in stands],
    }


def row_at_line(check: int, table: str, line: int) -> int:
    """The place of the first row of a table that stands at a line of its file or below it; the last row's, if none."""
    ret = errors_of(check).ret
    last = len(ret.tables[table]) - 1
    source = ret.sources.get(table)
    lines = source.lines if source else range(1, last + 2)
    return next((place for place, each in enumerate(lines) if each >= line), last)


def cells(check: int, places: list[int]) -> list[list[Plain]]:
    """For each of some errors, by their places, the cells that it is about, those to change first: see
    :meth:`lac_validator.report.content.cells.Cells.of`. ``words`` is what a cell says for someone who knows no codes.
    """
    errors = errors_of(check)
    return [[_cell(cell) for cell in errors.cells(place)] for place in places]


def _cell(cell: Cell) -> Plain:
    return {
        "column": cell.column,
        "text": cell.text,
        "label": cell.label,
        "table": cell.table,
        "toChange": cell.to_change,
        "workedOut": cell.worked_out,
        "words": cell_in_words(cell)[1],
    }


def child(check: int, identifier: str) -> Plain:
    """A child of the return: its worker and team, "" for none, and every row in every table of both years."""
    errors = errors_of(check)
    identifier = identifier.strip().upper()
    tables = {}
    for name, table in errors.ret.tables.items():
        if name != "Providers":
            places = np.flatnonzero(table.CHILD == identifier)
            if len(places):
                tables[name] = rows(check, name, places.tolist())
    contact = contacts(errors).of(identifier)
    return {"worker": contact.worker, "team": contact.team, "tables": tables}


def find_children(check: int, text: str) -> list[str]:
    """Children of the return whose identifier holds this text, with or without errors."""
    ret = errors_of(check).ret
    wanted = text.strip().upper()
    children: set[str] = set()
    for name, table in ret.tables.items():
        if name != "Providers" and not name.endswith(schema.LAST_YEAR_SUFFIX):
            children.update(ret.vocabulary.texts(np.unique(table.CHILD.ids)))
    return sorted(each for each in children if each and wanted in each)
