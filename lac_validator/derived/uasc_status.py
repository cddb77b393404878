"""Which children are unaccompanied asylum seekers (UASC), this year and last (205A to 205D).

A status is 1 (the child is one), 0 (is not) or blank (not known). It stands in Header: an XML return carries it, for a
CSV return it is derived. A CSV return without Header shows it in UASC: 1 for a row with a SEX or a DUC, else 0. A child
with several rows of Header may have several statuses, and each of them counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lac_validator.dataset import Mask, NotGiven, Table, describe_table
from lac_validator.dataset.returns import XML
from lac_validator.engine import derived


@dataclass(frozen=True)
class Statuses:
    """Rows of one table, and for each of them which statuses its child has.

    :ivar yes: 1 is among them.
    :ivar other: one that is not 1 is among them.
    :ivar no: 0, or not known, is among them.
    """

    rows: Table
    yes: Mask
    other: Mask
    no: Mask


@dataclass(frozen=True)
class UascReturn:
    """What one year's return says about unaccompanied asylum seekers.

    :ivar entries: every row of UASC. The status of a child who is not in Header is not known.
    :ivar children: every row of Header; none where Header was not given.
    """

    entries: Statuses
    children: Statuses


def _stated(header: Table | None, uasc: Table | None, whose: str = "") -> Statuses:
    if header is not None:
        status = header.UASC
        return Statuses(header, status == "1", status != "1", status.blank | (status == "0"))
    if uasc is not None:
        filled_in = uasc.any_given("SEX", "DUC")
        return Statuses(uasc, filled_in, ~filled_in, ~filled_in)
    raise NotGiven(f"neither {whose}Header nor {whose}UASC given")


def _uasc_return(uasc: Table, stated: Statuses, file_format: str) -> UascReturn:
    header = stated.rows
    if header.name == uasc.name:
        if file_format == XML:
            raise NotGiven(f"{describe_table(uasc.name.replace('UASC', 'Header'))} not given")
        nothing = np.zeros(0, bool)
        return UascReturn(stated, Statuses(uasc.take(np.zeros(0, np.intp)), nothing, nothing, nothing))

    def among(mask: Mask) -> Mask:
        return uasc.CHILD.isin(header.where(mask).CHILD)

    unknown = ~uasc.CHILD.isin(header.CHILD)
    entries = Statuses(uasc, among(stated.yes), unknown | among(stated.other), unknown | among(stated.no))
    return UascReturn(entries, stated)


@derived
def uasc_status(header: Table | None = None, uasc: Table | None = None) -> Statuses:
    """The status of each row of Header; of each row of UASC where Header was not given."""
    return _stated(header, uasc)


@derived
def uasc_status_last(header_last: Table | None = None, uasc_last: Table | None = None) -> Statuses:
    """The same of last year."""
    return _stated(header_last, uasc_last, "last year's ")


@derived
def uasc_return(uasc: Table, uasc_status: Statuses, file_format: str) -> UascReturn:
    """What this year's return says about unaccompanied asylum seekers."""
    return _uasc_return(uasc, uasc_status, file_format)


@derived
def uasc_return_last(uasc_last: Table, uasc_status_last: Statuses, file_format: str) -> UascReturn:
    """What last year's return says about unaccompanied asylum seekers."""
    return _uasc_return(uasc_last, uasc_status_last, file_format)
