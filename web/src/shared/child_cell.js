// A cell of the column CHILD, in any grid.

import { app } from "./app.js";
import { linkButton } from "./dom.js";
import { openChild } from "./trail.js";

/** A link that opens the child; a blank cell has none to open. `marks`: as for a glossary's cell. */
export function childCell(text, id, marks) {
  const child = text.trim().toUpperCase(); // as identifiers are compared
  const cell = app.glossary.cell("CHILD", text, marks);
  return child ? linkButton(cell, () => openChild(child), { id }) : cell;
}
