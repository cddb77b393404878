"""Where children are placed, and Ofsted's list of the homes and agencies that take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lac_validator.reference import authority_name
from lac_validator.sample.chance import Chance, Weighted
from lac_validator.sample.days import Day, text
from lac_validator.sample.geography import NEIGHBOURING, OUTSIDE, OUTSIDE_ENGLAND, OWN, Geography, Place

SUPPORTED = "supported accommodation"
"""A placement type whose code is H5 up to 2023/24 and K3 after."""

OTHER = "other placement"
"""A placement type whose code is Z1 up to 2024/25 and Z13 after."""

WITH_PARENTS = "P1"
REGIONAL_AGENCY = "XXXXXXX"
"""Stands for the URN of a regional adoption agency, which Ofsted does not list."""

FOSTER_PLACES = ("U1", "U2", "U3", "U4", "U5", "U6")
ADOPTION_PLACES = ("A3", "A4", "A5", "A6")
CARE_ORDERS = frozenset({"C1", "C2"})


class Placement(NamedTuple):
    """Where a child lives: placement type, placement provider, URN and postcode, blank where the DfE asks for none."""

    kind: str
    provider: str
    urn: str
    postcode: str


@dataclass(frozen=True)
class Provider:
    """One of Ofsted's entries: a home, an agency, or one of the premises of supported accommodation."""

    urn: str
    kinds: tuple[str, ...]
    code: str
    place: Place
    closed: Day | None = None


# By age: under 1, 1 to 4, 5 to 10, 11 to 15, 16 and over.
_KINDS_BY_AGE = (
    Weighted({"U6": 55, "U3": 17, "U5": 7, WITH_PARENTS: 9, "R3": 8}),
    Weighted({"U6": 60, "U3": 21, "U5": 2, WITH_PARENTS: 12, "R3": 1}),
    Weighted({"U6": 40, "U4": 22, "U3": 14, "U1": 8, WITH_PARENTS: 9, "K2": 6, "S1": 1, "R2": 0.3}),
    Weighted(
        {"U6": 30, "U4": 22, "U3": 9, "U1": 5, "K2": 24, WITH_PARENTS: 6, "S1": 3, "K1": 0.6, "R1": 0.6, OTHER: 0.6}
    ),
    Weighted({"U6": 18, "U4": 18, "U3": 5, "U1": 3, "K2": 19, SUPPORTED: 28, WITH_PARENTS: 4, "S1": 1, OTHER: 1.5}),
)
_BAND_ENDS = (1, 5, 11, 16)

_HOMES = {
    # placement type: provider codes of its homes, and how many there are of each in the council and around it.
    "K2": {"PR1": (4, 0), "PR4": (6, 26), "PR5": (1, 5)},
    "K1": {"PR2": (0, 3)},
    "R3": {"PR4": (1, 2), "PR5": (1, 1)},
    "S1": {"PR4": (1, 4), "PR5": (0, 2)},
}
_SUPPORTED_PROVIDERS, _PREMISES_OF_EACH = 8, 3
_AGENCY_PLACES = (*FOSTER_PLACES, "A3", "A5")  # foster carers may go on to adopt the child
_NEIGHBOURS_THAT_FOSTER = 5
_OTHER_AGENCIES = {"PR4": 14, "PR5": 4}
_CLOSED_HOMES = 4


class Placements:
    """The providers that one council uses, and how it places children with them."""

    def __init__(self, geography: Geography, chance: Chance, year_start: Day) -> None:
        self._geography = geography
        self._chance = chance
        self.providers: list[Provider] = []
        own, around = geography.own, geography.neighbouring
        self.own_agency = self._list(FOSTER_PLACES + ADOPTION_PLACES, "PR1", own)
        self._agencies = {"PR1": [self.own_agency], "PR2": self._list_neighbours()}
        for code, number in _OTHER_AGENCIES.items():
            self._agencies[code] = [self._list(_AGENCY_PLACES, code, own + around) for _ in range(number)]
        self._adoption_agencies = [self._list(ADOPTION_PLACES, "PR5", around) for _ in range(3)]
        self._premises = {
            kind: [
                self._list((kind,), code, places)
                for code, numbers in by_code.items()
                for number, places in zip(numbers, (own, around), strict=True)
                for _ in range(number)
            ]
            for kind, by_code in _HOMES.items()
        }
        for each in range(_CLOSED_HOMES):
            self._list(("K2",), "PR4", around, closed=year_start - 40 * (each + 1))
        # Last, as in Ofsted's workbook, where it has a sheet of its own.
        self._premises[SUPPORTED] = self._list_supported_accommodation()

    def _list(
        self, kinds: tuple[str, ...], code: str, places: Sequence[Place], urn: str = "", closed: Day | None = None
    ) -> Provider:
        """Add an entry to Ofsted's list, with premises at one of these places."""
        # Ofsted's own numbers have six or seven digits and begin with 0, 1, 2 or SC.
        urn = urn or f"99{len(self.providers):05d}"
        provider = Provider(urn, kinds, code, self._chance.one_of(places), closed)
        self.providers.append(provider)
        return provider

    def _list_neighbours(self) -> list[Provider]:
        around = self._geography.neighbouring
        authorities = list(dict.fromkeys(place.authority for place in around))[:_NEIGHBOURS_THAT_FOSTER]
        return [
            self._list(_AGENCY_PLACES, "PR2", [place for place in around if place.authority == authority])
            for authority in authorities
        ]

    def _list_supported_accommodation(self) -> list[Provider]:
        """Providers of supported accommodation have one URN and several premises, each an entry of its own."""
        own, around = self._geography.own, self._geography.neighbouring
        entries: list[Provider] = []
        for _ in range(_SUPPORTED_PROVIDERS):
            first = self._list((SUPPORTED,), "PR4", own)
            more = [self._list((SUPPORTED,), "PR4", own + around, first.urn) for _ in range(_PREMISES_OF_EACH - 1)]
            entries += [first, *more]
        return entries

    def secure_bed(self, home: str) -> Placement:
        """A place in a secure children's home."""
        return self._on_premises("K1", home)

    def young_offender_institution(self, home: str) -> Placement:
        """A place in a young offender institution, which a public body runs and Ofsted does not register."""
        return Placement("R5", "PR3", "", self._away_from(home, self._geography.neighbouring).postcode)

    def childrens_home(self, home: str) -> Placement:
        """A place in a children's home."""
        return self._on_premises("K2", home)

    def _on_premises(self, kind: str, home: str) -> Placement:
        """A place on the premises of a provider, whose postcode is not the child's home's."""
        while True:
            entry = self._chance.one_of(self._premises[kind])
            if entry.place.postcode != home:
                return Placement(kind, entry.code, entry.urn, entry.place.postcode)

    def _away_from(self, home: str, places: Sequence[Place]) -> Place:
        while True:
            place = self._chance.one_of(places)
            if place.postcode != home:
                return place

    def short_break(self) -> Placement:
        """A residential care home: short breaks have no URN, and of the places for them this one needs none."""
        return Placement("R1", self._chance.one_of(("PR4", "PR5")), "", "")

    def foster(self, kind: str, home: str) -> Placement:
        """A place with foster carers, away from ``home``. Relatives and friends are the council's own carers."""
        chance = self._chance
        code = "PR1" if kind in ("U1", "U2", "U3") else _FOSTER_PROVIDERS.pick(chance)
        return self._with_carers(kind, chance.one_of(self._agencies[code]), home)

    def adopters(self, kind: str, home: str) -> Placement:
        """A place with adopters who were not the child's foster carers."""
        chance = self._chance
        if chance.happens(0.4):
            return self._with_carers(kind, chance.one_of([self.own_agency, *self._adoption_agencies]), home)
        place = self._carers_place(home)
        urn = "" if place.authority in OUTSIDE_ENGLAND else REGIONAL_AGENCY
        return Placement(kind, chance.one_of(("PR1", "PR2")), urn, place.postcode)

    def _with_carers(self, kind: str, agency: Provider, home: str) -> Placement:
        place = self._carers_place(home)
        urn = "" if place.authority in OUTSIDE_ENGLAND else agency.urn
        return Placement(kind, agency.code, urn, place.postcode)

    def _carers_place(self, home: str) -> Place:
        """Where carers live: mostly in or near the council; never at the child's own home."""
        return self._away_from(home, self._geography.around(_CARERS_LIVE.pick(self._chance)))

    def temporary(self, kind: str, home: str) -> Placement:
        """A temporary move, for which the DfE asks for neither provider nor URN."""
        return Placement(kind, "", "", self._carers_place(home).postcode)

    def choose(self, age: int, legal_status: str, home: str, before: Placement | None) -> Placement:
        """A place for a child of this age: of another type or at another postcode than the one that the child is in.

        :param home: the home postcode, blank for unaccompanied asylum-seeking children, who have no home here.
        """
        while True:
            placement = self._of_kind(self._kind(age, legal_status, home), home)
            if before is None or (placement.kind, placement.postcode) != (before.kind, before.postcode):
                return placement

    def _kind(self, age: int, legal_status: str, home: str) -> str:
        band = sum(age >= end for end in _BAND_ENDS)
        while True:
            kind = _KINDS_BY_AGE[band].pick(self._chance)
            # Placed with parents are children under a care order only, and never one who came to this country alone.
            if kind != WITH_PARENTS or (home and legal_status in CARE_ORDERS):
                return kind

    def _of_kind(self, kind: str, home: str) -> Placement:
        if kind in FOSTER_PLACES:
            return self.foster(kind, home)
        if kind in self._premises:
            return self._on_premises(kind, home)
        if kind == WITH_PARENTS:
            return Placement(kind, "PR0", "", home)
        provider = {"R1": "PR4", "R2": "PR3", OTHER: ""}[kind]
        return Placement(kind, provider, "", self._carers_place(home).postcode)


_FOSTER_PROVIDERS = Weighted({"PR1": 58, "PR2": 2, "PR4": 32, "PR5": 8})

_CARERS_LIVE = Weighted({OWN: 62, NEIGHBOURING: 36.5, OUTSIDE: 1.5})


def place_code(kind: str, year: int) -> str:
    """The code of a placement type in this collection year."""
    if kind == SUPPORTED:
        return "H5" if year <= 2024 else "K3"
    if kind == OTHER:
        return "Z1" if year <= 2025 else "Z13"
    return kind


def provider_columns(providers: Iterable[Provider], year: int) -> dict[str, list[str]]:
    """Ofsted's list as the one table that provider lists become, for a return of this collection year."""
    rows = [
        (
            entry.urn,
            authority_name(entry.place.authority) or "",
            ",".join(place_code(kind, year) for kind in entry.kinds),
            entry.code,
            text(entry.closed),
            entry.place.postcode.replace(" ", ""),
            entry.place.authority,
            authority_name(entry.place.authority) or "",
        )
        for entry in providers
    ]
    return {name: list(values) for name, values in zip(PROVIDER_COLUMNS, zip(*rows, strict=True), strict=True)}


PROVIDER_COLUMNS = (
    "URN",
    "LA_NAME",
    "PLACE_CODES",
    "PROVIDER_CODES",
    "REG_END",
    "POSTCODE",
    "POSTCODE_LA",
    "POSTCODE_LA_NAME",
)
