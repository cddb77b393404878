// Built into airlock.html, whose policy names this script's hash. Makes the engine's worker from text it is handed.
// A worker made from a blob is under the policy of the document that made it: no network, no script but from bytes.
addEventListener(
  "message",
  ({ data, ports, source }) => {
    if (source !== parent) return;
    const policy = globalThis.trustedTypes?.createPolicy("airlock", { createScriptURL: (address) => address });
    const address = URL.createObjectURL(new Blob([data], { type: "text/javascript" }));
    const worker = new Worker(policy ? policy.createScriptURL(address) : address);
    worker.addEventListener("error", (event) => parent.postMessage(event.message || "The browser refused it.", "*"));
    worker.postMessage("start", ports);
  },
  { once: true },
);
