// The area Fix: what to change, what is proposed, what comes of accepting it, and what leaves. Nothing here changes a file.

import { app } from "../../shared/app.js";
import { fill, h } from "../../shared/dom.js";
import { areaOfResults, notRun } from "../../shared/of_results.js";
import { AREA } from "./area.js";
import { outcome } from "./applied.js";
import { bar } from "./bar.js";
import { fixing } from "./fixing.js";
import { leaving } from "./leaving.js";
import { markDecisions } from "./marks.js";
import { narrow } from "./narrowing.js";
import { proposalList } from "./proposal_list.js";
import { roots } from "./roots.js";

const render = areaOfResults(AREA.name, {
  first: "Fixes are proposed for a return that has been checked: check one first.",
  contents: () => view(fixing()),
});

/** Show the area; narrowed to a child, where that is what was asked for. */
export function renderFix(box, changed) {
  render(box, changed);
  const { view: seen, results } = app.state;
  if (!results || seen.area !== AREA.name || !changed.has("view")) return;
  const work = fixing();
  // In the next frame: another area is begun at its top.
  if (work.isAskedFor(seen.fixesOf)) requestAnimationFrame(() => narrow(work, { child: seen.fixesOf }));
}

function view(work) {
  const part = (id, title) => {
    const body = h("div", { id: `fix-${id}` });
    const titleId = `fix-${id}-title`;
    const heading = h("h2", { class: "govuk-heading-m", id: titleId, tabindex: "-1", "data-heading": true }, title);
    return { body, element: h("section", { class: "fix-part", "aria-labelledby": titleId }, heading, body) };
  };
  const parts = {
    roots: part("roots", "1. What to change"),
    proposals: part("proposals", "2. Decide on what is proposed"),
    outcome: part("outcome", "3. What comes of it"),
    leaves: part("leaves", "4. What leaves"),
  };
  const [progress, below] = [h("div", { id: "fix-progress" }), bar(work)];
  const element = h(
    "div",
    { class: "fix-area" },
    h(
      "p",
      { class: "govuk-body" },
      "Nothing is changed here: your files stay as they are. The proposals are this tool's; the DfE has no part in them. Accept those that you agree with, see what the rules say of the corrected return, and put them right in your own system.",
    ),
    progress,
    Object.values(parts).map((each) => each.element),
    below.element,
  );
  const draw = {
    progress: () => showProgress(progress, work.progress),
    roots: () => fill(parts.roots.body, rootsOf(work)),
    proposals: () => fill(parts.proposals.body, proposalsOf(work)),
    outcome: () => fill(parts.outcome.body, outcome(work)),
    leaves: () => fill(parts.leaves.body, work.isReady ? leaving(work) : waiting()),
  };
  for (const each of Object.values(draw)) each();
  work.tell = (what, words = "") => {
    for (const each of REDRAWN[what]) draw[each]();
    below.show(words);
    markDecisions(element, work);
  };
  markDecisions(element, work);
  return element;
}

/** By what has changed: what is drawn anew. Marks and counts follow every change. */
const REDRAWN = {
  progress: ["progress"],
  proposals: ["proposals"],
  roots: ["roots"],
  ended: ["proposals", "roots", "leaves"],
  filters: ["proposals"],
  decisions: ["outcome", "leaves"],
  applied: ["outcome"],
};

const waiting = () => h("p", { class: "govuk-body" }, "Not worked out yet.");
const failed = () => h("p", { class: "govuk-body" }, "This could not be worked out.");

const rootsOf = (work) => (work.roots ? roots(work) : work.hasEnded ? failed() : waiting());

function proposalsOf(work) {
  if (!work.proposals) return work.hasEnded ? failed() : waiting();
  return [notRun(work.proposals, "fix was", "fixes were"), proposalList(work)];
}

/** How far the work in the background is. The words change with its stages only, so that they can be read out. */
function showProgress(box, { words, done, total }) {
  if (!words) {
    box.replaceChildren();
    return;
  }
  if (box.firstElementChild?.dataset.words !== words) {
    const text = `${words}… You can go on meanwhile.`;
    fill(
      box,
      h(
        "div",
        { class: "fix-progress", dataset: { words } },
        h("p", { class: "govuk-body", role: "status" }, text),
        h("progress", { "aria-label": words }),
      ),
    );
  }
  const progress = box.querySelector("progress");
  if (total) Object.assign(progress, { max: total, value: done });
  else progress.removeAttribute("value");
}
