"""The figures of England, by measure.

Source: Department for Education, Children looked after in England including adoptions, year ending 31 March 2025
(November 2025), Open Government Licence v3.0. Figures of other authorities come from the DfE's own files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class England:
    """A figure of England.

    :ivar year: the year whose 31 March it is of.
    :ivar value: as that of a measure: a number, a share (0 to 1), a mean or days; None where it is told in parts alone.
    :ivar parts: by the name of the part, as the measure's own.
    """

    year: int
    value: float | None
    parts: dict[str, float]


@cache
def _every() -> dict[str, England]:
    held = json.loads(files(__package__).joinpath("england.json").read_text("utf-8"))
    return {code: England(each["year"], each.get("value"), each.get("parts", {})) for code, each in held.items()}


def england(code: str) -> England | None:
    """The figure of England for a measure, the latest held; None where the DfE publishes none."""
    return _every().get(code)
