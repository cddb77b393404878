"""A return as one XML file in the DfE's form: EXPSSDA903, in it each CHILD with a HEADER and its EPISODEs.

The groups of social workers' episodes and deprivations of liberty are known by their elements, not by their names, for
which suppliers have no rule: see :mod:`lac_validator.ingest.xml_files`. An element without text is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from lac_validator import schema
from lac_validator.dataset import NotGiven, Table, read_number

ROOT = "EXPSSDA903"

_IN_HEADER = {
    "Header": ("SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "UASC": ("DUC",),
    "OC3": ("IN_TOUCH", "ACTIV", "ACCOM"),
    "AD1": ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
}
_GROUPS = {
    "Reviews": "AREVIEW",
    "Missing": "AMISSING",
    "OC2": "OC2",
    "PrevPerm": "PERMANENCE",
    "PlacedAdoption": "AD_PLACED",
    "SWEpisodes": "SWEPISODE",
    "DoLo": "DOLO",
}
_NAMES = {"PLACE": "PL", "CHILD": "CHILDID"}
_OF_HEADER = frozenset({"CHILD", "SEX", "DOB"})
"""Of all tables but Episodes: they stand in the HEADER once."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML can hold, be it escaped."""

Row = Mapping[str, str]
ByChild = dict[str, dict[str, list[Row]]]
"""By the child's identifier, by table, the rows."""


def return_as_xml(tables: Mapping[str, Table]) -> bytes:
    """The tables of one year, by name (without ``_last``), as an XML file in UTF-8.

    Children stand in the order of Header, after them those whom other tables alone name. Where Header has a child
    twice, its rows in other tables stand with the first.
    """
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<{ROOT}>"]
    for child, own in _by_child(tables).items():
        lines += _child(child, own)
    return "\n".join([*lines, f"</{ROOT}>", ""]).encode("utf-8")


def _by_child(tables: Mapping[str, Table]) -> ByChild:
    found: ByChild = {}
    spellings: dict[str, str] = {}
    for name in [each for each in schema.tables() if each in tables]:  # Header comes first
        for row in _rows(tables[name]):
            child = row["CHILD"] if row["CHILD"] in found else row["CHILD"].strip()
            child = child if child in found else spellings.setdefault(child.upper(), child)
            found.setdefault(child, defaultdict(list))[name].append(row)
    return found


def _rows(table: Table) -> Iterator[Row]:
    columns = [*schema.table(table.name).given_columns, *(["UASC"] if table.name.startswith("Header") else [])]
    texts = {column: given for column in columns if (given := _texts(table, column)) is not None}
    for values in zip(*texts.values(), strict=True):
        yield dict(zip(texts, values, strict=True))


def _texts(table: Table, column: str) -> list[str] | None:
    try:
        return table.column(column).as_given
    except NotGiven:
        return None


def _child(child: str, own: Mapping[str, list[Row]]) -> Iterator[str]:
    """The elements of a child; rows that belong to nobody stand in one without a HEADER."""
    groups = [line for name, group in _GROUPS.items() for row in own.get(name, ()) for line in _group(name, group, row)]
    headers = max(len(own.get(name, ())) for name in _IN_HEADER)
    yield "<CHILD>"
    if child or headers:
        yield from ("  <HEADER>", f"    <CHILDID>{_text(child)}</CHILDID>", *_header(own, 0), *groups, "  </HEADER>")
    else:
        yield from groups
    for row in own.get("Episodes", ()):
        columns = [each for each in schema.table("Episodes").given_columns if each != "CHILD"]
        yield from ("  <EPISODE>", *_elements(row, columns, 4), "  </EPISODE>")
    yield "</CHILD>"
    for number in range(1, headers):
        yield from ("<CHILD>", "  <HEADER>", f"    <CHILDID>{_text(child)}</CHILDID>", *_header(own, number))
        yield from ("  </HEADER>", "</CHILD>")


def _header(own: Mapping[str, list[Row]], number: int) -> Iterator[str]:
    rows = {name: own[name][number] for name in _IN_HEADER if len(own.get(name, ())) > number}
    status = rows.get("Header", {}).get("UASC", "")
    if "UASC" not in rows and status.strip() and read_number(status.strip()) != 0:
        status = "0"  # the child was taken out of the table of asylum seekers
    if status:
        yield f"    <UASC>{_text(status)}</UASC>"
    for name, columns in _IN_HEADER.items():
        if name in rows:
            yield from _elements(rows[name], columns, 4)
    if "Header" not in rows:  # what other tables say of a child who has no row there
        others = {column: text for row in rows.values() for column, text in row.items()}
        yield from _elements(others, [each for each in ("SEX", "DOB") if each in others], 4)


def _group(name: str, group: str, row: Row) -> list[str]:
    columns = [each for each in schema.table(name).given_columns if each not in _OF_HEADER]
    return [f"    <{group}>", *_elements(row, columns, 6), f"    </{group}>"]


def _elements(row: Row, columns: Sequence[str], indent: int) -> list[str]:
    given = [column for column in columns if row.get(column)] or columns  # a group without elements would be no row
    blanks = " " * indent
    names = [_NAMES.get(column, column) for column in given]
    return [f"{blanks}<{name}>{_text(row.get(column, ''))}</{name}>" for name, column in zip(names, given, strict=True)]


def _text(text: str) -> str:
    return escape(_NO_XML.sub("?", text), quote=False)
