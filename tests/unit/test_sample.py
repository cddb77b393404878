"""The sample return: clean lives, known errors, and nothing that differs from one run to the next."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from lac_validator import Return, validate
from lac_validator.collection import FIRST_YEAR, LAST_YEAR
from lac_validator.dataset import with_uasc_status
from lac_validator.engine import MISSING, Result
from lac_validator.engine.rule import CROSS_YEAR
from lac_validator.ingest.folders import read_files
from lac_validator.reference import Postcodes
from lac_validator.sample import SampleReturn, generate
from lac_validator.sample.chance import Chance
from lac_validator.sample.days import Year, day
from lac_validator.sample.errors import KINDS, Draft, Kind, Mistake, Row
from lac_validator.sample.geography import authorities, places
from lac_validator.sample.tables import Rows

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
CANNOT_RUN = {
    "105",  # asks of XML returns only
    "706",  # compares with last year's DoLo, a table that was not collected before 2026/27
}


def flagged(result: Result) -> set[tuple[str, str, int]]:
    return {(finding.rule.code, finding.table, int(row)) for finding in result.findings for row in finding.rows}


def expected(sample: SampleReturn) -> set[tuple[str, str, int]]:
    return {(error.code, error.table, error.row) for error in sample.injected}


@pytest.fixture(scope="module")
def sample() -> SampleReturn:
    return generate(2000)


@pytest.mark.parametrize("year", YEARS)
def test_a_clean_return_has_no_errors(year: int) -> None:
    result = validate(generate(700, seed=year, year=year, with_errors=False).as_return())
    assert flagged(result) == set()
    assert {outcome.rule.code for outcome in result.outcomes_by_rule if outcome.status != "ran"} <= CANNOT_RUN


@pytest.mark.parametrize("year", YEARS)
def test_each_injected_error_is_found_and_nothing_else(year: int) -> None:
    sample = generate(1000, seed=year, year=year)
    assert flagged(validate(sample.as_return())) == expected(sample)


@pytest.mark.parametrize("authority", authorities())
def test_each_authority_has_a_sample(authority: str) -> None:
    sample = generate(150, authority=authority)
    assert flagged(validate(sample.as_return())) == expected(sample)


@pytest.mark.parametrize("children", [0, 1, 2, 7])
def test_a_small_return_holds_together(children: int) -> None:
    sample = generate(children, seed=4)
    assert flagged(validate(sample.as_return())) == expected(sample)


def test_last_years_tables_are_a_clean_return_of_their_own() -> None:
    sample = generate(700, year=2026, with_errors=False)
    last_year = Return.from_columns(
        with_uasc_status(sample.last_year), None, sample.providers, year=2025, authority=sample.authority
    )
    assert flagged(validate(last_year)) == set()


def test_errors_are_mixed_as_councils_make_them(sample: SampleReturn) -> None:
    categories = {outcome.rule.code: outcome.rule.category for outcome in validate(sample.as_return()).outcomes_by_rule}
    share = Counter(categories[error.code] for error in sample.injected)
    total = sum(share.values())
    assert total == pytest.approx(5 * 2000, rel=0.1)
    assert share[MISSING] / total == pytest.approx(0.39, abs=0.02)
    assert share[CROSS_YEAR] / total == pytest.approx(0.32, abs=0.02)
    three = Counter(error.code for error in sample.injected).most_common(3)
    assert sum(count for _, count in three) / total == pytest.approx(0.5, abs=0.05)


def test_the_rules_that_began_in_2025_26_have_errors_to_find(sample: SampleReturn) -> None:
    codes = {error.code for error in sample.injected}
    assert {"SW10aSTG2", "SW10bSTG2", "SW18STG2", "SW19STG2"} <= codes


def test_every_kind_of_mistake_is_made_in_some_year(monkeypatch: pytest.MonkeyPatch) -> None:
    made = set()
    try_to_make = Draft.try_to_make

    def noted(draft: Draft, kind: Kind, number: int) -> bool:
        if try_to_make(draft, kind, number):
            made.add(kind)
            return True
        return False

    monkeypatch.setattr(Draft, "try_to_make", noted)
    for year in YEARS:
        generate(1500, year=year)
    assert [kind.make.__name__ for kind in KINDS if kind not in made] == []


def test_the_same_seed_gives_the_same_bytes(sample: SampleReturn) -> None:
    again = generate(2000)
    assert again.files() == sample.files()
    assert again.injected == sample.injected


def test_another_seed_gives_another_return() -> None:
    assert generate(20, seed=1).this_year != generate(20, seed=2).this_year


def test_the_return_has_as_many_children_as_asked_for() -> None:
    clean = generate(321, with_errors=False)
    children = clean.this_year["Header"]["CHILD"]
    assert len(children) == len(set(children)) == 321
    assert all(child.startswith("SYN") for child in children)
    assert clean.injected == []


def test_every_table_of_the_year_has_rows() -> None:
    sizes = {name: len(rows["CHILD"]) for name, rows in generate(2000, year=2027).this_year.items()}
    assert len(sizes) == 12
    assert min(sizes.values()) > 0
    assert list(generate(5, year=2023).this_year) == [name for name in sizes if name not in ("SWEpisodes", "DoLo")]


def test_children_are_of_every_age_and_care_leavers_from_17_to_21(sample: SampleReturn) -> None:
    def ages(rows: Rows) -> set[int]:
        births = [[int(part) for part in written.split("/")] for written in rows["DOB"] if written]
        return {2026 - year - ((month, date) > (3, 31)) for date, month, year in births}

    assert set(range(18)) <= ages(sample.this_year["Header"])
    assert {17, 18, 19, 20} <= ages(sample.this_year["OC3"]) <= {17, 18, 19, 20, 21}


def test_pupil_numbers_are_nobodys(sample: SampleReturn) -> None:
    for header in (sample.this_year["Header"], sample.last_year["Header"]):
        assert all(upn[1:4] == "999" for upn in header["UPN"] if len(upn) > 3)


def test_an_unknown_authority_or_year_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"A sample return can be made for .*E08000003.*, not for E09000001\."):
        generate(1, authority="E09000001")
    with pytest.raises(ValueError, match="2023 to 2027, not for 2022"):
        generate(1, year=2022)


def test_postcodes_lie_where_the_table_of_all_postcodes_has_them() -> None:
    ours = list(places().values())
    postcodes = Postcodes.load()
    assert postcodes is not None
    found = postcodes.find([place.postcode for place in ours])
    assert found.known.all()
    assert found.authority.tolist() == [place.authority for place in ours]
    assert found.easting.tolist() == [place.easting for place in ours]
    assert found.northing.tolist() == [place.northing for place in ours]


@pytest.mark.parametrize("year", [2024, 2026])
def test_the_files_read_back_as_the_same_return(year: int, tmp_path: Path) -> None:
    sample = generate(200, year=year)
    sample.write(tmp_path)
    ret = read_files([tmp_path])
    assert (ret.year.year, ret.authority) == (year, sample.authority)
    assert flagged(validate(ret)) == expected(sample)
    providers = ret.tables["Providers"]
    assert {name: providers.column(name).as_given for name in sample.providers} == sample.providers


def test_the_list_of_errors_is_written_beside_the_files(tmp_path: Path) -> None:
    sample = generate(50)
    sample.write(tmp_path)
    _, *rows = csv.reader(io.StringIO((tmp_path / "injected.csv").read_text("utf-8")))
    assert rows == [[str(value) for value in error] for error in sample.injected]


def header_of(*children: str) -> Draft:
    columns = {name: ["x"] * len(children) for name in ("SEX", "UPN")}
    tables = {"Header": {"CHILD": list(children), **columns}}
    return Draft(Year(2026, day(2025, 4, 1), day(2026, 3, 31)), tables, {}, [], "E08000003", Chance(1))


def remove_sex(_draft: Draft, header: Row) -> Mistake | None:
    return Mistake("SEX was removed", [("101", header)], [(header, {"SEX": ""})])


def remove_upn_where_sex_is_known(_draft: Draft, header: Row) -> Mistake | None:
    return Mistake("UPN was removed", [("442", header)], [(header, {"UPN": ""})]) if header.SEX else None


def kind(make: object, *, whole_child: bool = False) -> Kind:
    return Kind(make, "Header", 1, 0, 9999, whole_child)  # type: ignore[arg-type]


def test_a_cell_takes_one_mistake() -> None:
    draft = header_of("a")
    assert draft.try_to_make(kind(remove_sex), 0)
    assert not draft.try_to_make(kind(remove_sex), 0)


def test_no_mistake_rests_on_a_cell_that_another_changed() -> None:
    draft = header_of("a")
    assert draft.try_to_make(kind(remove_sex), 0)
    assert not draft.try_to_make(kind(remove_upn_where_sex_is_known), 0)


def test_no_mistake_changes_a_cell_that_another_rests_on() -> None:
    draft = header_of("a")
    assert draft.try_to_make(kind(remove_upn_where_sex_is_known), 0)
    assert not draft.try_to_make(kind(remove_sex), 0)


def test_a_mistake_in_the_whole_child_leaves_room_for_no_other() -> None:
    draft = header_of("a", "b")
    assert draft.try_to_make(kind(remove_sex, whole_child=True), 0)
    assert not draft.try_to_make(kind(remove_upn_where_sex_is_known), 0)
    assert draft.try_to_make(kind(remove_upn_where_sex_is_known), 1)
    assert not draft.try_to_make(kind(remove_sex, whole_child=True), 1)


def test_rows_taken_out_and_written_twice_move_the_errors_of_others() -> None:
    def remove(_draft: Draft, header: Row) -> Mistake | None:
        return Mistake("the row was removed", [], removes=[header])

    def repeat(_draft: Draft, header: Row) -> Mistake | None:
        return Mistake("the row was repeated", [("INT32", header)], repeats=[header])

    draft = header_of("a", "b", "c", "d")
    assert draft.try_to_make(kind(remove), 0)
    assert draft.try_to_make(kind(repeat), 1)
    assert draft.try_to_make(kind(remove_sex), 3)
    this_year, _, errors, _ = draft.finish()
    assert this_year["Header"]["CHILD"] == ["b", "b", "c", "d"]
    assert this_year["Header"]["SEX"] == ["x", "x", "x", ""]
    assert [(error.code, error.row) for error in errors] == [("INT32", 0), ("INT32", 1), ("101", 3)]
