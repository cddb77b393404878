"""Tables in which it cannot be told which row is whose, as rows that are not of one child share an identifier."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lac_validator.dataset.table import Table, describe_table
from lac_validator.dataset.vocabulary import BLANK

MOST_ROWS_OF_A_CHILD = 500
"""More rows of one table than any child can have: one for each day missing in a year is 366."""


def indistinct_tables(tables: Mapping[str, Table]) -> dict[str, str]:
    """The tables in which an identifier stands for many children (Excel makes 1.00E+08 of them), each with the reason.

    One is a table in which more rows share an identifier than one child can have, and another in which most rows have
    such an identifier. Rules on a row's own fields can be run on them; whatever puts the rows of a child side by side
    would be wrong of every row, and as slow as the square of their number.
    """
    rows_of = {name: np.bincount(table.CHILD.ids, minlength=1) for name, table in tables.items() if "CHILD" in table}
    for rows in rows_of.values():
        rows[BLANK] = 0
    reasons: dict[str, str] = {}
    crowded: dict[int, str] = {}
    for name in sorted(rows_of, key=lambda name: -rows_of[name].max()):
        rows = rows_of[name]
        if rows.max() > MOST_ROWS_OF_A_CHILD:
            reasons[name] = (
                f"{rows.max():,} rows of {describe_table(name)} share one identifier, so it cannot be told whose they "
                "are: correct its column CHILD"
            )
            crowded = dict.fromkeys(np.flatnonzero(rows > MOST_ROWS_OF_A_CHILD).tolist(), reasons[name]) | crowded
    for name, rows in rows_of.items():
        most = int(rows.argmax())
        if most in crowded and 2 * rows[most] > max(rows.sum(), 2):
            reasons.setdefault(name, crowded[most])
    return reasons
