// Views of what the engine works out from the results in view: asked for once for each check, and drawn when it is there.

import { app } from "./app.js";
import { button, fill, h } from "./dom.js";
import { openCheck } from "./trail.js";
import { listed, some } from "./words.js";

/** By the results, and by what was asked about them: the answer, or the promise of it. */
const answers = new WeakMap();

function once(ask) {
  const { results } = app.state;
  const held = answers.get(results) ?? answers.set(results, new Map()).get(results);
  if (!held.has(ask)) held.set(ask, ask());
  const answer = held.get(ask);
  answer.then((found) => found || held.delete(ask)); // Why there is none is shown; it may be asked for again.
  return answer;
}

/** An element that holds what `draw(answer)` makes of the engine's answer to `ask()`; `words` are shown until then. */
export function asked(ask, draw, words) {
  const body = h("div", { "aria-busy": "true" }, h("p", { class: "govuk-body", role: "status" }, words));
  once(ask).then((found) => {
    fill(body, found ? draw(found) : h("p", { class: "govuk-body" }, "This could not be worked out."));
    body.removeAttribute("aria-busy");
  });
  return body;
}

/**
 * Says what could not be worked out, and why: nothing where all could. `what` is the noun for such functions, one and
 * many.
 */
export const notRun = ({ failed, skipped }, ...what) => [
  failed.length > 0 &&
    h(
      "p",
      { class: "govuk-inset-text" },
      `Some could not be worked out: ${listed(failed)}. This is a fault of the tool; the rest is not affected. Please report these names; they hold nothing of your data.`,
    ),
  skipped.length > 0 &&
    h(
      "div",
      { class: "govuk-inset-text not-run" },
      h("p", null, `${some(skipped.flatMap(({ names }) => names).length, ...what)} left out for want of something:`),
      h(
        "ul",
        { class: "govuk-list govuk-list--bullet" },
        skipped.map(({ reason, names }) => h("li", null, `${reason}: ${listed(names)}`)),
      ),
    ),
];

const stale = () =>
  h(
    "div",
    { class: "govuk-inset-text no-print" },
    h("p", null, "The files or the choices have changed since the return was checked. This is of the check before."),
    button("Go to Check", openCheck, { class: "small" }),
  );

const nothingChecked = (area, words) => [
  h("p", { class: "govuk-body" }, words),
  button("Go to Check", openCheck, { kind: "", id: `${area}-check-first` }),
];

/**
 * What shows an area that needs results: `first` says so in a sentence where there are none, `contents()` makes what is
 * shown where there are.
 */
export function areaOfResults(area, { first, contents }) {
  let isOld = true;
  return (box, changed) => {
    const { view, results } = app.state;
    isOld ||= changed.has("results") || changed.has("stale");
    if (!isOld || view.area !== area) return;
    isOld = false;
    fill(box, results ? [app.state.stale && stale(), contents()] : nothingChecked(area, first));
  };
}
