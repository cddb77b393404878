// What the page knows, in one place, and what can be done to it. Views read `app.state` and are told of changes.

import { noFilters, Results } from "./results.js";
import { describeTrouble, isPlainSentence } from "./trouble.js";
import { grouped, some, yearLabel } from "./words.js";

export const TABS = ["overview", "rules", "children", "tables", "checks", "reports", "reference"];

/** What a person is looking at in the results; kept over a new run. */
const firstView = () => ({ tab: "overview", rule: null, child: null, table: null, faultyOnly: true });

export const app = {
  engine: null,
  spec: null,
  glossary: null,
  config: { group: "", contact: "", authorities: [] },
  state: {
    phase: "starting", // starting | ready | running | done | failed
    progress: null, // {label, done, total} while something runs
    manifest: null,
    year: null,
    authority: "",
    chosen: { year: false, authority: false }, // set by the user, so not to be inferred again
    ruleset: null, // the year whose rules apply, where it is not the return's own
    codes: null, // Set of the rules to run; null for all
    results: null,
    before: null, // Map(code -> errors) of the run before
    stale: false, // files or options changed since the results were made
    filters: noFilters(),
    view: firstView(),
    problem: null, // {title, sentences} at the top of the page
    notice: "",
    trouble: null, // a fault of the tool itself: {sentence, kept, report}
    answers: null, // what came back in completed packs: Map(error -> {done, comment, file}) and more
  },
};

const listeners = new Set();

/** Have `listener(changed keys)` told of every change. */
export const onChange = (listener) => listeners.add(listener);

/** Change the state. */
export function set(patch) {
  Object.assign(app.state, patch);
  const changed = new Set(Object.keys(patch));
  if (changed.has("phase")) document.documentElement.dataset.state = app.state.phase;
  for (const listener of listeners) listener(changed);
}

let running = null;

/** Show that something goes on, which can be stopped from now on: what `run` does, or what has to be done before it. */
function begin(label) {
  running ??= new AbortController();
  set({ phase: "running", progress: { label, done: 0, total: 0 }, problem: null, trouble: null });
  return running;
}

/**
 * Run a long engine function with progress; the answer, or null where it was stopped or failed (which is then shown).
 * `handOver`: buffers in the arguments that the page does not need any more.
 */
export async function run(name, args, label, handOver = []) {
  const { signal } = begin(label);
  const start = performance.now();
  try {
    signal.throwIfAborted();
    const onProgress = ([done, total, what]) =>
      set({ progress: { label: describe(name, done, total, what), done, total } });
    return await app.engine.run(name, args, { onProgress, signal, handOver });
  } catch (error) {
    report(error, name);
    return null;
  } finally {
    running = null;
    performance.measure(name, { start }); // for make bench
    set({ progress: null });
  }
}

/** Stop what is running, at its next step. */
export const stop = () => running?.abort();

function describe(name, done, total, what) {
  return name === "validate" && total > 1 ? `Checking: ${grouped(done)} of ${some(total, "rule")}` : what;
}

/** A short engine call; a failure is shown, and the answer then is null. */
export async function call(name, ...args) {
  try {
    return await app.engine.call(name, ...args);
  } catch (error) {
    report(error, name);
    return null;
  }
}

const settled = () => (app.state.results ? "done" : "ready");

function report(error, name) {
  const checking = name === "validate";
  if (error.name === "AbortError") set({ phase: settled(), notice: "Stopped. Nothing was changed." });
  else if (isPlainSentence(error, name)) {
    const title = checking ? "This cannot be checked yet" : "This cannot be done yet";
    set({ phase: checking ? "failed" : settled(), problem: { title, sentences: [error.message] } });
  } else set({ phase: "failed", trouble: describeTrouble(error, name, app) });
}

// --- files -----------------------------------------------------------------------------------------------------------

/** Read files beside those already given. `gathering` resolves to `{files, unreadable}`: see gather.js. */
export async function addFiles(gathering) {
  begin("Opening the files");
  set({ notice: "" });
  const { files, unreadable } = await gathering;
  if (files.length) await readFiles(files);
  else {
    running = null;
    set({ phase: settled(), progress: null });
  }
  if (!unreadable.length) return;
  const advice = "Close it in other programs, or check that it is still there, and add it again.";
  const sentences = unreadable.map((name) => `${name} could not be opened. ${advice}`);
  set({ problem: { title: "Some files could not be opened", sentences } });
}

async function readFiles(files) {
  const before = new Set(app.state.manifest?.parts.map((part) => part.id));
  const buffers = files.map(({ data }) => data.buffer);
  const manifest = await run("add_files", [files], `Reading ${some(files.length, "file")}`, buffers);
  if (!manifest) return;
  takeManifest(manifest);
  await replaceOlder(before);
  set({ phase: "ready", notice: `${some(files.length, "file")} read.` });
}

/** Read a made-up return. */
export async function addSample(children) {
  set({ notice: "" });
  const manifest = await run("add_sample", [children, 2026], "Making up a return");
  if (!manifest) return;
  takeManifest(manifest);
  set({ phase: "ready", notice: "A made-up return is here to try the tool with. It describes no real child." });
}

/** A file given again under its old name, with the same table of the same year, replaces the one given `before`. */
async function replaceOlder(before) {
  const key = (part) => `${part.file} ${part.table} ${part.period}`;
  const { parts } = app.state.manifest;
  const added = new Set(parts.filter((part) => !before.has(part.id)).map(key));
  const older = parts.filter((part) => before.has(part.id) && part.table && added.has(key(part)));
  for (const part of older) await changeFiles("remove", part.id);
}

const CHANGED = {
  assign: "The file is now read as you said.",
  remove: "The file is left out.",
  reread_dates: "These dates are now read as the dates they plainly are.",
};

/** Change the files given: `assign`, `remove`, `reread_dates`. */
export async function changeFiles(name, ...args) {
  const manifest = await call(name, ...args);
  if (!manifest) return;
  takeManifest(manifest);
  set({ notice: CHANGED[name] });
}

function takeManifest(manifest) {
  const { chosen, results } = app.state;
  const year = chosen.year ? app.state.year : (manifest.year ?? app.state.year);
  const authority = chosen.authority ? app.state.authority : (manifest.authority ?? app.state.authority);
  set({ manifest, stale: Boolean(results), year, authority });
  // Its checks go by the year and the authority that the files point to.
  const asChosen = year === manifest.year && (authority || null) === manifest.authority;
  return asChosen ? null : refreshChecks();
}

/** Choose the year or the authority; the checks on the files are made anew. */
export function choose(patch) {
  const chosen = { ...app.state.chosen };
  for (const key of Object.keys(patch)) if (key in chosen) chosen[key] = true;
  set({ ...patch, chosen, stale: Boolean(app.state.results) });
  return refreshChecks();
}

async function refreshChecks() {
  const { manifest, year, authority } = app.state;
  if (!manifest?.parts.length || !year) return;
  const fresh = await call("manifest", year, authority || null);
  if (fresh) set({ manifest: fresh });
}

/** Forget everything, in the page and in the engine. */
export async function clearEverything() {
  await call("clear");
  set({
    phase: "ready",
    manifest: null,
    year: null,
    authority: "",
    chosen: { year: false, authority: false },
    ruleset: null,
    codes: null,
    results: null,
    before: null,
    stale: false,
    filters: noFilters(),
    view: firstView(),
    problem: null,
    trouble: null,
    answers: null,
    notice: "Everything is cleared: the files, the results and your choices.",
  });
}

// --- validating ------------------------------------------------------------------------------------------------------

/** Run the rules. The view and the filters stay as they were, where they still mean something. */
export async function validate() {
  const { manifest, year, authority, codes, ruleset } = app.state;
  const missing = [];
  if (!manifest?.parts.length) missing.push("Choose the files of the return first.");
  else if (!year) missing.push("Choose the collection year: the dates in the files do not say which it is.");
  if (missing.length) {
    set({ problem: { title: "There is something to do first", sentences: missing }, phase: settled() });
    return;
  }
  const summary = await run(
    "validate",
    [year, authority || null, codes && [...codes], ruleset],
    "Putting the tables together",
  );
  if (!summary) return;
  const start = performance.now();
  const old = app.state.results;
  const results = new Results(summary);
  await nextTask();
  const answers = app.state.answers && asAnswers(await call("answers"));
  set({
    results,
    answers,
    before: old && new Map(old.rules.map((rule) => [rule.code, rule.count])),
    stale: false,
    filters: keepFilters(results),
    view: keepView(results),
  });
  await nextTask();
  set({ phase: "done", notice: finished(results, old) });
  performance.measure("draw", { start });
}

/** Lets the browser see to the user between two pieces of work. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

function finished(results, old) {
  const found = `${yearLabel(results.year)}: ${some(results.length, "error")} found by ${some(results.counts.rulesRun, "rule")}.`;
  if (!old) return found;
  const change = results.length - old.length;
  return `${found} ${change ? `${grouped(Math.abs(change))} ${change < 0 ? "fewer" : "more"} than before.` : "As many as before."}`;
}

function keepFilters(results) {
  const { filters } = app.state;
  return Object.fromEntries(
    Object.entries(filters).map(([kind, values]) => [
      kind,
      new Set([...values].filter((value) => results.values[kind].includes(value))),
    ]),
  );
}

function keepView(results) {
  const { view } = app.state;
  return {
    ...view,
    rule: results.rulePlace(view.rule) < 0 ? null : view.rule,
    table: results.tablePlace(view.table) < 0 ? null : view.table,
  };
}

/** Read completed packs; what they answer is shown beside the errors. */
export async function addAnswers(files) {
  const found = await call("add_answers", files);
  if (found) set({ answers: asAnswers(found), notice: `${some(found.error.length, "answer")} read.` });
}

function asAnswers(found) {
  if (!found) return null;
  const byError = found.error.map((error, i) => [
    error,
    { done: found.done[i], comment: found.comment[i], file: found.file[i] },
  ]);
  return { byError: new Map(byError), noLongerFound: found.noLongerFound, sentences: found.sentences };
}

/** What a social worker answered about an error, in words; "" for nothing. */
export function answerTo(error) {
  const answer = app.state.answers?.byError.get(error);
  return answer ? [answer.done, answer.comment].filter(Boolean).join(". ") : "";
}

// --- looking ---------------------------------------------------------------------------------------------------------

/** Add a value to a kind of filter, or take it away. */
export function toggleFilter(kind, value) {
  const values = new Set(app.state.filters[kind]);
  if (!values.delete(value)) values.add(value);
  set({ filters: { ...app.state.filters, [kind]: values } });
}

/** Have one kind of filter hold just this value; "" for none. */
export function setFilter(kind, value) {
  set({ filters: { ...app.state.filters, [kind]: new Set(value === null ? [] : [value]) } });
}

export const clearFilters = () => set({ filters: noFilters() });
