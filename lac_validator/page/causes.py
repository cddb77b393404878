"""What to fix first: the cells that explain the errors."""

from __future__ import annotations

from lac_validator.page.plain import Plain
from lac_validator.page.session import errors_of
from lac_validator.report.content.things import MOST_RECORDS
from lac_validator.report.content.wording import field_label


def causes(check: int) -> Plain:
    """The causes of the errors of a check, that of most errors first, and for each error the place of its cause among
    them (-1: no cell explains it) and the row of the cell. ``least``: no choice of cells that does it has fewer;
    ``mostRecords``: so many records of a child go into one thing to check, see ``Thing``.
    """
    found = errors_of(check).causes
    return {
        "causes": [
            {"table": each.table, "column": each.column, "blank": each.blank, "label": field_label(each.column)}
            for each in found.ranked
        ],
        "cause": found.cause,
        "row": found.row,
        "cells": found.cells,
        "least": found.least,
        "mostRecords": MOST_RECORDS,
    }
