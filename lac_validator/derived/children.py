"""The children of this year's Header beside those of last year's."""

from __future__ import annotations

from lac_validator.dataset import Table
from lac_validator.engine import derived


@derived
def children_across_years(header: Table, header_last: Table) -> tuple[Table, Table]:
    """Each child beside the same child of last year's return, where each year has it once: (this year, last year)."""
    once = header.where(header.CHILD.occurrences == 1)
    return once.join(header_last.where(header_last.CHILD.occurrences == 1))


@derived
def tables_with_birth(
    reviews: Table | None = None,
    oc2: Table | None = None,
    oc3: Table | None = None,
    ad1: Table | None = None,
    placed_adoption: Table | None = None,
    prev_perm: Table | None = None,
    missing: Table | None = None,
    uasc: Table | None = None,
    sw_episodes: Table | None = None,
    dolo: Table | None = None,
) -> dict[str, Table]:
    """The tables beside Header that hold a date of birth, so far as they were given, by name."""
    given = (reviews, oc2, oc3, ad1, placed_adoption, prev_perm, missing, uasc, sw_episodes, dolo)
    return {table.name: table for table in given if table is not None}


@derived
def every_table(
    tables_with_birth: dict[str, Table], header: Table | None = None, episodes: Table | None = None
) -> dict[str, Table]:
    """All tables of this year that were given, by name."""
    first = {table.name: table for table in (header, episodes) if table is not None}
    return first | tables_with_birth
