// The lock: when everything is loaded, the page gives up the right to ask for anything more. A policy that a page adds
// to itself can only take rights away, and nothing can take the policy off again.

import { makeElement, takeAway } from "./seal.js";

/** What is left: pictures that the page draws itself. Everything else falls back to default-src. */
export const LOCK_POLICY =
  "default-src 'none'; img-src data: blob:; form-action 'none'; base-uri 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

const STORES = ["localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore", "sharedStorage", "Worker"];

/** Link elements can open connections, so the style sheets they brought are kept and the elements go. */
function adoptStyles() {
  for (const link of document.querySelectorAll("link")) {
    if (link.sheet) {
      const sheet = new CSSStyleSheet({ media: link.media, baseURL: link.href });
      sheet.replaceSync(Array.from(link.sheet.cssRules, (rule) => rule.cssText).join("\n"));
      document.adoptedStyleSheets.push(sheet);
    }
    link.remove();
  }
}

/** Lock the page. From here on its scripts can fetch nothing, send nothing and store nothing. */
export function lock() {
  adoptStyles();
  const meta = makeElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = LOCK_POLICY;
  document.head.append(meta);
  for (const name of STORES) takeAway(globalThis, name);
  takeAway(navigator, "serviceWorker");
  takeAway(navigator, "storage");
  Object.defineProperty(Document.prototype, "cookie", { get: () => "", set() {}, configurable: false });
  document.documentElement.dataset.locked = "yes";
}
