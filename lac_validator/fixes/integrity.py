"""The tables beside each other: dates of birth, rows that are there twice, children written in two ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Mask, Table
from lac_validator.engine import CERTAIN, SUGGESTED, Changes, Flagged, Removals, fix
from lac_validator.fixes.evidence import copied, dated

DATE_OF_BIRTH_DIFFERS = "INT11 INT12 INT13 INT14 INT15 INT16 INT17 INT18"
NOT_IN_HEADER = "INT01 INT02 INT03 INT04 INT05 INT06 INT07 INT08 INT09"
MORE_THAN_ONCE = "INT31 INT32 INT33 INT34 INT35 INT36"


@fix(DATE_OF_BIRTH_DIFFERS, kind=CERTAIN)
def date_of_birth_of_both_headers(
    header: Table, children_across_years: tuple[Table, Table], tables_with_birth: dict[str, Table], flagged: Flagged
) -> Iterator[Changes]:
    """Where a table has another date of birth than Header, and last year's Header has that of this year's, take it."""
    this, last = children_across_years
    because = "Header has this date of birth, this year and last."
    return _dates_of_birth(this.where(this.DOB == last.DOB), tables_with_birth, flagged, because)


@fix(DATE_OF_BIRTH_DIFFERS, kind=SUGGESTED)
def date_of_birth_of_header(
    header: Table, tables_with_birth: dict[str, Table], flagged: Flagged, header_last: Table | None = None
) -> Iterator[Changes]:
    """Where a table has another date of birth than Header, take that of Header, unless last year's Header has another
    one too. Where several other rows of the child agree on one, and none has Header's, it is one of the two dates, as a
    person decides.
    """
    once = header.where((header.CHILD.occurrences == 1) & header.DOB.readable)
    if header_last is not None:
        row, before = once.join(header_last)
        once = once.without(row.where(row.DOB != before.DOB))
    agreed = _agreed_dates(tables_with_birth)
    other = [agreed.get(child) for child in once.CHILD.ids.tolist()]
    days = np.array(["NaT" if day is None else day for day in other], "datetime64[D]")
    against = ~np.isnat(days) & (days != once.DOB.days.astype("datetime64[D]"))
    because = "Header has this date of birth for the child."
    yield from _dates_of_birth(once.where(~against), tables_with_birth, flagged, because)
    because = "Header has this date of birth for the child; all other tables agree on another."
    yield from _dates_of_birth(once.where(against), tables_with_birth, flagged, because, "Header")
    because = "All other tables agree on this date of birth for the child; Header has another."
    yield dated(once.where(against), "DOB", days[against], because, "other tables")


def _agreed_dates(tables: dict[str, Table]) -> dict[int, np.datetime64]:
    """By the number of a child the one date of birth that all its rows have in these tables, where it has several."""
    rows = [table.where(table.CHILD.given & table.DOB.readable) for table in tables.values()]
    children = np.concatenate([np.zeros(0, np.intp), *(each.CHILD.ids for each in rows)])
    days = np.concatenate([np.zeros(0, "datetime64[D]"), *(each.DOB.days.astype("datetime64[D]") for each in rows)])
    order = np.argsort(children, kind="stable")
    found, first, count = np.unique(children[order], return_index=True, return_counts=True)
    if not len(found):
        return {}
    least, most = np.minimum.reduceat(days[order], first), np.maximum.reduceat(days[order], first)
    agreed = (count > 1) & (least == most)
    return dict(zip(found[agreed].tolist(), least[agreed], strict=True))


def _dates_of_birth(
    children: Table, tables: dict[str, Table], flagged: Flagged, because: str, way: str = ""
) -> Iterator[Changes]:
    for table in tables.values():
        row, child = table.where(flagged.by(DATE_OF_BIRTH_DIFFERS, table)).join(children)
        mine = ~_of_another_child(row, children)
        yield copied(row.where(mine), child.where(mine), "DOB", because, way)


def _of_another_child(rows: Table, children: Table) -> Mask:
    """Rows whose date of birth is that of another child whose identifier has the same characters in another order: it
    may be the identifier that is wrong.
    """
    if not len(rows):
        return np.zeros(0, bool)
    known = set(zip(map(_sorted, children.CHILD.text.as_given), children.DOB.days.tolist(), strict=True))
    given = zip(map(_sorted, rows.CHILD.text.as_given), rows.DOB.days.tolist(), strict=True)
    return np.array([day is not None and (child, day) in known for child, day in given], bool)


def _sorted(child: str) -> str:
    return "".join(sorted(child.strip().upper()))


@fix("INT21", kind=SUGGESTED)
def sex_of_header(header: Table, uasc: Table, flagged: Flagged) -> Changes:
    """Where the table of asylum seekers has another sex than Header, and Header's is a valid code, take that."""
    header = header.where(~flagged.by("101 232", header))
    row, child = uasc.where(flagged.by("INT21", uasc)).join(header.where(header.CHILD.occurrences == 1))
    return copied(row, child, "SEX", "Header has this sex for the child.")


@fix(f"{MORE_THAN_ONCE} 444 SW19STG2", kind=CERTAIN)
def row_written_twice(every_table: dict[str, Table]) -> Iterator[Removals]:
    """Where two rows of a table are the same in every column, take out the later one."""
    for table in every_table.values():
        later = table.where(_repeats(table) & table.CHILD.given)
        yield Removals(later, "An earlier row of the table is the same in every column.")


def _repeats(table: Table) -> Mask:
    """Rows that are, in every column, as an earlier one; blanks around a text and small letters count for nothing."""
    if not len(table):
        return np.zeros(0, bool)
    ids = np.stack([table.column(each).ids for each in table.column_names])
    _, first = np.unique(ids, axis=1, return_index=True)
    repeats = np.ones(len(table), bool)
    repeats[first] = False
    return repeats


@fix(f"{MORE_THAN_ONCE} SW19STG2", kind=SUGGESTED)
def row_with_less_than_another(every_table: dict[str, Table], flagged: Flagged) -> Iterator[Removals]:
    """Where a child is in a table twice that has one row a child, and one row has nothing that the other has not, take
    out the one that has less.
    """
    for table in every_table.values():
        rows = table.where(flagged.by(f"{MORE_THAN_ONCE} SW19STG2", table) & ~_repeats(table))
        if not len(rows):
            continue
        ids = np.stack([rows.column(each).ids for each in rows.column_names], axis=1)
        of_child = defaultdict(list)
        for place, child in enumerate(rows.CHILD.ids.tolist()):
            of_child[child].append(place)
        less = [
            one
            for places in of_child.values()
            if len(places) == 2
            for one, other in (places, places[::-1])
            if ((ids[one] == ids[other]) | (ids[one] == 0)).all() and (ids[one] != ids[other]).any()
        ]
        yield Removals(rows.take(np.array(less, np.intp)), "Another row of the child has all of this, and more.")


@fix(NOT_IN_HEADER, kind=SUGGESTED)
def child_as_in_header(header: Table, every_table: dict[str, Table], flagged: Flagged) -> Iterator[Changes]:
    """Where a child is not in Header, and but one of Header differs by noughts before it, blanks, dashes and the like,
    it is that one.
    """
    alike = defaultdict(set)
    for child in header.CHILD.distinct[0]:
        alike[_plain(child)].add(child)
    for table in every_table.values():
        rows = table.where(flagged.by(NOT_IN_HEADER, table) & table.CHILD.given)
        found = [alike.get(_plain(child), set()) for child in rows.CHILD.text.as_given]
        one = np.array([len(each) == 1 for each in found], bool)
        new = [next(iter(each)) for each in found if len(each) == 1]
        because = "Header has one child whose identifier differs by noughts, blanks or dashes only."
        yield Changes(rows.where(one), "CHILD", new, because)


def _plain(child: str) -> str:
    return "".join(each for each in child.upper() if each not in " -/._").lstrip("0")
