// What the user interface calls: the engine, which is started in its airlock before the page locks.

import { openAirlock } from "./airlock.js";
import { readConfig } from "./config.js";
import { mustBeLocked } from "./lock.js";
import { NOT_KEPT, register } from "./offline.js";
import { progressIn } from "./progress.js";

/** An error that the engine reported. `message` is a sentence; `detail` is Python's own account, for a bug report. */
export class EngineError extends Error {
  constructor({ type, message, detail }) {
    super(message);
    Object.assign(this, { name: "EngineError", type, detail });
  }
}

/** The type of the error that ends the engine: nothing that it held is there any more. */
export const BROKEN = "Broken";

/** The running engine. Calls are worked on one at a time, in the order given; what only looks goes before long work. */
class Engine {
  #port;
  #calls = new Map();
  #last = 0;
  #start;
  #warming;
  #broken = null;

  /** Resolves to what lac_validator.opening tells once Python is up; rejects with the reason it is not. */
  ready = new Promise((resolve, reject) => {
    this.#start = { resolve, reject };
  });

  constructor({ port, broken }, onStep) {
    this.#port = port;
    broken.then((reason) => this.#fail({ type: BROKEN, message: `The engine stopped: ${reason}`, detail: "" }));
    port.onmessage = ({ data }) => {
      if (data.step) onStep(data.step);
      else if (data.ready) this.#start.resolve(data.ready);
      else if (data.failed) this.#fail(data.failed);
      else this.#settle(data);
    };
  }

  /** Call a function that lac_validator.page lists. Arguments and result are plain data; see worker.js. */
  call(name, ...args) {
    return this.run(name, args);
  }

  /** Have the engine exercise itself, until there is something to do. */
  warmUp() {
    this.#warming = new AbortController();
    this.#run("warm_up", [], { signal: this.#warming.signal }).catch(() => {}); // It was stopped; nobody waits.
  }

  /**
   * Call a function and watch it. `onProgress` gets each value that a generator function yields. Aborting `signal`
   * stops a generator function at its next yield; the promise then rejects with an AbortError. `handOver`: buffers in
   * the arguments that are given away rather than copied.
   */
  run(name, args = [], watching = {}) {
    this.#warming?.abort();
    return this.#run(name, args, watching);
  }

  #run(name, args, { onProgress = () => {}, signal, handOver = [] }) {
    const id = ++this.#last;
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => this.#port.postMessage({ cancel: id }), { once: true });
      this.#calls.set(id, { resolve, reject, onProgress });
      this.#port.postMessage({ id, name, args }, handOver);
    });
  }

  #settle({ id, event, result, error, cancelled }) {
    const call = this.#calls.get(id);
    if (event !== undefined) {
      call.onProgress(event);
      return;
    }
    this.#calls.delete(id);
    if (error?.type === BROKEN) this.#fail(error);
    if (cancelled) call.reject(new DOMException("Stopped.", "AbortError"));
    else if (error) call.reject(new EngineError(error));
    else call.resolve(result);
  }

  /** There is no engine any more: whoever waits for it, or calls it later, is told so. */
  #fail(error) {
    this.#broken = new EngineError(error);
    this.#start.reject(this.#broken);
    for (const { reject } of this.#calls.values()) reject(this.#broken);
    this.#calls.clear();
  }
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** Shows how far the start is, in the elements of the page that are there for it. */
function startProgress() {
  const [words, seconds, bar] = ["start-status", "start-seconds", "start-progress"].map((id) =>
    document.getElementById(id),
  );
  if (!bar) return { show() {}, end() {} };
  const progress = progressIn(words, seconds, bar);
  // Why the page has stopped is the last word, whatever else is still on its way.
  return { ...progress, show: (...how) => globalThis.lacValidatorGuard.hasStopped() || progress.show(...how) };
}

let prepared = null;

/**
 * Begin, once, what needs no user interface: the airlock and the engine in it. boot.js calls this early, with what it
 * has loaded.
 */
export function prepareEngine(release) {
  prepared ??= prepare(release);
  return prepared;
}

async function prepare({ bytesOf, everything, onLoading, keep, keepResponse }) {
  const progress = startProgress();
  try {
    onLoading((done, total) => progress.show(`Loading: ${megabytes(done)} of ${megabytes(total)} MB`, done, total));
    const registered = register(keep).then((isThere) => isThere || progress.show(NOT_KEPT));
    const config = readConfig(keepResponse);
    const engine = new Engine(await openAirlock(bytesOf), (label) => progress.show(label));
    engine.ready.finally(progress.end).catch(() => {}); // Whoever awaits `started` hears of it.
    // Before any call that anyone else can make, but nobody waits for it.
    const table = (await bytesOf("engine/postcodes.bin")).slice(0);
    engine.run("take_postcodes", [table], { handOver: [table] }).catch(() => {});
    engine.warmUp();
    await Promise.all([everything, registered, config]);
    return { engine, started: engine.ready, config: await config };
  } catch (error) {
    progress.end(); // The last word is why it stopped.
    throw error;
  }
}

/**
 * The engine, for a page that is locked. Resolves when files may be chosen, to `{engine, started, config}`. Calls to
 * `engine` wait until it is up; `started` resolves to what lac_validator.opening tells.
 */
export async function startEngine() {
  mustBeLocked();
  return prepareEngine();
}
