"""A return in memory: its typed tables, each value read once and none ever changed."""

from lac_validator.dataset.columns import Column, Dates, Numbers, Text, months_after
from lac_validator.dataset.indistinct import indistinct_tables
from lac_validator.dataset.provenance import Problem, ReadFile, Source
from lac_validator.dataset.returns import Return, with_uasc_status
from lac_validator.dataset.table import NOBODY, Indistinct, NotGiven, Rows, Table, describe_table
from lac_validator.dataset.vocabulary import VALID_DAYS, Days, Mask, Vocabulary, read_date, read_number

__all__ = [
    "NOBODY",
    "VALID_DAYS",
    "Column",
    "Dates",
    "Days",
    "Indistinct",
    "Mask",
    "NotGiven",
    "Numbers",
    "Problem",
    "ReadFile",
    "Return",
    "Rows",
    "Source",
    "Table",
    "Text",
    "Vocabulary",
    "describe_table",
    "indistinct_tables",
    "months_after",
    "read_date",
    "read_number",
    "with_uasc_status",
]
