// The browser's Back button inside the page. What was looked at is kept in this list, in memory; the browser's own
// history holds only a place in the list, so that no child's identifier gets into an address or a saved session.

import { app, set } from "./app.js";
import { keepTrying } from "./dom.js";

/** By place: the view that was gone to, and where in it one was. The places are counted by the page's seal. */
const views = new Map();
const spots = new Map();
let here = null;

/** Begin, or begin again: what is in view now is where Back ends. */
export function startTrail() {
  views.clear(); // Places of an earlier trail mean nothing.
  spots.clear();
  history.replaceState(null, "");
  here = history.state;
  views.set(here, app.state.view);
}

/** A view as far as there still is what it shows. */
export const stillThere = (view, results) => ({
  ...view,
  rule: results.rulePlace(view.rule) < 0 ? null : view.rule,
  table: results.tablePlace(view.table) < 0 ? null : view.table,
  cause: results.values.cause.includes(view.cause) ? view.cause : null,
});

/** Look at something else: a patch of `app.state.view`. */
export function go(patch) {
  spots.set(here, spot());
  const view = { rule: null, child: null, cause: null, ...keep(), ...patch };
  history.pushState(null, "");
  here = history.state;
  views.set(here, view);
  spots.delete(here);
  set({ view });
}

/** Open a child, whatever area is in view. */
export const openChild = (child) => go({ area: "check", tab: "children", child });

/** Open a rule with its errors, whatever area is in view. */
export const openRule = (rule) => go({ area: "check", tab: "rules", rule });

/** Open the fixes proposed for a child. */
export const openFixes = (child) => go({ area: "fix", fixesOf: child });

/** Go to where returns are checked, as it was left. */
export const openCheck = () => go({ ...app.state.view, area: "check" });

/** What stays as it is in view where nothing else is said of it. */
function keep() {
  const { area, tab, table, faultyOnly } = app.state.view;
  return { area, tab, table, faultyOnly };
}

/** Change what is in view without a step for the Back button. */
export function adjust(patch) {
  const view = { ...app.state.view, ...patch };
  views.set(here, view);
  // Going along the children, the rules or the causes, Back leads to where the last of them stands in the list.
  if (patch.child || patch.rule || patch.cause) spots.delete(here - 1);
  set({ view });
}

addEventListener("popstate", ({ state }) => {
  const { results } = app.state;
  if (!views.has(state)) return;
  spots.set(here, spot());
  here = state;
  set({ view: results ? stillThere(views.get(here), results) : views.get(here) });
  if (spots.has(here)) returnTo(spots.get(here));
});

// --- where one was ---------------------------------------------------------------------------------------------------

const lists = () => [...document.querySelectorAll("main .grid-scroller")];

const spot = () => ({
  top: scrollY,
  tops: lists().map((list) => list.scrollTop),
  focus: document.activeElement?.id,
});

/** Scroll to where one was. What is shown there may have to be fetched first. */
function returnTo({ top, tops, focus }) {
  keepTrying(() => {
    lists().forEach((list, place) => (list.scrollTop = tops[place] ?? 0));
    scrollTo({ top, behavior: "instant" });
    const focused = focus ? document.getElementById(focus) : null;
    focused?.focus({ preventScroll: true });
    return Math.abs(scrollY - top) < 2 && (!focus || focused);
  });
}
