"""What is inside Pyodide's two compiled files, as far as it has a licence or a name of its own.

Found by looking at the files themselves: the texts in pyodide.asm.wasm name the libraries, and most their versions;
tests/unit/test_bill.py looks again. What names no version bears the one of Pyodide or Emscripten that it came with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from runtime import PYODIDE

from lac_validator.site.manifest import sha256

WASM = "pyodide.asm.wasm"
SCRIPT = "pyodide.asm.js"


@dataclass(frozen=True)
class Part:
    """A library inside Pyodide; ``sign`` is a text in the file that shows it to be there."""

    name: str
    version: str
    licence: str
    purpose: str
    sign: str
    file: str = WASM

    def file_sha256(self) -> str:
        """The SHA-256 of the file it is in, as npm's package has it."""
        return sha256((PYODIDE / self.file).read_bytes())


def parts() -> tuple[Part, ...]:
    """What is inside the Pyodide that web/node_modules holds."""
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    python = info["python"]
    emscripten = info["platform"].removeprefix("emscripten_").replace("_", ".")
    with_pyodide = f"with Pyodide {info['version']}"
    with_python = f"with CPython {python}"
    with_emscripten = f"with Emscripten {emscripten}"
    return (
        Part("cpython", python, "PSF-2.0", "The Python interpreter and standard library", f"python-{python}"),
        Part("emscripten", emscripten, "MIT OR NCSA", "The system layer under Python", "_emscripten_dlopen_js"),
        Part("musl", with_emscripten, "MIT", "The C library", "No error information"),
        Part(
            "llvm-runtimes",
            with_emscripten,
            "Apache-2.0 WITH LLVM-exception",
            "compiler-rt, libc++ and libc++abi: what compiled C and C++ stand on",
            "system/lib/libcxxabi/src/cxa_demangle.cpp",
        ),
        Part("zlib", "1.2.13", "Zlib", "Unpacks and packs (ZIP, gzip)", "inflate 1.2.13 Copyright"),
        Part("bzip2", "1.0.6", "bzip2-1.0.6", "Unpacks and packs (bzip2)", "1.0.6, 6-Sept-2010"),
        Part("expat", "2.6.3", "MIT", "Reads XML", "expat_2.6.3"),
        Part("libmpdec", "2.5.1", "BSD-2-Clause", "Decimal numbers", "Modules/_decimal/libmpdec/mpdecimal.c"),
        Part("hacl-star", with_python, "MIT", "Hashes: MD5, SHA-1, SHA-2, SHA-3", "Modules/_hacl/Hacl_Hash_SHA3.c"),
        Part("blake2", with_python, "CC0-1.0", "Hashes: BLAKE2", "PyInit__blake2"),
        Part("libffi", with_pyodide, "MIT", "Calls between Python and C", "ffi_call_js"),
        Part("hiwire", with_pyodide, "MPL-2.0", "References from Python to JavaScript", "hiwire_invalid_ref_js"),
        Part("error-stack-parser", with_pyodide, "MIT", "Reads JavaScript's stacks", "ErrorStackParser", SCRIPT),
    )
