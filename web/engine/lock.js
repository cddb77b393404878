// The lock: when everything is loaded, the page gives up the right to ask for anything more. A policy that a page adds
// to itself can only take rights away, and nothing can take the policy off again.

/** What is left: pictures that the page draws itself. Everything else falls back to default-src. */
export const LOCK_POLICY =
  "default-src 'none'; img-src data: blob:; form-action 'none'; base-uri 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

// Taken now: a script that runs later may put its own in the place of what is built in.
const { apply } = Reflect;
const { append, setAttribute } = Element.prototype;
const { head } = document;
const meta = document.createElement("meta"); // The seal lets nobody make another.

const loaded = (link) =>
  link.sheet ? null : new Promise((resolve) => link.addEventListener("load", resolve, { once: true }));

/**
 * Link elements can open connections, so the style sheets they brought are kept and the elements go: before any script
 * outside engine/ has run, which could make others after them.
 */
export async function adoptStyles() {
  for (const link of document.querySelectorAll("link")) {
    if (link.rel === "stylesheet") {
      await loaded(link);
      const sheet = new CSSStyleSheet({ media: link.media, baseURL: link.href });
      sheet.replaceSync(Array.from(link.sheet.cssRules, (rule) => rule.cssText).join("\n"));
      document.adoptedStyleSheets.push(sheet);
    }
    link.remove();
  }
}

/** Lock the page. From here on nothing in it can be fetched or sent, by whatever way. */
export function lock() {
  apply(setAttribute, meta, ["http-equiv", "Content-Security-Policy"]);
  apply(setAttribute, meta, ["content", LOCK_POLICY]);
  apply(append, head, [meta]);
  document.documentElement.dataset.locked = "yes";
}
