// What is worth a look though no rule of the DfE's is broken: a list of its own, that counts nowhere as errors.

import { app } from "../../shared/app.js";
import { h, linkButton, number } from "../../shared/dom.js";
import { grid, SENTENCE_HEIGHT } from "../../shared/grid.js";
import { asked, notRun } from "../../shared/of_results.js";
import { openChild } from "../../shared/trail.js";
import { some } from "../../shared/words.js";
import { ASKS } from "./area.js";

const COLOURS = { "almost surely wrong": "orange", "look at it": "yellow" };

/** The tab of what is worth a look. */
export const worthView = () => ({
  element: h(
    "div",
    null,
    h(
      "p",
      { class: "govuk-body" },
      "What the DfE's rules let through, but an analyst would ask about. These checks are this tool's and not the DfE's: the portal does not make them, and nothing here is counted as an error.",
    ),
    asked(ASKS.worthALook, shown, "Looking…"),
  ),
});

function shown(answer) {
  const { patterns, ran } = answer;
  const byCheck = [...Map.groupBy(patterns, ({ code }) => code).values()];
  return [
    h(
      "p",
      { class: "govuk-body", role: "status" },
      patterns.length
        ? `${some(patterns.length, "thing")} worth a look.`
        : `Nothing stands out to the ${some(ran, "check")} that could be made.`,
    ),
    notRun(answer, "check was", "checks were"),
    byCheck.map(section),
  ];
}

function section(patterns) {
  const [{ code, text }] = patterns;
  const id = `worth-${code}-title`;
  return h(
    "section",
    { class: "worth", "aria-labelledby": id },
    h("h3", { class: "govuk-heading-s", id }, `${code}: ${some(patterns.length, "time")}`),
    h("p", { class: "govuk-body" }, text),
    list(patterns, code).element,
  );
}

const list = (patterns, code) =>
  grid({
    label: `${code}, worth a look`,
    count: patterns.length,
    rowHeight: SENTENCE_HEIGHT,
    wholeIn: "",
    columns: [
      { label: "Child", width: 150, sticky: true },
      { label: "How sure", width: 190 },
      { label: "What stands out", width: 560 },
      { label: "Table", width: 140 },
      { label: "Rows", width: 80, numeric: true },
    ],
    row: (i) => {
      const { children, severity, sentence, table, tableLabel, rows } = patterns[i];
      return [
        childrenOf(children, `worth-${code}-${i}`),
        h("strong", { class: `govuk-tag govuk-tag--${COLOURS[severity] ?? "grey"}` }, severity),
        sentence,
        h("span", { title: tableLabel }, app.glossary.tableName(table)),
        number(rows.length),
      ];
    },
  });

const MOST = 3;

/** The children that it is about; the first of them, where they are many. */
function childrenOf(given, id) {
  const children = given.filter(Boolean); // A row may have none.
  const first = children
    .slice(0, MOST)
    .map((child, place) => [place ? ", " : "", linkButton(child, () => openChild(child), { id: `${id}-${place}` })]);
  return [first, children.length > MOST && ` and ${children.length - MOST} more`].filter(Boolean);
}
