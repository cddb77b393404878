// The saved runs that the engine holds.

import { app, set } from "../../shared/app.js";

/** Keep what the engine tells of runs just read: how many it holds, and what could not be read. */
export function keepRuns({ held, sentences }) {
  const before = app.state.check.runs?.sentences ?? [];
  set({ check: { runs: { held, sentences: [...before, ...sentences] } } });
}
