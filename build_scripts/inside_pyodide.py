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

_INFO = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
_EMSCRIPTEN = _INFO["platform"].removeprefix("emscripten_").replace("_", ".")
_WITH_PYODIDE = f"with Pyodide {_INFO['version']}"
_WITH_PYTHON = f"with CPython {_INFO['python']}"
_WITH_EMSCRIPTEN = f"with Emscripten {_EMSCRIPTEN}"


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


PARTS = (
    Part("cpython", _INFO["python"], "PSF-2.0", "The Python interpreter and standard library", "python-3.12.7"),
    Part("emscripten", _EMSCRIPTEN, "MIT OR NCSA", "The system layer under Python", "_emscripten_dlopen_js"),
    Part("musl", _WITH_EMSCRIPTEN, "MIT", "The C library", "No error information"),
    Part(
        "llvm-runtimes",
        _WITH_EMSCRIPTEN,
        "Apache-2.0 WITH LLVM-exception",
        "compiler-rt, libc++ and libc++abi: what compiled C and C++ stand on",
        "system/lib/libcxxabi/src/cxa_demangle.cpp",
    ),
    Part("zlib", "1.2.13", "Zlib", "Unpacks and packs (ZIP, gzip)", "inflate 1.2.13 Copyright"),
    Part("bzip2", "1.0.6", "bzip2-1.0.6", "Unpacks and packs (bzip2)", "1.0.6, 6-Sept-2010"),
    Part("expat", "2.6.3", "MIT", "Reads XML", "expat_2.6.3"),
    Part("libmpdec", "2.5.1", "BSD-2-Clause", "Decimal numbers", "Modules/_decimal/libmpdec/mpdecimal.c"),
    Part("hacl-star", _WITH_PYTHON, "MIT", "Hashes: MD5, SHA-1, SHA-2, SHA-3", "Modules/_hacl/Hacl_Hash_SHA3.c"),
    Part("blake2", _WITH_PYTHON, "CC0-1.0", "Hashes: BLAKE2", "PyInit__blake2"),
    Part("libffi", _WITH_PYODIDE, "MIT", "Calls between Python and C", "ffi_call_js"),
    Part("hiwire", _WITH_PYODIDE, "MPL-2.0", "References from Python to JavaScript", "hiwire_invalid_ref_js"),
    Part("error-stack-parser", _WITH_PYODIDE, "MIT", "Reads JavaScript's stacks", "ErrorStackParser", SCRIPT),
)
