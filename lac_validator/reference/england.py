"""England's figures, with which a council's are compared.

Source: Department for Education, "Children looked after in England including adoptions", year ending 31 March 2025,
published in November 2025 (Open Government Licence v3.0). Shares are of 1, as published, rounded to a whole per cent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lac_validator.schema.groups import ADOPTED, FOSTER, PLACED_FOR_ADOPTION


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


@dataclass(frozen=True)
class Usual:
    """A group of codes of one field, and its share in England.

    :ivar name: as it is said in a sentence.
    """

    name: str
    codes: tuple[str, ...]
    share: float


def _share(measure: str, part: str = "") -> float:
    figure = _every()[measure]
    share = figure.parts[part] if part else figure.value
    if share is None:
        raise LookupError(f"{measure} is told in parts: name one.")
    return share


PLACEMENTS = (
    Usual("foster placements (U1 to U6)", FOSTER, _share("placement_mix", "foster")),
    Usual("children's homes (K1, K2)", ("K1", "K2"), _share("placement_mix", "homes")),
    Usual(
        "supported accommodation and independent living (K3, H5, P2)",
        ("K3", "H5", "P2"),
        _share("placement_mix", "supported"),
    ),
    Usual("placements with parents (P1)", ("P1",), _share("placement_mix", "parents")),
    Usual("placements for adoption (A3 to A6)", PLACED_FOR_ADOPTION, _share("placement_mix", "adoption")),
)
"""Of the children looked after on 31 March."""

CATEGORIES_OF_NEED = (Usual("abuse or neglect (N1)", ("N1",), 0.67),)
"""Of the children looked after on 31 March."""

LEGAL_STATUSES = (
    Usual("full care orders (C2)", ("C2",), 0.59),
    Usual("section 20 (V2)", ("V2",), 0.19),
    Usual("interim care orders (C1)", ("C1",), 0.16),
    Usual("placement orders (E1)", ("E1",), 0.06),
)
"""Of the children looked after on 31 March."""

PROVIDERS = (
    Usual("own provision (PR1)", ("PR1",), _share("providers", "own")),
    Usual("private provision (PR4)", ("PR4",), _share("providers", "private")),
    Usual("voluntary provision (PR5)", ("PR5",), _share("providers", "voluntary")),
    Usual("parents as providers (PR0)", ("PR0",), _share("providers", "parents")),
)
"""Of the children looked after on 31 March."""

ENDS_OF_CARE = (
    Usual("staying with the carer at 18 (E17)", ("E17",), 0.17),
    Usual("a planned return home (E4A)", ("E4A",), _share("went_home")),
    Usual("independent living with support (E5)", ("E5",), 0.12),
    Usual("special guardianship (E45 to E48)", ("E45", "E46", "E47", "E48"), _share("special_guardianship")),
    Usual("adoption (E11, E12)", ADOPTED, _share("adopted")),
    Usual("care taken over by another authority (E3)", ("E3",), 0.08),
    Usual("any other reason (E8)", ("E8",), 0.07),
    Usual("an unplanned return home (E4B)", ("E4B",), _share("went_home", "not planned")),
)
"""Of the children who ceased to be looked after in the year."""

REASONS_FOR_CHANGE = (
    Usual("the care plan (CARPL)", ("CARPL",), _share("placement_changes", "CARPL")),
    Usual("another reason (OTHER)", ("OTHER",), _share("placement_changes", "OTHER")),
    Usual("a change of status only (PLACE)", ("PLACE",), _share("placement_changes", "PLACE")),
    Usual("the carer's request because of behaviour (CREQB)", ("CREQB",), _share("placement_changes", "CREQB")),
    Usual("the carer's request for another reason (CREQO)", ("CREQO",), _share("placement_changes", "CREQO")),
    Usual("the child's request (CHILD)", ("CHILD",), _share("placement_changes", "CHILD")),
    Usual("the authority's request (LAREQ)", ("LAREQ",), _share("placement_changes", "LAREQ")),
    Usual("concern about standards (STAND)", ("STAND",), _share("placement_changes", "STAND")),
    Usual("an allegation (ALLEG)", ("ALLEG",), _share("placement_changes", "ALLEG")),
    Usual("closure or resignation (CLOSE)", ("CLOSE",), _share("placement_changes", "CLOSE")),
)
"""Of the placements that changed in the year."""
