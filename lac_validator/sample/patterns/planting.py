"""The tables of a return as rows that can be changed, and what was put into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lac_validator.sample.chance import Chance
from lac_validator.sample.days import Day, Year, text
from lac_validator.sample.errors import Tables, read
from lac_validator.sample.tables import Rows

Row = dict[str, str]

AT_ONCE = 10
"""How many children are given a pattern that is about a child."""


@dataclass(frozen=True)
class PlantedPattern:
    """One pattern: the check that must see it, and the rows (from 0) of this year's table that show it."""

    code: str
    table: str
    rows: tuple[int, ...]
    children: tuple[str, ...]
    what: str


class Planting:
    """Both years' tables while patterns are planted.

    :ivar this: this year's tables, each a list of rows; ``last`` last year's.
    """

    def __init__(self, this_year: Tables, last_year: Tables, year: Year, chance: Chance) -> None:
        self.year = year
        self.chance = chance
        self.this, self.last = (
            {name: _rows(each) for name, each in tables.items()} for tables in (this_year, last_year)
        )
        self.headings = [{name: list(each) for name, each in tables.items()} for tables in (this_year, last_year)]
        self._taken: set[str] = set()
        self._planted: list[tuple[str, str, list[Row], str]] = []

    def planted(self, code: str, table: str, rows: list[Row], what: str) -> None:
        """Note what was planted: these rows of a table of this year show it."""
        self._planted.append((code, table, rows, what))
        self._taken |= {row["CHILD"] for row in rows}

    @property
    def count(self) -> int:
        """How many patterns were planted so far."""
        return len(self._planted)

    def is_free(self, row: Row) -> bool:
        """Whether the row is of a child without a pattern."""
        return row["CHILD"] not in self._taken

    def some(self, table: str, suits: Callable[[Row], bool], number: int = AT_ONCE) -> list[Row]:
        """So many rows of this year that suit, one a child, of children without a pattern."""
        chosen: dict[str, Row] = {}
        for row in self.chance.shuffled(self.this[table]):
            if row["CHILD"] not in self._taken | chosen.keys() and suits(row):
                chosen[row["CHILD"]] = row
            if len(chosen) == number:
                break
        return list(chosen.values())

    def share(self, rows: Iterable[Row], part: float) -> list[Row]:
        """A part of these rows, by chance."""
        rows = self.chance.shuffled(list(rows))
        return rows[: round(part * len(rows))]

    def of(self, child: str, table: str = "Episodes") -> list[Row]:
        """The child's rows of this year and of last year."""
        both = [*self.this[table], *self.last.get(table, ())]
        return [row for row in both if row["CHILD"] == child]

    def steady(self, *kinds: str, since: int = 0) -> Callable[[Row], bool]:
        """Suits an episode that began before the year, lasts, and is all that the child has in this year."""
        count: dict[str, int] = {}
        for row in self.this["Episodes"]:
            count[row["CHILD"]] = count.get(row["CHILD"], 0) + 1

        def suits(row: Row) -> bool:
            lasts = count.get(row["CHILD"]) == 1 and not row["DEC"] and read(row["DECOM"]) < self.year.start - since
            return lasts and row["PLACE"] in kinds and row["LS"] in ("C1", "C2", "V2") and bool(row["HOME_POST"])

        return suits

    def split(self, episode: Row, *cuts: tuple[Day, Mapping[str, str]]) -> list[Row]:
        """Cut an episode: on each of these days another begins, with these cells. Answers with all of them."""
        rows = [episode]
        for day, cells in cuts:
            before = rows[-1]
            after = before | {"DECOM": text(day), "RNE": "P"} | dict(cells)
            before.update({"DEC": text(day), "REC": "X1", "REASON_PLACE_CHANGE": "CARPL"})
            rows.append(after)
        place = next(place for place, row in enumerate(self.this["Episodes"]) if row is episode)
        self.this["Episodes"][place + 1 : place + 1] = rows[1:]
        return rows

    def finish(self) -> tuple[Tables, Tables, list[PlantedPattern]]:
        """The tables of this year, those of last year, and what was planted."""
        places = {name: {id(row): place for place, row in enumerate(rows)} for name, rows in self.this.items()}
        planted = [
            PlantedPattern(
                code,
                table,
                tuple(sorted(places[table][id(row)] for row in rows)),
                tuple(dict.fromkeys(row["CHILD"] for row in rows)),
                what,
            )
            for code, table, rows, what in self._planted
        ]
        this, last = (
            {name: {each: [row[each] for row in rows] for each in headings[name]} for name, rows in tables.items()}
            for tables, headings in zip((self.this, self.last), self.headings, strict=True)
        )
        return this, last, planted


def _rows(columns: Rows) -> list[Row]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


Planter = Callable[[Planting], None]
PLANTERS: dict[str, list[Planter]] = {}
"""By code, how the pattern is planted: in each of these ways."""


def planter(code: str) -> Callable[[Planter], Planter]:
    """Make the function a way in which the pattern of this check is planted."""

    def register(function: Planter) -> Planter:
        PLANTERS.setdefault(code, []).append(function)
        return function

    return register


def plant(planting: Planting, codes: Iterable[str]) -> None:
    """Plant the patterns of these checks, each in the first of its ways. ``P23.2`` is the second way of P23.

    :raises ValueError: there is no such pattern, or no child is left to plant it with.
    """
    for code, way in map(_way, codes):
        if code not in PLANTERS or not 1 <= way <= len(PLANTERS[code]):
            raise ValueError(f"No pattern {code} can be planted: those known are {', '.join(sorted(ways()))}.")
        before = planting.count
        PLANTERS[code][way - 1](planting)
        if planting.count == before:
            raise ValueError(f"There is no room for pattern {code}: plant it first, or in a return of more children.")


def ways() -> Iterator[str]:
    """Every way of every pattern, as :func:`plant` takes it."""
    yield from (f"{code}.{way}" for code, those in PLANTERS.items() for way in range(1, len(those) + 1))


def _way(written: str) -> tuple[str, int]:
    code, _, way = written.partition(".")
    return code, int(way or 1)
