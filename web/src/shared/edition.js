// Which edition of the DfE's rules a collection year's are, where it is not the last that the DfE published.

import { app } from "./app.js";
import { yearLabel } from "./words.js";

/** A sentence on what the rules of this year rest on; blank where they are as last published, or no year is known. */
export function editionOf(year) {
  const edition = app.spec?.years.find((each) => each.year === year)?.edition;
  return edition ? `The rules of ${yearLabel(year)} are ${edition}.` : "";
}
