"""A name for each error that lasts, by which the answers to it find it in a later result.

Between two runs rows change their order, and parts of rows are put right. So an error is known by its rule, its table,
its child and the date of what its row is about (the start of the episode, say); and where a child has several such
errors, by the content of the row as well. The collection year is part of it: what was answered last year about the
details of a child says nothing about this year's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from lac_validator import schema
from lac_validator.dataset import read_date
from lac_validator.report.content.errors import Errors

_WRITTEN = re.compile(r"([0-9a-f]{16})-([0-9a-f]{8})")


@dataclass(frozen=True)
class ErrorKey:
    """Which error it is (``identity``), and the content of its row (``content``); both are hashes, in hexadecimal."""

    identity: str
    content: str

    def __str__(self) -> str:
        return f"{self.identity}-{self.content}"

    @classmethod
    def read_all(cls, text: str) -> list[ErrorKey]:
        """The keys as they are written in a pack, with blanks between; what is none is passed over."""
        return [cls(match[1], match[2]) for each in text.split() if (match := _WRITTEN.fullmatch(each))]


class ErrorKeys:
    """The keys of the errors of one result."""

    def __init__(self, errors: Errors) -> None:
        self._errors = errors
        self._columns = {
            name: [errors.ret.tables[name].column(column).text for column in schema.table(name).given_columns]
            for name in errors.tables
        }
        self._contents: dict[tuple[str, int], str] = {}

    def of(self, place: int) -> ErrorKey:
        """The key of one error."""
        error, event = self._errors[place], self._errors.event(place)
        day = str(read_date(event) or event)  # 1/4/2025 and 01/04/2025 are one
        identity = _hash(8, (str(self._errors.ret.year), error.rule.code, error.table, error.child, day))
        return ErrorKey(identity, self._content(error.table, error.row))

    def _content(self, table: str, row: int) -> str:
        content = self._contents.get((table, row))
        if content is None:
            texts = (column.as_given[row].strip().upper() for column in self._columns[table])
            content = self._contents[table, row] = _hash(4, texts)
        return content


def _hash(size: int, texts: Iterable[str]) -> str:
    return blake2b("\x1f".join(texts).encode("utf-8", "replace"), digest_size=size).hexdigest()
