// The lock: when everything is loaded, the page gives up the right to ask for anything more. A policy that a page adds
// to itself can only take rights away, and nothing can take the policy off again.
// It closes in two steps, both before any script outside engine/ runs. The first leaves nothing but loading the user
// interface's own scripts, and is seen to hold; the second, when they are loaded, leaves not even that.

/** What is left: pictures that the page draws itself. Everything else falls back to default-src. */
const LOCK_POLICY =
  "default-src 'none'; img-src data: blob:; form-action 'none'; base-uri 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
const FIRST_POLICY = `${LOCK_POLICY}; script-src 'self'`;

/** Asked for on the page's own host to see it refused: what does not hold tells nobody else. */
const PROBE = new URL("../lock-probe", import.meta.url);
const PATIENCE = 10_000; // ms: the browser tells of a refusal within a few.

/** The page could ask for something after it was closed: an error in a sentence for the user. */
export class NotLocked extends Error {
  constructor() {
    super(
      "The page is not locked: this browser, or an extension in it, lets the page send in spite of its own rules. " +
        "It takes no file. Try another browser, or a window without extensions.",
    );
  }
}

// Taken before the seal, which takes them from everyone else.
const { fetch, WebSocket, Image } = globalThis;
const { apply } = Reflect;
const getter = (kind, name) => Object.getOwnPropertyDescriptor(kind.prototype, name).get;
const isConnected = getter(Node, "isConnected");
const parentOf = getter(Node, "parentNode");
const headOf = getter(Document, "head");
const frame = document.createElement("iframe");
const [firstMeta, lockMeta] = [1, 2].map(() => document.createElement("meta"));

const loaded = (link) =>
  link.sheet ? null : new Promise((resolve) => link.addEventListener("load", resolve, { once: true }));

/**
 * Link elements can open connections, and meta elements lead away, so what they brought is kept and the elements go:
 * before any script outside engine/ has run, which could make others of them.
 */
export async function adoptHead() {
  for (const link of document.querySelectorAll("link")) {
    if (link.rel === "stylesheet") {
      await loaded(link);
      const sheet = new CSSStyleSheet({ media: link.media, baseURL: link.href });
      sheet.replaceSync(Array.from(link.sheet.cssRules, (rule) => rule.cssText).join("\n"));
      document.adoptedStyleSheets.push(sheet);
    }
    link.remove();
  }
  for (const meta of document.querySelectorAll("meta")) meta.remove();
}

/** Add a policy to the page. Only a meta element in this document's own head is heeded. */
function addPolicy(meta, policy) {
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = policy;
  document.head.append(meta);
  if (!apply(isConnected, meta, []) || apply(parentOf, meta, []) !== apply(headOf, document, [])) throw new NotLocked();
  meta.remove(); // The policy stays. The element, made into something else, could lead away.
}

/** How many refusals of each kind the browser is to tell of: see `tryWaysOut`. */
const EXPECTED = { "connect-src": 2, "img-src": 1, "frame-src": 1 };

function tryWaysOut(letThrough) {
  fetch(PROBE).then(letThrough, () => {});
  try {
    new WebSocket(PROBE.href.replace(/^http/, "ws")).onopen = letThrough;
  } catch {
    // Refused on the spot; it is told of all the same.
  }
  const image = new Image();
  image.onload = letThrough;
  image.src = PROBE.href;
  frame.hidden = true;
  frame.setAttribute("sandbox", "");
  // The page's own policy refuses all frames but these.
  frame.src = URL.createObjectURL(new Blob());
  document.body.append(frame);
}

/** Resolves when the browser has told of each refusal; that nothing answers would be no proof. */
async function provePolicy() {
  const awaited = { ...EXPECTED };
  let look, giveUp;
  try {
    await new Promise((resolve, reject) => {
      const fail = () => reject(new NotLocked());
      look = ({ effectiveDirective, disposition }) => {
        if (disposition === "enforce") awaited[effectiveDirective] -= 1;
        if (Object.values(awaited).every((missing) => !(missing > 0))) resolve();
      };
      document.addEventListener("securitypolicyviolation", look);
      giveUp = setTimeout(fail, PATIENCE);
      tryWaysOut(fail);
    });
  } finally {
    clearTimeout(giveUp);
    document.removeEventListener("securitypolicyviolation", look);
    frame.remove();
  }
}

/** Close all but the loading of scripts, and see that it holds. Rejects with NotLocked where it does not. */
export async function closeNetwork() {
  addPolicy(firstMeta, FIRST_POLICY);
  await provePolicy();
}

let isLocked = false;

/** Lock the page. From here on nothing in it can be fetched or sent, by whatever way. */
export function lock() {
  if (isLocked) return;
  addPolicy(lockMeta, LOCK_POLICY);
  isLocked = true;
  document.documentElement.dataset.locked = "yes";
}

/** Throws NotLocked unless the page is locked. */
export function mustBeLocked() {
  if (!isLocked) throw new NotLocked();
}
