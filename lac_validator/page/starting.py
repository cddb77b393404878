"""Before any file: the table of postcodes, and the engine made fast."""

from __future__ import annotations

import gc
from importlib import import_module

from lac_validator.collection import LAST_YEAR, CollectionYear
from lac_validator.engine import Result, choose_rules
from lac_validator.engine.runner import run_stepwise
from lac_validator.page.files import made_up
from lac_validator.page.plain import Stepwise
from lac_validator.page.results import summary
from lac_validator.page.session import Session, held
from lac_validator.reference import Postcodes
from lac_validator.report.content.errors import Errors

_CHILDREN_TO_WARM_UP_ON = 100

_LOADED_LATER = ("lac_validator.page.reports", "lac_validator.page.showing")
"""What the first results do not wait for."""


def take_postcodes(postcodes: bytes) -> None:
    """Take the postcode table, before any file."""
    # What was loaded until now stays: the collector need not look at it again, nor as often as in a program that has to
    # make do with little memory. Most objects here are texts, which refer to nothing.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    held.postcodes = Postcodes.from_bytes(postcodes)
    held.clear()


def warm_up() -> Stepwise:
    """Validate a small made-up return, which touches nothing that was given, and forget it.

    The browser makes code fast that has run, and Python reads what a rule uses when it first runs. Done while the user
    looks for files, this takes a third of a second off the first result. The page stops it when there is other work.
    """
    session = Session(held.postcodes)
    year = CollectionYear(LAST_YEAR)
    yield from session.intake.add_stepwise(made_up(_CHILDREN_TO_WARM_UP_ON, LAST_YEAR))
    result: Result = yield from run_stepwise(session.intake.make_return(year), choose_rules(year, None), year)
    yield 0, 1, "Loading the reports"
    summary(Errors(result))
    for module in _LOADED_LATER:
        import_module(module)
    return {}
