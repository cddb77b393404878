// The first module. Loads every file of the release, checks each against the manifest, and only then lets the page's
// own modules run. It imports nothing, so that its integrity attribute in index.html vouches for all of it; what starts
// the engine is asked for when it runs, and is handed what it needs of this module.

const guard = globalThis.lacValidatorGuard;
guard.begun();
if (guard.isRefused) throw new Error("Not here"); // guard.js says why to the user.
const root = new URL("../", import.meta.url);

const told = (name) => document.querySelector(`meta[name=${name}]`).content;

/** SHA-256 of manifest.json, as 64 hexadecimal digits: the name of this release. */
const release = told("release");

/** The module that puts the user interface behind the lock. Nothing in engine/ knows what it is. */
const userInterface = told("user-interface");

// Names of caches that belong to this copy begin so; another copy on the same host has another path.
const cachePrefix = `lac-validator ${root.pathname} `;

const BLANK = "0".repeat(64);

/** A sentence for the user that says which file stopped the start. */
class CannotStart extends Error {}

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

/** index.html and sw.js hold the release's name, so the manifest gives their SHA-256 with that name blanked. */
async function hashOf(entry, bytes) {
  if (!entry.blanked) return sha256(bytes);
  const text = new TextDecoder().decode(bytes).replaceAll(release, BLANK);
  return sha256(new TextEncoder().encode(text));
}

// The hash in an address makes every cache on the way tell one release's file from another's.
const versioned = (path, hash) => new URL(`${path}?v=${hash.slice(0, 16)}`, root);

// The seal takes the global away from everyone else.
const stores = globalThis.caches;

// Taken now: a script that runs later may put its own in the place of what is built in, and be handed the store by it.
const { apply } = Reflect;
const { match, put, delete: forget } = Cache.prototype;
const { delete: remove } = CacheStorage.prototype;

/** Where this release is kept in this browser. Not the value of a promise: others could come by that. */
let store;
const opening = stores.open(cachePrefix + release).then((opened) => {
  store = opened;
});

/** Keep a response beside the release. Handed on to those who may, not exported: see seal.js. */
async function keepResponse(key, response) {
  await opening;
  return apply(put, store, [key, response]);
}

const keyOf = (path) => new URL(path, root).href;
const addresses = (requests) => new Set(requests.map(({ url }) => url));
// Nothing is kept before the first visit has ended; then the service worker is there, and what it keeps is looked up,
// for which a first visit need not wait.
const keptAlready = navigator.serviceWorker?.controller
  ? opening.then(() => store.keys()).then(addresses)
  : Promise.resolve(new Set());

/** Files that have been asked for and are not whole yet, in that order. */
const awaited = new Set();
let silence;

/** To be called whenever something comes: when nothing more does, the file that is waited for is said. */
function hear() {
  clearTimeout(silence);
  const [first] = awaited;
  if (first) silence = setTimeout(guard.waitFor, guard.PATIENCE, first);
}

async function fromNetwork(path, hash, cache, onBytes) {
  const parts = [];
  awaited.add(path);
  hear();
  try {
    const response = await fetch(versioned(path, hash), { cache });
    if (!response.ok) throw new CannotStart(guard.changed(path));
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      hear();
      parts.push(next.value);
      onBytes(next.value.length);
    }
  } catch {
    throw new CannotStart(guard.changed(path));
  } finally {
    awaited.delete(path);
    hear();
  }
  return new Blob(parts).arrayBuffer();
}

async function load(path, entry, onBytes) {
  const key = keyOf(path);
  const kept = (await keptAlready).has(key) && (await apply(match, store, [key]));
  if (kept) {
    const bytes = await kept.arrayBuffer().catch(() => new ArrayBuffer(0)); // The browser itself has lost it.
    if ((await hashOf(entry, bytes)) === entry.sha256) {
      onBytes(bytes.byteLength);
      return { bytes, kept: true };
    }
    await apply(forget, store, [key]);
  }
  // What any cache on the way has may be as damaged: the second time all are passed by.
  for (const cache of kept ? ["reload"] : ["default", "reload"]) {
    const bytes = await fromNetwork(path, entry.sha256, cache, onBytes);
    if ((await hashOf(entry, bytes)) === entry.sha256) return { bytes, kept: false };
  }
  throw new CannotStart(guard.changed(path));
}

async function readManifest() {
  const { bytes } = await load("manifest.json", { sha256: release }, () => {});
  return { ...JSON.parse(new TextDecoder().decode(bytes)), bytes };
}

const manifest = await readManifest().catch((error) => {
  guard.stop(error.message);
  throw error;
});

/** The version of the product that this release was built from. */
export const version = manifest.version;

/** What the page loads: all of the release but what is only there to be read. */
const files = manifest.files.filter((entry) => entry.at_start);

/** Addresses that the page may link to: the documents of the release. */
const documents = manifest.files
  .filter(({ path }) => path.endsWith(".html"))
  .flatMap(({ path }) => [path, path.replace(/index\.html$/, "")])
  .map((path) => new URL(path, root).href);

const total = files.reduce((sum, { size }) => sum + size, 0);
let received = 0;

let tellLoaded = () => {};

const count = (bytes) => {
  received = Math.min(total, received + bytes);
  tellLoaded(received, total);
};

const STARTS_ENGINE = /^engine\/[^/]+\.(js|html)$/;
const NEEDED_FIRST = /^engine\/(runtime\/|[^/]+\.(js|html)$)/;

function loadAll(entries) {
  for (const entry of entries) loading.set(entry.path, load(entry.path, entry, count));
}

const loading = new Map();
const isFirst = ({ path }) => NEEDED_FIRST.test(path);
// What starts the engine and what it runs is asked for ahead of the rest, the smallest first.
loadAll(files.filter(isFirst).sort((a, b) => a.size - b.size));

const here = (pattern) => Promise.all(files.filter(({ path }) => pattern.test(path)).map(({ path }) => bytesOf(path)));

const engineScripts = here(STARTS_ENGINE);
const allAskedFor = engineScripts.then(() =>
  loadAll(files.filter((entry) => !isFirst(entry)).sort((a, b) => a.size - b.size)),
);

/** The bytes of a file of the release, once they are here and checked. Rejects with CannotStart where they differ. */
async function bytesOf(path) {
  if (!loading.has(path)) await allAskedFor;
  return (await loading.get(path)).bytes;
}

/** Resolves when every file of the release is here and checked. */
const everything = allAskedFor.then(() => Promise.all(loading.values()));

/** What is yet to be kept, as [address, Response], and the names of the releases before. */
const unkept = [];
let outdated = [];

/** Have all that is to be kept at hand. Its bytes were checked, and no script outside engine/ has run yet. */
async function prepareKeeping() {
  for (const [path, file] of loading) {
    const { bytes, kept } = await file;
    if (!kept) unkept.push([keyOf(path), new Response(bytes)]);
  }
  unkept.push([keyOf("manifest.json"), new Response(manifest.bytes)]);
  loading.clear();
  const names = await stores.keys();
  outdated = names.filter((name) => name.startsWith(cachePrefix) && name !== cachePrefix + release);
}

async function keepAll() {
  // By their numbers: going through a list otherwise would ask for its iterator, which could be another's.
  for (let i = 0; i < unkept.length; i += 1) await apply(put, store, [unkept[i][0], unkept[i][1]]);
  for (let i = 0; i < outdated.length; i += 1) await apply(remove, stores, [outdated[i]]);
}

let keeping = null;

/**
 * Keep the whole release for starts without a network, and drop the releases before it. Sends no request, and is done
 * once, whoever asks.
 */
function keep() {
  keeping ??= keepAll();
  return keeping;
}

/** What the scripts that start the engine need, of which the user interface's come by nothing. */
const loadedRelease = {
  bytesOf,
  everything,
  keepResponse,
  keep,
  /** Have `listener(received, total)` told, in bytes, how far the loading is. */
  onLoading: (listener) => {
    tellLoaded = listener;
  },
};

/** The scripts that start the engine, each checked by its integrity in the import map: no need to wait for the rest. */
async function starters() {
  try {
    return await Promise.all([import("./seal.js"), import("./airlock.js"), import("./lock.js"), import("./start.js")]);
  } catch (error) {
    await engineScripts; // Says which file is not the one of the manifest.
    throw error;
  }
}

/** Everything is loaded, registered and read, and the network closed, before a script outside engine/ is even loaded. */
async function closePage() {
  const [{ seal }, { frameOpened }, { adoptHead, closeNetwork }, { prepareEngine }] = await starters();
  await Promise.all([prepareEngine(loadedRelease), adoptHead(), frameOpened]);
  await prepareKeeping().catch(() => {}); // No room, or not allowed: the page works without.
  seal(documents);
  await closeNetwork();
}

async function startPage() {
  try {
    await closePage();
  } catch (error) {
    guard.stop(error.message);
    throw error;
  }
  if (guard.hasStopped()) return;
  try {
    await import(new URL(userInterface, root).href);
  } catch (error) {
    guard.stop(guard.changed(userInterface));
    throw error;
  }
}

everything.catch(() => {}); // Whoever awaits it hears of it.
startPage();
