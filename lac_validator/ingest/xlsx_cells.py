"""The cells of a workbook as the text that Excel shows."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from lac_validator.ingest.dates import EXCEL_1904_DAYS, EXCEL_DAY_0, written

# Formats that Excel has built in and that show a day; 27 to 36 and 50 to 58 do so in East Asian versions.
_BUILT_IN_DATES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_DIGITS = 15  # that Excel keeps of a number
_SMALLEST = 1e-4
_LAST_DAY = 2_958_465  # 31/12/9999, where Excel's calendar ends


def format_of(number: str, code: str | None) -> str | int | None:
    if code is None:
        return "date" if number.isdecimal() and int(number) in _BUILT_IN_DATES else None
    # Texts in quotation marks, escaped letters, colours and conditions say nothing about what is shown.
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code).split(";")[0].lower()
    if re.fullmatch(r"0{2,20}", bare):
        return len(bare)
    return "date" if re.search(r"[yd]", bare) else None


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def letters_of(position: int) -> str:
    """0 is ``A``, 26 is ``AA``."""
    first, last = divmod(position, 26)
    return (letters_of(first - 1) if first else "") + chr(65 + last)


def position_of(letters: str) -> int | None:
    """``A`` is 0, ``AA`` is 26; None for what is no column of Excel."""
    position = 0
    for letter in letters[:4].upper():
        position = position * 26 + ord(letter) - 64
    return position - 1 if 1 <= position <= 16_384 else None


def number_shown(text: str) -> str:
    """A number as digits; what is none stays as it is."""
    if text.isdecimal() and len(text) <= _DIGITS:
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return text
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    kept = f"{value:.{_DIGITS}g}"
    return format(Decimal(kept), "f") if "e" in kept and 1e-15 < abs(value) < 1e30 else kept


def is_altered(text: str) -> bool:
    """Whether Excel cannot have kept this number as it was typed, or no return holds one so small."""
    try:
        value = abs(float(text))
    except ValueError:
        return False
    return value >= 1e15 or 0 < value < _SMALLEST


def day(text: str, starts_1904: bool) -> str | None:
    try:
        days = int(float(text))
    except (ValueError, OverflowError):
        return None
    if not 1 <= days <= _LAST_DAY:
        return None  # a time of day, or no day at all
    if starts_1904:
        days += EXCEL_1904_DAYS
    elif days < 60:
        days += 1  # Excel's 1900 has a 29 February
    try:
        return written(EXCEL_DAY_0 + datetime.timedelta(days))
    except OverflowError:
        return None


def iso_day(text: str) -> str | None:
    try:
        return written(datetime.date.fromisoformat(text[:10]))
    except ValueError:
        return None
