"""Who was adopted."""

from __future__ import annotations

from lac_validator.collection import CollectionYear
from lac_validator.dataset import Table
from lac_validator.engine import derived
from lac_validator.schema.groups import ADOPTED


@derived
def adoptions(episodes: Table) -> Table:
    """The episodes that ended because the child was adopted: REC E11 or E12."""
    return episodes.where(episodes.REC.isin(ADOPTED))


@derived
def adoptions_in_year(adoptions: Table, year: CollectionYear) -> Table:
    """The episodes that ended in adoption in the collection year, 1 April and 31 March included (601, 602)."""
    return adoptions.where(adoptions.DEC.between(year.start, year.end))
