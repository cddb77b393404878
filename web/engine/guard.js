// Built into index.html itself, before anything else is loaded. It says in a sentence why the page cannot start where
// nothing else can say it: opened as a file, over plain http, in an old browser, or with a changed script.
(() => {
  "use strict";
  const stop = (sentence) => {
    const root = document.documentElement;
    if (root.dataset.state === "failed") return;
    root.dataset.state = "failed";
    const show = () => {
      document.getElementById("start-status").textContent = sentence;
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
    else show();
  };
  const changed = (name) =>
    `The file ${name} could not be loaded, or is not the one that this release was built with, so the page has ` +
    "stopped. Nothing has been read. Tell whoever hosts this copy.";

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
  globalThis.lacValidatorGuard = Object.freeze({ stop, changed, isRefused: refusal !== null });

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
      const address =
        target instanceof HTMLScriptElement ? target.src : target instanceof HTMLLinkElement ? target.href : "";
      if (address) stop(changed(new URL(address).pathname.split("/").slice(-2).join("/")));
    },
    true,
  );
})();
