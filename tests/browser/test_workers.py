"""One worker's children, the council's own allocation list, and the cells that somebody can change."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from lac_validator import Result
from lac_validator.causes import NO_CELL
from lac_validator.report import Errors
from tests.browser.analyst import Analyst


@pytest.fixture
def analyst(checked: Analyst) -> Analyst:
    """With the results of the return before them."""
    return checked


def choose_worker(analyst: Analyst, worker: str) -> None:
    """Narrow the children to those of one worker."""
    analyst.tab("children")
    analyst.page.fill("#child-search", "")
    analyst.page.fill("#child-worker", worker)
    analyst.page.keyboard.press("Enter")


def saved(analyst: Analyst, button: str) -> bytes:
    """What a button saves."""
    with analyst.page.expect_download() as download:
        analyst.page.click(button)
    return Path(download.value.path()).read_bytes()


def asked(packs: bytes) -> dict[str, Counter[str]]:
    """For each pack: the things to check, by child."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(packs)) as archive:
        for name in archive.namelist():
            if name.startswith("packs/") and name.endswith(".xlsx"):
                rows = openpyxl.load_workbook(io.BytesIO(archive.read(name)))["To check"].iter_rows(values_only=True)
                children = [str(row[0]) for row in rows if row[0] and str(row[0]).startswith("SYN")]
                found[name.removeprefix("packs/").removesuffix(".xlsx")] = Counter(children)
    return found


def things(errors: Errors, places: Iterable[int]) -> Counter[str]:
    """By child how many things some errors are: one for each cause, and without a cause one for each rule."""
    of_children = set()
    for place in places:
        cause = int(errors.causes.cause[place])
        of_children.add((errors[place].child, cause, errors[place].rule.code if cause == NO_CELL else ""))
    return Counter(child for child, _, _ in of_children)


def test_one_workers_pack_holds_what_the_filters_show(analyst: Analyst, result: Result) -> None:
    """From the list of children and from the reports: the worker and the kind of error are both honoured."""
    errors, page = Errors(result), analyst.page
    worker = Counter(errors.workers.get(errors[place].child, "") for place in errors).most_common(2)[0][0]
    of_worker = things(
        errors,
        (
            place
            for place in errors
            if errors.workers.get(errors[place].child) == worker and errors[place].rule.category == "missing"
        ),
    )
    choose_worker(analyst, worker)
    page.select_option("#child-category", "missing")
    number, children = of_worker.total(), len(of_worker)
    expect(page.locator("#worker-pack")).to_contain_text(f"{number} thing")
    assert asked(saved(analyst, "#worker-pack")) == {worker: of_worker}
    page.click("#worker-message")
    text = page.input_value("#text-to-copy")
    page.keyboard.press("Escape")
    assert set(re.findall(r"^Child (\w+):", text, re.MULTILINE)) == set(of_worker)

    analyst.tab("reports")
    one = "" if children == 1 else "ren"
    expect(page.locator("#pack-counts")).to_have_text(
        f"1 pack, {children} child{one}, {number} thing{'' if number == 1 else 's'} to check."
    )
    assert asked(saved(analyst, "#report-packs")) == {worker: of_worker}
    assert saved(analyst, "#report-children_csv").decode("utf-8-sig").count("SYN") == children
    page.uncheck("#only-filtered")
    expect(page.locator("#pack-counts")).to_contain_text(f"{things(errors, errors).total():,} things")
    page.check("#only-filtered")
    # What is in the search box of the list narrows what is saved there, and no other report.
    child = next(iter(of_worker))
    analyst.tab("children")
    page.fill("#child-search", child)
    expect(page.locator("#worker-pack")).to_contain_text("1 child,")
    assert asked(saved(analyst, "#worker-pack")) == {worker: Counter({child: of_worker[child]})}
    page.fill("#child-search", "")
    page.click("#clear-filters")


def test_the_names_of_an_allocation_list_are_used_everywhere(analyst: Analyst, result: Result, tmp_path: Path) -> None:
    """In the list, the suggestions, the child's head, the filters; dropping the list goes back."""
    page = analyst.page
    children = sorted({child for child in result.issues["child"] if child})
    listed = tmp_path / "caseload.csv"
    rows = [f"{child},Jane Number{place % 3 + 1},Team {place % 2 + 1}" for place, child in enumerate(children)]
    listed.write_text("\n".join(["Person ID,Worker,Team name", *rows]) + "\n", "utf-8")
    before = Errors(result).workers[children[0]]
    choose_worker(analyst, before)
    analyst.tab("reports")
    with page.expect_file_chooser() as chooser:
        page.click("#allocation-list")
    chooser.value.set_files(listed)
    expect(page.get_by_text(f"{len(children)} children in the list")).to_be_visible()

    choose_worker(analyst, "jane number1")
    assert analyst.filters() == ["Worker Jane Number1"]  # the one that is gone went
    expect(page.get_by_text(f"{len(children[::3])} children with errors")).to_be_visible()
    assert set(page.locator("#workers option").evaluate_all("all => all.map(each => each.value)")) == {
        f"Jane Number{number}" for number in (1, 2, 3)
    } | ({"None recorded"} if "" in set(result.issues["child"]) else set())
    page.select_option("#child-team", "Team 1")
    assert analyst.filters() == ["Worker Jane Number1", "Team Team 1"]
    expect(page.get_by_text(f"{len(children[::6])} children with errors")).to_be_visible()
    page.click("#clear-filters")
    analyst.open_child(children[1])
    expect(page.locator(".child__facts")).to_contain_text("Social worker Jane Number2 · Team Team 2")

    analyst.tab("reports")
    page.click("#allocation-drop")
    expect(page.locator("#notice")).to_have_text("The social workers of the return are used.")
    choose_worker(analyst, before)
    assert analyst.filters() == [f"Worker {before}"]
    assert not page.locator("#child-team").count()
    page.click("#clear-filters")


@pytest.mark.parametrize("code", ["392a", "453"])
def test_the_cells_to_change_stand_first_and_are_marked(analyst: Analyst, result: Result, code: str) -> None:
    """A distance is worked out: what is marked is a postcode, a blank one where there is one, and it is in view."""
    page = analyst.page
    errors = Errors(result)
    first = next(place for place in errors if errors[place].rule.code == code)
    wanted = [cell for cell in errors.cells(first) if cell.to_change]
    analyst.tab("rules")
    page.click(f"#open-{code}")
    grid = page.locator("#panel-rules .grid").first
    headings = grid.locator("th").all_text_contents()
    after = ["HOME_POST, last year", "PL_POST, last year"] if code == "453" else []
    assert headings[:4] == ["CHILD", "HOME_POST", "PL_POST", *after, "PL_DISTANCE (worked out here)"][:4]
    row = grid.locator("tbody tr:not(.spacer)").first
    marked = row.locator(".cell--faulty")
    expect(marked.first).to_be_in_viewport()
    assert [each.evaluate("cell => cell.firstChild.textContent") for each in marked.all()] == [
        cell.text or "(blank)"
        for cell in sorted(wanted, key=lambda cell: headings.index(cell.column + (", last year" if cell.table else "")))
    ]
    expect(page.locator(".fields")).to_contain_text("worked out here: no file holds it")
    assert page.locator(".fields dt").all_text_contents() == ["HOME_POST", "PL_POST", "PL_DISTANCE"]


def test_nothing_worked_out_is_painted_red(analyst: Analyst, result: Result) -> None:
    """In a child's rows and in the tables: the blank postcode is marked, and not the filled one beside it."""
    page, errors = analyst.page, Errors(result)
    place = next(
        place
        for place in errors
        if errors[place].rule.code == "392a" and len([c for c in errors.cells(place) if c.to_change]) == 1
    )
    child = errors[place].child
    analyst.open_child(child)
    cells = "th => [...th.closest('table').querySelectorAll('thead th')].map(each => each.textContent)"
    table = page.locator(".child__table", has=page.get_by_role("region", name="Episodes: rows of this child")).first
    headings = table.locator("thead th").first.evaluate(cells)
    assert "PL_DISTANCE worked out here" in headings
    of_column = headings.index("PL_DISTANCE worked out here")
    assert not table.locator(f"td.faulty:nth-child({of_column + 1})").count()
    analyst.tab("tables")
    page.select_option("#table-choice", "Episodes")
    page.check("#faulty-only")
    expect(page.locator("#panel-tables th", has_text="PL_DISTANCE (worked out here)")).to_have_count(1)
    grid = page.locator("#panel-tables .grid")
    expect(grid.locator(".cell--faulty").first).to_be_attached()
    place_of = grid.locator("th").all_text_contents().index("PL_DISTANCE (worked out here)")
    assert not grid.locator(f"td:nth-child({place_of + 1}) .cell--faulty").count()
