"""Workbooks as all reports make them: one look, tables with filters, dates as dates, text never a formula."""

from __future__ import annotations

import datetime
import gc
import inspect
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from lac_validator.ingest.own_files import CREATOR
from lac_validator.report.forms.text import day_shown, neutralised, shortened

Value = str | int | float | datetime.date | None

LARGE = 30_000
"""A list of more rows than this is written row by row, so that the memory it takes is bounded."""

LONGEST_CELL = 10_000
"""Text beyond this is cut; Excel itself ends at 32,767 characters."""

_FIRST_DAY = datetime.date(1900, 3, 1)
"""Excel's calendar has a 29/02/1900, and nothing before that year."""

_DAY_0 = datetime.date(1899, 12, 30).toordinal()
"""From which Excel counts days."""

_A4 = 9
_CONFIDENTIAL = "&L&8Holds information about children: keep it as safe as the return itself."
_PAGES = "&R&8&A, page &P of &N"

_ROW_PIXELS = 20

_HIGHEST_ROW = 409
"""In points: Excel takes a file with a higher one for damaged."""

_REMEMBERED = 20_000

_LETTERS_A_DIGIT = 1.2
"""How many letters of a wrapped text go into the width of a digit, by which Excel measures columns."""

_NUMBERS = ("number", "share")
"""Looks whose headings stand at the right."""

BLUE, PALE, YELLOW, GREY = "#1D4E89", "#EAF0F7", "#FFF8D6", "#5F6B76"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    :param width: in characters.
    :param wrap: whether long text goes on in the next line of the cell.
    :param look: a format of :class:`Book` other than what the values suggest.
    """

    heading: str
    width: float
    wrap: bool = False
    look: str = ""


class Book:
    """A workbook in the making.

    :param at: the time it bears; the same input at the same time gives the same bytes.
    :param rows: how many rows its longest list has.
    """

    def __init__(self, title: str, at: datetime.datetime, rows: int = 0) -> None:
        self._file = io.BytesIO()
        self.large = rows > LARGE
        self._book = xlsxwriter.Workbook(
            self._file,
            {
                "constant_memory": self.large,
                "in_memory": not self.large,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": dict(_BASE),  # XlsxWriter adds to it
            },
        )
        self._book.set_properties({"title": title, "author": CREATOR, "created": at.replace(microsecond=0)})
        # Most texts come many times; these memories go with the workbook, for texts can be about a child.
        self.text = lru_cache(_REMEMBERED)(cell_text)
        self.lines_of = lru_cache(_REMEMBERED)(lines_of)
        self._widths: dict[str, list[float]] = {}
        self._formats = {name: self._book.add_format({**_BASE, **look}) for name, look in _LOOKS.items()}

    def look(self, name: str) -> Any:
        """A format by its name in ``_LOOKS``."""
        return self._formats[name]

    def sheet(self, name: str, *, portrait: bool = False) -> Worksheet:
        """A new sheet, set up to be printed on A4, one page wide."""
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(_CONFIDENTIAL + _PAGES)
        if not portrait:
            sheet.set_landscape()
        return sheet

    def title(self, sheet: Worksheet, title: str, sentence: str = "") -> int:
        """A title and a sentence below it; the answer is the next free row."""
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, cell_text(title), self.look("title"))
        if sentence:
            sheet.set_row(1, 18)
            sheet.write_string(1, 0, cell_text(sentence), self.look("note"))
        return 3 if sentence else 2

    def heading(self, sheet: Worksheet, row: int, text: str) -> None:
        """A heading between the tables of a sheet."""
        sheet.write_string(row, 0, cell_text(text), self.look("heading"))

    def paragraph(self, sheet: Worksheet, row: int, columns: int, text: str, look: str) -> None:
        """Text across the first columns of a sheet, in a row as high as it takes."""
        width = sum(self._widths[sheet.name][:columns])
        sheet.set_row(row, _points(lines_of(text, width)))
        sheet.merge_range(row, 0, row, columns - 1, cell_text(text), self.look(look))

    def fact(self, sheet: Worksheet, row: int, name: str, text: str, widths: tuple[float, float]) -> None:
        """A name and what is to be said under it, side by side in columns of these widths."""
        shown = cell_text(name), cell_text(text)
        sheet.set_row(row, _points(max(lines_of(each, width) for each, width in zip(shown, widths, strict=True))))
        sheet.write_string(row, 0, shown[0], self.look("strong"))
        sheet.write_string(row, 1, shown[1], self.look("wrap"))

    def widths(self, sheet: Worksheet, columns: Sequence[Column]) -> None:
        """Set the columns of a sheet that holds one table."""
        self._widths[sheet.name] = [column.width for column in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, self.look("wrap") if column.wrap else None)

    def table(
        self,
        sheet: Worksheet,
        row: int,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Value]],
        *,
        freeze: bool = True,
        none: str = "None.",
    ) -> int:
        """A table with filters, its headings in ``row``; the answer is the next free row.

        :param name: what Excel calls it; no blanks, each once a workbook.
        :param freeze: keep the headings, and everything above them, in sight, and print them on every page.
        :param none: the sentence that stands there when there are no rows.
        """
        table = GrowingTable(self, sheet, row, name, columns, freeze=freeze)
        for values in rows:
            table.add(values)
        return table.end(none)

    def bar_chart(
        self, sheet: Worksheet, row: int, title: str, rows: tuple[int, int], *, names: int, numbers: int
    ) -> int:
        """A chart of bars at the left of ``row``; the answer is how many rows high it is.

        :param rows: the first and the last row of what it shows.
        :param names: the column of the names of the bars.
        :param numbers: the column of their lengths.
        """
        first, last = rows
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": [sheet.name, first, names, last, names],
                "values": [sheet.name, first, numbers, last, numbers],
                "fill": {"color": BLUE},
                "gap": 40,
                "data_labels": {"value": True, "num_format": "#,##0"},
            }
        )
        chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        height = 80 + 24 * (last - first + 1)
        chart.set_size({"width": 760, "height": height})
        sheet.insert_chart(row, 0, chart, {"description": title, "x_offset": 4})
        return height // _ROW_PIXELS + 2

    def finish(self) -> bytes:
        """The bytes of the workbook."""
        self._book.close()
        return self._file.getvalue()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python's collector of cyclic garbage from walking, again and again, a million cells that are all in use."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class GrowingTable:
    """A table written a row at a time; see :meth:`Book.table`."""

    def __init__(
        self, book: Book, sheet: Worksheet, row: int, name: str, columns: Sequence[Column], *, freeze: bool
    ) -> None:
        self._book = book
        self._sheet = sheet
        self._first = self._last = row
        self._name = name
        self._columns = columns
        self._looks = [book.look(column.look) if column.look else None for column in columns]
        self._wrapped = [(place, column.width) for place, column in enumerate(columns) if column.wrap]
        self._date, self._number = book.look("date"), book.look("number")
        self._table = self._begin()
        sheet.set_row(row, 30)
        for place, column in enumerate(columns):
            sheet.write_string(row, place, column.heading, book.look(_heading_look(column)))
        if freeze:
            sheet.freeze_panes(row + 1, 1)
            sheet.repeat_rows(row)

    def _begin(self) -> dict[str, Any]:
        """Make an Excel table of two rows, which :meth:`end` lengthens.

        XlsxWriter wants to know the whole of it, keeps a note of each of its cells, and so makes none in a workbook
        that is written row by row: though only its range depends on how long it is.
        """
        sheet, first, columns = self._sheet, self._first, self._columns
        options = {
            "name": self._name,
            "style": "Table Style Light 1",
            "columns": [{"header": column.heading} for column in columns],
        }
        row_by_row, sheet.constant_memory = sheet.constant_memory, False
        sheet.add_table(first, 0, first + 1, len(columns) - 1, options)
        sheet.constant_memory = row_by_row
        return sheet.tables[-1]

    def add(self, values: Sequence[Value]) -> None:
        """One row, from the left; a blank takes no room, unless its column has a look."""
        self._last += 1
        sheet, row, looks, text = self._sheet, self._last, self._looks, self._book.text
        # Excel finds out by itself how high a row must be; other programs leave it as it is said to be.
        lines = 1
        for place, width in self._wrapped:
            lines = max(lines, self._book.lines_of(values[place], width))
        if lines > 1:
            sheet.set_row(row, _points(lines))
        for place, value in enumerate(values):
            if type(value) is str:
                if value:
                    _write_string(sheet, row, place, text(value), looks[place])
                elif looks[place]:
                    sheet.write_blank(row, place, None, looks[place])
            elif isinstance(value, datetime.date):
                write_day(sheet, row, place, value, looks[place] or self._date)
            elif value is not None:
                _write_number(sheet, row, place, value, looks[place] or self._number)

    def end(self, none: str = "None.") -> int:
        """Let the table end where the last row was written; the answer is the next free row."""
        first, last = self._first, self._last
        if last == first:
            self._sheet.tables.remove(self._table)
            self._sheet.write_string(first + 1, 0, none, self._book.look("note"))
            return first + 3
        whole = xl_range(first, 0, last, len(self._columns) - 1)
        self._table |= {"range": whole, "a_range": whole, "autofilter": whole}
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        return last + 2


def _heading_look(column: Column) -> str:
    return "column_right" if column.look in _NUMBERS else "column"


# A long list has a million cells: each call that is saved counts. So what XlsxWriter puts round these two, to take
# addresses such as "A1" too, is left off.
_write_string = inspect.unwrap(Worksheet.write_string)
_write_number = inspect.unwrap(Worksheet.write_number)


def lines_of(text: Value, width: float) -> int:
    """How many lines a text takes in a column that is so many digits wide."""
    if not isinstance(text, str) or (len(text) <= width and "\n" not in text):
        return 1
    letters = _LETTERS_A_DIGIT * width
    return sum(1 if len(line) <= letters else _lines_of_words(line, letters) for line in text.split("\n"))


def _lines_of_words(line: str, letters: float) -> int:
    """How many lines a long line takes, of so many letters each: a word is broken only where it is longer than that."""
    lines, used = 1, 0.0
    for word in line.split(" "):
        if used and used + len(word) > letters:
            lines, used = lines + 1, 0.0
        more = math.ceil(len(word) / letters) - 1 if len(word) > letters else 0
        lines, used = lines + more, used + len(word) + 1 - more * letters
    return lines


def _points(lines: int) -> float:
    return min(3 + 12.75 * lines, _HIGHEST_ROW)


def cell_text(text: str) -> str:
    """Text as it goes into a cell: no formula, not too long, and none of XlsxWriter's own mark-up for rich text."""
    if text[:1].isalnum() and text.isascii() and len(text) <= LONGEST_CELL:
        return text
    text = neutralised(shortened(text, LONGEST_CELL))
    return f"'{text}" if text.startswith("<r>") else text


def write_day(sheet: Worksheet, row: int, place: int, day: datetime.date, look: Any) -> None:
    """A day as a date of Excel's calendar; as text where that does not reach so far back."""
    if day >= _FIRST_DAY:
        _write_number(sheet, row, place, day.toordinal() - _DAY_0, look)
    else:
        _write_string(sheet, row, place, day_shown(day), look)


_BASE = {"font_name": "Arial", "font_size": 10, "valign": "top"}

_COLUMN = {"bold": True, "font_color": "white", "bg_color": BLUE, "text_wrap": True, "valign": "vcenter"}
_RULED = {"bottom": 1, "bottom_color": "#B1B4B6"}

_LOOKS: dict[str, dict[str, Any]] = {
    "wrap": {"text_wrap": True},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "number": {"num_format": "#,##0;-#,##0;–", "align": "right", "indent": 1},
    "share": {"num_format": "0.0%", "align": "right", "indent": 1},
    "fact": {"num_format": "#,##0", "bold": True, "font_size": 12, "font_color": BLUE, "align": "left"},
    "title": {"bold": True, "font_size": 16, "font_color": BLUE, "valign": "vcenter"},
    "heading": {"bold": True, "font_size": 12, "font_color": BLUE},
    "note": {"font_color": GREY},
    "lead": {"text_wrap": True},
    "call": {"text_wrap": True, "bold": True, "bg_color": PALE},
    "column": _COLUMN,
    "column_right": {**_COLUMN, "align": "right", "indent": 1},
    "strong": {"bold": True, "text_wrap": True},
    # Of the lines of a pack, which are ruled for those who print them.
    "ruled": {**_RULED, "text_wrap": True},
    "ruled_date": {**_RULED, "num_format": "dd/mm/yyyy", "align": "left"},
    "ruled_strong": {**_RULED, "bold": True},
    "ruled_small": {**_RULED, "font_size": 8, "font_color": GREY, "align": "fill"},  # cut at the edge, not spilt
    "answer": {"text_wrap": True, "bg_color": YELLOW, "border": 1, "border_color": "#C9B458"},
}
