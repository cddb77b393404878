"""Small things that the page owes an analyst: what can be reached and seen by keyboard, at 320 px, and right words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from playwright.sync_api import expect

from lac_validator import Result
from tests.browser.analyst import TABS, Analyst

# --- reach ----------------------------------------------------------------------------------------------------------


def test_what_is_not_seen_is_not_reached(checked: Analyst) -> None:
    """With results on the page the sample is out of sight, and Tab goes past it."""
    page = checked.page
    page.focus("#choose-folder")
    page.keyboard.press("Tab")
    expect(page.locator("#sample")).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#choose-folder")).to_be_focused()


UNDER_THE_HEADINGS = """() => {
  const link = document.activeElement;
  const headings = link.closest(".grid").querySelector("th");
  return headings.getBoundingClientRect().bottom - link.getBoundingClientRect().top;
}"""
"""How many pixels of the link that has the focus lie under the headings of its grid, or above them."""


def test_going_up_a_list_the_focus_stays_in_view(checked: Analyst) -> None:
    """Shift+Tab up the scrolled list of children never leads to a link under the headings."""
    page = checked.page
    checked.list_children()
    scroller = page.locator("#panel-children .grid-scroller")
    scroller.evaluate("grid => { grid.scrollTop = 2000; }")
    scroller.locator("tr[aria-rowindex='64'] button").focus()
    seen = []
    for _ in range(14):
        page.keyboard.press("Shift+Tab")
        checked.wait_for_frames()  # the list draws the rows that came into view
        seen.append(page.evaluate(UNDER_THE_HEADINGS))
    assert scroller.evaluate("grid => grid.scrollTop") < 2000
    assert max(seen) <= 0


def test_no_tab_scrolls_sideways_at_320_pixels(checked: Analyst) -> None:
    """As wide as a page at 400 % on a laptop: all is there by scrolling down alone."""
    page = checked.page
    page.set_viewport_size({"width": 320, "height": 640})
    widths = {}
    for tab in TABS:
        checked.tab(tab)
        checked.wait_until_drawn()
        widths[tab] = page.evaluate("document.scrollingElement.scrollWidth")
    page.set_viewport_size({"width": 1366, "height": 768})
    assert {tab: width for tab, width in widths.items() if width > 320} == {}


# --- dropping -------------------------------------------------------------------------------------------------------


def test_what_takes_files_of_its_own_stands_above_the_cover(checked: Analyst, files: list[Path]) -> None:
    """While files are dragged over the page the cards that take packs and lists are seen, and say what they take."""
    page = checked.page
    checked.tab("reports")
    page.locator("[data-takes=answers]").scroll_into_view_if_needed()
    session = page.context.new_cdp_session(page)
    dragged = {"items": [], "files": [str(files[0])], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver"):
        session.send("Input.dispatchDragEvent", {"type": step, "data": dragged, "x": 5, "y": 300})
    expect(page.locator("#drop-cover")).to_be_visible()
    words_over = "card => getComputedStyle(card, '::after').content"
    cover = page.locator("#drop-cover").evaluate("cover => +getComputedStyle(cover).zIndex")
    for takes, words in (("answers", "completed packs"), ("allocation", "the allocation list")):
        card = page.locator(f"[data-takes={takes}]")
        assert words in card.evaluate(words_over)
        assert int(card.evaluate("card => getComputedStyle(card).zIndex")) > cover
    session.detach()
    page.evaluate("dispatchEvent(new DragEvent('dragleave'))")
    expect(page.locator("#drop-cover")).to_be_hidden()
    assert page.locator("[data-takes]").evaluate_all(f"cards => cards.map({words_over})") == ["none", "none"]


# --- words ----------------------------------------------------------------------------------------------------------


def test_what_to_add_is_what_the_reason_names(fresh: Analyst, files: list[Path]) -> None:
    """Each reason for skipping has its own sentence; and the codes beside it are far enough apart to hit."""
    page = fresh.page
    left_out = ("Episodes.csv", "OC2.csv", "last_year/Missing.csv")
    fresh.give(*(file for file in files if not any(file.match(name) for name in left_out)))
    page.select_option("#year", "2026")
    fresh.check()
    fresh.tab("checks")
    rows = page.locator("#panel-checks tbody tr").all()
    advice = {row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in rows}
    hint = "read as something else, change it in the list of files."
    assert advice["OC2 not given"] == f"Add OC2. If it was {hint}"
    assert advice["OC2 not given; Episodes not given"] == f"Add OC2 and Episodes. If they were {hint}"
    assert advice["Last year's Missing not given"] == "Add Missing of last year."
    assert advice["Episodes not given; last year's Episodes not given"] == "Add Episodes of this year and of last year."
    assert "Choose the local authority above." in advice["Episodes not given; the authority is not known"]
    assert advice["Only a return in XML states each child's UASC status"].startswith("Nothing")
    assert all(advice.values())
    heights = page.locator(".codes-list button").evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert min(heights) >= 24


def test_one_of_a_thing_is_not_many(fresh: Analyst, tmp_path: Path) -> None:
    """One child with one error, found by one rule: figures, tooltip and message say so."""
    page = fresh.page
    header = tmp_path / "Header.csv"
    header.write_text("CHILD,SEX,DOB,ETHNIC,UPN\n1,1,01/05/2015,NONE,A123456789012\n", "utf-8")
    fresh.give(header)
    page.select_option("#year", "2026")
    page.click("#choose-rules")
    expect(page.locator("dialog").get_by_label("Kind", exact=True)).to_contain_text("All kinds")
    page.get_by_role("button", name="Untick these").click()
    page.check("#choose-103")
    page.get_by_role("button", name="Use these rules").click()
    fresh.check()
    figures = [
        f"{figure.locator('dd').first.inner_text()} {figure.locator('dt').inner_text()}"
        for figure in page.locator(".figure").all()
    ]
    assert figures == ["1 error", "1 child with errors", "1 child in the return", "1 row", "1 rule run"]
    chart = page.locator("section[aria-labelledby=by-rule-title] canvas[style]")
    chart.scroll_into_view_if_needed()
    chart.hover()
    page.wait_for_function(
        "Chart.getChart(document.querySelector('canvas')).tooltip.body?.some(({ lines }) => lines[0] === '1 error')"
    )
    fresh.tab("children")
    page.click("#child-1")
    page.click("#copy-message")
    text = page.input_value("#text-to-copy")
    page.keyboard.press("Escape")
    assert "1 thing to check" in text
    assert "Please check this on the child's record" in text


def test_one_rule_makes_up_half(checked: Analyst, result: Result) -> None:
    """The sentence over the first chart has its verb by the number of rules."""
    issues = result.issues
    codes = {table: Counter(issues[issues["table"] == table]["code"]) for table in issues["table"].unique()}
    table, rules = next(
        (table, rules) for table, rules in codes.items() if max(rules.values()) * 2 >= rules.total() and len(rules) > 1
    )
    checked.tab("overview")
    checked.page.click(f"#by-table-{table}")
    note = checked.page.locator("section[aria-labelledby=by-rule-title] .govuk-body-s")
    expect(note).to_have_text(f"1 rule of {len(rules)} makes up half of the errors.")
    checked.page.click("#clear-filters")
