"""The children that have errors, with how many of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lac_validator.engine import CATEGORIES
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.workers import Contacts

NO_CHILD = "(row without a child)"


def child_rows(errors: Errors, allocation: Mapping[str, Mapping[str, str]] | None = None) -> Iterator[list[str | int]]:
    """A row for each child that has errors, under :data:`CHILD_HEADINGS`; those with most errors that are due first.

    Errors in rows without a child stand in a row of their own.
    """
    contacts = Contacts(errors, allocation)
    # The last place is that of the rows without a child: -1 counts from the end.
    counts = np.zeros((len(errors.children) + 1, len(errors.rules)), np.int64)
    np.add.at(counts, (errors.child, errors.rule), 1)
    in_category = np.array([[rule.category == category for category in CATEGORIES] for rule in errors.rules])
    of_category = (counts @ in_category.reshape(len(errors.rules), len(CATEGORIES))).tolist()
    totals = counts.sum(axis=1)
    due = np.zeros(len(totals), np.int64)
    np.add.at(due, errors.child[errors.due], 1)
    for place in np.lexsort((-totals, -due)).tolist():
        if totals[place]:
            child = errors.children[place] if place < len(errors.children) else ""
            codes = [errors.rules[rule].code for rule in np.flatnonzero(counts[place])]
            yield [
                child or NO_CHILD,
                contacts.of(child).worker if child else "",
                int(totals[place]),
                *of_category[place],
                ", ".join(codes),
                int(due[place]),
                int(totals[place] - due[place]),
            ]
