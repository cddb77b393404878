// Starting without a network, and moving to a new release when the user says so.

const container = navigator.serviceWorker;
const policy = globalThis.trustedTypes?.createPolicy("lac-validator", {
  createScriptURL: (address) => {
    if (address !== workerAddress) throw new TypeError("Only the service worker may be registered.");
    return address;
  },
});
// Not versioned as other files are: the browser compares what is at this one address to find a new release.
const workerAddress = new URL("../sw.js", import.meta.url).href;

const PATIENCE = 5000; // ms

// Taken now: a script that runs later may put its own in the place of what is built in, and be handed the registration.
const { apply } = Reflect;
const { addEventListener } = EventTarget.prototype;
const { postMessage } = globalThis.ServiceWorker?.prototype ?? {};
const [waitingOf, activeOf, installingOf] = ["waiting", "active", "installing"].map(
  (name) => Object.getOwnPropertyDescriptor(globalThis.ServiceWorkerRegistration?.prototype ?? {}, name)?.get,
);

let registration = null;
let keep = null;

async function findOrRegister() {
  // Registering again would wait until the browser has done looking for a new sw.js, which may take minutes.
  if (container.controller) return container.getRegistration();
  const address = policy ? policy.createScriptURL(workerAddress) : workerAddress;
  return container.register(address, { updateViaCache: "none" });
}

/**
 * Register the service worker. The last request but the browser's own look for a new sw.js. The start waits for it,
 * since the lock allows no registering, but not for ever: the page works without, if only with a network. Resolves to
 * whether it is there. `keepAll` is what keeps the release.
 */
export async function register(keepAll) {
  keep ??= keepAll;
  const registering = findOrRegister().then(
    (found) => {
      registration = found ?? null;
    },
    () => {}, // Private windows may refuse.
  );
  await Promise.race([registering, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  return registration !== null;
}

/** Said where the page is not kept. */
export const NOT_KEPT =
  "This page starts only with a network: its file sw.js did not come from the host, or your browser does not keep it.";

/** Keep the release in this browser. True when the next start needs no network. */
export async function keepRelease() {
  try {
    await keep();
    return registration !== null;
  } catch {
    return false; // No room, or not allowed.
  }
}

/** Call `listener` once when a newer release than this one waits to be used. */
export function onNewRelease(listener) {
  const look = () => {
    if (registration && apply(waitingOf, registration, []) && apply(activeOf, registration, [])) listener();
  };
  const listen = () => {
    const installing = apply(installingOf, registration, []);
    if (installing) apply(addEventListener, installing, ["statechange", look]);
  };
  if (registration) apply(addEventListener, registration, ["updatefound", listen]);
  look();
}

/** Start again with the new release. What the page holds is lost, so ask the user first. */
export function useNewRelease() {
  apply(addEventListener, container, ["controllerchange", () => location.reload(), { once: true }]);
  apply(postMessage, apply(waitingOf, registration, []), ["use this release"]);
}
