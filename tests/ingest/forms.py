"""The same tables in every form that a council can export."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import xlsxwriter

from lac_validator import schema
from lac_validator.dataset import read_date
from lac_validator.ingest import InputFile, Intake, Part

Rows = Mapping[str, Sequence[str]]
Tables = Mapping[str, Rows]

IN_HEADER = {
    "Header": ["SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
    "UASC": ["DUC"],
    "OC3": ["IN_TOUCH", "ACTIV", "ACCOM"],
    "AD1": ["DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"],
}
GROUPS = {
    "Reviews": "AREVIEW",
    "Missing": "AMISSING",
    "OC2": "OC2",
    "PrevPerm": "PERMANENCE",
    "PlacedAdoption": "AD_PLACED",
    "SWEpisodes": "SOCIALWORKER",
    "DoLo": "DEPRIVATION",
}

EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "A1,12/02/2024,S,C2,N1,U1,PR1,15/09/2025,X1,CARPL,M1 1AE,M2 5DB,SC012345\n"
    "A1,15/09/2025,P,C2,N1,U1,PR1,,,,M1 1AE,M14 5TP,SC012345\n"
    "B2,03/05/2025,S,V2,N1,K2,PR4,20/11/2025,E4A,,M4 4BF,OL1 1AA,2512345\n"
)
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,F,01/02/2012,WBRI,UN1,0,\nB2,M,11/12/2010,WBRI,UN1,,\n"
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\nA1,01/02/2012,14/06/2025,PN1\nB2,11/12/2010,01/06/2025,PN1\n"


def read(*files: tuple[str, str | bytes]) -> Intake:
    """An intake that was given these files: name and content."""
    intake = Intake()
    intake.add([InputFile(name, data.encode() if isinstance(data, str) else data) for name, data in files])
    return intake


def read_one(name: str, data: str | bytes) -> Part:
    """The one part of a file."""
    (part,) = read((name, data)).parts
    return part


def sentences(intake: Intake | Part, severity: str | None = None) -> str:
    """What is said about the files, one sentence a line."""
    return "\n".join(each.sentence for each in intake.problems if severity in (None, each.severity))


def rows_of(part: Part) -> list[dict[str, str]]:
    """The rows of a part, as a list of cells by column."""
    return [dict(zip(part.columns, cells, strict=True)) for cells in zip(*part.columns.values(), strict=True)]


def as_csv(rows: Rows, **options: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", **options)
    writer.writerow(rows)
    writer.writerows(zip(*rows.values(), strict=True))
    return out.getvalue().encode()


def as_workbook(tables: Tables, *, real_dates: bool) -> bytes:
    """One workbook, a sheet a table; dates as Excel's own, or as text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    as_date = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        spec = schema.table(name)
        for column, (heading, cells) in enumerate(rows.items()):
            sheet.write_string(0, column, heading)
            for row, cell in enumerate(cells, 1):
                day = read_date(cell) if real_dates and spec.columns[heading].type == "date" else None
                if day and day >= datetime.date(1900, 3, 1):
                    sheet.write_datetime(row, column, day, as_date)
                elif cell:
                    sheet.write_string(row, column, cell)
    book.close()
    return out.getvalue()


def as_zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def as_xml(tables: Tables) -> bytes:
    """The return as XML; for tables as :func:`as_an_xml_has_them` leaves them."""
    by_child: dict[str, dict[str, list[dict[str, str]]]] = {}
    for name, rows in tables.items():
        for cells in zip(*rows.values(), strict=True):
            row = dict(zip(rows, cells, strict=True))
            by_child.setdefault(row["CHILD"], {}).setdefault(name, []).append(row)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<EXPSSDA903>"]
    for child, own in by_child.items():
        lines += ["<CHILD>", "  <HEADER>", f"    <CHILDID>{escape(child)}</CHILDID>"]
        lines.append(f"    <UASC>{1 if 'UASC' in own else 0}</UASC>")
        for name, columns in IN_HEADER.items():
            for row in own.get(name, []):
                lines += elements(row, columns, 4)
        for name, group in GROUPS.items():
            columns = [column for column in schema.table(name).given_columns if column not in ("CHILD", "DOB")]
            for row in own.get(name, []):
                lines += [f"    <{group}>", *elements(row, columns, 6), f"    </{group}>"]
        lines.append("  </HEADER>")
        for row in own.get("Episodes", []):
            columns = [column for column in schema.table("Episodes").given_columns if column != "CHILD"]
            lines += ["  <EPISODE>", *elements(row, columns, 4), "  </EPISODE>"]
        lines.append("</CHILD>")
    return "\n".join([*lines, "</EXPSSDA903>"]).encode()


def elements(row: Mapping[str, str], columns: Sequence[str], indent: int) -> list[str]:
    names = {"PLACE": "PL"}
    return [
        f"{' ' * indent}<{names.get(column, column)}>{escape(row[column])}</{names.get(column, column)}>"
        for column in columns
        if row.get(column)
    ]


def as_an_xml_has_them(tables: Tables) -> dict[str, dict[str, list[str]]]:
    """Of these tables the children whom an XML can say all of, in Header's order.

    In an XML every row belongs to the child whose element it stands in: there is no row without a Header, or with
    another date of birth or sex, and there is one value only of what stands in the HEADER.
    """
    listed = {
        name: [dict(zip(rows, cells, strict=True)) for cells in zip(*rows.values(), strict=True)]
        for name, rows in tables.items()
    }
    header: dict[str, dict[str, str]] = {}
    unfit = {""}
    for row in listed["Header"]:
        if row["CHILD"] in header or row["CHILD"] != row["CHILD"].strip():
            unfit.add(row["CHILD"])
        header[row["CHILD"]] = row
    for name, rows in listed.items():
        seen: set[str] = set()
        for row in rows:
            child = row["CHILD"]
            own = header.get(child, {})
            if any(row[column] != own.get(column) for column in ("DOB", "SEX") if column in row):
                unfit.add(child)
            if name in IN_HEADER and child in seen:
                unfit.add(child)
            seen.add(child)
            if (name, row.get("IN_TOUCH")) == ("OC3", "") or (name, row.get("DATE_INT")) == ("AD1", ""):
                unfit.add(child)
            if any(cell != cell.strip() for cell in row.values()):
                unfit.add(child)
            if name in GROUPS and not any(cell for column, cell in row.items() if column not in ("CHILD", "DOB")):
                unfit.add(child)
    order = {child: place for place, child in enumerate(header) if child not in unfit}
    fit = {
        name: sorted((row for row in rows if row["CHILD"] in order), key=lambda row: order[row["CHILD"]])
        for name, rows in listed.items()
    }
    return {name: {column: [row[column] for row in rows] for column in tables[name]} for name, rows in fit.items()}
