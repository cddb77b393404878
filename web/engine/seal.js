// Takes away from the page's scripts the ways out that a content security policy does not govern, before any of them
// has run. What a policy does govern is left to it: see lock.js.

/** Elements that open a connection, or a window of their own with everything that was taken away here. */
const REFUSED_ELEMENTS = new Set(["iframe", "frame", "frameset", "object", "embed", "portal", "fencedframe", "link", "base", "meta"]);

/** Constructors that talk to another machine, tab or visit, or hold data for one. */
const REFUSED_GLOBALS = [
  "RTCPeerConnection",
  "webkitRTCPeerConnection",
  "mozRTCPeerConnection",
  "RTCDataChannel",
  "RTCIceTransport",
  "RTCCertificate",
  "WebTransport",
  "WebSocketStream",
  "SharedWorker",
  "BroadcastChannel",
  "PresentationRequest",
  "PaymentRequest",
  "Notification",
  "IdentityCredential",
  "open",
  "indexedDB",
  "cookieStore",
  "sharedStorage",
];

const REFUSED_ON_NAVIGATOR = ["sendBeacon", "share", "credentials", "registerProtocolHandler", "bluetooth", "usb", "serial", "hid"];

const refuse = () => {
  throw new DOMException("This page does not allow that.", "SecurityError");
};

const createElement = Document.prototype.createElement;

/** Make an element whatever its name: for the airlock and the lock, which need a frame and a meta. */
export const makeElement = (name) => createElement.call(document, name);

function fix(owner, name, value) {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** Take a property away from an object and from what it inherits it from. */
export function takeAway(object, name) {
  for (let owner = object; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    if (Object.getOwnPropertyDescriptor(owner, name)?.configurable) delete owner[name];
  }
  if (name in object) fix(object, name, undefined);
}

function refuseElements() {
  const named = (original) =>
    function (...names) {
      const name = String(names.at(original.name === "createElementNS" ? 1 : 0));
      if (REFUSED_ELEMENTS.has(name.toLowerCase().split(":").at(-1))) refuse();
      return original.apply(this, [...names.slice(0, original.name === "createElementNS" ? 1 : 0), name, ...names.slice(original.name === "createElementNS" ? 2 : 1)]);
    };
  fix(Document.prototype, "createElement", named(createElement));
  fix(Document.prototype, "createElementNS", named(Document.prototype.createElementNS));
}

function refuseStorage() {
  const none = { get: () => "", set: refuse, configurable: false };
  Object.defineProperty(Document.prototype, "cookie", none);
}

/** Let nothing but a document of this release, a blob to save or a place in this page be gone to. */
function refuseNavigation() {
  globalThis.navigation?.addEventListener("navigate", (event) => {
    if (event.cancelable && !isAllowed(event.destination.url)) event.preventDefault();
  });
  addEventListener(
    "click",
    (event) => {
      const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement || node instanceof SVGAElement);
      const address = link && new URL(link.href.baseVal ?? link.href ?? "", document.baseURI).href;
      if (link?.hasAttribute("ping") || (address && !isAllowed(address))) event.preventDefault();
    },
    true,
  );
}

let allowed = new Set();

function isAllowed(address) {
  const { protocol, origin, pathname, search } = new URL(address);
  if (protocol === "blob:") return true;
  if (origin !== location.origin || search) return false;
  return pathname === location.pathname || allowed.has(pathname);
}

/** Allow links to these pages of the release, given as absolute paths. */
export function allowLinks(paths) {
  allowed = new Set(paths);
}

/** Seal the page. Called once, before any script that is not of engine/ runs. */
export function seal() {
  refuseElements();
  refuseStorage();
  refuseNavigation();
  for (const name of REFUSED_GLOBALS) takeAway(globalThis, name);
  for (const name of REFUSED_ON_NAVIGATOR) takeAway(navigator, name);
}
