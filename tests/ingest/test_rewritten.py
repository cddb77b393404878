"""NULL for blank, 1.0 for 1, 1.23E+11: said, offered to be read again, and then as if the file had been right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lac_validator import Return, read_files, schema, validate
from lac_validator.ingest import ERROR, NOTE, WARNING
from lac_validator.ingest.rewritten import BLANKS
from lac_validator.sample import generate
from tests.ingest.forms import EPISODES, HEADER, Rows, as_csv, read, read_one, rows_of, sentences

BLANK = ["NULL", "[null]", "nan", "NaN", "N/A", "#N/A", "-", "None"]


@pytest.mark.parametrize("text", BLANK)
def test_a_text_for_blank_is_said_and_read_on_request(text: str) -> None:
    given = EPISODES.replace("CARPL", text).replace(",,,,", f",{text},{text},{text},")
    intake = read(("e.csv", given))
    (part,) = intake.parts
    assert part.rewritten() == {"blanks": {"DEC": 1, "REC": 1, "REASON_PLACE_CHANGE": 2}}
    assert sentences(part, WARNING) == (
        f"e.csv: 4 cells (first in line 2: 1 in DEC, 1 in REC and 2 in REASON_PLACE_CHANGE) hold {text} where blank is "
        "meant, which counts as a value. Export the file again with such cells blank; meanwhile they can be read as "
        "blank."
    )
    assert part.columns["DEC"][1] == text
    intake.reread(part.id)
    assert rows_of(part) == rows_of(read_one("e.csv", EPISODES.replace("CARPL", "")))
    assert part.rewritten() == {}
    assert sentences(part) == (
        "e.csv: 4 cells in DEC, REC and REASON_PLACE_CHANGE were read as blank, as you asked. The file itself still "
        "has to be put right before it goes to the DfE."
    )


def test_no_code_is_a_text_for_blank() -> None:
    codes = {code.code for field in schema.fields().values() for code in field.codes}
    assert not codes & BLANKS


def test_a_number_with_point_nought_is_said_and_read_on_request() -> None:
    intake = read(("h.csv", HEADER.replace(",0,", ",0.0,")))
    (part,) = intake.parts
    assert part.rewritten() == {"numbers": {"MOTHER": 1}}
    assert "h.csv: 1 cell in MOTHER (first in line 2) holds a whole number with .0 after it, 1.0 where 1 is meant" in (
        sentences(part, WARNING)
    )
    intake.reread()
    assert rows_of(part) == rows_of(read_one("h.csv", HEADER))


def test_what_excel_has_shortened_cannot_be_had_back() -> None:
    intake = read(("h.csv", HEADER.replace("UN1", "1.23E+11")))
    assert intake.parts[0].rewritten() == {}
    assert "h.csv: 2 cells in UPN (first in line 2) hold a number that Excel has shortened" in sentences(
        intake, WARNING
    )
    intake = read(("h.csv", HEADER.replace("A1", "1E+08")))
    assert "h.csv: 1 row holds an identifier in CHILD that Excel has rewritten" in sentences(intake, ERROR)
    assert "shortened" not in sentences(intake), "it is said once"


def test_ordinary_values_are_left_alone() -> None:
    header = HEADER.replace("A1", "A1.0").replace("B2", "12.5").replace("UN1", "A-B")
    assert read_one("h.csv", header).problems == []


def found(ret: Return) -> set[tuple[object, ...]]:
    return set(validate(ret).issues.itertuples(index=False, name=None))


def with_null(rows: Rows) -> bytes:
    return as_csv({name: [cell or "NULL" for cell in cells] for name, cells in rows.items()})


def with_point_nought(rows: Rows) -> bytes:
    return as_csv({name: [f"{cell}.0" if cell.isdecimal() else cell for cell in cells] for name, cells in rows.items()})


@pytest.mark.parametrize("write", [with_null, with_point_nought])
def test_the_errors_are_those_of_the_clean_file(tmp_path: Path, write: Callable[[Rows], bytes]) -> None:
    sample = generate(60, seed=3, year=2026)
    for folder, each in (("clean", as_csv), ("given", write)):
        (tmp_path / folder).mkdir()
        for name, rows in sample.this_year.items():
            (tmp_path / folder / f"{name}.csv").write_bytes(each(rows))
    clean = read_files(tmp_path / "clean", year=2026, authority="E08000003")
    given = read_files(tmp_path / "given", year=2026, authority="E08000003")
    again = read_files(tmp_path / "given", year=2026, authority="E08000003", reread_dates=True)
    assert found(clean) != found(given)
    assert found(clean) == found(again)
    assert any("--reread" in problem.sentence for problem in given.problems if problem.severity == NOTE)
    assert any("as you asked" in problem.sentence for problem in again.problems)
