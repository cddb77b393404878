"""What leaves of the fixes, saved from the real page: as the engine makes it natively; and decisions that come back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.analyst import Analyst
from tests.browser.test_fixing import Known, analyst, at_work, files, known, says

__all__ = ["analyst", "at_work", "files", "known"]  # fixtures


def saved(analyst: Analyst, kind: str, folder: Path) -> Path:
    """A file that leaves, by its button."""
    with analyst.page.expect_download() as download:
        analyst.page.click(f"#fix-save-{kind}")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.fixture
def certain(analyst: Analyst) -> Analyst:
    """The analyst, having accepted the certain ones."""
    expect(analyst.page.locator("#fix-leaves button")).to_have_count(0)
    analyst.page.click("#fix-certain")
    analyst.page.fill("#fix-by", "=Jo Bloggs")
    return analyst


def certain_of(known: Known) -> set[tuple[str, str]]:
    return set(known.decisions(each for each in known.harmless() if each.kind == "certain"))


def test_the_corrected_tables_are_those_of_the_engine(certain: Analyst, known: Known, tmp_path: Path) -> None:
    """But for the cells at which something was accepted they are as they were read."""
    path = saved(certain, "corrected", tmp_path)
    assert path.name == "903-corrected-2025-26.zip"
    after = known.told([each for each in known.proposals if each.decision in certain_of(known)]).ret
    with zipfile.ZipFile(path) as archive:
        for name, table in after.tables.items():
            if name.endswith("_last") or name == "Providers":
                continue
            [written] = [member for member in archive.namelist() if Path(member).name == f"{name}.csv"]
            rows = [*csv.DictReader(io.StringIO(archive.read(written).decode("utf-8")))]
            assert len(rows) == len(table)
            for column in rows[0] if rows else ():
                texts = [row[column].removeprefix("'") for row in rows]
                assert texts == [text.removeprefix("'") for text in table.column(column).as_given], (name, column)


def test_the_list_of_changes_says_who_accepted_what(certain: Analyst, known: Known, tmp_path: Path) -> None:
    """What was typed is text there, whatever it begins with."""
    path = saved(certain, "changes_csv", tmp_path)
    rows = [*csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))]
    assert len(rows) == len(known.proposals)
    accepted = [row for row in rows if row["Accepted"]]
    assert len(accepted) == sum(each.decision in certain_of(known) for each in known.proposals)
    assert {row["Accepted by"] for row in accepted} == {"'=Jo Bloggs"}
    assert {row["Kind"] for row in accepted} == {"certain"}
    book = load_workbook(saved(certain, "changes", tmp_path), read_only=True)
    assert "To change in the system" in book.sheetnames


def test_packs_say_what_to_change(certain: Analyst, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved(certain, "packs", tmp_path)) as archive:
        pages = [archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".html")]
    assert any("Please change in the system" in page for page in pages)


def test_decisions_come_back(certain: Analyst, known: Known, tmp_path: Path) -> None:
    """With who accepted them, though somebody else is at the page; what was decided before stands beside."""
    page, wanted = certain.page, certain_of(known)
    path = saved(certain, "decisions", tmp_path)
    assert len(json.loads(path.read_text("utf-8"))["decisions"]) == len(wanted)
    page.click("#fix-undo-all")
    says(certain, 0)
    page.set_input_files("#fix-decisions", path)
    expect(page.locator("#fix-carried")).to_contain_text("proposed as accepted")
    says(certain, len(wanted))
    page.fill("#fix-by", "Somebody else")
    rows = [*csv.DictReader(io.StringIO(saved(certain, "changes_csv", tmp_path).read_text("utf-8-sig")))]
    assert {row["Accepted by"] for row in rows if row["Accepted"]} == {"'=Jo Bloggs"}


def test_what_is_no_file_of_decisions_is_said_and_changes_nothing(certain: Analyst, tmp_path: Path) -> None:
    page = certain.page
    decided = page.locator("#fix-decided").inner_text()
    other = tmp_path / "other.json"
    other.write_text('{"format": "<b>another</b>", "decisions": []}')
    page.set_input_files("#fix-decisions", other)
    expect(page.locator("#problem")).to_contain_text("other.json is no file of decisions")
    expect(page.locator("#fix-decided")).to_have_text(decided)
