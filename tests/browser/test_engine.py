"""What was left out of the engine is missed by nothing that is in it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.browser.conftest import FIXTURES, ROOT


def test_every_module_in_the_engine_imports(site: Path) -> None:
    script = FIXTURES / "import_all.mjs"
    command = ["node", script, ROOT / "build_scripts", site]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert json.loads(ran.stdout.splitlines()[-1]) == {}
