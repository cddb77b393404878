"""A sheet of a workbook as a table, and what is peculiar to cells of Excel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lac_validator.ingest.problems import ERROR, WARNING, Problem, counted, lines_named
from lac_validator.ingest.sheet import BLANK, Sheet, lay_out, shorten_cells
from lac_validator.ingest.xlsx_cells import position_of
from lac_validator.ingest.xlsx_sheets import WorkbookSheet

_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def sheet_of(name: str, sheet: WorkbookSheet, known: Callable[[str], bool]) -> Sheet:
    """A sheet of a workbook with its headings found, and what Excel does to cells of known columns reported.

    :raises CannotRead: there is nothing in it, or more than can be.
    """
    file = f"{name} › {sheet.name}"
    width = max(map(len, sheet.rows))
    rows = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in sheet.rows]
    table = lay_out(file, rows, sheet.numbers, known, "row", sheet.in_file)
    table.leave_out(BLANK, sheet.blank)
    shorten_cells(table)
    columns = {place: table.names[place] for place, heading in enumerate(table.headings) if known(heading)}
    present = set(table.lines)
    table.problems += [*_errors(file, sheet, columns), *_altered(file, sheet, columns, present)]
    table.problems += [*_merged(file, sheet, columns, present), *_hidden(file, sheet, present)]
    return table


def _warning(file: str, rows: Sequence[int], column: str | None, sentence: str, severity: str = WARNING) -> Problem:
    return Problem(severity, file, f"{file}: {sentence}", line=rows[0], column=column, count=len(rows))


def _errors(file: str, sheet: WorkbookSheet, columns: dict[int, str]) -> Iterator[Problem]:
    for place, numbers in sheet.errors.items():
        if place in columns:
            sentence = (
                f"{counted(len(numbers), 'cell')} in {columns[place]} {'shows' if len(numbers) == 1 else 'show'} an "
                f"error of Excel's such as #N/A ({lines_named(numbers, 'row')}). Put the formula right and save again."
            )
            yield _warning(file, numbers, columns[place], sentence)


def _altered(file: str, sheet: WorkbookSheet, columns: dict[int, str], present: set[int]) -> Iterator[Problem]:
    for place, found in sheet.altered.items():
        numbers = [number for number in found if number in present]
        if place in columns and numbers:
            hold, it = ("holds a number", "it was") if len(numbers) == 1 else ("hold numbers", "they were")
            sentence = (
                f"{counted(len(numbers), 'cell')} in {columns[place]} {hold} that Excel has not kept as {it} typed "
                f"({lines_named(numbers, 'row')}): of more than 15 digits, of which it loses the last, or next to "
                "nothing. Format the column as text, and fill it in again from where it came."
            )
            yield _warning(file, numbers, columns[place], sentence, ERROR if columns[place] == "CHILD" else WARNING)


def _merged(file: str, sheet: WorkbookSheet, columns: dict[int, str], present: set[int]) -> Iterator[Problem]:
    below: dict[int, set[int]] = {}
    for each in sheet.merged:
        found = _RANGE.fullmatch(each)
        if not found:
            continue
        left, right = position_of(found[1]), position_of(found[3])
        for place in columns:
            if left is not None and right is not None and left <= place <= right:
                rows = range(int(found[2]) + 1, int(found[4]) + 1)
                below.setdefault(place, set()).update(
                    present.intersection(rows) if len(rows) > 1 else present & {*rows}
                )
    for place, numbers in below.items():
        if numbers:
            lie = "lies" if len(numbers) == 1 else "lie"
            sentence = (
                f"{counted(len(numbers), 'cell')} in {columns[place]} {lie} under a cell that is merged over several "
                f"rows ({lines_named(sorted(numbers), 'row')}), and so {'is' if len(numbers) == 1 else 'are'} blank: "
                "take the merging off, and fill in each row."
            )
            yield _warning(file, sorted(numbers), columns[place], sentence)


def _hidden(file: str, sheet: WorkbookSheet, present: set[int]) -> Iterator[Problem]:
    numbers = [number for number in sheet.hidden_rows if number in present]
    if numbers:
        was = "hidden row was read like the others" if len(numbers) == 1 else "hidden rows were read like the others"
        sentence = (
            f"{len(numbers):,} {was} ({lines_named(numbers, 'row')}). Look whether a filter hid them on purpose: if "
            "they are not of the return, delete them."
        )
        yield _warning(file, numbers, None, sentence)
