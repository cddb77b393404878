"""Ofsted's list beside what is recorded of a provider: its number from the address, its kind from its number."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from lac_validator.dataset import Table
from lac_validator.derived.providers import is_listed
from lac_validator.engine import CERTAIN, SUGGESTED, Changes, Flagged, fix
from lac_validator.fixes.evidence import the_only, written
from lac_validator.schema.groups import FOSTER, FOSTER_OR_ADOPTION, NO_OFSTED_NUMBER

AT_AN_ADDRESS_OF_ITS_OWN = ("K1", "K2", "K3", "H5", "R3", "S1")
"""Placement types of which Ofsted's list has the premises in which children live."""

NUMBER_AT_FAULT = "218 219 221 227 228 230 242 1008"
NUMBER_IN_DOUBT = "221 222 227 228 242 243 503F 1008"
OWN_PROVISION, OTHER_AUTHORITY, WITH_PARENTS, PARENTS = "PR1", "PR2", "P1", "PR0"


@fix("526 527 528 529 530 531", kind=CERTAIN)
def parents_provide_placement_with_parents(episodes: Table, flagged: Flagged) -> Changes:
    """Where a child is placed with parents and the provider is blank or another, it is the parents: no other code goes
    with that placement.
    """
    rows = episodes.where((episodes.PLACE == WITH_PARENTS) & flagged.by("526 527 528 529 530 531", episodes))
    return written(rows, "PLACE_PROVIDER", PARENTS, "A placement with parents can have no other provider.")


@fix("178 224 229 526 550", kind=SUGGESTED)
def provider_of_the_list(numbered_episodes: Table, providers: Table, flagged: Flagged, authority: str) -> Changes:
    """Where the placement provider is blank, no valid code, or not what Ofsted's list says of the number, and nothing
    speaks against the number: what the list says. Of the two codes for authorities it is PR1 where the provider lies in
    the council's area, else PR2.
    """
    wrong = flagged.by("178 224 229 526 550", numbered_episodes) & ~flagged.by(NUMBER_IN_DOUBT, numbered_episodes)
    rows = numbered_episodes.where(wrong)
    codes, own = _codes_by_number(providers, authority)
    new = [_one_of(codes.get(urn, set()), urn in own) for urn in rows.URN.ids.tolist()]
    told = np.array([bool(each) for each in new], bool)
    because = "Ofsted's list has this kind of provider for the number, and no other."
    return Changes(rows.where(told), "PLACE_PROVIDER", [each for each in new if each], because)


def _codes_by_number(providers: Table, authority: str) -> tuple[dict[int, set[str]], set[int]]:
    """The provider codes of each number, and the numbers with premises in the authority."""
    codes: dict[int, set[str]] = defaultdict(set)
    for urn, text in zip(providers.URN.ids.tolist(), providers.PROVIDER_CODES.as_given, strict=True):
        codes[urn] |= _set_of(text)
    return codes, set(providers.where(providers.POSTCODE_LA == authority).URN.ids.tolist())


def _set_of(codes: str) -> set[str]:
    return {each.strip().upper() for each in codes.split(",")} - {""}


def _one_of(codes: set[str], own: bool) -> str:
    if codes == {OWN_PROVISION, OTHER_AUTHORITY}:
        return OWN_PROVISION if own else OTHER_AUTHORITY
    return next(iter(codes)) if len(codes) == 1 else ""


@fix("146 219", kind=SUGGESTED)
def placement_type_of_the_list(numbered_episodes: Table, providers: Table, flagged: Flagged) -> Changes:
    """Where the placement type is no valid code, or the placement is at the address of the number in Ofsted's list and
    has another type there, the list has but one type for it, and nothing else speaks against the number, take that.
    """
    another_provider = flagged.by("224 229", numbered_episodes) & numbered_episodes.PLACE_PROVIDER.given
    in_doubt = another_provider | flagged.by(NUMBER_IN_DOUBT, numbered_episodes)
    addresses = set(zip(providers.URN.ids.tolist(), providers.POSTCODE.without_blanks.ids.tolist(), strict=True))
    placed = zip(numbered_episodes.URN.ids.tolist(), numbered_episodes.PL_POST.without_blanks.ids.tolist(), strict=True)
    there = np.array([each in addresses for each in placed], bool) & numbered_episodes.PL_POST.given
    wrong = flagged.by("146", numbered_episodes) | (flagged.by("219", numbered_episodes) & there)
    rows = numbered_episodes.where(wrong & ~in_doubt)
    codes: dict[int, set[str]] = defaultdict(set)
    for urn, text in zip(providers.URN.ids.tolist(), providers.PLACE_CODES.as_given, strict=True):
        codes[urn] |= _set_of(text)
    new = [_one_of(codes.get(urn, set()), own=False) for urn in rows.URN.ids.tolist()]
    told = np.array([bool(each) for each in new], bool)
    because = "Ofsted's list has this placement type for the number, and no other."
    return Changes(rows.where(told), "PLACE", [each for each in new if each], because)


@fix(NUMBER_AT_FAULT, kind=SUGGESTED)
def number_of_the_home_at_the_address(episodes: Table, providers: Table, flagged: Flagged) -> Changes:
    """Where the Ofsted number of a home, a school or supported accommodation is blank or cannot be right, and Ofsted's
    list has one provider of that type at the placement postcode, open at the time, take its number.
    """
    placed = episodes.where(episodes.PLACE.isin(AT_AN_ADDRESS_OF_ITS_OWN) & flagged.by(NUMBER_AT_FAULT, episodes))
    episode, at = _at_the_address(placed, providers)
    numbers: dict[int, set[str]] = defaultdict(set)
    for row, urn in zip(episode.rows.tolist(), at.URN.as_given, strict=True):
        numbers[row].add(urn.strip())
    rows = placed.where(np.array([len(numbers[row]) == 1 for row in placed.rows.tolist()], bool))
    because = "Ofsted's list has one provider of this placement type at the postcode, and this is its number."
    return Changes(rows, "URN", [next(iter(numbers[row])) for row in rows.rows.tolist()], because)


def _at_the_address(episodes: Table, providers: Table) -> tuple[Table, Table]:
    """Each episode beside each entry of the list with its postcode and placement type that was open at the time."""
    here = defaultdict(list)
    for place, postcode in enumerate(providers.POSTCODE.without_blanks.as_given):
        here[postcode].append(place)
    pairs = [
        (row, place)
        for row, postcode in enumerate(episodes.PL_POST.without_blanks.as_given)
        if postcode
        for place in here.get(postcode, ())
    ]
    left = np.array([row for row, _ in pairs], np.intp)
    right = np.array([place for _, place in pairs], np.intp)
    episode, provider = episodes.take(left), providers.take(right)
    closed = (provider.REG_END <= episode.DECOM) | (provider.REG_END < episode.DEC)
    closed |= provider.REG_END.readable & ~episode.DEC.readable
    fits = is_listed(episode.PLACE, provider.PLACE_CODES) & ~closed
    return episode.where(fits), provider.where(fits)


@fix("221", kind=SUGGESTED)
def postcode_of_the_home_with_the_number(numbered_episodes: Table, providers: Table, flagged: Flagged) -> Changes:
    """Where the placement postcode is not that of the home with the number, nothing else speaks against the number, and
    Ofsted's list has no provider of that type at the postcode, take the postcode of the home.
    """
    wrong = flagged.by("221", numbered_episodes) & ~flagged.by("219 224 227 228 242 1008", numbered_episodes)
    rows = numbered_episodes.where(wrong)
    someone, _ = _at_the_address(rows, providers)
    rows = rows.without(someone)
    address = the_only(providers.URN, providers.POSTCODE.without_blanks)
    rows = rows.where(np.isin(rows.URN.ids, list(address)))
    new = [_with_blank(address[urn]) for urn in rows.URN.ids.tolist()]
    return Changes(rows, "PL_POST", new, "Ofsted's list has the provider at this postcode, and none at the one given.")


def _with_blank(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}"


@fix(NUMBER_AT_FAULT, kind=SUGGESTED)
def number_of_others_at_the_address(
    episodes: Table, flagged: Flagged, episodes_last: Table | None = None, providers: Table | None = None
) -> Changes:
    """Where an Ofsted number is blank or not in the list, and all placements of the same kind with the same provider at
    the same postcode, in this year's return and last year's, have one number, take that: those of the same child, or
    of at least two others.
    """
    every = episodes if episodes_last is None else episodes.followed_by(episodes_last)
    usable = every.URN.given & (every.URN != NO_OFSTED_NUMBER)
    if providers is not None:
        usable &= every.URN.isin(providers.URN)
    children: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    cells = zip(_household(every), every.URN.text.as_given, every.CHILD.ids.tolist(), usable.tolist(), strict=True)
    for key, urn, child, use in cells:
        if use and key:
            children[key][urn.strip().upper()].add(child)
    lacking = flagged.by("218 230 1008", episodes).tolist()
    found = {}
    for row, (key, child) in enumerate(zip(_household(episodes), episodes.CHILD.ids.tolist(), strict=True)):
        if lacking[row] and len(children.get(key, ())) == 1:
            ((urn, those),) = children[key].items()
            if child in those or len(those) > 1:
                found[row] = urn
    because = "All other placements at this postcode, with such a provider, have this number."
    return Changes(episodes.take(np.array(list(found), np.intp)), "URN", list(found.values()), because)


def _household(episodes: Table) -> list[str]:
    """For each row what tells one household or home: postcode, provider, and foster care or the type; blank if not."""
    family = np.where(episodes.PLACE.isin(FOSTER_OR_ADOPTION), "foster", episodes.PLACE.text.as_given)
    cells = zip(
        episodes.PL_POST.without_blanks.as_given, episodes.PLACE_PROVIDER.as_given, family.tolist(), strict=True
    )
    return [
        f"{postcode} {provider.strip().upper()} {kind.strip().upper()}" if postcode and provider.strip() else ""
        for postcode, provider, kind in cells
    ]


@fix("218 1008", kind=SUGGESTED)
def number_of_own_fostering_service(episodes: Table, providers: Table, flagged: Flagged, authority: str) -> Changes:
    """Where the Ofsted number of a placement with the council's own foster carers is blank or not in the list, and the
    list has one fostering service of the council, take its number.
    """
    own = (providers.POSTCODE_LA == authority) & ~providers.REG_END.readable
    own &= providers.PROVIDER_CODES.matches(lambda codes: OWN_PROVISION in _set_of(codes))
    own &= providers.PLACE_CODES.matches(lambda codes: bool(_set_of(codes) & set(FOSTER)))
    services = {each.strip() for each in providers.where(own).URN.as_given} - {""}
    if len(services) != 1:
        return Changes(episodes.where(np.zeros(len(episodes), bool)), "URN", [], "")
    fostered = episodes.PLACE.isin(FOSTER) & (episodes.PLACE_PROVIDER == OWN_PROVISION)
    rows = episodes.where(fostered & flagged.by("218 1008", episodes))
    return written(
        rows, "URN", services.pop(), "Ofsted's list has one fostering service of the council, and this is it."
    )


@fix("1008", kind=SUGGESTED)
def number_mistyped(episodes: Table, providers: Table, flagged: Flagged) -> Changes:
    """Where an Ofsted number is not in the list, and the list has one that differs from it by one character, by two
    that changed places, or by blanks or noughts at its beginning, take that.
    """
    rows = episodes.where(flagged.by("1008", episodes))
    listed = set(providers.URN.distinct[0]) - {""}
    texts, where = rows.URN.distinct
    meant = [set(_variants(text)) & listed for text in texts]
    new = [next(iter(meant[place])) if len(meant[place]) == 1 else "" for place in where.tolist()]
    told = np.array([bool(each) for each in new], bool)
    because = "Ofsted's list does not have the number as given, and has but one that it can be a slip of."
    return Changes(rows.where(told), "URN", [each for each in new if each], because)


def _variants(urn: str) -> Iterator[str]:
    plain = "".join(urn.split())
    yield plain
    if not 5 <= len(plain) <= 12:
        return
    yield plain.lstrip("0")
    yield f"0{plain}"
    for place in range(len(plain)):
        yield plain[:place] + plain[place + 1 :]
        yield plain[:place] + plain[place + 1 : place + 2] + plain[place : place + 1] + plain[place + 2 :]
        for character in string.digits + string.ascii_uppercase:
            yield plain[:place] + character + plain[place + 1 :]
            yield plain[:place] + character + plain[place:]
