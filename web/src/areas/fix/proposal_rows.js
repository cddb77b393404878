// The proposals of one fix, a row each: from what to what, why, and where it stands; with the control that decides it.

import { app } from "../../shared/app.js";
import { childCell } from "../../shared/child_cell.js";
import { h, number } from "../../shared/dom.js";
import { grid } from "../../shared/grid.js";
import { noun, some } from "../../shared/words.js";
import { LEFT } from "./decisions.js";
import { markInput, stands } from "./marks.js";

/** Rows hold a code with its meaning, and a sentence. */
const PLAIN_HEIGHT = 66;
/** Of a question with its ways, and of the column that they stand in. On a narrow screen they stand in more lines. */
const CHOICE = { height: 132, width: 850 };
const NARROW_CHOICE = { height: 290, width: 270 };

/** What has one answer: a box to tick. */
export function plainRows(work, questions, id, text) {
  const { proposals } = work;
  const places = questions.flatMap((question) => proposals.placesOf(question).map((i) => ({ question, i })));
  return grid({
    label: `With one answer: ${text}`,
    count: places.length,
    rowHeight: PLAIN_HEIGHT,
    wholeIn: "",
    columns: [
      { label: "Accept", width: 80 },
      { label: "Child", width: 110, sticky: true },
      { label: "Table", width: 100 },
      { label: "Line", width: 60, numeric: true, title: "Line in the file" },
      { label: "Column", width: 120 },
      { label: "Now", width: 130 },
      { label: "Proposed", width: 140 },
      { label: "Because", width: 310 },
      { label: "Mends", width: 90 },
      { label: "File", width: 178 },
    ],
    row: (at) => {
      const { question, i } = places[at];
      const proposal = proposals.at(i);
      return [
        tick(work, question, proposal),
        childCell(proposal.child, `${id}-child-${i}`),
        tableCell(proposal),
        number(proposal.line),
        columnCell(proposal),
        ...fromTo(proposal),
        [harm(work, proposals.decision[i]), proposal.because],
        proposal.rules.join(", "),
        proposal.file,
      ];
    },
  }).element;
}

/** What has several ways: a row a question, none of the ways chosen until somebody chooses. */
export function choiceRows(work, questions, id, text) {
  const { proposals } = work;
  const { height, width } = matchMedia("(max-width: 40rem)").matches ? NARROW_CHOICE : CHOICE;
  return grid({
    label: `Where you choose: ${text}`,
    count: questions.length,
    rowHeight: height,
    wholeIn: "",
    columns: [
      { label: "Child", width: 120, sticky: true },
      { label: "Choose one, or none", width },
      { label: "Mends", width: 110 },
      { label: "File", width: 170 },
    ],
    row: (at) => {
      const question = questions[at];
      const first = proposals.at(proposals.placesOf(question)[0]);
      return [
        childCell(first.child, `${id}-asked-${question}`),
        choice(work, question, first.child),
        first.rules.join(", "),
        [...new Set(proposals.placesOf(question).map((i) => proposals.at(i).file))].map((file) => h("div", null, file)),
      ];
    },
  }).element;
}

// --- the controls ----------------------------------------------------------------------------------------------------

function tick(work, question, { child, column, table }) {
  const { proposals } = work;
  const [decision] = proposals.questions[question];
  const what = column || app.glossary.tableName(table);
  const change = ({ target }) =>
    work.answer([[question, target.checked ? decision : null]], target.checked ? "one accepted" : "one taken back");
  const input = h("input", {
    type: "checkbox",
    class: "fix-tick",
    id: `fix-tick-${question}-${decision}`,
    "aria-label": `Accept: child ${child}, ${what}`,
    dataset: stands(question, decision),
    onchange: change,
  });
  return markInput(input, work);
}

function choice(work, question, child) {
  const { proposals } = work;
  const choose = (decision, words) => () => work.answer([[question, decision]], words);
  return h(
    "fieldset",
    { class: "fix-choice" },
    h("legend", { class: "govuk-visually-hidden" }, `Child ${child}: what is to be changed?`),
    proposals.questions[question].map((decision) => {
      const way = proposals.wayOf(decision);
      return radio(work, question, decision, choose(decision, `change of ${way} accepted for one`), [
        h("strong", null, `Change ${way}: `),
        changesInShort(proposals, decision),
        harm(work, decision),
      ]);
    }),
    radio(work, question, LEFT, choose(LEFT, "one left as it is"), "Leave it as it is"),
  );
}

function radio(work, question, decision, onchange, label) {
  const id = `fix-way-${question}-${decision}`;
  const input = h("input", {
    type: "radio",
    class: "fix-tick",
    id,
    name: `fix-question-${question}`,
    dataset: stands(question, decision),
    onchange,
  });
  return h("div", { class: "fix-choice__way" }, markInput(input, work), h("label", { for: id }, label));
}

/** Of a way that changes many cells so many are told apart. */
const MOST_TOLD = 2;

/** "Episodes, line 12, CIN: N5 → N1. Because…" */
function changesInShort(proposals, decision) {
  const changes = proposals.decisions[decision].places.map((i) => proposals.at(i));
  const left = changes.length - MOST_TOLD;
  return [
    changes.slice(0, MOST_TOLD).map((each, place) => [place ? "; " : "", inShort(each)]),
    left > 0 && `; and ${some(left, "more cell")} of this child in the same way`,
    `. ${changes[0].because}`,
  ];
}

function inShort(proposal) {
  const { table, line, column } = proposal;
  if (proposal.isAddition)
    return [
      `${app.glossary.tableName(table)}: `,
      h("strong", null, "add a row"),
      ` like that of line ${line}: `,
      rowText(proposal),
    ];
  const where = `${app.glossary.tableName(table)}, line ${line}`;
  if (!proposal.isChange) return [`${where}: `, h("strong", null, "take out the row"), " ", rowText(proposal)];
  const [old, proposed] = [proposal.old, proposal.new].map((each) => app.glossary.spelled(column, each));
  return [`${where}, ${column}: `, h("span", { class: "fix-old" }, old), " → ", h("strong", null, proposed)];
}

// --- the cells -------------------------------------------------------------------------------------------------------

const tableCell = ({ table }) => h("span", { title: app.glossary.tableLabel(table) }, app.glossary.tableName(table));

const columnCell = ({ column, table }) =>
  column ? h("span", { title: app.glossary.columnLabel(column, table) }, column) : "(the whole row)";

/** The cells of a row to add or to take out. */
function rowText({ cells }) {
  const told = cells.filter(([column]) => column !== "CHILD").map(([column, text]) => `${column} ${text}`);
  return h("span", { title: told.join("\n") }, told.join(", "));
}

/** The cell as it is and as it would be; a row to add, or to take out, as what it is. */
function fromTo(proposal) {
  const { column, line, isAddition, isChange } = proposal;
  if (isAddition)
    return ["(no row)", [h("strong", null, "Add a row"), ` like that of line ${line}: `, rowText(proposal)]];
  if (!isChange) return [rowText(proposal), h("strong", null, "Take out the row")];
  return [proposal.old, proposal.new].map((text) => app.glossary.cellSpelled(column, text.trim() ? text : "(blank)"));
}

/** Marks what would make a new error, before it is accepted. */
function harm(work, decision) {
  const codes = work.proposals.harmOf(decision);
  return (
    codes.length > 0 &&
    h(
      "strong",
      { class: "govuk-tag govuk-tag--orange fix-harm" },
      `Makes a new error: ${noun(codes.length, "rule", "rules")} ${codes.join(", ")}`,
    )
  );
}
