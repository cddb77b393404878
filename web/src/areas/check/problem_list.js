// Problems of files, each with its weight and a sentence.

import { button, fill, h } from "../../shared/dom.js";

const ORDER = { error: 0, warning: 1, note: 2 };
const WORDS = { error: "Problem", warning: "Warning", note: "Note" };
const COLOURS = { error: "red", warning: "yellow", note: "grey" };
const MANY = 12;

/** Problems in the order of their weight; a long list is cut, with a button for the rest. */
export function problemList(title, problems, level = "h3") {
  if (!problems.length) return null;
  const sorted = problems.toSorted((one, other) => ORDER[one.severity] - ORDER[other.severity]);
  const list = h("ul", { class: "govuk-list problems" });
  const show = (upTo) => {
    fill(
      list,
      sorted
        .slice(0, upTo)
        .map((problem) =>
          h(
            "li",
            { class: "problems__item" },
            h("strong", { class: `govuk-tag govuk-tag--${COLOURS[problem.severity]}` }, WORDS[problem.severity]),
            h("span", null, problem.sentence),
          ),
        ),
      upTo < sorted.length &&
        h(
          "li",
          null,
          button(`Show all ${sorted.length}`, () => show(sorted.length)),
        ),
    );
  };
  show(sorted.length <= MANY + 3 ? sorted.length : MANY);
  return h("div", null, h(level, { class: "govuk-heading-s" }, title), list);
}
