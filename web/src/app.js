// What the page knows, in one place, and what can be done to it. Views read `app.state` and are told of changes.

import { finished, forLater } from "./comparison.js";
import { reportFile } from "./report_file.js";
import { noFilters, Results } from "./results.js";
import { describeTrouble, isPlainSentence } from "./trouble.js";
import { grouped, listed, some } from "./words.js";

export const TABS = ["overview", "rules", "children", "tables", "checks", "reports", "reference"];

/** All that "Clear everything" forgets. */
const nothingGiven = () => ({
  progress: null, // {label, done, total} while something runs
  manifest: null,
  year: null,
  filesYear: null, // the year that the files themselves point to
  authority: "",
  chosen: { year: false, authority: false }, // set by the user, so not to be inferred again
  ruleset: null, // the year whose rules apply, where it is not the return's own
  codes: null, // Set of the rules to run; null for all
  results: null,
  before: null, // what is kept of the run before: see comparison.js
  stale: false, // files or options changed since the results were made
  filters: noFilters(),
  // What a person is looking at in the results; kept over a new run.
  view: { tab: "overview", rule: null, child: null, table: null, faultyOnly: true },
  // How lists are sorted and narrowed, and how packs are to be.
  choices: {
    rules: { sort: "errors", descending: true, text: "", show: "errors" },
    children: { sort: "errors", descending: true, text: "", seen: null, list: "", top: 0 },
    packs: { group_by: "worker", note: "" },
    filtered: true, // whether reports go by the filters, where there are any
  },
  problem: null, // {sentences, field} at the top of the page, and at the field: "files", "year", or null for none
  notice: "",
  trouble: null, // a fault of the tool itself: {sentence, kept, report}
  answers: null, // what came back in completed packs: Map(error -> {done, comment, file}) and more
  allocation: null, // the council's own list of who works with whom: {headings, mapping, told}
});

export const app = {
  engine: null,
  spec: null,
  glossary: null,
  config: { group: "", contact: "", authorities: [] },
  // phase: starting | ready | running | done | failed
  state: { phase: "starting", ...nothingGiven() },
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

// --- the engine's work -----------------------------------------------------------------------------------------------

/** How often everything was cleared. What was asked for before the last time is of no use any more. */
let cleared = 0;
/** How often the user said to stop: what waited for its turn then does not begin. */
let stopped = 0;
let turn = Promise.resolve();
let running = null;

/** Do long work when the work asked for before it is done. */
function inTurn(work) {
  const asked = [cleared, stopped];
  const isWanted = () => asked[0] === cleared && asked[1] === stopped;
  turn = turn.catch(() => {}).then(() => (isWanted() ? work() : undefined));
  return turn;
}

/** Show that something goes on, which can be stopped from now on: what `run` does, or what has to be done before it. */
function begin(label) {
  running ??= new AbortController();
  set({ phase: "running", progress: { label, done: 0, total: 0 }, problem: null, trouble: null });
  return running;
}

/**
 * Run a long engine function with progress; the answer, or null where it was stopped, failed (which is then shown) or
 * is not wanted any more. `handOver`: buffers in the arguments that the page does not need any more.
 */
async function run(name, args, label, handOver = []) {
  const { signal } = begin(label);
  const asked = cleared;
  const start = performance.now();
  try {
    signal.throwIfAborted();
    const onProgress = ([done, total, what]) => {
      if (asked === cleared) set({ progress: { label: describe(name, done, total, what), done, total } });
    };
    const answer = await app.engine.run(name, args, { onProgress, signal, handOver });
    return asked === cleared ? answer : null;
  } catch (error) {
    if (asked === cleared) report(error, name);
    return null;
  } finally {
    performance.measure(name, { start }); // for make bench
    if (asked === cleared) end();
  }
}

function end() {
  running = null;
  set({ progress: null });
}

/** Stop what is running, at its next step, and what waits for it. */
export function stop() {
  stopped++;
  running?.abort();
}

function describe(name, done, total, what) {
  return name === "validate" && total > 1 ? `Checking: ${grouped(done)} of ${some(total, "rule")}` : what;
}

/** A short engine call; a failure is shown, and the answer then is null. */
export async function call(name, ...args) {
  try {
    return await app.engine.call(name, ...args);
  } catch (error) {
    // Where there are other results by now, the view that asked is drawn anew.
    if (error.type !== "SupersededError") report(error, name);
    return null;
  }
}

/** Ask about the results in view: as `call`, of the functions that take the number of a check. */
export const look = (name, ...args) => call(name, app.state.results.check, ...args);

const settled = () => (app.state.results ? "done" : "ready");

function report(error, name) {
  const checking = name === "validate";
  if (error.name === "AbortError") set({ phase: settled(), notice: "Stopped. Nothing was changed." });
  else if (isPlainSentence(error, name)) {
    const problem = { sentences: [error.message], field: checking ? "files" : null };
    set({ phase: checking ? "failed" : settled(), problem });
  } else set({ phase: "failed", trouble: describeTrouble(error, name, app) });
}

// --- files -----------------------------------------------------------------------------------------------------------

/**
 * Read files beside those already given. `gathering` resolves to `{files, unreadable}`: see gather.js. What is asked
 * for meanwhile waits until they are read.
 */
export const addFiles = (gathering) =>
  inTurn(async () => {
    const asked = cleared;
    begin("Opening the files");
    set({ notice: "" });
    const { files, unreadable } = await gathering;
    if (asked !== cleared) return;
    if (files.length) await readFiles(files);
    else {
      end();
      set({ phase: settled() });
    }
    tellUnreadable(unreadable);
  });

function tellUnreadable(names) {
  if (!names.length) return;
  const advice = "Close it in other programs, or check that it is still there, and add it again.";
  const sentences = names.map((name) => `${name} could not be opened. ${advice}`);
  set({ problem: { sentences, field: "files" } });
}

/** The files that were gathered, where they are not of the return; those that could not be opened are named. */
async function opened(gathering) {
  const { files, unreadable } = await gathering;
  tellUnreadable(unreadable);
  return files;
}

async function readFiles(files) {
  const before = app.state.manifest?.parts ?? [];
  const buffers = files.map(({ data }) => data.buffer);
  const manifest = await run("add_files", [files], `Reading ${some(files.length, "file")}`, buffers);
  if (!manifest) return;
  // What is of no use for the return leaves the results as good as they were.
  takeManifest(manifest, { changed: usedParts(before) !== usedParts(manifest.parts) });
  const instead = await replaceOlder(before);
  const others = files.length - manifest.packs;
  const said = others ? [`${some(others, "file")} read${instead}.`] : [];
  if (manifest.packs) said.push(await answersFrom(manifest.packs));
  set({ phase: "ready", notice: said.join(" ") });
}

const usedParts = (parts) =>
  parts
    .filter((part) => part.used)
    .map((part) => part.id)
    .join();

/** Read a made-up return. */
export const addSample = (children) =>
  inTurn(async () => {
    set({ notice: "" });
    const manifest = await run("add_sample", [children, 2026], "Making up a return");
    if (!manifest) return;
    takeManifest(manifest);
    set({ phase: "ready", notice: "A made-up return is here to try the tool with. It describes no real child." });
  });

/**
 * What was given before is not used where there is the same table of the same year now; under its old name it goes from
 * the list too. The answer says so: ", in place of this year's Header (this_year/Header.csv, 1,918 rows)".
 */
async function replaceOlder(before) {
  const known = new Set(before.map((part) => part.id));
  const added = app.state.manifest.parts.filter((part) => part.used && !known.has(part.id));
  const replaced = before.filter((old) => old.used && added.some((part) => replaces(part, old)));
  for (const old of replaced) if (added.some((part) => part.file === old.file)) await changeFiles("remove", old.id);
  if (!replaced.length) return "";
  const named = replaced.slice(0, MOST_NAMED).map(inFull);
  const more = replaced.length - named.length;
  return `, in place of ${listed(more ? [...named, some(more, "other table")] : named)}`;
}

const MOST_NAMED = 4;

function inFull({ table, period, file, rows }) {
  const which = table === "Providers" ? "Ofsted's provider list" : `${period}'s ${table}`;
  return `${which} (${file}, ${some(rows, "row")})`;
}

/** Provider lists add up, but for one that is given again. */
const replaces = (part, old) =>
  part.table === old.table && part.period === old.period && (part.table !== "Providers" || part.file === old.file);

const CHANGED = {
  assign: "The file is now read as you said.",
  remove: "The file is left out.",
  reread: "These cells are now read as what they plainly mean.",
};

/** Change the files given: `assign`, `remove`, `reread`. */
export async function changeFiles(name, ...args) {
  const manifest = await call(name, ...args);
  if (!manifest) return;
  takeManifest(manifest);
  set({ notice: CHANGED[name], problem: null });
}

/** Counts the changes of what is checked, so that a check can tell at its end whether it is up to date. */
let changes = 0;

function outOfDate() {
  changes++;
  return { stale: Boolean(app.state.results) };
}

function takeManifest(manifest, { changed = true } = {}) {
  const { chosen, codes, ruleset } = app.state;
  const year = chosen.year ? app.state.year : (manifest.year ?? app.state.year);
  const authority = chosen.authority ? app.state.authority : (manifest.authority ?? app.state.authority);
  set({ manifest, year, filesYear: manifest.year, authority, ...(changed ? outOfDate() : {}) });
  // Its checks go by the year and the authority that the files point to, and by all rules.
  const asChosen =
    year === manifest.year && (authority || null) === manifest.authority && codes === null && ruleset === null;
  return asChosen ? null : refreshChecks();
}

/** Choose the year, the authority or the rules; the checks on the files are made anew. */
export function choose(patch) {
  const chosen = { ...app.state.chosen };
  for (const key of Object.keys(patch)) if (key in chosen) chosen[key] = true;
  set({ ...patch, chosen, problem: null, ...outOfDate() });
  return refreshChecks();
}

async function refreshChecks() {
  const { manifest, year, authority, codes, ruleset } = app.state;
  if (!manifest?.parts.length || !year) return;
  const fresh = await call("manifest", year, authority || null, codes && [...codes], ruleset);
  if (fresh) set({ manifest: fresh });
}

/** Forget everything, in the page and in the engine, and stop what is going on. */
export async function clearEverything() {
  cleared++;
  turn = Promise.resolve();
  stop();
  running = null;
  waiting = false;
  await call("clear");
  set({
    phase: "ready",
    ...nothingGiven(),
    notice: "Everything is cleared: the files, the results and your choices.",
  });
}

// --- validating ------------------------------------------------------------------------------------------------------

let waiting = false;

/** Run the rules, once the files are read. The view and the filters stay as they were, where they still mean something. */
export async function validate() {
  if (waiting) return;
  waiting = true;
  const asked = cleared;
  set({ phase: "running", problem: null });
  await inTurn(check);
  if (asked === cleared) waiting = false;
}

async function check() {
  const { manifest, year, authority, codes, ruleset } = app.state;
  const problem = !manifest?.parts.length
    ? { sentences: ["Choose the files of the return"], field: "files" }
    : !year && { sentences: ["Choose the collection year"], field: "year" };
  if (problem) {
    set({ problem, phase: settled() });
    return;
  }
  const asked = cleared;
  const upTo = changes;
  const summary = await run(
    "validate",
    [year, authority || null, codes && [...codes], ruleset],
    "Putting the tables together",
  );
  if (!summary) return;
  const start = performance.now();
  const old = app.state.results;
  const before = old && forLater(old);
  const results = new Results(summary);
  await nextTask();
  const answers = app.state.answers && asAnswers(await call("answers"));
  if (asked !== cleared) return;
  set({
    results,
    answers,
    before,
    stale: changes !== upTo,
    filters: keepFilters(results),
    view: stillThere(app.state.view, results),
  });
  await nextTask();
  if (asked !== cleared) return;
  set({ phase: "done", notice: finished(results, before) });
  performance.measure("draw", { start });
}

/** Lets the browser see to the user between two pieces of work. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

function keepFilters(results) {
  const { filters } = app.state;
  return Object.fromEntries(
    Object.entries(filters).map(([kind, values]) => [
      kind,
      new Set([...values].filter((value) => results.values[kind].includes(value))),
    ]),
  );
}

/** A view as far as there still is what it shows. */
export const stillThere = (view, results) => ({
  ...view,
  rule: results.rulePlace(view.rule) < 0 ? null : view.rule,
  table: results.tablePlace(view.table) < 0 ? null : view.table,
});

// --- taking away, and what comes back --------------------------------------------------------------------------------

/** Make a report; `{name, type, data}`, or null. `places`: of the errors that it is to hold, where not of all. */
export const makeReport = (kind, options, places = null) =>
  inTurn(async () => {
    const made = await run("report", [kind, options, places], "Making the report");
    return made && asFile(kind, made.data, places !== null);
  });

function asFile(kind, data, narrowed) {
  try {
    const file = reportFile(kind, app.state.results.year, data, narrowed);
    set({ phase: "done", notice: `${file.name} is saved.` });
    return file;
  } catch (error) {
    report(error, "report");
    return null;
  }
}

/** Read the council's own list of who works with which child. */
export async function readAllocation(gathering) {
  const [file] = await opened(gathering);
  const list = file && (await call("read_allocation_list", file));
  if (list) await mapAllocation(list.headings, list.guess);
}

/** Say which columns of the list hold what: `mapping` from CHILD, WORKER, TEAM and EMAIL to headings. */
export async function mapAllocation(headings, mapping) {
  let told = "Say which columns hold the child and the worker (or the team).";
  if (mapping.CHILD && (mapping.WORKER || mapping.TEAM)) {
    const named = Object.fromEntries(Object.entries(mapping).filter(([, heading]) => heading));
    const taken = await call("use_allocation_list", named);
    if (!taken) return;
    useWorkers(taken);
    const inReturn = taken.inReturn === null ? "" : `, ${grouped(taken.inReturn)} of them in the return`;
    const found = `${some(taken.listed, "child", "children")} in the list${inReturn}.`;
    told = [found, ...taken.sentences].join(" ");
  }
  set({ allocation: { headings, mapping, told } });
}

/** Use a file that was given with the return as the list that it is. */
export async function useAsAllocation(part) {
  const list = await call("read_given_list", part);
  if (!list) return;
  takeManifest(list.manifest, { changed: false });
  await mapAllocation(list.headings, list.guess);
  set({ notice: `Used as allocation list: ${app.state.allocation.told}` });
}

/** Go by the return's own social workers again. */
export async function dropAllocation() {
  const taken = await call("use_allocation_list", null);
  if (!taken) return;
  useWorkers(taken);
  set({ allocation: null, notice: "The social workers of the return are used." });
}

/** Names of workers and teams come and go with an allocation list; a filter by one that is gone goes too. */
function useWorkers(told) {
  if (!app.state.results) return;
  app.state.results.takeWorkers(told);
  app.state.filters = keepFilters(app.state.results);
}

/** Read completed packs beside those read before; what they answer is shown beside the errors. */
export async function addAnswers(gathering) {
  const files = await opened(gathering);
  const found = files.length && (await call("add_answers", files));
  if (found) set({ answers: asAnswers(found), notice: `${some(found.error.length, "answer")} read.` });
}

/** The answers in packs that came among other files, in words. */
async function answersFrom(packs) {
  const found = await call("answers");
  if (!found) return "";
  set({ answers: asAnswers(found) });
  const { results } = app.state;
  const read = `${some(packs, "file of packs", "files of packs")} read for answers:`;
  return results
    ? `${read} ${some(found.error.length, "answer")} about errors that are still there, ${grouped(found.noLongerFound)} about errors no longer found. See Reports.`
    : `${read} ${some(found.held, "answer")}, shown once the return is checked.`;
}

/** Forget the completed packs. */
export async function forgetAnswers() {
  if (await call("forget_answers")) set({ answers: null, notice: "The answers are forgotten." });
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

/** Have one kind of filter hold just this value; null for none. */
export function setFilter(kind, value) {
  set({ filters: { ...app.state.filters, [kind]: new Set(value === null ? [] : [value]) } });
}

export const clearFilters = () => set({ filters: noFilters() });
