"""Writing a file whole or not at all, and saying in plain words why a file cannot be read or written."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

_REASONS = {
    errno.ENOSPC: "there is no room left on the disk or device",
    errno.EDQUOT: "there is no room left for this user's files",
    errno.EFBIG: "it would be larger than files may be here",
    errno.EACCES: "permission to do so is lacking",
    errno.EPERM: "permission to do so is lacking",
    errno.EROFS: "the disk can only be read",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "what is named as its folder is a file",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EPIPE: "what was to take it has stopped reading (a closed pipe)",
    errno.ETXTBSY: "another program is using it",
    errno.EBUSY: "another program is using it",
    errno.EIO: "the disk or device has failed",
    errno.EINVAL: "its name, or the device, does not allow it",
    errno.ECONNREFUSED: "nothing answers there",
    errno.ELOOP: "it is a link that leads round in a circle",
}


class CannotWrite(OSError):  # noqa: N818 - read as a sentence: "raise CannotWrite"
    """A file could not be written. The message is a sentence; what was there before is still there."""


def reason_of(error: OSError) -> str:
    """Why the system refused, as the end of a sentence."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or "the system refused it").lower()


def sentence_of(error: OSError) -> str:
    """What a file could not be used for: its name, where the system tells it, and why."""
    if isinstance(error, CannotWrite):
        return str(error)
    named = f"{error.filename} cannot be opened" if error.filename else "It cannot be read or written"
    return f"{named}: {reason_of(error)}."


def write_file(path: Path, data: bytes) -> None:
    """Write a file: beside it first, and then moved into its place, so that a failure leaves what was there whole.

    What is no ordinary file, a pipe or a device, is written to as it stands. A link stays a link.

    :raises CannotWrite: the file cannot be written; nothing half written is left behind.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {reason_of(error)}.") from None


def _replace(path: Path, data: bytes) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:  # also when the user stops it
        beside.unlink(missing_ok=True)
        raise
