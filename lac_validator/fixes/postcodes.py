"""Postcodes: mistyped ones, and blank ones that other rows of the child, or Ofsted's list, tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import CERTAIN, SUGGESTED, Changes, Flagged, fix
from lac_validator.fixes.evidence import copied, exists, the_only
from lac_validator.reference import Postcodes

LOOK_ALIKE = {"0": "0O", "O": "O0", "1": "1I", "I": "I1"}
"""Characters that are mistaken for one another, each with itself first."""

AT_THE_REGISTERED_ADDRESS = ("K1", "K2", "R3", "S1")
"""Placement types in which the child lives where the provider is registered."""

LETTERS_AFTER_THE_BLANK = 3


@fix("392c", kind=CERTAIN)
def home_postcode_mistyped(episodes: Table, postcodes: Postcodes) -> Changes:
    """Where a home postcode does not exist, but does with 0 for O or 1 for I (or the other way), or without the dots
    and dashes in it, and only one postcode can be meant, take that one.
    """
    return _as_meant(episodes, "HOME_POST", postcodes)


@fix("392c", kind=CERTAIN)
def placement_postcode_mistyped(episodes: Table, postcodes: Postcodes) -> Changes:
    """Where a placement postcode does not exist, but does with 0 for O or 1 for I (or the other way), or without the
    dots and dashes in it, and only one postcode can be meant, take that one.
    """
    return _as_meant(episodes, "PL_POST", postcodes)


@fix("392a 392b 392c 453 503G", kind=SUGGESTED)
def home_postcode_of_other_episodes(
    episodes: Table, flagged: Flagged, postcodes: Postcodes, episodes_last: Table | None = None
) -> Changes:
    """Where a home postcode is blank or does not exist, and all of the child's other episodes that have one have the
    same, in this year's return and last year's, take that.
    """
    every = episodes if episodes_last is None else episodes.followed_by(episodes_last)
    known = every.where(exists(every.HOME_POST.text, postcodes))
    home = the_only(known.CHILD, known.HOME_POST.without_blanks)
    lacking = flagged.by("392a 392b 392c", episodes) & ~exists(episodes.HOME_POST.text, postcodes)
    rows = episodes.where(lacking & np.isin(episodes.CHILD.ids, list(home)) & episodes.CHILD.given)
    new = [_written(home[child]) for child in rows.CHILD.ids.tolist()]
    return Changes(rows, "HOME_POST", new, "All other episodes of the child that have a home postcode have this.")


@fix("169 179 392a 392b 392c 452 453 503G 503H 503J", kind=SUGGESTED)
def placement_postcode_of_same_placement(
    successive_episodes: tuple[Table, Table], flagged: Flagged, postcodes: Postcodes
) -> Iterator[Changes]:
    """Where a placement postcode is blank or does not exist, and only the legal status changed from the episode before
    or to the one after, take the postcode of that episode.
    """
    before, episode = successive_episodes
    same = (episode.RNE == "L") & (before.DEC == episode.DECOM)
    because = "Only the legal status changed between this episode and one beside it, and that one has this postcode."
    for rows, source in ((episode, before), (before, episode)):
        wrong = flagged.by("169 179 392a 392b 392c", rows) & ~exists(rows.PL_POST.text, postcodes)
        which = same & wrong & exists(source.PL_POST.text, postcodes)
        yield copied(rows.where(which), source.where(which), "PL_POST", because)


@fix("169 179 392a 392b 392c 452 453 503G 503H 503J", kind=SUGGESTED)
def placement_postcode_of_provider(
    numbered_episodes: Table, providers: Table, flagged: Flagged, postcodes: Postcodes
) -> Changes:
    """Where the placement postcode of a home or a residential school is blank or does not exist, and Ofsted's list has
    its number with one postcode, take that.
    """
    wrong = numbered_episodes.PLACE.isin(AT_THE_REGISTERED_ADDRESS)
    wrong &= flagged.by("169 179 392a 392b 392c", numbered_episodes)
    lacking = numbered_episodes.where(wrong & ~exists(numbered_episodes.PL_POST.text, postcodes))
    listed = providers.where(exists(providers.POSTCODE.text, postcodes))
    address = the_only(listed.URN, listed.POSTCODE.without_blanks)
    rows = lacking.where(np.isin(lacking.URN.ids, list(address)))
    new = [_written(address[urn]) for urn in rows.URN.ids.tolist()]
    return Changes(rows, "PL_POST", new, "Ofsted's list has this provider at this postcode, and at no other.")


def _as_meant(episodes: Table, column: str, postcodes: Postcodes) -> Changes:
    texts, where = episodes.column(column).text.distinct
    meant = _meant(texts, postcodes)
    rows = [row for row, place in enumerate(where.tolist()) if place in meant]
    new = [meant[where[row]] for row in rows]
    because = "The postcode as given does not exist; this one does, and no other that it could be misread for."
    return Changes(episodes.take(np.array(rows, np.intp)), column, new, because)


def _meant(texts: Sequence[str], postcodes: Postcodes) -> dict[int, str]:
    """By its place, what each text that is no postcode must mean, where that is only one."""
    unknown = [place for place, known in enumerate(postcodes.find(texts).known.tolist()) if texts[place] and not known]
    readings = [(place, reading) for place in unknown for reading in _readings(texts[place])]
    found: dict[int, list[str]] = {}
    exist = postcodes.find([reading for _, reading in readings]).known.tolist()
    for (place, reading), does in zip(readings, exist, strict=True):
        if does:
            found.setdefault(place, []).append(reading)
    return {place: _written(those[0]) for place, those in found.items() if len(those) == 1}


def _readings(text: str) -> Iterator[str]:
    """Every postcode that a text may have been meant for: 5 to 7 letters and digits without blanks."""
    plain = "".join(character for character in text if character.isascii() and character.isalnum())
    if 5 <= len(plain) <= 7:
        yield from map("".join, product(*(LOOK_ALIKE.get(character, character) for character in plain)))


def _written(postcode: str) -> str:
    return f"{postcode[:-LETTERS_AFTER_THE_BLANK]} {postcode[-LETTERS_AFTER_THE_BLANK:]}"
