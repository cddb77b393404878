// The rules can be looked up before any file is read.

import { app } from "../app.js";
import { fill, h } from "../dom.js";
import { referenceView } from "./reference.js";

/** Offer the reference below the files while there are no results, which have a tab for it. */
export function renderReference() {
  const box = document.getElementById("reference");
  box.hidden = Boolean(app.state.results);
  if (box.hidden) {
    box.replaceChildren();
    return;
  }
  const inside = h("div");
  const opened = ({ target }) => target.open && !inside.firstChild && fill(inside, referenceView().element);
  fill(
    box,
    h(
      "details",
      { class: "govuk-details", ontoggle: opened },
      h(
        "summary",
        { class: "govuk-details__summary" },
        h(
          "span",
          { class: "govuk-details__summary-text" },
          "The rules: what is checked, and what changed from year to year",
        ),
      ),
      inside,
    ),
  );
}
