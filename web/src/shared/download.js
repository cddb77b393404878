// Handing something to the person at the page: a file to keep, text on the clipboard.

import { h } from "./dom.js";

/** Offer bytes, or a Blob, as a download. */
export function save(name, data, type) {
  const address = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Put text on the clipboard; where the browser refuses, select it in its box for Ctrl+C. Says which it was. */
export async function copy(text, box) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    box.focus();
    box.select();
    return "Your browser did not let the page copy. The text is selected: press Ctrl and C.";
  }
}
