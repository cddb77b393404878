"""The house: its map is whole, and what is longer than a screen or two says why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = [path for folder in ("lac_validator", "build_scripts") for path in sorted((ROOT / folder).rglob("*.py"))]

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 60

LONGER = {
    "lac_validator/ingest/xlsx_sheets.py: _listen": "called for each element of a sheet: all it needs is local to it",
}


def too_long(module: str, source: str) -> Iterator[str]:
    """The module itself, and its functions, that are longer than they should be."""
    if source.count("\n") > LINES_OF_A_MODULE:
        yield module
    for each in ast.walk(ast.parse(source)):
        is_function = isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and (each.end_lineno or each.lineno) - each.lineno >= LINES_OF_A_FUNCTION:
            yield f"{module}: {each.name}"


def test_nothing_is_too_long_without_a_reason() -> None:
    modules = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in MODULES}
    found = {each for module, source in modules.items() for each in too_long(module, source)}
    assert found - LONGER.keys() == set()


def test_what_is_too_long_is_seen() -> None:
    function = "def long():\n" + "    ...\n" * LINES_OF_A_FUNCTION
    assert list(too_long("a.py", function)) == ["a.py: long"]
    assert list(too_long("a.py", function.replace("    ...\n", "", 1))) == []
    assert list(too_long("a.py", "\n" * (LINES_OF_A_MODULE + 1))) == ["a.py"]


def test_the_map_names_every_room() -> None:
    """CONTRIBUTING shows where everything is: a room that is not on its map, or no longer there, is found here."""
    said = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    picture, table = said.split("```")[1], said.split("## Where do I put")[0].split("| room |")[1]
    package = ROOT / "lac_validator"
    rooms = {each.name for each in package.iterdir() if (each / "__init__.py").is_file()}
    areas = {each.name for each in (ROOT / "web/src/areas").glob("*")}
    assert {room for room in rooms if not re.search(rf"\b{room}\b", picture)} == set()
    assert {area for area in areas if not re.search(rf"\b{area}\b", picture)} == set()
    assert {room for room in rooms if f"`{room}`" not in table and f"`lac_validator/{room}`" not in table} == set()
    named = re.findall(r"`(lac_validator/[a-z_/.]+|web/[a-z]+|build_scripts|tests)`", said)
    assert [path for path in named if not (ROOT / path).exists()] == []
    files = re.findall(r"`([\w/]+/\w+\.(?:py|js|json|yaml|md))`", said)
    assert [path for path in files if not (ROOT / path).exists() and not (package / path).exists()] == []
