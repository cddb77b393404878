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
  const kept = await (await caches.open(PREFIX + RELEASE)).match(key);
  if (kept) return kept;
  try {
    return await fetch(onlyFile(request, address));
  } catch {
    return (await olderRelease(key)) ?? Response.error();
  }
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
    return (await cache.match(key)) ?? (await olderRelease(key)) ?? Response.error();
  }
}

async function olderRelease(key) {
  for (const name of await caches.keys()) {
    const found = name.startsWith(PREFIX) && (await (await caches.open(name)).match(key));
    if (found) return found;
  }
  return undefined;
}
