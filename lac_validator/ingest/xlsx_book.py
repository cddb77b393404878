"""What the sheets of a workbook share: their names and places, the texts that they point to, the formats of cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

from lac_validator.ingest.problems import CannotRead, shown
from lac_validator.ingest.safe_xml import guarded_parser, local_name
from lac_validator.ingest.xlsx_cells import format_of, unescaped

REMEDY = "Open it in Excel, save it again as .xlsx, or export the sheet as CSV."

_PIECE = 1 << 18


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


class Workbook:
    """What the sheets of a workbook share."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.archive = archive
        self.file = file
        self.names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        main = self._related("", "officeDocument") or "xl/workbook.xml"
        folder = main.rpartition("/")[0]
        targets = self._relations(main)
        self.starts_1904 = False
        self.sheets: list[tuple[str, bool, str]] = []
        for name, attributes in self._elements(main):
            if name == "workbookPr":
                self.starts_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "sheet":
                relation = next(
                    (value for key, value in attributes.items() if local_name(key) == "id" and ":" in key), ""
                )
                kind, target = targets.get(relation, ("", ""))
                path = self._path(folder, target)
                if path is None:
                    raise self.damaged()
                if kind == "worksheet":  # not a sheet that is all chart
                    hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append((shown(attributes.get("name", "")), hidden, path))
        kinds = {kind: self._path(folder, target) for kind, target in targets.values()}
        self.shared = self._shared_strings(kinds.get("sharedStrings"))
        self.formats = self._formats(kinds.get("styles"))
        if not self.sheets:
            raise CannotRead(f"{file} is a workbook without any sheet that can be read. {REMEDY}")

    def damaged(self) -> CannotRead:
        """What to raise where the parts of the workbook do not fit together."""
        return CannotRead(f"{self.file} is a damaged workbook, so nothing of it could be used. {REMEDY}")

    def measured(self, sheet: tuple[str, bool, str]) -> tuple[str, bool, int]:
        """A sheet with its size, unpacked, for its path."""
        name, hidden, path = sheet
        return name, hidden, self.archive.getinfo(path).file_size

    def _path(self, folder: str, target: str) -> str | None:
        """The member that a relation points to; links to other places are not followed."""
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        while "/../" in path:
            path = re.sub(r"[^/]+/\.\./", "", path, count=1) if re.search(r"[^/]+/\.\./", path) else ""
        return self.names.get(path.replace("/./", "/").lower())

    def _related(self, of: str, kind: str) -> str | None:
        targets = (target for found, target in self._relations(of).values() if found == kind)
        return self._path("", next(targets, ""))

    def _relations(self, of: str) -> dict[str, tuple[str, str]]:
        folder, _, name = of.rpartition("/")
        path = self.names.get(f"{folder}/_rels/{name}.rels".lstrip("/").lower())
        if path is None:
            return {}
        return {
            attributes.get("Id", ""): (attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", ""))
            for name, attributes in self._elements(path)
            if name == "Relationship" and attributes.get("TargetMode") != "External"
        }

    def _elements(self, path: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The elements of a small member: names without namespace, attributes as they are."""
        found: list[tuple[str, dict[str, str]]] = []
        if self.names.get(path.lower()) is None:
            raise CannotRead(f"{self.file} is no workbook that can be read: {shown(path)} is missing in it. {REMEDY}")
        parser = guarded_parser()
        parser.StartElementHandler = lambda name, attributes: found.append((local_name(name), attributes))
        with self.archive.open(self.names[path.lower()]) as stream:
            parser.ParseFile(stream)
        return iter(found)

    def _shared_strings(self, path: str | None) -> list[str]:
        strings: list[str] = []
        if path is None:
            return strings
        parser = guarded_parser()
        texts: list[str] = []
        kinds: dict[str, str] = {}
        phonetic = False  # how a Japanese name is read is no part of it

        def start(raw_name: str, _attributes: dict[str, str]) -> None:
            nonlocal phonetic
            name = kinds.get(raw_name)
            if name is None:
                name = kinds[raw_name] = local_name(raw_name)
            if name == "t" and not phonetic:
                parser.CharacterDataHandler = texts.append
            elif name == "rPh":
                phonetic = True

        def end(raw_name: str) -> None:
            nonlocal phonetic
            name = kinds[raw_name]
            if name == "t":
                parser.CharacterDataHandler = None
            elif name == "si":
                strings.append(unescaped("".join(texts)))
                texts.clear()
            elif name == "rPh":
                phonetic = False

        parser.StartElementHandler, parser.EndElementHandler = start, end
        with self.archive.open(path) as stream:
            for piece in pieces(stream):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        return strings

    def _formats(self, path: str | None) -> list[str | int | None]:
        """For each style of a cell how its number is shown: ``date``, a count of digits to fill up to, or None."""
        if path is None:
            return []
        codes: dict[str, str] = {}
        formats: list[str | int | None] = []
        of_cells = False
        for name, attributes in self._elements(path):
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name.endswith("Xfs") or name in ("cellStyles", "dxfs"):
                of_cells = name == "cellXfs"
            elif name == "xf" and of_cells:
                number = attributes.get("numFmtId", "0")
                formats.append(format_of(number, codes.get(number)))
        return formats
