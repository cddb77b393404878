"""Build the site: python build_scripts/build_site.py [OUT]

Nothing here is particular to a machine: the same commit gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import sbom
from runtime import PYODIDE, ROOT, download_wheels, fetch_packages
from seal_site import seal_site

WEB = ROOT / "web"
SCRIPTS = ROOT / "build_scripts"
OUT = ROOT / "build" / "site"
NOT_SERVED = shutil.ignore_patterns(".*", "node_modules", "package*.json", "eslint.config.js", "vendor.json")
POSTCODES = ROOT / "lac_validator" / "reference" / "data" / "postcodes.bin"

RUNTIME = "engine/runtime"
COMPONENTS = "components.json"
PACKED = {"python.bin": "pyodide.asm.wasm", "stdlib.bin": "stdlib.tar", "packages.bin": "packages.tar"}
"""Served compressed, under a name that every static host serves untouched."""


def install_web_packages() -> None:
    """Have web/node_modules as web/package-lock.json says."""
    lock = WEB / "package-lock.json"
    stamp = WEB / "node_modules" / ".package-lock.json"
    if not stamp.is_file() or stamp.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-progress"], cwd=WEB, check=True)
        stamp.touch()


def make_wheels(folder: Path) -> None:
    """Our wheel and the pure-Python packages that it needs in the page."""
    pip = [sys.executable, "-m", "pip", "wheel"]
    subprocess.run(
        [*pip, "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "315532800"},
    )
    download_wheels(SCRIPTS / "page-requirements.txt", folder)


def pack_runtime(runtime: Path) -> None:
    """Write what the engine runs on to a new folder: the files of engine/runtime, and what they are."""
    runtime.mkdir(parents=True)
    packages = fetch_packages()
    with tempfile.TemporaryDirectory() as folder:
        wheels, packed = Path(folder, "wheels"), Path(folder, "packed")
        wheels.mkdir()
        packed.mkdir()
        make_wheels(wheels)
        subprocess.run(["node", SCRIPTS / "pack_engine.mjs", PYODIDE, packages, wheels, packed], check=True)
        shutil.copy(PYODIDE / "pyodide.asm.wasm", packed)
        for served, name in PACKED.items():
            (runtime / served).write_bytes(gzip.compress((packed / name).read_bytes(), 9, mtime=0))
        shutil.copy(packed / "pyodide-lock.json", runtime)
        shutil.copy(packed / COMPONENTS, runtime)
    (runtime / "pyodide.js").write_bytes(_without_map(PYODIDE / "pyodide.mjs"))
    (runtime / "pyodide.asm.js").write_bytes(_without_map(PYODIDE / "pyodide.asm.js"))


def _without_map(script: Path) -> bytes:
    """A script without the line that names its source map, which is not served."""
    lines = script.read_text(encoding="utf-8").splitlines()
    return ("\n".join(line for line in lines if not line.startswith("//# sourceMappingURL=")) + "\n").encode()


def make_styles(out: Path) -> None:
    """Compile each Sass file copied into styles/ to the CSS that is served in its place."""
    for source in sorted((out / "styles").glob("*.scss")):
        modules = WEB / "node_modules"
        sass = [str(modules / ".bin" / "sass"), "--style=compressed", "--no-source-map", f"--load-path={modules}"]
        subprocess.run([*sass, "--quiet-deps", str(source), str(source.with_suffix(".css"))], check=True)
        source.unlink()


def copy_shell(out: Path, shell: Path | None = None) -> None:
    """Copy web/ as it is, and the third-party files that vendor.json names.

    ``shell`` is a folder with another user interface: of web/ then only the machinery is copied.
    """
    if shell:
        shutil.copytree(shell, out)
        shutil.copytree(WEB / "engine", out / "engine")
        for name in ("sw.js", "config.json", "open.js"):
            shutil.copy(WEB / name, out)
        return
    shutil.copytree(WEB, out, ignore=NOT_SERVED)
    make_styles(out)
    for package, paths in json.loads((WEB / "vendor.json").read_text()).items():
        for path in paths:
            source = WEB / "node_modules" / package / path
            target = out / "vendor" / package / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_without_map(source) if source.suffix in (".js", ".css") else source.read_bytes())


def write_components(out: Path, runtime: Path) -> None:
    """Say what the site is made of: the bill of materials, the licences and the table in the privacy page."""
    packages = json.loads((runtime / COMPONENTS).read_text())
    bom = sbom.make_bom(packages)
    (out / "privacy" / "sbom.cdx.json").write_text(sbom.to_json(bom))
    (out / "privacy" / "licences.txt").write_text(sbom.licence_texts(packages))
    page = out / "privacy" / "index.html"
    page.write_text(page.read_text().replace("<!-- lac:components -->", sbom.to_table(bom)))


def assemble(out: Path, runtime: Path, shell: Path | None = None) -> None:
    """Build the site anew in a folder, around a runtime that is packed already and, if given, another shell."""
    shutil.rmtree(out, ignore_errors=True)
    copy_shell(out, shell)
    if not shell:
        write_components(out, runtime)
    shutil.copytree(runtime, out / RUNTIME, ignore=shutil.ignore_patterns(COMPONENTS))
    shutil.copy(POSTCODES, out / "engine" / "postcodes.bin")
    seal_site(out)


def build(out: Path) -> None:
    """Build the whole site anew; what was in the folder is there until the new site is whole."""
    install_web_packages()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        runtime, made = Path(folder, "runtime"), Path(folder, "site")
        pack_runtime(runtime)
        assemble(made, runtime)
        shutil.rmtree(out, ignore_errors=True)
        made.rename(out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    print(f"{out.relative_to(ROOT) if out.is_relative_to(ROOT) else out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else OUT)
