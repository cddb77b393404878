"""The placement fields that the DfE derives from postcodes: PL_LA, PL_LOCATION and PL_DISTANCE."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lac_validator.dataset.columns import Column, Numbers, Text
from lac_validator.dataset.vocabulary import Ids, Vocabulary
from lac_validator.reference import Places, Postcodes, distance_in_miles

NO_POSTCODES = "the table of postcodes not given"
NO_AUTHORITY = "the authority is not known"


def derive_placement(
    episodes: dict[str, Column], vocabulary: Vocabulary, authority: str | None, postcodes: Postcodes | None
) -> dict[str, str]:
    """Add to Episodes the placement fields that are not there already.

    * ``PL_LA``: the upper-tier authority in which the placement postcode lies; WAL, SCO or NIR outside England.
    * ``PL_LOCATION``: IN where that is the authority that makes the return, else OUT; blank for an unknown postcode.
    * ``PL_DISTANCE``: miles in a straight line between the home and the placement postcode, to one decimal.

    :returns: the fields that cannot be derived, each with the reason.
    """
    wanted = {"PL_LA", "PL_LOCATION", "PL_DISTANCE"} - episodes.keys()
    if not wanted:
        return {}
    if postcodes is None:
        return dict.fromkeys(wanted, NO_POSTCODES)
    home, placement = episodes["HOME_POST"].text, episodes["PL_POST"].text
    distinct, where = np.unique(np.concatenate([home.ids, placement.ids]), return_inverse=True)
    places = postcodes.find(vocabulary.texts(distinct))
    at_home, at_placement = where[: len(home)], where[len(home) :]

    derived: dict[str, Column] = {}
    authorities = np.array(places.authority, object)
    if "PL_LA" in wanted:
        derived["PL_LA"] = Text(vocabulary, vocabulary.number(list(authorities[at_placement])))
    if "PL_LOCATION" in wanted and authority is not None:
        location = np.where(authorities == authority.strip().upper(), "IN", "OUT")
        location[~places.known] = ""
        derived["PL_LOCATION"] = Text(vocabulary, vocabulary.number(location[at_placement].tolist()))
    if "PL_DISTANCE" in wanted:
        miles = distance_in_miles(_at(places, at_home), _at(places, at_placement))
        derived["PL_DISTANCE"] = Numbers(vocabulary, _number_texts(vocabulary, miles))
    episodes.update(derived)
    return dict.fromkeys(wanted - derived.keys(), NO_AUTHORITY)


def _at(places: Places, positions: npt.NDArray[np.intp]) -> Places:
    return Places(
        known=places.known[positions],
        easting=places.easting[positions],
        northing=places.northing[positions],
        authority=np.array(places.authority, object)[positions],
    )


def _number_texts(vocabulary: Vocabulary, miles: npt.NDArray[np.float64]) -> Ids:
    distinct, where = np.unique(miles, return_inverse=True)
    return vocabulary.number(["" if np.isnan(mile) else f"{mile:.1f}" for mile in distinct])[where]
