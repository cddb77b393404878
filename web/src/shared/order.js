// Orders that people expect.

/** Codes and identifiers: numbers by value, then the rest by the alphabet. */
export const codeOrder = new Intl.Collator("en-GB", { numeric: true }).compare;
