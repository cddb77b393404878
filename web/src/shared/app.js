// What the page knows, in one place. Views read `app.state` and are told of changes. What several areas go by stands in
// it directly; what only one goes by stands under that area's name: `app.state.check.filters`.

/** All that several areas go by, and that "Clear everything" forgets. */
const nothingGiven = () => ({
  progress: null, // {label, done, total} while something runs
  manifest: null, // the files given
  year: null,
  results: null,
  stale: false, // files or options changed since the results were made
  // What a person is looking at; kept over a new run.
  view: { area: "check", tab: "overview", rule: null, child: null, cause: null, table: null, faultyOnly: true },
  problem: null, // {sentences, field} at the top of the page, and at the field: "files", "year", or null for none
  notice: "",
  trouble: null, // a fault of the tool itself: {sentence, kept, report}
});

export const app = {
  engine: null,
  spec: null,
  glossary: null,
  config: { group: "", contact: "", authorities: [] },
  // phase: starting | ready | running | done | failed
  state: { phase: "starting", ...nothingGiven() },
};

/** By area, what makes its part of the state as it is when nothing is given. */
const parts = {};

/** Give an area a part of the state. `nothing()` makes it as it is at the start, and when everything is cleared. */
export function keepPart(area, nothing) {
  parts[area] = nothing;
  app.state[area] = nothing();
}

const listeners = new Set();

/** Have `listener(changed keys)` told of every change; the keys of an area's part are "check.filters" and the like. */
export const onChange = (listener) => listeners.add(listener);

/** Change the state: `set({ notice: "", check: { filters } })` leaves the rest of it, and of the area's part, as it is. */
export function set(patch) {
  const changed = new Set();
  for (const [key, value] of Object.entries(patch)) {
    if (key in parts) {
      Object.assign(app.state[key], value);
      for (const own of Object.keys(value)) changed.add(`${key}.${own}`);
    } else {
      app.state[key] = value;
      changed.add(key);
    }
  }
  if (changed.has("phase")) document.documentElement.dataset.state = app.state.phase;
  for (const listener of listeners) listener(changed);
}

/** Forget all that was given and chosen; `patch` is changed with it. */
export function forget(patch) {
  const empty = Object.fromEntries(Object.entries(parts).map(([area, nothing]) => [area, nothing()]));
  set({ ...nothingGiven(), ...empty, ...patch });
}

/** The phase of a page in which nothing runs. */
export const settled = () => (app.state.results ? "done" : "ready");
