"""Have the reference data made before hatchling packs a wheel or an sdist, or installs the project editable."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReferenceData(BuildHookInterface):
    """Run reference_data.py, which lies beside this file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See hatchling: called before the files to pack are looked up."""
        runpy.run_path(str(Path(self.root, "build_scripts", "reference_data.py")))["main"]()
