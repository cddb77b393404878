"""Compare a copy of the site, in a folder or on a host, with the manifest of its release."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from lac_validator.site.manifest import BLANKED, CONFIG, MANIFEST, Entry, Manifest, describe, sha256
from lac_validator.writing import reason_of

TIMEOUT_SECONDS = 60

Reader = Callable[[str], bytes | None]
"""The bytes of a file of the copy by its path; None where there is no such file."""


def verify_site(copy: str, manifest: Path | None = None) -> list[str]:
    """What in a copy differs from its release, a sentence for each difference; nothing when it is exactly the release.

    ``copy`` is a folder or an http(s) address. ``manifest`` is the manifest.json that came with the release: with it,
    a copy that was changed together with its own manifest is found out too. Without it the copy's own is used.

    :raises ValueError: nothing can be compared, for the manifest is none or the host does not answer; the message is a
        sentence.
    """
    read = _web_reader(copy) if copy.lower().startswith(("http://", "https://")) else _folder_reader(Path(copy))
    served = read(MANIFEST)
    if served is None:
        return [f"{copy}: there is no {MANIFEST}, so this is not a copy of the site."]
    try:
        expected = manifest.read_bytes() if manifest else served
        listed = Manifest.from_bytes(expected)
    except OSError as error:
        raise ValueError(f"{manifest} cannot be opened: {reason_of(error)}.") from None
    except ValueError as error:
        raise ValueError(f"{manifest or MANIFEST}: {error}") from None
    return list(_differences(read, served, expected, listed, Path(copy)))


def _differences(read: Reader, served: bytes, expected: bytes, listed: Manifest, folder: Path) -> Iterator[str]:
    release = sha256(expected)
    if served != expected:
        yield f"{MANIFEST}: this is not the manifest of release {listed.version}."
    for entry in listed.files:
        data = read(entry.path)
        if data is None:
            yield f"{entry.path}: the file is missing."
        elif _differs(entry, data, release):
            yield f"{entry.path}: the file is not the one that was released."
    known = {MANIFEST, CONFIG, *(entry.path for entry in listed.files)}
    for path in sorted(file for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else ():
        if path.relative_to(folder).as_posix() not in known:
            yield f"{path.relative_to(folder).as_posix()}: the release has no such file."


def _differs(entry: Entry, data: bytes, release: str) -> bool:
    found = describe(entry.path, data, release)
    names_another = entry.path in BLANKED and release.encode() not in data
    return (found.sha256, found.size) != (entry.sha256, entry.size) or names_another


def _folder_reader(folder: Path) -> Reader:
    def read(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    return read


def _why(error: Exception) -> str:
    """Why nothing came from a host, as the end of a sentence."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLError):  # whose numbers are its own, and no errno
        return "its certificate is not one that this computer trusts"
    if isinstance(reason, socket.gaierror):
        return "there is no host of this name, or no network"
    if isinstance(reason, TimeoutError):
        return "it does not answer"
    if isinstance(reason, OSError):
        return reason_of(reason)
    return "it is not an address, or its host does not answer as a web host does"


def _web_reader(address: str) -> Reader:
    base = address if address.endswith("/") else f"{address.removesuffix('/index.html')}/"

    def read(path: str) -> bytes | None:
        try:
            request = urllib.request.Request(base + quote(path), headers={"Cache-Control": "no-cache"})  # noqa: S310
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                return bytes(response.read())
        except urllib.error.HTTPError:
            return None
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise ValueError(
                f"{base}{path} cannot be fetched ({_why(error)}): look at how the address is written."
            ) from None

    return read
