"""A run read back from its file: the JSON with all errors, which may be packed with gzip."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lac_validator.collection import CollectionYear
from lac_validator.ingest.limits import FILE_BYTES, MEGABYTE
from lac_validator.ingest.own_files import ERRORS_FORMAT
from lac_validator.ingest.problems import CannotRead, shown

VERSION = 1
"""The latest version of the JSON that is read."""

MOST_ERRORS = 200_000
"""Of one run: more would fill the memory of a browser's tab, and the largest return has a tenth of it."""

_GZIP = b"\x1f\x8b"
_REFERENCE = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")


class RunError(NamedTuple):
    """An error of a run.

    :ivar identity: the first half of its lasting reference; ``content`` the second, which changes with any cell.
    :ivar due: whether it was due on the day of the run.
    :ivar answered: whether a social worker had answered.
    """

    identity: str
    content: str
    code: str
    category: str
    child: str
    table: str
    date: str
    worker: str
    due: bool
    answered: bool

    @property
    def reference(self) -> str:
        """Its lasting reference."""
        return f"{self.identity}-{self.content}"


@dataclass(frozen=True, eq=False)
class Run:
    """What a check found, and when.

    :ivar name: of its file, for sentences.
    :ivar at: the time that it bears.
    :ivar rules_of: the collection year whose rules were run; ``ran`` are the codes of those that ran.
    """

    name: str
    at: datetime.datetime
    year: CollectionYear
    authority: str | None
    as_at: datetime.date
    rules_of: CollectionYear
    ran: frozenset[str]
    errors: list[RunError] = field(repr=False)

    @property
    def due(self) -> int:
        """How many of its errors were due on its day."""
        return sum(error.due for error in self.errors)


def read_run(name: str, data: bytes) -> Run:
    """Read the file of a run.

    :param name: of the file, for sentences.
    :raises CannotRead: it is none, or cannot be used; the message is a sentence that quotes nothing from it.
    """
    name = shown(name)
    text = _unpacked(name, data)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise CannotRead(f"{name} is no run: give the JSON with all errors that a check was saved as.") from None
    if not isinstance(document, dict) or document.get("format") != ERRORS_FORMAT:
        raise CannotRead(f"{name} is no run: give the JSON with all errors that a check was saved as.")
    version = document.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise CannotRead(f"{name} was written by a later release of this tool: use that, or a run of this release.")
    if "ran" not in document:
        raise CannotRead(f"{name} was written by an earlier release, which does not say which rules ran: check anew.")
    errors = document.get("errors")
    if isinstance(errors, list) and len(errors) > MOST_ERRORS:
        raise CannotRead(
            f"{name} holds {len(errors):,} errors, more than the {MOST_ERRORS:,} that are compared: look whether it is "
            "of a real return."
        )
    try:
        return _run(name, document)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise CannotRead(f"{name} is not whole: save the run again.") from None


def _unpacked(name: str, data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            text = stream.read(FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise CannotRead(f"{name} is cut off or damaged, so that it cannot be unpacked: save it again.") from None
    if len(text) > FILE_BYTES:
        raise CannotRead(f"{name} unpacks to more than {FILE_BYTES // MEGABYTE} MB, which no run has: give another.")
    return text


def _run(name: str, document: Mapping[str, Any]) -> Run:
    at = datetime.datetime.fromisoformat(document["made_at"]).replace(tzinfo=None)
    authority = document["authority"]
    if authority is not None and not isinstance(authority, str):
        raise TypeError
    return Run(
        name=name,
        at=at.replace(microsecond=at.microsecond // 1000 * 1000),
        year=CollectionYear(int(document["collection_year"])),
        authority=authority,
        as_at=datetime.date.fromisoformat(document["as_at"]),
        rules_of=CollectionYear(int(document["rules_of"])),
        ran=frozenset(_texts(document["ran"])),
        errors=list(_errors(document["errors"])),
    )


def _texts(values: Any) -> Iterator[str]:
    for value in values:
        if not isinstance(value, str):
            raise TypeError
        yield sys.intern(value)


def _errors(values: Any) -> Iterator[RunError]:
    for each in values:
        reference = each["reference"]
        if not _REFERENCE.fullmatch(reference):
            raise ValueError
        names = ("code", "category", "child", "table", "date", "worker")
        code, category, child, table, date, worker = _texts(each[column] for column in names)
        due, answer = each["due"], each["answer"]
        identity, _, content = reference.partition("-")
        yield RunError(
            sys.intern(identity), content, code, category, child, table, date, worker, due is True, answer is not None
        )
