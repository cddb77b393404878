"""ZIP archives, opened with care: nothing is ever written to disk, and nothing unpacks without end."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lac_validator.ingest import limits
from lac_validator.ingest.problems import CannotRead


@contextmanager
def zip_errors(file: str, remedy: str) -> Iterator[None]:
    """Say in a sentence what is wrong with the archive.

    :raises CannotRead: it is damaged, or packed in a way that cannot be read.
    """
    try:
        yield
    except CannotRead:
        raise
    except (NotImplementedError, RuntimeError):
        raise CannotRead(
            f"{file} is packed in a way that cannot be read, or protected by a password. {remedy}"
        ) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        IndexError,
        KeyError,
        OSError,
        OverflowError,
        ValueError,
    ):
        raise CannotRead(f"{file} is damaged or cut short, so nothing of it could be used. {remedy}") from None


@contextmanager
def checked_archive(file: str, data: bytes) -> Iterator[zipfile.ZipFile]:
    """An archive whose members, as it declares them, stay within the limits; more than declared is never unpacked.

    :raises CannotRead: it would unpack to too much.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > limits.ZIP_MEMBERS:
            raise CannotRead(
                f"{file} holds {len(members):,} files, more than the {limits.ZIP_MEMBERS:,} that are read from one "
                "archive: put only the files of the return in it."
            )
        total = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        if total > limits.UNPACKED_BYTES:
            raise CannotRead(
                f"{file} unpacks to {total // limits.MEGABYTE:,} MB, more than the "
                f"{limits.UNPACKED_BYTES // limits.MEGABYTE:,} MB that are read: put only the files of the return in "
                f"it."
            )
        if total > limits.RATIO_MATTERS_FROM and total > limits.UNPACKED_RATIO * max(packed, 1):
            raise CannotRead(
                f"{file} unpacks to {total // max(packed, 1):,} times its size, as no return does, so it was not "
                "opened: pack it again, with only the files of the return in it."
            )
        yield archive


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member of a checked archive, whole; where there is more in it than it declares, it counts as damaged.

    ``archive.read`` would unpack all that there is, however much, before it looks at what was declared.
    """
    with archive.open(member) as stream:
        return stream.read(member.file_size)
