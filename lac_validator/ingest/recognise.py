"""Which table a file holds, told from its headings; its name only breaks a tie.

Headings are compared by their letters and digits in capitals: ``Place provider``, ``PLACE_PROVIDER`` and
``place-provider`` are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lac_validator import schema
from lac_validator.ingest import headings as naming
from lac_validator.ingest.problems import listed
from lac_validator.schema import TableSpec

XML_NAMES = {"PL": "PLACE", "CHILDID": "CHILD"}
"""Columns that the XML names otherwise, and their names in the CSV files."""

_IN_MOST_TABLES = ("CHILD", "DOB")
"""They tell no table from another."""

# In the name of a file or a sheet; the social workers' episodes come first, since they are episodes too.
_NAMES = {
    "SWEpisodes": r"sw[ _-]?episodes?|social[ _-]?workers?([ _-]?episodes?)?",
    "PlacedAdoption": r"(should[ _-]?be[ _-]?)?plac(ed|ement)[ _-]?(for[ _-]?)?adoption|ad[ _-]?placed",
    "PrevPerm": r"prev(ious)?[ _-]?perm(anence)?|permanence",
    "Episodes": r"episodes?",
    "Header": r"headers?",
    "Reviews": r"a?reviews?",
    "UASC": r"uasc",
    "OC2": r"oc[ _-]?2",
    "OC3": r"oc[ _-]?3",
    "AD1": r"ad[ _-]?1",
    "Missing": r"a?missing",
    "DoLo": r"dolos?|deprivation([ _-]?of[ _-]?liberty)?([ _-]?orders?)?",
}


@dataclass(frozen=True)
class Recognised:
    """``table``: the name of the table, or None; then ``reason`` says why, as the end of a sentence that begins with
    the file, and ``stray`` whether the file has so little of a return that nobody need look at it.
    """

    table: str | None
    reason: str = ""
    stray: bool = False


def key(heading: str) -> str:
    """A heading as it is compared."""
    return "".join(filter(str.isalnum, heading.upper())) if len(heading) < 100 else ""


@cache
def _columns(table: str) -> dict[str, str]:
    """The columns of a table by their key, also under the names that the XML gives them."""
    names = {key(name): name for name in schema.table(table).columns}
    return names | {alias: name for alias, name in XML_NAMES.items() if name in names.values()}


@cache
def _every_key() -> frozenset[str]:
    return frozenset().union(*map(_columns, schema.tables()))


def is_column(heading: str) -> bool:
    """Whether this is the heading of a column of some table."""
    return key(heading) in _every_key()


def match(headings: Sequence[str], table: str) -> dict[str, int]:
    """Where each column of the table stands among the headings, for those that do. The first of two counts."""
    columns = _columns(table)
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = columns.get(key(heading))
        # The CSV's own name goes before the XML's, wherever it stands.
        if name and (name not in found or (key(headings[found[name]]) in XML_NAMES and key(heading) not in XML_NAMES)):
            found[name] = place
    return found


@cache
def _weights() -> dict[str, dict[str, float]]:
    """For each table what each of its columns tells: the fewer tables have the column the more."""
    occurrences = Counter(name for spec in schema.tables().values() for name in _telling(spec))
    return {table: {name: 1 / occurrences[name] for name in _telling(spec)} for table, spec in schema.tables().items()}


def _telling(spec: TableSpec) -> Iterable[str]:
    return (name for name in spec.columns if name not in _IN_MOST_TABLES)


def scores(names: Iterable[str]) -> dict[str, float]:
    """How much these columns (by their own names) speak for each table."""
    present = set(names)
    return {
        table: sum(weight for name, weight in weights.items() if name in present)
        for table, weights in _weights().items()
    }


def recognise(headings: Sequence[str], name: str) -> Recognised:
    """The table with these headings, in a file or sheet of this name: it has most of the table's own columns."""
    found = {table: match(headings, table) for table in schema.tables()}
    points = {table: scores(columns)[table] for table, columns in found.items()}
    likely = [table for table, columns in found.items() if _has_most(table, columns)]
    best = max((points[table] for table in likely), default=0.0)
    candidates = [table for table in likely if points[table] == best]
    if best < 1:  # it has no column that is this table's alone
        candidates = [table for table in candidates if table == table_in_name(name)]
    elif len(candidates) > 1:
        candidates = [table for table in candidates if table == table_in_name(name)] or candidates
    return Recognised(candidates[0]) if len(candidates) == 1 else _not_recognised(headings, found, points)


def _has_most(table: str, columns: Iterable[str]) -> bool:
    """Whether these are most of the table's columns; the child, its birth and one more column are of many a list."""
    given = schema.table(table).given_columns
    present = set(columns) & set(given)
    own = [name for name in given if name not in _IN_MOST_TABLES]
    return len(present) * 2 > len(given) and len(present.intersection(own)) >= (2 if len(own) > 2 else 1)


def _not_recognised(
    headings: Sequence[str], found: Mapping[str, Mapping[str, int]], points: Mapping[str, float]
) -> Recognised:
    """Why not. Only headings that are columns of a return are named: others may be values of a child."""
    best = max(points.values())
    if sum(bool(heading.strip()) for heading in headings) < 2 and not any(map(is_column, headings)):
        return Recognised(None, "is not a table and is not used", stray=True)
    why = "was not recognised and is not used: "
    if best == 0:
        stray = not any(set(_IN_MOST_TABLES) <= columns.keys() for columns in found.values())
        perhaps_data = not naming.are_headings(headings, is_column)
        or_data = ", or its first line is data and there are no headings" if perhaps_data else ""
        return Recognised(None, f"{why}its columns match no table{or_data}", stray=stray)
    nearest = [table for table, score in points.items() if score == best]
    columns = listed([name for name in schema.table(nearest[0]).columns if name in found[nearest[0]]])
    stray = not any("CHILD" in each for each in found.values()) and best < 2
    if len(nearest) > 1:
        return Recognised(None, f"{why}{columns} could be of {listed(nearest, 'or')}: choose which it is", stray=stray)
    lacking = listed([name for name in schema.table(nearest[0]).given_columns if name not in found[nearest[0]]])
    return Recognised(
        None,
        f"{why}of {nearest[0]} it has only {columns}, and lacks {lacking}. If it is {nearest[0]} all the same, choose "
        "so; else remove it",
        stray=stray,
    )


def table_in_name(name: str) -> str | None:
    """The table that a name speaks of, or None."""
    return split_name(name)[0]


def split_name(name: str) -> tuple[str | None, str]:
    """The table that a name speaks of, and what else the name says: ``header_2025`` is Header and ``2025``."""
    name = name[:200].lower()
    for table, pattern in _NAMES.items():
        match = re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", name)
        if match:
            rest = f"{name[: match.start()]} {name[match.end() :]}"
            return table, " ".join(re.findall(r"[a-z0-9]+", rest))
    return None, " ".join(re.findall(r"[a-z0-9]+", name))
