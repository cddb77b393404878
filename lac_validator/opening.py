"""What the page shows before any file is given: what a return is. Apart from page, so that it is there at once.

It imports none of the rules and nothing that reads files: the page loads those while its user looks for files.
"""

from __future__ import annotations

from typing import Any

from lac_validator import schema
from lac_validator.collection import FIRST_YEAR, LAST_YEAR, CollectionYear
from lac_validator.reference.authorities import authorities
from lac_validator.version import PRODUCT_VERSION

Plain = dict[str, Any]


def describe_return() -> Plain:
    """Years, authorities, tables, columns and codes, and the version of the program."""
    return {
        "version": PRODUCT_VERSION,
        "years": [
            {"year": each.year, "label": each.label, "edition": each.edition}
            for each in map(CollectionYear, range(FIRST_YEAR, LAST_YEAR + 1))
        ],
        "authorities": [{"code": each.code, "name": each.name} for each in authorities()],
        "tables": [_table_spec(spec) for spec in [*schema.tables().values(), schema.providers()]],
        "fields": {
            name: {"label": field.label, "codes": {code.code: code.label for code in field.codes}}
            for name, field in schema.fields().items()
        },
    }


def _table_spec(spec: schema.TableSpec) -> Plain:
    return {
        "name": spec.name,
        "label": spec.label,
        "row": spec.row,
        "eventDate": spec.event_date or None,
        "columns": [
            {"name": column.name, "label": column.label, "type": column.type, "derived": column.derived}
            for column in spec.columns.values()
        ],
    }
