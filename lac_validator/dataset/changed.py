"""A return with some cells, or whole rows, other than they were read. The return itself stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lac_validator.dataset.columns import Text
from lac_validator.dataset.placement import derive_placement
from lac_validator.dataset.provenance import Source
from lac_validator.dataset.returns import XML, Return
from lac_validator.dataset.table import Rows, Table
from lac_validator.schema import LAST_YEAR_SUFFIX

_OF_HEADER = {"CHILD", "SEX", "DOB"}
"""Columns that other tables have too, which in an XML stand in the HEADER once for all of them."""

ADDED_FILE = ""
"""What stands for the file of a row that was in none; its line is 0."""


@dataclass
class TableChanges:
    """What is to be other in one table.

    :ivar cells: for each column, by place of the row (from 0), the text that is to stand there.
    :ivar removed: places of the rows to take out.
    :ivar added: rows to add at the end, each with its texts by column; a column that is not named is blank.
    """

    cells: dict[str, dict[int, str]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    added: list[Mapping[str, str]] = field(default_factory=list)

    def places(self, rows: int) -> Rows:
        """Where each row of the changed table stood, of a table with so many rows; an added one stood after the last.

        So a row has one number in both returns, and what is found in one can be compared with what is in the other.
        """
        kept = np.setdiff1d(np.arange(rows), np.array(sorted(self.removed), np.intp), assume_unique=True)
        return np.concatenate([kept, np.arange(rows, rows + len(self.added))])


def with_changes(ret: Return, changes: Mapping[str, TableChanges]) -> Return:
    """The return with these changes, by the names of its tables. What is worked out from what changed is so again.

    Both returns share what they have in common, so this takes little time; neither is ever changed.
    """
    changed = copy.copy(ret)
    changed.tables = dict(ret.tables)
    changed.sources = dict(ret.sources)
    changed.worked_out = dict(ret.worked_out)
    changes = _of_whole_children(ret, changes)
    for name, each in changes.items():
        changed.tables[name] = _table(ret, name, each)
        if name in ret.sources and (each.removed or each.added):
            changed.sources[name] = _source(ret.sources[name], each)
    for suffix in ("", LAST_YEAR_SUFFIX):
        if _is_other_placement(changes.get(f"Episodes{suffix}")):
            _derive_placement_again(changed, f"Episodes{suffix}")
        if f"UASC{suffix}" in changes or f"Header{suffix}" in changes:
            _tell_asylum_seekers_again(ret, changed, suffix)
    return changed


def _of_whole_children(ret: Return, changes: Mapping[str, TableChanges]) -> Mapping[str, TableChanges]:
    """The changes, with those that follow from them in an XML: what its HEADER says of a child stands there alone, so
    that it changes in every table.
    """
    more = {
        name: replace(each, cells={column: dict(cells) for column, cells in each.cells.items()})
        for name, each in changes.items()
    }
    for suffix in ("", LAST_YEAR_SUFFIX):
        header = changes.get(f"Header{suffix}")
        if header is None or not _OF_HEADER & header.cells.keys() or ret.form(suffix) != XML:
            continue
        children = ret.tables[f"Header{suffix}"].column("CHILD").as_given
        for name, table in ret.tables.items():
            if name in ("Providers", f"Header{suffix}") or name.endswith(LAST_YEAR_SUFFIX) != bool(suffix):
                continue
            for column in sorted(_OF_HEADER & header.cells.keys() & set(table.column_names)):
                held = ret.tables[f"Header{suffix}"].column(column).as_given
                new = {(children[row], held[row]): text for row, text in header.cells[column].items()}
                cells = more.setdefault(name, TableChanges()).cells.setdefault(column, {})
                texts = zip(table.column("CHILD").as_given, table.column(column).as_given, strict=True)
                for row, same in enumerate(texts):
                    if same in new:
                        cells.setdefault(row, new[same])
    return more


def _table(ret: Return, name: str, changes: TableChanges) -> Table:
    before = ret.tables[name]
    columns = before.whole_columns
    for column, cells in changes.cells.items():
        columns[column] = columns[column].with_texts(cells)
    if changes.removed or changes.added:
        kept = changes.places(len(before))[: len(before) - len(changes.removed)]
        for column, whole in columns.items():
            columns[column] = whole.take(kept).and_texts([row.get(column, "") for row in changes.added])
    return before.with_columns(columns)


def _source(source: Source, changes: TableChanges) -> Source:
    kept = changes.places(len(source.lines))[: len(source.lines) - len(changes.removed)].tolist()
    files = [*(source.files[row] for row in kept), *[ADDED_FILE] * len(changes.added)]
    return Source(files, [*(source.lines[row] for row in kept), *[0] * len(changes.added)])


def _is_other_placement(changes: TableChanges | None) -> bool:
    """Whether anything changes that the placement fields are worked out from."""
    return changes is not None and bool(
        changes.removed or changes.added or changes.cells.keys() & {"HOME_POST", "PL_POST"}
    )


def _derive_placement_again(ret: Return, name: str) -> None:
    table = ret.tables[name]
    columns = {column: whole for column, whole in table.whole_columns.items() if column not in ret.worked_out[name]}
    derive_placement(columns, ret.vocabulary, ret.authority, ret.postcodes)
    order = {column: columns[column] for column in table.column_names}
    ret.tables[name] = table.with_columns(order)


def _tell_asylum_seekers_again(ret: Return, changed: Return, suffix: str) -> None:
    """The status that a return from CSV has from the table of asylum seekers: see with_uasc_status. One that a frame
    held is left as it was given.
    """
    header, uasc = ret.tables.get(f"Header{suffix}"), ret.tables.get(f"UASC{suffix}")
    if header is None or uasc is None or "UASC" not in ret.worked_out[header.name] or "UASC" not in header:
        return
    if header.column("UASC").as_given != _asylum_status(header, uasc):
        return
    now = changed.tables[header.name]
    status = ret.vocabulary.number(_asylum_status(now, changed.tables[uasc.name]))
    changed.tables[header.name] = now.with_columns({**now.whole_columns, "UASC": Text(ret.vocabulary, status)})


def _asylum_status(header: Table, uasc: Table) -> list[str]:
    children = header.column("CHILD")
    listed = children.text.isin(uasc.column("CHILD").text) & children.given  # of a row without a child nothing is known
    return np.where(listed, "1", "0").tolist()


def texts_of(table: Table, row: int, columns: Sequence[str]) -> dict[str, str]:
    """The texts of one row, by column, as they stand in the file."""
    at = np.array([row], np.intp)
    return {column: table.column(column).take(at).as_given[0] for column in columns}
