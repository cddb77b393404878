"""What holds in every rule: small letters are read as capitals, and a date is a date with nothing beside it.

Each is tried on every example of the specification and on a made-up return of every collection year.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from lac_validator import Result, Return, read_files, schema, validate
from lac_validator.collection import FIRST_YEAR, LAST_YEAR
from lac_validator.dataset import Dates
from lac_validator.engine import FAILED
from lac_validator.sample import generate
from tests.rules.spec import examples

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
CODES = sorted({example.code for example in examples()})
Flagged = set[tuple[str, str, int]]


def flagged(result: Result) -> Flagged:
    assert not [outcome for outcome in result.outcomes_by_rule if outcome.status == FAILED]
    return {(finding.rule.code, finding.table, int(row)) for finding in result.findings for row in finding.rows}


Column = tuple[str, str]


def columns_of(ret: Return, *, dates: bool) -> list[Column]:
    """Every column of the return that holds dates, or every one that does not: (table, column)."""
    return [
        (name, column)
        for name, table in ret.tables.items()
        for column in table.column_names
        if isinstance(table.column(column), Dates) == dates
    ]


def rewritten(ret: Return, change: Callable[[str], str], where: Collection[Column]) -> Return:
    """The return with every cell of these columns changed."""
    tables = {
        name: {
            column: [change(text) if (name, column) in where else text for text in table.column(column).as_given]
            for column in table.column_names
        }
        for name, table in ret.tables.items()
    }
    providers = tables.pop("Providers", None)
    last = {name.removesuffix("_last"): cells for name, cells in tables.items() if name.endswith("_last")}
    this = {name: cells for name, cells in tables.items() if name in schema.tables()}
    return Return.from_columns(
        this, last, providers, year=ret.year, authority=ret.authority, file_format=ret.file_format
    )


def small(text: str) -> str:
    return text.lower()


def blank_after(text: str) -> str:
    return f"{text} " if text.strip() else text


def blank_before(text: str) -> str:
    return f" {text}" if text.strip() else text


def not_a_date(text: str) -> str:
    return f"about {text}" if text.strip() else text


@pytest.mark.parametrize("code", CODES)
def test_small_letters_change_no_example(code: str) -> None:
    for example in (each for each in examples() if each.code == code and not each.skipped):
        ret = example.make_return()
        result = validate(rewritten(ret, small, columns_of(ret, dates=False)), rules=[code])
        assert flagged(result) == {(code, *row) for row in example.flagged}, str(example)


@pytest.mark.parametrize("year", YEARS)
def test_small_letters_change_no_finding_of_a_whole_return(year: int) -> None:
    ret = generate(300, seed=year, year=year).as_return()
    found = flagged(validate(ret))
    assert found
    assert flagged(validate(rewritten(ret, small, columns_of(ret, dates=False)))) == found


COMPARED_AS_TEXT = {"560", "561", "582", "624", "706", "SW09STG2"}
"""Rules that ask, in some year, whether two dates are the same text, whatever the text is; text is compared trimmed."""


@pytest.mark.parametrize("code", [code for code in CODES if code not in COMPARED_AS_TEXT])
def test_a_date_with_a_blank_beside_it_is_no_date_in_any_example(code: str) -> None:
    """One column after the other, in each example that any of them matters to: as if it held words."""
    for example in (each for each in examples() if each.code == code and not each.skipped):
        ret = example.make_return()
        for column in columns_of(ret, dates=True):
            if not any(map(str.strip, ret.tables[column[0]].column(column[1]).as_given)):
                continue
            expected = flagged(validate(rewritten(ret, not_a_date, [column]), rules=[code]))
            for change in (blank_before, blank_after):
                found = flagged(validate(rewritten(ret, change, [column]), rules=[code]))
                assert found == expected, (str(example), column)


@pytest.mark.parametrize("year", YEARS)
def test_a_date_with_a_blank_beside_it_is_no_date_in_a_whole_return(year: int) -> None:
    """All dates at once, so that two texts that were the same stay so."""
    ret = generate(100, seed=year, year=year).as_return()
    dates = columns_of(ret, dates=True)
    expected = flagged(validate(rewritten(ret, not_a_date, dates)))
    for change in (blank_before, blank_after):
        assert flagged(validate(rewritten(ret, change, dates))) == expected


FIRST_AND_LAST_DAYS = [
    ("700", "DoLo", "DOLO_START", 2027),
    ("701", "DoLo", "DOLO_END", 2027),
    ("1004", "Missing", "MIS_START", 2026),
    ("1005", "Missing", "MIS_END", 2026),
    *(("SW04STG1", "SWEpisodes", "SW_DECOM", year) for year in range(2024, LAST_YEAR + 1)),
    *(("SW05STG1", "SWEpisodes", "SW_DEC", year) for year in range(2024, LAST_YEAR + 1)),
]


@pytest.mark.parametrize(("code", "table", "column", "year"), FIRST_AND_LAST_DAYS)
def test_years_before_1678_and_after_2261_are_not_valid(code: str, table: str, column: str, year: int) -> None:
    days = ["31/12/1677", "01/01/1678", "31/12/2261", "01/01/2262"]
    ret = Return.from_columns({table: {"CHILD": ["1", "2", "3", "4"], column: days}}, year=year)
    assert flagged(validate(ret, rules=[code])) == {(code, table, 0), (code, table, 3)}


@pytest.mark.parametrize(("code", "column"), [("SW04STG1", "SW_DECOM"), ("SW05STG1", "SW_DEC")])
@pytest.mark.parametrize("year", [2024, 2025])
def test_so_it_is_of_dates_known_in_part(code: str, column: str, year: int) -> None:
    dates = ["ZZ/12/1677", "ZZ/12/2261", "ZZ/ZZ/2262"]
    ret = Return.from_columns({"SWEpisodes": {"CHILD": ["1", "2", "3"], column: dates}}, year=year)
    assert flagged(validate(ret, rules=[code])) == {(code, "SWEpisodes", 0), (code, "SWEpisodes", 2)}


SMALL_LETTERS = {
    "header.csv": """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
A1,f,01/02/2014,wbri,h999000079191,0,
""",
    "episodes.csv": """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
A1,01/05/2025,s,c2,n1,u1,pr1,01/07/2025,x1,carpl,rm3 8rt,m1 1ae,sc012345
A1,01/07/2025,p,c2,n1,u1,pr1,,,,rm3 8rt,m1 1ae,xxxxxxx
""",
    "missing.csv": """CHILD,DOB,MISSING,MIS_START,MIS_END
A1,01/02/2014,m,01/06/2025,02/06/2025
""",
}


def test_files_typed_in_small_letters_are_read_as_those_in_capitals(tmp_path: Path) -> None:
    found = []
    for spell in (str, str.upper):
        folder = tmp_path / spell.__name__
        folder.mkdir()
        for name, text in SMALL_LETTERS.items():
            headings, *lines = text.splitlines()
            (folder / name).write_text("\n".join([headings, *map(spell, lines)]), "utf-8")
        found.append(flagged(validate(read_files([folder], year=2026, authority="E09000002"))))
    assert found[0] == found[1]
    assert not {code for code, _, _ in found[0]} & {"1006", "1009"}
