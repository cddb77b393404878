"""Real postcodes for homes and placements: a council, its neighbours, and a few places further away.

``postcodes.csv`` holds some 540 of the 2.7 million postcodes of the ONS Postcode Directory (Open Government Licence
v3.0): for each of the ten boroughs of Greater Manchester and for a dozen places around them, evenly spaced ones among
those with a grid reference of their own, which leaves out post office boxes. So a sample can be made without the
table of all postcodes. The postcodes are real, since rules look them up; nobody in a sample is.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

OUTSIDE_ENGLAND = frozenset({"WAL", "SCO"})
OWN, NEIGHBOURING, OUTSIDE = "own", "neighbouring", "outside England"
_ENOUGH_TO_LIVE_IN = 30
_METRES_IN_A_MILE = 1609.3


class Place(NamedTuple):
    """A postcode, the upper-tier authority (or WAL, SCO) that it lies in, and where it lies in metres."""

    postcode: str
    authority: str
    easting: int
    northing: int


@dataclass(frozen=True)
class Geography:
    """Postcodes as one council sees them."""

    own: tuple[Place, ...]
    neighbouring: tuple[Place, ...]
    outside_england: tuple[Place, ...]

    def around(self, where: str) -> tuple[Place, ...]:
        """The postcodes that are ``OWN``, ``NEIGHBOURING`` or ``OUTSIDE``."""
        return {OWN: self.own, NEIGHBOURING: self.neighbouring, OUTSIDE: self.outside_england}[where]


@cache
def places() -> dict[str, Place]:
    """Every postcode of the samples."""
    lines = (files(__package__) / "postcodes.csv").read_text("utf-8").splitlines()
    return {
        postcode: Place(postcode, authority, int(easting), int(northing))
        for postcode, authority, easting, northing in list(csv.reader(lines))[1:]
    }


@cache
def authorities() -> tuple[str, ...]:
    """The codes of the councils for which a sample can be made."""
    codes = [place.authority for place in places().values()]
    return tuple(code for code in dict.fromkeys(codes) if codes.count(code) >= _ENOUGH_TO_LIVE_IN)


def geography_of(authority: str) -> Geography:
    """The postcodes as this council sees them.

    :raises ValueError: no sample can be made for this authority.
    """
    if authority not in authorities():
        raise ValueError(f"A sample return can be made for {', '.join(authorities())}, not for {authority}.")
    everywhere = places().values()
    return Geography(
        own=tuple(place for place in everywhere if place.authority == authority),
        neighbouring=tuple(place for place in everywhere if place.authority not in OUTSIDE_ENGLAND | {authority}),
        outside_england=tuple(place for place in everywhere if place.authority in OUTSIDE_ENGLAND),
    )


def miles(one: str, other: str) -> float:
    """Straight-line miles between two postcodes of the samples."""
    here, there = places()[one], places()[other]
    return math.dist(here[2:], there[2:]) / _METRES_IN_A_MILE
