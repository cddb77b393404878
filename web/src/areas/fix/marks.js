// What is decided, shown at every control of the area: lists that are drawn already follow without being drawn anew, so
// that what has the focus keeps it.

import { grouped } from "../../shared/words.js";
import { LEFT } from "./decisions.js";

/** What a control holds that stands for an answer, so that it can be marked. */
export const stands = (question, decision) => ({ question: String(question), decision: String(decision) });

/** Mark the controls in an element by what is decided. */
export function markDecisions(element, work) {
  for (const input of element.querySelectorAll("input[data-decision]")) markInput(input, work);
  for (const button of element.querySelectorAll("button[data-decides]")) button.disabled = !work.isReady;
  const byFix = decidedByFix(work);
  for (const each of element.querySelectorAll("[data-decided-of]"))
    each.textContent = inWords(byFix.get(Number(each.dataset.decidedOf)));
}

/** Mark one control. */
export function markInput(input, work) {
  const { question, decision } = input.dataset;
  input.checked = work.decisions.of(Number(question)) === Number(decision);
  input.disabled = !work.isReady;
  return input;
}

function decidedByFix({ proposals, decisions }) {
  const counts = new Map();
  for (const [question, decision] of decisions.all) {
    const fix = proposals.fixOf(question);
    const count = counts.get(fix) ?? counts.set(fix, { accepted: 0, left: 0 }).get(fix);
    count[decision === LEFT ? "left" : "accepted"]++;
  }
  return counts;
}

const inWords = (count) =>
  count ? ` ${grouped(count.accepted)} accepted${count.left ? `, ${grouped(count.left)} left as it is` : ""}.` : "";
