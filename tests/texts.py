"""The texts of a return, to compare one with another."""

from __future__ import annotations

from lac_validator import Return
from lac_validator.dataset import NotGiven

Texts = dict[str, dict[str, list[str]]]


def texts_of(ret: Return) -> Texts:
    """By table and column what stands in the cells; a column that nothing tells is left out."""
    found: Texts = {}
    for name, table in ret.tables.items():
        found[name] = {}
        for column in table.column_names:
            try:
                found[name][column] = table.column(column).as_given
            except NotGiven:
                continue
    return found
