"""Mending many errors at once: a return whose fixes the engine tells natively, worked through in the real page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from lac_validator import Result, effect, propose, trace
from lac_validator.applying import Effect
from lac_validator.engine import ADD, CERTAIN, CHANGE, REMOVE, Proposal
from lac_validator.foreseeing import Harms, foresee
from lac_validator.tracing import RootGroup
from tests.browser.analyst import Analyst, analyst_at
from tests.browser.returns import result_of, write_sample
from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_layout import BEYOND_THE_EDGE

CHILDREN = 400


@dataclass
class Known:
    """What the engine says of the return natively."""

    result: Result
    proposals: list[Proposal]
    groups: list[RootGroup]
    harms: Harms

    def decisions(self, proposals: Iterable[Proposal] | None = None) -> dict[tuple[str, str], list[Proposal]]:
        """The proposals, all or some, by what is accepted together."""
        found = defaultdict(list)
        for each in self.proposals if proposals is None else proposals:
            found[each.decision].append(each)
        return found

    def harmless(self, proposals: Iterable[Proposal] | None = None) -> list[Proposal]:
        """Those that leave no choice and make no new error."""
        every = self.proposals if proposals is None else proposals
        return [each for each in every if each.ways == 1 and each.decision not in self.harms]

    def told(self, accepted: list[Proposal]) -> Effect:
        """What comes of accepting these."""
        return effect(self.result, accepted)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A made-up return that is large enough for long lists."""
    return write_sample(tmp_path_factory.mktemp("fixing"), CHILDREN)


@pytest.fixture(scope="module")
def known(files: list[Path]) -> Known:
    result = result_of(files)
    proposals = propose(result).proposals
    return Known(result, proposals, trace(result, proposals), foresee(result, proposals))


@pytest.fixture(scope="module")
def at_work(chromium: Browser, site_url: str, files: list[Path]) -> Iterator[Analyst]:
    """An analyst with the fixes of it before them, and axe-core at hand."""
    with analyst_at(chromium, site_url) as analyst:
        analyst.page.evaluate(AXE.read_text("utf-8"))
        analyst.give(*files)
        analyst.check()
        analyst.area("fix")
        wait_until_ready(analyst)
        yield analyst


@pytest.fixture
def analyst(at_work: Analyst) -> Analyst:
    """The same with nothing decided, all shown, and every list closed."""
    page = at_work.page
    if not page.locator("#area-fix").is_visible():
        at_work.area("fix")
    wait_until_ready(at_work)
    if page.locator("#fix-undo-all").is_enabled():
        page.click("#fix-undo-all")
    if page.locator("#fix-show-all").count():
        page.click("#fix-show-all")
    for each in page.locator(".fix__open[aria-expanded=true]").evaluate_all("every => every.map(({ id }) => id)"):
        page.click(f"#{each}")
    return at_work


def wait_until_ready(analyst: Analyst) -> None:
    """Until all is worked out: the bar then lets one decide."""
    expect(analyst.page.locator("#fix-progress")).to_be_empty()
    expect(analyst.page.locator("#fix-shown-back")).to_be_enabled()


def opened(analyst: Analyst, fix: str) -> Locator:
    """The list of a fix, opened."""
    analyst.page.click(f"#fix-{fix}-open")
    return analyst.page.locator(f"#fix-{fix}-list")


def says(analyst: Analyst, accepted: int) -> None:
    """The bar counts so many proposals as accepted."""
    word = "proposal" if accepted == 1 else "proposals"
    expect(analyst.page.locator("#fix-decided")).to_contain_text(f"; {accepted:,} {word} accepted")


def rows_of(grid: Locator) -> Locator:
    return grid.locator("tbody tr:not(.spacer)")


def some_fix(known: Known, **wanted: object) -> tuple[str, list[Proposal]]:
    """The fix with the most proposals of a kind, and all of these."""
    found = defaultdict(list)
    for each in known.proposals:
        if all(getattr(each, name) == value for name, value in wanted.items()):
            found[each.fix.code].append(each)
    return max(found.items(), key=lambda item: len(item[1]))


# --- what to change ---------------------------------------------------------------------------------------------------


def test_what_to_change_is_ranked_and_tells_how_many_have_a_proposal(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    if page.locator("#fix-roots-all").count():
        expect(page.locator(".fix-root")).to_have_count(10)
        page.click("#fix-roots-all")
    expect(page.locator(".fix-root__words")).to_have_text([each.sentence for each in known.groups])
    first = page.locator(".fix-root").first
    for code, count in known.groups[0].codes.items():
        expect(first.locator(".fix-root__rules")).to_contain_text(f"{code} ({count:,})")


def test_a_group_opens_to_its_cells_those_without_a_proposal_too(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    place, group = next((i, each) for i, each in enumerate(known.groups) if 0 < each.proposed < len(each.rows))
    page.click(f"#fix-root-{place}")
    cells = page.locator(f"#fix-root-{place}-cells .grid")
    expect(cells).to_have_attribute("aria-rowcount", str(len(group.rows) + 1))
    file, line = known.result.ret.where_in_file(group.table, group.rows[0])
    expect(rows_of(cells).first).to_contain_text(Path(file).name)
    expect(rows_of(cells).first.locator("td").nth(1)).to_have_text(str(line))
    page.check(f"#fix-root-{place}-only")
    expect(cells).to_have_attribute("aria-rowcount", str(len(group.rows) - group.proposed + 1))
    expect(rows_of(cells).first).to_contain_text("None: to be found")
    page.click(f"#fix-root-{place}")
    expect(cells).to_have_count(0)


def test_a_group_leads_to_its_proposals(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    place, group = next((i, each) for i, each in enumerate(known.groups) if each.proposed)
    of_it = {
        each.question
        for each in known.proposals
        if (each.action, each.table, each.column) == (CHANGE, group.table, group.column) and each.row in set(group.rows)
    }
    page.click(f"#fix-root-{place}-proposals")
    expect(page.locator("#fix-count")).to_contain_text(f"{len(of_it):,} decision")
    expect(page.locator("#fix-count")).to_contain_text(group.column)
    expect(page.locator("#fix-proposals-title")).to_be_focused()


# --- what is proposed -------------------------------------------------------------------------------------------------


def test_the_proposals_are_those_of_the_engine_and_nothing_is_ticked(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    expect(page.locator("#fix-proposals")).to_contain_text(f"{len(known.proposals):,} changes proposed")
    expect(page.locator("#area-fix")).to_contain_text("the DfE has no part in them")
    asked = {each.question for each in known.proposals}
    expect(page.locator("#fix-count")).to_contain_text(f"{len(asked):,} decisions shown")
    says(analyst, 0)
    expect(page.locator("#fix-apply")).to_be_disabled()
    for code in Counter(each.fix.code for each in known.proposals):
        page.click(f"#fix-{code}-open")
    assert page.locator("#fix-shown input").count() > 100
    expect(page.locator("#fix-shown input:checked")).to_have_count(0)


def test_a_change_is_shown_from_what_to_what_and_why(analyst: Analyst, known: Known) -> None:
    fix, proposals = some_fix(known, action=CHANGE, ways=1)
    first = proposals[0]
    grid = opened(analyst, fix).locator(".grid").first
    file, line = known.result.ret.where_in_file(first.table, first.row)
    cells = rows_of(grid).first.locator("td")
    expect(cells.nth(1)).to_have_text(first.child)
    expect(cells.nth(3)).to_have_text(f"{line}")
    expect(cells.nth(4)).to_have_text(first.column)
    expect(cells.nth(5)).to_contain_text(first.old.strip() or "(blank)")
    expect(cells.nth(6)).to_contain_text(first.new.strip() or "(blank)")
    expect(cells.nth(7)).to_contain_text(first.because)
    expect(cells.nth(9)).to_have_text(Path(file).name)
    assert rows_of(grid).count() < len(proposals), "only what is in view is drawn"


def test_rows_to_add_and_to_take_out_are_told_as_what_they_are(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    assert {ADD, REMOVE} <= {each.action for each in known.proposals}
    page.select_option("#fix-by-show", "rows")
    whole = [each for each in known.proposals if each.action != CHANGE]
    expect(page.locator("#fix-count")).to_contain_text(f"{len({each.question for each in whole})} decisions shown")
    for action, words in ((ADD, re.compile("add a row", re.I)), (REMOVE, re.compile("take out the row", re.I))):
        one = next(each for each in whole if each.action == action)
        expect(opened(analyst, one.fix.code)).to_contain_text(words)
        page.click(f"#fix-{one.fix.code}-open")


def test_what_makes_a_new_error_is_marked_and_never_accepted_with_others(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    harmful = {question for question, _ in known.harms}
    assert harmful
    page.select_option("#fix-by-show", "harm")
    expect(page.locator("#fix-count")).to_contain_text(f"{len(harmful)} decision")
    decision, codes = next(iter(known.harms.items()))
    [first, *_] = known.decisions()[decision]
    of_fix = opened(analyst, first.fix.code)
    expect(of_fix.locator(".fix-harm").first).to_contain_text("Makes a new error")
    expect(of_fix).to_contain_text(", ".join(codes))
    page.click("#fix-show-all")
    page.click("#fix-shown-accept")
    says(analyst, len(known.decisions(known.harmless())))


def test_two_thousand_rows_scroll_and_keep_what_is_decided(analyst: Analyst, known: Known) -> None:
    fix, proposals = some_fix(known, action=CHANGE, ways=1)
    assert len(proposals) > 100
    of_fix = opened(analyst, fix)
    scroller = of_fix.locator(".grid-scroller").first
    rows = rows_of(of_fix.locator(".grid").first)
    rows.first.locator("input").check()
    scroller.evaluate("box => box.scrollTo(0, box.scrollHeight)")
    last = of_fix.locator(f"tr[aria-rowindex='{len(proposals) + 1}']").first
    expect(last).to_contain_text(proposals[-1].child)
    expect(last.locator("input")).not_to_be_checked()
    scroller.evaluate("box => box.scrollTo(0, 0)")
    expect(of_fix.locator("tr[aria-rowindex='2'] input").first).to_be_checked()


# --- accepting, and taking back ---------------------------------------------------------------------------------------


def test_the_certain_are_accepted_at_once_by_one_act(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    certain = known.harmless(each for each in known.proposals if each.kind == CERTAIN)
    expect(page.locator("#fix-certain")).to_have_text(f"Accept the {len(certain)} certain")
    page.click("#fix-certain")
    says(analyst, len(certain))
    expect(page.locator("#fix-said")).to_contain_text("certain are accepted")
    expect(page.locator("#fix-certain")).to_be_disabled()


def test_one_by_one_with_undo_of_the_last_act_and_of_all(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    fix, _ = some_fix(known, action=CHANGE, ways=1)
    ticks = opened(analyst, fix).locator("input[type=checkbox]")
    ticks.nth(0).check()
    ticks.nth(1).check()
    says(analyst, 2)
    page.click("#fix-undo")
    says(analyst, 1)
    expect(page.locator("#fix-said")).to_have_text("Undone: one accepted.")
    expect(ticks.nth(0)).to_be_checked()
    expect(ticks.nth(1)).not_to_be_checked()
    ticks.nth(0).uncheck()
    says(analyst, 0)
    page.click("#fix-undo")
    says(analyst, 1)
    page.click("#fix-undo-all")
    says(analyst, 0)
    page.click("#fix-undo")
    says(analyst, 1)


def test_by_group(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    fix, proposals = some_fix(known, action=CHANGE, ways=1)
    opened(analyst, fix)
    page.click(f"#fix-{fix}-accept")
    says(analyst, len(known.decisions(known.harmless(proposals))))
    page.click(f"#fix-{fix}-back")
    says(analyst, 0)


def test_by_rule(analyst: Analyst, known: Known) -> None:
    """Of the rules that a fix is for, those count that the child breaks."""
    page = analyst.page
    broken = defaultdict(set)
    for finding in known.result.findings:
        for child in known.result.ret.children(finding.table, finding.rows):
            broken[child.strip().upper()].add(finding.rule.code)
    mends = {
        id(each): [code for code in each.rules if code in broken[each.child.upper()]] or each.rules
        for each in known.proposals
    }
    [(rule, _)] = Counter(code for each in known.harmless() for code in mends[id(each)]).most_common(1)
    wanted = [each for each in known.proposals if rule in mends[id(each)]]
    page.select_option("#fix-by-rule", rule)
    expect(page.locator("#fix-count")).to_contain_text(f"{len({each.question for each in wanted}):,} decisions shown")
    page.click("#fix-shown-accept")
    says(analyst, len(known.decisions(known.harmless(wanted))))


def test_by_child(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    [(child, _)] = Counter(each.child for each in known.harmless()).most_common(1)
    page.fill("#fix-by-child", child.lower())
    of_child = [each for each in known.proposals if child in each.child]
    expect(page.locator("#fix-count")).to_contain_text(f"{len({each.question for each in of_child})} decision")
    page.click("#fix-shown-accept")
    says(analyst, len(known.decisions(known.harmless(of_child))))


def test_by_kind_and_table(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    page.select_option("#fix-by-kind", "certain")
    page.select_option("#fix-by-table", "OC2")
    wanted = {each.question for each in known.proposals if each.kind == CERTAIN and (each.into or each.table) == "OC2"}
    assert wanted
    expect(page.locator("#fix-count")).to_contain_text(f"{len(wanted)} decision")


def test_of_several_ways_one_is_chosen_or_none(analyst: Analyst, known: Known) -> None:
    """A fieldset with radio buttons, none ticked; by the keyboard as well; leaving it as it is decides too."""
    page = analyst.page
    fix, proposals = some_fix(known, action=CHANGE, ways=2)
    page.select_option("#fix-by-show", "choice")
    choice = opened(analyst, fix).locator("fieldset").first
    radios = choice.locator("input")
    expect(choice.locator("legend")).to_contain_text(f"Child {proposals[0].child}")
    expect(radios).to_have_count(3)
    expect(choice.locator("input:checked")).to_have_count(0)
    radios.nth(0).check()
    says(analyst, 1)
    radios.nth(0).press("ArrowDown")
    expect(radios.nth(1)).to_be_checked()
    says(analyst, 1)
    radios.nth(2).check()
    says(analyst, 0)
    expect(page.locator("#fix-decided")).to_contain_text("1 left as it is")
    page.click("#fix-undo")
    expect(radios.nth(1)).to_be_checked()


def test_one_way_can_be_taken_for_all_of_a_list(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    fix, proposals = some_fix(known, action=CHANGE, ways=2)
    page.select_option("#fix-by-show", "choice")
    way = opened(analyst, fix).get_by_role("button", name="last year", exact=True)
    way.click()
    wanted = {each.decision for each in proposals if each.way == "last year" and each.decision not in known.harms}
    says(analyst, len(wanted))


# --- what comes of it -------------------------------------------------------------------------------------------------


def test_applying_tells_before_after_cleared_and_new(analyst: Analyst, known: Known) -> None:
    """As the engine tells it; the results in view stay those of the files, and the page says so."""
    page = analyst.page
    page.click("#fix-shown-accept")
    page.click("#fix-apply")
    after = known.told(known.harmless())
    for name in ("before", "after", "cleared", "new"):
        expect(page.locator(f"#fix-count-{name}")).to_have_text(f"{len(getattr(after, name)):,}".replace(",", ""))
    expect(page.locator("#fix-outcome-title")).to_be_focused()
    expect(page.locator("#fix-outcome")).to_contain_text("still goes by the files as they were read")
    page.click("#fix-outcome summary")
    code, count = Counter(code for code, _, _ in after.cleared).most_common(1)[0]
    row = page.locator("#fix-outcome tbody tr", has=page.locator(f"#fix-of-{code}"))
    expect(row.locator("td").nth(2)).to_have_text(str(count))
    page.click("#fix-undo")
    expect(page.locator("#fix-outcome-old")).to_contain_text("You have changed what is accepted since")
    analyst.tab("overview")
    assert analyst.total() == known.result.count


def test_a_new_error_is_shown_with_what_makes_it(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    decisions = known.decisions()
    decision = next(each for each in known.harms if all(one.action == CHANGE for one in decisions[each]))
    of_it = decisions[decision]
    page.fill("#fix-by-child", of_it[0].child)
    expect(page.locator("#fix-show-all")).to_be_visible()
    control = opened(analyst, of_it[0].fix.code).locator(
        ".fix-choice__way:has(.fix-harm) input, tr:has(td > .fix-harm) input[type=checkbox]"
    )
    control.first.check()
    says(analyst, 1)
    page.click("#fix-apply")
    new = known.told(of_it).new
    expect(page.locator("#fix-count-new")).to_have_text(str(len(new)))
    listed = page.get_by_role("region", name="New errors")
    expect(rows_of(listed)).to_have_count(len(new))
    expect(rows_of(listed).first).to_contain_text(of_it[0].child)
    expect(listed).to_contain_text(next(iter(new))[0])
    page.click("#fix-new-show-0")
    expect(page.locator("#fix-by-child")).to_have_value(of_it[0].child)


def test_a_child_s_page_leads_to_its_fixes_and_back(analyst: Analyst, known: Known) -> None:
    page, child = analyst.page, known.harmless()[0].child
    analyst.open_child(child)
    page.click("#child-fixes")
    expect(page.locator("#fix-by-child")).to_have_value(child)
    of_child = {each.question for each in known.proposals if child in each.child}
    expect(page.locator("#fix-count")).to_contain_text(f"{len(of_child)} decision")
    assert child not in page.url + page.title()
    page.go_back()
    expect(page.locator("#child-title")).to_have_text(f"Child {child}")


def test_every_state_is_accessible_and_fits_a_telephone(analyst: Analyst, known: Known) -> None:
    page = analyst.page
    page.click("#fix-root-0")
    page.click("#fix-certain")
    for wanted in ({"ways": 1}, {"ways": 2}):
        fix, _ = some_fix(known, action=CHANGE, **wanted)
        if page.get_attribute(f"#fix-{fix}-open", "aria-expanded") == "false":
            page.click(f"#fix-{fix}-open")
    page.click("#fix-apply")
    expect(page.locator("#fix-outcome-told")).to_be_visible()
    seen = {"all open": violations(analyst)}
    page.select_option("#fix-by-show", "harm")
    seen["harm"] = violations(analyst)
    page.set_viewport_size({"width": 400, "height": 800})
    analyst.wait_until_drawn()
    # As high as the page is: what the bar at the foot of the window covers half is too small for axe.
    page.set_viewport_size({"width": 400, "height": page.evaluate("document.documentElement.scrollHeight")})
    analyst.wait_until_drawn()
    seen["at 400 px"] = violations(analyst) + page.evaluate(BEYOND_THE_EDGE)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.click("#fix-root-0")
    assert {view: found for view, found in seen.items() if found} == {}


# --- in the background, and when there are other results --------------------------------------------------------------


@pytest.fixture
def other(another: Analyst, files: list[Path]) -> Analyst:
    """An analyst with the results of the return, who has not looked at its fixes."""
    another.area("check")
    another.clear()
    another.give(*files)
    another.check()
    return another


def test_it_is_worked_out_in_the_background(other: Analyst, known: Known) -> None:
    """How far it is can be seen, and a child can be looked at meanwhile."""
    page = other.page
    with other.holding(5):
        other.area("fix")
        other.wait_until_held()
        expect(page.locator("#fix-progress progress")).to_be_visible()
        expect(page.locator("#fix-progress")).to_contain_text("You can go on meanwhile")
        other.open_child(known.proposals[0].child)
    other.area("fix")
    wait_until_ready(other)
    expect(page.locator("#fix-proposals")).to_contain_text(f"{len(known.proposals):,} changes proposed")


def test_a_new_check_throws_away_what_was_decided(other: Analyst) -> None:
    page = other.page
    other.area("fix")
    wait_until_ready(other)
    page.click("#fix-certain")
    expect(page.locator("#fix-undo")).to_be_enabled()
    other.area("check")
    other.check()
    other.area("fix")
    wait_until_ready(other)
    says(other, 0)
    expect(page.locator("#fix-undo")).to_be_disabled()


def test_clearing_stops_it_and_leaves_nothing(other: Analyst) -> None:
    with other.holding(5):
        other.area("fix")
        other.wait_until_held()
        other.area("check")
        other.ask_to_clear()
    other.wait_until_cleared()
    other.area("fix")
    expect(other.page.locator("#area-fix")).to_contain_text("check one first")
    assert "SYN" not in other.page.content()
    assert other.state == "ready"
    other.area("check")
