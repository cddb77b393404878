"""Write the bank holidays of England, which the package keeps as data, from the library that knows them.

Run by hand once a year, with a fresh ``holidays``, when the next years' days are known; the tests compare the two.
"""

from __future__ import annotations

import json
from pathlib import Path

import holidays

FILE = Path(__file__).parents[1] / "lac_validator" / "reference" / "bank_holidays.json"
YEARS = range(2015, 2031)


def bank_holidays() -> list[str]:
    """The days, as 2026-12-25; those of a weekend are there with the day kept in their stead."""
    return sorted(day.isoformat() for day in holidays.country_holidays("GB", subdiv="ENG", years=YEARS))


if __name__ == "__main__":
    FILE.write_text(json.dumps(bank_holidays(), indent=0) + "\n", "utf-8")
