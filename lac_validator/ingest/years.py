"""Which collection year the dates in files point to, and what the names of files say of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear, years_held
from lac_validator.ingest.parts import THIS_YEAR, Part
from lac_validator.ingest.problems import listed

FEW = 5
"""So few dates may all be mistakes, or chance."""


def infer_year(parts: Iterable[Part]) -> CollectionYear | None:
    """The collection year that the dates of this year's parts point to; None where they point to none that is held."""
    year = _told(parts)
    return CollectionYear(year) if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def _told(parts: Iterable[Part]) -> int | None:
    used = [part for part in parts if part.period == THIS_YEAR and part.used]
    year, _ = year_of(used)
    if year is None:
        every: Counter[int] = sum((part.every_event_year() for part in used), Counter())
        year = latest(every, 20)
    return year


def why_not_told(parts: Sequence[Part]) -> str:
    """Why :func:`infer_year` found none: which year the files speak of all the same, and what can be done."""
    year = _told(parts)
    if year is not None:
        newer = " A newer release of this tool may hold them." if year > LAST_YEAR else ""
        return (
            f"The files are of {CollectionYear(year)}, and the rules held are those of {years_held()}.{newer} To check "
            "the files by other rules, choose one of these years."
        )
    named = sorted(set().union(*(_named(part) for part in parts)))
    if named:
        labels = listed([CollectionYear(each).label for each in named], "and of")
        which = f"give {labels}" if len(named) == 1 else "give the year that they are of"
        return (
            f"No date in the files tells the collection year. Their names speak of {labels}: {which}, if that is right "
            f"(from {years_held()}; 2026 is 2025/26)."
        )
    return f"The files do not tell the collection year: give it, from {years_held()} (2026 is 2025/26)."


def year_of(parts: Sequence[Part]) -> tuple[int | None, int]:
    """The year that the dates of these parts point to, and on how many dates that rests.

    Episodes tell it first: an episode ends in the year of its return, while exports of reviews, missing periods and
    social workers may reach over several years.
    """
    closing, opening = _dates_of(parts)
    of_episodes, _ = _dates_of([part for part in parts if part.table == "Episodes"])
    if of_episodes.total() >= FEW or (of_episodes and latest(of_episodes, 4) in closing - of_episodes):
        return latest(of_episodes, 4), closing.total()
    # What ends in a year ends in the year of the return, so the year of most ends is it, or a later one that is not
    # over yet and already has many. What begins may have begun in any year before: the latest that is no mistake.
    if closing:
        return latest(closing, 4), closing.total()
    return latest(opening, 20), opening.total()


def _dates_of(parts: Sequence[Part]) -> tuple[Counter[int], Counter[int]]:
    closing: Counter[int] = Counter()
    opening: Counter[int] = Counter()
    for part in parts:
        closes, opens = part.years()
        closing += closes
        opening += opens
    return closing, opening


def latest(years: Counter[int], share: int) -> int | None:
    """The latest year with at least one ``share``-th as many dates as the year that has most."""
    most = max(years.values(), default=0)
    return max((year for year, count in years.items() if count * share >= most), default=None)


def _named(part: Part) -> set[int]:
    return collection_years(re.findall(r"[a-z]+|[0-9]+", f"{part.folder[-200:]} {part.name[-200:]}".lower()))


def collection_years(words: Sequence[str]) -> set[int]:
    """Collection years written out in a name: ``2024-25``, ``2024_2025``, ``202425`` and ``2425`` are all 2025."""
    years = set()
    for word, after in zip(words, [*words, ""][1:], strict=True):
        for text in (word, f"{word}{after}"):
            match = re.fullmatch("(?:20)?([0-9]{2})(?:20)?([0-9]{2})", text)
            if match and int(match[2]) == int(match[1]) + 1:
                years.add(2000 + int(match[2]))
    return years
