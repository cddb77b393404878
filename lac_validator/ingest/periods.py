"""Which parts are this year's, and which last year's.

Files that belong together were exported together: they lie in one folder, or their names differ only in the table. So
the dates of a group of files are taken together, and tables without dates (Header, OC2, OC3) go with their group. Where
that leaves a doubt, a table goes with the year whose children it shares, then with what its name says, then with the
files whose names are most like its own; then the later births are the newer table. Nothing here is final: the user sees
it all and can change it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from lac_validator import schema
from lac_validator.collection import CollectionYear
from lac_validator.ingest import parts as parts_module
from lac_validator.ingest.choosing import choose_used
from lac_validator.ingest.parts import PROVIDERS, PROVIDERS_PERIOD, THIS_YEAR, Part
from lac_validator.ingest.problems import WARNING, Problem
from lac_validator.ingest.recognise import split_name
from lac_validator.ingest.years import collection_years, latest, year_of

LAST = parts_module.LAST_YEAR

_FEW = 5
"""So few dates may all be mistakes, or chance."""

_LAST_WORDS = {"last", "previous", "prev", "prior", "ly", "old"}
_THIS_WORDS = {"this", "current", "cy", "new", "latest"}

_SAID_OUTRIGHT, _TOLD_BY_FOLDER, _TOLD_BY_DATES, _TOLD_BY_NAME = 5.0, 4.0, 1.5, 1.0
_TOLD_BY_CHILDREN, _TOLD_BY_LIKE_NAMES = 2.0, 0.5
_HARDLY = 0.2
_HALF_A_YEAR = 182


@dataclass(eq=False)
class _Group:
    """Parts that belong together.

    :ivar year: the collection year that their dates point to, None where they have none that tell.
    :ivar weight: how many dates that rests on.
    :ivar closes: whether any of them is of the kind that falls in the year of the return.
    :ivar lean: what speaks for this year (above 0) or for last (below), but for the files that lie beside it.
    """

    parts: list[Part]
    year: int | None = None
    weight: int = 0
    closes: bool = False
    lean: float = 0.0

    @property
    def folder(self) -> str:
        return self.parts[0].folder

    @property
    def dated(self) -> bool:
        """Whether the dates alone are enough to go by: those that open something may all be of years before."""
        return self.closes and self.weight >= _FEW


def assign_periods(parts: Sequence[Part], year: CollectionYear | None = None, *, last_year_given: bool = False) -> None:
    """Set the period of every part that the user has not set, and which of several that are the same is used.

    :param year: the collection year, where it is known; else the latest that the dates point to.
    :param last_year_given: whether the user has said which files are last year's: then the others are this year's, but
        for the older of two.
    """
    for part in parts:
        part.placing = []
        part.used = False
        if part.table == PROVIDERS:
            part.period = PROVIDERS_PERIOD
        elif part.table is None:
            part.period = None
    tables = [part for part in parts if part.table in schema.tables() and part.usable]
    open_parts = [part for part in tables if not part.period_given]
    groups = _groups(open_parts)
    this = _year_of_return(groups, year)
    if groups:
        _place_dated(groups, this, year_given=year is not None and year.year == this)
        _place_others(groups, tables, this)
        for table in schema.tables():
            _share_out(table, tables, groups)
        if last_year_given:
            _prefer_this_year(tables)
    choose_used(parts, this)


# --- groups ---------------------------------------------------------------------------------------------------------


def _groups(parts: Sequence[Part]) -> list[_Group]:
    """Parts of one folder whose names say the same beside the table; those that hold a table twice fall apart."""
    together: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        together.setdefault((part.folder, split_name(part.name)[1]), []).append(part)
    groups = []
    for members in together.values():
        twice = len({part.table for part in members}) < len(members)
        groups += [_Group([part]) for part in members] if twice else [_Group(members)]
    for group in groups:
        group.year, group.weight = year_of(group.parts)
        group.closes = any(part.years()[0] for part in group.parts)
    return groups


def _year_of_return(groups: Sequence[_Group], year: CollectionYear | None) -> int | None:
    """The year of the return: the one given if any group is of it, or of the year before; else the latest that enough
    dates support.
    """
    if year is not None:
        of_groups = {group.year for group in groups}
        ended = {group.year for group in groups if group.closes}
        if year.year in of_groups or year.year - 1 in ended or not groups:
            return year.year
    # Episodes tell it, where they have dates enough: reviews and the like may be of several years.
    of_episodes = [group for group in groups if any(part.table == "Episodes" for part in group.parts)]
    telling = of_episodes if any(group.closes and group.year for group in of_episodes) else groups
    years: Counter[int] = Counter()
    for group in telling:
        if group.year is not None:
            years[group.year] += group.weight
    found = latest(years, 10)
    # Early in a year little has happened in it yet: episodes of it beside those of the year before are proof enough.
    return found + 1 if found is not None and {found, found + 1} <= {each.year for each in of_episodes} else found


# --- placing --------------------------------------------------------------------------------------------------------


def _period_of_year(year: int, this: int) -> str | None:
    if year >= this:
        return THIS_YEAR
    return LAST if year == this - 1 else None


def _place_dated(groups: Sequence[_Group], this: int | None, *, year_given: bool) -> None:
    of_this = {part.table for group in groups if group.year == this for part in group.parts}
    for group in groups:
        if group.dated and group.year is not None and this is not None:
            # Asked for an earlier year, its own files go before a later year's.
            later = year_given and group.year > this and any(part.table in of_this for part in group.parts)
            for part in group.parts:
                part.period = None if later else _period_of_year(group.year, this)
                if part.period is None:
                    of_year = CollectionYear(group.year).label
                    sentence = (
                        f"{part.file} was recognised as {part.table} of {of_year}, which is neither this year's nor "
                        f"last year's ({CollectionYear(this).label} and {CollectionYear(this - 1).label}), and is not "
                        "used. Remove it, or say which year's it is."
                    )
                    part.placing.append(Problem(WARNING, part.file, sentence))


def _place_others(groups: Sequence[_Group], tables: Sequence[Part], this: int | None) -> None:
    others = [group for group in groups if not group.dated]
    # What has some dates goes first, then Header, which has every child of its year: they help to place the rest.
    others.sort(key=lambda group: (not group.closes, not any(part.table == "Header" for part in group.parts)))
    waiting = {id(part) for group in others for part in group.parts}
    for group in others:
        placed = [part for part in tables if id(part) not in waiting]
        group.lean = _lean(group, placed, this)
        for part in group.parts:
            part.period = LAST if group.lean + _told_by_folder(group, groups, this) < 0 else THIS_YEAR
            waiting.discard(id(part))


def _told_by_folder(group: _Group, groups: Sequence[_Group], this: int | None) -> float:
    """What the years of the other files in the folder say; nothing of a set of files that has dates of its own."""
    if len(group.parts) > 1 and group.year is not None:
        return 0.0
    near = [other for other in groups if other is not group and other.folder == group.folder]
    beside = {_period_of_year(other.year, this) for other in near if other.dated and other.year and this}
    begun = any(other.closes and other.year and this and other.year >= this for other in near)
    if begun and (beside or len(group.parts) == 1):
        # Few dates of this year do not weigh as much as many. But they show that the folder is not last year's alone,
        # and a file on its own with a few dates of an earlier year belongs with those beside it all the same.
        beside.add(THIS_YEAR)
    if beside == {THIS_YEAR}:
        return _TOLD_BY_FOLDER
    return -_TOLD_BY_FOLDER if beside == {LAST} else 0.0


def _lean(group: _Group, placed: Sequence[Part], this: int | None) -> float:
    lean = _TOLD_BY_CHILDREN * _shares_children(group.parts, placed)
    if group.year is not None and this is not None:
        lean += _TOLD_BY_DATES if group.year >= this else -_TOLD_BY_DATES
    if this is not None and any(schema.table(part.table or "").first_year >= this for part in group.parts):
        lean += _SAID_OUTRIGHT  # last year's return did not have this table yet
    lean += _TOLD_BY_LIKE_NAMES * _named_like(group.parts[0], placed)
    return lean + _said_by_name(group.parts[0], this)


def _shares_children(parts: Sequence[Part], placed: Sequence[Part]) -> float:
    """Whose children these are: 1 for this year's, -1 for last year's, 0 for both years' alike."""
    own = set().union(*(part.children() for part in parts))
    this = set().union(*(part.children() for part in placed if part.period == THIS_YEAR))
    last = set().union(*(part.children() for part in placed if part.period == LAST))
    if not (own and this and last):
        return 0.0
    in_common = (_likeness(own, this, parts), _likeness(own, last, parts))
    return in_common[0] - in_common[1]


def _likeness(own: set[str], others: set[str], parts: Sequence[Part]) -> float:
    # Header has the same children as its year; the other tables have some of them.
    whole = own | others if any(part.table == "Header" for part in parts) else own
    return len(own & others) / len(whole)


def _named_like(part: Part, placed: Sequence[Part]) -> float:
    """Which year's files in the folder have names like this one's: 1 for this year's, -1 for last year's, 0 for both.

    ``OC2_20260428_101502`` is like ``Episodes_20260428_101455``, and less so like ``Episodes_20250403_090011``.
    """
    alike = {THIS_YEAR: (0, 0), LAST: (0, 0)}
    own = split_name(part.name)[1]
    for other in placed:
        if other.folder == part.folder and other.table != part.table and other.period in alike:
            names = [own, split_name(other.name)[1]]
            common = _same_letters(*names), _same_letters(*(name[::-1] for name in names))
            alike[other.period] = max(alike[other.period], common)
    return float((alike[THIS_YEAR] > alike[LAST]) - (alike[THIS_YEAR] < alike[LAST]))


def _same_letters(one: str, other: str) -> int:
    """With how many letters both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _said_by_name(part: Part, this: int | None) -> float:
    """What the names of file and folder say: above 0 for this year, below for last, 0 for nothing."""
    words = re.findall(r"[a-z]+|[0-9]+", f"{part.folder[-200:]} {split_name(part.name)[1]}".lower())
    if "ly" in words or {"last", "year"} <= set(words):
        return -_SAID_OUTRIGHT
    if _LAST_WORDS & set(words):
        return -_TOLD_BY_NAME
    if this is not None and (years := collection_years(words) & {this - 1, this}):
        return _SAID_OUTRIGHT if this in years else -_SAID_OUTRIGHT
    if _THIS_WORDS & set(words):
        return _TOLD_BY_NAME
    # A single year may be the collection's, or that in which the file was made.
    years = {int(word) for word in words if re.fullmatch("20[0-9]{2}", word)}
    if this is None or not years:
        return 0.0
    return _TOLD_BY_NAME if max(years) >= this else -_TOLD_BY_NAME


def _share_out(table: str, parts: Sequence[Part], groups: Sequence[_Group]) -> None:
    """Of two parts of one table that went to the same year without their own dates saying so, move one to the other."""
    leans = {id(part): group.lean for group in groups if not group.dated for part in group.parts}
    for period, other in ((THIS_YEAR, LAST), (LAST, THIS_YEAR)):
        rivals = [part for part in parts if part.table == table and part.period == period and not part.period_given]
        movable = [part for part in rivals if id(part) in leans]
        if len(rivals) < 2 or not movable or any((part.table, part.period) == (table, other) for part in parts):
            continue
        movable.sort(key=lambda part: (leans[id(part)], part.mean_birth()), reverse=period == LAST)
        odd_one = movable[0]
        others = [part for part in rivals if part is not odd_one]
        if any(part.columns == odd_one.columns for part in others):
            continue
        told = any(
            _is_older(odd_one, part, leans) if period == THIS_YEAR else _is_older(part, odd_one, leans)
            for part in others
        )
        if told or any(part.period == other for part in parts):
            odd_one.period = other


def _is_older(part: Part, other: Part, leans: dict[int, float]) -> bool:
    """Whether one table is of an earlier year than the other; a corrected table of the same year differs but little."""
    births = part.mean_birth(), other.mean_birth()
    if all(births) and births[0] < births[1] - _HALF_A_YEAR:
        return True
    # What speaks for a table among dated ones is its place alone; its rival needs a reason of its own.
    return leans.get(id(part), 0.0) < leans.get(id(other), 0.0) - _HARDLY


def _prefer_this_year(parts: Sequence[Part]) -> None:
    taken = {part.table for part in parts if part.period == THIS_YEAR}
    for part in parts:
        if not part.period_given and part.period != THIS_YEAR and part.table not in taken:
            part.period = THIS_YEAR
            part.placing = []
            taken.add(part.table)
