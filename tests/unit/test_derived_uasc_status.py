"""Which children are unaccompanied asylum seekers: from Header, or from UASC where there is no Header."""

from __future__ import annotations

import pytest

from lac_validator import Return
from lac_validator.dataset import NotGiven
from lac_validator.engine.injection import Facts

HEADER = {"CHILD": ["1", "2", "2", "3", ""], "UASC": ["1", "1", "0", "", "1"]}
UASC = {"CHILD": ["1", "2", "3", "4", ""], "SEX": ["", "1", "", "", "1"], "DUC": ["", "", "unreadable", " ", ""]}


def facts(file_format: str = "csv", **tables: dict[str, list[str]]) -> Facts:
    return Facts(Return.from_columns(tables, year=2026, file_format=file_format))


def test_status_of_an_entry_is_that_of_the_childs_header_rows() -> None:
    entries = facts(Header=HEADER, UASC=UASC)["uasc_return"].entries
    assert entries.yes.tolist() == [True, True, False, False, False]
    assert entries.other.tolist() == [False, True, True, True, True]  # child 2 has both; 4 and the blank are not known
    assert entries.no.tolist() == [False, True, True, True, True]


def test_status_other_than_0_and_1_is_neither() -> None:
    children = facts(Header={"CHILD": ["1"], "UASC": ["2"]}, UASC=UASC)["uasc_return"].children
    assert (children.yes.tolist(), children.other.tolist(), children.no.tolist()) == ([False], [True], [False])


def test_without_header_an_entry_with_a_sex_or_an_end_is_one() -> None:
    found = facts(UASC=UASC)["uasc_return"]
    assert found.entries.yes.tolist() == [False, True, True, False, True]
    assert found.entries.no.tolist() == [True, False, False, True, False]
    assert len(found.children.rows) == 0


def test_without_header_an_xml_return_says_nothing() -> None:
    xml = facts("xml", UASC=UASC)
    assert xml["uasc_status"].yes.any()  # 205D reads the table all the same
    with pytest.raises(NotGiven, match=r"^Header not given$"):
        xml["uasc_return"]


def test_header_without_status_is_not_replaced_by_the_table() -> None:
    with pytest.raises(NotGiven):
        facts("xml", Header={"CHILD": ["1"]}, UASC=UASC)["uasc_status"]


def test_neither_table() -> None:
    with pytest.raises(NotGiven, match="neither last year's Header nor last year's UASC given"):
        facts(Header=HEADER)["uasc_status_last"]
