"""The bill of materials and the licences say what is in the files, and leave nothing to a link."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from lac_validator.site.manifest import sha256

ROOT = Path(__file__).resolve().parents[2]
PYODIDE = ROOT / "web" / "node_modules" / "pyodide"
BUILD_SCRIPTS = ROOT / "build_scripts"

pytest.importorskip("cyclonedx")  # Not where the engine alone is tested.
if not PYODIDE.is_dir():
    pytest.skip("web/node_modules is not there: make site", allow_module_level=True)
sys.path.insert(0, str(BUILD_SCRIPTS))

import runtime  # noqa: E402
import sbom  # noqa: E402
from inside_pyodide import WASM, Part, parts  # noqa: E402


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_what_is_said_to_be_inside_pyodide_is(part: Part) -> None:
    assert part.sign.encode() in (PYODIDE / part.file).read_bytes()


def test_libraries_that_pyodide_leaves_out_are_not_inside() -> None:
    """Should a later Pyodide compile one in, it belongs in the list."""
    compiled = (PYODIDE / WASM).read_bytes()
    for sign in (b"PyInit__ssl", b"OpenSSL 3", b"PyInit__sqlite3", b"SQLite format 3", b"PyInit__lzma", b"zstd"):
        assert sign not in compiled, sign


def test_every_part_has_a_hash_and_its_licence_in_full() -> None:
    numpy = {
        "name": "numpy",
        "version": "2.0.2",
        "licence": "",
        "file": "numpy.whl",
        "sha256": "0" * 64,
        "texts": ["x"],
    }
    bill = sbom.make_bom([numpy])
    assert {part.name for part in parts()} | {"pyodide", "numpy", "svgcanvas"} <= {
        part.name for part in bill.components
    }
    assert all(part.hashes and part.version and part.licenses for part in bill.components)
    texts = sbom.licence_texts([numpy])
    titles = set(texts.split("=" * 80 + "\n")[1::2])
    under_another = {"hiwire": "pyodide", **dict.fromkeys(sbom.DATA, "open-government-licence")}
    assert {f"{under_another.get(part.name, part.name)}\n" for part in bill.components} <= titles
    for words in (
        "Mozilla Public License Version 2.0",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "University of Illinois",
        "LLVM Exceptions to the Apache 2.0 License",
        "Jean-loup Gailly and Mark Adler",
        "Julian R\nSeward",
        "Thai Open Source Software Center",
        "Stefan Krah",
        "INRIA, CMU and Microsoft",
        "Anthony Green",
        "Open Government Licence v3.0",
        "pocketfft",
        "lapack_lite",
        "highway",
        "Gliffy",
    ):
        assert words in texts, words


def test_the_reference_data_is_what_is_pinned() -> None:
    pinned = (ROOT / "requirements" / "dev.txt").read_text()
    for name, (version, digest) in sbom.DATA.items():
        pins = pinned.partition(f"{name}=={version}")[2].split("\n\n")[0].split("==")[0]
        assert f"sha256:{digest}" in pins


@pytest.mark.parametrize("requirements", ["page-requirements.txt", "runtime-requirements.txt"])
def test_what_the_build_downloads_is_pinned_by_hash(requirements: str) -> None:
    lines = (BUILD_SCRIPTS / requirements).read_text().splitlines()
    assert all("==" in line and "--hash=sha256:" in line for line in lines if not line.startswith("#"))


def test_a_source_that_would_have_to_be_built_is_refused(tmp_path: Path) -> None:
    """Its build would run its own program on this machine."""
    (tmp_path / "setup.py").write_text(f"open({str(tmp_path / 'was run')!r}, 'w')")
    source = tmp_path / "evil-1.0.tar.gz"
    with tarfile.open(source, "w:gz") as packed:
        packed.add(tmp_path / "setup.py", "evil-1.0/setup.py")
    requirements = tmp_path / "requirements.txt"
    pin = f"evil==1.0 --hash=sha256:{sha256(source.read_bytes())}"
    requirements.write_text(f"--no-index\n--find-links {tmp_path.as_uri()}\n{pin}\n")
    with pytest.raises(subprocess.CalledProcessError):
        runtime.download_wheels(requirements, tmp_path / "out")
    assert not (tmp_path / "was run").exists()
