"""Where a child lived while deprived of liberty."""

from __future__ import annotations

from lac_validator.dataset import Table
from lac_validator.engine import derived


@derived
def ended_orders_and_episodes(dolo: Table, episodes: Table) -> tuple[Table, Table]:
    """Each order with both dates beside each episode with which it shares a day: (order, episode) (709, 710)."""
    order, episode = dolo.where(dolo.DOLO_START.readable & dolo.DOLO_END.readable).join(episodes)
    overlap = (episode.DECOM <= order.DOLO_END) & ~(episode.DEC < order.DOLO_START)
    return order.where(overlap), episode.where(overlap)
