"""What the tests of the reports share."""

from __future__ import annotations

import pytest

from lac_validator.report import Errors
from lac_validator.sample import generate
from tests.report.made import sample_errors


@pytest.fixture(scope="session")
def errors() -> Errors:
    """The errors of a made-up return of 120 children, found by all rules."""
    return sample_errors(generate(120, seed=7))
