"""Text from files, made safe for spreadsheets, and the forms of writing that all reports share."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""With what a formula can begin; East Asian versions of Excel take the wide forms too."""

_BLANKS = " \u00a0\u3000\u200b\ufeff\x00\x0b\x0c"
"""What a spreadsheet program may look past, or leave out, at the start of a cell."""

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")

LONGEST_SHOWN = 500
"""A value longer than this is cut where it is shown to people, with an ellipsis."""


def could_be_formula(text: str) -> bool:
    """Whether a spreadsheet program may take the text for a formula: it begins with = + - @ tab CR or LF.

    Programs look past blanks at the start, and so does this. A plain number (-12, +0.5) and a dash alone are none.
    """
    start = text.lstrip(_BLANKS)[:1]
    return start != "" and start in FORMULA_STARTS and text != "-" and not _NUMBER.fullmatch(text)


def neutralised(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet program could take it for a formula.

    Half a surrogate pair, which no file can hold, becomes a question mark.
    """
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return f"'{text}" if could_be_formula(text) else text


def shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    """The text, cut with an ellipsis where it is too long to be looked at."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def csv_bytes(rows: Iterable[Sequence[str | int]], *, mark: bool = True) -> bytes:
    """Rows as CSV, every text neutralised, in UTF-8.

    :param mark: whether it begins with a byte order mark, by which Excel knows UTF-8.
    """
    buffer = io.BytesIO()
    with io.TextIOWrapper(buffer, "utf-8-sig" if mark else "utf-8", newline="") as text:
        write = csv.writer(text).writerow
        for row in rows:
            write([neutralised(cell) if isinstance(cell, str) else cell for cell in row])
        text.flush()
        return buffer.getvalue()


def json_bytes(value: Any) -> bytes:
    """A value as JSON in UTF-8, on one line; half a surrogate pair becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def day_shown(day: datetime.date) -> str:
    """``31/03/2026``."""
    return f"{day:%d/%m/%Y}"
