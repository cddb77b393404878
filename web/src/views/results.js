// The results: tabs, the filters in force, and the view of the tab chosen.

import { app, clearFilters, TABS, toggleFilter } from "../app.js";
import { button, fill, giveUp, h, hidden, keepTrying } from "../dom.js";
import { filterLabel } from "../filters.js";
import { KINDS } from "../results.js";
import { go } from "../trail.js";
import { grouped, LABELS, some } from "../words.js";
import { checksView } from "./checks.js";
import { childView } from "./child.js";
import { childrenView } from "./children.js";
import { overviewView } from "./overview.js";
import { referenceView } from "./reference.js";
import { reportsView } from "./reports.js";
import { ruleView } from "./rule.js";
import { rulesView } from "./rules.js";
import { tablesView } from "./tables.js";

/** The tabs whose contents the filters narrow. */
const FILTERED = new Set(["overview", "rules", "children", "tables"]);

const VIEWS = {
  overview: overviewView,
  rules: (view) => (view.rule ? ruleView(view.rule) : rulesView()),
  children: (view) => (view.child ? childView(view.child) : childrenView()),
  tables: tablesView,
  checks: checksView,
  reports: reportsView,
  reference: referenceView,
};

let undo = () => {};
let shown = null;

/** Show the results, or nothing where there are none. */
export function renderResults(box, changed) {
  const { results, view } = app.state;
  box.hidden = !results;
  if (!results) {
    undo();
    shown = null;
    box.replaceChildren();
    return;
  }
  if (!box.firstChild) build(box);
  renderTabs();
  renderChips();
  document.getElementById("stale").hidden = !app.state.stale;
  const contents = ["results", "filters", "view", "answers", "allocation", "choices"];
  if (contents.some((key) => changed.has(key))) renderView(view);
  if (changed.has("results"))
    setTimeout(keepRulesTable); // a task of its own: app.js says "done" after it
  else if (changed.has("filters") || isFromRules()) keepRulesTable();
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
    h("div", { class: "tabs no-print", role: "tablist", "aria-label": "Results", onkeydown: moveAlong }, TABS.map(tab)),
    h("div", { class: "chips no-print", id: "chips" }),
    TABS.map((name) =>
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
    LABELS[name],
  );
}

function renderTabs() {
  for (const name of TABS) {
    const chosen = app.state.view.tab === name;
    const element = document.getElementById(`tab-${name}`);
    element.setAttribute("aria-selected", String(chosen));
    element.tabIndex = chosen ? 0 : -1;
    document.getElementById(`panel-${name}`).hidden = !chosen;
  }
}

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

function moveAlong(event) {
  const here = TABS.indexOf(app.state.view.tab);
  const to = event.key === "Home" ? 0 : event.key === "End" ? TABS.length - 1 : here + (STEPS[event.key] ?? 0);
  if (to === here || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const name = TABS[(to + TABS.length) % TABS.length];
  go({ tab: name });
  document.getElementById(`tab-${name}`).focus();
}

function renderChips() {
  const { filters, results, view } = app.state;
  const chips = KINDS.flatMap((kind) => [...filters[kind]].map((value) => ({ kind, value })));
  const box = document.getElementById("chips");
  const hadFocus = box.contains(document.activeElement);
  box.hidden = !chips.length || !FILTERED.has(view.tab) || Boolean(view.child); // a child is shown with all its errors
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
      `Showing ${some(errors, "error")} of ${grouped(results.length)}:`,
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
  for (const name of TABS)
    if (name !== view.tab && name !== "rules") document.getElementById(`panel-${name}`).replaceChildren();
  fill(panel, element);
  moveFocus(panel, view);
  shown = view;
}

/** Another rule or child takes the focus to its heading; going back to the list takes it to the one looked at. */
function moveFocus(panel, view) {
  if (!shown) return;
  if (["tab", "rule", "child"].some((key) => view[key] !== shown[key]))
    document.getElementById("results").scrollIntoView({ block: "start" });
  const opened = view.rule ?? view.child;
  if (opened && (opened !== (shown.rule ?? shown.child) || view.tab !== shown.tab))
    panel.querySelector("[data-heading]")?.focus();
  else if (!opened && view.tab === shown.tab && (shown.rule || shown.child)) {
    const id = shown.rule ? `open-${shown.rule}` : `child-${shown.child}`;
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
