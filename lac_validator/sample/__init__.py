"""A synthetic return for demonstrations, tests and benchmarks: plausible lives, and errors that are known.

Nobody in it exists. Identifiers begin with SYN, pupil numbers hold the code of no authority, and there are no names.
What is real are the postcodes, since rules look them up, and the authority's code.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.dataset import Return, with_uasc_status
from lac_validator.sample import mistakes as mistakes  # importing them makes them known
from lac_validator.sample.chance import Chance
from lac_validator.sample.cutting import EMPTY, cut
from lac_validator.sample.days import Year
from lac_validator.sample.errors import KINDS, Draft, InjectedError, SpoiltCell, Tables, inject
from lac_validator.sample.files import errors_as_csv, provider_workbook, table_as_csv
from lac_validator.sample.geography import geography_of
from lac_validator.sample.lives import Town
from lac_validator.sample.patterns import PlantedPattern, Planting, plant
from lac_validator.sample.patterns.quiet import make_quiet
from lac_validator.sample.placements import Placements, provider_columns
from lac_validator.sample.tables import Report, Rows
from lac_validator.writing import write_file

__all__ = ["InjectedError", "PlantedPattern", "SampleReturn", "SpoiltCell", "generate"]

MANCHESTER = "E08000003"


@dataclass(frozen=True)
class SampleReturn:
    """A synthetic return.

    :param this_year: the tables of the collection year ``year``: by name, for each column its values as text.
    :param last_year: those of the year before.
    :param providers: Ofsted's list of providers, as one table.
    :param as_at: the day that it is of; 31 March where None.
    :param injected: what a validator must report, in the order of the tables and rows of this year; empty for a clean
        return. It must report nothing else.
    :param spoilt: the cells that were changed to bring these about, of both years; empty for a clean return.
    :param planted: the patterns that the checks of plausibility must see, where patterns were asked for.
    """

    year: int
    authority: str
    this_year: Tables
    last_year: Tables
    providers: Rows
    injected: list[InjectedError]
    as_at: datetime.date | None = None
    planted: list[PlantedPattern] = field(default_factory=list)
    spoilt: list[SpoiltCell] = field(default_factory=list)

    def cut(self, as_at: datetime.date, filled: str = EMPTY) -> SampleReturn:
        """The return as it stood on an earlier day of the year: see :func:`lac_validator.sample.cutting.cut`. What was
        put into it is not known any more, since a part of it is not there yet.
        """
        return replace(self, this_year=cut(self.this_year, as_at, filled), injected=[], spoilt=[], as_at=as_at)

    def as_return(self) -> Return:
        """The return in memory, as reading its files gives it."""
        return Return.from_columns(
            with_uasc_status(self.this_year),
            with_uasc_status(self.last_year),
            self.providers,
            year=self.year,
            authority=self.authority,
            as_at=self.as_at,
        )

    def quiet(self, seed: int) -> SampleReturn:
        """The same without what chance made odd: see :mod:`lac_validator.sample.patterns.quiet`."""
        planting = Planting(self.this_year, self.last_year, Year.of(self.year), Chance(seed))
        make_quiet(planting, self.authority)
        this_year, last_year, _ = planting.finish()
        return replace(self, this_year=this_year, last_year=last_year)

    def with_patterns(self, patterns: Iterable[str], seed: int) -> SampleReturn:
        """The same with odd patterns, as :func:`generate` takes them.

        :raises ValueError: there is no such pattern.
        """
        planting = Planting(self.this_year, self.last_year, Year.of(self.year), Chance(seed))
        plant(planting, patterns)
        this_year, last_year, planted = planting.finish()
        return replace(self, this_year=this_year, last_year=last_year, planted=planted)

    def files(self) -> dict[str, bytes]:
        """The files that a council would have, by name: this year's and last year's CSV files, and Ofsted's list."""
        years = {"this_year": self.this_year, "last_year": self.last_year}
        tables = {
            f"{folder}/{name}.csv": table_as_csv(rows)
            for folder, tables in years.items()
            for name, rows in tables.items()
        }
        return tables | {"providers/Ofsted providers.xlsx": provider_workbook(self.providers)}

    def write(self, folder: Path | str) -> None:
        """Write the files, and ``injected.csv`` with what was put in.

        :param folder: is made where it is not there; files of these names in it are replaced.
        """
        for name, content in (self.files() | {"injected.csv": errors_as_csv(self.injected)}).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, content)


def generate(
    children: int,
    seed: int = 903,
    year: int = 2026,
    authority: str = MANCHESTER,
    *,
    with_errors: bool = True,
    patterns: Iterable[str] | None = None,
    as_at: datetime.date | None = None,
    filled: str = EMPTY,
) -> SampleReturn:
    """Make a synthetic return. The same arguments give the same return, to the byte.

    :param children: how many children this year's return has.
    :param year: the collection year: 2026 is 2025/26.
    :param authority: the council: one of the ten of Greater Manchester.
    :param with_errors: whether to put about five errors a child into it; without, no rule finds anything.
    :param patterns: the odd patterns to plant, by the codes of the checks that must see them (P04; P08.2 is the second
        way of P08); none where empty. Then there are no errors, and nothing that is odd by chance.
    :param as_at: the day that it is of, as :meth:`SampleReturn.cut` makes it, with errors put in after that; 31 March
        where not given. ``filled`` says how far the tables are filled that are filled at the end of the year.
    :raises ValueError: there are no rules for the year, no postcodes for the authority, no such pattern, or the day is
        not of the year.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"A sample can be made for the collection years {FIRST_YEAR} to {LAST_YEAR}, not for {year}.")
    if as_at is not None and as_at not in CollectionYear(year):
        raise ValueError(f"A sample of {CollectionYear(year)} cannot be of {as_at:%d/%m/%Y}: give a day of that year.")
    chance = Chance(seed)
    geography, this, last = geography_of(authority), Year.of(year), Year.of(year - 1)
    placements = Placements(geography, chance, this.start)
    town = Town(geography, placements, chance, children, this)
    reports = Report(this, year, chance), Report(last, year, chance)
    number = reported = 0
    while reported < children:
        number += 1
        life = town.life(number)
        # Both reports are asked: some children are in one year's return only.
        in_this_year, _ = [report.add(life) for report in reports]
        reported += in_this_year
    tables = reports[0].tables() if as_at is None else cut(reports[0].tables(), as_at, filled)
    draft = Draft(this, tables, reports[1].tables(), placements.providers, authority, chance)
    if with_errors and patterns is None:
        inject(draft, children, KINDS)
    this_year, last_year, injected, spoilt = draft.finish()
    ofsted = provider_columns(placements.providers, year)
    sample = SampleReturn(year, authority, this_year, last_year, ofsted, injected, as_at, spoilt=spoilt)
    return sample if patterns is None else sample.quiet(seed).with_patterns(patterns, seed)
