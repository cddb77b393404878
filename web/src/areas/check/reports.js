// What leaves the page, when the analyst saves it: workbook, lists, packs for social workers, the anonymous summary.
// And what comes back: completed packs.

import { app, set } from "../../shared/app.js";
import { button, checkbox, h, linkButton, onceOfTwo, select } from "../../shared/dom.js";
import { save } from "../../shared/download.js";
import { withoutDue } from "./due.js";
import { filtersInWords } from "./filters.js";
import { grid } from "../../shared/grid.js";
import { noFilters, NOW } from "../../shared/results.js";
import { go } from "../../shared/trail.js";
import { some } from "../../shared/words.js";
import { pickFor } from "./setup.js";
import { causesKnown } from "./causes.js";
import { addAnswers, forgetAnswers } from "./answers.js";
import { dropAllocation, mapAllocation, readAllocation } from "./allocation.js";
import { makeReport } from "./saving.js";

const PLAIN = [
  {
    kind: "workbook",
    title: "Excel workbook",
    words:
      "Everything in one file: a summary, errors by rule, every error with its values and guidance, the children, the files, and what was not checked. It names children.",
  },
  {
    kind: "errors_csv",
    title: "Errors as CSV",
    words: "One row for each error. It names children.",
    narrows: true,
  },
  {
    kind: "children_csv",
    title: "Children as CSV",
    words: "One row for each child with its counts. It names children.",
    narrows: true,
  },
  { kind: "json", title: "Errors as JSON", words: "For other programs. It names children." },
];

/** The reports tab. */
export function reportsView() {
  return {
    element: h(
      "div",
      { class: "reports" },
      h(
        "p",
        { class: "govuk-body" },
        "Reports are made in this page and saved to your computer. Nothing is sent anywhere.",
      ),
      narrowing(),
      PLAIN.map(plainReport),
      tables(),
      summary(),
      packs(),
      answers(),
    ),
  };
}

/** Reports hold what is due and what is not due yet, apart, whichever are looked at. */
const filtersOfReports = () => withoutDue(app.state.check.filters);

const isNarrowed = () => Object.values(filtersOfReports()).some((values) => values.size);

/** The errors that a report is to hold which can be narrowed; null for all. */
function placesWanted() {
  const { results } = app.state;
  const { choices } = app.state.check;
  return choices.filtered && isNarrowed() ? results.placesUnder(results.mask(filtersOfReports())) : null;
}

/** Whether reports go by the filters: one choice for all that can. */
function narrowing() {
  if (!isNarrowed()) return null;
  const { results } = app.state;
  const { choices } = app.state.check;
  const filters = filtersOfReports();
  const { errors, children } = results.totals(results.mask(filters));
  return checkbox(
    `Only what the filters show (${filtersInWords(filters).join(", ")}): ${some(children, "child", "children")}, ${some(errors, "error")}. For the packs and the two CSV lists; the other reports always hold everything.`,
    {
      id: "only-filtered",
      checked: choices.filtered,
      onchange: ({ target }) => set({ check: { choices: { ...choices, filtered: target.checked } } }),
    },
  );
}

/** What a button does that saves a report; `options()` are those of the report. */
const download = (kind, { options = () => ({}), narrows = false } = {}) =>
  onceOfTwo(async () => {
    const made = await makeReport(kind, options(), narrows ? placesWanted() : null);
    if (made) save(made.name, made.data, made.type);
  });

function card(title, words, ...rest) {
  return h(
    "section",
    { class: "report", "aria-label": title },
    h("h3", { class: "govuk-heading-s" }, title),
    h("p", { class: "govuk-body" }, words),
    rest,
  );
}

/** A report without options: its words on the left, its buttons on the right. */
function plainCard(...parts) {
  const element = card(...parts);
  element.classList.add("report--plain");
  return element;
}

const plainReport = ({ kind, title, words, narrows }) =>
  plainCard(
    title,
    words,
    button("Save", download(kind, { narrows }), { id: `report-${kind}`, "aria-label": `Save: ${title}` }),
  );

/** The return itself: this year's for the portal, and last year's apart from it. */
function tables() {
  const given = app.state.results.tables.some((table) => table.lastYear);
  return plainCard(
    "The tables as CSV (ZIP)",
    "This year's tables in the DfE's columns and form of dates, as they were read here, to load into the portal. Last year's are a file of their own: do not load them.",
    h(
      "div",
      { class: "govuk-button-group" },
      button("Save this year's", download("tables"), { id: "report-tables" }),
      given && button("Save last year's", download("tables_last_year"), { id: "report-tables_last_year" }),
    ),
  );
}

/** What may be shared. */
function summary() {
  return plainCard(
    "Anonymous summary",
    "Counts by rule, kind and table, with counts below 5 left out. It holds nothing about a child, so it can be shared with your regional group.",
    h(
      "div",
      { class: "govuk-button-group" },
      button("Save as CSV", download("summary_csv"), { id: "report-summary_csv" }),
      button("Save as JSON", download("summary_json"), { id: "report-summary_json" }),
    ),
  );
}

// --- packs -----------------------------------------------------------------------------------------------------------

function packs() {
  const choice = app.state.check.choices.packs;
  const options = () => ({ ...choice });
  const told = h("p", { class: "govuk-body", role: "status", id: "pack-counts" });
  const tell = async () => (told.textContent = (await causesKnown()) ? packsToldOf(choice.group_by) : "");
  tell();
  return card(
    "Packs for social workers (ZIP)",
    "For each social worker a workbook and a page to print: each child, what looks wrong and what to check in plain English, with columns for the answer. They name children.",
    h(
      "div",
      { class: "report__options" },
      select("One pack for each", {
        id: "pack-group",
        value: choice.group_by,
        options: [
          { value: "worker", label: "social worker" },
          { value: "team", label: "team" },
        ],
        onchange: ({ target }) => {
          choice.group_by = target.value;
          tell();
        },
      }),
      h(
        "div",
        { class: "field" },
        h(
          "label",
          { for: "pack-note", class: "govuk-label govuk-label--s" },
          "A note from you, at the top of every pack",
        ),
        h("textarea", {
          id: "pack-note",
          class: "govuk-textarea",
          rows: "3",
          value: choice.note,
          oninput: ({ target }) => (choice.note = target.value),
        }),
      ),
      app.state.results.beforeYearEnd &&
        checkbox("Ask about what is not due yet, too", {
          id: "pack-not-due",
          checked: choice.not_due,
          onchange: ({ target }) => {
            choice.not_due = target.checked;
            told.textContent = packsToldOf(choice.group_by);
          },
        }),
      allocation(),
    ),
    told,
    button("Save the packs", download("packs", { options, narrows: true }), { id: "report-packs" }),
  );
}

/** "1 pack, 16 children, 76 things": what would be saved. */
function packsToldOf(by) {
  const { results } = app.state;
  const { choices } = app.state.check;
  if (by === "team" && results.teams.length < 2)
    return "Packs by team need an allocation list that names teams: choose one, or make the packs by social worker.";
  const due = new Set(choices.packs.not_due ? [] : [NOW]);
  const mask = results.mask({ ...(choices.filtered ? filtersOfReports() : noFilters()), due });
  const { packs: count, children, things } = results.countPacks(mask, by);
  return `${some(count, "pack")}, ${some(children, "child", "children")}, ${some(things, "thing")} to check.`;
}

// --- who works with whom ---------------------------------------------------------------------------------------------

const HOLDS = { CHILD: "Child's identifier", WORKER: "Social worker", TEAM: "Team", EMAIL: "Email" };

/** The council's own list of who works with which child, where it is better than the return's. */
function allocation() {
  const held = app.state.check.allocation;
  const take = onceOfTwo(() => pickFor(readAllocation));
  return h(
    "div",
    { class: "field", "data-takes": "allocation", ontaken: ({ detail }) => readAllocation(detail) },
    h(
      "p",
      { class: "govuk-body" },
      "The social workers come from SWEpisodes. If you have a better list (CSV or Excel: child, worker, team, email), use it instead: every report then goes by it.",
    ),
    button(held ? "Choose another allocation list" : "Choose an allocation list", take, { id: "allocation-list" }),
    h("div", { id: "allocation" }, held && columnsOfList(held)),
    h("p", { class: "govuk-body", role: "status" }, held?.told),
  );
}

function columnsOfList({ headings, mapping }) {
  const options = [
    { value: "", label: "Not in the list" },
    ...headings.map((heading) => ({ value: heading, label: heading || "(no heading)" })),
  ];
  return [
    Object.entries(HOLDS).map(([column, label]) =>
      select(label, {
        id: `allocation-${column}`,
        options,
        value: mapping[column] ?? "",
        onchange: ({ target }) => mapAllocation(headings, { ...mapping, [column]: target.value }),
      }),
    ),
    h("p", null, button("Stop using this list", dropAllocation, { id: "allocation-drop" })),
  ];
}

// --- answers that come back ------------------------------------------------------------------------------------------

function answers() {
  const held = app.state.check.answers;
  const section = card(
    "Completed packs",
    "Drop the packs that social workers filled in here, or choose them. Only the answers are read, and they are shown beside the errors of the children and rules.",
    h(
      "div",
      { class: "govuk-button-group" },
      button(
        held ? "Add completed packs" : "Choose completed packs",
        onceOfTwo(() => pickFor(addAnswers)),
        { id: "answers" },
      ),
      held && button("Forget the answers", forgetAnswers, { id: "forget-answers" }),
    ),
    held && answerList(held),
  );
  section.dataset.takes = "answers";
  section.addEventListener("taken", ({ detail }) => addAnswers(detail));
  return section;
}

function answerList({ byError, noLongerFound, sentences }) {
  const { results } = app.state;
  const found = [...byError];
  const done = Map.groupBy(found, ([, answer]) => answer.done || "Only a comment");
  return [
    h(
      "p",
      { class: "govuk-body", role: "status" },
      `${some(found.length, "answer")} about errors that are still there${found.length ? `: ${[...done].map(([words, list]) => `${list.length} “${words}”`).join(", ")}` : ""}. ${some(noLongerFound, "answer")} about errors that are no longer found.`,
    ),
    sentences.length
      ? h(
          "ul",
          { class: "govuk-list govuk-list--bullet" },
          sentences.map((sentence) => h("li", null, sentence)),
        )
      : null,
    found.length
      ? grid({
          label: "Answers",
          count: found.length,
          height: 320,
          columns: [
            { label: "Child", width: 140 },
            { label: "Rule", width: 90 },
            { label: "Answer", width: 150 },
            { label: "Comment", width: 420 },
            { label: "Pack", width: 260 },
          ],
          row: (i) => {
            const [error, answer] = found[i];
            const child = results.children[results.columns.child[error]];
            const { code } = results.ruleOf(error);
            return [
              linkButton(child, () => go({ tab: "children", child }), { id: `answer-child-${i}` }),
              linkButton(code, () => go({ tab: "rules", rule: code }), { id: `answer-rule-${i}` }),
              answer.done,
              h("span", { title: answer.comment }, answer.comment),
              answer.file,
            ];
          },
        }).element
      : null,
  ];
}
