"""The file of decisions: what was accepted, saved so that it can be given again with the next extract.

It is JSON that people can read, and so one that people can edit: whatever is read from it is looked at as closely as
any other file. It names changes; it cannot make one, for only what is proposed anew is ever applied
(:mod:`lac_validator.report.changes.carrying`).
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lac_validator import schema
from lac_validator.dataset import Return, Table
from lac_validator.engine import ADD, CHANGE, REMOVE, Proposal
from lac_validator.ingest.own_files import DECISIONS_FORMAT
from lac_validator.ingest.problems import CannotRead, counted, lines_named, shown
from lac_validator.report.content.cells import event_of
from lac_validator.report.content.corrections import Acceptance, Correction
from lac_validator.report.content.heads import head
from lac_validator.report.forms.text import json_bytes
from lac_validator.report.made import JSON_TYPE, Made, file_name

VERSION = 1
"""Goes up when a field is renamed, goes or changes its meaning."""

LARGEST = 100_000_000
"""Bytes of a file of decisions. One with 100,000 of them has 40 MB."""

_AGAIN = "Save the decisions again, and give the file as it was saved."


@dataclass(frozen=True)
class Decided:
    """One change that was decided on.

    :ivar table: where it is made; of a row to add the table that it is added to.
    :ivar date: when what the row is about happened, as it was given.
    :ivar cells: of a row to add or to take out, its texts by column.
    :ivar copies: of a row to take out, how many like it there were.
    """

    action: str
    table: str
    child: str
    date: str
    column: str = ""
    old: str = ""
    new: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    copies: int = 1


@dataclass(frozen=True)
class OneDecision:
    """Changes that were accepted together."""

    acceptance: Acceptance
    changes: tuple[Decided, ...]


@dataclass(frozen=True)
class Decisions:
    """What a file of decisions holds; ``sentences`` say what in it could not be used."""

    decisions: list[OneDecision]
    sentences: list[str]


# --- writing --------------------------------------------------------------------------------------------------------


def make_decisions(correction: Correction, *, at: datetime.datetime | None = None) -> Made:
    """What is accepted, as JSON, to be given again with the next extract; docs/REPORTS.md describes the fields."""
    result = correction.errors.result
    by_decision: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for each in correction.chosen:
        by_decision[each.decision].append(each)
    describe = Describing(result.ret)
    value = {
        **head(result, DECISIONS_FORMAT, VERSION, at or datetime.datetime.now()),
        "decisions": [
            {
                "fix": those[0].fix.code,
                "accepted_by": correction.accepted[decision].by,
                "accepted_at": correction.accepted[decision].at,
                "changes": [_as_json(describe.decided(each), each) for each in those],
            }
            for decision, those in by_decision.items()
        ],
    }
    return Made(file_name("decisions", result.ret.year, ".json"), JSON_TYPE, json_bytes(value) + b"\n")


def _as_json(decided: Decided, proposal: Proposal) -> dict[str, Any]:
    same: dict[str, Any] = {"action": decided.action, "table": decided.table, "child": decided.child}
    same["date"] = decided.date
    about = {"because": proposal.because, "kind": proposal.kind, "rules": list(proposal.rules)}
    if decided.action == CHANGE:
        return same | {"column": decided.column, "old": decided.old, "new": decided.new} | about
    copies = {"copies": decided.copies} if decided.action == REMOVE else {}
    return same | {"cells": dict(decided.cells)} | copies | about


class Describing:
    """Describes proposals of one return so that they can be found in another."""

    def __init__(self, ret: Return) -> None:
        self._ret = ret
        self._rows: dict[str, dict[str, list[int]]] = {}

    def decided(self, proposal: Proposal) -> Decided:
        """The proposal as one change decided on."""
        if proposal.action == ADD:
            given = schema.table(proposal.into).given_columns
            cells = {column: proposal.cells.get(column, "") for column in given}
            return Decided(ADD, proposal.into, proposal.child, "", cells=cells)
        event = event_of(self._ret, proposal.table, proposal.row)
        if proposal.action == CHANGE:
            same = proposal.table, proposal.child, event
            return Decided(CHANGE, *same, proposal.column, proposal.old, proposal.new)
        cells = self.texts(proposal.table, proposal.row)
        copies = sum(self.texts(proposal.table, row) == cells for row in self.rows(proposal.table, proposal.child))
        return Decided(REMOVE, proposal.table, proposal.child, event, cells=cells, copies=copies)

    def event(self, table: str, row: int) -> str:
        """When what the row is about happened, as given."""
        return event_of(self._ret, table, row)

    def texts(self, table: str, row: int) -> dict[str, str]:
        """The texts of a row, by the DfE's columns."""
        columns = schema.table(table).given_columns
        return {column: self._ret.tables[table].column(column).as_given[row] for column in columns}

    def rows(self, table: str, child: str) -> list[int]:
        """The rows of a child; none where there is no such table."""
        if table not in self._rows:
            self._rows[table] = _by_child(self._ret.tables.get(table))
        return self._rows[table].get(child.strip().upper(), [])


def _by_child(table: Table | None) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, child in enumerate(table.CHILD.as_given if table is not None else ()):
        found[child.strip().upper()].append(row)
    return found


# --- reading --------------------------------------------------------------------------------------------------------


def read_decisions(name: str, data: bytes, ret: Return) -> Decisions:
    """Read a file of decisions that is to be used with this return.

    :param name: of the file, for sentences.
    :raises CannotRead: it is none, or it is of another authority or collection year; nothing of it can be used.
    """
    file = shown(name)
    value = _read_json(file, data)
    if value.get("format") != DECISIONS_FORMAT or not isinstance(value.get("decisions"), list):
        raise CannotRead(f"{file} is no file of decisions. Give the one that was saved with the proposals.")
    version = value.get("version")
    if type(version) is not int or version != VERSION:
        raise CannotRead(f"{file} is of another version of this tool and cannot be read: decide again.")
    _check_same_return(file, value, ret)
    decisions: list[OneDecision] = []
    left_out = []
    for number, each in enumerate(value["decisions"], 1):
        decision = _decision(each)
        if decision is None:
            left_out.append(number)
        else:
            decisions.append(decision)
    sentences = []
    if left_out:
        sentences.append(
            f"{file}: {counted(len(left_out), 'decision')} left out ({lines_named(left_out, 'number')} in the file), "
            f"not being as this tool writes them. {_AGAIN}"
        )
    return Decisions(decisions, sentences)


def _read_json(file: str, data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise CannotRead(f"{file} has more than {LARGEST // 1_000_000} MB and is no file of decisions.")
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # a UnicodeDecodeError is a ValueError
        raise CannotRead(f"{file} is no JSON that can be read, so no decisions were taken from it. {_AGAIN}") from None
    if not isinstance(value, dict):
        raise CannotRead(f"{file} is no file of decisions. Give the one that was saved with the proposals.")
    return value


def _check_same_return(file: str, value: Mapping[str, Any], ret: Return) -> None:
    year, authority = value.get("collection_year"), value.get("authority")
    if type(year) is not int or year != ret.year.year:
        of = f"of {year - 1}/{year % 100:02}" if type(year) is int and 2000 < year < 2100 else "of no year"
        raise CannotRead(
            f"{file}: these decisions are {of}, and the return is of {ret.year}. None of them was used: give those "
            f"that were made about this collection year."
        )
    if authority is not None and ret.authority is not None and authority != ret.authority:
        raise CannotRead(
            f"{file}: these decisions are about the return of another authority. None of them was used: give those "
            f"that were made about this return."
        )


def _decision(value: Any) -> OneDecision | None:
    """One decision, or None where it is not as it was written."""
    if not isinstance(value, dict) or not isinstance(value.get("changes"), list) or not value["changes"]:
        return None
    by, at = value.get("accepted_by"), value.get("accepted_at")
    changes = [_decided(each) for each in value["changes"]]
    if not isinstance(by, str) or not isinstance(at, str) or None in changes:
        return None
    return OneDecision(Acceptance(shown(by), shown(at)), tuple(each for each in changes if each is not None))


def _decided(value: Any) -> Decided | None:
    if not isinstance(value, dict):
        return None
    texts = {name: value.get(name) for name in ("action", "table", "child", "date")}
    if not all(map(_is_text, texts.values())) or not _is_table(texts["table"]):
        return None
    columns = schema.table(str(texts["table"])).given_columns
    if texts["action"] == CHANGE:
        more = {name: value.get(name) for name in ("column", "old", "new")}
        fits = all(map(_is_text, more.values())) and more["column"] in columns
        return Decided(**texts, **more) if fits else None  # type: ignore[arg-type]  # all are texts
    cells, copies = value.get("cells"), value.get("copies", 1)
    fits = isinstance(cells, dict) and cells.keys() == set(columns) and all(map(_is_text, cells.values()))
    if texts["action"] not in (ADD, REMOVE) or not fits or type(copies) is not int:
        return None
    return Decided(**texts, cells=cells, copies=copies)  # type: ignore[arg-type]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_table(name: Any) -> bool:
    return isinstance(name, str) and name.removesuffix(schema.LAST_YEAR_SUFFIX) in schema.tables()
