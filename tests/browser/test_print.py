"""Lists and a child on paper: Chromium's own PDF of the view, its pages counted and its text read."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, expect

from lac_validator import Result
from lac_validator.report import Errors
from tests.browser.analyst import Analyst, analyst_at
from tests.browser.conftest import ROOT

PRINTS = ROOT / "build" / "prints"


@pytest.fixture
def analyst(checked: Analyst) -> Analyst:
    """With the results of the return before them."""
    return checked


def printed(analyst: Analyst, name: str) -> list[pypdf.PageObject]:
    """The pages of a print of what is in view, as Ctrl+P makes it. It is kept in build/prints, to be looked at."""
    panel = analyst.page.locator(".panel:not([hidden])")
    expect(panel.locator(":is(.grid, .child, .rules)").first).to_be_visible()
    expect(panel.locator("[aria-busy]")).to_have_count(0)  # what a print would hold is fetched
    PRINTS.mkdir(parents=True, exist_ok=True)
    pdf = analyst.page.pdf(path=PRINTS / f"{name}.pdf", prefer_css_page_size=True)
    return pypdf.PdfReader(io.BytesIO(pdf)).pages


def words(pages: list[pypdf.PageObject]) -> str:
    """The text of all pages."""
    return "\n".join(map(text_of, pages))


def text_of(page: pypdf.PageObject) -> str:
    """The text of a page, where ligatures are letters again."""
    return unicodedata.normalize("NFKC", page.extract_text())


def test_every_child_of_a_long_list_is_printed(analyst: Analyst, result: Result) -> None:
    """The list draws only the rows in view; a print has all of them, says what it is, and no page is empty."""
    children = {child for child in result.issues["child"] if child}
    analyst.tab("children")
    pages = printed(analyst, "children")
    found = re.findall(r"SYN\d+", words(pages))
    assert set(found) == children
    assert all("SYN" in text_of(page) for page in pages)
    assert all("Codes of the rules" in text_of(page) for page in pages)  # headings repeat
    head = text_of(pages[0])
    assert (
        "Children with errors: " in head
        and "2025/26" in head
        and "Names children" in head
        and "with no filters" in head
    )
    assert re.search(r"Printed on \d+ \w+ 20\d\d", head)
    assert all(page.mediabox.width > page.mediabox.height for page in pages)
    # On the screen it is as it was.
    assert analyst.page.locator("#panel-children .grid tbody tr").count() < 80
    assert not analyst.page.locator("#print-heading").count()


def test_the_filters_stand_on_the_print(analyst: Analyst) -> None:
    page = analyst.page
    analyst.tab("children")
    page.select_option("#child-category", "missing")
    assert "Only: missing." in text_of(printed(analyst, "children, filtered")[0])
    analyst.tab("rules")
    text = words(printed(analyst, "rules"))
    assert "Rules with their errors" in text and "Only: missing." in text and "Names children" not in text
    page.click("#clear-filters")


def test_the_rows_of_a_rule_reach_the_cells_to_change(analyst: Analyst, result: Result) -> None:
    """All rows, with the postcodes; and no date, postcode or identifier is broken."""
    errors = Errors(result)
    of_rule = [place for place in errors if errors[place].rule.code == "453"]
    analyst.tab("rules")
    analyst.page.click("#open-453")
    analyst.page.wait_for_selector("button[id^=rule-row-]")
    text = words(printed(analyst, "rule 453"))
    assert Counter(re.findall(r"SYN\d+", text)) == Counter(errors[place].child for place in of_rule)
    given = {cell.text for place in of_rule for cell in errors.cells(place) if cell.text and "POST" in cell.column}
    assert [value for value in given if value not in text] == []
    assert "Rule 453: its rows" in text


def test_of_a_very_long_list_the_first_rows_are_printed_and_it_is_said(
    chromium: Browser, site_url: str, tmp_path: Path
) -> None:
    with analyst_at(chromium, site_url) as analyst:
        reviews = tmp_path / "Reviews.csv"
        rows = [f"SYN{number:06},01/01/2015,01/06/2025,PN1" for number in range(800)]
        reviews.write_text("\n".join(["CHILD,DOB,REVIEW,REVIEW_CODE", *rows]) + "\n", "utf-8")
        analyst.give(reviews)
        analyst.page.select_option("#year", "2026")
        analyst.check()
        analyst.tab("tables")
        analyst.page.uncheck("#faulty-only")
        text = words(printed(analyst, "table"))
    assert "the first 500 of 800 rows. The Excel workbook under Reports holds all." in text
    assert re.findall(r"SYN\d+", text) == [f"SYN{number:06}" for number in range(500)]


def test_a_child_is_printed_without_gaps_and_without_breaking_words(analyst: Analyst, result: Result) -> None:
    """Its dates, postcodes and numbers stand in one piece; the first page is full before the second begins."""
    child = Counter(child for child in result.issues["child"] if child).most_common(1)[0][0]
    analyst.open_child(child)
    pages = printed(analyst, "child")
    text = words(pages)
    episodes = result.ret.tables["Episodes"].where(result.ret.tables["Episodes"].CHILD == child)
    whole = {
        value
        for column in ("DECOM", "DEC", "HOME_POST", "PL_POST", "URN")
        for value in episodes.column(column).as_given
        if value.strip()
    }
    assert [value for value in whole if value not in text] == []
    assert f"Child {child}: " in text and "Names children" in text
    positions: list[float] = []
    pages[0].extract_text(visitor_text=lambda said, _, tm, *__: positions.append(tm[5]) if said.strip() else None)
    assert len(pages) == 1 or min(positions) < float(pages[0].mediabox.height) * 0.3
