// Which of the questions the filters let through, and how one gets there.

import { LEFT } from "./decisions.js";
import { noFilters } from "./fixing.js";

const isAccepted = (work, question) => ![undefined, LEFT].includes(work.decisions.of(question));

/** By the value of the filter: which questions it shows. */
const SHOWN = {
  undecided: (work, question) => work.decisions.of(question) === undefined,
  accepted: isAccepted,
  choice: (work, question) => work.proposals.hasWays(question),
  plain: (work, question) => !work.proposals.hasWays(question),
  harm: ({ proposals }, question) => proposals.questions[question].some((each) => proposals.harmOf(each).length),
  rows: ({ proposals }, question) => proposals.placesOf(question).some((i) => proposals.rows[i]),
};

export const SHOWS = [
  { value: "undecided", label: "Not decided yet" },
  { value: "accepted", label: "Accepted" },
  { value: "plain", label: "With one answer" },
  { value: "choice", label: "Where you choose" },
  { value: "harm", label: "Would make a new error" },
  { value: "rows", label: "Rows to add or take out" },
];

/** The questions under the filters, in their order. */
export function shownQuestions(work) {
  const { proposals, filters } = work;
  const { rule, kind, table, show, child, root } = filters;
  const wanted = child.trim().toUpperCase();
  const passes = (i) =>
    (!rule || proposals.ruleLists[proposals.rules[i]].includes(rule)) &&
    (!table || proposals.tables[proposals.table[i]] === table) &&
    (!wanted || proposals.texts[proposals.child[i]].toUpperCase().includes(wanted)) &&
    (!root || root.places.has(i));
  return [...proposals.questions.keys()].filter(
    (question) =>
      (!kind || (kind === "certain") === proposals.isCertain(question)) &&
      (!show || SHOWN[show](work, question)) &&
      proposals.placesOf(question).some(passes),
  );
}

/** Narrow the list of proposals to what these filters let through, and go to it. */
export function narrow(work, filters) {
  work.filters = { ...noFilters(), ...filters };
  work.tell("filters");
  const heading = document.getElementById("fix-proposals-title");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}
