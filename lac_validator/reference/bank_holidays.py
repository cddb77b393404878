"""Working days in England.

Source: the library ``holidays`` (see build_scripts/bank_holidays.py), which follows the Banking and Financial Dealings
Act 1971 and the proclamations under it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt


@cache
def _calendar() -> np.busdaycalendar:
    held = json.loads(files(__package__).joinpath("bank_holidays.json").read_text("utf-8"))
    return np.busdaycalendar(holidays=held)


def working_days_after(days: npt.NDArray[np.datetime64], number: int) -> npt.NDArray[np.datetime64]:
    """For each day the one that is so many working days after it: not at weekends, nor on bank holidays of England.

    The day after is the first that can count. NaT stays. Bank holidays are held from 2015 to 2030.
    """
    found = np.full(len(days), np.datetime64("NaT", "D"))
    known = ~np.isnat(days)
    found[known] = np.busday_offset(days[known], number, roll="backward", busdaycal=_calendar())
    return found
