// Built into index.html itself, before anything else is loaded. It says in a sentence why the page cannot start where
// nothing else can say it: opened as a file, over plain http, in an old browser, with a changed script, with the end of
// index.html cut off, or from a host that does not answer.
(() => {
  "use strict";
  /** How long a host may send nothing before that is said, in milliseconds. */
  const PATIENCE = 6000;
  const root = document.documentElement;

  /** Show a sentence, also where the place for it was cut off. */
  const say = (sentence) => {
    let place = document.getElementById("start-status");
    if (!place) {
      place = document.createElement("p");
      place.id = "start-status";
      (document.body ?? root).prepend(place);
    }
    place.textContent = sentence;
  };
  const hasStopped = () => root.dataset.state === "failed";
  const stop = (sentence) => {
    if (hasStopped()) return;
    root.dataset.state = "failed";
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => say(sentence));
    else say(sentence);
  };

  // Asked now: the seal takes it away. What an earlier visit kept can be at fault, and only the user can throw it away.
  const isKept = Boolean(navigator.serviceWorker?.controller);
  const changed = (name) =>
    `The file ${name} could not be loaded, or is not the one that this release was built with, so the page has ` +
    "stopped. Nothing has been read. Tell whoever hosts this copy." +
    (isKept ? " If it opens for others, clear this site's data in your browser's settings, then open it again." : "");
  const waitFor = (name) =>
    say(
      `The host has sent nothing of the file ${name} for ${PATIENCE / 1000} seconds. The page goes on waiting. If this ` +
        "lasts, see whether you have a network, open the page again, and tell whoever hosts this copy.",
    );

  const nameOf = (element) => new URL(element.src || element.href).pathname.split("/").slice(-2).join("/");

  /** Nothing has begun yet: on what does it wait? A browser shows nothing at all while a style sheet is to come. */
  const look = () => {
    const sheets = Array.from(document.querySelectorAll("link[rel=stylesheet]")).filter(({ sheet }) => !sheet);
    for (const link of sheets) link.replaceWith(link.cloneNode()); // For one that a script puts there it does not wait.
    const awaited = sheets[0] ?? document.querySelector("script[type=module]");
    waitFor(awaited ? nameOf(awaited) : "index.html");
  };
  const looking = setTimeout(look, PATIENCE);
  const begun = () => clearTimeout(looking);

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.getElementById("end-of-page")) stop(changed("index.html"));
  });

  const whyNotHere = () => {
    if (globalThis.top !== globalThis) return "This page must be opened in a tab of its own, not inside another page.";
    if (globalThis.opener)
      return (
        "Another page opened this one, and could look into it, so it takes no files. Open a new tab yourself and copy " +
        "the address of this page into it. (A link to this page needs rel=noopener.)"
      );
    const worker = navigator.serviceWorker?.controller;
    if (worker && worker.scriptURL !== new URL("sw.js", location.href).href)
      return (
        "A service worker of another page at this web address stands between this page and its host, so it takes no " +
        "files. Tell whoever hosts this copy: it needs a web address with nothing else on it."
      );
    return null;
  };
  const refusal = whyNotHere();
  const isRefused = refusal !== null;
  globalThis.lacValidatorGuard = Object.freeze({ stop, hasStopped, begun, changed, waitFor, isRefused, PATIENCE });

  // What an earlier visit in this tab may have left is not for this one to find, which can still send.
  globalThis.name = "";
  if (location.protocol !== "file:") history.replaceState(null, "", location.pathname);

  if (location.protocol === "file:") {
    stop(
      "This page cannot run when it is opened as a file from a folder, because browsers do not let such a page load " +
        "its own parts. Open it from a web address, or run a small web server on this computer and open " +
        "http://localhost: the hosting notes that came with it say how.",
    );
  } else if (!globalThis.isSecureContext) {
    stop(
      "This page must be opened from an address that begins with https:// (or from http://localhost). Over plain " +
        "http the browser does not let the page check that its files are unchanged.",
    );
  } else if (refusal) {
    stop(refusal);
  } else if (!(
    "DecompressionStream" in globalThis &&
    "WebAssembly" in globalThis &&
    HTMLScriptElement.supports?.("importmap")
  )) {
    stop("This browser is too old for this page. It works in Edge, Chrome, Firefox and Safari from 2023 on.");
  }
  addEventListener(
    "error",
    ({ target }) => {
      const isOfThePage = target instanceof HTMLScriptElement || target instanceof HTMLLinkElement;
      if (isOfThePage && (target.src || target.href)) stop(changed(nameOf(target)));
    },
    true,
  );
})();
