"""A story of five runs, made with the sample: errors mended, new ones planted, some coming back."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace
from pathlib import Path

from lac_validator import validate
from lac_validator.report import Errors
from lac_validator.sample import SampleReturn, generate
from tests.report.made import make

START = datetime.datetime(2026, 4, 1, 9, 0)

STORY: list[tuple[set[int], set[int]]] = [
    (set(range(12)), set()),
    (set(range(8)) | {20, 21}, set()),
    (set(range(4)) | {20, 22}, set()),
    ({0, 1, 2, 5, 20}, {1}),
    ({0, 1, 2, 9, 20, 21, 30, 31, 32}, {1, 2, 20}),
]
"""By run the children whose sex is not recorded, as places among those who are new in the year; and of these those with
a 9 in its place.
"""

WANTED = {
    "new": 3,  # 30, 31, 32
    "came_back": 2,  # 9 from the first run, 21 from the second
    "still_there": 2,  # 0 and 1
    "changed": 2,  # 2 and 20
    "gone": 9,  # 3, 4, 5, 6, 7, 8, 10, 11 and 22
}


def returns_of_story() -> list[SampleReturn]:
    """The return of each run: a clean one but for what is planted, which one rule finds (101)."""
    sample = generate(250, with_errors=False)
    header = sample.this_year["Header"]
    known = set(sample.last_year["Header"]["CHILD"])
    new = [
        place for place, child in enumerate(header["CHILD"]) if child not in known and header["MOTHER"][place] != "1"
    ]
    returns = []
    for blank, nine in STORY:
        sexes = list(header["SEX"])
        for child in blank:
            sexes[new[child]] = "9" if child in nine else ""
        tables = {**sample.this_year, "Header": {**header, "SEX": sexes}}
        returns.append(replace(sample, this_year=tables))
    return returns


def files_of_story(folder: Path, returns: list[SampleReturn]) -> list[Path]:
    """The files of runs of these returns, a week apart."""
    files = []
    for number, sample in enumerate(returns, 1):
        errors = Errors(validate(sample.as_return()))
        assert Counter(errors.result.issues.code) == {"101": len(STORY[number - 1][0])}
        file = folder / f"run {number}.json"
        file.write_bytes(make("json", errors, at=START + datetime.timedelta(days=7 * number)).data)
        files.append(file)
    return files
