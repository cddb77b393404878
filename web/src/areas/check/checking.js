// Running the rules on the files given.

import { app, set, settled } from "../../shared/app.js";
import { Results } from "../../shared/results.js";
import { stillThere } from "../../shared/trail.js";
import { inTurn, untilCleared } from "../../shared/work.js";
import { asAnswers } from "./answers.js";
import { ASKS } from "./area.js";
import { finished, forLater } from "./comparison.js";
import { untilChanged } from "./files.js";
import { dueOf } from "./due.js";
import { keepFilters } from "./filters.js";

/** Says of the check that waits for its turn, or runs, whether everything was cleared since it was asked for. */
let waiting = null;

/** Run the rules, once the files are read. The view and the filters stay as they were, where they still mean something. */
export async function validate() {
  if (waiting && !waiting()) return;
  const isCleared = untilCleared();
  waiting = isCleared;
  set({ phase: "running", problem: null });
  await inTurn(run);
  if (!isCleared()) waiting = null;
}

function whatIsMissing({ manifest, year }) {
  if (!manifest?.parts.length) return { sentences: ["Choose the files of the return"], field: "files" };
  return year ? null : { sentences: ["Choose the collection year"], field: "year" };
}

async function run() {
  const { year, check } = app.state;
  const problem = whatIsMissing(app.state);
  if (problem) {
    set({ problem, phase: settled() });
    return;
  }
  const isCleared = untilCleared();
  const isChanged = untilChanged();
  const { authority, codes, ruleset, chosen, asAt } = check;
  const options = [year, authority || null, codes && [...codes], ruleset, chosen.asAt ? asAt : null];
  const summary = await ASKS.validate(options, "Putting the tables together");
  if (summary) await show(summary, isCleared, isChanged);
}

async function show(summary, isCleared, isChanged) {
  const start = performance.now();
  const old = app.state.results;
  const before = old && forLater(old);
  const results = new Results(summary);
  await nextTask();
  const answers = app.state.check.answers && asAnswers(await ASKS.answers());
  if (isCleared()) return;
  set({
    results,
    stale: isChanged(),
    view: stillThere(app.state.view, results),
    check: { answers, before, filters: { ...keepFilters(results), due: dueOf(results, app.state.check.filters) } },
  });
  await nextTask();
  if (isCleared()) return;
  set({ phase: "done", notice: finished(results, before) });
  performance.measure("draw", { start });
}

/** Lets the browser see to the user between two pieces of work. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));
