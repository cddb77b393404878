"""What a report was made of: said in every report, so that it can be trusted and made again."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from lac_validator.engine import SKIPPED, Outcome, rules_in_force
from lac_validator.reference import authority_name
from lac_validator.report.content.errors import Errors
from lac_validator.report.forms.text import day_shown
from lac_validator.version import PRODUCT_VERSION

INSIDE = " › "
"""What stands between the name of an archive or a workbook and what is in it."""


def authority_shown(code: str | None) -> str:
    """``Manchester (E08000003)``."""
    if code is None:
        return "Authority not known"
    name = authority_name(code)
    return f"{name} ({code})" if name else code


def why_not_run(outcome: Outcome) -> str:
    """Why a rule did not run, in a sentence."""
    if outcome.status == SKIPPED:
        return f"{outcome.reason[:1].upper()}{outcome.reason[1:]}."
    return f"The rule itself failed ({outcome.reason}): please report this."


def rules_chosen(errors: Errors) -> str:
    """Which rules were run: all in force, or only some."""
    chosen = [outcome.rule.code for outcome in errors.result.outcomes_by_rule]
    in_force = len(rules_in_force(errors.result.ruleset.year))
    if len(chosen) == in_force:
        return f"All {in_force} in force"
    return f"{len(chosen)} of the {in_force} in force: {', '.join(chosen)}"


def _workers_from(errors: Errors, allocated: bool) -> str:
    own = "the return's social worker episodes" if errors.workers else ""
    if allocated:
        return f"The allocation list, and {own} where it says nothing" if own else "The allocation list"
    return f"{own[:1].upper()}{own[1:]}" if own else "Not known"


def about(errors: Errors, at: datetime.datetime, *, allocated: bool) -> Iterator[tuple[str, str]]:
    """Facts about a report: a name and a text each.

    :param allocated: whether a council's own list says who works with which child.
    """
    ret = errors.ret
    yield "Made by", f"LAC Validator {PRODUCT_VERSION}"
    yield "Made on", f"{at:%d/%m/%Y} at {at:%H:%M}"
    yield "Collection year of the return", ret.year.label
    before = ", before the end of the year" if ret.before_year_end else ""
    yield "Day of the return", f"{day_shown(ret.as_at)}{before}"
    yield "Rules applied", f"Those of {errors.result.ruleset.rules}"
    yield "Rules run", rules_chosen(errors)
    yield "Authority", authority_shown(ret.authority)
    yield "This year's tables from", {"csv": "CSV files or workbooks", "xml": "an XML file"}[ret.file_format]
    yield "Last year's return", "Given" if any(name.endswith("_last") for name in ret.tables) else "Not given"
    yield "Ofsted's provider list", "Given" if "Providers" in ret.tables else "Not given"
    yield "Social workers from", _workers_from(errors, allocated)
    yield "Postcodes", "Looked up in the table that comes with the tool" if ret.postcodes else "Not looked up"
    # Several tables can come from one file; two files can bear one name.
    for name, sha256 in dict.fromkeys((file.name.split(INSIDE)[0], file.sha256) for file in ret.files):
        yield f"SHA-256 of {name}", sha256
