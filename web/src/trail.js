// The browser's Back button inside the results. What was looked at is kept in this list, in memory; the browser's own
// history holds only a place in the list, so that no child's identifier gets into an address or a saved session.

import { app, set } from "./app.js";

const views = [];
let here = 0;

/** Begin, or begin again: what is in view now is where Back ends. */
export function startTrail() {
  here = 0;
  views.length = 0;
  views.push(app.state.view);
  history.replaceState(0, "");
}

/** Look at something else: a patch of `app.state.view`. */
export function go(patch) {
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
  set({ view: views[here] });
}

addEventListener("popstate", ({ state }) => {
  if (typeof state === "number" && views[state] && app.state.results) {
    here = state;
    set({ view: views[state] });
  }
});
