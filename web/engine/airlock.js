// The airlock: starts the engine where it has no way out. A hidden frame of an origin of its own, whose policy allows
// no connection, makes the worker; the page hands it every byte that it runs, and keeps one message port to it.

const utf8 = new TextDecoder();

// Taken now: the seal takes it away, or a script that runs later may put its own in its place.
const { apply } = Reflect;
const { attachShadow } = Element.prototype;
const { stopImmediatePropagation } = Event.prototype;
const getter = (kind, name) => Object.getOwnPropertyDescriptor(kind.prototype, name).get;
const sourceOf = getter(MessageEvent, "source");
const windowOf = getter(HTMLIFrameElement, "contentWindow");

/** The seal lets nobody make a frame. Nobody else is to come by this one, which could be made to lead out. */
const frame = document.createElement("iframe");

// A window that opened this one may ask, but gets no answer: nobody is heard but the frame.
addEventListener(
  "message",
  (event) => {
    if (apply(sourceOf, event, []) !== apply(windowOf, frame, [])) apply(stopImmediatePropagation, event, []);
  },
  true,
);

let tellOpen;
/** Resolves when the frame stands where no script comes by it: others may run from then on. */
export const frameOpened = new Promise((resolve) => {
  tellOpen = resolve;
});

/** What the engine is made of, in the order it is needed in, by the name that worker.js knows it by. */
const PARTS = {
  "pyodide.asm.js": "engine/runtime/pyodide.asm.js",
  "pyodide.js": "engine/runtime/pyodide.js",
  "unpack.js": "engine/unpack.js",
  "python.wasm": "engine/runtime/python.bin",
  "stdlib.tar": "engine/runtime/stdlib.bin",
  "packages.tar": "engine/runtime/packages.bin",
  "pyodide-lock.json": "engine/runtime/pyodide-lock.json",
};

/** The bytes of a part, to give away. Unpacked here, since the worker has enough to do. */
async function partBytes(path, bytesOf) {
  const bytes = await bytesOf(path);
  if (!path.endsWith(".bin")) return bytes.slice(0);
  return new Response(new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** Handed over: a message that copies megabytes holds up the page many times longer than a copy in memory does. */
async function givePart(port, part, path, bytesOf) {
  const bytes = await partBytes(path, bytesOf);
  port.postMessage({ part, bytes }, [bytes]);
}

async function openFrame(bytesOf) {
  frame.setAttribute("sandbox", "allow-scripts");
  frame.hidden = true;
  frame.title = "Airlock";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  // From the bytes that were checked, not asked for again: a frame of another origin is out of the service worker's
  // reach, and would not be there without a network. The page's own policy holds in it too, beside its own.
  const address = URL.createObjectURL(new Blob([await bytesOf("engine/airlock.html")], { type: "text/html" }));
  frame.src = address;
  // In a closed shadow tree no script of the page comes by it.
  const host = document.createElement("div");
  host.hidden = true;
  apply(attachShadow, host, [{ mode: "closed" }]).append(frame);
  document.body.append(host);
  await loaded;
  URL.revokeObjectURL(address);
  tellOpen();
  return frame.contentWindow;
}

let isAskedFor = false;

/**
 * Start a worker in the airlock, once, and send every part of the engine there; `bytesOf(path)` gives the checked bytes
 * of a file. Resolves to `{port, broken}`: the port that the worker answers on, and a promise that resolves to the
 * browser's words should the worker break.
 */
export async function openAirlock(bytesOf) {
  if (isAskedFor) throw new Error("There is an airlock already.");
  isAskedFor = true;
  const [airlock, script] = await Promise.all([openFrame(bytesOf), bytesOf("engine/worker.js")]);
  const broken = new Promise((resolve) =>
    addEventListener("message", ({ source, data }) => source === airlock && resolve(String(data))),
  );
  const { port1: port, port2 } = new MessageChannel();
  // The frame's origin is opaque and so has no name to give here; its bytes were checked.
  airlock.postMessage(utf8.decode(script), "*", [port2]);
  await Promise.all(Object.entries(PARTS).map(([part, path]) => givePart(port, part, path, bytesOf)));
  return { port, broken };
}
