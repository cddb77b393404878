"""A return from frames: what cannot be meant is refused in a sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lac_validator import CollectionYear, Return
from lac_validator.collection import as_collection_year

FRAME = pd.DataFrame({"CHILD": ["1"], "DEC": ["01/05/2025"]})


@pytest.mark.parametrize("year", [2026, "2026", " 2026 ", np.int64(2026), np.uint16(2026), CollectionYear(2026)])
def test_a_year_in_any_form(year: int) -> None:
    assert as_collection_year(year) == CollectionYear(2026)
    made = Return.from_frames({"Episodes": FRAME}, year=year).year
    assert (made, type(made.year)) == (CollectionYear(2026), int)


@pytest.mark.parametrize("year", [None, "soon", "", "26", 26, "2025/26", "٢٠٢٦", 2026.0, np.nan, True, [2026], 10**9])
def test_what_is_no_year_is_refused(year: object) -> None:
    with pytest.raises(ValueError, match=r"is no collection year: give the year in which it ends, 2026 for 2025/26\."):
        Return.from_frames({"Episodes": FRAME}, year=year)  # type: ignore[arg-type]


def test_the_file_format_is_one_of_two() -> None:
    for given, taken in (("XML", "xml"), ("csv", "csv"), (" Csv", "csv")):
        assert Return.from_frames({"Episodes": FRAME}, year=2026, file_format=given).file_format == taken
    with pytest.raises(ValueError, match="There is no file format xlsx: a return is csv or xml"):
        Return.from_frames({"Episodes": FRAME}, year=2026, file_format="xlsx")


@pytest.mark.parametrize("twice", ["CHILD", " child"])
def test_a_column_that_is_there_twice_is_refused(twice: str) -> None:
    frame = pd.DataFrame([["1", "2", "x", "y"]], columns=["CHILD", twice, "NOTES", "NOTES"])
    for tables in ({"tables": {"Episodes": frame}}, {"tables": {}, "previous": {"Episodes": frame}}):
        with pytest.raises(ValueError, match="Episodes has the column CHILD more than once: leave one of them"):
            Return.from_frames(**tables, year=2026)
    with pytest.raises(ValueError, match="Providers has the column URN more than once"):
        Return.from_frames({}, providers=pd.DataFrame([["1", "2"]], columns=["URN", "URN"]), year=2026)


def test_a_column_of_no_table_may_be_there_twice() -> None:
    frame = pd.DataFrame([["1", "x", "y"]], columns=["CHILD", "NOTES", "NOTES"])
    assert Return.from_frames({"Episodes": frame}, year=2026).tables["Episodes"].CHILD.as_given == ["1"]
