"""Runs inside Pyodide, started by pack_engine.mjs: resolve, compile and pack what the engine runs on.

Sources are compiled here, where the Python is the page's own. Compiled files are marked unchecked, so that no source
and no time stamp is needed beside them, and the same sources give the same bytes.
"""

from __future__ import annotations

import importlib.util
import io
import json
import re
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import micropip  # type: ignore[import-not-found]

WHEELS = Path("/wheels")
OUT = Path("/out")
STDLIB_HOME = "/lib/python3.12/"

BUILD_ONLY = {"micropip", "packaging"}

UNUSED_NAMES = re.compile(
    r"(^|/)tests/|\.(pyi|pxd|pyx|c|h|a|lib|typed)$|^[^/]+\.data/"
    # numpy's own tests, its bindings for Fortran and C, and its compilers.
    r"|^numpy/(f2py|distutils|testing|_pyinstaller|_core/include|random/(lib|_examples))/"
    r"|^numpy/(conftest|matlib|ma/testutils|ma/timer_comparison|_core/cversions)\.py$"
    r"|^numpy/_core/_(simd|umath_tests|rational_tests|struct_ufunc_tests|operand_flag_tests)\.cpython"
    # Safe versions of libraries that are not here.
    r"|^defusedxml/(lxml|xmlrpc)\.py$"
    # The page gets the postcode table as a file of its own.
    r"|^lac_validator/reference/data/postcodes\.bin$"
    # What only the command line uses.
    r"|^lac_validator/(site/|cli/|__main__\.py$)"
)
"""Files of packages left out of the page. tests/browser/test_engine.py imports every module that is left."""

UNUSED_LIBRARY = re.compile(
    r"^(idlelib|lib2to3|tkinter|turtledemo|ensurepip|venv|distutils|pydoc_data|unittest|multiprocessing|xmlrpc|wsgiref"
    r"|dbm|sqlite3|curses|msilib)/"
    r"|^(turtle|doctest|pdb|bdb|cProfile|profile|pstats|trace|tabnanny|antigravity|this|pydoc|pty|tty|webbrowser)\.py$"
    r"|^(smtplib|ftplib|poplib|imaplib|nntplib|telnetlib|socketserver|mailbox|mailcap|pipes|cgi|cgitb)\.py$"
    r"|^(http/server|logging/config|concurrent/futures/process|encodings/(mbcs|oem)|asyncio/windows_\w+)\.py$"
)
"""Modules of the standard library left out: for development, other systems, servers and further processes."""


def compiled(source: bytes, path: str) -> bytes:
    """A .pyc of a source file that is never checked against it."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=0)
    return bytes(importlib._bootstrap_external._code_to_hash_pyc(code, importlib.util.source_hash(source), False))  # type: ignore[attr-defined]


def archive(files: dict[str, bytes], home: str) -> bytes:
    """A tar of the files, sources compiled, the same for the same files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, data in sorted(files.items()):
            is_source = path.endswith(".py")
            info = tarfile.TarInfo(path + "c" if is_source else path)
            body = compiled(data, home + path) if is_source else data
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return packed.getvalue()


def library_files() -> dict[str, bytes]:
    """The files of the standard library that the page may need."""
    with zipfile.ZipFile("/stdlib.zip") as library:
        return {
            name: library.read(name)
            for name in library.namelist()
            if not name.endswith("/") and not UNUSED_LIBRARY.search(name) and not name.endswith(".pyc")
        }


def package_files(distribution: metadata.Distribution) -> dict[str, bytes]:
    """The files of an installed package that the page may need; of its metadata only METADATA."""
    files = {}
    for path in distribution.files or ():
        name = str(path)
        is_metadata = ".dist-info/" in name
        if name.startswith("..") or UNUSED_NAMES.search(name) or (is_metadata and not name.endswith("/METADATA")):
            continue
        file = Path(str(distribution.locate_file(path)))
        if file.is_file() and "__pycache__" not in name:
            files[name] = file.read_bytes()
    return files


def component(distribution: metadata.Distribution, locked: dict[str, str]) -> dict[str, object]:
    """What the list of components says of a package, with the texts of its licences."""
    meta = distribution.metadata.json
    licence = str(meta.get("license_expression") or meta.get("license") or "").partition("\n")[0]
    notices = [
        path for path in distribution.files or () if re.search(r"\.dist-info/.*(LICEN|COPYING|NOTICE)", str(path))
    ]
    return {
        "name": distribution.name,
        "version": distribution.version,
        "licence": licence,
        "file": locked["file_name"],
        "sha256": locked["sha256"],
        "texts": [Path(str(distribution.locate_file(path))).read_text("utf-8") for path in sorted(notices)],
    }


async def main() -> None:
    """Write stdlib.tar, packages.tar, pyodide-lock.json and components.json to /out."""
    OUT.mkdir(exist_ok=True)
    await micropip.install([f"emfs:{wheel}" for wheel in sorted(WHEELS.glob("*.whl"))])
    frozen = json.loads(micropip.freeze())
    installed = {
        name: distribution
        for distribution in metadata.distributions()
        if (name := re.sub(r"[-_.]+", "-", distribution.name).lower()) not in BUILD_ONLY
    }
    locked = {name: frozen["packages"][name] for name in sorted(installed)}
    for package in locked.values():
        package["file_name"] = package["file_name"].rsplit("/", 1)[-1]
    files = {path: data for _, each in sorted(installed.items()) for path, data in package_files(each).items()}
    site = "/lib/python3.12/site-packages/"
    (OUT / "packages.tar").write_bytes(archive(files, site))
    (OUT / "stdlib.tar").write_bytes(archive(library_files(), STDLIB_HOME))
    (OUT / "pyodide-lock.json").write_text(json.dumps({"info": frozen["info"], "packages": locked}, sort_keys=True))
    components = [component(each, locked[name]) for name, each in sorted(installed.items())]
    (OUT / "components.json").write_text(json.dumps(components, indent=1))
