// The browser's Back button inside the results. What was looked at is kept in this list, in memory; the browser's own
// history holds only a place in the list, so that no child's identifier gets into an address or a saved session.

import { app, set, stillThere } from "./app.js";
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

/** Look at something else: a patch of `app.state.view`. */
export function go(patch) {
  spots.set(here, spot());
  const view = { rule: null, child: null, ...keep(), ...patch };
  history.pushState(null, "");
  here = history.state;
  views.set(here, view);
  spots.delete(here);
  set({ view });
}

const keep = () => ({ tab: app.state.view.tab, table: app.state.view.table, faultyOnly: app.state.view.faultyOnly });

/** Change what is in view without a step for the Back button. */
export function adjust(patch) {
  const view = { ...app.state.view, ...patch };
  views.set(here, view);
  // Going along the children or the rules, Back leads to where the last of them stands in the list.
  if (patch.child || patch.rule) spots.delete(here - 1);
  set({ view });
}

addEventListener("popstate", ({ state }) => {
  const { results } = app.state;
  if (!results || !views.has(state)) return;
  spots.set(here, spot());
  here = state;
  set({ view: stillThere(views.get(here), results) });
  if (spots.has(here)) returnTo(spots.get(here));
});

// --- where one was ---------------------------------------------------------------------------------------------------

const lists = () => [...document.querySelectorAll("#results .grid-scroller")];

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
