"""England's figures, with which a council's are compared.

Source: Department for Education, "Children looked after in England including adoptions", year ending 31 March 2025,
published in November 2025 (Open Government Licence v3.0). Shares are of 1, as published, rounded to a whole per cent.
"""

from __future__ import annotations

from dataclasses import dataclass

from lac_validator.schema.groups import ADOPTED, FOSTER, PLACED_FOR_ADOPTION

YEAR = 2025
"""31 March of this year."""


@dataclass(frozen=True)
class Usual:
    """A group of codes of one field, and its share in England.

    :ivar name: as it is said in a sentence.
    """

    name: str
    codes: tuple[str, ...]
    share: float


PLACEMENTS = (
    Usual("foster placements (U1 to U6)", FOSTER, 0.67),
    Usual("children's homes (K1, K2)", ("K1", "K2"), 0.12),
    Usual("supported accommodation and independent living (K3, H5, P2)", ("K3", "H5", "P2"), 0.09),
    Usual("placements with parents (P1)", ("P1",), 0.06),
    Usual("placements for adoption (A3 to A6)", PLACED_FOR_ADOPTION, 0.02),
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
    Usual("own provision (PR1)", ("PR1",), 0.43),
    Usual("private provision (PR4)", ("PR4",), 0.40),
    Usual("voluntary provision (PR5)", ("PR5",), 0.07),
    Usual("parents as providers (PR0)", ("PR0",), 0.06),
)
"""Of the children looked after on 31 March."""

ENDS_OF_CARE = (
    Usual("staying with the carer at 18 (E17)", ("E17",), 0.17),
    Usual("a planned return home (E4A)", ("E4A",), 0.16),
    Usual("independent living with support (E5)", ("E5",), 0.12),
    Usual("special guardianship (E45 to E48)", ("E45", "E46", "E47", "E48"), 0.12),
    Usual("adoption (E11, E12)", ADOPTED, 0.09),
    Usual("care taken over by another authority (E3)", ("E3",), 0.08),
    Usual("any other reason (E8)", ("E8",), 0.07),
    Usual("an unplanned return home (E4B)", ("E4B",), 0.03),
)
"""Of the children who ceased to be looked after in the year."""

REASONS_FOR_CHANGE = (
    Usual("the care plan (CARPL)", ("CARPL",), 0.34),
    Usual("another reason (OTHER)", ("OTHER",), 0.25),
    Usual("a change of status only (PLACE)", ("PLACE",), 0.18),
    Usual("the carer's request because of behaviour (CREQB)", ("CREQB",), 0.08),
    Usual("the carer's request for another reason (CREQO)", ("CREQO",), 0.07),
    Usual("the child's request (CHILD)", ("CHILD",), 0.03),
    Usual("the authority's request (LAREQ)", ("LAREQ",), 0.02),
    Usual("concern about standards (STAND)", ("STAND",), 0.01),
    Usual("an allegation (ALLEG)", ("ALLEG",), 0.01),
    Usual("closure or resignation (CLOSE)", ("CLOSE",), 0.01),
)
"""Of the placements that changed in the year."""
