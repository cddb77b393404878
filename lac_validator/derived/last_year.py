"""Where last year's return ends and this year's begins."""

from __future__ import annotations

from lac_validator.dataset import Table
from lac_validator.engine import derived


@derived
def last_episodes_of_last_year(episodes_last: Table) -> Table:
    """Each child's last episode of last year's return: the latest DECOM, of equal dates the first in the file."""
    return episodes_last.latest("DECOM")


@derived
def episodes_across_years(first_episodes: Table, last_episodes_of_last_year: Table) -> tuple[Table, Table]:
    """The first episode of this year's return beside the child's last one of last year's: (this year, last year)."""
    return first_episodes.join(last_episodes_of_last_year)


@derived
def continued_episodes(episodes_across_years: tuple[Table, Table]) -> tuple[Table, Table]:
    """Those in which last year's episode was left open: its DEC is blank or cannot be read (503A to 503J).

    This year's return should repeat that episode, whatever the start dates say.
    """
    first, last = episodes_across_years
    is_open = ~last.DEC.readable
    return first.where(is_open), last.where(is_open)
