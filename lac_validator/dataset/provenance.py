"""Where a return comes from: the files that were read, what each was read as, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lac_validator.collection import CollectionYear

ERROR, WARNING, NOTE = "error", "warning", "note"
"""How bad it is: something could not be used; something needs a look; something was done that is good to know."""


@dataclass(frozen=True)
class Problem:
    """One thing to know about a file.

    :ivar severity: :data:`ERROR`, :data:`WARNING` or :data:`NOTE`.
    :ivar file: the file as it is shown: ``export.zip › 903/episodes.csv``.
    :ivar sentence: what is wrong, where, and what to do. It holds no value of a child's data.
    :ivar line: the line in the file (the row of a sheet), from 1; None where it is about no line or many.
    :ivar column: the column, or several with commas between; None where it is about no column.
    :ivar count: how many cells, rows or columns it is about, where they were counted.
    """

    severity: str
    file: str
    sentence: str
    line: int | None = None
    column: str | None = None
    count: int | None = None


@dataclass(frozen=True)
class ReadFile:
    """What a report says of a file: for each table in it what it was read as.

    :ivar name: as shown.
    :ivar table: None where it was not recognised.
    :ivar period: this year, last year, providers, or None.
    :ivar year: the collection year of the period.
    :ivar used: whether its rows are in the return.
    :ivar sha256: of the whole file that the user gave; tables in one archive have it in common.
    """

    name: str
    table: str | None
    period: str | None
    year: CollectionYear | None
    rows: int
    used: bool
    sha256: str


@dataclass(frozen=True)
class Source:
    """Where the rows of a table stand: for each row the file and its line (from 1, the headings included)."""

    files: Sequence[str]
    lines: Sequence[int]
