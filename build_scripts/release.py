"""Pack the built site as a release: python build_scripts/release.py

Writes dist/lac-validator-VERSION.zip, which a regional group downloads and unpacks: the folder to serve, how to host
it, the manifest, the bill of materials and SHA256SUMS, which `sha256sum -c` reads. Beside it its own SHA-256. All files
bear the time of the commit that the site was built from, by which hosts tell one release from another. The same site
gives the same bytes.
"""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from build_site import OUT
from runtime import ROOT

from lac_validator.site import verify_site
from lac_validator.site.manifest import MANIFEST, Manifest

DIST = ROOT / "dist"
SUMS = "SHA256SUMS"
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest time that a ZIP can hold."""


def release_files(site: Path) -> dict[str, bytes]:
    """The files of a release by their path in it."""
    served = {
        f"site/{file.relative_to(site).as_posix()}": file.read_bytes() for file in site.rglob("*") if file.is_file()
    }
    beside = {
        "HOSTING.md": (ROOT / "docs" / "HOSTING.md").read_bytes(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        MANIFEST: (site / MANIFEST).read_bytes(),
        "sbom.cdx.json": (site / "privacy" / "sbom.cdx.json").read_bytes(),
    }
    files = served | beside
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    return files | {SUMS: sums.encode()}


def pack(site: Path, folder: Path) -> Path:
    """Write the ZIP of a site, and its SHA-256 beside it, to a folder. Raises SystemExit if the site is not whole."""
    if differences := verify_site(str(site)):
        raise SystemExit("\n".join(differences))
    manifest = Manifest.from_bytes((site / MANIFEST).read_bytes())
    version = manifest.version
    time = max(EARLIEST, datetime.fromtimestamp(manifest.origin.time, UTC))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"lac-validator-{version}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path, data in sorted(release_files(site).items()):
            info = zipfile.ZipInfo(f"lac-validator-{version}/{path}", time.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            packed.writestr(info, data)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_name(f"{target.name}.sha256").write_text(f"{digest}  {target.name}\n")
    return target


if __name__ == "__main__":
    packed = pack(OUT, DIST)
    print(f"{packed.relative_to(ROOT)}: {packed.stat().st_size / 1e6:.1f} MB")
