"""How errors are put into words: for an analyst, who knows the codes, and for a social worker, who knows none."""

from __future__ import annotations

import datetime
from functools import cache

from lac_validator import schema
from lac_validator.dataset import describe_table
from lac_validator.engine import CROSS_YEAR, INCONSISTENT, INVALID, MISSING
from lac_validator.report.content.cells import Cell, said_of
from lac_validator.report.content.lines import Line
from lac_validator.report.forms.text import shortened

CATEGORIES_IN_WORDS = {
    MISSING: "Something that must be recorded is not",
    CROSS_YEAR: "What is recorded contradicts last year's return",
    INCONSISTENT: "Two things recorded cannot both be right",
    INVALID: "A value that is not allowed",
}


DUE_IN_WORDS = {True: "now", False: "at the end of the year"}
"""When what an error wants must be there."""


def cells_by_code(cells: list[Cell]) -> str:
    """Cells as an analyst writes them: ``LS: C2 (Full care order); REC: blank; last year's Episodes LS: V2 (...)``."""
    return "; ".join(
        f"{cell.table + ' ' if cell.table else ''}{said_of(cell.column, cell.worked_out)}: {_value(cell)}"
        for cell in cells
    )


def _value(cell: Cell) -> str:
    if not cell.text:
        return "blank"
    return f"{shortened(cell.text)} ({cell.label})" if cell.label else shortened(cell.text)


def cell_in_words(cell: Cell) -> tuple[str, str]:
    """A cell for someone who knows no codes: (what it is, what it says), the code itself last in brackets."""
    name = field_label(cell.column)
    if cell.table.startswith("last year's "):
        name = f"{name}, in last year's return"
    name = said_of(name, cell.worked_out)
    if not cell.text:
        return name, "could not be worked out" if cell.worked_out else "nothing recorded"
    return name, f"{cell.label} ({cell.text})" if cell.label else shortened(cell.text)


@cache
def field_label(column: str) -> str:
    """What a column holds, in words."""
    tables = (*schema.tables().values(), schema.providers())
    return next((table.columns[column].label for table in tables if column in table.columns), column)


ROWS_IN_WORDS = {
    "Header": ("The child's details", "The child's details"),
    "Episodes": ("Episode of care that began on {}", "Episode of care without a start date"),
    "Reviews": ("Review on {}", "Review without a date"),
    "UASC": ("Details as an unaccompanied asylum-seeking child", "Details as an unaccompanied asylum-seeking child"),
    "OC2": ("Health and wellbeing in the year", "Health and wellbeing in the year"),
    "OC3": ("Details as a care leaver", "Details as a care leaver"),
    "AD1": ("Adoption", "Adoption"),
    "PlacedAdoption": ("Decision of {} to place for adoption", "Decision to place for adoption"),
    "PrevPerm": ("Previous adoption or other permanence order", "Previous adoption or other permanence order"),
    "Missing": ("Missing or away from placement since {}", "Missing or away from placement, without a start date"),
    "SWEpisodes": ("Social worker since {}", "Social worker, without a start date"),
    "DoLo": ("Deprivation of liberty order from {}", "Deprivation of liberty order without a start date"),
}


def row_in_words(line: Line) -> str:
    """What an error's row is about: ``Episode of care that began on 01/06/2025``."""
    return record_in_words(line.table, line.event)


def record_in_words(name: str, event: str) -> str:
    """What a row of a table is about, and when that happened, as given."""
    table = name.removesuffix(schema.LAST_YEAR_SUFFIX)
    dated, undated = ROWS_IN_WORDS[table]
    words = dated.format(event) if event else undated
    return words if table == name else f"{words}, in last year's return"


def error_row(line: Line) -> list[str | int | datetime.date]:
    """An error under :data:`ERROR_HEADINGS`."""
    return [
        line.child,
        line.code,
        line.message,
        cells_by_code(line.cells),
        line.guidance,
        line.category,
        describe_table(line.table),
        line.event_day or line.event,
        line.worker,
        line.file,
        line.line,
        DUE_IN_WORDS[line.due],
    ]


def answer_row(line: Line) -> list[str]:
    """What came back about an error: what was chosen, and what was written."""
    return [line.answer.done, line.answer.comment] if line.answer else ["", ""]
