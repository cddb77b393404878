"""Of tables that were given twice, and of a return that was given in two forms, which is used.

A return is taken in one form: the tables of one XML file, or those of CSV files and workbooks, never some of each. Of
several files that are the same table of the same year the newest is used, but one that lacks columns never takes the
place of one that has them. What the user says of a file goes before all that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lac_validator import schema
from lac_validator.collection import CollectionYear
from lac_validator.ingest.kinds import XML
from lac_validator.ingest.parts import LAST_YEAR, PROVIDERS, THIS_YEAR, Part
from lac_validator.ingest.problems import NOTE, WARNING, Problem, counted, listed

_MAIN = ("Header", "Episodes")


def choose_used(parts: Sequence[Part], this: int | None) -> None:
    """Say of each part whether it is used, and of those that are not, why.

    :param this: the collection year, where it is known.
    """
    lists: list[Part] = []
    tables: list[Part] = []
    for part in parts:
        if part.table == PROVIDERS:
            _use_list(part, lists)
        elif part.table and part.period and part.usable:
            tables.append(part)
        elif part.table and part.usable and not part.placing:
            part.placing.append(Problem(NOTE, part.file, f"{part.file} is not used, since it is of neither year."))
    for period in (THIS_YEAR, LAST_YEAR):
        year = "" if this is None else f" ({CollectionYear(this if period == THIS_YEAR else this - 1)})"
        _choose_tables(_in_one_form([part for part in tables if part.period == period], period), period, year)
    _note_empty(part for part in tables if part.used and part.form == XML and not part.rows)


def _note_empty(parts: Iterable[Part]) -> None:
    """An XML return holds every table: say once of each which it says nothing of."""
    files: dict[str, list[Part]] = {}
    for part in parts:
        files.setdefault(part.file, []).append(part)
    for file, empty in files.items():
        tables = [part.table or "" for part in empty]
        so = f"{tables[0]} is empty" if len(tables) == 1 else "these tables are empty"
        problem = Problem(NOTE, file, f"{file} holds nothing for {listed(tables)}, so {so}.")
        for part in empty:
            part.placing.append(problem)


def _use_list(part: Part, lists: list[Part]) -> None:
    """Use a provider list beside those used so far, unless it is one of them again."""
    same = next((used for used in lists if used.columns == part.columns), None)
    if same is not None:
        sentence = f"{part.file} holds the same as {same.file} and was left out."
        part.placing.append(Problem(NOTE, part.file, sentence))
    elif part.usable:
        part.used = True
        lists.append(part)


# --- one form ---------------------------------------------------------------------------------------------------------


def _in_one_form(parts: Sequence[Part], period: str) -> list[Part]:
    """The parts of the form that is used, and those of others that have no table in common with it."""
    forms: dict[str, list[Part]] = {}
    for part in parts:
        forms.setdefault(part.file if part.form == XML else "", []).append(part)
    if len(forms) < 2:
        return list(parts)
    best = max(forms.values(), key=_completeness)
    used = list(best)
    for form in forms.values():
        if form is best:
            continue
        if {part.table for part in form}.isdisjoint(part.table for part in best):
            used += form  # a table that the other form does not have
        else:
            problem = _left_out_whole(form, best, period)
            for part in form:
                part.placing.append(problem)
    return used


def _completeness(form: Sequence[Part]) -> tuple[int, bool, int, int, int, bool]:
    """By what of two forms one is used: what the user said, then how much of a return it holds, then the newer."""
    filled = {part.table for part in form if part.rows}
    return (
        max(part.turn if part.chosen else 0 for part in form),
        filled.issuperset(_MAIN),
        len(filled),
        max(part.turn for part in form),
        sum(part.rows for part in form),
        form[0].form == XML,
    )


def _described(form: Sequence[Part]) -> str:
    files = list(dict.fromkeys(part.file for part in form))
    filled = sum(bool(part.rows) for part in form)
    what = f"{counted(filled, 'table')} with rows, {counted(sum(part.rows for part in form), 'row')}"
    return f"{listed(files)} ({what})"


def _left_out_whole(form: Sequence[Part], used: Sequence[Part], period: str) -> Problem:
    first = form[0].file
    if _hold_the_same(form, used):
        sentence = f"{_described(form)}: the same as in {_described(used)}, {period}'s return, and left out."
        return Problem(NOTE, first, sentence)
    said = any(part.chosen for part in used)
    why = "which is the more complete" if _fuller(used, form) else "the two being as complete"
    if said:
        why = "as you said"
    sentence = (
        f"{period[:1].upper()}{period[1:]}'s return was given in two forms that differ. {_described(used)} is used, "
        f"{why}; left out whole: {_described(form)}. If that is wrong, remove the other, or say of one of these files "
        "that it is to be used."
    )
    return Problem(WARNING, first, sentence)


def _fuller(one: Sequence[Part], other: Sequence[Part]) -> bool:
    def measure(form: Sequence[Part]) -> tuple[int, int]:
        return sum(bool(part.rows) for part in form), sum(part.rows for part in form)

    return measure(one) > measure(other)


def _hold_the_same(form: Sequence[Part], used: Sequence[Part]) -> bool:
    tables = {part.table: part for part in used}
    return all(part.table in tables and _rows(part) == _rows(tables[part.table]) for part in form if part.rows)


def _rows(part: Part) -> set[tuple[str, ...]]:
    """What stands in the rows, whichever way they are sorted; a column that is not there is blank."""
    blank = [""] * part.rows
    columns = [part.columns.get(name, blank) for name in schema.table(part.table or "").given_columns]
    return {tuple(map(str.strip, row)) for row in zip(*columns, strict=True)}


# --- one of each table ------------------------------------------------------------------------------------------------


def _choose_tables(parts: Sequence[Part], period: str, year: str) -> None:
    slots: dict[str, list[Part]] = {}
    for part in parts:
        slots.setdefault(part.table or "", []).append(part)
    for rivals in slots.values():
        best = _best(rivals)
        best.used = True
        for part in rivals:
            if part is not best:
                part.placing.append(_duplicate(part, best, f"{period}'s {part.table}{year}"))


def _best(rivals: Sequence[Part]) -> Part:
    """The newest, and of those given together the fullest, then the first; but none that lacks columns of another."""
    best, *others = sorted(rivals, key=lambda part: part.turn)
    for part in others:
        if part.turn == best.turn:
            best = part if part.completeness > best.completeness else best
        elif part.chosen or not _lacks(part, best):
            best = part
    return best


def _lacks(part: Part, other: Part) -> list[str]:
    """The columns of the table that the other has and this one has not; what an XML leaves out is blank."""
    if part.form == XML:
        return []
    given = schema.table(part.table or "").given_columns
    return [name for name in given if name not in part.columns and (name in other.columns or other.form == XML)]


def _duplicate(part: Part, used: Part, where: str) -> Problem:
    if part.columns == used.columns:
        sentence = f"{part.file} holds the same as {used.file} ({where}) and was left out."
        return Problem(NOTE, part.file, sentence)
    when = "given later" if used.turn > part.turn else "given earlier" if used.turn < part.turn else "given with it"
    lacks = _lacks(part, used)
    lack = f" {part.file} has no {listed(lacks)}, so it does not take its place." if lacks else ""
    sentence = (
        f"{part.file} ({counted(part.rows, 'row')}) was left out: {where} is read from {used.file} "
        f"({counted(used.rows, 'row')}), {when}.{lack} Remove the wrong one, or say that one of them is another year's."
    )
    return Problem(WARNING, part.file, sentence)
