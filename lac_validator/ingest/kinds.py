"""What kind of file this is, told from its content; and for kinds that are not read, what to do with them."""

from __future__ import annotations

import re
import zipfile

from lac_validator.ingest.archives import checked_archive, zip_errors
from lac_validator.ingest.problems import CannotRead

CSV, XML, WORKBOOK, ZIP = "csv", "xml", "xlsx", "zip"

ZIP_REMEDY = "Pack the files again as a plain ZIP archive, or give them without one."

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_EXCEL_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"

_SAVE_AS_XLSX = "Open it in Excel and save it as .xlsx, or export the data as CSV."
_OTHERS = {
    b"%PDF": "is a PDF document, which holds no tables that can be read. Export the data as CSV.",
    b"{\\rtf": "is a text document (RTF). Export the data as CSV.",
    b"Rar!": "is a RAR archive. Unpack it, and give the files in it or a ZIP archive of them.",
    b"7z\xbc\xaf": "is a 7-Zip archive. Unpack it, and give the files in it or a ZIP archive of them.",
    b"\x1f\x8b": "is a GZIP archive. Unpack it, and give the files in it.",
    b"BZh": "is a BZIP2 archive. Unpack it, and give the files in it.",
    b"\xfd7zXZ": "is an XZ archive. Unpack it, and give the files in it.",
    b"PAR1": "is a Parquet file. Export the data as CSV.",
    b"SQLite format 3": "is a database. Export the data as CSV.",
    b"\x00\x01\x00\x00Standard": "is an Access database. Export the data as CSV.",
    b"\x89PNG": "is a picture. Export the data as CSV.",
    b"\xff\xd8\xff": "is a picture. Export the data as CSV.",
    b"GIF8": "is a picture. Export the data as CSV.",
}


def kind_of(file: str, data: bytes) -> str:
    """:data:`CSV`, :data:`XML`, :data:`WORKBOOK` or :data:`ZIP`.

    :raises CannotRead: it is of a kind that is not read.
    """
    if data.startswith(_ZIP_STARTS):
        return _kind_of_zip(file, data)
    if data.startswith(_OLE):
        raise CannotRead(f"{file} {_about_ole(data)}")
    for start, about in _OTHERS.items():
        if data.startswith(start):
            raise CannotRead(f"{file} {about}")
    start = _first_text(data)
    if re.match(rb"<!doctype\s+html|<html|<table|<head|<body|<style", start):
        raise CannotRead(f"{file} is a web page (HTML), not a workbook or a CSV file. {_SAVE_AS_XLSX}")
    if start.startswith(b"<"):
        if _EXCEL_2003 in data[:4000] or b"excel.sheet" in start:
            raise CannotRead(f"{file} is a workbook in the XML format of Excel 2003. {_SAVE_AS_XLSX}")
        return XML
    return CSV


def _first_text(data: bytes) -> bytes:
    """The beginning in small letters, whatever the encoding."""
    start = data[:1000].replace(b"\0", b"")
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        start = start.removeprefix(mark)
    return start.lstrip().lower()


def _about_ole(data: bytes) -> str:
    """The container of old Office documents, in which encrypted new ones are kept too."""
    if _ENCRYPTED_PACKAGE in data:
        return "is protected by a password. Open it in Excel, take the password off (File, Info) and save it as .xlsx."
    if "WordDocument".encode("utf-16-le") in data:
        return "is a Word document. Export the data as CSV."
    return f"is in the old format of Excel (.xls). {_SAVE_AS_XLSX}"


def _kind_of_zip(file: str, data: bytes) -> str:
    with zip_errors(file, ZIP_REMEDY), checked_archive(file, data) as archive:
        names = {name.lower() for name in archive.namelist()}
        if "mimetype" in names and "content.xml" in names:
            raise CannotRead(
                f"{file} is an OpenDocument file (.ods or the like). Save it as .xlsx, or export it as CSV."
            )
        if "[content_types].xml" not in names:
            return _numbers_or_zip(file, names)
        folders = {name.partition("/")[0] for name in names}
        if "xl/workbook.bin" in names:
            raise CannotRead(f"{file} is a binary workbook (.xlsb). {_SAVE_AS_XLSX}")
        for folder, what in (("word", "a Word document"), ("ppt", "a PowerPoint presentation")):
            if folder in folders and "xl" not in folders:
                raise CannotRead(f"{file} is {what}. Export the data as CSV.")
        return WORKBOOK


def _numbers_or_zip(file: str, names: set[str]) -> str:
    if "index/document.iwa" in names:
        raise CannotRead(f"{file} is a file of Apple's Numbers. Export it as CSV or Excel.")
    return ZIP


def is_password_protected(member: zipfile.ZipInfo) -> bool:
    """Whether a member of an archive is encrypted."""
    return bool(member.flag_bits & 0x1)
