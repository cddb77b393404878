"""The engine: it finds what a rule asks for, runs it and keeps the outcome. It knows nothing of any rule."""

from lac_validator.engine.coverage import AUTHORITY, Coverage, coverage_of, expected_coverage
from lac_validator.engine.registry import code_order, every_rule, rules_in_force
from lac_validator.engine.rule import CATEGORIES, CROSS_YEAR, INCONSISTENT, INVALID, MISSING, Rule, derived, rule
from lac_validator.engine.runner import (
    FAILED,
    RAN,
    SKIPPED,
    Finding,
    Outcome,
    Result,
    choose_rules,
    place_of,
    run,
)

__all__ = [
    "AUTHORITY",
    "CATEGORIES",
    "CROSS_YEAR",
    "FAILED",
    "INCONSISTENT",
    "INVALID",
    "MISSING",
    "RAN",
    "SKIPPED",
    "Coverage",
    "Finding",
    "Outcome",
    "Result",
    "Rule",
    "choose_rules",
    "code_order",
    "coverage_of",
    "derived",
    "every_rule",
    "expected_coverage",
    "place_of",
    "rule",
    "rules_in_force",
    "run",
]
