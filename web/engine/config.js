// config.json is the one file of a copy that its host may edit. It is not in the manifest, so it is read as text for
// people and nothing else: what does not fit is left out.

const ADDRESS = new URL("../config.json", import.meta.url);
const TEXT_LIMIT = 200;
const PATIENCE = 5000; // ms: longer than the service worker waits before it gives what is kept.

const text = (value) => (typeof value === "string" ? value.trim().slice(0, TEXT_LIMIT) : "");

/**
 * Read what the host says of itself: {group, contact, authorities}, authorities being codes to offer first. Anything
 * unusable is as if it were absent.
 */
export async function readConfig(keepResponse) {
  try {
    const response = await fetch(ADDRESS, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) keepResponse(ADDRESS, response.clone()); // For a start without a network.
    const { group, contact, authorities } = await response.json();
    return {
      group: text(group),
      contact: text(contact),
      authorities: Array.isArray(authorities) ? authorities.filter((code) => /^E\d{8}$/.test(code)).slice(0, 200) : [],
    };
  } catch {
    return { group: "", contact: "", authorities: [] };
  }
}
