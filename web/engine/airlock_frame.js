// Built into airlock.html, whose policy names this script's hash. Makes the engine's worker from text it is handed.
// A worker made from a blob is under the policy of the document that made it: no network, no script but from bytes.
addEventListener(
  "message",
  ({ data, ports, source }) => {
    if (source !== parent) return;
    const policy = globalThis.trustedTypes?.createPolicy("airlock", { createScriptURL: (address) => address });
    const address = URL.createObjectURL(new Blob([data], { type: "text/javascript" }));
    const worker = new Worker(policy ? policy.createScriptURL(address) : address);
    // Of an error only that there was one: its words can hold what was in a file.
    const reason = ({ message }) => (message ? "something in it went wrong unseen." : "the browser refused it.");
    worker.addEventListener("error", (event) => parent.postMessage(reason(event), "*"));
    worker.postMessage("start", ports);
  },
  { once: true },
);
