"""What to look at before validating: files of the wrong year, of another authority, of other children."""

from __future__ import annotations

from collections.abc import Sequence

from lac_validator import schema
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear, years_held
from lac_validator.ingest.authority import AuthorityGuess
from lac_validator.ingest.parts import LAST_YEAR as LAST
from lac_validator.ingest.parts import PROVIDERS, THIS_YEAR, Part
from lac_validator.ingest.problems import NOTE, WARNING, Problem, listed
from lac_validator.reference import authorities, authority_name

_ENOUGH = 5
"""Of fewer dates or children nothing can be said."""

_STRANGERS = 0.1
"""Tables of one return share nearly all children; where less than this share is in common, something is mixed up."""


def check(parts: Sequence[Part], year: CollectionYear, authority: str | None, guess: AuthorityGuess) -> list[Problem]:
    """Warnings, in words."""
    used = [part for part in parts if part.used and part.table != PROVIDERS]
    this = [part for part in used if part.period == THIS_YEAR]
    last = [part for part in used if part.period == LAST]
    return [
        *_year(year),
        *_dates(this, year, "this year's"),
        *_dates(last, year.previous, "last year's"),
        *_same_file_twice(this, last),
        *_tables(this, year),
        *_authority(this, authority, guess),
        *_children_of_one_year(this, "this year's"),
        *_children_of_one_year(last, "last year's"),
        *_children_of_both_years(this, last),
    ]


def _year(year: CollectionYear) -> list[Problem]:
    if FIRST_YEAR <= year.year <= LAST_YEAR:
        return []
    return [Problem(WARNING, "", f"The rules of {year} are not held: choose a collection year from {years_held()}.")]


def _dates(parts: Sequence[Part], year: CollectionYear, whose: str) -> list[Problem]:
    """Tables whose dates lie mostly outside of the year that they are given as."""
    problems = []
    for part in parts:
        closing, _ = part.years()
        total, inside = closing.total(), closing[year.year]
        if total < _ENOUGH or inside * 2 >= total:
            continue
        outside = (
            f"{total - inside:,} of the {total:,} dates in {listed(part.closing_columns)} lie outside of that year"
        )
        most = CollectionYear(max(closing, key=lambda found: (closing[found], found == year.year)))
        if most == year:
            about = "It seems to hold several years: export it again for this one alone."
        else:
            outside += f", most of them in {most}"
            about = "Choose another collection year, or say which year's file it is."
        sentence = f"{part.file} is given as {whose} {part.table} ({year}), but {outside}. {about}"
        problems.append(Problem(WARNING, part.file, sentence, count=total - inside))
    return problems


def _same_file_twice(this: Sequence[Part], last: Sequence[Part]) -> list[Problem]:
    before = {part.table: part for part in last}
    problems = []
    for part in this:
        other = before.get(part.table)
        if other and part.rows and part.columns == other.columns:
            sentence = (
                f"{part.file} is given as this year's {part.table}, and {other.file}, given as last year's, holds "
                "exactly the same. Replace the one that is wrong: rules that compare the years find nothing "
                "otherwise."
            )
            problems.append(Problem(WARNING, part.file, sentence))
    return problems


def _tables(this: Sequence[Part], year: CollectionYear) -> list[Problem]:
    given = {part.table for part in this}
    problems = []
    missing = [table for table in ("Header", "Episodes") if table not in given]
    if missing and this:
        sentence = (
            f"This year's {listed(missing)} {'is' if len(missing) == 1 else 'are'} not among the files: most rules "
            f"need it."
        )
        problems.append(Problem(WARNING, "", sentence))
    for part in this:
        first_year = schema.table(part.table or "").first_year
        if part.rows and year.year < first_year:
            sentence = (
                f"{part.file} is {part.table}, which the DfE asks for from {CollectionYear(first_year)} on; no rule "
                f"of {year} reads it."
            )
            problems.append(Problem(NOTE, part.file, sentence))
    return problems


def _authority(this: Sequence[Part], authority: str | None, guess: AuthorityGuess) -> list[Problem]:
    if not authority:
        sentence = (
            "The authority that makes the return is not known: choose it, or rules that ask where a placement lies "
            f"are skipped. {guess.sentence}"
        ).rstrip()
        return [Problem(WARNING, "", sentence)] if this else []
    code = authority.strip().upper()
    if code not in {each.code for each in authorities()}:
        name = authority_name(code)
        was = (
            f"{name} ({code}), which no longer makes returns"
            if name
            else f"{code}, which is no upper-tier authority's code"
        )
        return [Problem(WARNING, "", f"The authority is given as {was}. Choose the council that makes the return.")]
    if guess.sure and guess.code and guess.code != code:
        sentence = (
            f"The authority is given as {authority_name(code)}, but most postcodes in Episodes lie in "
            f"{authority_name(guess.code)}. Look whether these are the right files, and the right council."
        )
        return [Problem(WARNING, "", sentence)]
    return []


def _children_of_one_year(parts: Sequence[Part], whose: str) -> list[Problem]:
    """Tables whose children are not those of the year's Header, or Episodes."""
    by_table = {part.table: part for part in parts}
    main = by_table.get("Header") or by_table.get("Episodes")
    if main is None or len(main.children()) < _ENOUGH:
        return []
    known = set().union(*(part.children() for part in (main, by_table.get("Episodes")) if part))
    problems = []
    for part in parts:
        children = part.children()
        compared = main.children() if part.table == "Episodes" else known
        if part is main or len(children) < _ENOUGH or len(children & compared) >= _STRANGERS * len(children):
            continue
        sentence = (
            f"{part.file} ({whose} {part.table}) and {main.file} ({main.table}) have hardly any children in common: "
            f"{len(children & compared):,} of {len(children):,}. Perhaps identifiers are written in two ways, or a "
            "pseudonymised file is among real ones: look at the column CHILD in both."
        )
        problems.append(Problem(WARNING, part.file, sentence, column="CHILD", count=len(children - compared)))
    return problems


def _children_of_both_years(this: Sequence[Part], last: Sequence[Part]) -> list[Problem]:
    for table in ("Episodes", "Header"):
        now = next((part for part in this if part.table == table), None)
        before = next((part for part in last if part.table == table), None)
        if now is None or before is None:
            continue
        fewer = min(len(now.children()), len(before.children()))
        common = len(now.children() & before.children())
        if fewer >= 2 * _ENOUGH and common < _STRANGERS * fewer:
            sentence = (
                f"{now.file} (this year's {table}) and {before.file} (last year's) have hardly any children in "
                f"common: {common:,} of {fewer:,}. Perhaps one of them is pseudonymised, or another council's: look "
                "at the column CHILD in both."
            )
            return [Problem(WARNING, now.file, sentence, column="CHILD")]
        return []
    return []
