"""The return: this year's tables, last year's, and what the rules must know beside them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lac_validator import schema
from lac_validator.collection import CollectionYear, as_collection_year
from lac_validator.dataset.columns import COLUMN_TYPES, Column, Text
from lac_validator.dataset.placement import derive_placement
from lac_validator.dataset.provenance import Problem, ReadFile, Source
from lac_validator.dataset.table import Rows, Table, describe_table
from lac_validator.dataset.vocabulary import Vocabulary
from lac_validator.reference import Postcodes, checked_authority

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, Sequence[str]]
"""A table as text: for each column its values, all of one length."""

CSV = "csv"
XML = "xml"


class Return:
    """One authority's return for one collection year, ready for rules. Read-only.

    Made by :func:`lac_validator.read_files`, :meth:`from_columns` or :meth:`from_frames`.

    :ivar tables: by name, ``Episodes`` for this year's, ``Episodes_last`` for last year's, ``Providers`` for Ofsted's
        lists; only those that were given.
    :ivar authority: the code of the authority that makes the return, or None.
    :ivar file_format: ``csv`` or ``xml``: an XML return carries each child's UASC status.
    :ivar postcodes: the table of postcodes, or None.
    :ivar sources: for tables read from files, where each row stands.
    :ivar problems: what is to be known about the files that it was read from; empty where it was not read from files.
    :ivar files: what each of these files was read as.
    :ivar as_at: the day on which the return was taken from the council's system; 31 March where that was later.
    :ivar worked_out: by table, its columns that were worked out from others, as the DfE does: nobody can change them.
    """

    def __init__(
        self,
        tables: Mapping[str, Columns],
        year: CollectionYear,
        authority: str | None,
        file_format: str,
        postcodes: Postcodes | None,
        sources: Mapping[str, Source] | None = None,
        problems: Sequence[Problem] = (),
        files: Sequence[ReadFile] = (),
        as_at: datetime.date | None = None,
    ) -> None:
        self.year = year
        self.as_at = min(as_at or year.end, year.end)
        if self.as_at < year.start:
            raise ValueError(f"The return of {year} cannot have been taken before the year began on {year.start}.")
        self.authority = (authority or "").strip().upper() or None
        self.file_format = file_format
        self.postcodes = postcodes
        self.sources = dict(sources or {})
        self.problems = tuple(problems)
        self.files = tuple(files)
        self.vocabulary = Vocabulary()
        columns = {name: self._type(name, given) for name, given in tables.items()}
        absent: dict[str, dict[str, str]] = {name: {} for name in columns}
        for suffix in ("", schema.LAST_YEAR_SUFFIX):
            if f"Episodes{suffix}" in columns:
                episodes = columns[f"Episodes{suffix}"]
                absent[f"Episodes{suffix}"] = derive_placement(episodes, self.vocabulary, self.authority, postcodes)
            if f"Header{suffix}" in columns and "UASC" not in columns[f"Header{suffix}"]:
                absent[f"Header{suffix}"] = {"UASC": _no_uasc_status(suffix, f"UASC{suffix}" in columns)}
        self.tables = {
            name: Table(name, typed, np.arange(len(typed["URN" if name == "Providers" else "CHILD"])), absent[name])
            for name, typed in columns.items()
        }
        self.worked_out = {
            name: frozenset(each for each in typed if self._is_worked_out(name, each, tables[name]))
            for name, typed in columns.items()
        }

    @property
    def before_year_end(self) -> bool:
        """Whether it was taken before the end of its year, so that what is asked for then is not due yet."""
        return self.as_at < self.year.end

    def where_in_file(self, table: str, row: int) -> tuple[str, int]:
        """The file and the line of a row; without files, no name and the row counted from 1."""
        source = self.sources.get(table)
        return (source.files[row], source.lines[row]) if source else ("", row + 1)

    def form(self, suffix: str) -> str:
        """In which form a year's tables came, :data:`CSV` or :data:`XML`; last year's is told by its files' names.

        :param suffix: blank for this year's, else :data:`lac_validator.schema.LAST_YEAR_SUFFIX`.
        """
        if not suffix:
            return self.file_format
        files = {
            file for name, source in self.sources.items() if name.endswith(suffix) for file in source.files if file
        }
        return XML if files and all(file.lower().endswith(".xml") for file in files) else CSV

    def _is_worked_out(self, table: str, column: str, given: Columns) -> bool:
        """Whether no file held the column. The UASC status, an element of the XML, is added to tables from CSV."""
        added = column == "UASC" and self.file_format == CSV
        return schema.table(table).columns[column].derived and (added or column not in given)

    def _type(self, table: str, given: Columns) -> dict[str, Column]:
        """The columns of the table, typed; one that is absent reads as blank, a derived one only where it is given."""
        spec = schema.table(table)
        length = len(next(iter(given.values()), ()))
        typed = {}
        for name, column in spec.columns.items():
            if name in given:
                ids = self.vocabulary.number(given[name])
            elif column.derived:
                continue
            else:
                ids = np.zeros(length, np.int32)
            if column.type == "date":
                self.vocabulary.days(ids)  # read now and kept, so that no rule pays for it
            typed[name] = COLUMN_TYPES.get(column.type, Text)(self.vocabulary, ids)
        return typed

    @classmethod
    def from_columns(
        cls,
        tables: Mapping[str, Columns],
        previous: Mapping[str, Columns] | None = None,
        providers: Columns | None = None,
        *,
        year: int | str | CollectionYear,
        authority: str | None = None,
        file_format: str = CSV,
        postcodes: Postcodes | None = None,
        sources: Mapping[str, Source] | None = None,
        problems: Sequence[Problem] = (),
        files: Sequence[ReadFile] = (),
        as_at: datetime.date | None = None,
    ) -> Return:
        """A return from columns of text.

        :param tables: this year's, by the names of :func:`lac_validator.schema.tables`.
        :param previous: last year's, by the same names.
        :param providers: Ofsted's provider lists as one table (see ``INPUT``); None where not given.
        :param year: the collection year: 2026 is 2025/26.
        :param authority: the code of the authority that makes the return, E08000003 say.
        :param file_format: :data:`CSV` or :data:`XML`, in small letters or capitals.
        :param postcodes: the postcode table; the package's own where not given.
        :param sources: where the rows of each table stand; last year's under ``Episodes_last`` and the like.
        :param problems: what is to be known about the files that these were read from.
        :param files: what each of these files was read as.
        :param as_at: the day on which the return was taken from the council's system; 31 March where not given.
        :raises ValueError: a table, the year or the file format is unknown, or columns of a table differ in length. A
            column that is not the DfE's is left out.
        """
        named: dict[str, Columns] = {name: _checked(name, given) for name, given in tables.items()}
        for name, given in (previous or {}).items():
            named[f"{name}{schema.LAST_YEAR_SUFFIX}"] = _checked(name, given)
        if providers is not None:
            named["Providers"] = _checked("Providers", providers)
        return cls(
            named,
            as_collection_year(year),
            authority,
            _known_format(file_format),
            postcodes or Postcodes.load(),
            sources,
            problems,
            files,
            as_at,
        )

    @classmethod
    def from_frames(
        cls,
        tables: Mapping[str, pd.DataFrame],
        previous: Mapping[str, pd.DataFrame] | None = None,
        providers: pd.DataFrame | None = None,
        *,
        year: int | str | CollectionYear,
        authority: str | None = None,
        file_format: str = CSV,
        as_at: datetime.date | None = None,
    ) -> Return:
        """A return from frames of text, as read from CSV; see :meth:`from_columns`.

        A column that is absent reads as blank; so does a cell that pandas holds as missing. A derived column that is
        there (PL_LA, PL_LOCATION, PL_DISTANCE in Episodes; UASC in Header) is used as given. The UASC status is an
        element of the XML, and from CSV files :func:`with_uasc_status` adds it; frames are taken as they stand.

        :raises ValueError: as :meth:`from_columns`, and where a frame has one of its table's columns twice, or there is
            no such authority.
        """
        return cls.from_columns(
            {name: frame_columns(name, frame) for name, frame in tables.items()},
            {name: frame_columns(name, frame) for name, frame in (previous or {}).items()},
            None if providers is None else frame_columns("Providers", providers),
            year=year,
            authority=checked_authority(authority),
            file_format=file_format,
            as_at=as_at,
        )

    def children(self, table: str, rows: Rows) -> list[str]:
        """The child of each of these rows, as given but for blanks around it."""
        column = self.tables[table].column("CHILD")
        return [text.strip() for text in column.take(rows).as_given]


def with_uasc_status(tables: Mapping[str, Columns]) -> dict[str, Columns]:
    """The tables of one year, with the UASC status that CSV files lack added to Header: 1 for a child who is in the
    UASC table, 0 for one who is not. Without a UASC table there is no status; one that is there stays.
    """
    header, uasc = tables.get("Header"), tables.get("UASC")
    if header is None or uasc is None or "UASC" in header:
        return dict(tables)
    listed = {child.strip().upper() for child in uasc.get("CHILD", ())} - {""}
    nobody = [""] * len(next(iter(header.values()), ()))
    status = ["1" if child.strip().upper() in listed else "0" for child in header.get("CHILD", nobody)]
    return {**tables, "Header": {**header, "UASC": status}}


def _no_uasc_status(suffix: str, listed: bool) -> str:
    lacking = f"Header{suffix}" if listed else f"UASC{suffix}"
    return f"{describe_table(lacking)} {'has no column UASC' if listed else 'not given'}"


def frame_columns(table: str, frame: pd.DataFrame) -> dict[str, list[str]]:
    """A frame as columns of text, its headings trimmed and in upper case, missing values blank.

    :raises ValueError: there is no such table, or a column of it is there more than once.
    """
    spec = _known_table(table)
    columns: dict[str, list[str]] = {}
    for heading, values in frame.items():
        name = str(heading).strip().upper()
        if name in columns and name in spec.columns:
            raise ValueError(f"{table} has the column {name} more than once: leave one of them.")
        columns[name] = [value if isinstance(value, str) else _as_text(value) for value in values.tolist()]
    return columns


def _as_text(value: object) -> str:
    missing = value is None or str(value) in ("<NA>", "NaT") or value != value  # NaN differs from itself
    return "" if missing else str(value)


def _known_format(text: str) -> str:
    known = text.strip().lower()
    if known not in (CSV, XML):
        raise ValueError(f"There is no file format {text}: a return is {CSV} or {XML}.")
    return known


def _known_table(name: str) -> schema.TableSpec:
    if name not in {*schema.tables(), "Providers"}:
        raise ValueError(f"There is no table {name}. The tables of a 903 return are {', '.join(schema.tables())}.")
    return schema.table(name)


def _checked(name: str, given: Columns) -> Columns:
    _known_table(name)
    if len({len(values) for values in given.values()}) > 1:
        raise ValueError(f"The columns of {name} are not all of the same length.")
    return given
