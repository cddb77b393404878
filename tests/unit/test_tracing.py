"""What to change: the cells at which errors have their root, told by running the rules again."""

from __future__ import annotations

from lac_validator import Result, Return, propose, trace, validate
from lac_validator.tracing import RootGroup

EPISODES = {
    "CHILD": ["1", "2", "3"],
    "DECOM": ["01/05/2025"] * 3,
    "LS": ["C2"] * 3,
    "HOME_POST": ["M1 1AE"] * 3,
    "PL_POST": ["", "SW1A 2AA", "SW1A 2AA"],
    "PLACE": ["R1", "R1", "Q9"],
}
RULES = ("146", "169", "179", "392a", "392b")


def traced(**columns: list[str]) -> tuple[Result, list[RootGroup]]:
    ret = Return.from_columns(
        {"Episodes": EPISODES | columns, "Header": {"CHILD": ["1", "2", "3"], "UASC": ["0"] * 3}},
        year=2026,
        authority="E08000003",
    )
    result = validate(ret, rules=RULES)
    return result, trace(result, propose(result).proposals)


def test_one_blank_postcode_is_the_root_of_four_errors() -> None:
    result, groups = traced()
    assert [(each.table, each.column, each.blank, each.rows) for each in groups] == [
        ("Episodes", "PL_POST", True, (0,)),
        ("Episodes", "PLACE", False, (2,)),
    ]
    assert dict(groups[0].codes) == {"169": 1, "179": 1, "392a": 1, "392b": 1}
    assert dict(groups[1].codes) == {"146": 1}
    assert sum(len(each.clears) for each in groups) == result.count
    assert groups[0].sentence == (
        "Placement postcode (PL_POST): 1 cell of Episodes is blank; filling it clears 4 errors of 4 rules; "
        "0 have a proposal."
    )


def test_a_cell_that_another_row_tells_counts_as_proposed() -> None:
    _, groups = traced(CHILD=["1", "1", "3"], HOME_POST=["", "M1 1AE", "M1 1AE"], PL_POST=["SW1A 2AA"] * 3)
    root = groups[0]
    assert (root.column, root.rows, root.proposed) == ("HOME_POST", (0,), 1)
    assert root.sentence.endswith("1 has a proposal.")


def test_what_is_right_is_nobodys_root() -> None:
    _, groups = traced(PL_POST=["SW1A 2AA"] * 3, PLACE=["R1"] * 3)
    assert groups == []
