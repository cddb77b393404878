// The service worker: serves the release that the page kept (see engine/boot.js, which checks every byte against the
// manifest), so that the page starts without a network and never mixes two releases. It stores nothing itself,
// sends no message, and asks the host for nothing but a file of the release, never with a query that
// came from the page.

const RELEASE = "lac:release";
const ROOT = new URL("./", self.location);
const CONFIGURATION_PATIENCE = 2000; // ms
const DOCUMENT_PATIENCE = 6000; // ms
const PREFIX = `lac-validator ${ROOT.pathname} `;

self.addEventListener("message", ({ data }) => {
  if (data === "use this release") self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin === ROOT.origin && address.pathname.startsWith(ROOT.pathname)) {
    event.respondWith(answer(event.request, address));
  }
});

async function answer(request, address) {
  const place = address.pathname.slice(ROOT.pathname.length);
  const path = place === "" || place.endsWith("/") ? `${place}index.html` : place;
  const key = new URL(path, ROOT).href;
  if (path === "config.json") return configuration(key);
  const cache = await caches.open(PREFIX + RELEASE);
  const files = await released(cache);
  if (files && !files.has(path)) return new Response("", { status: 404 });
  // The page asks by "reload" for what it has found to be damaged.
  const isPassedBy = request.mode !== "navigate" && request.cache === "reload";
  const found = isPassedBy ? { isDamaged: true } : await kept(cache, key, path, files);
  if (found.response) return found.response;
  if (request.mode === "navigate") return documentFromHost(address, path);
  const mode = found.isDamaged ? "reload" : request.cache;
  return fetch(new Request(bare(address), { cache: mode })).catch(() => Response.error());
}

const BLANK = "0".repeat(64);

let known = null;

/** The files of the release by path, as the kept manifest lists them; null where none is kept, or not this release's. */
async function released(cache) {
  known ??= await readReleased(cache);
  return known;
}

async function readReleased(cache) {
  const response = await cache.match(new URL("manifest.json", ROOT).href);
  const bytes = response && (await bytesOf(response));
  if (!bytes || (await sha256(bytes)) !== RELEASE) return null;
  const files = new Map(JSON.parse(new TextDecoder().decode(bytes)).files.map((file) => [file.path, file]));
  return files.set("manifest.json", { sha256: RELEASE }).set("favicon.ico", { sha256: "" });
}

const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
};
const typed = (path) => ({ "Content-Type": TYPES[path.split(".").pop()] ?? "application/octet-stream" });

/**
 * A file as it is kept, if it is still the release's own: any page of this host can write to what is kept, and a disk
 * can fail. Only its bytes count, for headers could be anybody's. What is damaged is thrown away.
 */
async function kept(cache, key, path, files) {
  const response = files && (await cache.match(key));
  if (!response) return { isDamaged: false };
  const bytes = await bytesOf(response);
  if (await isAsReleased(bytes, files.get(path))) return { response: new Response(bytes, { headers: typed(path) }) };
  await cache.delete(key);
  return { isDamaged: true };
}

const bytesOf = (response) => response.arrayBuffer().catch(() => new ArrayBuffer(0)); // The browser itself has lost it.

async function isAsReleased(bytes, entry) {
  if (!entry.blanked) return (await sha256(bytes)) === entry.sha256;
  const text = new TextDecoder().decode(bytes).replaceAll(RELEASE, BLANK);
  return (await sha256(new TextEncoder().encode(text))) === entry.sha256;
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An address without any query but a version, so that it can carry nothing to the host. */
function bare(address) {
  const version = /^\?v=[0-9a-f]{16}$/.exec(address.search);
  return new URL(address.pathname + (version ? version[0] : ""), ROOT);
}

/**
 * A document that is not kept. Past every cache: a document has no version in its address, so a browser would take an
 * older release's from its own cache, and a host that goes by time may say that it has not changed.
 */
async function documentFromHost(address, path) {
  try {
    const signal = AbortSignal.timeout(DOCUMENT_PATIENCE);
    const response = await fetch(new Request(bare(address), { redirect: "manual", cache: "reload", signal }));
    if (!response.ok || !path.endsWith(".html")) return response;
    const text = await response.clone().text();
    return text.trimEnd().endsWith("</html>") ? response : inWords(path);
  } catch {
    return inWords(path);
  }
}

/** What is shown where a document would be, had it come. */
const inWords = (path) =>
  new Response(
    '<!doctype html><html lang="en-GB"><title>LAC Validator</title><body style="font: 1.2em sans-serif; margin: 2em">' +
      `<h1>LAC Validator</h1><p id="start-status">The file ${path.replace(/[^\w./-]/g, "")} could not be loaded from ` +
      "the host, or is not whole. See whether you have a network, and open the page again. If that does not help, clear " +
      "this site's data in your browser's settings, and tell whoever hosts this copy.</p></body></html>",
    { status: 503, headers: typed("index.html") },
  );

/** A group may edit config.json at any time: the newest that can be had soon. */
async function configuration(key) {
  const cache = await caches.open(PREFIX + RELEASE);
  try {
    return await fetch(key, { cache: "no-cache", signal: AbortSignal.timeout(CONFIGURATION_PATIENCE) });
  } catch {
    return (await cache.match(key)) ?? Response.error();
  }
}
