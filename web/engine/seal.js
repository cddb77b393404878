// Takes away from the page's scripts the ways out that a content security policy does not govern, before any script
// outside engine/ has run. What a policy does govern is left to it: see lock.js.

/** Elements that open a connection, or a window of their own that would have again what is taken away here. */
const REFUSED_ELEMENTS = /^(?:.*:)?(?:iframe|frame|frameset|object|embed|portal|fencedframe|link|base|meta)$/i;

/** What talks to another machine, another tab or a later visit. */
const REFUSED_GLOBALS = [
  "RTCPeerConnection",
  "webkitRTCPeerConnection",
  "mozRTCPeerConnection",
  "WebTransport",
  "WebSocketStream",
  "SharedWorker",
  "BroadcastChannel",
  "PresentationRequest",
  "PaymentRequest",
  "Notification",
  "XSLTProcessor",
  "fetchLater",
  "open",
];
const REFUSED_ON_NAVIGATOR = [
  "sendBeacon",
  "share",
  "credentials",
  "registerProtocolHandler",
  "bluetooth",
  "usb",
  "serial",
  "hid",
];

const refuse = () => {
  throw new DOMException("This page does not allow that.", "SecurityError");
};

const createElement = Document.prototype.createElement;

/** Make an element of any name: for the airlock and the lock, which need a frame and a meta element. */
export const makeElement = (name) => createElement.call(document, name);

function fix(owner, name, value) {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** Take a property away from an object and from those it inherits it from, for good. */
export function takeAway(object, name) {
  for (let owner = object; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    if (Object.getOwnPropertyDescriptor(owner, name)?.configurable) delete owner[name];
  }
  if (name in object) fix(object, name, undefined);
}

/** Have the method `name` refuse to make certain elements. Its argument number `place` is the element's name. */
function watchNames(owner, name, place) {
  const original = owner[name];
  fix(owner, name, function (...given) {
    // Turned into text once, so that what is checked is what is used.
    if (given[place] !== null) given[place] = String(given[place]);
    if (REFUSED_ELEMENTS.test(given[place])) refuse();
    return original.apply(this, given);
  });
}

const LINKS = [HTMLAnchorElement, HTMLAreaElement, SVGAElement];

let linkable = new Set();

function isAllowed(address) {
  const [bare] = address.split("#");
  return bare.startsWith("blob:") || bare === location.href.split("#")[0] || linkable.has(bare);
}

/** Let nothing be gone to but this page, a document of this release, and a blob that is saved as a file. */
function watchNavigation() {
  globalThis.navigation?.addEventListener("navigate", (event) => {
    if (event.cancelable && !isAllowed(event.destination.url)) event.preventDefault();
  });
  addEventListener(
    "click",
    (event) => {
      const link = event.composedPath().find((node) => LINKS.some((kind) => node instanceof kind));
      if (!link) return;
      const address = link.getAttribute("href") ?? link.getAttribute("xlink:href");
      if (link.hasAttribute("ping") || (address !== null && !isAllowed(new URL(address, document.baseURI).href))) {
        event.preventDefault();
      }
    },
    true,
  );
}

/** Seal the page; called once, by boot.js. `documents` are the addresses that it may link to. */
export function seal(documents) {
  linkable = new Set(documents);
  watchNames(Document.prototype, "createElement", 0);
  watchNames(Document.prototype, "createElementNS", 1);
  watchNames(DOMImplementation.prototype, "createDocument", 1);
  for (const owner of [Element.prototype, ShadowRoot.prototype]) takeAway(owner, "setHTML");
  takeAway(Document, "parseHTML");
  for (const name of REFUSED_GLOBALS) takeAway(globalThis, name);
  for (const name of REFUSED_ON_NAVIGATOR) takeAway(navigator, name);
  watchNavigation();
}
