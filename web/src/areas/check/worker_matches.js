// What part of a social worker's name, typed, can mean.

import { fill, h, linkButton } from "../../shared/dom.js";
import { grouped, some } from "../../shared/words.js";

const MOST = 12;

/** The workers whose name holds what was typed. */
export const matching = (workers, typed) =>
  workers.filter((worker) => worker.toLowerCase().includes(typed.toLowerCase()));

/** Show the workers that what was typed can mean, to choose one of them with `choose(worker)`. */
export function offerMatches(box, found, choose) {
  const more = found.length - MOST;
  fill(
    box,
    h("p", { class: "govuk-hint" }, `${some(found.length, "social worker")} with errors match. Choose one:`),
    h(
      "ul",
      { class: "govuk-list worker-matches" },
      found.slice(0, MOST).map((worker) =>
        h(
          "li",
          null,
          linkButton(worker, () => choose(worker)),
        ),
      ),
      more > 0 && h("li", null, `and ${grouped(more)} more: type more of the name`),
    ),
  );
}
