"""Unaccompanied asylum-seeking children (UASC), as far as this year's and last year's returns show who they are."""

from __future__ import annotations

import numpy as np

from lac_validator.dataset import Mask, NotGiven, Table, Text
from lac_validator.engine import derived


@derived
def of_asylum_seekers(
    episodes: Table,
    header: Table | None = None,
    uasc: Table | None = None,
    header_last: Table | None = None,
    uasc_last: Table | None = None,
) -> Mask:
    """For each row of Episodes whether its child is an unaccompanied asylum seeker, or was one last year.

    No distance between home and placement is asked for such a child (164, 392a, 392b, 406). A child is known as one
    from either year: from the status in Header; where that year's Header is not given from a row in UASC that holds
    anything but the child's identifier.

    :raises NotGiven: neither year tells anyone's status.
    """
    found = (_asylum_seekers(header, uasc), _asylum_seekers(header_last, uasc_last))
    known = [episodes.CHILD.isin(children) for children in found if children is not None]
    if not known:
        raise NotGiven("neither this year's nor last year's UASC status given")
    return np.asarray(np.logical_or.reduce(known))


def _asylum_seekers(header: Table | None, uasc: Table | None) -> Text | None:
    """The children whom one year's return shows as asylum seekers; None where it tells nothing of anyone."""
    if header is not None:
        return header.where(header.UASC == "1").CHILD if "UASC" in header else None
    return None if uasc is None else uasc.where(uasc.any_given("SEX", "DOB", "DUC")).CHILD
