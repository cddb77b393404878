// What comes of what is accepted: the rules run on the corrected return, and what is new told apart. And what leaves.

import { app } from "../../shared/app.js";
import { childCell } from "../../shared/child_cell.js";
import { h, linkButton, number } from "../../shared/dom.js";
import { grid } from "../../shared/grid.js";
import { openRule } from "../../shared/trail.js";
import { grouped, some } from "../../shared/words.js";
import { narrow } from "./narrowing.js";

/** What came of applying, or what to do for it. */
export function outcome(work) {
  if (!work.applied) {
    return h(
      "p",
      { class: "govuk-body", id: "fix-not-applied" },
      "Accept what you agree with, then choose Apply and check again: the rules are run on the corrected return, in this page, and you see how many errors are left, and any new ones.",
    );
  }
  const { told, accepted } = work.applied;
  return h(
    "div",
    { id: "fix-outcome-told" },
    !work.isApplied &&
      h(
        "p",
        { class: "govuk-inset-text", id: "fix-outcome-old" },
        "You have changed what is accepted since. Apply again to see what comes of it; this is of before.",
      ),
    h(
      "p",
      { class: "govuk-body", role: "status" },
      `${some(accepted.length, "proposal")} applied: ${madeOf(told.actions)}.`,
    ),
    figures(told),
    newErrors(work, told),
    byRule(told),
    h(
      "p",
      { class: "govuk-inset-text" },
      "Everything else on this page, the reports and the packs too, still goes by the files as they were read, because their lines and values are what is in your system today. To go on with the corrected return, put the changes right in your system and give this page the new files.",
    ),
  );
}

const madeOf = ({ change = 0, add = 0, remove = 0 }) =>
  [
    change && `${some(change, "cell")} changed`,
    add && `${some(add, "row")} added`,
    remove && `${some(remove, "row")} taken out`,
  ]
    .filter(Boolean)
    .join(", ");

const FIGURES = { before: "errors before", after: "errors after", cleared: "cleared", new: "new" };

const figures = (told) =>
  h(
    "dl",
    { class: "fix-figures" },
    Object.entries(FIGURES).map(([name, words]) =>
      h(
        "div",
        { class: name === "new" && told.new ? "fix-figure fix-figure--new" : "fix-figure" },
        h("dt", null, words),
        h("dd", { id: `fix-count-${name}` }, number(told[name])),
      ),
    ),
  );

function newErrors(work, { newErrors: errors }) {
  if (!errors.length) return h("p", { class: "govuk-body" }, "No new error comes of it.");
  return [
    h("h3", { class: "govuk-heading-s" }, `${some(errors.length, "new error")}`),
    grid({
      label: "New errors",
      count: errors.length,
      height: 320,
      wholeIn: "",
      columns: [
        { label: "Rule", width: 100 },
        { label: "Child", width: 130, sticky: true },
        { label: "Table", width: 130 },
        { label: "Line", width: 80, title: "Line in the file" },
        { label: "Made by", width: 340 },
        { label: "To look at it", width: 220 },
      ],
      row: (i) => {
        const { code, child, table, line } = errors[i];
        return [
          code,
          childCell(child, `fix-new-child-${i}`),
          app.glossary.tableName(table),
          line ? number(line) : "Added row",
          madeBy(work, errors[i]),
          linkButton("Show this child's proposals", () => narrow(work, { child }), { id: `fix-new-show-${i}` }),
        ];
      },
    }).element,
  ];
}

/** The accepted proposals of a child that make an error by themselves. */
function madeBy({ proposals, applied }, { code, child }) {
  const makers = applied.accepted
    .filter((each) => proposals.harmOf(each).includes(code))
    .map((each) => proposals.at(proposals.decisions[each].places[0]))
    .filter((each) => each.child.toUpperCase() === child);
  if (!makers.length) return "Several of those accepted together";
  return makers.map(({ column, table }) => `${app.glossary.tableName(table)}: ${column || "the whole row"}`).join("; ");
}

function byRule({ rules }) {
  const changed = rules.filter((each) => each.cleared || each.new);
  return h(
    "details",
    { class: "govuk-details" },
    h("summary", null, `By rule: ${grouped(changed.length)} of ${some(rules.length, "rule")} with errors change`),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Errors by rule, before and after" },
      h(
        "table",
        { class: "govuk-table plain fix-by-rule" },
        h("caption", { class: "govuk-visually-hidden" }, "Errors by rule, before and after"),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, "Rule"),
            Object.values(FIGURES).map((words) => h("th", { scope: "col", class: "numeric" }, words)),
          ),
        ),
        h(
          "tbody",
          null,
          changed.map((each) =>
            h(
              "tr",
              null,
              h(
                "th",
                { scope: "row" },
                linkButton(each.code, () => openRule(each.code), { id: `fix-of-${each.code}` }),
              ),
              Object.keys(FIGURES).map((name) => h("td", { class: "numeric" }, number(each[name]))),
            ),
          ),
        ),
      ),
    ),
  );
}
