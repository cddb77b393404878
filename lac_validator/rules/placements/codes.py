"""Codes of placements that several of the modules name."""

from __future__ import annotations

import datetime

WITH_CURRENT_FOSTER_CARER = ("A3", "A5")
CHILDRENS_HOME = "K2"
WITH_PARENTS = "P1"
INDEPENDENT_LIVING = "P2"
YOUTH_CUSTODY = "R5"
SEMI_INDEPENDENT_LIVING = "H5"
CARERS_ON_HOLIDAY = "T3"
OTHER_PLACEMENT = "Z1"
SUPPORTED_ACCOMMODATION_REGISTERED = datetime.date(2023, 10, 28)
"""The day from which Ofsted registers supported accommodation, and from which independent living is no placement."""
