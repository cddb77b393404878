// Orders that people expect.

/** Codes and identifiers: numbers by value, then the rest by the alphabet. */
export function codeOrder(one, other) {
  return one.localeCompare(other, "en-GB", { numeric: true });
}
