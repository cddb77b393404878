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
from dataclasses import asdict
from importlib import import_module
from typing import Any

import numpy as np

from lac_validator import report as reports
from lac_validator import schema
from lac_validator.collection import LAST_YEAR, CollectionYear
from lac_validator.dataset import Table, describe_table
from lac_validator.engine import FAILED, Outcome, Result, choose_rules, rules_in_force
from lac_validator.engine.runner import run_stepwise
from lac_validator.ingest import WARNING, InputFile, Intake, Part, Problem
from lac_validator.reference import Postcodes
from lac_validator.report import rules_reference
from lac_validator.report.errors import UNALLOCATED, Errors
from lac_validator.report.overview import overview
from lac_validator.report.wording import cell_in_words

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
    """Read files, each ``{name, data}``; the answer is the manifest of all files given so far."""
    yield from _session.intake.add_stepwise(InputFile(file["name"], bytes(file["data"])) for file in files)
    return manifest()


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


def manifest(year: int | None = None, authority: str | None = None) -> Plain:
    """The files given: what each part was read as, what is wrong, and the year and the authority they point to.

    :param year: the collection year, where the user has chosen it: which files are this year's goes by it.
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
        "authorityGuess": intake.guess_authority().sentence,
    }


def _checks(year: CollectionYear | None, authority: str | None) -> list[Problem]:
    """What to look at before the check; while no year is known, why not."""
    intake = _session.intake
    if year is None:
        why = intake.why_no_year()
        return [Problem(WARNING, "", why)] if why else []
    return intake.checks(year, authority)


def _part(part: Part) -> Plain:
    return {
        "id": part.id,
        "file": part.file,
        "table": part.table,
        "period": part.period,
        "used": part.used,
        "report": part.report,
        "rows": part.rows,
        "problems": [_problem(problem) for problem in part.problems],
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
    tables = {name: place for place, name in enumerate(ret.tables)}
    months = errors.month()
    workers = sorted({UNALLOCATED, *errors.workers.values()})
    counts = overview(errors)
    worker_places = {worker: place for place, worker in enumerate(workers)}
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
        "rules": [_outcome(outcome) for outcome in result.outcomes_by_rule],
        "notRun": len(rules_in_force(result.ruleset.year)) - len(result.outcomes_by_rule),
        "tables": [_table_summary(name, table) for name, table in ret.tables.items()],
        "problems": [_problem(problem) for problem in ret.problems],
        "children": errors.children,
        "workers": workers,
        "workerOfChild": _places(worker_places[errors.workers.get(child, UNALLOCATED)] for child in errors.children),
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


def _outcome(outcome: Outcome) -> Plain:
    return rules_reference.entry(outcome.rule) | {
        "fieldList": list(outcome.rule.fields),
        "tables": list(outcome.rule.tables),
        "status": outcome.status,
        "count": outcome.count,
        "reason": outcome.reason,
        "failed": outcome.status == FAILED,
    }


def _table_summary(name: str, table: Table) -> Plain:
    return {
        "name": name,
        "label": describe_table(name),
        "lastYear": name.endswith(schema.LAST_YEAR_SUFFIX),
        "rows": len(table),
        "columns": list(table.column_names),
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
    """For each of some errors, by their places, the cells that it is about: those at fault, which name no table, and
    those beside them, which do: see :meth:`lac_validator.report.cells.Cells.of`. ``words`` is what it says for someone
    who knows no codes.
    """
    errors = _errors(check)
    return [[asdict(cell) | {"words": cell_in_words(cell)[1]} for cell in errors.cells(place)] for place in places]


def child(check: int, identifier: str) -> Plain:
    """A child of the return: its worker, "" for none, and every row in every table, this year's and last year's."""
    errors = _errors(check)
    identifier = identifier.strip().upper()
    tables = {}
    for name, table in errors.ret.tables.items():
        if name != "Providers":
            places = np.flatnonzero(table.CHILD == identifier)
            if len(places):
                tables[name] = rows(check, name, places.tolist())
    return {"worker": errors.workers.get(identifier, UNALLOCATED), "tables": tables}


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


def report(kind: str, options: Plain | None = None) -> Stepwise:
    """Make a report to download; the answer is ``{name, type, data}``. It goes by the allocation list and the answers
    held, where there are any and it has a place for them.
    """
    allocation = _session.allocation
    held = {"allocation": allocation.children if allocation else None, "answers": _session.answers}
    asked_for = reports.REPORTS[kind]
    made = yield from asked_for.make(_errors(), **(options or {}), **{name: held[name] for name in asked_for.goes_by})
    return {"name": made.name, "type": made.type, "data": made.data}


def read_allocation_list(file: Plain) -> Plain:
    """Read a council's list of who works with which child: its headings, and which of them seem to hold what.

    :raises CannotRead: there is no table in the file.
    """
    columns = reports.allocation_columns(file["name"], bytes(file["data"]))
    _session.allocation_list = columns
    return {"headings": list(columns), "guess": reports.guess_allocation_columns(list(columns))}


def use_allocation_list(mapping: dict[str, str] | None) -> Plain:
    """Take the list just read as the allocation, its columns being these; None drops it.

    :raises ValueError: the columns that it must have are not named.
    """
    session = _session
    session.allocation = None if mapping is None else reports.read_allocation(session.allocation_list, mapping)
    if session.allocation is None:
        return {"children": 0, "inReturn": 0, "sentences": []}
    return {
        "children": len(session.allocation.children),
        "inReturn": session.allocation.count_in(_errors().ret),
        "sentences": session.allocation.sentences,
    }


# --- what comes back ------------------------------------------------------------------------------------------------


def add_answers(files: Iterable[Plain]) -> Plain:
    """Read completed packs beside those read before; the answer is that of :func:`answers`."""
    read = reports.read_answers((file["name"], bytes(file["data"])) for file in files)
    _session.answers = _session.answers.joined(read) if _session.answers else read
    return answers()


def forget_answers() -> Plain:
    """Forget the completed packs; the answer is that of :func:`answers`."""
    _session.answers = None
    return answers()


def answers() -> Plain:
    """The answers held, beside the present errors: for each its error's place, what was chosen, written, and where."""
    held = _session.answers
    if held is None:
        return {"error": [], "done": [], "comment": [], "file": [], "noLongerFound": 0, "sentences": []}
    beside = held.beside(_errors())
    found = sorted(beside.answers.items())
    return {
        "error": [place for place, _ in found],
        "done": [answer.done for _, answer in found],
        "comment": [answer.comment for _, answer in found],
        "file": [answer.file for _, answer in found],
        "noLongerFound": beside.no_longer_found,
        "sentences": held.sentences,
    }
