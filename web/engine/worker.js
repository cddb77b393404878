// The engine's side of the airlock. Runs Python on nothing but the bytes it is handed, and answers calls on one port.
//
// To the page:    {step}                         how far the start is, a sentence
//                 {ready: spec} | {failed: {type, message, detail}}   spec: what lac_validator.opening tells
//                 {id, event} | {id, result} | {id, error: {type, message, detail}} | {id, cancelled: true}
// From the page:  {part, bytes}                  each part of the engine
//                 {id, name, args} | {cancel: id}

"use strict"; // A classic script: a module worker does not start in an origin of its own.

const OWN_ADDRESS = "https://airlock.invalid/";
const HOME = "/lib/python3.12";

/** Globals that reach out of a worker. The policy refuses what they do; without them there is nothing to refuse. */
const REFUSED = [
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "EventSource",
  "WebTransport",
  "importScripts",
  "Worker",
  "SharedWorker",
  "BroadcastChannel",
  "Notification",
  "FontFace",
  "indexedDB",
  "caches",
  "cookieStore",
  "postMessage",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
];
const REFUSED_ON_NAVIGATOR = ["sendBeacon", "serviceWorker", "storage", "storageBuckets", "usb", "serial", "hid"];

function takeAway(object, name) {
  for (let owner = object; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    if (Object.getOwnPropertyDescriptor(owner, name)?.configurable) delete owner[name];
  }
  if (name in object) Object.defineProperty(object, name, { value: undefined });
}

const refuse = () => {
  throw new TypeError("The engine has no network.");
};

for (const name of REFUSED) takeAway(globalThis, name);
// Pyodide takes what has this to be a worker.
globalThis.importScripts = refuse;
for (const name of REFUSED_ON_NAVIGATOR) takeAway(navigator, name);
// Of the one policy that may be made here none is left to make.
globalThis.trustedTypes?.createPolicy("airlock", {});

/** One macrotask: messages that came in meanwhile are seen. */
const breathe = (() => {
  const { port1, port2 } = new MessageChannel();
  const waiting = [];
  port1.onmessage = () => waiting.shift()();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
})();

/** The parts as they come: `part(name)` resolves to an ArrayBuffer. */
const arrivals = new Map();
function arrival(name) {
  if (!arrivals.has(name)) {
    let resolve;
    const promise = new Promise((settle) => {
      resolve = settle;
    });
    arrivals.set(name, { promise, resolve });
  }
  return arrivals.get(name);
}
const part = (name) => arrival(name).promise;

async function importPart(name) {
  const address = URL.createObjectURL(new Blob([await part(name)], { type: "text/javascript" }));
  const module = await import(address);
  URL.revokeObjectURL(address);
  return module;
}

/** What Pyodide asks for by address, answered from the parts. */
async function answer(address) {
  const name = String(address.url ?? address).slice(OWN_ADDRESS.length);
  if (name === "pyodide-lock.json") return new Response(await part(name));
  // The interpreter comes compiled, and the library as files: see startPython.
  if (name === "pyodide.asm.wasm" || name === "python_stdlib.zip") return new Response(new Uint8Array());
  return refuse();
}

async function startPython(say) {
  say("Starting Python");
  // Compiled while Pyodide's scripts are still being read.
  const interpreter = part("python.wasm").then((bytes) => WebAssembly.compile(bytes));
  const [{ loadPyodide }, { unpack }] = await Promise.all([
    importPart("pyodide.js"),
    importPart("unpack.js"),
    importPart("pyodide.asm.js"),
  ]);
  globalThis.fetch = answer;
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await interpreter;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const pyodide = await loadPyodide({
    indexURL: OWN_ADDRESS,
    fsInit: async (FS, { sitePackages }) => {
      unpack(FS, HOME, new Uint8Array(await part("stdlib.tar")));
      unpack(FS, sitePackages, new Uint8Array(await part("packages.tar")));
    },
  });
  delete globalThis.fetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  arrivals.clear();
  say("Loading the arithmetic");
  await breathe();
  pyodide.runPython("import numpy");
  await breathe();
  return pyodide;
}

/** A Python value as a plain one: dictionaries as objects, bytes and numpy arrays as typed arrays. */
function plain(value) {
  if (!(value instanceof Object) || typeof value.toJs !== "function") return value;
  const made = value.toJs({ create_pyproxies: false, dict_converter: Object.fromEntries });
  value.destroy();
  return made;
}

/** The buffers in a plain value, to hand over rather than copy. */
function buffersIn(value, found = new Set()) {
  if (ArrayBuffer.isView(value)) found.add(value.buffer);
  else if (value && typeof value === "object") for (const each of Object.values(value)) buffersIn(each, found);
  return found;
}

const cancelled = new Set();

/** Milliseconds of work between two looks at what the page has to say: more often would slow the work down. */
const STRETCH = 40;

/** Whether long work has paused between two steps: the time to answer what only looks. */
let paused = false;

async function step(generator, id, tell) {
  let looked = 0;
  for (let next = generator.next(); ; next = generator.next()) {
    const event = plain(next.value);
    if (next.done) return { result: event };
    if (performance.now() - looked < STRETCH) continue;
    tell({ id, event });
    paused = true;
    await breathe();
    paused = false;
    looked = performance.now();
    if (cancelled.has(id)) {
      generator.return();
      return { cancelled: true };
    }
  }
}

function sayError(error) {
  const detail = String(error.message ?? error);
  const last = detail.trim().split("\n").at(-1);
  // Of a fault inside the interpreter, out of memory say, there is no coming back.
  const type = error.pyodide_fatal_error ? "Broken" : (error.type ?? error.name);
  return { type, message: last.replace(/^[\w.]+: /, ""), detail };
}

async function answerCall({ pyodide, engine }, { id, name, args }, port) {
  const tell = (message) => port.postMessage(message, [...buffersIn(message)]);
  const given = [];
  try {
    for (const arg of args) given.push(pyodide.toPy(arg));
    const answered = engine.call(name, ...given);
    const stepwise = answered instanceof pyodide.ffi.PyGenerator;
    tell({ id, ...(stepwise ? await step(answered, id, tell) : { result: plain(answered) }) });
    if (stepwise) answered.destroy();
  } catch (error) {
    tell({ id, error: sayError(error) });
  } finally {
    for (const each of given) each?.destroy?.();
    cancelled.delete(id);
  }
}

globalThis.addEventListener(
  "message",
  ({ ports: [port] }) => {
    let started; // {pyodide, engine, lookUps}, once there is something to call
    const start = startPython((step) => port.postMessage({ step })).then(async (pyodide) => {
      port.postMessage({ ready: plain(pyodide.pyimport("lac_validator.opening").describe_return()) });
      await breathe();
      const engine = pyodide.pyimport("lac_validator.page");
      started = { pyodide, engine, lookUps: new Set(plain(engine.LOOK_UPS)) };
    });
    let busy = start.catch((error) => port.postMessage({ failed: sayError(error) }));
    port.onmessage = ({ data }) => {
      if (data.part) arrival(data.part).resolve(data.bytes);
      else if (data.cancel !== undefined) cancelled.add(data.cancel);
      else if (paused && started.lookUps.has(data.name)) answerCall(started, data, port);
      else busy = busy.then(() => answerCall(started, data, port)).catch(() => {});
    };
  },
  { once: true },
);
