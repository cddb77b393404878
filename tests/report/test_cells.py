"""Which cells an error shows: those at fault, and those beside them that explain it."""

from __future__ import annotations

from lac_validator import schema
from lac_validator.report import Errors
from lac_validator.report.content.wording import ROWS_IN_WORDS, cell_in_words, cells_by_code
from tests.report.made import errors_of

HEADER = {"CHILD": ["1"], "DOB": ["01/01/2016"]}
EPISODE = {
    "CHILD": ["1"],
    "DECOM": ["01/05/2025"],
    "RNE": ["S"],
    "LS": ["C2"],
    "CIN": ["N1"],
    "PLACE": ["U1"],
    "HOME_POST": ["M1 1AA"],
    "PL_POST": ["ZZ99 9ZZ"],
}


def shown(errors: Errors) -> list[str]:
    return [cells_by_code(errors.cells(place)) for place in errors]


def test_a_code_is_spelled_out_however_it_is_written() -> None:
    errors = errors_of({"Episodes": {**EPISODE, "LS": [" c9"]}}, rules=["144"])
    assert shown(errors) == ["LS: c9"]
    errors = errors_of({"Episodes": {**EPISODE, "LS": ["c2 "], "RNE": [""]}}, {"Episodes": EPISODE}, rules=["503A"])
    assert shown(errors) == ["RNE: blank; last year's Episodes RNE: S (Started to be looked after)"]
    errors = errors_of({"Episodes": EPISODE}, {"Episodes": {**EPISODE, "LS": ["c1"]}}, rules=["503B"])
    assert shown(errors) == ["LS: C2 (Full care order); last year's Episodes LS: c1 (Interim care order)"]


def test_a_column_of_another_table_is_shown_where_the_child_has_one_row() -> None:
    label = "Remanded to local authority accommodation or youth detention accommodation"
    remanded = {**EPISODE, "LS": ["J1"]}
    of_header, of_episode = shown(errors_of({"Header": HEADER, "Episodes": remanded}, rules=["358"]))[::-1]
    assert of_episode == f"DECOM: 01/05/2025; LS: J1 ({label}); Header DOB: 01/01/2016"
    assert of_header == f"DOB: 01/01/2016; Episodes DECOM: 01/05/2025; Episodes LS: J1 ({label})"
    twice = {name: cells * 2 for name, cells in remanded.items()}
    found = shown(errors_of({"Header": HEADER, "Episodes": twice}, rules=["358"]))
    assert found[-1] == "DOB: 01/01/2016"


def test_an_error_across_years_shows_what_last_years_return_said() -> None:
    last = {name: cells * 2 for name, cells in EPISODE.items()}
    last |= {"DECOM": ["01/02/2025", "01/01/2025"], "DEC": ["", "01/02/2025"], "LS": ["V2", "C1"]}
    errors = errors_of({"Episodes": EPISODE}, {"Episodes": last}, rules=["502", "503B"])
    label = "Single period of accommodation under section 20 of the Children Act 1989"
    assert shown(errors) == [
        "DECOM: 01/05/2025; last year's Episodes DECOM: 01/02/2025",
        f"LS: C2 (Full care order); last year's Episodes LS: V2 ({label})",
    ]
    header = {**HEADER, "SEX": ["M"]}
    errors = errors_of({"Header": header}, {"Header": {**header, "SEX": ["F"]}}, rules=["202"])
    assert shown(errors) == ["SEX: M (Male); last year's Header SEX: F (Female)"]


def to_change(errors: Errors) -> list[list[str]]:
    return [[f"{c.table} {c.column}".strip() for c in errors.cells(place) if c.to_change] for place in errors]


def test_a_worked_out_column_stands_behind_the_postcodes_it_comes_from() -> None:
    header = {**HEADER, "UASC": ["0"]}
    errors = errors_of({"Header": header, "Episodes": EPISODE}, rules=["392a"])
    assert shown(errors) == ["HOME_POST: M1 1AA; PL_POST: ZZ99 9ZZ; PL_DISTANCE (worked out here): blank"]
    assert to_change(errors) == [["HOME_POST", "PL_POST"]]
    errors = errors_of({"Header": header, "Episodes": {**EPISODE, "PL_POST": [" "]}}, rules=["392a"])
    assert shown(errors) == ["PL_POST: blank; HOME_POST: M1 1AA; PL_DISTANCE (worked out here): blank"]
    assert to_change(errors) == [["PL_POST"]]  # the filled one beside it is not painted red
    ((place),) = errors
    assert [cell_in_words(cell) for cell in errors.cells(place)][-1] == (
        "Distance of placement from home, in miles (worked out here)",
        "could not be worked out",
    )


def test_across_years_the_postcodes_of_both_stand_before_what_was_worked_out() -> None:
    this, last = {**EPISODE, "PL_POST": ["M1 1AE"]}, {**EPISODE, "HOME_POST": [""]}
    errors = errors_of({"Episodes": this}, {"Episodes": last}, rules=["453"])
    columns = [(column.table, column.column) for column in errors.columns(errors.rules[0], "Episodes")]
    assert columns == [
        ("", "HOME_POST"),
        ("", "PL_POST"),
        ("Episodes_last", "HOME_POST"),
        ("Episodes_last", "PL_POST"),
        ("", "PL_DISTANCE"),
        ("Episodes_last", "PL_DISTANCE"),
    ]
    assert to_change(errors) == [["last year's Episodes HOME_POST"]]


def test_what_a_file_gives_is_not_worked_out() -> None:
    errors = errors_of({"Episodes": {**EPISODE, "PL_LA": [""]}}, rules=["169"])
    assert shown(errors) == ["PL_LA: blank"]
    assert to_change(errors) == [["PL_LA"]]


def test_nothing_worked_out_is_ever_what_is_to_change(errors: Errors) -> None:
    cells = [errors.cells(place) for place in errors]
    assert any(cell.worked_out for each in cells for cell in each)
    assert not [cell for each in cells for cell in each if cell.worked_out and cell.to_change]
    assert all(any(cell.to_change for cell in each) for each in cells if each)


def test_for_a_social_worker_nothing_is_a_bare_code() -> None:
    errors = errors_of({"Episodes": {**EPISODE, "PL_POST": [""], "LS": ["V2"]}}, {"Episodes": EPISODE}, rules=["503B"])
    ((place),) = errors
    assert [cell_in_words(cell) for cell in errors.cells(place)] == [
        (
            "Legal status",
            "Single period of accommodation under section 20 of the Children Act 1989 (V2)",
        ),
        ("Legal status, in last year's return", "Full care order (C2)"),
    ]


def test_there_are_words_for_the_rows_of_every_table() -> None:
    assert ROWS_IN_WORDS.keys() == schema.tables().keys()


def test_every_cell_of_every_error_can_be_shown(errors: Errors) -> None:
    for place in errors:
        cells = errors.cells(place)
        assert cells_by_code(cells)
        assert all(name and text for name, text in map(cell_in_words, cells))
