"""What the page calls. Plain data in, plain data out; long work is a generator that yields its progress.

The worker turns dictionaries into objects, lists into arrays, ``bytes`` into Uint8Array and numpy arrays into typed
arrays. A function that returns a generator is stepped by the worker: each value yielded is ``(done, total, what)``,
and the value returned is the answer. What crosses is columnar: the page holds every error as a place in five typed
arrays, and asks for the text of the rows that it shows.

One session is held: the files given, the return made of them, and the errors last found. What looks at the errors says
by its number which check it means, since the page may ask while the next one runs.
"""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterable
from importlib import import_module
from typing import Any

import numpy as np

from lac_validator import report as reports
from lac_validator import schema
from lac_validator.collection import LAST_YEAR, CollectionYear
from lac_validator.dataset import Return, Table, describe_table
from lac_validator.engine import FAILED, Outcome, Result, choose_rules, expected_coverage, rules_in_force
from lac_validator.engine.runner import run_stepwise
from lac_validator.ingest import WARNING, InputFile, Intake, Part, Problem
from lac_validator.ingest.own_files import ALLOCATION, guess_allocation_columns
from lac_validator.ingest.parts import LAST_YEAR as LAST_PERIOD
from lac_validator.ingest.parts import THIS_YEAR
from lac_validator.ingest.problems import shown
from lac_validator.reference import Postcodes
from lac_validator.report.content import rules_reference
from lac_validator.report.content.cells import Cell, fields_of
from lac_validator.report.content.coverage import not_run_sentence
from lac_validator.report.content.errors import UNALLOCATED, Errors
from lac_validator.report.content.overview import overview
from lac_validator.report.content.wording import CATEGORIES_IN_WORDS, cell_in_words
from lac_validator.report.content.workers import Contacts

Plain = dict[str, Any]
Stepwise = Generator[tuple[int, int, str], None, Plain]

NO_MONTH = -1
"""Stands for no month in the typed array of months, which counts them from January 1970."""

LOOK_UPS = ("rows", "row_at_line", "cells", "child", "find_children", "rules", "rule_changes")
"""What only looks, and so is answered between two steps of long work, rather than after it."""

_CHILDREN_TO_WARM_UP_ON = 100


class Session:
    """What the page has given and found so far."""

    def __init__(self, postcodes: Postcodes | None) -> None:
        self.postcodes = postcodes
        self.checks_run = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything that was given."""
        self.intake = Intake(self.postcodes)
        self.errors: Errors | None = None
        self.answers: reports.Answers | None = None
        self.lists: dict[int, InputFile] = {}
        """By the part that was read of it, each file given that seems to say who works with whom."""
        self.allocation_list: dict[str, list[str]] = {}
        self.allocation: reports.Allocation | None = None


_session = Session(None)

# What was loaded until now stays: the collector need not look at it again, nor as often as in a program that has to
# make do with little memory. Most objects here are texts, which refer to nothing.
gc.freeze()
gc.set_threshold(50_000, 20, 100)


class SupersededError(LookupError):
    """What is asked about was found by an earlier check than the last, or has been cleared."""


def _errors(check: int | None = None) -> Errors:
    errors = _session.errors
    if errors is None or check not in (None, _session.checks_run):
        raise SupersededError("There are other results by now.")
    return errors


# --- starting -------------------------------------------------------------------------------------------------------


def take_postcodes(postcodes: bytes) -> None:
    """Take the postcode table, before any file."""
    _session.postcodes = Postcodes.from_bytes(postcodes)
    _session.clear()


def warm_up() -> Stepwise:
    """Validate a small made-up return, which touches nothing that was given, and forget it.

    The browser makes code fast that has run, and Python reads what a rule uses when it first runs. Done while the user
    looks for files, this takes a third of a second off the first result. The page stops it when there is other work.
    """
    session = Session(_session.postcodes)
    year = CollectionYear(LAST_YEAR)
    yield from session.intake.add_stepwise(_made_up(_CHILDREN_TO_WARM_UP_ON, LAST_YEAR))
    result: Result = yield from run_stepwise(session.intake.make_return(year), choose_rules(year, None), year)
    yield 0, 1, "Loading the reports"
    _summary(Errors(result))
    import_module("lac_validator.report.kinds")
    return {}


def _made_up(children: int, year: int) -> list[InputFile]:
    from lac_validator.sample import generate  # Not at the page's start, which it would hold up.

    return [InputFile(name, data) for name, data in generate(children, year=year).files().items()]


def rules(year: int) -> list[Plain]:
    """The rules in force in a collection year, as the reference shows them."""
    return [rules_reference.entry(rule) | {"tables": list(rule.tables)} for rule in rules_in_force(year)]


def rule_changes(before: int, after: int) -> list[Plain]:
    """What changed between the rules of two collection years."""
    return [rules_reference.change_entry(change) for change in rules_reference.changes(before, after)]


# --- the files ------------------------------------------------------------------------------------------------------


def add_files(files: Iterable[Plain]) -> Stepwise:
    """Read files, each ``{name, data}``; the answer is the manifest of all files given so far, and ``packs``: how many
    of the files are packs. They are no part of the return: what they answer is kept, see :func:`answers`.
    """
    session = _session
    given = [InputFile(file["name"], bytes(file["data"])) for file in files]
    packs: list[InputFile] = []
    others: list[InputFile] = []
    for done, file in enumerate(given):
        (packs if reports.is_pack(file.name, file.data) else others).append(file)
        yield done, len(given), "Opening the files"
    if packs:
        yield 0, 1, "Reading the answers"
        _take_answers((file.name, file.data) for file in packs)
    if others:
        added = yield from session.intake.add_stepwise(others)
        session.lists |= _seeming_lists(others, added)
    return manifest() | {"packs": len(packs)}


def _seeming_lists(files: Iterable[InputFile], added: Iterable[Part]) -> dict[int, InputFile]:
    """Of the parts just read those that were known for an allocation list, alone in its file."""
    by_name = {shown(file.name): file for file in files}
    parts: dict[str, list[Part]] = {}
    for part in added:
        parts.setdefault(part.given.name, []).append(part)
    return {
        part.id: by_name[name]
        for name, (part, *more) in parts.items()
        if not more and part.report == ALLOCATION and name in by_name
    }


def add_sample(children: int, year: int) -> Stepwise:
    """Read a made-up return instead of files."""
    yield 0, 2, "Making up a return"
    files = _made_up(children, year)
    yield 1, 2, "Reading it"
    _session.intake.add(files)
    return manifest()


def assign(part: int, table: str | None, period: str | None) -> Plain:
    """Say what a part of a file is."""
    _session.intake.assign(part, table=table, period=period)
    return manifest()


def remove(part: int) -> Plain:
    """Leave a part of a file out."""
    _session.intake.remove(part)
    return manifest()


def reread(part: int | None) -> Plain:
    """Read the cells that some program rewrote as what they plainly mean: in one part, or in all."""
    _session.intake.reread(part)
    return manifest()


def clear() -> Plain:
    """Forget all files and results."""
    _session.clear()
    return manifest()


def manifest(
    year: int | None = None,
    authority: str | None = None,
    codes: list[str] | None = None,
    ruleset: int | None = None,
) -> Plain:
    """The files given: what each part was read as, what is wrong, the year and the authority they point to, and which
    rules will not run on them, in a sentence.

    :param year: the collection year, where the user has chosen it: which files are this year's goes by it.
    :param codes: the rules to run, where not all; ``ruleset`` is the year whose rules apply, where it is another.
    """
    intake = _session.intake
    if year:
        intake.assign_periods(CollectionYear(year))
    inferred = intake.infer_year()
    authority = authority or intake.infer_authority()
    checked_year = CollectionYear(year) if year else inferred
    return {
        "parts": [_part(part) for part in intake.parts],
        "problems": [_problem(problem) for problem in intake.problems],
        "checks": [_problem(problem) for problem in _checks(checked_year, authority)],
        "year": inferred.year if inferred else None,
        "authority": authority,
        "willNotRun": _will_not_run(checked_year, authority, codes, ruleset) if checked_year else "",
    }


def _checks(year: CollectionYear | None, authority: str | None) -> list[Problem]:
    """What to look at before the check; while no year is known, why not."""
    intake = _session.intake
    if year is None:
        why = intake.why_no_year()
        return [Problem(WARNING, "", why)] if why else []
    return intake.checks(year, authority)


def _will_not_run(year: CollectionYear, authority: str | None, codes: list[str] | None, ruleset: int | None) -> str:
    """What to add, in a sentence; blank where there is nothing to add, and while nothing of this year is given."""
    used = [part for part in _session.intake.parts if part.used and part.table]
    suffixes = {LAST_PERIOD: schema.LAST_YEAR_SUFFIX}
    tables = {f"{part.table}{suffixes.get(part.period or '', '')}" for part in used}
    if not any(part.period == THIS_YEAR for part in used):
        return ""
    rules = [rule for rule in rules_in_force(ruleset or year.year) if codes is None or rule.code in codes]
    expected = expected_coverage(rules, tables, authority=bool(authority))
    return not_run_sentence(expected, checked=False) if expected.wanting else ""


def _part(part: Part) -> Plain:
    return {
        "id": part.id,
        "file": part.file,
        "table": part.table,
        "period": part.period,
        "used": part.used,
        "report": part.report,
        "rows": part.rows,
        "leftOut": sum(each.count for each in part.left_out if each.looked_like_rows),
        "problems": [_problem(problem) for problem in part.problems],
        "allocation": part.id in _session.lists and part.table is None,
        "rewritten": [
            {"what": what, "column": column, "count": count}
            for what, columns in part.rewritten().items()
            for column, count in columns.items()
        ],
    }


def _problem(problem: Problem) -> Plain:
    return {
        "severity": problem.severity,
        "file": problem.file,
        "sentence": problem.sentence,
        "line": problem.line,
        "column": problem.column,
    }


# --- validating -----------------------------------------------------------------------------------------------------


def validate(year: int, authority: str | None, codes: list[str] | None, ruleset: int | None) -> Stepwise:
    """Run the rules on the files given; the answer is the whole result but for the text of rows."""
    session = _session
    yield 0, 1, "Putting the tables together"
    ret = session.intake.make_return(year=year, authority=authority or None)
    chosen_year = CollectionYear(ruleset or year)
    result: Result = yield from run_stepwise(ret, choose_rules(chosen_year, codes), chosen_year)
    session.errors = Errors(result)
    session.checks_run += 1
    return _summary(session.errors) | {"check": session.checks_run}


def _summary(errors: Errors) -> Plain:
    result, ret = errors.result, errors.ret
    places = {id(outcome.rule): place for place, outcome in enumerate(result.outcomes_by_rule)}
    shown = _columns_shown(errors)
    tables = {name: place for place, name in enumerate(ret.tables)}
    months = errors.month()
    counts = overview(errors)
    return {
        "year": ret.year.year,
        "ruleset": result.ruleset.year,
        "authority": ret.authority,
        "counts": {
            "children": counts.children,
            "rows": counts.rows,
            "errors": counts.errors,
            "childrenWithErrors": counts.children_with_errors,
            "rulesRun": counts.rules_run,
        },
        "nothingChecked": counts.nothing_checked,
        "didNotRun": not_run_sentence(counts.coverage, checked=True),
        "canAdd": bool(counts.coverage.wanting),
        "kinds": CATEGORIES_IN_WORDS,
        "rules": [_outcome(ret, outcome, shown.get(id(outcome.rule), {})) for outcome in result.outcomes_by_rule],
        "notRun": len(rules_in_force(result.ruleset.year)) - len(result.outcomes_by_rule),
        "tables": [_table_summary(ret, name, table) for name, table in ret.tables.items()],
        "problems": [_problem(problem) for problem in ret.problems],
        "children": errors.children,
        **_workers(errors),
        "errors": {
            "rule": _places(places[id(rule)] for rule in errors.rules)[errors.rule],
            "table": _places(tables[name] for name in errors.tables)[errors.table],
            "row": errors.row,
            "child": errors.child,
            "month": np.where(np.isnat(months), NO_MONTH, months.astype(np.int64)).astype(np.int32),
        },
    }


def _places(places: Iterable[int]) -> Any:
    return np.fromiter(places, np.int32)


def _contacts(errors: Errors) -> Contacts:
    """Who works with whom, as far as is known now."""
    allocation = _session.allocation
    return Contacts(errors, allocation.children if allocation else None)


def _workers(errors: Errors) -> Plain:
    """The social worker and the team of each child that has errors, as places in lists of names; "" for none."""
    contacts = _contacts(errors)
    of_children = [contacts.of(child) for child in errors.children]
    workers = sorted({UNALLOCATED, *(contact.worker for contact in of_children)})
    teams = sorted({UNALLOCATED, *(contact.team for contact in of_children)})
    worker_places, team_places = ({name: place for place, name in enumerate(names)} for names in (workers, teams))
    return {
        "workers": workers,
        "teams": teams,
        "workerOfChild": _places(worker_places[contact.worker] for contact in of_children),
        "teamOfChild": _places(team_places[contact.team] for contact in of_children),
    }


def _columns_shown(errors: Errors) -> dict[int, Plain]:
    """By the rule, and by the table in which it found errors: the columns that they are about."""
    shown: dict[int, Plain] = {}
    for finding in errors.result.findings:
        columns = errors.columns(finding.rule, finding.table)
        shown.setdefault(id(finding.rule), {})[finding.table] = [
            {
                "column": each.column,
                "table": describe_table(each.table) if each.table else "",
                "workedOut": each.worked_out,
            }
            for each in columns
        ]
    return shown


def _outcome(ret: Return, outcome: Outcome, shown: Plain) -> Plain:
    fields = fields_of(ret, outcome.rule)
    return rules_reference.entry(outcome.rule) | {
        "fieldList": [{"column": each.column, "workedOut": each.worked_out, "source": each.source} for each in fields],
        "shown": shown,
        "tables": list(outcome.rule.tables),
        "status": outcome.status,
        "count": outcome.count,
        "reason": outcome.reason,
        "failed": outcome.status == FAILED,
    }


def _table_summary(ret: Return, name: str, table: Table) -> Plain:
    return {
        "name": name,
        "label": describe_table(name),
        "lastYear": name.endswith(schema.LAST_YEAR_SUFFIX),
        "rows": len(table),
        "columns": list(table.column_names),
        "workedOut": sorted(ret.worked_out[name]),
    }


# --- looking --------------------------------------------------------------------------------------------------------


def rows(check: int, table: str, places: list[int]) -> Plain:
    """The text of some rows of a table: its columns, and for each row its cells, its file and its line there."""
    ret = _errors(check).ret
    whole = ret.tables[table]
    wanted = whole.take(np.array(list(places), np.intp))
    source = ret.sources.get(table)
    return {
        "columns": list(whole.column_names),
        "cells": [
            list(line) for line in zip(*(wanted.column(name).as_given for name in whole.column_names), strict=True)
        ],
        "places": list(places),
        "files": [source.files[place] if source else "" for place in places],
        "lines": [source.lines[place] if source else place + 1 for place in places],
    }


def row_at_line(check: int, table: str, line: int) -> int:
    """The place of the first row of a table that stands at a line of its file or below it; the last row's, if none."""
    ret = _errors(check).ret
    last = len(ret.tables[table]) - 1
    source = ret.sources.get(table)
    lines = source.lines if source else range(1, last + 2)
    return next((place for place, each in enumerate(lines) if each >= line), last)


def cells(check: int, places: list[int]) -> list[list[Plain]]:
    """For each of some errors, by their places, the cells that it is about, those to change first: see
    :meth:`lac_validator.report.content.cells.Cells.of`. ``words`` is what a cell says for someone who knows no codes.
    """
    errors = _errors(check)
    return [[_cell(cell) for cell in errors.cells(place)] for place in places]


def _cell(cell: Cell) -> Plain:
    return {
        "column": cell.column,
        "text": cell.text,
        "label": cell.label,
        "table": cell.table,
        "toChange": cell.to_change,
        "workedOut": cell.worked_out,
        "words": cell_in_words(cell)[1],
    }


def child(check: int, identifier: str) -> Plain:
    """A child of the return: its worker and team, "" for none, and every row in every table of both years."""
    errors = _errors(check)
    identifier = identifier.strip().upper()
    tables = {}
    for name, table in errors.ret.tables.items():
        if name != "Providers":
            places = np.flatnonzero(table.CHILD == identifier)
            if len(places):
                tables[name] = rows(check, name, places.tolist())
    contact = _contacts(errors).of(identifier)
    return {"worker": contact.worker, "team": contact.team, "tables": tables}


def find_children(check: int, text: str) -> list[str]:
    """Children of the return whose identifier holds this text, with or without errors."""
    ret = _errors(check).ret
    wanted = text.strip().upper()
    children: set[str] = set()
    for name, table in ret.tables.items():
        if name != "Providers" and not name.endswith(schema.LAST_YEAR_SUFFIX):
            children.update(ret.vocabulary.texts(np.unique(table.CHILD.ids)))
    return sorted(each for each in children if each and wanted in each)


# --- taking away ----------------------------------------------------------------------------------------------------


def report(kind: str, options: Plain | None = None, places: Iterable[int] | None = None) -> Stepwise:
    """Make a report to download; the answer is ``{name, type, data}``. It goes by the allocation list and the answers
    held, where there are any and it has a place for them.

    :param places: of the errors that the filters show; only a report that can be narrowed to them is asked so.
    """
    errors = _errors() if places is None else _errors().only(np.fromiter(places, np.intp))
    allocation = _session.allocation
    held = {"allocation": allocation.children if allocation else None, "answers": _session.answers}
    asked_for = reports.REPORTS[kind]
    made = yield from asked_for.make(errors, **(options or {}), **{name: held[name] for name in asked_for.goes_by})
    return {"name": made.name, "type": made.type, "data": made.data}


def read_allocation_list(file: Plain) -> Plain:
    """Read a council's list of who works with which child: its headings, and which of them seem to hold what.

    :raises CannotRead: there is no table in the file.
    """
    columns = reports.allocation_columns(file["name"], bytes(file["data"]))
    _session.allocation_list = columns
    return {"headings": list(columns), "guess": guess_allocation_columns(list(columns))}


def read_given_list(part: int) -> Plain:
    """Take a part of a file given as the allocation list that it seems to be, out of the return: as
    :func:`read_allocation_list`, with the manifest of the files that are left.
    """
    file = _session.lists[part]
    read = read_allocation_list({"name": file.name, "data": file.data})
    _session.lists.pop(part)
    _session.intake.remove(part)
    return read | {"manifest": manifest()}


def use_allocation_list(mapping: dict[str, str] | None) -> Plain:
    """Take the list just read as the allocation, its columns being these; None drops it. ``inReturn`` is None as long
    as nothing was checked.

    The answer says what was read, and anew who works with the children that have errors.

    :raises ValueError: the columns that it must have are not named.
    """
    session = _session
    session.allocation = None if mapping is None else reports.read_allocation(session.allocation_list, mapping)
    errors, allocation = session.errors, session.allocation
    return (_workers(errors) if errors else {}) | {
        "listed": len(allocation.children) if allocation else 0,
        "inReturn": allocation.count_in(errors.ret) if allocation and errors else None,
        "sentences": allocation.sentences if allocation else [],
    }


# --- what comes back ------------------------------------------------------------------------------------------------


def add_answers(files: Iterable[Plain]) -> Plain:
    """Read completed packs beside those read before; the answer is that of :func:`answers`."""
    _take_answers((file["name"], bytes(file["data"])) for file in files)
    return answers()


def _take_answers(files: Iterable[tuple[str, bytes]]) -> None:
    read = reports.read_answers(files)
    _session.answers = _session.answers.joined(read) if _session.answers else read


def forget_answers() -> Plain:
    """Forget the completed packs; the answer is that of :func:`answers`."""
    _session.answers = None
    return answers()


def answers() -> Plain:
    """The answers held, beside the present errors: for each its error's place, what was chosen, written, and where.

    ``held`` counts them all; as long as nothing was checked none is beside an error.
    """
    held, errors = _session.answers, _session.errors
    if held is None or errors is None:
        nowhere: Plain = {"error": [], "done": [], "comment": [], "file": [], "noLongerFound": 0}
        return nowhere | {"held": len(held.given) if held else 0, "sentences": held.sentences if held else []}
    beside = held.beside(errors)
    found = sorted(beside.answers.items())
    return {
        "error": [place for place, _ in found],
        "done": [answer.done for _, answer in found],
        "comment": [answer.comment for _, answer in found],
        "file": [answer.file for _, answer in found],
        "noLongerFound": beside.no_longer_found,
        "held": len(held.given),
        "sentences": held.sentences,
    }
