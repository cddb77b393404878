"""What an analyst does with a return in the page, in real Chromium on the built site."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from lac_validator import Result
from lac_validator.report import Errors
from lac_validator.report.content.things import errors_together
from tests.browser.analyst import Analyst, analyst_at


@pytest.fixture
def analyst(checked: Analyst) -> Analyst:
    """The same, back at the overview without filters."""
    checked.tab("overview")
    if checked.page.locator("#clear-filters").is_visible():
        checked.page.click("#clear-filters")
    return checked


# --- counts ---------------------------------------------------------------------------------------------------------


def test_the_counts_agree_with_the_api(analyst: Analyst, result: Result) -> None:
    """Errors in all, and by rule, kind, table and child, are those that validate() returns."""
    issues = result.issues
    by_code = Counter(issues["code"])
    assert analyst.total() == len(issues) > 0
    assert analyst.rules() == dict(by_code)
    assert analyst.chart_table("by-rule") == dict(by_code)
    kinds = Counter({rule.category: 0 for rule in (outcome.rule for outcome in result.outcomes_by_rule)})
    for outcome in result.outcomes_by_rule:
        kinds[outcome.rule.category] += outcome.count
    assert analyst.chart_table("by-category") == {kind: count for kind, count in kinds.items() if count}
    tables = Counter(issues["table"].str.replace("_last", ", last year"))
    assert analyst.chart_table("by-table") == dict(tables)
    assert sum(analyst.chart_table("by-month").values()) == len(issues)


def test_the_children_are_those_with_errors(analyst: Analyst, result: Result) -> None:
    """The children tab lists each with as many errors as validate() finds for it."""
    expected = Counter(child for child in result.issues["child"] if child)
    analyst.tab("children")
    expect(analyst.page.get_by_text(f"{len(expected)} children with errors")).to_be_visible()
    child, count = expected.most_common(1)[0]
    analyst.page.fill("#child-search", child)
    row = analyst.page.locator(f".grid tr:has(#child-{child}) td")
    expect(row.nth(1)).to_have_text(str(count))
    analyst.page.fill("#child-search", "")


def test_the_tables_count_their_errors_and_the_rows_that_have_them(analyst: Analyst, result: Result) -> None:
    """The tables tab says for each table how many errors it has, and how many of its rows have any."""
    page = analyst.page
    analyst.tab("tables")
    labels = page.locator("#table-choice option").all_text_contents()
    errors = Counter(result.issues["table"].str.replace("_last", ", last year"))
    expected = {name.replace("_last", ", last year"): len(table) for name, table in result.ret.tables.items()}
    assert labels == [f"{name} ({errors[name]:,} error{'' if errors[name] == 1 else 's'})" for name in expected]
    for table in ("Reviews", "Episodes"):
        rows = result.issues[result.issues["table"] == table]["row"].nunique()
        page.select_option("#table-choice", table)
        expect(page.locator("#panel-tables [role=status]").first).to_have_text(
            f"{rows:,} rows of {expected[table]:,} with errors"
        )


def test_the_rules_that_were_skipped_say_why(analyst: Analyst, result: Result) -> None:
    """Every rule of the result is named under the reason for which it was skipped."""
    skipped = {outcome.rule.code for outcome in result.outcomes_by_rule if outcome.status == "skipped"}
    analyst.tab("checks")
    named = set(analyst.page.locator("#panel-checks .codes-list button").all_text_contents())
    assert named == skipped


# --- narrowing ------------------------------------------------------------------------------------------------------


def test_filters_combine_and_can_be_removed(analyst: Analyst, result: Result) -> None:
    """Two filters show what both let through; a chip takes its filter away again."""
    codes = {outcome.rule.code for outcome in result.outcomes_by_rule if outcome.rule.category == "missing"}
    issues = result.issues
    missing = issues[issues["code"].isin(codes)]
    table = missing["table"].mode()[0]
    analyst.page.click("#by-category-missing")
    analyst.page.click(f"#by-table-{table}")
    expected = (missing["table"] == table).sum()
    expect(analyst.page.locator(".chips__words")).to_contain_text(f"Showing {expected:,} error")
    assert analyst.filters() == ["missing", table]
    assert sum(analyst.rules().values()) == expected
    analyst.page.click("#chip-table-" + table)
    assert analyst.filters() == ["missing"]
    assert sum(analyst.rules().values()) == len(missing)
    assert analyst.total() == len(missing)
    expect(analyst.page.locator(".figure").first).to_contain_text(f"of {len(issues):,} in all")


def test_children_are_narrowed_by_social_worker(analyst: Analyst) -> None:
    """Choosing a worker leaves the children of that worker; emptying the box brings all back."""
    page = analyst.page
    analyst.tab("children")
    worker = page.locator("#panel-children .grid tbody tr:not(.spacer) td:nth-child(4)").first.text_content() or ""
    page.fill("#child-worker", worker)
    page.keyboard.press("Enter")
    assert analyst.filters() == [f"Worker {worker}"]
    cells = page.locator("#panel-children .grid tbody tr:not(.spacer) td:nth-child(4)").all_text_contents()
    assert set(cells) == {worker}
    page.fill("#child-worker", "")
    page.keyboard.press("Enter")
    assert analyst.filters() == []


def test_a_bar_of_a_chart_filters(analyst: Analyst) -> None:
    """Clicking the longest bar of the first chart narrows everything to its rule."""
    longest = max(analyst.chart_table("by-rule").items(), key=lambda each: each[1])[0]
    chart = analyst.page.locator("section[aria-labelledby=by-rule-title] canvas[style]")
    chart.scroll_into_view_if_needed()  # it is there, with a style, once it is drawn
    box = chart.bounding_box()
    assert box is not None
    chart.click(position={"x": box["width"] / 4, "y": 72})
    expect(analyst.page.locator(".chip")).to_have_count(1)
    assert analyst.filters() == [f"Rule {longest}"]


def test_a_search_finds_rules_by_their_words(analyst: Analyst, result: Result) -> None:
    """The rules tab narrows to the rules whose code, message, fields, subject or kind hold what is typed."""
    expected = {
        outcome.rule.code
        for outcome in result.outcomes_by_rule
        if outcome.count and "review" in f"{outcome.rule.message} {outcome.rule.fields} {outcome.rule.subject}".lower()
    }
    analyst.tab("rules")
    analyst.page.fill("#rule-search", "Review")
    expect(analyst.page.locator("#rules-table tbody tr")).to_have_count(len(expected))
    shown = set(analyst.rules())
    analyst.page.fill("#rule-search", "")
    expect(analyst.page.locator("#rules-table tbody tr")).not_to_have_count(len(expected))
    assert shown == expected != set(result.issues["code"])


# --- one rule, one child, one table ---------------------------------------------------------------------------------


def test_a_rule_opens_with_guidance_and_its_rows(analyst: Analyst, result: Result) -> None:
    """It shows what to check, what its fields hold, and its rows with the cells at fault marked and spelled out."""
    code, count = Counter(result.issues["code"]).most_common(1)[0]
    rule = next(outcome.rule for outcome in result.outcomes_by_rule if outcome.rule.code == code)
    analyst.tab("rules")
    analyst.page.click(f"#open-{code}")
    article = analyst.page.locator("#panel-rules article")
    expect(article.locator("h3")).to_have_text(f"{code}: {rule.message}")
    expect(article).to_contain_text(f"{count:,} errors")
    expect(article.locator(".fields dt").first).to_have_text(rule.fields[0])
    expect(article.locator(".grid .cell--faulty").first).to_be_visible()
    analyst.page.go_back()
    expect(analyst.page.locator("#rules-table")).to_be_visible()


def test_a_child_opens_with_its_rows_and_errors(analyst: Analyst, result: Result) -> None:
    """Timeline, errors with guidance, rows of both years; N and P go along the list at once, and after a click."""
    child, count = Counter(child for child in result.issues["child"] if child).most_common(1)[0]
    analyst.open_child(child)
    page = analyst.page
    errors = Errors(result)
    things = sum(errors[some[0]].child == child for some in errors_together(errors))
    expect(page.locator("#child-errors")).to_have_text(f"{things} things to check, {count} errors")
    expect(page.locator(".timeline__picture")).to_be_visible()
    tables = {name: table for name, table in result.ret.tables.items() if name != "Providers"}
    rows = {name: int((table.CHILD == child).sum()) for name, table in tables.items()}
    expected = [
        f"{name.replace('_last', ', last year')}: {count} row{'' if count == 1 else 's'}"
        for name, count in rows.items()
        if count
    ]
    assert page.locator(".child__table caption").all_text_contents() == expected
    assert page.locator("td.faulty").count() > 0
    page.click("#back-to-children")
    analyst.list_children().first.click()
    first = page.inner_text("#child-title")
    page.keyboard.press("n")
    expect(page.locator("#child-title")).not_to_have_text(first)
    page.keyboard.press("p")
    expect(page.locator("#child-title")).to_have_text(first)
    page.click(".child__facts")
    page.keyboard.press("n")
    expect(page.locator("#child-title")).not_to_have_text(first)


def test_what_contradicts_last_year_stands_beside_it(analyst: Analyst, result: Result) -> None:
    """A rule across years shows last year's value for each row; so do the errors of a child, and its message."""
    child = result.issues[result.issues["code"] == "204"]["child"].iloc[0]
    last = result.ret.tables["Header_last"]
    before = last.where(last.CHILD == child).ETHNIC.as_given[0]
    page = analyst.page
    analyst.tab("rules")
    page.click("#open-204")
    cells = page.locator("#panel-rules .grid tbody tr:not(.spacer)").first.locator("td")
    expect(cells.first).to_have_text(child)
    expect(cells.nth(2)).to_contain_text(before)
    cells.first.locator("button").click()
    errors = page.locator(".errors__item", has=page.get_by_label("Rule 204", exact=True))
    expect(errors).to_contain_text(f"in last year's Header: Ethnicity {before}")
    page.click("#copy-message")
    text = page.input_value("#text-to-copy")
    page.keyboard.press("Escape")
    assert "   In last year's return: ethnicity: " in text


def test_the_message_is_plain_english(analyst: Analyst, result: Result) -> None:
    """The note for a social worker spells codes out and says what to check."""
    child = Counter(child for child in result.issues["child"] if child).most_common(1)[0][0]
    analyst.open_child(child)
    analyst.page.click("#copy-message")
    text = analyst.page.input_value("#text-to-copy")
    analyst.page.keyboard.press("Escape")
    assert text.startswith(f"Child {child}: ")
    assert "Recorded now: " in text
    assert "Reference: rule" in text
    assert "undefined" not in text


def test_a_table_shows_rows_by_their_line_in_the_file(analyst: Analyst, files: list[Path]) -> None:
    """The grid holds only the rows in view, marks the cells at fault, and jumps to any row."""
    page = analyst.page
    analyst.tab("tables")
    page.select_option("#table-choice", "Reviews")
    page.uncheck("#faulty-only")
    reviews = next(path for path in files if path.match("this_year/Reviews.csv")).read_text("utf-8").splitlines()
    expect(page.locator("#panel-tables .grid tbody tr:not(.spacer) td").first).to_have_text("2")
    assert page.locator("#panel-tables .grid tbody tr").count() < min(len(reviews), 80)
    page.fill("#jump-line", str(len(reviews) - 1))
    page.keyboard.press("Enter")
    last = page.locator("#panel-tables .grid tbody tr:not(.spacer)").last.locator("td")
    expect(last.first).to_have_text(str(len(reviews)))
    expect(last.nth(1)).to_have_text(reviews[-1].split(",")[0])
    page.check("#faulty-only")
    page.locator("[id^=row-errors-]").first.click()
    expect(page.locator("#row-detail li").first).to_be_visible()


def test_going_back_finds_the_list_where_it_was(analyst: Analyst) -> None:
    """After a look at a child far down the list, the list is there again and the focus on that child."""
    page = analyst.page
    analyst.list_children()
    page.locator("#panel-children .grid-scroller").evaluate("grid => { grid.scrollTop = 2000; }")
    far = page.locator("#panel-children .grid tr[aria-rowindex='62'] button")
    child = far.text_content() or ""
    far.click()
    page.click("#back-to-children")
    expect(page.locator(f"#child-{child}")).to_be_focused()
    expect(page.locator(f"#child-{child}")).to_be_in_viewport()


def test_another_view_begins_at_its_top(analyst: Analyst) -> None:
    """However far down the view before was left, also while the rows of the next child are still being fetched."""
    page = analyst.page
    analyst.list_children().first.click()
    page.wait_for_selector("#child-rows")
    page.locator("#child-rows").scroll_into_view_if_needed()
    first = page.inner_text("#child-title")
    page.keyboard.press("n")
    expect(page.locator("#child-title")).not_to_have_text(first)
    page.wait_for_selector("#child-rows")
    top = page.locator("#results").evaluate("results => results.getBoundingClientRect().top")
    assert abs(top) < 2


SEEN_TO_BE_SAVED = """() => {
  const toast = document.getElementById("toast");
  const { top, bottom, height } = toast.getBoundingClientRect();
  return toast.textContent.includes("is saved") && height > 0 && top >= 0 && bottom <= innerHeight;
}"""


def test_what_was_done_is_seen_from_far_down(analyst: Analyst) -> None:
    """The sentence above the results is shown at the foot of the window to those who do not see it."""
    page = analyst.page
    analyst.tab("reports")
    page.locator("#answers").scroll_into_view_if_needed()
    with page.expect_download():
        page.click("#report-packs")
    page.wait_for_function(SEEN_TO_BE_SAVED)
    expect(page.locator("#toast")).to_be_hidden()


def test_the_page_says_what_the_rules_of_a_year_rest_on(analyst: Analyst) -> None:
    page = analyst.page
    edition = "The rules of 2026/27 are as published in November 2025"
    analyst.area("reference")
    page.select_option("#reference-year", "2027")
    expect(page.locator("#reference-edition")).to_contain_text(edition)
    page.select_option("#reference-year", "2026")
    expect(page.locator("#reference-edition")).to_be_empty()
    analyst.area("check")
    expect(page.locator("#rules-edition")).to_be_hidden()
    page.click("#choose-rules")
    page.select_option("#choice-year", "2027")
    expect(page.locator("#choice-edition")).to_contain_text(edition)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#rules-edition")).to_be_hidden()


def test_it_says_so_beside_the_year_and_above_the_results(fresh: Analyst, files: list[Path]) -> None:
    edition = "The rules of 2026/27 are as published in November 2025"
    fresh.give(*files)
    fresh.page.click("#choose-rules")
    fresh.page.select_option("#choice-year", "2027")
    fresh.page.get_by_role("button", name="Use these rules").click()
    expect(fresh.page.locator("#rules-edition")).to_contain_text(edition)
    fresh.check()
    expect(fresh.page.locator("#edition")).to_contain_text(edition)


def test_the_reference_says_what_changed(analyst: Analyst) -> None:
    """Rules of a year, and the changes from the year before."""
    analyst.area("reference")
    page = analyst.page
    page.select_option("#reference-year", "2026")
    page.select_option("#reference-before", "2025")
    expect(page.locator("#reference-changes summary")).to_contain_text("What changed from 2024/25 to 2025/26")
    expect(page.locator(".reference__table tbody tr")).not_to_have_count(0)


# --- files ----------------------------------------------------------------------------------------------------------


def test_the_manifest_can_be_changed(fresh: Analyst, files: list[Path], result: Result) -> None:
    """What a file was read as can be changed, a file removed, and a corrected one given in its place."""
    page = fresh.page
    fresh.give(*files)
    assert page.input_value("#year") == "2026"
    assert page.input_value("#authority") == result.ret.authority
    rows = page.locator(".manifest__table tbody tr")
    count = rows.count()
    header = page.locator(".manifest__table tr:has-text('Header.csv')")
    expect(header).to_have_count(2)
    fresh.check()
    before = fresh.rules()

    reviews = next(path for path in files if path.match("this_year/Reviews.csv"))
    lines = reviews.read_text("utf-8").splitlines()
    corrected = reviews.with_name("corrected") / "Reviews.csv"
    corrected.parent.mkdir()
    kept = [lines[0], *(line for line in lines[1:] if not line.endswith(","))]
    corrected.write_text("\r\n".join(kept) + "\r\n", "utf-8")
    fresh.tab("rules")
    page.set_input_files("#files", corrected)
    expect(page.locator("#stale")).to_be_visible()
    expect(rows).to_have_count(count)
    fresh.check()
    assert page.get_attribute("#tab-rules", "aria-selected") == "true"
    assert fresh.rules().get("167", 0) < before["167"]
    expect(page.locator("#sort-change")).to_be_visible()

    page.click("#manifest-details > summary")
    page.locator(".manifest__table tr:has-text('AD1.csv') button").first.click()
    expect(rows).to_have_count(count - 1)
    part = page.locator(".manifest__table select[id^=table-]").first
    part.select_option("")
    fresh.check()
    fresh.tab("checks")
    expect(page.locator("#panel-checks")).to_contain_text("not given")


def test_dates_that_excel_rewrote_are_read_on_request(fresh: Analyst, files: list[Path], tmp_path: Path) -> None:
    """The offer names file, column and count; once taken, the dates are read."""
    reviews = next(path for path in files if path.match("this_year/Reviews.csv")).read_text("utf-8")
    changed = tmp_path / "Reviews.csv"
    changed.write_text(re.sub(r"(\d{2})/(\d{2})/(202[56])", r"\3-\2-\1", reviews), "utf-8")
    fresh.give(changed)
    expect(fresh.page.locator("#before-check")).to_contain_text("not written as dd/mm/yyyy")
    fresh.page.click("#reread")
    expect(fresh.page.locator("#reread")).to_have_count(0)
    expect(fresh.page.locator("#manifest")).to_contain_text("as you asked")


def test_nothing_given_is_said_in_a_sentence(fresh: Analyst, tmp_path: Path) -> None:
    """Without files, and with a file that is none of a return, the page says what to do."""
    fresh.page.click("#validate")
    expect(fresh.page.locator("#problem")).to_contain_text("Choose the files of the return")
    letter = tmp_path / "<img src=x onerror=alert(1)>.csv"
    letter.write_text("Dear,colleague\nplease,find\n", "utf-8")
    fresh.give(letter)
    expect(fresh.page.locator("#manifest")).to_contain_text("<img src=x onerror=alert(1)>.csv")
    fresh.page.select_option("#year", "2026")
    fresh.page.click("#validate")
    fresh.page.wait_for_selector("html[data-state=failed]", state="attached")
    expect(fresh.page.locator("#problem")).to_contain_text("There is a problem")
    expect(fresh.page.locator("#problem textarea")).to_have_count(0)


def test_rules_can_be_chosen(fresh: Analyst, files: list[Path], result: Result) -> None:
    """Only the rules chosen are run, and the choice stays for the next run."""
    page = fresh.page
    fresh.give(*files)
    page.click("#choose-rules")
    page.get_by_role("button", name="Untick these").click()
    boxes = page.locator(".choice__list input")
    every = boxes.count()
    page.fill("#choice-search", "167")
    expect(boxes).not_to_have_count(every)
    page.check("#choose-167")
    page.get_by_role("button", name="Use these rules").click()
    expect(page.locator("#choose-rules")).to_have_text("1 rule")
    fresh.check()
    assert fresh.rules() == {"167": Counter(result.issues["code"])["167"]}
    fresh.check()
    assert list(fresh.rules()) == ["167"]


# --- reports --------------------------------------------------------------------------------------------------------


def saved_chart(analyst: Analyst, words: str) -> tuple[str, bytes]:
    """Save the chart of the rules; its name and its bytes."""
    section = analyst.page.locator("section[aria-labelledby=by-rule-title]")
    section.locator("canvas[style]").wait_for()
    with analyst.page.expect_download() as download:
        section.get_by_text(words).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_chart_is_saved_as_a_picture(analyst: Analyst) -> None:
    """The picture is a PNG named after the chart."""
    name, picture = saved_chart(analyst, "picture (PNG)")
    assert name == "by-rule.png"
    assert picture.startswith(b"\x89PNG")


def test_a_chart_is_saved_as_a_drawing(analyst: Analyst, result: Result) -> None:
    """The drawing has the words, the bars and the line of the chart, and nothing that a policy would have to allow."""
    said = len(analyst.said)
    name, drawing = saved_chart(analyst, "drawing (SVG)")
    assert name == "by-rule.svg"
    root = ElementTree.fromstring(drawing)
    svg = "{http://www.w3.org/2000/svg}"
    longest = Counter(result.issues["code"]).most_common(1)[0][0]
    assert {longest, "Running share of all errors"} <= {text.text for text in root.iter(f"{svg}text")}
    paths = list(root.iter(f"{svg}path"))
    assert sum(path.get("fill") == "#1d70b8" for path in paths) >= 25
    assert any(path.get("stroke") == "#ca3535" and path.get("d", "").count("L") > 20 for path in paths)
    assert not [each for each in root.iter() if each.get("style")]
    assert analyst.said[said:] == []


# --- privacy --------------------------------------------------------------------------------------------------------


def test_no_child_is_left_behind(fresh: Analyst, files: list[Path], result: Result) -> None:
    """No identifier gets into the address, the title, the history, storage or the console; clearing empties all."""
    page = fresh.page
    fresh.give(*files)
    fresh.check()
    child = next(child for child in result.issues["child"] if child)
    fresh.open_child(child)
    page.locator(".errors__title button").first.click()
    page.go_back()
    expect(page.locator("#child-title")).to_have_text(f"Child {child}")
    kept = page.evaluate("JSON.stringify([location.href, document.title, history.state, document.cookie])")
    assert "SYN" not in kept
    assert page.context.storage_state()["origins"] == []
    assert not [text for text in fresh.said if "SYN" in text]

    fresh.clear()
    expect(page.locator("#results")).to_be_hidden()
    assert "SYN" not in page.content()
    assert fresh.state == "ready"
    page.click("#validate")
    expect(page.locator("#problem")).to_contain_text("Choose the files of the return")


def test_a_fault_of_the_tool_is_reported_without_data(fresh: Analyst, files: list[Path]) -> None:
    """It says what was kept, and the report names places in our code but nothing from a file."""
    page = fresh.page
    fresh.give(*files)
    page.evaluate(
        "import(new URL('src/areas/check/files.js', location.href))"
        ".then(({ changeFiles }) => changeFiles('assign', 1, 'SYN000001', null))"
    )
    report = page.input_value("#fault-report")
    assert fresh.state == "failed"
    expect(page.locator("#problem")).to_contain_text("The files are still here.")
    assert "page/files.py, line" in report
    assert "SYN" not in report


def test_when_the_engine_stops_it_says_so_at_once(chromium: Browser, site_url: str, files: list[Path]) -> None:
    """What is asked for afterwards does not wait for an answer that cannot come."""
    with analyst_at(chromium, site_url) as analyst:
        analyst.give(*files)
        page = analyst.page
        [worker] = page.workers
        worker.evaluate(
            "() => new Promise((thrown) => { setTimeout(() => { thrown(); throw new Error('SYN000001'); }); })"
        )
        for _ in range(2):
            page.click("#validate")
            page.wait_for_selector("html[data-state=failed]")
            expect(page.locator("#problem")).to_contain_text("Reload the page and choose your files again")
        assert "SYN" not in page.input_value("#fault-report")


def test_closing_with_results_open_asks_first(analyst: Analyst) -> None:
    """The browser's own question is asked, and the results stay when the answer is no."""
    with analyst.page.expect_event("dialog") as asked:
        analyst.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    assert analyst.total() > 0
