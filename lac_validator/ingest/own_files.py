"""The files that this tool writes, and the lists that go with them: known by what is in them, never read as tables.

Reports are saved beside the return and come back with it, under any name and saved again by other programs. What the
writers put into them, and what they are known by, stands here once. A heading that is renamed does no harm: of a list
most of its headings are asked for, so that the files of earlier releases are known too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from lac_validator.engine import CATEGORIES
from lac_validator.ingest.archives import checked_archive, zip_errors
from lac_validator.ingest.kinds import ZIP_REMEDY
from lac_validator.ingest.problems import CannotRead
from lac_validator.ingest.recognise import key
from lac_validator.ingest.sheet import HEADINGS_AMONG

# What a part can be instead of a table; the first six are those of lac_validator.report.kinds.REPORTS.
WORKBOOK, ERRORS_CSV, CHILDREN_CSV, JSON = "workbook", "errors_csv", "children_csv", "json"
SUMMARY_JSON, SUMMARY_CSV, PACKS = "summary_json", "summary_csv", "packs"
COVER, PAGE, TABLES_NOTE = "packs_cover", "packs_page", "tables_note"
PROPOSALS, FIGURES, PROGRESS = "proposals", "figures", "progress"
CHANGES, DECISIONS = "changes", "decisions"
OTHER_REPORT, ALLOCATION = "report", "allocation"

IN_WORDS = {
    WORKBOOK: "the workbook with all errors",
    ERRORS_CSV: "the list of errors",
    CHILDREN_CSV: "the list of children with errors",
    JSON: "everything as JSON",
    SUMMARY_JSON: "the anonymous summary",
    SUMMARY_CSV: "the anonymous summary",
    PACKS: "a pack for social workers, in which answers can come back",
    COVER: "the cover sheet of the packs",
    PAGE: "the page to print of a pack for social workers",
    TABLES_NOTE: "the note that goes with the tables",
    PROPOSALS: "the list of proposed changes",
    FIGURES: "the figures",
    CHANGES: "the list of changes",
    DECISIONS: "the file of decisions on proposed changes",
    PROGRESS: "what got better from run to run",
    OTHER_REPORT: "made from an earlier check",
}

# --- what the writers write -------------------------------------------------------------------------------------------

CREATOR = "LAC Validator"
"""Who made a workbook, by its properties."""

WORKBOOK_TITLE, PROGRESS_TITLE, PACK_TITLE, COVER_PROPERTY, CHANGES_TITLE = (
    "SSDA903 errors",
    "SSDA903 progress",
    "What to check: children's records for the SSDA903 return",
    "Cover sheet of the packs",
    "SSDA903 changes",
)
"""With what the titles in the properties of the workbooks begin; a pack's stands at the top of it, too."""

COVER_TITLE = "Packs for the SSDA903 return"

PACK_SHEET, CHANGES_SHEET, COVER_SHEET, PROBLEMS_SHEET = "To check", "To change", "Packs", "File problems"
"""The sheets of a pack, and the two of the list of the packs: a file is known by them."""

JSON_FORMAT = "lac-validator-"
"""With what ``format`` begins in any JSON that this tool writes."""

ERRORS_FORMAT, SUMMARY_FORMAT = f"{JSON_FORMAT}errors", f"{JSON_FORMAT}summary"
PROPOSALS_FORMAT, FIGURES_FORMAT = f"{JSON_FORMAT}proposals", f"{JSON_FORMAT}insight"
DECISIONS_FORMAT = f"{JSON_FORMAT}decisions"
PROGRESS_FORMAT = f"{JSON_FORMAT}progress"

TABLES_NOTE_START = "In these tables an apostrophe (') was put before"

ERROR_HEADINGS = (
    "Child",
    "Code",
    "What is wrong",
    "Fields and values",
    "What to check",
    "Kind",
    "Table",
    "Date",
    "Social worker",
    "File",
    "Line",
    "Due",
)
"""The columns of a list of errors."""

CHILD_HEADINGS = (
    "Child",
    "Social worker",
    "Errors",
    *(category.capitalize() for category in CATEGORIES),
    "Checks",
    "Due now",
    "Not due yet",
)
"""The columns of the list of children."""

SUMMARY_HEADINGS = ("What", "Code", "Kind", "Table", "Errors", "Children", "Text", "Due")

PROPOSAL_HEADINGS = (
    "File",
    "Line",
    "Table",
    "Row (from 0)",
    "Child",
    "Column",
    "Old",
    "New",
    "Because",
    "Kind",
    "For rules",
    "Fix",
    "Action",
    "Question",
    "Way",
    "Ways",
)
"""The columns of the list of what the fixes propose."""

CHANGE_HEADINGS = (
    "Child",
    "Table",
    "File",
    "Line",
    "Column",
    "Old",
    "New",
    "Because",
    "Kind",
    "Rules",
    "Errors cleared",
    "Accepted",
    "Accepted by",
    "When",
    "Social worker",
    "Team",
    "Email",
    "Record",
    "To do",
    "Change in",
    "Fix",
    "Question",
    "Way",
    "Ways",
)
"""The columns of the list of changes."""

STANDING_HEADINGS = (
    "Child",
    "Table",
    "Record",
    "Column",
    "Old",
    "New",
    "Present",
    "Standing",
    "Accepted by",
    "When",
)
"""The columns of the list of what was decided about an earlier extract, and how that stands in this one."""

PROGRESS_HEADINGS = (
    "Since last time",
    "Child",
    "Code",
    "What is wrong",
    "Table",
    "Date",
    "Social worker",
    "Due",
    "First seen",
    "Last seen",
    "Reference",
)
"""The columns of the list of what became of each error."""

TO_PUT_RIGHT, CLEARS = "What to put right", "Rules that it clears"
"""The columns by which the workbook's list of things to check is known."""

REFERENCE, DONE, COMMENT = "Reference", "Done?", "Comment"
"""The columns of a pack in which answers find their errors, and are written."""

# --- what they are known by -------------------------------------------------------------------------------------------

_BY_FORMAT = {
    ERRORS_FORMAT: JSON,
    SUMMARY_FORMAT: SUMMARY_JSON,
    PROPOSALS_FORMAT: PROPOSALS,
    FIGURES_FORMAT: FIGURES,
    DECISIONS_FORMAT: DECISIONS,
    PROGRESS_FORMAT: PROGRESS,
}
_BY_TITLE = {
    WORKBOOK_TITLE: WORKBOOK,
    PROGRESS_TITLE: PROGRESS,
    PACK_TITLE: PACKS,
    COVER_PROPERTY: COVER,
    CHANGES_TITLE: CHANGES,
}
_BY_HEADINGS = {
    frozenset(map(key, headings)): report
    for headings, report in (
        (ERROR_HEADINGS, ERRORS_CSV),
        (CHILD_HEADINGS, CHILDREN_CSV),
        (SUMMARY_HEADINGS, SUMMARY_CSV),
        (CHANGE_HEADINGS, CHANGES),  # before the proposals, most of whose headings it has
        (STANDING_HEADINGS, CHANGES),
        (PROPOSAL_HEADINGS, PROPOSALS),
        (PROGRESS_HEADINGS, PROGRESS),
    )
}
_OF_PACK = frozenset(map(key, (REFERENCE, DONE, COMMENT)))
_OF_THINGS = frozenset(map(key, (TO_PUT_RIGHT, CLEARS)))
_OF_WORKBOOK = {ERRORS_CSV: WORKBOOK, CHILDREN_CSV: WORKBOOK}

_MOST = 0.7
"""Of a list so many of its headings must be there."""

_START = 10_000
"""Bytes of a file in which a mark stands."""

_FORMAT = re.compile(rf'\{{\s*"format"\s*:\s*"({JSON_FORMAT}[a-z-]+)"')
_SUMMARY_OF_CHANGES = re.compile(r'\{\s*"proposed"\s*:\s*\d+\s*,\s*"accepted"')
_PAGE_TITLE = f"<title>{escape(PACK_TITLE)}"
_PROPERTIES = "docprops/core.xml"
_PROPERTY = r"<(?:\w+:)?{name}(?:\s[^<>]*)?>([^<>]*)<"
_ENCODINGS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

_USUAL_HEADINGS = {
    "CHILD": ("child", "child id", "childid", "child identifier", "person id", "client id", "mosaic id", "id"),
    "WORKER": ("worker", "social worker", "allocated worker", "sw_id", "sw id", "sw", "worker name", "lead worker"),
    "TEAM": ("team", "team name", "service", "allocated team"),
    "EMAIL": ("email", "e-mail", "worker email", "email address", "e-mail address"),
}
"""What councils call the columns of a list of who works with which child."""


def of_text(data: bytes) -> str:
    """Which report a file of text is, by its beginning: JSON, a page, a list as CSV; blank for none."""
    encoding = _ENCODINGS.get(data[:2], "utf-8")
    start = data[:_START].decode(encoding, "replace").lstrip("\ufeff \r\n\t")
    if found := _FORMAT.match(start):
        return _BY_FORMAT.get(found[1], OTHER_REPORT)
    if _SUMMARY_OF_CHANGES.match(start):
        return CHANGES
    if start.startswith("<"):
        return PAGE if _PAGE_TITLE in start else ""
    if start.startswith(TABLES_NOTE_START):
        return TABLES_NOTE
    # No heading of a list holds a separator, or anything else that a quotation mark would have to keep together.
    return _of_rows(re.split("[,;\t]", line) for line in start.splitlines()[:2])


def of_workbook(file: str, data: bytes) -> str:
    """Which report a workbook is, by its properties; blank for none that says so."""
    try:
        with zip_errors(file, ZIP_REMEDY), checked_archive(file, data) as archive:
            path = next((name for name in archive.namelist() if name.lower() == _PROPERTIES), None)
            if path is None:
                return ""
            with archive.open(path) as stream:
                text = stream.read(_START).decode("utf-8", "replace")
    except CannotRead:  # its sheets may be whole all the same; if not, whoever reads them says so
        return ""
    if _property(text, "creator") != CREATOR:
        return ""
    title = _property(text, "title")
    return next((report for start, report in _BY_TITLE.items() if title.startswith(start)), "")


def _property(text: str, name: str) -> str:
    found = re.search(_PROPERTY.format(name=name), text)
    return found[1].replace("&apos;", "'").replace("&#39;", "'") if found else ""


def of_sheet(rows: Iterable[Sequence[str]]) -> str:
    """Which report a sheet is of, by its first rows: of those that some program saved without saying who made them."""
    first = list(rows)[:HEADINGS_AMONG]
    if any(cell.startswith(COVER_TITLE) for row in first[:1] for cell in row):
        return COVER
    found = _of_rows(first)
    return _OF_WORKBOOK.get(found, found)


def _of_rows(rows: Iterable[Sequence[str]]) -> str:
    for row in rows:
        keys = set(map(key, row))
        for wanted, report in _BY_HEADINGS.items():
            if len(wanted & keys) >= _MOST * len(wanted):
                return report
        if keys >= _OF_PACK:
            return PACKS
        if keys >= _OF_THINGS:  # it names social workers too, as an allocation list does
            return WORKBOOK
    return ""


def guess_allocation_columns(headings: Sequence[str]) -> dict[str, str]:
    """Which heading of a list holds what, by the usual names: ``{CHILD: "Person ID", ...}``; what is not seen lacks."""
    plain = {" ".join(heading.lower().split()): heading for heading in reversed(headings)}
    found = {}
    for column, usual in _USUAL_HEADINGS.items():
        heading = next((plain[name] for name in usual if name in plain), None)
        if heading is not None:
            found[column] = heading
    return found


def is_allocation_list(headings: Sequence[str]) -> bool:
    """Whether a sheet with these headings, which is no table, says who works with which child."""
    found = guess_allocation_columns(headings)
    return "CHILD" in found and bool({"WORKER", "TEAM"} & found.keys())


def sentence(file: str, report: str) -> str:
    """What is said of such a file."""
    if report == ALLOCATION:
        return (
            f"{file} is a list of who works with which child and is not part of the return. It can be used as the "
            "allocation list."
        )
    return f"{file} is a report of this tool and is not part of the return: {IN_WORDS[report]}."
