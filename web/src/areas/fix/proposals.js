// The cells that could be changed, by the fix that proposes them. Nothing here changes a file.

import { app } from "../../shared/app.js";
import { childCell } from "../../shared/child_cell.js";
import { h, linkButton, number } from "../../shared/dom.js";
import { grid, SENTENCE_HEIGHT } from "../../shared/grid.js";
import { areaOfResults, asked, notRun } from "../../shared/of_results.js";
import { openRule } from "../../shared/trail.js";
import { some } from "../../shared/words.js";
import { AREA, ASKS } from "./area.js";

const KINDS = {
  certain: { word: "Certain", colour: "green", means: "the rules, or other cells of the return, leave one value." },
  suggested: { word: "Suggested", colour: "yellow", means: "one value is likely, and a person decides." },
};

/** Show the area. */
export const renderFix = areaOfResults(AREA.name, {
  first: "Fixes are proposed for a return that has been checked: check one first.",
  contents: () => asked(ASKS.proposeFixes, shown, "Looking for what would mend the errors…"),
});

function shown(answer) {
  const { proposals } = answer;
  const byFix = [...Map.groupBy(proposals, ({ fix }) => fix).values()];
  return [
    h(
      "p",
      { class: "govuk-body" },
      "Nothing is changed here: your files stay as they are. What you agree with, put right in your own system. The proposals are this tool's; the DfE has no part in them.",
    ),
    notRun(answer, "fix was", "fixes were"),
    h("p", { class: "govuk-body", role: "status" }, counted(proposals)),
    byFix.map(section),
  ];
}

function counted(proposals) {
  if (!proposals.length) return "No fix is proposed for this return.";
  const count = (kind) => proposals.filter((each) => each.kind === kind).length;
  return `${some(proposals.length, "change")} proposed: ${count("certain")} certain, ${count("suggested")} suggested.`;
}

/** What one fix proposes. */
function section(proposals, place) {
  const [{ text, kind, rules }] = proposals;
  const { word, colour, means } = KINDS[kind];
  const id = `fix-${place}-title`;
  return h(
    "section",
    { class: "fix", "aria-labelledby": id },
    h("h2", { class: "govuk-heading-m", id }, text),
    h(
      "p",
      { class: "govuk-body" },
      h("strong", { class: `govuk-tag govuk-tag--${colour}` }, word),
      ` ${some(proposals.length, "change")}. ${word} means: ${means} Mends `,
      rules.map((code, i) => [i ? ", " : "", ruleLink(code, `fix-${place}-rule-${code}`)]),
      ".",
    ),
    list(proposals, place, text).element,
  );
}

/** A rule that was run can be opened. */
const ruleLink = (code, id) =>
  app.state.results.rulePlace(code) < 0 ? `rule ${code}` : linkButton(`rule ${code}`, () => openRule(code), { id });

const list = (proposals, place, text) =>
  grid({
    label: `Changes proposed: ${text}`,
    count: proposals.length,
    rowHeight: SENTENCE_HEIGHT,
    wholeIn: "",
    columns: [
      { label: "Child", width: 120, sticky: true },
      { label: "Table", width: 120 },
      { label: "Line", width: 70, numeric: true, title: "Line in the file" },
      { label: "Column", width: 120 },
      { label: "Now", width: 150 },
      { label: "Proposed", width: 150 },
      { label: "Because", width: 400 },
      { label: "File", width: 180 },
    ],
    row: (i) => {
      const { child, table, tableLabel, line, column, old, new: proposed, because, file } = proposals[i];
      return [
        childCell(child, `fix-${place}-child-${i}`),
        h("span", { title: tableLabel }, app.glossary.tableName(table)),
        number(line),
        h("span", { title: app.glossary.columnLabel(column, table) }, column),
        app.glossary.cellSpelled(column, old.trim() ? old : "(blank)"),
        app.glossary.cellSpelled(column, proposed.trim() ? proposed : "(blank)"),
        because,
        file,
      ];
    },
  });
