// The bar at the foot of the area: what is decided so far, the certain ones at once, undo, and apply.

import { button, fill, h, onceOfTwo } from "../../shared/dom.js";
import { grouped, some } from "../../shared/words.js";

/** The bar as `{element, show}`; `show(words)` draws it anew, and reads out what was just done. */
export function bar(work) {
  const [counts, buttons] = [h("div", { class: "fix-bar__counts" }), h("div", { class: "govuk-button-group" })];
  const said = h("p", { class: "govuk-body fix-bar__said", role: "status", id: "fix-said" });
  const element = h(
    "div",
    { class: "fix-bar no-print", role: "region", "aria-label": "What is decided" },
    counts,
    buttons,
    said,
  );
  const show = (words = "") => {
    element.hidden = !work.proposals?.length;
    if (element.hidden) return;
    fill(counts, h("p", { class: "govuk-body", id: "fix-decided" }, decided(work)));
    fill(buttons, controls(work));
    if (words) said.textContent = words;
  };
  show();
  return { element, show };
}

function decided({ proposals, decisions }) {
  const { accepted, left } = decisions;
  const cells = accepted.reduce((sum, each) => sum + proposals.decisions[each].places.length, 0);
  const words = [
    `${grouped(accepted.length + left)} of ${some(proposals.questions.length, "decision")} made`,
    `${some(accepted.length, "proposal")} accepted${accepted.length ? ` (${some(cells, "cell or row", "cells or rows")})` : ""}`,
    left ? `${grouped(left)} left as it is` : "",
  ];
  return `${words.filter(Boolean).join("; ")}.`;
}

function controls(work) {
  const { proposals, decisions } = work;
  const all = proposals.withoutChoice([...proposals.questions.keys()]);
  const certain = all.filter((each) => proposals.isCertain(each) && decisions.of(each) === undefined);
  const accepted = decisions.accepted.length;
  const act = (words, id, isPossible, onclick, kind = "secondary") =>
    button(words, onceOfTwo(onclick), { id, kind, disabled: !work.isReady || !isPossible });
  return [
    act(
      certain.length ? `Accept the ${grouped(certain.length)} certain` : "Accept the certain",
      "fix-certain",
      certain.length,
      () => work.accept(certain, `the ${grouped(certain.length)} certain are accepted`),
    ),
    act("Undo", "fix-undo", decisions.lastAct, () => work.undo()),
    act("Undo all", "fix-undo-all", accepted + decisions.left, () => work.undoAll()),
    act(
      work.isApplying ? "Checking…" : "Apply and check again",
      "fix-apply",
      accepted && !work.isApplying,
      () => applyAndShow(work),
      "",
    ),
  ];
}

async function applyAndShow(work) {
  await work.apply();
  const heading = document.getElementById("fix-outcome-title");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
}
