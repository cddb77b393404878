"""The errors of a result as columns: what every report, and the page, is made from.

A return can have 100,000 errors, so they are held as arrays of small numbers with look-up lists beside them, and the
text of a cell is fetched only when it is shown.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lac_validator import schema
from lac_validator.at_fault import CellColumn
from lac_validator.causes import Causes, find_causes
from lac_validator.dataset import Return
from lac_validator.engine import Result, Rule, choose_rules
from lac_validator.report.content.cells import Cell, Cells

__all__ = ["UNALLOCATED", "Errors", "natural_order"]

Indices = npt.NDArray[np.int32]

UNALLOCATED = ""
"""The social worker of a child that has none."""


class OneError(NamedTuple):
    """An error in full: ``row`` is a place in the table as read, from 0; ``child`` is blank for a row without one."""

    rule: Rule
    table: str
    row: int
    child: str


class Errors:
    """All errors of one result: error i is ``rule[i]``, ``table[i]``, ``row[i]``, ``child[i]``, ``due[i]``.

    :ivar rules: the rules that found errors, by code; ``rule`` holds places in this list.
    :ivar tables: the tables that hold errors; ``table`` holds places in this list.
    :ivar row: the place of the row in its table as read, from 0.
    :ivar children: the identifiers of the children that have errors, as given, in their order; ``child`` holds places
        in this list, and -1 for a row without a child.
    :ivar due: whether each is due on the day of the return; before the end of the year some are not due yet.
    :ivar place: where each error stands among all of the result.
    :ivar filtered: whether these are some of the errors of the result only: see :meth:`only`.
    """

    def __init__(self, result: Result) -> None:
        self.result = result
        self.filtered = False
        self.ret: Return = result.ret
        findings = result.findings
        lengths = [len(finding.rows) for finding in findings]
        self.rules: list[Rule] = list(dict.fromkeys(finding.rule for finding in findings))
        self.tables: list[str] = sorted({finding.table for finding in findings}, key=list(self.ret.tables).index)
        rule_places = {id(rule): place for place, rule in enumerate(self.rules)}
        self.rule = _repeat([rule_places[id(finding.rule)] for finding in findings], lengths)
        self.table = _repeat([self.tables.index(finding.table) for finding in findings], lengths)
        self.row = _joined([finding.rows for finding in findings])
        self.due = np.concatenate([np.zeros(0, bool), *(result.due(finding) for finding in findings)])
        self.place = np.arange(len(self.row), dtype=np.int32)
        ids = _joined([self.ret.tables[finding.table].CHILD.ids[finding.rows] for finding in findings])
        self.children, self.child = self._number_children(ids)

    def _number_children(self, ids: Indices) -> tuple[list[str], Indices]:
        distinct = np.unique(ids[ids != 0])
        texts = self.ret.vocabulary.texts(distinct)
        order = sorted(range(len(texts)), key=lambda place: natural_order(texts[place]))
        place_of_id = np.full(len(self.ret.vocabulary), -1, np.int32)
        place_of_id[distinct[order]] = np.arange(len(order))
        return [texts[place] for place in order], place_of_id[ids]

    def __len__(self) -> int:
        return len(self.row)

    def called(self, what: str) -> str:
        """``errors``, for the name of a report; ``errors-as-filtered`` where these are some of the errors only."""
        return f"{what}-as-filtered" if self.filtered else what

    def only(self, places: npt.ArrayLike) -> Errors:
        """Some of the errors, by their places: what filters show. Every report can be made of them."""
        part = copy.copy(self)
        part.filtered = True
        part.__dict__.pop("_one_by_one", None)
        chosen = np.unique(np.asarray(places, np.intp))
        rules, part.rule = _renumbered(self.rule[chosen])
        tables, part.table = _renumbered(self.table[chosen])
        part.row = self.row[chosen]
        part.due = self.due[chosen]
        part.place = self.place[chosen]
        children, part.child = _renumbered(self.child[chosen])
        part.rules = [self.rules[place] for place in rules]
        part.tables = [self.tables[place] for place in tables]
        part.children = [self.children[place] for place in children]
        return part

    def of_due(self, due: bool) -> Errors:
        """Those that are due on the day of the return, or those that are not due yet."""
        part = self.only(np.flatnonzero(self.due == due))
        part.filtered = self.filtered  # a part that the tool tells apart, not one that somebody chose
        return part

    def of_rules(self, codes: Collection[str]) -> Errors:
        """The errors of the rules with these codes.

        :raises ValueError: no rule of the year has one of the codes; the message is a sentence.
        """
        chosen = {rule.code for rule in choose_rules(self.result.ruleset, codes)}
        of_rule = np.array([rule.code in chosen for rule in self.rules], bool)
        return self.only(np.flatnonzero(of_rule[self.rule]))

    @cached_property
    def workers(self) -> dict[str, str]:
        """The current social worker of each child that has one: SW_ID of its open social worker episode.

        Of several open ones that which began last counts, and of a child that has none open the latest; a date that
        cannot be read is the earliest. A child whose SW_ID is blank there has none: who it is must be found out.
        """
        if "SWEpisodes" not in self.ret.tables:
            return {}
        episodes = self.ret.tables["SWEpisodes"]
        workers: dict[str, str] = {}
        for some in (episodes, episodes.where(episodes.SW_DEC.blank)):
            latest = some.latest("SW_DECOM", last_in_file=True, or_undated=True)
            children = self.ret.vocabulary.texts(latest.CHILD.ids)
            workers |= zip(children, (worker.strip() for worker in latest.SW_ID.as_given), strict=True)
        return {child: worker for child, worker in workers.items() if worker}

    def month(self) -> npt.NDArray[np.datetime64]:
        """For each error the month in which what the row is about happened; NaT where the row has no such date."""
        months = np.full(len(self), np.datetime64("NaT"), "datetime64[M]")
        for place, name in enumerate(self.tables):
            column = schema.table(name).event_date
            if column:
                here = self.table == place
                months[here] = self.ret.tables[name].column(column).days[self.row[here]].astype("datetime64[M]")  # type: ignore[attr-defined]
        return months

    @cached_property
    def causes(self) -> Causes:
        """The causes of all errors of the result, also where these are some of them: see :attr:`place`."""
        return find_causes(self.result)

    @cached_property
    def _cells(self) -> Cells:
        return Cells(self.result)

    @cached_property
    def _one_by_one(self) -> list[tuple[int, int, int, int]]:
        return list(zip(self.rule.tolist(), self.table.tolist(), self.row.tolist(), self.child.tolist(), strict=True))

    def __getitem__(self, place: int) -> OneError:
        """One error in full."""
        rule, table, row, child = self._one_by_one[place]
        return OneError(self.rules[rule], self.tables[table], row, self.children[child] if child >= 0 else "")

    def cells(self, place: int) -> list[Cell]:
        """The cells that one error is about: see :meth:`Cells.of`."""
        error = self[place]
        return self._cells.of(error.rule, error.table, error.row)

    def columns(self, rule: Rule, table: str) -> list[CellColumn]:
        """The columns of the cells of a rule's errors in one table: see :meth:`Cells.columns`."""
        return self._cells.columns(rule, table)

    def event(self, place: int) -> str:
        """When what the error's row is about happened, as given; blank where a child has but one row in the table."""
        error = self[place]
        return self._cells.event(error.table, error.row)

    def where_in_file(self, place: int) -> tuple[str, int]:
        """The file and the line of an error's row: see :meth:`Return.where_in_file`."""
        error = self[place]
        return self.ret.where_in_file(error.table, error.row)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))


def _renumbered(places: Indices) -> tuple[list[int], Indices]:
    """The places that are named, and for each of the list where it stands among them; -1 stays what it is."""
    used, where = np.unique(places[places >= 0], return_inverse=True)
    renumbered = np.full(len(places), -1, np.int32)
    renumbered[places >= 0] = where
    return used.tolist(), renumbered


def natural_order(text: str) -> tuple[int, int, str]:
    """Sort key for identifiers: numbers by value, then the rest by the alphabet."""
    number = text.lstrip("0") if text.isascii() and text.isdigit() else None
    return (1, 0, text) if number is None else (0, len(number), f"{number} {text}")


def _repeat(values: list[int], lengths: list[int]) -> Indices:
    return np.repeat(np.array(values, np.int32), lengths)


def _joined(parts: list[npt.NDArray[np.intp]] | list[Indices]) -> Indices:
    return np.concatenate([np.zeros(0, np.int32), *parts]).astype(np.int32)
