"""Whether a figure can be trusted: the errors in what it rests on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lac_validator import schema
from lac_validator.engine.measure import Counted, Measure
from lac_validator.engine.rule import Rule
from lac_validator.engine.runner import Result


@dataclass(frozen=True)
class Doubt:
    """The children of a figure who have an error in a column that it rests on.

    :ivar children: how many they are.
    :ivar among: how many children the figure is about.
    :ivar rules: by code of the rule, how many of them have its error, the most frequent first.
    :ivar columns: those of the columns that are at fault.
    """

    children: int
    among: int
    rules: dict[str, int]
    columns: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """In words; blank where there is no such error."""
        if not self.children:
            return ""
        dates = all(_is_date(column) for column in self.columns)
        have = "has" if self.children == 1 else "have"
        return f"{self.children:,} of these children {have} an error in {'a date' if dates else 'something'} used here."


class Errors:
    """The errors of a result, by whom they are about."""

    def __init__(self, result: Result) -> None:
        self._height = len(result.ret.vocabulary)
        self._found: list[tuple[Rule, str, npt.NDArray[np.int32]]] = []
        for finding in result.findings:
            table = result.ret.tables[finding.table]
            if "CHILD" in table:
                self._found.append((finding.rule, finding.table, np.unique(table.CHILD.ids[finding.rows])))

    def touching(self, measure: Measure, counted: Counted) -> Doubt:
        """Those of the children that a figure is about, in the columns that its measure reads."""
        among = np.zeros(self._height, bool)
        among[(counted.rows if counted.of is None else counted.of).CHILD.ids] = True
        touched = np.zeros(self._height, bool)
        reads, tables = frozenset(measure.reads), {*measure.tables, *measure.optional_tables}
        rules: Counter[str] = Counter()
        columns: set[str] = set()
        for rule, table, children in self._found:
            at_fault = reads.intersection(rule.fields)
            if at_fault and table in tables and (own := children[among[children]]).size:
                touched[own] = True
                rules[rule.code] += own.size
                columns |= at_fault
        found = dict(rules.most_common())
        return Doubt(
            int(touched.sum()), int(among.sum()), found, tuple(each for each in measure.reads if each in columns)
        )


def _is_date(column: str) -> bool:
    return any(spec.columns[column].type == "date" for spec in schema.tables().values() if column in spec.columns)
