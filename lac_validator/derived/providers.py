"""Placements beside what Ofsted's provider list says of the number (URN) recorded for them."""

from __future__ import annotations

import numpy as np

from lac_validator.dataset import Mask, Table, Text
from lac_validator.engine import derived
from lac_validator.schema.groups import NO_OFSTED_NUMBER


@derived
def numbered_episodes(episodes: Table) -> Table:
    """Episodes that name a provider: those with a URN other than the seven X that stand for none."""
    return episodes.where(episodes.URN.given & (episodes.URN != NO_OFSTED_NUMBER))


@derived
def episodes_and_providers(numbered_episodes: Table, providers: Table) -> tuple[Table, Table]:
    """Each episode that names a provider beside each entry of the provider list with its URN: (episode, provider).

    A provider may have several entries, say one for each of its premises. An episode whose URN is not in the list is
    beside an entry of blanks.
    """
    return numbered_episodes.join(providers, on="URN", keep_unmatched=True)


def is_listed(code: Text, codes: Text) -> Mask:
    """Rows whose ``code`` is, as a whole, one of the codes that stand in ``codes``, separated by commas."""
    wanted, row_of_code = code.distinct
    lists, row_of_list = codes.distinct
    sets = [{each.strip() for each in text.split(",")} - {""} for text in lists]
    # Each code beside each list that it meets, not beside every list: both can be many.
    pairs, where = np.unique(row_of_list * len(wanted) + row_of_code, return_inverse=True)
    return np.array([wanted[pair % len(wanted)] in sets[pair // len(wanted)] for pair in pairs.tolist()], bool)[where]
