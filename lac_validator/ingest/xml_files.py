"""The return as one XML file, read by its structure: children, each with a header, episodes and groups.

What a group is (a review, a missing period, a social-worker episode) is told from the elements inside it, since
suppliers name the newer groups differently. A file is read as a stream: what is kept is the text of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from functools import lru_cache
from typing import Any

from lac_validator import schema
from lac_validator.dataset import read_number
from lac_validator.ingest import limits, recognise
from lac_validator.ingest.problems import NOTE, WARNING, CannotRead, Problem, counted, lines_named, listed, shown
from lac_validator.ingest.safe_xml import check_depth, chunks, guarded_parser, local_name, xml_errors
from lac_validator.ingest.sheet import NO_GROUP, Sheet, shorten_cells

REMEDY = "Export the return again as XML, or as CSV files."

_GROUPS = {
    "EPISODE": "Episodes",
    "AREVIEW": "Reviews",
    "AMISSING": "Missing",
    "OC2": "OC2",
    "PERMANENCE": "PrevPerm",
    "AD_PLACED": "PlacedAdoption",
}
"""The groups that the DfE names; they are believed where their elements tell nothing else."""

_NOTHING_WHEN_EMPTY = {"HEADER", *_GROUPS}
"""Groups that some suppliers write also where there is nothing to put in them."""

Fields = dict[str, str]
Group = tuple[str, Fields, int]
"""A group of elements: its name, the texts of its elements, its line."""


def read_xml(file: str, data: bytes) -> Generator[float, None, list[tuple[str, Sheet]]]:
    """The tables of a return in XML, by name; on the way the part of the file that has been read, from 0 to 1.

    :raises CannotRead: the file is not well-formed, has a DTD, or holds no children as a return does.
    """
    text, encoding, problems = _readable(file, data)
    children = _Children(file)
    parser = guarded_parser(encoding)
    children.listen_to(parser)
    with xml_errors(file, REMEDY):
        done = 0
        for chunk in chunks(text):
            parser.Parse(chunk, False)
            done += len(chunk)
            yield done / len(text)
        parser.Parse(b"", True)
    tables = children.tables()
    if children.of_another_census or (not tables and _census(data)):
        raise CannotRead(
            f"{file} is {_census(data) or 'XML of another census'}, not the SSDA903 return, and was not read: its "
            f"children have no CHILDID, HEADER or EPISODE. Give the export of the SSDA903 return."
        )
    if not tables:
        raise CannotRead(
            f"{file} is XML, but no SSDA903 return: it holds no element CHILD with a HEADER and EPISODEs inside. "
            f"{REMEDY}"
        )
    tables[0][1].problems[:0] = problems + children.problems()
    return tables


_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def _readable(file: str, data: bytes) -> tuple[bytes, str | None, list[Problem]]:
    """The text as the parser is given it, and the encoding that it is told; None for that which the file names.

    The bytes say what the text is in. Exporters name UTF-16 and write UTF-8; editors save Windows-1252 under any name.
    """
    declared = _DECLARED.search(data[:200])
    said = declared[1].decode("ascii", "replace").strip().lower() if declared else "utf-8"
    if mark := _MARKS.get(data[:2]):
        if said in ("utf-16", mark):
            return data, None, []
        sentence = f"{file} names another encoding than that which it is in; it was read as UTF-16."
        return data[2:].decode(mark, "replace").encode(), "utf-8", [Problem(WARNING, file, sentence)]
    if b"\0" in data[:200]:
        return data, None, []
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_in_utf_8(file, data, said)
    if said in ("utf-8", "us-ascii", "ascii") or (data.isascii() and said in _SUBSETS):
        return data, "utf-8", []
    sentence = f"{file} names another encoding than that which it is in; it was read as UTF-8."
    return data, "utf-8", [Problem(WARNING, file, sentence)]


_SUBSETS = {"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "iso-8859-15"}
"""Encodings in which text without accents is the same as in UTF-8."""


def _not_in_utf_8(file: str, data: bytes, said: str) -> tuple[bytes, str | None, list[Problem]]:
    if said in _SUBSETS:
        return data.decode("cp1252" if "8859" not in said else said, "replace").encode(), "utf-8", []
    severity = NOTE if said == "utf-8" else WARNING
    sentence = f"{file} is not in the encoding that it names, UTF-8 where it names none; it was read as Windows-1252."
    return data.decode("cp1252", "replace").encode(), "utf-8", [Problem(severity, file, sentence)]


_CENSUSES = {
    rb"<(?:\w+:)?Collection>\s*CIN\s*<|<(?:\w+:)?CINdetails\b": "a children in need (CIN) census",
    rb"<(?:\w+:)?Collection>\s*(SC|School\s*Census)": "a school census",
    rb"<(?:\w+:)?Collection>\s*(AP|Alternative\s*Provision)": "an alternative provision census",
    rb"<(?:\w+:)?Collection>\s*(?!SSDA|903|LAC|CLA)": "XML of another census",
}
_HEAD = 100_000
"""Bytes in which an XML says what it is."""


def _census(data: bytes) -> str:
    """What other census the XML is, in words; blank where it does not say."""
    start = data[:_HEAD].replace(b"\0", b"")
    return next((name for pattern, name in _CENSUSES.items() if re.search(pattern, start, re.IGNORECASE)), "")


class _Children:
    """Listens to the parser and keeps the rows of each table."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: dict[str, list[Fields]] = {table: [] for table in schema.tables()}
        self.lines: dict[str, list[int]] = {table: [] for table in schema.tables()}
        self.unknown: dict[str, int] = {}
        self.of_no_table = 0
        self.repeated: list[int] = []
        self.leavers_out_of_touch: list[int] = []
        self.without_header: list[int] = []
        self._is_return = False

    def listen_to(self, parser: Any) -> None:
        """Take the elements as they come. Everything is local to this function, which is called millions of times."""
        names: dict[str, str] = {}
        values: set[str] = set()  # names of elements met with a text in them, so that their line need not be asked for
        texts: list[str] = []
        groups: list[Group] = []
        depth_of_child = depth = 0
        pending: str | None = None  # the element begun last, of which it is not known yet whether it is a group
        pending_line = 0
        group, fields, line = "", Fields(), 0
        outer: list[Group] = []
        deepest = limits.XML_DEPTH

        def start(raw_name: str, _attributes: dict[str, str]) -> None:
            nonlocal depth_of_child, depth, pending, pending_line, group, fields, line
            name = names.get(raw_name)
            if name is None:
                name = names[raw_name] = _column_name(raw_name)
            depth += 1
            if depth > deepest:
                check_depth(depth, self.file)
            if not depth_of_child:
                if name == "CHILD":
                    depth_of_child = depth
                    group, fields, line = name, {}, parser.CurrentLineNumber
                    parser.CharacterDataHandler = texts.append
                return
            if pending is not None:
                outer.append((group, fields, line))
                group, fields, line = pending, {}, pending_line or parser.CurrentLineNumber
            pending = name
            pending_line = 0 if name in values else parser.CurrentLineNumber
            texts.clear()

        def end(_raw_name: str) -> None:
            nonlocal depth_of_child, depth, pending, group, fields, line
            depth -= 1
            if pending is not None:
                text = "".join(texts).strip()
                if fields.setdefault(pending, text) != text:
                    self.repeated.append(parser.CurrentLineNumber)
                if text and pending_line:  # it is not among them yet
                    values.add(pending)
                pending = None
            elif outer:
                if fields:
                    groups.append((group, fields, line))
                group, fields, line = outer.pop()
            elif depth_of_child:
                depth_of_child = 0
                parser.CharacterDataHandler = None
                self.add_child(fields, groups, line)
                groups.clear()

        parser.StartElementHandler = start
        parser.EndElementHandler = end

    def add_child(self, own: Fields, groups: list[Group], line: int) -> None:
        """Put the groups of one child into the tables. What stands outside of any group belongs to the header."""
        headers = [(own | fields, at) for name, fields, at in groups if name == "HEADER"]
        if own and not headers:
            headers = [(own, line)]
        if not headers and not groups:
            return
        self._is_return = (
            self._is_return
            or any("CHILD" in fields for fields, _ in headers)
            or any(name in ("HEADER", "EPISODE") for name, _, _ in groups)
        )
        if not any(fields.get("CHILD") for fields, _ in headers):
            self.without_header.append(line)
        child = next((fields["CHILD"] for fields, _ in headers if "CHILD" in fields), "")
        born = next((fields["DOB"] for fields, _ in headers if "DOB" in fields), "")
        for name, fields, at in groups:
            if name != "HEADER":
                self.add_group(name, {"CHILD": child, "DOB": born}, fields, at)
        for fields, at in headers:
            self.add_header(fields, at)

    @property
    def of_another_census(self) -> bool:
        """Whether there are children, and none has an identifier or a group as in a return."""
        return not self._is_return and any(self.rows.values())

    def add_header(self, fields: Fields, line: int) -> None:
        """A header makes a row of Header, and of the tables whose values stand in it."""
        self.add("Header", {"UASC": ""} | fields, line)
        if _is_asylum_seeker(fields):
            self.add("UASC", fields, line)
        if fields.get("IN_TOUCH"):
            self.add("OC3", fields, line)
        elif fields.get("ACTIV") or fields.get("ACCOM"):
            self.leavers_out_of_touch.append(line)
        if fields.get("DATE_INT"):
            self.add("AD1", fields, line)
        for name in fields.keys() - _IN_HEADER:
            if fields[name] or name not in _NOTHING_WHEN_EMPTY:
                self.count_unknown(name)

    def add_group(self, name: str, whose: Fields, fields: Fields, line: int) -> None:
        """A group makes a row of the table that its elements are columns of."""
        table, unknown = _table_of(name, frozenset(fields))
        for each in unknown:
            self.count_unknown(each)
        if table is None:
            self.of_no_table += 1
        else:
            self.add(table, whose | fields, line)

    def add(self, table: str, fields: Fields, line: int) -> None:
        """One row."""
        rows = self.rows[table]
        rows.append(fields)
        self.lines[table].append(line)
        if len(rows) > limits.ROWS:
            raise CannotRead(f"{self.file} has more than the {limits.ROWS:,} rows of {table} that can be read.")

    def count_unknown(self, name: str) -> None:
        """An element that belongs to no table."""
        if name in self.unknown or len(self.unknown) < 1000:
            self.unknown[name] = self.unknown.get(name, 0) + 1

    def tables(self) -> list[tuple[str, Sheet]]:
        """The tables, in the DfE's order; none where there are no children.

        The file is the whole return: where no child went missing, Missing was given and has no rows. Only of the tables
        that came later is it not known whether the supplier exports them.
        """
        if not any(self.rows.values()):
            return []
        return [
            (table, self.sheet(table))
            for table, rows in self.rows.items()
            if rows or not schema.table(table).first_year
        ]

    def sheet(self, table: str) -> Sheet:
        """A table as it would stand in a CSV file, with the columns that any of its rows has."""
        rows = self.rows[table]
        spec = schema.table(table)
        given = set().union(*rows)
        columns = [name for name in spec.columns if name in given] if rows else spec.given_columns
        cells = [[fields.get(name, "") for fields in rows] for name in columns]
        # What belongs to no table is counted with the first.
        strays = self.of_no_table if table == "Header" else 0
        sheet = Sheet(self.file, columns, cells, self.lines[table], names=columns, in_file=len(rows) + strays)
        sheet.leave_out(NO_GROUP, strays)
        shorten_cells(sheet)
        return sheet

    def problems(self) -> list[Problem]:
        """What was left out, or looks wrong."""
        found = []
        if self.unknown:
            named = [f"{shown(name)[:60]} ({counted(count, 'time')})" for name, count in sorted(self.unknown.items())]
            sentence = f"{self.file}: elements that are no part of the return left out: {listed(named)}."
            found.append(Problem(NOTE, self.file, sentence, count=sum(self.unknown.values())))
        if self.without_header:
            sentence = (
                f"{self.file}: {counted(len(self.without_header), 'CHILD element')} without a CHILDID in a HEADER "
                f"({lines_named(self.without_header)}): the rows in it belong to no child. Give each child its CHILDID."
            )
            found.append(_warning(self.file, sentence, self.without_header, "CHILD"))
        if self.repeated:
            sentence = (
                f"{self.file}: {counted(len(self.repeated), 'element')} that stands a second time in its group with "
                f"another text ({lines_named(self.repeated)}); the first was used. Look which is right."
            )
            found.append(_warning(self.file, sentence, self.repeated, None))
        if self.leavers_out_of_touch:
            sentence = (
                f"{self.file}: {counted(len(self.leavers_out_of_touch), 'HEADER')} with ACTIV or ACCOM but without "
                f"IN_TOUCH ({lines_named(self.leavers_out_of_touch)}); without it the child is no care leaver, and "
                "these were left out. Fill in IN_TOUCH, or clear the others."
            )
            found.append(_warning(self.file, sentence, self.leavers_out_of_touch, "IN_TOUCH"))
        return found


def _warning(file: str, sentence: str, lines: list[int], column: str | None) -> Problem:
    return Problem(WARNING, file, sentence, line=lines[0], column=column, count=len(lines))


def _column_name(raw_name: str) -> str:
    name = local_name(raw_name).strip().upper()
    return recognise.XML_NAMES.get(name, name)


def _columns_of(tables: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(schema.table(table).columns for table in tables))


_IN_HEADER = _columns_of(["Header", "UASC", "OC3", "AD1"])
"""The elements of a HEADER."""


@lru_cache(maxsize=1000)
def _table_of(group: str, columns: frozenset[str]) -> tuple[str | None, tuple[str, ...]]:
    """The table that a group with these elements is a row of, and what of it is no part of any."""
    scores = recognise.scores(columns)
    best = max(scores.values())
    candidates = [table for table, score in scores.items() if score == best > 0]
    named = _GROUPS.get(group)
    if named and (named in candidates or not candidates):
        table = named
    elif len(candidates) == 1:
        table = candidates[0]
    else:
        return None, (group,)
    return table, tuple(f"{group}/{column}" for column in sorted(columns - schema.table(table).columns.keys()))


def _is_asylum_seeker(fields: Fields) -> bool:
    """Whether the child belongs in the table UASC.

    INPUT puts a child there when UASC is given. But every HEADER has to say 1 or 0 (rule 105), and a child whose HEADER
    says 0 and who has no DUC is in nobody's CSV file of that table: rule 1014 would then be at fault for each care
    leaver.
    """
    status = fields.get("UASC", "")
    return bool(fields.get("DUC")) or (bool(status) and read_number(status) != 0)
