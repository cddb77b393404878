// The browser's Back button inside the results. What was looked at is kept in this list, in memory; the browser's own
// history holds only a place in the list, so that no child's identifier gets into an address or a saved session.

import { app, set, stillThere } from "./app.js";
import { keepTrying } from "./dom.js";

/** Views in the order in which they were gone to, and where in each one was. */
const views = [];
const spots = [];
let here = 0;

/** Begin, or begin again: what is in view now is where Back ends. */
export function startTrail() {
  here = views.length;
  views.fill(null); // Places of an earlier trail mean nothing.
  spots.fill(null);
  views[here] = app.state.view;
  history.replaceState(here, "");
}

/** Look at something else: a patch of `app.state.view`. */
export function go(patch) {
  spots[here] = spot();
  views.length = ++here;
  const view = { rule: null, child: null, ...keep(), ...patch };
  views.push(view);
  history.pushState(here, "");
  set({ view });
}

const keep = () => ({ tab: app.state.view.tab, table: app.state.view.table, faultyOnly: app.state.view.faultyOnly });

/** Change what is in view without a step for the Back button. */
export function adjust(patch) {
  views[here] = { ...app.state.view, ...patch };
  // Going along the children or the rules, Back leads to where the last of them stands in the list.
  if (patch.child || patch.rule) spots[here - 1] = undefined;
  set({ view: views[here] });
}

addEventListener("popstate", ({ state }) => {
  const { results } = app.state;
  if (!results || !views[state]) return;
  spots[here] = spot();
  here = state;
  set({ view: stillThere(views[here], results) });
  if (spots[here]) returnTo(spots[here]);
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
