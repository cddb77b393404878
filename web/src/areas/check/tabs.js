// The results: tabs, the filters in force, and the view of the tab chosen.

import { app } from "../../shared/app.js";
import { button, fill, giveUp, h, hidden, keepTrying } from "../../shared/dom.js";
import { onlyDue, renderDue, withoutDue } from "./due.js";
import { clearFilters, filterLabel, toggleFilter } from "./filters.js";
import { KINDS } from "../../shared/results.js";
import { go } from "../../shared/trail.js";
import { grouped, some } from "../../shared/words.js";
import { causeView } from "./cause.js";
import { checksView } from "./checks.js";
import { childView } from "./child.js";
import { childrenView } from "./children.js";
import { overviewView } from "./overview.js";
import { progressView } from "./progress.js";
import { reportsView } from "./reports.js";
import { ruleView } from "./rule.js";
import { rulesView } from "./rules.js";
import { tablesView } from "./tables.js";
import { AREA } from "./area.js";
import { worthView } from "./worth.js";

const VIEWS = {
  overview: (view) => (view.cause ? causeView(view.cause) : overviewView()),
  rules: (view) => (view.rule ? ruleView(view.rule) : rulesView()),
  children: (view) => (view.child ? childView(view.child) : childrenView()),
  tables: tablesView,
  progress: progressView,
  worth: worthView,
  checks: checksView,
  reports: reportsView,
};

const TABS = AREA.views;
const NAMES = Object.keys(TABS);

let undo = () => {};
let shown = null;

/** What the view of a tab goes by. */
const CONTENTS = [
  "results",
  "view",
  "check.filters",
  "check.answers",
  "check.allocation",
  "check.choices",
  "check.runs",
];

/** What changed while another area was in view, and is to be drawn when this one is again. */
let missed = new Set();

/** Show the results, or nothing where there are none. */
export function renderResults(box, changed) {
  const { results, view } = app.state;
  const fresh = new Set([...missed, ...changed]);
  if (results && view.area !== AREA.name) {
    missed = fresh;
    return;
  }
  missed = new Set();
  box.hidden = !results;
  if (!results) {
    undo();
    shown = null;
    box.replaceChildren();
    return;
  }
  if (!box.firstChild) build(box);
  renderTabs();
  renderDue(document.getElementById("due"), Boolean(TABS[view.tab].filtered) && !view.child);
  renderChips();
  document.getElementById("stale").hidden = !app.state.stale;
  if (CONTENTS.some((key) => fresh.has(key))) renderView(view);
  if (fresh.has("results"))
    setTimeout(keepRulesTable); // a task of its own: checking.js says "done" after it
  else if (fresh.has("check.filters") || isFromRules()) keepRulesTable();
}

function build(box) {
  fill(
    box,
    h("h2", { class: "govuk-visually-hidden" }, "Results"),
    h(
      "p",
      { class: "govuk-inset-text stale no-print", id: "stale", hidden: true },
      "The files or the choices above have changed since these results were made. Choose “Check again” to bring them up to date.",
    ),
    h(
      "div",
      { class: "tabs no-print", role: "tablist", "aria-label": "Results", onkeydown: moveAlong },
      NAMES.map(tab),
    ),
    h("div", { class: "due no-print", id: "due", role: "group", "aria-label": "Which errors", hidden: true }),
    h("div", { class: "chips no-print", id: "chips" }),
    NAMES.map((name) =>
      h("div", {
        id: `panel-${name}`,
        role: "tabpanel",
        "aria-labelledby": `tab-${name}`,
        class: "panel",
        hidden: true,
      }),
    ),
  );
}

function tab(name) {
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      id: `tab-${name}`,
      class: "tab",
      "aria-controls": `panel-${name}`,
      onclick: () => go({ tab: name }),
    },
    TABS[name].title,
  );
}

function renderTabs() {
  for (const name of NAMES) {
    const chosen = app.state.view.tab === name;
    const element = document.getElementById(`tab-${name}`);
    element.setAttribute("aria-selected", String(chosen));
    element.tabIndex = chosen ? 0 : -1;
    document.getElementById(`panel-${name}`).hidden = !chosen;
  }
}

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

function moveAlong(event) {
  const here = NAMES.indexOf(app.state.view.tab);
  const to = event.key === "Home" ? 0 : event.key === "End" ? NAMES.length - 1 : here + (STEPS[event.key] ?? 0);
  if (to === here || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const name = NAMES[(to + NAMES.length) % NAMES.length];
  go({ tab: name });
  document.getElementById(`tab-${name}`).focus();
}

function renderChips() {
  const { results, view } = app.state;
  const { filters } = app.state.check;
  const others = withoutDue(filters);
  const chips = KINDS.flatMap((kind) => [...others[kind]].map((value) => ({ kind, value })));
  const box = document.getElementById("chips");
  const hadFocus = box.contains(document.activeElement);
  box.hidden = !chips.length || !TABS[view.tab].filtered || Boolean(view.child); // a child is shown with all its errors
  fill(box, box.hidden ? null : chipsShown(chips, results, filters));
  if (hadFocus && !box.contains(document.activeElement))
    (box.querySelector("button") ?? document.getElementById(`tab-${view.tab}`)).focus();
}

function chipsShown(chips, results, filters) {
  const { errors } = results.totals(results.mask(filters));
  return [
    h(
      "p",
      { class: "chips__words", role: "status" },
      `Showing ${some(errors, "error")} of ${grouped(results.totals(results.mask(onlyDue(filters))).errors)}:`,
    ),
    chips.map(({ kind, value }) =>
      h(
        "button",
        { type: "button", class: "chip", id: `chip-${kind}-${value}`, onclick: () => toggleFilter(kind, value) },
        hidden("Remove the filter "),
        filterLabel(kind, value),
        h("span", { class: "chip__cross", "aria-hidden": "true" }, "×"),
      ),
    ),
    button("Show everything", clearFilters, { id: "clear-filters", class: "small" }),
  ];
}

/** Draw the view. Going to another one starts at its top, with the focus on its heading. */
function renderView(view) {
  giveUp();
  undo();
  const panel = document.getElementById(`panel-${view.tab}`);
  const { element, destroy } = VIEWS[view.tab](view);
  undo = destroy ?? (() => {});
  for (const name of NAMES)
    if (name !== view.tab && name !== "rules") document.getElementById(`panel-${name}`).replaceChildren();
  fill(panel, element);
  moveFocus(panel, view);
  shown = view;
}

/** Another rule or child takes the focus to its heading; going back to the list takes it to the one looked at. */
function moveFocus(panel, view) {
  if (!shown) return;
  if (["tab", "rule", "child", "cause"].some((key) => view[key] !== shown[key]))
    document.getElementById("results").scrollIntoView({ block: "start" });
  const opened = view.rule ?? view.child ?? view.cause;
  if (opened && (opened !== (shown.rule ?? shown.child ?? shown.cause) || view.tab !== shown.tab))
    panel.querySelector("[data-heading]")?.focus();
  else if (!opened && view.tab === shown.tab && (shown.rule || shown.child || shown.cause)) {
    const id = shown.rule ? `open-${shown.rule}` : shown.child ? `child-${shown.child}` : `open-cause-${shown.cause}`;
    keepTrying(() => {
      const element = document.getElementById(id);
      element?.focus({ preventScroll: true });
      return element;
    });
  }
}

/** Whether a rule's own view was left for another tab. */
const isFromRules = () => !document.getElementById("rules-table");

/** The rules tab holds its table even while another tab is in view. */
function keepRulesTable() {
  if (app.state.results && app.state.view.tab !== "rules")
    fill(document.getElementById("panel-rules"), rulesView().element);
}
