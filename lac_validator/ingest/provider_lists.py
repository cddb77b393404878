"""Ofsted's lists of providers: the four layouts in circulation, each made into rows of the one table Providers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from lac_validator import schema
from lac_validator.ingest import dates
from lac_validator.ingest.problems import NOTE, WARNING, CannotRead, Problem, counted, lines_named, listed, shown
from lac_validator.ingest.recognise import key
from lac_validator.ingest.rewritten import stands_for_blank
from lac_validator.ingest.sheet import ASTRAY, Sheet
from lac_validator.reference import Postcodes, authority_name

Columns = Mapping[str, Sequence[str]]

# The names that a column has in one list or another, by what it becomes.
_COLUMNS = {
    "URN": ("URN", "Unique reference number", "Provider URN", "Setting URN"),
    "LA_NAME": ("Local authority", "Provider local authority", "LA_NAME"),
    "PLACE_CODES": ("Placement code", "Provider placement code", "PLACE_CODES"),
    "PROVIDER_CODES": ("Placement provider code", "Provider code", "PROVIDER_CODES"),
    "REG_END": ("Closed date", "Date closed", "Deregistration date", "REG_END"),
    "POSTCODE": (
        "Setting postcode",
        "Setting address postcode",
        "Provider postcode",
        "Postcode",
    ),
    "POSTCODE_LA": ("POSTCODE_LA",),
}
_BY_KEY = {key(heading): column for column, headings in _COLUMNS.items() for heading in headings}

_NEEDED = {
    "URN": "URN",
    "PLACE_CODES": "Placement code",
    "PROVIDER_CODES": "Placement provider code",
    "POSTCODE": "Setting postcode",
}
"""The columns that a list must have, as they are called in most: read as blank, they would be at odds with every
placement. Rules find the authority by the postcode, and a list of those registered today has no closing dates."""

_ADDRESSES_A_HOME = 10
"""More than a home has, on average: beyond it a URN stands for many homes, and joining on it would make no sense."""

_SETTINGS_SHEET, _ADDRESSES_SHEET = "Settings and Inspection Info", "Address Details"
SETTINGS, ADDRESSES = key(_SETTINGS_SHEET), key(_ADDRESSES_SHEET)
_OTHER_SHEET = {SETTINGS: _ADDRESSES_SHEET, ADDRESSES: _SETTINGS_SHEET}
_SUPPORTED_ACCOMMODATION = key("SA Providers")
_SHEETS = {key("Provider information"), key("Providers"), SETTINGS, ADDRESSES, _SUPPORTED_ACCOMMODATION}
_SUPPORTED_ACCOMMODATION_CODES = {"PLACE_CODES": "K3", "PROVIDER_CODES": "PR4"}

_CHILDRENS_HOMES_CODES = ("Provider code", "Provider placement code")
"""The two code columns of the children's homes list, whose headings do not tell which holds placement types: it is told
by what stands in them, and where that does not decide it is the first."""
_OF_PROVIDER = "PR"
"""What the code of a placement provider begins with, and that of no placement type does."""

PASSED_OVER = key("Registration Conditions")
"""A sheet of the children's homes list that no rule asks for."""

_NO_DATE = {"-", "--", "na", "n/a", "none", "null"}


def is_column(heading: str) -> bool:
    """Whether this is the heading of a column of some provider list."""
    return key(heading) in _BY_KEY


def is_sheet_of_list(name: str) -> bool:
    """Whether a sheet of one of Ofsted's lists is called so."""
    return key(name) in _SHEETS


def looks_like_list(headings: Sequence[str], name: str = "") -> bool:
    """Whether a sheet with these headings, of this name, is one of a provider list, complete or not."""
    found = set(_match(headings))
    distinctive = found & {"PLACE_CODES", "PROVIDER_CODES", "POSTCODE", "LA_NAME"}
    if any(key(heading) == "CHILD" for heading in headings):
        return False
    return ("URN" in found and bool(distinctive)) or (key(name) in _SHEETS and bool(found)) or len(distinctive) > 2


def _match(headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Of two that fit, the setting's comes before the provider's, as listed above."""
    found: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        column = _BY_KEY.get(key(heading))
        if column:
            rank = [key(name) for name in _COLUMNS[column]].index(key(heading))
            if column not in found or rank < found[column][0]:
                found[column] = (rank, place)
    return {column: place for column, (_, place) in found.items()}


def _by_what_they_hold(sheet: Sheet, found: dict[str, int]) -> tuple[dict[str, int], list[Problem]]:
    """The same columns, those of the children's homes list with codes by what stands in them; and whether that told."""
    by_heading = {key(sheet.headings[place]): place for place in found.values()}
    first, second = (by_heading.get(key(heading)) for heading in _CHILDRENS_HOMES_CODES)
    if first is None or second is None:
        return found, []
    of_first, of_second = (
        sum(any(code.startswith(_OF_PROVIDER) for code in _codes(cell).split(",")) for cell in sheet.columns[place])
        for place in (first, second)
    )
    place_codes, provider_codes = (second, first) if of_first > of_second else (first, second)
    problems = []
    if of_first == of_second and sheet.lines:
        headings = [shown(sheet.headings[place].strip()) for place in (place_codes, provider_codes)]
        sentence = (
            f"{sheet.file}: it cannot be told which of the columns {listed(headings)} holds placement types and which "
            f"providers, as codes that begin with PR are in neither or as often in both. {headings[0]} was read as "
            "placement types. If placements are reported that are right, give the workbook as Ofsted sent it."
        )
        problems.append(Problem(WARNING, sheet.file, sentence, column=headings[0]))
    return found | {"PLACE_CODES": place_codes, "PROVIDER_CODES": provider_codes}, problems


def _used_once(sheet: Sheet, found: Mapping[str, int]) -> list[Problem]:
    """Which columns were left out since another was used for the same."""
    problems = []
    for column, used in found.items():
        others = [
            f"{shown(heading.strip())} (column {place + 1})"
            for place, heading in enumerate(sheet.headings)
            if place != used and _BY_KEY.get(key(heading)) == column
        ]
        if others:
            heading = shown(sheet.headings[used].strip())
            sentence = (
                f"{sheet.file}: more than one column that can be read as {heading}; column {used + 1} was used, left "
                f"out: {listed(others)}."
            )
            problems.append(Problem(NOTE, sheet.file, sentence, column=heading, count=len(others)))
    return problems


def join_sheets(settings: Sheet, addresses: Sheet, file: str) -> Sheet:
    """The children's homes list in two sheets, joined on URN. A home with two addresses has two rows.

    :raises CannotRead: one of the sheets has no URN, no postcode is in them, or most homes have the same URN.
    """
    of_settings, of_addresses = _match(settings.headings), _match(addresses.headings)
    for sheet, found in ((settings, of_settings), (addresses, of_addresses)):
        if "URN" not in found:
            raise CannotRead(_lacking(sheet.file, ["URN"]))
    if "POSTCODE" not in of_addresses:
        raise CannotRead(_lacking(addresses.file, ["POSTCODE"]))
    postcodes: dict[str, dict[str, None]] = {}  # of each home, in the order of the file
    places = (addresses.columns[of_addresses[name]] for name in ("URN", "POSTCODE"))
    for urn, postcode in zip(*places, strict=True):
        if _urn(urn):
            postcodes.setdefault(_urn(urn), {})[postcode] = None
    urns = list(map(_urn, settings.columns[of_settings["URN"]]))
    if sum(len(postcodes.get(urn, ())) for urn in urns) > _ADDRESSES_A_HOME * (len(urns) + len(addresses.lines)):
        raise CannotRead(
            f"{file}: in both {_SETTINGS_SHEET} and {_ADDRESSES_SHEET} too many rows hold the same URN for the sheets "
            "to be joined, so it could not be used. Give the workbook as Ofsted sent it."
        )
    rows = [(place, postcode) for place, urn in enumerate(urns) for postcode in postcodes.get(urn, [""])]
    known = set(urns)
    astray = [
        line
        for urn, line in zip(addresses.columns[of_addresses["URN"]], addresses.lines, strict=True)
        if _urn(urn) not in known
    ]
    of_addresses = {name: of_addresses[name] for name in ("URN", "POSTCODE")}
    problems = [
        *(*settings.problems, *_used_once(settings, of_settings)),
        *(*addresses.problems, *_used_once(addresses, of_addresses)),
    ]
    if astray:
        sentence = (
            f"{addresses.file}: {counted(len(astray), 'row')} with a URN that is not in {_SETTINGS_SHEET} left out "
            f"({lines_named(astray, addresses.unit)})."
        )
        problems.append(Problem(NOTE, addresses.file, sentence, line=astray[0], column="URN", count=len(astray)))
    others = {name: place for name, place in of_settings.items() if name != "POSTCODE"}
    columns = [[settings.columns[place][row] for row, _ in rows] for place in others.values()]
    headings = [settings.headings[place] for place in others.values()] + [addresses.headings[of_addresses["POSTCODE"]]]
    joined = Sheet(
        file,
        headings,
        [*columns, [postcode for _, postcode in rows]],
        [settings.lines[row] for row, _ in rows],
        settings.unit,
        problems,
        headings,
        # Each address adds a row, or is that of its home: those that are astray are left out.
        in_file=len(rows) + len(astray) + sum(each.count for each in (*settings.left_out, *addresses.left_out)),
        left_out=[*settings.left_out, *addresses.left_out],
    )
    joined.leave_out(ASTRAY, len(astray))
    return joined


def read_list(sheet: Sheet, name: str, postcodes: Postcodes | None) -> tuple[dict[str, list[str]], list[Problem]]:
    """The columns of Providers from one sheet, and what is to be known about them.

    :param name: the name of the sheet, by which a list of supported accommodation is known.
    :param postcodes: tell in which authority a postcode lies; without them these columns are blank.
    :raises CannotRead: the sheet lacks a column without which its rows are of no use.
    """
    found = _match(sheet.headings)
    defaults = _SUPPORTED_ACCOMMODATION_CODES if key(name) == _SUPPORTED_ACCOMMODATION else {}
    lacking = [column for column in _NEEDED if column not in found and column not in defaults]
    if lacking:
        raise CannotRead(_lacking(sheet.file, lacking, _OTHER_SHEET.get(key(name))))

    repeated = _used_once(sheet, found)
    found, untold = _by_what_they_hold(sheet, found)

    def column(wanted: str, reader: Callable[[str], str]) -> list[str]:
        cells = sheet.columns[found[wanted]] if wanted in found else [""] * len(sheet.lines)
        texts = {cell: reader(cell) or defaults.get(wanted, "") for cell in set(cells)}
        return [texts[cell] for cell in cells]

    days = column("REG_END", _closing_day)
    as_given = dates.examine(days, {})
    places = column("POSTCODE", lambda text: "".join(text.split()).upper())
    columns = {
        "URN": column("URN", _urn),
        "LA_NAME": column("LA_NAME", str.strip),
        "PLACE_CODES": column("PLACE_CODES", _codes),
        "PROVIDER_CODES": column("PROVIDER_CODES", _codes),
        # The list is not the council's to put right, so a day in it is read however it is written.
        "REG_END": [as_given.rewritten.get(day, day) for day in days],
        "POSTCODE": places,
        "POSTCODE_LA": column("POSTCODE_LA", lambda text: text.strip().upper()),
    }
    if "POSTCODE_LA" not in found and postcodes is not None:
        distinct = sorted(set(places))
        authority = dict(zip(distinct, postcodes.find(distinct).authority.tolist(), strict=True))
        columns["POSTCODE_LA"] = [authority[place] for place in places]
    names = {code: authority_name(code) or "" for code in set(columns["POSTCODE_LA"])}
    columns["POSTCODE_LA_NAME"] = [names[code] for code in columns["POSTCODE_LA"]]
    headings = {column: sheet.headings[place].strip() for column, place in found.items()}
    no_days = as_given.unreadable | as_given.either
    problems = [
        *repeated,
        *untold,
        *_lacking_but_used(sheet, headings, key(name)),
        *_about_rows(sheet, headings, columns, no_days),
        *_reread(sheet, headings.get("REG_END", ""), days, as_given.rewritten),
    ]
    return {name: columns[name] for name in schema.providers().columns}, problems


def _lacking(file: str, columns: Sequence[str], other_sheet: str | None = None) -> str:
    named = listed([_NEEDED[column] for column in columns])
    beside = f", and the sheet {other_sheet} that goes with it is not there or is hidden" if other_sheet else ""
    return (
        f"{file} looks like one of Ofsted's provider lists, but has no column {named}{beside}, so it could not be "
        f"used. Give the workbook as Ofsted sent it."
    )


def _lacking_but_used(sheet: Sheet, headings: Mapping[str, str], sheet_key: str) -> list[Problem]:
    """What a list lacks that it can do without."""
    problems = []
    if "LA_NAME" not in headings:
        sentence = f"{sheet.file} has no column Local authority, read as blank. No check needs it."
        problems.append(Problem(NOTE, sheet.file, sentence, column="LA_NAME"))
    if "REG_END" not in headings and sheet_key in {"", *_SHEETS}:  # in these layouts there is one
        sentence = (
            f"{sheet.file} has no column Closed date or Deregistration date, so every provider in it counts as open. "
            "Placements with providers that have closed are not found: give the workbook as Ofsted sent it."
        )
        problems.append(Problem(WARNING, sheet.file, sentence, column="REG_END"))
    return problems


def _about_rows(sheet: Sheet, headings: Mapping[str, str], columns: Columns, no_days: Collection[str]) -> list[Problem]:
    """What is blank in single rows, or cannot be read there."""
    found = [_rows_with(sheet, columns["URN"], {""}, WARNING, "URN", "no", "No placement can be compared with these.")]
    for column in ("PLACE_CODES", "PROVIDER_CODES", "POSTCODE"):
        consequence = "Placements with these providers are reported where they are compared with it."
        heading = headings.get(column, "")
        found.append(_rows_with(sheet, columns[column], {""}, NOTE, heading, "no", consequence))
    consequence = "These providers count as open."
    heading = headings.get("REG_END", "")
    found.append(_rows_with(sheet, columns["REG_END"], no_days, WARNING, heading, "no clear date in", consequence))
    return [problem for problem in found if problem]


def _reread(sheet: Sheet, heading: str, days: Sequence[str], rewritten: Collection[str]) -> list[Problem]:
    """That days were read though they are not written dd/mm/yyyy, if some were."""
    lines = [line for day, line in zip(days, sheet.lines, strict=True) if day in rewritten]
    if not lines:
        return []
    column = shown(heading)
    holds, read = ("holds", "the date it plainly is") if len(lines) == 1 else ("hold", "the dates they plainly are")
    sentence = (
        f"{sheet.file}: {counted(len(lines), 'cell')} in {column} ({lines_named(lines, sheet.unit)}) {holds} a date "
        f"{listed(dates.ways(rewritten), 'or')}; read as {read}."
    )
    return [Problem(NOTE, sheet.file, sentence, line=lines[0], column=column, count=len(lines))]


def _rows_with(
    sheet: Sheet, cells: Sequence[str], texts: Collection[str], severity: str, heading: str, lack: str, consequence: str
) -> Problem | None:
    """That rows hold one of these texts in a column, if any does."""
    lines = [line for cell, line in zip(cells, sheet.lines, strict=True) if cell in texts]
    if not lines:
        return None
    column = shown(heading)
    sentence = (
        f"{sheet.file}: {counted(len(lines), 'row')} with {lack} {column} ({lines_named(lines, sheet.unit)}). "
        f"{consequence}"
    )
    return Problem(severity, sheet.file, sentence, line=lines[0], column=column, count=len(lines))


def _urn(text: str) -> str:
    return text.strip().upper()


def _codes(text: str) -> str:
    """``K1 / R1`` is ``K1,R1``."""
    return ",".join(filter(None, re.split(r"[\s,;/]+", text.upper())))


def _closing_day(text: str) -> str:
    trimmed = text.strip()
    return "" if trimmed.lower() in _NO_DATE or stands_for_blank(trimmed) else trimmed
