"""What the page says before and after a check: what is not checked, what is new, what is no table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.analyst import Analyst, analyst_at
from tests.browser.conftest import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def this_year(files: list[Path]) -> list[Path]:
    """The files of this year alone."""
    return [path for path in files if path.parent.name == "this_year"]


def named(files: list[Path], name: str) -> Path:
    return next(path for path in files if path.name == name)


def give_more(analyst: Analyst, *files: Path) -> None:
    """Add files to a return that is there, and wait until the page has said so."""
    page = analyst.page
    page.evaluate("document.querySelector('#notice').textContent = ''")
    page.set_input_files("#files", list(files))
    expect(page.locator("#notice")).to_contain_text("read")
    page.wait_for_selector("html[data-state=ready]", state="attached")


# --- what is not checked --------------------------------------------------------------------------------------------


def test_what_is_not_checked_is_said_before_and_after(fresh: Analyst, this_year: list[Path], files: list[Path]) -> None:
    """With this year's files alone: what to add, with how many rules wait for it; it goes when that is given."""
    page = fresh.page
    fresh.give(*this_year)
    expect(page.locator("#will-not-run")).to_have_text(
        re.compile(r"^\d+ of 31\d rules will not run: add last year's return \(\d+ rules\) and Ofsted's provider list")
    )
    fresh.check()
    expect(page.locator("#not-checked")).to_contain_text(
        re.compile(r"\d+ of 31\d rules did not run: add last year's return \(\d+ rules\)")
    )
    give_more(fresh, *(path for path in files if path not in this_year))
    expect(page.locator("#will-not-run")).to_have_count(0)
    fresh.check()
    expect(page.locator("#not-checked")).to_have_count(0)


def test_a_table_without_rows_gives_no_clean_result(fresh: Analyst, this_year: list[Path], tmp_path: Path) -> None:
    page = fresh.page
    empty = tmp_path / "Header.csv"
    empty.write_text(named(this_year, "Header.csv").read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    fresh.give(empty)
    page.locator("[id^=problems-]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".manifest__problems li").first).to_contain_text("has headings and no rows")
    page.select_option("#year", "2026")
    fresh.check()
    expect(page.locator("#not-checked")).to_contain_text("Nothing could be checked: Header has headings and no rows.")
    expect(page.locator("#notice")).to_contain_text("Nothing could be checked")
    expect(page.locator("#panel-overview .figure__value")).to_have_count(0)
    assert "No errors were found" not in page.inner_text("#results")


def test_no_errors_are_never_told_without_what_did_not_run(fresh: Analyst, this_year: list[Path]) -> None:
    """One rule that finds nothing and one that cannot run: what did not run stands in the same sentence."""
    page = fresh.page
    fresh.give(*this_year)
    page.click("#choose-rules")
    page.get_by_role("button", name="Untick these").click()
    page.fill("#choice-search", "1")
    page.check("#choose-1005")
    page.fill("#choice-search", "204")
    page.check("#choose-204")
    page.get_by_role("button", name="Use these rules").click()
    expect(page.locator("#will-not-run")).to_contain_text("1 of 2 rules will not run")
    fresh.check()
    expect(page.locator("#panel-overview .govuk-body-l")).to_have_text(
        re.compile(
            r"No errors were found by the 1 rule that ran. That is no clean result yet: 1 of 2 rules did not run"
        )
    )


# --- what is new ----------------------------------------------------------------------------------------------------


def test_what_is_new_stands_outside_the_closed_list(fresh: Analyst, files: list[Path], tmp_path: Path) -> None:
    """A file saved in Excel after a check: the warning and the offer are in view before the next one."""
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    assert page.locator("#manifest-details").get_attribute("open") is None
    reviews = next(path for path in files if path.match("this_year/Reviews.csv"))
    changed = tmp_path / "Reviews.csv"
    changed.write_text(re.sub(r"(\d{2})/(\d{2})/(202[56])", r"\3-\2-\1", reviews.read_text("utf-8")), "utf-8")
    give_more(fresh, changed)
    rows = len(reviews.read_text("utf-8").splitlines()) - 1
    expect(page.locator("#notice")).to_have_text(
        f"1 file read, in place of this year's Reviews (Reviews.csv, {rows} rows)."
    )
    expect(page.locator("#before-check")).to_contain_text("REVIEW")
    page.click("#reread")
    expect(page.locator("#reread")).to_have_count(0)
    expect(page.locator("#stale")).to_be_visible()


def test_a_year_that_is_not_the_files_is_said_beside_it(fresh: Analyst, this_year: list[Path]) -> None:
    page = fresh.page
    fresh.give(*this_year)
    page.select_option("#year", "2025")
    expect(page.locator("#year-hint")).to_contain_text("The files are of 2025/26; you chose 2024/25.")
    page.click("#use-files-year")
    expect(page.locator("#year")).to_have_value("2026")
    expect(page.locator("#year-hint")).to_be_empty()


def test_runs_by_other_rules_are_not_compared(fresh: Analyst, files: list[Path]) -> None:
    """Neither with the rules of another year, nor rule by rule where a rule ran but once."""
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    fresh.check()
    expect(page.locator("#notice")).to_contain_text("As many as before.")
    page.click("#choose-rules")
    page.select_option("#choice-year", "2024")
    page.get_by_role("button", name="Use these rules").click()
    fresh.check()
    expect(page.locator("#notice")).to_have_text(
        re.compile(r"of 2023/24\. Not compared with the check before, which went by the rules of 2025/26\.$")
    )
    fresh.tab("rules")
    expect(page.locator("#sort-change")).to_have_count(0)


def test_a_smaller_choice_of_rules_is_compared_by_these(fresh: Analyst, files: list[Path]) -> None:
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    page.click("#choose-rules")
    page.get_by_role("button", name="Untick these").click()
    page.fill("#choice-search", "167")
    page.get_by_role("button", name="Tick these", exact=True).click()  # before the search has reported
    page.get_by_role("button", name="Use these rules").click()
    expect(page.locator("#choose-rules")).to_have_text("1 rule")
    fresh.check()
    expect(page.locator("#notice")).to_contain_text("As many as before, by the 1 rule that ran both times.")


# --- what was given for something else ------------------------------------------------------------------------------


def test_packs_are_taken_for_answers_wherever_they_are_dropped(
    fresh: Analyst, files: list[Path], tmp_path: Path
) -> None:
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    fresh.tab("reports")
    with page.expect_download() as download:
        page.click("#report-packs")
    packs = tmp_path / "packs.zip"
    download.value.save_as(packs)
    rows = page.locator("#manifest tbody tr").count()
    fresh.drop(packs, onto="#panel-reports h3 >> nth=0")
    expect(page.locator("#notice")).to_contain_text("1 file of packs read for answers")
    expect(page.locator("#stale")).to_be_hidden()
    assert page.locator("#manifest tbody tr").count() == rows
    expect(page.locator("#forget-answers")).to_be_visible()


def test_an_allocation_list_is_offered_as_one(fresh: Analyst, files: list[Path], tmp_path: Path) -> None:
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    workers = tmp_path / "who works with whom.csv"
    workers.write_text("Person ID,Social worker,Team\nSYN000001,Jane Smith,North\n", "utf-8")
    give_more(fresh, workers)
    expect(page.locator("#stale")).to_be_hidden()
    page.get_by_role("button", name="as allocation list").click()
    expect(page.locator("#notice")).to_contain_text("Used as allocation list: 1 child in the list")
    assert "who works with whom" not in page.inner_text("#manifest")
    expect(page.locator("#stale")).to_be_hidden()


# --- for everybody --------------------------------------------------------------------------------------------------


def test_a_problem_is_said_at_its_field_too(fresh: Analyst, this_year: list[Path], tmp_path: Path) -> None:
    """The summary links to the field, which is marked and says it again; both go when it is put right."""
    page = fresh.page
    page.click("#validate")
    expect(page.locator(".govuk-error-summary__title")).to_have_text("There is a problem")
    expect(page.locator("#files-error")).to_have_text("Error: Choose the files of the return")
    assert page.title().startswith("Error: ")
    page.locator(".govuk-error-summary [role=link]").click()
    expect(page.locator("#files")).to_be_focused()
    assert page.get_attribute("#files", "aria-invalid") == "true"
    fresh.give(named(this_year, "Header.csv"))
    expect(page.locator("#files-error")).to_be_hidden()
    page.select_option("#year", "")
    page.click("#validate")
    expect(page.locator("#year-error")).to_have_text("Error: Choose the collection year")
    page.locator(".govuk-error-summary [role=link]").click()
    expect(page.locator("#year")).to_be_focused()
    assert "#" not in page.url


def test_no_two_controls_of_the_list_bear_one_name(fresh: Analyst, files: list[Path]) -> None:
    fresh.give(*files)
    names = fresh.page.locator("#manifest select").evaluate_all("all => all.map((each) => each.ariaLabel)")
    names += fresh.page.locator("#manifest [id^=remove-]").all_text_contents()
    assert len(names) == len(set(names)) > 40


def test_the_title_tells_the_view_and_never_a_child(fresh: Analyst, files: list[Path]) -> None:
    page = fresh.page
    assert page.title() == "Check an SSDA903 return – LAC Validator"
    fresh.give(*files)
    assert page.title() == "Files read, not checked yet – LAC Validator"
    fresh.check()
    assert page.title() == "Overview – LAC Validator"
    fresh.tab("children")
    page.locator("#panel-children .grid button[id^=child-]").first.click()
    page.wait_for_selector("#child-rows")
    assert page.title() == "One child – LAC Validator"
    page.select_option("#year", "2025")
    expect(page).to_have_title("One child (out of date) – LAC Validator")


def test_part_of_a_workers_name_offers_the_matches(fresh: Analyst, files: list[Path]) -> None:
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    fresh.tab("children")
    page.fill("#child-worker", "sw1010")
    page.keyboard.press("Enter")
    offered = page.locator("#worker-matches button")
    expect(offered).not_to_have_count(0)
    worker = offered.first.text_content() or ""
    offered.first.click()
    assert fresh.filters() == [f"Worker {worker}"]


def test_the_code_opens_the_rule_and_a_button_filters(fresh: Analyst, files: list[Path]) -> None:
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    section = page.locator("section[aria-labelledby=by-rule-title]")
    code = section.locator("tbody th").first.text_content() or ""
    page.click(f"#by-rule-{code}")
    assert fresh.filters() == [f"Rule {code}"]
    section.locator("tbody th button").first.click()
    expect(page.locator("#panel-rules h3")).to_contain_text(f"{code}: ")


def test_the_privacy_page_has_no_violation(chromium: Browser, site_url: str) -> None:
    """Also where it is narrow, and what is wide in it scrolls."""
    with analyst_at(chromium, site_url) as analyst:
        page = analyst.page
        page.goto(f"{site_url}privacy/index.html")
        page.set_viewport_size({"width": 400, "height": 800})
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document).then(({ violations }) => violations.map(({ id }) => id))")
        assert found == []


def test_the_running_share_is_told_from_the_bars_in_forced_colours(
    chromium: Browser, site_url: str, files: list[Path]
) -> None:
    """By its form, as the colours are the user's: dashes and squares."""
    with analyst_at(chromium, site_url, forced_colors="active") as analyst:
        analyst.give(*files)
        analyst.check()
        page = analyst.page
        section = page.locator("section[aria-labelledby=by-rule-title]")
        section.locator("canvas[style]").wait_for()
        with page.expect_download() as download:
            section.get_by_text("drawing (SVG)").click()
        assert "stroke-dasharray" in Path(download.value.path()).read_text("utf-8")
