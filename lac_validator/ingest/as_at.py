"""The day on which a return was taken from the council's system, told by the last thing recorded in it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lac_validator.collection import CollectionYear
from lac_validator.ingest.parts import THIS_YEAR, Part
from lac_validator.ingest.problems import NOTE, Problem, counted

EVENTS = {
    "Episodes": ("DECOM", "DEC"),
    "Reviews": ("REVIEW",),
    "PlacedAdoption": ("DATE_PLACED", "DATE_PLACED_CEASED"),
    "Missing": ("MIS_START", "MIS_END"),
    "SWEpisodes": ("SW_DECOM", "SW_DEC"),
    "DoLo": ("DOLO_START", "DOLO_END"),
}
"""What is recorded as it happens. Dates of birth and of matching, and 18th birthdays, can lie ahead."""

CLOSE_TO_YEAR_END = datetime.timedelta(days=14)


@dataclass(frozen=True)
class AsAt:
    """The day of a return, and why: ``day`` is never after 31 March of the collection year."""

    day: datetime.date
    reason: str


def infer_as_at(parts: Iterable[Part], year: CollectionYear) -> AsAt:
    """The latest day of the year on which something is recorded; 31 March where that is not two weeks before it, or
    nothing is recorded in the year.
    """
    latest = max((day for day in _recorded(parts) if day in year), default=None)
    if latest is None:
        return AsAt(year.end, "nothing recorded in the year tells the day")
    reason = f"the last thing recorded is of {_in_words(latest)}"
    return AsAt(year.end if year.end - latest <= CLOSE_TO_YEAR_END else latest, reason)


def about_as_at(parts: Iterable[Part], year: CollectionYear, given: datetime.date | None) -> list[Problem]:
    """What to know about the day that the return is taken as of, in sentences."""
    inferred = infer_as_at(parts, year)
    day = min(given, year.end) if given else inferred.day
    problems = []
    if given is None and day < year.end:
        sentence = (
            f"The return is checked as it stood on {_in_words(day)}: {inferred.reason}. What need only be there at the "
            "end of the year is counted apart until then. If the return was taken on another day, give that day."
        )
        problems.append(Problem(NOTE, "", sentence))
    days = _recorded(parts)
    later = sum(count for each, count in days.items() if each > day)
    if later and day < year.end:
        are = "date lies" if later == 1 else "dates lie"
        sentence = (
            f"{counted(later, are.split()[0], 'dates')} {are.split()[1]} after the day that the return is taken as of, "
            f"{_in_words(day)}: give a later day, or look whether they are right."
        )
        problems.append(Problem(NOTE, "", sentence, count=later))
    return problems


def _recorded(parts: Iterable[Part]) -> Counter[datetime.date]:
    found: Counter[datetime.date] = Counter()
    for part in parts:
        if part.used and part.period == THIS_YEAR:
            found += part.days(EVENTS.get(part.table or "", ()))
    return found


def _in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
