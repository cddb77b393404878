"""ZIP archives that are the same for the same content and time."""

from __future__ import annotations

import datetime
import zipfile


def add_member(
    archive: zipfile.ZipFile, name: str, data: bytes, at: datetime.datetime, *, packed: bool = False
) -> None:
    """Put a file into an archive.

    :param packed: the data is packed already, as workbooks are, and packing it again would gain nothing.
    """
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)
