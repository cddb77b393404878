"""The social workers that a child had, one after the other."""

from __future__ import annotations

import datetime

import numpy as np

from lac_validator.dataset import Table
from lac_validator.engine import derived


@derived
def successive_social_workers(sw_episodes: Table) -> tuple[Table, Table]:
    """Each social worker episode beside the child's next one, by SW_DECOM: (earlier, later).

    Equal dates keep the order of the file; episodes without a readable SW_DECOM come after the dated ones.
    """
    return sw_episodes.successive("SW_DECOM")


@derived
def last_social_workers(sw_episodes: Table, successive_social_workers: tuple[Table, Table]) -> Table:
    """Each child's last social worker episode, in the order of ``successive_social_workers``: no other follows it."""
    followed, _ = successive_social_workers
    return sw_episodes.where(sw_episodes.CHILD.given).without(followed)


@derived
def most_recent_social_workers(sw_episodes: Table) -> Table:
    """Each child's social worker episodes that have the latest SW_DECOM: one, or several that tie (SW17STG2).

    Where no SW_DECOM of the child can be read, all of the child's episodes tie. Here, unlike elsewhere, rows without a
    child count as the rows of one child.
    """
    began = np.where(sw_episodes.SW_DECOM.readable, sw_episodes.SW_DECOM.days.astype(np.int64), np.iinfo(np.int64).min)
    children = sw_episodes.CHILD.ids
    latest = np.full(children.max(initial=0) + 1, np.iinfo(np.int64).min)
    np.maximum.at(latest, children, began)
    return sw_episodes.where(began == latest[children])


@derived
def care_episodes_of_current_children(care_episodes: Table) -> Table:
    """Episodes, short-term breaks left out, of the children who have one without a readable DEC: looked after now."""
    current = care_episodes.where(~care_episodes.DEC.readable)
    return care_episodes.where(care_episodes.CHILD.isin(current.CHILD))


@derived
def social_workers_at(sw_episodes: Table, as_at: datetime.date) -> Table:
    """For each child the social worker episode that covers the as-at day: the latest begun, then the later row."""
    rows = sw_episodes.where(~sw_episodes.SW_DEC.unreadable)
    covers = (rows.SW_DECOM <= as_at) & (rows.SW_DEC.blank | (rows.SW_DEC > as_at))
    return rows.where(covers).latest("SW_DECOM", last_in_file=True)
