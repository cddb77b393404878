// Takes away from the page's scripts the ways out, before any script outside engine/ has run: what a content security
// policy does not govern, and what it does not yet govern while the page loads. The rest is left to it: see lock.js.
// Any script of the page can import the modules in engine/, so none of them exports what could open a way again.

/** Elements that open a connection, or a window of their own that would have again what is taken away here. */
const REFUSED_ELEMENTS =
  /^(?:[^]*:)?(?:iframe|frame|frameset|object|embed|portal|fencedframe|link|base|meta|form|animate|set)$/i;

/** What talks to another machine, another tab or a later visit, or makes elements and windows by another way. */
const REFUSED_GLOBALS = [
  "fetch",
  "fetchLater",
  "Request",
  "XMLHttpRequest",
  "EventSource",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "RTCPeerConnection",
  "webkitRTCPeerConnection",
  "mozRTCPeerConnection",
  "Worker",
  "SharedWorker",
  "BroadcastChannel",
  "Notification",
  "PresentationRequest",
  "PaymentRequest",
  "speechSynthesis",
  "SpeechRecognition",
  "webkitSpeechRecognition",
  "ApplePaySession",
  "PushManager",
  "PublicKeyCredential",
  "IdentityCredential",
  "IdentityProvider",
  "DigitalCredential",
  "LanguageModel",
  "LanguageDetector",
  "Translator",
  "Summarizer",
  "Writer",
  "Rewriter",
  "Proofreader",
  "showOpenFilePicker",
  "showSaveFilePicker",
  "showDirectoryPicker",
  "launchQueue",
  "queryLocalFonts",
  "EyeDropper",
  "IdleDetector",
  "PressureObserver",
  "localStorage",
  "sessionStorage",
  "indexedDB",
  "caches",
  "cookieStore",
  "sharedStorage",
  "webkitRequestFileSystem",
  "webkitResolveLocalFileSystemURL",
  "crashReport",
  "name",
  "open",
  "opener",
  "navigation",
  "documentPictureInPicture",
  "customElements",
  "CustomElementRegistry",
  "XSLTProcessor",
  "DOMParser",
];
const REFUSED_ON_NAVIGATOR = [
  "sendBeacon",
  "serviceWorker",
  "storage",
  "storageBuckets",
  "webkitTemporaryStorage",
  "webkitPersistentStorage",
  "locks",
  "share",
  "credentials",
  "registerProtocolHandler",
  "mediaSession",
  "presentation",
  "joinAdInterestGroup",
  "leaveAdInterestGroup",
  "updateAdInterestGroups",
  "clearOriginJoinedAdInterestGroups",
  "createAuctionNonce",
  "getInterestGroupAdAuctionData",
  "runAdAuction",
  "protectedAudience",
  "privateAttribution",
  "login",
  "geolocation",
  "mediaDevices",
  "getUserMedia",
  "webkitGetUserMedia",
  "mozGetUserMedia",
  "requestMediaKeySystemAccess",
  "setAppBadge",
  "clearAppBadge",
  "unregisterProtocolHandler",
  "getInstalledRelatedApps",
  "keyboard",
  "xr",
  "requestMIDIAccess",
  "bluetooth",
  "usb",
  "serial",
  "hid",
];

// Taken now: a script that runs later may put its own in the place of what is built in.
const { apply } = Reflect;
const { exec } = RegExp.prototype;
const { startsWith, split } = String.prototype;
const { has } = Set.prototype;
const { preventDefault, stopImmediatePropagation, composedPath } = Event.prototype;
const { hasAttributeNS, getAttributeNS, removeAttributeNS } = Element.prototype;
const { querySelectorAll } = Document.prototype;
const { URL, document } = globalThis;
const getter = (kind, name) => kind && Object.getOwnPropertyDescriptor(kind.prototype, name)?.get;
const destinationOf = getter(globalThis.NavigateEvent, "destination");
const downloadOf = getter(globalThis.NavigateEvent, "downloadRequest");
const addressOf = getter(globalThis.NavigationDestination, "url");
const isCancelable = getter(Event, "cancelable");
const isConnected = getter(Node, "isConnected");
const baseOf = getter(Node, "baseURI");
const nameOf = getter(Element, "localName");
const hrefOf = getter(URL, "href");
const parentOf = getter(Node, "parentNode");
const stateOf = getter(PopStateEvent, "state");

const refuse = () => {
  throw new DOMException("This page does not allow that.", "SecurityError");
};

function fix(owner, name, value) {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** Take a property away from an object and from those it inherits it from, for good. */
function takeAway(object, name) {
  for (let owner = object; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    if (Object.getOwnPropertyDescriptor(owner, name)?.configurable) delete owner[name];
  }
  if (name in object) fix(object, name, undefined);
}

/** Have a method do `check(this, arguments)` first; that may change the arguments, or throw. */
function watch(owner, name, check) {
  const original = owner[name];
  fix(owner, name, function (...given) {
    check(this, given);
    return apply(original, this, given);
  });
}

/** Refuses elements of certain names; argument number `place` is the name. */
const refusingNames = (place) => (_, given) => {
  // Turned into text once, so that what is checked is what is used.
  if (given[place] !== null) given[place] = `${given[place]}`;
  if (apply(exec, REFUSED_ELEMENTS, [given[place]]) !== null) refuse();
};

const refusingName = refusingNames(1);

/** In Firefox any element of a formula may be a link. */
function refusingNamesAndSpaces(_, given) {
  refusingName(_, given);
  if (given[0] === null || given[0] === undefined) return;
  given[0] = `${given[0]}`;
  if (given[0] === "http://www.w3.org/1998/Math/MathML") refuse();
}

// --- where the page may go -------------------------------------------------------------------------------------------

const [PAGE] = location.href.split(/[?#]/);
/** The only place in the page that an address may name: the skip link's. */
const CONTENT = "main";

let linkable = new Set();

function isAllowed(address) {
  // By their numbers: taking a list apart would ask for its iterator, which could be another's.
  const parts = apply(split, address, ["#"]);
  const bare = parts[0];
  const place = parts[1];
  return (bare === PAGE || apply(has, linkable, [bare])) && (!place || place === CONTENT);
}

/** A blob is for saving as a file; a document made from one could lead on to anywhere. */
const isBlob = (address) => apply(startsWith, address, ["blob:"]);

function watchNavigation() {
  globalThis.navigation?.addEventListener("navigate", (event) => {
    const address = apply(addressOf, apply(destinationOf, event, []), []);
    const isSaved = isBlob(address) && (!downloadOf || apply(downloadOf, event, []) !== null);
    if (apply(isCancelable, event, []) && !isSaved && !isAllowed(address)) apply(preventDefault, event, []);
  });
}

// --- links -----------------------------------------------------------------------------------------------------------

const XLINK = "http://www.w3.org/1999/xlink";

function isNode(value) {
  try {
    apply(isConnected, value, []);
    return true;
  } catch {
    return false; // A window, say.
  }
}

function isLink(value) {
  try {
    const name = apply(nameOf, value, []);
    return name === "a" || name === "area";
  } catch {
    return false; // Not an element.
  }
}

function mayLeadTo(written, link) {
  if (written === null) return true;
  const address = apply(hrefOf, new URL(written, apply(baseOf, document, [])), []);
  return isBlob(address) ? apply(hasAttributeNS, link, [null, "download"]) : isAllowed(address);
}

/** A window that a link opens has no name, which it would keep, and nothing of the page that opened it. */
const isPlain = (target, rel) =>
  (target === null || target === "" || target === "_self" || target === "_blank") &&
  (rel === null || apply(exec, /\bopener\b/i, [rel]) === null);

const mayBeFollowed = (link) =>
  !apply(hasAttributeNS, link, [null, "ping"]) &&
  isPlain(apply(getAttributeNS, link, [null, "target"]), apply(getAttributeNS, link, [null, "rel"])) &&
  mayLeadTo(apply(getAttributeNS, link, [null, "href"]), link) &&
  mayLeadTo(apply(getAttributeNS, link, [XLINK, "href"]), link);

function watchClicks() {
  const look = (event) => {
    const path = apply(composedPath, event, []);
    let isOfLink = false;
    for (let i = 0; i < path.length; i += 1) {
      if (!isLink(path[i])) continue;
      isOfLink = true;
      if (!mayBeFollowed(path[i])) apply(preventDefault, event, []);
    }
    // No listener of its own changes where it leads after this.
    if (isOfLink) apply(stopImmediatePropagation, event, []);
  };
  for (const kind of ["click", "auxclick"]) addEventListener(kind, look, true);
  // A click outside the document comes by no listener: neither on a link nor on what is in one.
  const notFromNowhere = (node) => {
    if (!isNode(node) || apply(isConnected, node, [])) return;
    for (let each = node; each; each = apply(parentOf, each, [])) {
      if (isLink(each)) refuse();
    }
  };
  watch(HTMLElement.prototype, "click", notFromNowhere);
  watch(EventTarget.prototype, "dispatchEvent", notFromNowhere);
}

/** A browser connects ahead to where a link leads that is pressed, before any script hears of it. */
function takeAddressesAway() {
  const strip = () => {
    const links = apply(querySelectorAll, document, ["a, area"]);
    for (let i = 0; i < links.length; i += 1) {
      if (mayBeFollowed(links[i])) continue;
      apply(removeAttributeNS, links[i], [null, "href"]);
      apply(removeAttributeNS, links[i], [XLINK, "href"]);
    }
  };
  new MutationObserver(strip).observe(document, { subtree: true, childList: true, attributes: true });
}

// --- the history -----------------------------------------------------------------------------------------------------

/** Places of this visit are counted from a number of its own, so that one of an earlier visit is told from them. */
const FIRST_PLACE = crypto.getRandomValues(new Uint32Array(1))[0] * 1000;
let place = FIRST_PLACE;
let lastPlace = FIRST_PLACE;

const isOfThisVisit = (state) => typeof state === "number" && state >= FIRST_PLACE && state <= lastPlace;

/**
 * The history of a tab outlives the page. It holds no address but the page's, and the places in it are counted here: a
 * script that chose their numbers could spell something with them.
 */
function watchHistory() {
  const replace = History.prototype.replaceState;
  for (const [name, step] of [
    ["pushState", 1],
    ["replaceState", 0],
  ])
    watch(History.prototype, name, (_, given) => {
      if (given[0] !== null || given.length > 2) refuse();
      place += step;
      if (step) lastPlace = place;
      given.length = 1;
      given[0] = place;
      given[1] = "";
    });
  addEventListener(
    "popstate",
    (event) => {
      const state = apply(stateOf, event, []);
      if (isOfThisVisit(state)) {
        place = state;
        return;
      }
      apply(stopImmediatePropagation, event, []);
      apply(replace, history, [null, ""]);
      place = FIRST_PLACE;
    },
    true,
  );
}

let isSealed = false;

/**
 * Seal the page; called by boot.js, and of no effect when others call it again. `documents` are the addresses that it
 * may link to.
 */
export function seal(documents) {
  if (isSealed) return;
  isSealed = true;
  linkable = new Set(documents);
  watch(Document.prototype, "createElement", refusingNames(0));
  watch(Document.prototype, "createElementNS", refusingNamesAndSpaces);
  watch(DOMImplementation.prototype, "createDocument", refusingNamesAndSpaces);
  for (const owner of [Element.prototype, ShadowRoot.prototype]) {
    for (const name of ["setHTML", "setHTMLUnsafe"]) takeAway(owner, name);
  }
  takeAway(Element.prototype, "insertAdjacentHTML");
  takeAway(Range.prototype, "createContextualFragment");
  for (const name of ["parseHTML", "parseHTMLUnsafe"]) takeAway(Document, name);
  for (const name of ["execCommand", "requestStorageAccess", "browsingTopics"]) takeAway(document, name);
  // Of the policies that may be made here none is left to make.
  globalThis.trustedTypes?.createPolicy("airlock", {});
  fix(Document.prototype, "open", refuse);
  fix(CustomElementRegistry.prototype, "define", refuse);
  fix(Element.prototype, "attachShadow", refuse);
  Object.defineProperty(Document.prototype, "cookie", { get: () => "", set() {}, configurable: false });
  watchNavigation();
  watchClicks();
  // What is dragged out of the page to another window goes where it says.
  addEventListener("dragstart", (event) => apply(preventDefault, event, []), true);
  takeAddressesAway();
  watchHistory();
  takeAway(history, "scrollRestoration");
  for (const name of REFUSED_GLOBALS) takeAway(globalThis, name);
  for (const name of REFUSED_ON_NAVIGATOR) takeAway(navigator, name);
}
