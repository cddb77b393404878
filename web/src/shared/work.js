// The engine's work: one long piece of it after another, with progress, to be stopped or forgotten; and short questions.
// An area's area.js makes of these the functions that the area calls.

import { app, forget, set, settled } from "./app.js";
import { describeTrouble, isPlainSentence } from "./trouble.js";
import { grouped, some } from "./words.js";

/** How often everything was cleared. What was asked for before the last time is of no use any more. */
let cleared = 0;
/** How often the user said to stop: what waited for its turn then does not begin. */
let stopped = 0;
let turn = Promise.resolve();
let running = null;
/** What nobody waits for goes on until everything is cleared. */
let behind = new AbortController();

/** A function that says whether everything has been cleared since now. */
export function untilCleared() {
  const asked = cleared;
  return () => asked !== cleared;
}

/** Do long work when the work asked for before it is done. */
export function inTurn(work) {
  const asked = [cleared, stopped];
  const isWanted = () => asked[0] === cleared && asked[1] === stopped;
  turn = turn.catch(() => {}).then(() => (isWanted() ? work() : undefined));
  return turn;
}

/** Show that something goes on, which can be stopped from now on: what `run` does, or what has to be done before it. */
export function begin(label) {
  running ??= new AbortController();
  set({ phase: "running", progress: { label, done: 0, total: 0 }, problem: null, trouble: null });
  return running;
}

export function end() {
  running = null;
  set({ progress: null });
}

/** Stop what is running, at its next step, and what waits for it. */
export function stop() {
  stopped++;
  running?.abort();
}

/** Stop what is going on, for good, and forget everything in the page. `tell()` has the engine forget it too. */
export async function forgetEverything(tell, patch) {
  cleared++;
  turn = Promise.resolve();
  stop();
  behind.abort();
  behind = new AbortController();
  running = null;
  await tell();
  forget(patch);
}

/**
 * Run a long engine function with progress; the answer, or null where it was stopped, failed (which is then shown) or
 * is not wanted any more. `handOver`: buffers in the arguments that the page does not need any more; `counts`: whether
 * its progress is counted in rules; the rest as for `report`.
 */
async function run(name, args, { label, handOver = [], counts = false, ...reporting }) {
  const { signal } = begin(label);
  const isCleared = untilCleared();
  const start = performance.now();
  try {
    signal.throwIfAborted();
    const onProgress = ([done, total, what]) => {
      const words = counts && total > 1 ? `Checking: ${grouped(done)} of ${some(total, "rule")}` : what;
      if (!isCleared()) set({ progress: { label: words, done, total } });
    };
    const answer = await app.engine.run(name, args, { onProgress, signal, handOver });
    return isCleared() ? null : answer;
  } catch (error) {
    if (!isCleared()) report(error, name, reporting);
    return null;
  } finally {
    performance.measure(name, { start }); // for make bench
    if (!isCleared()) end();
  }
}

/** A short engine call; a failure is shown, and the answer then is null. */
async function call(name, args, reporting) {
  try {
    return await app.engine.call(name, ...args);
  } catch (error) {
    // Where there are other results by now, the view that asked is drawn anew.
    if (error.type !== "SupersededError") report(error, name, reporting);
    return null;
  }
}

/**
 * Show why work failed. `explains`: whether the engine answers a choice which cannot be followed with a ValueError, in
 * words for the user; `ofFiles`: whether there is no result without it, so that it is the files that are to be mended.
 */
export function report(error, name, { explains = false, ofFiles = false } = {}) {
  if (error.name === "AbortError") set({ phase: settled(), notice: "Stopped. Nothing was changed." });
  else if (isPlainSentence(error, explains)) {
    const problem = { sentences: [error.message], field: ofFiles ? "files" : null };
    set({ phase: ofFiles ? "failed" : settled(), problem });
  } else set({ phase: "failed", trouble: describeTrouble(error, name, app) });
}

// --- the functions of the engine, as an area calls them --------------------------------------------------------------

/** A long function: called with its arguments as a list, what is said meanwhile, and buffers to hand over. */
export const long =
  (name, reporting = {}) =>
  (args, label, handOver) =>
    run(name, args, { label, handOver, ...reporting });

/** A short function: called with its arguments. */
export const short =
  (name, reporting = {}) =>
  (...args) =>
    call(name, args, reporting);

/** A short function about the results in view, that takes the number of their check first. */
export const ofResults =
  (name) =>
  (...args) =>
    call(name, [app.state.results.check, ...args]);

/**
 * A long function about the results of a check, that the page does not wait for: called with the number of the check, who
 * is told how far it is, as `(done, total)`, and its arguments. The answer is null where it failed, which is then shown,
 * or is not wanted any more.
 */
export const inBackground =
  (name, reporting = {}) =>
  async (check, onProgress, ...args) => {
    const isCleared = untilCleared();
    const start = performance.now();
    const watching = { signal: behind.signal, onProgress: ([done, total]) => onProgress(done, total) };
    try {
      const answer = await app.engine.run(name, [check, ...args], watching);
      return isCleared() ? null : answer;
    } catch (error) {
      if (error.type !== "SupersededError" && !isCleared()) report(error, name, reporting);
      return null;
    } finally {
      performance.measure(name, { start }); // for make bench
    }
  };
