"""The last step of the build: policies, integrity attributes and the manifest.

index.html and airlock.html hold marks that are replaced here: ``<!-- lac:head -->`` by the page's policy, the release's
name, the import map that gives every module its version and its integrity, and the first scripts;
``<!-- lac:policy -->`` by the airlock's policy; ``<!-- lac:script NAME -->`` by a script written out in place.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import asdict
from pathlib import Path

from provenance import origin

from lac_validator import __version__
from lac_validator.site.manifest import BLANK, MANIFEST, Manifest, make_manifest, sha256

FIRST_MODULE = "engine/boot.js"
USER_INTERFACE = "open.js"
"""What boot.js lets run when all is loaded and the network closed: it locks, and then runs the user interface."""

GUARD = "engine/guard.js"
EARLY_MODULES = [f"engine/{name}.js" for name in ("seal", "start", "airlock", "config", "lock", "offline", "progress")]
"""What boot.js imports, and what that imports."""

AIRLOCK_SCRIPT = "engine/airlock_frame.js"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self' {hashes} blob: 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; frame-src blob:; worker-src 'self' blob:; manifest-src 'self'; "
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lac-validator airlock"
)
"""While the page loads: its own host, and for the airlock, which is made from a blob and so is under this policy
beside its own, scripts and a worker made from blobs. engine/lock.js then takes all of it away."""

AIRLOCK_POLICY = (
    "default-src 'none'; script-src {hashes} blob: 'wasm-unsafe-eval'; worker-src blob:; form-action 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types airlock"
)
"""The engine: bytes it is handed, and no connection of any kind."""

DOCUMENT_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'"
"""Pages to read, without scripts."""


END_MARK = '<div id="end-of-page" hidden></div>\n  </body>'
"""By which engine/guard.js sees that index.html came whole."""


def integrity(data: bytes) -> str:
    """A hash as integrity attributes and policies write it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def versioned(path: str, data: bytes) -> str:
    """A file's address with the start of its hash, as engine/boot.js makes it too."""
    return f"{path}?v={sha256(data)[:16]}"


def policy(template: str, *scripts: str) -> str:
    """A meta element with a policy that allows some inline scripts by their hashes."""
    hashes = " ".join(f"'{integrity(script.encode())}'" for script in scripts)
    return f'<meta http-equiv="Content-Security-Policy" content="{template.format(hashes=hashes)}" />'


def preload(site: Path, path: str) -> str:
    """Have a module fetched at once, rather than when the one before it has run."""
    data = (site / path).read_bytes()
    return f'<link rel="modulepreload" href="{versioned(path, data)}" integrity="{integrity(data)}" />'


def import_map(site: Path) -> str:
    """Every module of the site by its address: the version to ask for, and its integrity."""
    paths = (file.relative_to(site).as_posix() for file in sorted(site.rglob("*.js")) if file.is_file())
    not_modules = ("sw.js", GUARD, AIRLOCK_SCRIPT)
    served = {
        path: (site / path).read_bytes()
        for path in paths
        if path not in not_modules and not path.startswith("engine/runtime/")
    }
    return json.dumps(
        {
            "imports": {f"./{path}": f"./{versioned(path, data)}" for path, data in served.items()},
            "integrity": {f"./{versioned(path, data)}": integrity(data) for path, data in served.items()},
        },
        indent=1,
    )


def _seal_styles(page: str, site: Path, folder: Path) -> str:
    """Give every style sheet and icon that a page links to its version, and a style sheet its integrity."""

    def seal(match: re.Match[str]) -> str:
        data = (folder / match["path"]).resolve().read_bytes()
        check = f' integrity="{integrity(data)}"' if 'rel="stylesheet"' in match[0] else ""
        return f'{match["before"]}href="{versioned(match["path"], data)}"{check}{match["after"]}'

    return re.sub(r'(?P<before><link\b[^>]*?)href="(?P<path>[^":]+)"(?P<after>[^>]*>)', seal, page)


def seal_page(site: Path) -> None:
    """index.html: the page."""
    file = site / "index.html"
    guard = (site / GUARD).read_text()
    modules = import_map(site)
    first = (site / FIRST_MODULE).read_bytes()
    head = "\n    ".join(
        [
            policy(PAGE_POLICY, guard, modules, (site / AIRLOCK_SCRIPT).read_text()),
            f'<meta name="release" content="{BLANK}" />',
            f'<meta name="user-interface" content="{USER_INTERFACE}" />',
            '<meta name="referrer" content="no-referrer" />',
            '<meta http-equiv="x-dns-prefetch-control" content="off" />',
            f"<script>{guard}</script>",
            f'<script type="importmap">{modules}</script>',
            f'<script type="module" src="{versioned(FIRST_MODULE, first)}" integrity="{integrity(first)}"></script>',
            *(preload(site, path) for path in EARLY_MODULES),
        ]
    )
    page = _seal_styles(file.read_text(), site, site)
    page = _replace(page, "</body>", END_MARK)
    file.write_text(_replace(page, "<!-- lac:head -->", head))


def seal_airlock(site: Path) -> None:
    """airlock.html: the frame that makes the engine's worker."""
    file = site / "engine" / "airlock.html"
    script = (site / AIRLOCK_SCRIPT).read_text()
    page = _replace(file.read_text(), "<!-- lac:policy -->", policy(AIRLOCK_POLICY, script))
    file.write_text(_replace(page, "<!-- lac:script airlock_frame.js -->", f"<script>{script}</script>"))


def seal_documents(site: Path) -> None:
    """The pages to read."""
    for file in sorted(site.rglob("*.html")):
        page = file.read_text()
        if "<!-- lac:document -->" in page:
            page = _seal_styles(page, site, file.parent)
            file.write_text(_replace(page, "<!-- lac:document -->", policy(DOCUMENT_POLICY)))


def _replace(text: str, mark: str, value: str) -> str:
    if text.count(mark) != 1:
        raise SystemExit(f"{html.unescape(mark)} must be there once.")
    return text.replace(mark, value)


LENGTHS = 4096


def give_length_of_its_own(site: Path) -> None:
    """Have sw.js differ in length from release to release.

    A browser finds a new release by asking the host whether sw.js is still the same. Many hosts go by a file's time and
    length alone, and times can be lost on the way to the host.
    """
    digest = hashlib.sha256(json.dumps(asdict(_manifest(site)), sort_keys=True).encode())
    length = int(digest.hexdigest(), 16) % LENGTHS
    with (site / "sw.js").open("a") as service_worker:
        service_worker.write(f"// So long in this release: {'.' * length}\n")


def _manifest(site: Path) -> Manifest:
    files = {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    return make_manifest(__version__, ((path, file.read_bytes()) for path, file in files.items()), origin())


def write_manifest(site: Path) -> str:
    """Write manifest.json, and its SHA-256, the release's name, into the files that hold it. That name."""
    manifest = _manifest(site).to_bytes()
    (site / MANIFEST).write_bytes(manifest)
    release = sha256(manifest)
    for name in ("index.html", "sw.js"):
        (site / name).write_text(_replace((site / name).read_text(), BLANK, release))
    return release


def seal_site(site: Path) -> None:
    """Seal a site whose files are all there, its pages still with their marks."""
    service_worker = site / "sw.js"
    service_worker.write_text(_replace(service_worker.read_text(), "lac:release", BLANK))
    seal_airlock(site)
    seal_documents(site)
    seal_page(site)
    for written_out in (GUARD, AIRLOCK_SCRIPT):
        (site / written_out).unlink()
    give_length_of_its_own(site)
    write_manifest(site)
