"""The rules, as the reference shows them."""

from __future__ import annotations

from lac_validator.engine import rules_in_force
from lac_validator.page.plain import Plain
from lac_validator.report.content import rules_reference


def rules(year: int) -> list[Plain]:
    """The rules in force in a collection year, as the reference shows them."""
    return [rules_reference.entry(rule) | {"tables": list(rule.tables)} for rule in rules_in_force(year)]


def rule_changes(before: int, after: int) -> list[Plain]:
    """What changed between the rules of two collection years."""
    return [rules_reference.change_entry(change) for change in rules_reference.changes(before, after)]
