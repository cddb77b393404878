// The service worker: serves the release that the page kept (see engine/boot.js, which checks every byte against the
// manifest), so that the page starts without a network and never mixes two releases. It stores nothing itself,
// sends no message, and asks the host for nothing but a file of the release, never with a query that
// came from the page.

const RELEASE = "lac:release";
const ROOT = new URL("./", self.location);
const PATIENCE = 2000; // ms
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
  const kept = files && (await cache.match(key));
  if (kept && (!path.endsWith(".html") || (await isAsReleased(kept.clone(), files.get(path))))) return kept;
  try {
    return await fetch(onlyFile(request, address));
  } catch {
    return Response.error();
  }
}

const BLANK = "0".repeat(64);
const OUTSIDE_MANIFEST = ["manifest.json", "favicon.ico"];

let known = null;

/** The files of the release by path, as the kept manifest lists them; null where none is kept, or not this release's. */
async function released(cache) {
  known ??= await readReleased(cache);
  return known;
}

async function readReleased(cache) {
  const kept = await cache.match(new URL("manifest.json", ROOT).href);
  const text = await kept?.text();
  if (!text || (await sha256(text)) !== RELEASE) return null;
  const files = new Map(JSON.parse(text).files.map((file) => [file.path, file]));
  for (const path of OUTSIDE_MANIFEST) files.set(path, null);
  return files;
}

/**
 * Whether a document is the release's own. Any page of this host can write to what is kept. Scripts are checked by
 * their integrity and all else by boot.js, but nothing would check the documents themselves.
 */
async function isAsReleased(response, entry) {
  const text = await response.text();
  return (await sha256(entry.blanked ? text.replaceAll(RELEASE, BLANK) : text)) === entry.sha256;
}

async function sha256(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The request without any query but a version, so that an address can carry nothing to the host. */
function onlyFile(request, address) {
  const bare = new URL(address.pathname, ROOT);
  const version = /^\?v=([0-9a-f]{16})$/.exec(address.search);
  if (version) bare.search = version[0];
  return request.mode === "navigate"
    ? new Request(bare, { redirect: "manual" })
    : new Request(bare, { cache: request.cache });
}

/** A group may edit config.json at any time: the newest that can be had soon. */
async function configuration(key) {
  const cache = await caches.open(PREFIX + RELEASE);
  try {
    return await fetch(key, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return (await cache.match(key)) ?? Response.error();
  }
}
