"""The areas of the page and the way between them; Fix, Insight and what is worth a look, by the engine's word."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lac_validator import Result
from lac_validator.engine import CHILDREN, DAYS, EVENTS, LOOK, WRONG
from lac_validator.looking import look
from lac_validator.measuring import Figure, measure
from lac_validator.proposing import propose
from tests.browser.analyst import AREAS, Analyst, analyst_at
from tests.browser.returns import result_of, write_sample
from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_layout import BEYOND_THE_EDGE, PAPER

MENU = "#areas button"


def rewrite(file: Path, change: object) -> None:
    """Change the rows of a CSV file."""
    with file.open(newline="") as lines:
        reader = csv.DictReader(lines)
        rows = change(list(reader))  # type: ignore[operator]
    with file.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows(rows)


def mistyped(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Home postcodes with a dash for the blank."""
    return [{**row, "HOME_POST": row["HOME_POST"].replace(" ", "-")} for row in rows]


def held_twice(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each of the first three reviews twice, and the next once more two days later, which need not be wrong."""
    held = datetime.datetime.strptime(rows[3]["REVIEW"], "%d/%m/%Y") + datetime.timedelta(2)
    return [*rows, *rows[:3], {**rows[3], "REVIEW": f"{held:%d/%m/%Y}"}]


@pytest.fixture(scope="module")
def odd_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A return with mistyped postcodes, and with reviews of one child on one day."""
    files = write_sample(tmp_path_factory.mktemp("odd"), children=150)
    [episodes] = [file for file in files if file.name == "Episodes.csv" and "this" in file.parent.name]
    [reviews] = [file for file in files if file.name == "Reviews.csv" and "this" in file.parent.name]
    rewrite(episodes, mistyped)
    rewrite(reviews, held_twice)
    return files


@pytest.fixture(scope="module")
def odd(odd_files: list[Path]) -> Result:
    """What the engine finds in it natively."""
    return result_of(odd_files)


@pytest.fixture(scope="module")
def analyst(chromium: Browser, site_url: str, odd_files: list[Path]) -> Iterator[Analyst]:
    """An analyst with the results of it, and axe-core at hand."""
    with analyst_at(chromium, site_url) as analyst:
        analyst.page.evaluate(AXE.read_text("utf-8"))
        analyst.give(*odd_files)
        analyst.check()
        yield analyst


@pytest.fixture(scope="module")
def newcomer(chromium: Browser, site_url: str) -> Iterator[Analyst]:
    """An analyst who has given nothing."""
    with analyst_at(chromium, site_url) as analyst:
        yield analyst


def current(analyst: Analyst) -> list[str]:
    """The areas that the navigation marks as being in view."""
    return analyst.page.locator(f"{MENU}[aria-current=page]").all_text_contents()


# --- the way between them -------------------------------------------------------------------------------------------


def test_the_navigation_names_the_areas_and_marks_the_one_in_view(newcomer: Analyst) -> None:
    assert newcomer.page.locator(MENU).all_text_contents() == ["Check", "Fix", "Insight", "Rules"]
    for area, title in zip(AREAS, ["Check", "Fix", "Insight", "Rules"], strict=True):
        newcomer.area(area)
        assert current(newcomer) == [title]
        shown = [each for each in AREAS if newcomer.page.locator(f"#area-{each}").is_visible()]
        assert shown == [area]
    newcomer.area("check")


def test_it_works_by_the_keyboard_and_tells_where_one_is(newcomer: Analyst) -> None:
    """Enter opens an area, its heading takes the focus and the window's title names it."""
    page = newcomer.page
    page.locator("#go-check").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_focused()
    expect(page.locator("#title")).to_have_text("Fixes to consider")
    assert page.title().startswith("Fix ")
    newcomer.area("check")
    expect(page.locator("#title")).to_have_text("Check an SSDA903 return")


@pytest.mark.parametrize("area", ["fix", "insight"])
def test_before_a_check_an_area_says_in_a_sentence_what_it_needs(newcomer: Analyst, area: str) -> None:
    page = newcomer.page
    newcomer.area(area)
    expect(page.locator(f"#area-{area} p")).to_have_count(1)
    expect(page.locator(f"#area-{area}")).to_contain_text("check one first")
    page.click(f"#{area}-check-first")
    assert current(newcomer) == ["Check"]


def test_rules_can_be_looked_up_before_a_check(newcomer: Analyst) -> None:
    newcomer.area("reference")
    expect(newcomer.page.locator(".reference__table tbody tr")).not_to_have_count(0)
    newcomer.page.go_back()
    expect(newcomer.page.locator("#area-check")).to_be_visible()


def test_an_area_is_found_again_as_it_was_left_and_back_leads_to_it(analyst: Analyst) -> None:
    page = analyst.page
    analyst.tab("children")
    analyst.area("fix")
    analyst.area("check")
    expect(page.locator("#panel-children")).to_be_visible()
    page.go_back()
    expect(page.locator("#area-fix")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel-children")).to_be_visible()
    assert "?" not in page.url and "#" not in page.url


def test_paper_leaves_the_navigation_out(analyst: Analyst) -> None:
    page = analyst.page
    analyst.area("fix")
    page.emulate_media(media="print")
    assert page.locator(".areas").is_hidden()
    page.emulate_media(media="screen")


# --- the views ------------------------------------------------------------------------------------------------------


def test_the_child_of_a_fix_opens_in_check(analyst: Analyst, odd: Result) -> None:
    page, first = analyst.page, next(each for each in propose(odd).proposals if each.ways == 1)
    analyst.area("fix")
    page.click(f"#fix-{first.fix.code}-open")
    page.locator(f"#fix-{first.fix.code}-list button[id*=-child-]").first.click()
    expect(page.locator("#child-title")).to_have_text(f"Child {first.child}")
    assert current(analyst) == ["Check"]
    assert first.child not in page.url + page.title()
    page.go_back()
    expect(page.locator("#area-fix")).to_be_visible()


def of_england(figure: Figure) -> str:
    """What is to be said of England, as a pattern."""
    if figure.england is None:
        return "^Not published$"
    unit, parts = figure.measure.unit, figure.england.parts
    told = (
        {"": figure.england.value} if figure.england.value is not None else {f"{name}: ": parts[name] for name in parts}
    )
    said = [
        f"{name}{share:.1%}" if unit == "share" else f"{name}{share:,.{int(share % 1 > 0)}f}"
        for name, share in told.items()
    ]
    noun = f" {unit}" if figure.england.value is not None and unit in (CHILDREN, DAYS, EVENTS) else ""
    return f"^{'.*'.join(map(re.escape, said))}{noun} ?\\({figure.england.year}\\)$"


def test_the_figures_are_those_of_the_engine(analyst: Analyst, odd: Result) -> None:
    page = analyst.page
    analyst.area("insight")
    expect(page.locator("#area-insight")).to_contain_text("As at 31 Mar 2026")
    for figure in measure(odd).figures:
        row = page.locator(f"#figure-{figure.measure.code}")
        expect(row.locator("th")).to_contain_text(figure.measure.name)
        expect(row.locator("th")).to_contain_text(figure.measure.text)
        value, among = row.locator(".insight__value"), row.locator("td").nth(1)
        if figure.value is None:
            for part in figure.parts[:12] if figure.counted.in_parts else ():
                expect(value).to_contain_text(f"{part.name}: ")
        elif figure.measure.unit in ("children", "events"):
            expect(value.locator(".number")).to_have_text(f"{figure.value:,.0f}")
        if figure.denominator is None:
            expect(among).to_have_text("A count of its own")
        else:
            counted = "Parts" if figure.numerator is None else f"{figure.numerator:,}"
            expect(among).to_have_text(f"{counted} of {figure.denominator:,}")
        expect(row.locator("td").last).to_have_text(re.compile(of_england(figure)))
        for unused in figure.counted.not_used:
            if len(unused.rows):
                expect(row).to_contain_text(unused.why)


def test_what_is_worth_a_look_stands_apart_from_the_errors(analyst: Analyst, odd: Result) -> None:
    """A list of its own that says whose it is, and that counts nowhere among the errors."""
    page, oddities = analyst.page, look(odd).oddities
    assert {oddity.severity for oddity in oddities if oddity.check.code == "P18"} == {WRONG, LOOK}
    analyst.tab("overview")
    assert analyst.total() == odd.count
    analyst.tab("worth")
    panel = page.locator("#panel-worth")
    expect(panel).to_contain_text("not the DfE's")
    expect(panel).to_contain_text(f"{len(oddities)} things worth a look")
    for oddity in oddities:
        expect(panel).to_contain_text(oddity.check.text)
        row = panel.get_by_role("row").filter(has_text=oddity.sentence).filter(has_text=oddity.children[0])
        expect(row.first).to_contain_text(oddity.severity)
    panel.get_by_role("button", name=oddities[0].children[0], exact=True).first.click()
    expect(page.locator("#child-title")).to_have_text(f"Child {oddities[0].children[0]}")


def test_what_could_not_be_counted_or_looked_at_is_told_with_the_reason(newcomer: Analyst, files: list[Path]) -> None:
    """A return without reviews: that nothing of them stands out says nothing."""
    page = newcomer.page
    newcomer.area("check")
    newcomer.give(*(path for path in files if path.name in ("Header.csv", "Episodes.csv")))
    newcomer.check()
    newcomer.tab("worth")
    expect(page.locator("#panel-worth .not-run")).to_contain_text("Reviews not given: P18")
    newcomer.area("insight")
    expect(page.locator("#area-insight .not-run")).to_contain_text(
        "Reviews not given: Reviews on time and Took part in their review"
    )
    newcomer.area("check")
    newcomer.clear()


@pytest.mark.parametrize("view", ["fix", "insight", "worth"])
def test_a_view_is_accessible_and_fits_a_telephone_and_paper(analyst: Analyst, view: str) -> None:
    page = analyst.page
    if view == "worth":
        analyst.tab(view)
    else:
        analyst.area(view)
    assert violations(analyst) == []
    page.set_viewport_size({"width": 400, "height": 800})
    analyst.wait_until_drawn()
    beyond = page.evaluate(BEYOND_THE_EDGE)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    shown = page.locator(f"#area-{view} table:visible, #area-{view} section, #panel-{view} table").first
    right = shown.evaluate("table => table.getBoundingClientRect().right")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})
    assert beyond == []
    assert right <= PAPER["width"]


def test_results_out_of_date_say_so_in_every_area(analyst: Analyst) -> None:
    """And what is cleared is gone from all of them."""
    page = analyst.page
    analyst.area("check")
    page.select_option("#authority", "")
    for area in ("fix", "insight"):
        analyst.area(area)
        expect(page.locator(f"#area-{area}")).to_contain_text("This is of the check before")
    analyst.area("check")
    analyst.clear()
    for area in ("fix", "insight"):
        analyst.area(area)
        expect(page.locator(f"#area-{area}")).to_contain_text("check one first")
    assert "SYN" not in page.content()
