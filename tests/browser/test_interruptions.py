"""Somebody in a hurry: who clicks twice, changes things while a check runs, goes back and forth, and begins again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lac_validator import Result
from tests.browser.analyst import FINISHED, TIMEOUT, Analyst
from tests.browser.returns import result_of, write_sample


@pytest.fixture
def analyst(fresh: Analyst) -> Analyst:
    """An analyst at the page, with everything cleared."""
    return fresh


def begin_check(analyst: Analyst) -> None:
    """Have a check begin that is held, and come back when some of its rules have run."""
    analyst.page.click("#validate")
    analyst.wait_until_held()


def end_check(analyst: Analyst) -> None:
    """Wait for the end of a check."""
    analyst.page.wait_for_selector(FINISHED, state="attached", timeout=TIMEOUT)
    assert analyst.state == "done", analyst.page.inner_text("#problem")


# --- while a check runs ---------------------------------------------------------------------------------------------


def test_what_changes_during_a_check_makes_its_results_out_of_date(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    with analyst.holding(after=20):
        begin_check(analyst)
        analyst.page.select_option("#authority", label="Bedford")
    end_check(analyst)
    assert "Manchester" in analyst.page.inner_text("#overview-title")
    expect(analyst.page.locator("#stale")).to_be_visible()


def test_a_child_can_be_opened_while_the_return_is_checked_again(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.check()
    analyst.tab("children")
    shown = analyst.page.locator("button[id^=child-]").first
    child = shown.inner_text()
    for table in ("Reviews", "Episodes"):
        row = analyst.page.locator("#manifest tr", has_text=table).last
        analyst.page.locator("#manifest-details").evaluate("(details) => (details.open = true)")
        row.get_by_role("button", name="Remove").click()
    with analyst.holding(after=20):
        begin_check(analyst)
        shown.click()
        analyst.page.wait_for_selector("#child-rows")
    end_check(analyst)
    analyst.page.wait_for_selector("#child-rows")
    assert analyst.page.inner_text("#child-title") == f"Child {child}"
    assert analyst.page.inner_text("#problem") == ""


def test_clearing_during_a_check_ends_it(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    with analyst.holding(after=20):
        begin_check(analyst)
        analyst.ask_to_clear()
    analyst.wait_until_cleared()
    analyst.wait_for_engine()
    assert analyst.state == "ready"
    assert "Everything is cleared" in analyst.page.inner_text("#notice")
    expect(analyst.page.locator("#results")).to_be_hidden()
    analyst.give(*files)
    analyst.check()  # The next return is checked as any other.


# --- two clicks for one ---------------------------------------------------------------------------------------------


def test_a_double_click_removes_one_file(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    rows = analyst.page.locator("#manifest tbody tr")
    before = rows.count()
    analyst.page.get_by_role("button", name="Remove").first.dblclick(delay=60)
    expect(rows).to_have_count(before - 1)
    analyst.wait_for_engine()
    expect(rows).to_have_count(before - 1)
    assert analyst.page.evaluate("document.activeElement.textContent").startswith("Remove")


def test_a_double_click_opens_one_dialog(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.page.locator("#choose-rules").dblclick(delay=30)
    analyst.page.wait_for_selector("dialog")
    analyst.wait_for_engine()
    assert analyst.page.locator("dialog").count() == 1
    analyst.page.keyboard.press("Escape")


def test_two_clicks_while_the_engine_is_busy_open_one_dialog(
    analyst: Analyst, files: list[Path], tmp_path: Path
) -> None:
    """Each alone, as somebody clicks again when nothing has come of the first."""
    with analyst.holding(answering=False):
        analyst.page.set_input_files("#files", files)
        analyst.wait_until_held()
        for _ in range(2):
            analyst.page.click("#choose-rules")
    analyst.page.wait_for_selector("dialog")
    analyst.wait_for_engine()
    assert analyst.page.locator("dialog").count() == 1
    analyst.page.keyboard.press("Escape")


def test_made_up_children_are_not_offered_beside_real_ones(analyst: Analyst, files: list[Path]) -> None:
    expect(analyst.page.locator("#sample")).to_be_visible()
    analyst.give(*files)
    expect(analyst.page.locator("#sample")).to_be_hidden()


# --- one thing in place of another ----------------------------------------------------------------------------------


def test_a_corrected_file_counts_wherever_it_lies(analyst: Analyst, files: list[Path], tmp_path: Path) -> None:
    """The first came from a folder, the second is given alone: the second is used, and that is said."""
    analyst.drop(files[0].parents[1], onto="#drop")
    analyst.page.wait_for_selector("html[data-state=ready] #manifest table", timeout=TIMEOUT)
    analyst.check()
    before = analyst.total()
    header = next(file for file in files if file.name == "Header.csv" and "this" in str(file.parent))
    (tmp_path / "Header.csv").write_text("\n".join(header.read_text().splitlines()[:80]) + "\n")
    analyst.page.set_input_files("#files", tmp_path / "Header.csv")
    notice = analyst.page.locator("#notice")
    expect(notice).to_contain_text("1 file read, in place of")
    expect(notice).to_contain_text("Header.csv")
    analyst.check()
    assert analyst.total() != before


def test_a_message_goes_when_what_it_asks_for_is_done(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.page.select_option("#year", "")
    analyst.page.click("#validate")
    expect(analyst.page.locator("#problem")).to_contain_text("Choose the collection year")
    analyst.page.select_option("#year", "2026")
    expect(analyst.page.locator("#problem")).to_be_empty()


def test_nothing_of_the_last_return_narrows_the_next(analyst: Analyst, files: list[Path], result: Result) -> None:
    analyst.give(*files)
    analyst.check()
    analyst.list_children(result.issues["child"].max())
    analyst.tab("reports")
    analyst.page.fill("#pack-note", "About SYN000001")
    analyst.clear()
    analyst.give(*files)
    analyst.check()
    analyst.tab("children")
    assert analyst.page.input_value("#child-search") == ""
    analyst.tab("reports")
    assert analyst.page.input_value("#pack-note") == ""


# --- where one was --------------------------------------------------------------------------------------------------


def test_back_leads_to_where_one_was(analyst: Analyst, files: list[Path]) -> None:
    """From a child to the rule's row it was opened from, scrolled and focused as it was."""
    analyst.give(*files)
    analyst.check()
    page = analyst.page
    analyst.tab("rules")
    page.locator("button[id^=open-]").first.click()
    page.wait_for_selector("button[id^=rule-row-]")
    scroller = page.locator(".rule__rows .grid-scroller").first
    scroller.evaluate("(list) => (list.scrollTop = 1500)")
    row = page.locator("button[id^=rule-row-][id$='-45']")
    row.click()
    page.wait_for_selector("#child-rows")
    page.go_back()
    expect(page.locator("button[id^=rule-row-][id$='-45']")).to_be_focused()
    assert abs(page.locator(".rule__rows .grid-scroller").first.evaluate("(list) => list.scrollTop") - 1500) < 100


def test_back_is_kept_until_the_rows_come_and_not_a_moment_longer(analyst: Analyst, files: list[Path]) -> None:
    """Back leads to a row however long it takes to come; but nobody who has gone on meanwhile is called back."""
    analyst.give(*files)
    analyst.check()
    page = analyst.page
    analyst.tab("rules")
    page.locator("button[id^=open-]").first.click()
    row = page.locator("button[id^=rule-row-][id$='-3']")
    row.click()
    page.wait_for_selector("#child-rows")
    with analyst.holding(answering=False):
        page.set_input_files("#files", files[0])
        analyst.wait_until_held()
        page.go_back()
        expect(page.locator("#panel-rules [aria-busy=true]")).not_to_have_count(0)
        page.evaluate("() => { const now = Date.now(); performance.now = () => now; }")  # hours later
        analyst.wait_for_frames()
    expect(row).to_be_focused()
    page.evaluate("() => { delete performance.now; }")

    row.click()
    page.wait_for_selector("#child-rows")
    with analyst.holding(answering=False):
        page.set_input_files("#files", files[0])
        analyst.wait_until_held()
        page.go_back()
        analyst.wait_for_frames()
        page.keyboard.press("Tab")
        focus = page.evaluate("document.activeElement.id")
    analyst.wait_until_drawn()
    expect(row).to_be_visible()
    assert page.evaluate("document.activeElement.id") == focus


def test_what_is_typed_counts_at_once(analyst: Analyst, files: list[Path], result: Result) -> None:
    """A child opened before the list was narrowed to what was typed: N goes along that, and Back leads to it."""
    analyst.give(*files)
    analyst.check()
    child = result.issues["child"].max()
    analyst.list_children()
    analyst.page.click("#sort-children-child")
    analyst.page.click("#sort-children-child")
    analyst.page.evaluate(
        """(child) => {
          const box = document.getElementById("child-search");
          box.value = child;
          box.dispatchEvent(new Event("input"));
          document.querySelector("#panel-children .grid tbody button").click();
        }""",
        child,
    )
    expect(analyst.page.locator(".walk__place")).to_have_text("1 of 1")
    analyst.page.click("#back-to-children")
    expect(analyst.page.locator("#panel-children .grid button[id^=child-]")).to_have_count(1)


def test_a_click_counts_while_the_list_is_drawn_on(analyst: Analyst, files: list[Path]) -> None:
    """Pressed on a child while the list still moves a little, and let go of when it has stopped."""
    analyst.give(*files)
    analyst.check()
    page = analyst.page
    analyst.list_children()
    box = page.locator("#panel-children .grid tr[aria-rowindex='8'] button").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.locator("#panel-children .grid-scroller").evaluate("grid => { grid.scrollTop += 1; }")
    analyst.wait_for_frames()
    page.mouse.up()
    expect(page.locator("#child-title")).to_be_visible()


def test_back_from_the_last_of_many_children_shows_it_in_the_list(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.check()
    page = analyst.page
    analyst.tab("children")
    page.locator("button[id^=child-]").first.click()
    for _ in range(40):
        page.keyboard.press("n")
    child = page.inner_text("#child-title").removeprefix("Child ")
    page.go_back()
    expect(page.locator(f"#child-{child}")).to_be_focused()
    expect(page.locator(f"#child-{child}")).to_be_in_viewport()


def test_back_works_after_checking_again(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.check()
    for tab in ("rules", "tables"):
        analyst.tab(tab)
    analyst.check()
    analyst.tab("reports")
    for tab in ("tables", "rules", "overview"):
        analyst.page.go_back()
        expect(analyst.page.locator(f"#tab-{tab}")).to_have_attribute("aria-selected", "true")


# --- children -------------------------------------------------------------------------------------------------------


def in_lower_case(files: list[Path], folder: Path) -> list[Path]:
    """The same files with every child's identifier in lower case."""
    changed = []
    for file in files:
        target = folder / file.parent.name / file.name
        target.parent.mkdir(exist_ok=True)
        if file.suffix == ".csv":
            with file.open(newline="", encoding="utf-8-sig") as source, target.open("w", newline="") as made:
                rows = csv.reader(source)
                headings = next(rows)
                child = headings.index("CHILD")
                writer = csv.writer(made)
                writer.writerow(headings)
                writer.writerows([*row[:child], row[child].lower(), *row[child + 1 :]] for row in rows)
        else:
            target.write_bytes(file.read_bytes())
        changed.append(target)
    return changed


def test_a_child_is_found_however_its_identifier_is_written(
    analyst: Analyst, files: list[Path], result: Result, tmp_path: Path
) -> None:
    analyst.give(*in_lower_case(files, tmp_path))
    analyst.check()
    assert analyst.total() == len(result.issues)
    analyst.tab("rules")
    analyst.page.locator("button[id^=open-]").first.click()
    analyst.page.locator("button[id^=rule-row-]").first.click()
    analyst.page.wait_for_selector("#child-errors")
    child = analyst.page.inner_text("#child-title").removeprefix("Child ")
    own = (result.issues["child"] == child).sum()
    said = f"{own} error{'s' if own != 1 else ''}"
    assert analyst.page.inner_text("#child-errors").endswith(f" to check, {said}")


def test_a_child_without_errors_has_its_social_worker(analyst: Analyst, tmp_path: Path) -> None:
    files = write_sample(tmp_path / "903", 1000)
    sw_episodes = next(file for file in files if file.name == "SWEpisodes.csv" and "this" in str(file.parent))
    with sw_episodes.open(newline="", encoding="utf-8-sig") as source:
        current = {row["CHILD"]: row["SW_ID"] for row in csv.DictReader(source) if not row["SW_DEC"].strip()}
    faultless = sorted(set(current) - set(result_of(files).issues["child"]))
    analyst.give(*files)
    analyst.check()
    analyst.tab("children")
    analyst.page.fill("#child-search", faultless[0])
    analyst.page.locator(".others button").first.click()
    expect(analyst.page.locator(".child__facts")).to_contain_text(f"Social worker {current[faultless[0]]}")


def test_several_rules_chosen_elsewhere_can_be_cleared_in_the_list(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.check()
    rules = analyst.page.locator("section[aria-labelledby=by-rule-title] tbody .chart__filter")
    rules.nth(0).click()
    rules.nth(1).click()
    analyst.tab("children")
    expect(analyst.page.locator("#child-rule option:checked")).to_have_text("2 rules")
    analyst.page.select_option("#child-rule", "")
    expect(analyst.page.locator("#chips")).to_be_hidden()


def test_a_worker_is_found_in_any_case_and_an_unknown_one_is_said(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.check()
    analyst.tab("children")
    worker = analyst.page.locator("#workers option").nth(1).get_attribute("value") or ""
    analyst.page.fill("#child-worker", worker.lower())
    analyst.page.keyboard.press("Tab")
    expect(analyst.page.locator("#chips")).to_contain_text(f"Worker {worker}")
    analyst.page.fill("#child-worker", "nobody")
    analyst.page.keyboard.press("Tab")
    expect(analyst.page.locator("#notice")).to_contain_text("nobody")
    assert analyst.page.input_value("#child-worker") == worker


def test_a_line_of_the_file_is_gone_to(analyst: Analyst, files: list[Path]) -> None:
    analyst.give(*files)
    analyst.check()
    analyst.tab("tables")
    analyst.page.locator("#faulty-only").uncheck()
    analyst.page.fill("#jump-line", "150")
    analyst.page.keyboard.press("Enter")
    reached = analyst.page.locator("tr", has=analyst.page.locator("button[id^=table-child-]:focus"))
    expect(reached.locator("td").first).to_have_text("150")
