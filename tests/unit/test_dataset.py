"""What holds in every rule: blanks, text, dates, ages, the order of a child's rows, and rows that match several."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from lac_validator import CollectionYear, Return
from lac_validator.dataset import NOBODY, Dates, NotGiven, Table, Text


def episodes(**columns: list[str]) -> Table:
    return Return.from_columns({"Episodes": columns}, year=2026).tables["Episodes"]


def two_tables(header: dict[str, list[str]], given: dict[str, list[str]]) -> tuple[Table, Table]:
    tables = Return.from_columns({"Header": header, "Episodes": given}, year=2026).tables
    return tables["Header"], tables["Episodes"]


def rows(table: Table) -> list[int]:
    """The places in the file of the rows of ``table``."""
    return table.rows.tolist()


# --- text -----------------------------------------------------------------------------------------------------------


def test_text_is_compared_trimmed_and_in_upper_case() -> None:
    table = episodes(REC=["E4A", "e4a", "  E4a ", "E4", "E4AA"])
    assert (table.REC == "E4A").tolist() == [True, True, True, False, False]
    assert table.REC.isin(("E4A", "E4")).tolist() == [True, True, True, True, False]


def test_identifiers_are_text_not_numbers() -> None:
    table = episodes(CHILD=["7", "007", "7.0"])
    assert (table.CHILD == "7").tolist() == [True, False, False]


def test_the_text_as_it_stands_in_the_file_is_kept() -> None:
    given = ["E4a", " x1\t", "", "  "]
    table = episodes(REC=given)
    assert table.REC.as_given == table.raw.REC == given


def test_a_predicate_sees_each_different_text_once_trimmed_and_in_upper_case() -> None:
    seen = []
    table = episodes(URN=["sc1", "SC1 ", "SC2", ""])
    assert table.URN.matches(lambda text: seen.append(text) or text == "SC1").tolist() == [True, True, False, False]
    assert sorted(seen) == ["", "SC1", "SC2"]


def test_occurrences_count_the_rows_with_the_same_text() -> None:
    assert episodes(URN=["A", "b", "a ", "", ""]).URN.occurrences.tolist() == [2, 1, 2, 0, 0]


def test_postcodes_can_be_compared_without_their_blanks() -> None:
    table = episodes(HOME_POST=["M1 1AE", "m11ae"], PL_POST=["M11AE", "M1 1AD"])
    assert (table.HOME_POST.without_blanks == table.PL_POST.without_blanks).tolist() == [True, False]


# --- blanks ---------------------------------------------------------------------------------------------------------

BLANKS = ["", " ", "\t", " \xa0"]


def test_a_value_of_blanks_only_is_blank() -> None:
    table = episodes(REC=[*BLANKS, "0"], DEC=[*BLANKS, "?"])
    assert table.REC.blank.tolist() == table.DEC.blank.tolist() == [True] * 4 + [False]
    assert table.REC.given.tolist() == table.DEC.given.tolist() == [False] * 4 + [True]
    assert table.DEC.unreadable.tolist() == [False] * 4 + [True]


def test_a_blank_equals_nothing_differs_from_all_and_is_in_no_code_set() -> None:
    table = episodes(REC=BLANKS, RNE=BLANKS)
    assert not (table.REC == "X1").any()
    assert (table.REC != "X1").all()
    assert not (table.REC == "").any()
    assert not table.REC.isin(("X1", "", " ")).any()
    assert not (table.REC == table.RNE).any()
    assert (table.REC != table.RNE).all()
    assert not table.REC.isin(table.RNE).any()


def test_two_blanks_are_the_same_where_a_rule_asks_whether_a_value_changed() -> None:
    table = episodes(REC=["", "X1", "x1 ", "X1"], RNE=[" ", "X1", "X1", ""])
    assert table.REC.same_as(table.RNE).tolist() == [True, True, True, False]


def test_columns_filled_together_or_not() -> None:
    table = episodes(REC=["X1", "", "X1", " "], DEC=["01/05/2025", "soon", "", ""])
    assert table.any_given("REC", "DEC").tolist() == [True, True, True, False]
    assert table.any_blank("REC", "DEC").tolist() == [False, True, True, True]


def test_an_absent_column_reads_as_blank() -> None:
    table = episodes(CHILD=["1", "2"])
    assert table.DEC.blank.all()
    assert table.REC.blank.all()
    assert "REC" in table


# --- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/06/2025", (2025, 6, 1)),
        ("1/6/2025", (2025, 6, 1)),
        ("29/02/2024", (2024, 2, 29)),
        ("01/01/1678", (1678, 1, 1)),
        ("31/12/2261", (2261, 12, 31)),
    ],
)
def test_readable_dates(text: str, day: tuple[int, int, int]) -> None:
    column = episodes(DEC=[text]).DEC
    assert column.readable.all()
    assert (column == datetime.date(*day)).all()


@pytest.mark.parametrize(
    "text",
    [
        "31/09/2025",
        "29/02/2025",
        "00/01/2025",
        "01/13/2025",
        "2025-06-01",
        "01-06-2025",
        "01/06/25",
        "001/06/2025",
        "01/06/2025 09:30",
        "01/06/2025 ",
        " 01/06/2025",
        "01/06/2025/1",
        "ZZ/06/2025",
        "45778",
        "31/12/1676",
        "01/01/2263",
        "01/06/0025",
        "١/06/2025",
        "01/06/٢٠٢٥",
        "yesterday",
    ],
)
def test_unreadable_dates(text: str) -> None:
    column = episodes(DEC=[text]).DEC
    assert column.unreadable.all()
    assert column.given.all()
    assert not column.blank.any()


def test_a_comparison_with_a_blank_or_unreadable_date_is_false() -> None:
    table = episodes(DECOM=["01/06/2025", "", "soon", "", "soon"], DEC=["", "01/06/2025", "01/06/2025", "", "soon"])
    day = datetime.date(2025, 6, 1)
    comparisons = [
        table.DECOM < table.DEC,
        table.DECOM <= table.DEC,
        table.DECOM > table.DEC,
        table.DECOM >= table.DEC,
        table.DECOM == table.DEC,
        table.DEC.between(table.DECOM, table.DECOM),
        table.DEC > table.DECOM + 1,
        table.DEC - table.DECOM > np.timedelta64(0, "D"),
    ]
    assert not np.any(comparisons)
    assert (table.DECOM != table.DEC).all()
    assert (table.DEC <= day).tolist() == [False, True, True, False, False]
    assert (table.DEC != day).tolist() == [True, False, False, True, True]


def test_dates_are_compared_as_days_however_written() -> None:
    table = episodes(DECOM=["1/6/2025", "02/06/2025"], DEC=["01/06/2025", "01/06/2025"])
    assert (table.DECOM == table.DEC).tolist() == [True, False]
    assert (table.DECOM > table.DEC).tolist() == [False, True]
    assert (table.DECOM == table.DEC + 1).tolist() == [False, True]
    assert (table.DECOM.text == table.DEC.text).tolist() == [False, False]


def test_dates_that_cannot_be_read_are_the_same_as_blank_ones() -> None:
    table = episodes(DECOM=["", "soon", "01/06/2025", "1/6/2025"], DEC=["later", "", "", "01/06/2025"])
    assert table.DECOM.same_as(table.DEC).tolist() == [True, True, False, True]


def test_first_and_last_day_belong_to_the_collection_year() -> None:
    year = CollectionYear(2026)
    table = episodes(DEC=["31/03/2025", "01/04/2025", "31/03/2026", "01/04/2026", ""])
    assert table.DEC.between(year.start, year.end).tolist() == [False, True, True, False, False]
    assert year.label == "2025/26"
    assert year.previous == CollectionYear(2025)
    assert [CollectionYear.of(day).year for day in (year.start, year.end)] == [2026, 2026]
    assert CollectionYear.of(year.end + datetime.timedelta(days=1)).year == 2027


def test_numbers() -> None:
    given = ["7", " 07", "7.0", "7E0", "-.5", "", " ", "seven", "7,0", "0x7", "nan"]
    numbers = episodes(URN=given).URN.number
    assert numbers[:5].tolist() == [7, 7, 7, 7, -0.5]
    assert np.isnan(numbers[5:]).all()


# --- ages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "age", "birthday"),
    [
        ("07/11/2008", 17, (2025, 11, 7)),
        ("31/01/2010", 10, (2020, 1, 31)),
        ("29/02/2008", 4, (2012, 2, 29)),
        ("29/02/2008", 17, (2025, 2, 28)),
        ("29/02/2096", 4, (2100, 2, 28)),
        ("28/02/2008", 17, (2025, 2, 28)),
        ("01/03/2008", 17, (2025, 3, 1)),
        ("31/12/2009", 0, (2009, 12, 31)),
    ],
)
def test_birthdays_are_the_same_day_years_on(born: str, age: int, birthday: tuple[int, int, int]) -> None:
    found = Return.from_columns({"Header": {"DOB": [born]}}, year=2026).tables["Header"].DOB.birthday(age)
    assert found.tolist() == [datetime.date(*birthday)]


def test_a_child_is_of_an_age_from_the_birthday_on() -> None:
    header, given = two_tables(
        {"CHILD": ["1", "2"], "DOB": ["15/05/2009", "?"]},
        {"CHILD": ["1", "1", "1", "2"], "DEC": ["14/05/2025", "15/05/2025", "16/05/2025", "16/05/2025"]},
    )
    episode, child = given.join(header)
    assert (episode.DEC >= child.DOB.birthday(16)).tolist() == [False, True, True, False]


def test_birthdays_are_compared_with_days_of_the_collection_year() -> None:
    born = ["31/03/2010", "01/04/2010", "", "31/02/2010"]
    birthday = Return.from_columns({"Header": {"DOB": born}}, year=2026).tables["Header"].DOB.birthday(16)
    assert (birthday <= datetime.date(2026, 3, 31)).tolist() == [True, False, False, False]
    assert (birthday > datetime.date(2026, 3, 31)).tolist() == [False, True, False, False]


# --- the rows of one child ------------------------------------------------------------------------------------------

UNSORTED = episodes(
    CHILD=["b", "a", "", "B", "a", "a", " ", "c"],
    DECOM=["02/05/2025", "", "01/01/2025", "01/05/2025", "02/05/2025", "02/05/2025", "01/01/2025", "soon"],
    DEC=["", "", "", "", "09/05/2025", "08/05/2025", "", ""],
)
"""Child a: row 1 undated, 4 and 5 on one day. Child b: 0 after 3. Child c: 7 undated. Rows 2 and 6 are nobody's."""


def by_child(table: Table) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for child, row in zip(table.CHILD.as_given, table.rows.tolist(), strict=True):
        found.setdefault(child.strip().upper(), []).append(row)
    return found


def test_order_goes_by_date_then_by_the_file_and_the_undated_come_last() -> None:
    assert by_child(UNSORTED.in_order("DECOM")) == {"A": [4, 5, 1], "B": [3, 0], "C": [7]}
    assert by_child(UNSORTED.in_order("DECOM", undated_first=True)) == {"A": [1, 4, 5], "B": [3, 0], "C": [7]}
    assert by_child(UNSORTED.in_order("DECOM", "DEC")) == {"A": [5, 4, 1], "B": [3, 0], "C": [7]}


def test_rows_that_tie_keep_the_order_of_the_file_in_a_table_that_is_in_another() -> None:
    backwards = UNSORTED.take(np.arange(8)[::-1])
    assert by_child(backwards.in_order("DECOM")) == {"A": [4, 5, 1], "B": [3, 0], "C": [7]}
    assert sorted(rows(backwards.latest("DECOM"))) == [0, 4]


def test_order_can_go_by_days_worked_out() -> None:
    ended = np.where(UNSORTED.DEC.readable, UNSORTED.DEC.days, UNSORTED.DECOM.days)
    assert by_child(UNSORTED.in_order(ended)) == {"A": [5, 4, 1], "B": [3, 0], "C": [7]}


def test_successive_rows_are_those_of_one_child() -> None:
    earlier, later = UNSORTED.successive("DECOM")
    assert set(zip(rows(earlier), rows(later), strict=True)) == {(4, 5), (5, 1), (3, 0)}


def test_earliest_and_latest_leave_the_undated_out_and_take_the_first_of_equals() -> None:
    assert rows(UNSORTED.earliest("DECOM")) == [3, 4]
    assert rows(UNSORTED.latest("DECOM")) == [0, 4]
    assert rows(UNSORTED.latest("DECOM", last_in_file=True)) == [0, 5]
    assert rows(UNSORTED.earliest("DECOM", or_undated=True)) == [3, 4, 7]


def test_totals_are_of_one_child_and_nobody_has_one() -> None:
    assert UNSORTED.total_for_child(np.arange(8)).tolist() == [3, 10, 0, 3, 10, 10, 0, 7]
    assert UNSORTED.total_for_child(UNSORTED.DEC.given).tolist() == [0, 2, 0, 0, 2, 2, 0, 0]


# --- pairs ----------------------------------------------------------------------------------------------------------


def test_a_row_is_paired_with_each_row_that_it_matches_and_a_blank_with_none() -> None:
    header, given = two_tables(
        {"CHILD": ["1", "", "2 ", "1"], "DOB": ["01/01/2010", "02/01/2010", "03/01/2010", "04/01/2010"]},
        {"CHILD": ["1", "3", "", "2"], "RNE": ["S", "P", "L", "B"]},
    )
    episode, child = given.join(header)
    assert list(zip(rows(episode), rows(child), strict=True)) == [(0, 0), (0, 3), (3, 2)]
    assert episode.RNE.as_given == ["S", "S", "B"]
    assert child.DOB.as_given == ["01/01/2010", "04/01/2010", "03/01/2010"]


def test_a_row_that_matches_none_can_stay_beside_blanks() -> None:
    header, given = two_tables({"CHILD": ["1"], "DOB": ["01/01/2010"]}, {"CHILD": ["1", "3", ""]})
    episode, child = given.join(header, keep_unmatched=True)
    assert rows(episode) == [0, 1, 2]
    assert rows(child) == [0, NOBODY, NOBODY]
    assert child.DOB.blank.tolist() == [False, True, True]


def test_rows_are_paired_by_another_column() -> None:
    ret = Return.from_columns({"Episodes": {"URN": ["sc1", "", "SC2"]}}, providers={"URN": ["SC2", "SC1"]}, year=2026)
    episode, provider = ret.tables["Episodes"].join(ret.tables["Providers"], on="URN")
    assert list(zip(rows(episode), rows(provider), strict=True)) == [(0, 1), (2, 0)]
    with pytest.raises(AttributeError, match="Providers has no column CHILD"):
        ret.tables["Episodes"].join(ret.tables["Providers"])


@pytest.mark.parametrize(("children", "others"), [([], []), (["1"], []), ([], ["1"])])
def test_tables_without_rows_pair_to_none(children: list[str], others: list[str]) -> None:
    header, given = two_tables({"CHILD": children}, {"CHILD": others})
    assert [len(table) for table in header.join(given)] == [0, 0]
    assert [len(table) for table in header.join(given, keep_unmatched=True)] == [len(children)] * 2
    assert len(given.successive("DECOM")[0]) == len(given.earliest("DECOM")) == 0


# --- chosen rows ----------------------------------------------------------------------------------------------------


def test_chosen_rows_remember_their_place_in_the_file() -> None:
    table = episodes(CHILD=["1", "2", "3", "4"], REC=["X1", "E8", "X1", "E3"])
    ended = table.where(table.REC != "X1")
    assert rows(ended) == [1, 3]
    assert rows(ended.where(ended.REC == "E3")) == [3]
    assert rows(table.without(ended)) == [0, 2]
    assert rows(table.take(np.array([3, NOBODY, 0]))) == [3, NOBODY, 0]
    assert table.take(np.array([3, NOBODY, 0])).REC.as_given == ["E3", "", "X1"]


def test_two_years_can_be_read_as_one_table() -> None:
    ret = Return.from_columns(
        {"Episodes": {"CHILD": ["1", "2"], "REC": ["X1", "E8"]}}, {"Episodes": {"CHILD": [" 2"]}}, year=2026
    )
    both = ret.tables["Episodes"].followed_by(ret.tables["Episodes_last"])
    assert both.CHILD.occurrences.tolist() == [1, 2, 2]
    assert both.REC.as_given == ["X1", "E8", ""]


def test_nothing_that_rules_see_can_be_changed() -> None:
    table = episodes(CHILD=["1"], DEC=["01/05/2025"], URN=["7"])
    for array in (table.rows, table.CHILD.ids, table.DEC.days, table.DEC.readable, table.CHILD.blank, table.URN.number):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]


# --- what a return is made of ---------------------------------------------------------------------------------------


def test_columns_have_the_type_of_the_schema() -> None:
    table = episodes(CHILD=["1"])
    assert isinstance(table.DEC, Dates)
    assert isinstance(table.REC, Text)
    assert "PL_LA" in episodes(CHILD=["1"], PL_LA=["E08000003"])


def test_only_the_tables_given_are_there() -> None:
    ret = Return.from_columns({"Reviews": {"CHILD": []}}, {"Header": {"CHILD": ["1"]}}, {"URN": ["SC1"]}, year=2026)
    assert {name: len(table) for name, table in ret.tables.items()} == {"Reviews": 0, "Header_last": 1, "Providers": 1}
    assert ret.tables["Reviews"].REVIEW.blank.tolist() == []


def test_a_column_that_is_not_the_dfes_is_left_out() -> None:
    table = episodes(CHILD=["1"], NOTES=["secret"])
    assert "NOTES" not in table
    with pytest.raises(AttributeError, match="Episodes has no column NOTES"):
        _ = table.NOTES


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"There is no table Episode\. The tables of a 903 return are Header, Episodes"
    ):
        Return.from_columns({"Episode": {"CHILD": ["1"]}}, year=2026)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="The columns of Episodes are not all of the same length"):
        episodes(CHILD=["1", "2"], REC=["X1"])


def test_a_derived_column_that_is_given_is_used_as_it_is() -> None:
    table = episodes(PL_POST=["M1 1AE", "M1 1AE"], PL_LOCATION=["OUT", ""], PL_DISTANCE=["7.5", "x"])
    assert table.PL_LOCATION.as_given == ["OUT", ""]
    assert table.PL_DISTANCE.number[0] == 7.5


def test_a_derived_column_that_cannot_be_derived_says_why_when_it_is_read() -> None:
    table = episodes(PL_POST=["M1 1AE"])
    assert "PL_LOCATION" not in table
    with pytest.raises(NotGiven, match="the authority is not known"):
        _ = table.PL_LOCATION


def test_frames_are_read_as_text_with_missing_cells_blank_and_left_as_they_were() -> None:
    frame = pd.DataFrame({" child ": ["1", None, "3"], "Dec": ["01/05/2025", np.nan, pd.NA]})
    before = frame.copy()
    table = Return.from_frames({"Episodes": frame}, year=2026).tables["Episodes"]
    assert table.CHILD.as_given == ["1", "", "3"]
    assert table.DEC.as_given == ["01/05/2025", "", ""]
    pd.testing.assert_frame_equal(frame, before)
