// What got better from run to run: the saved runs, and this check beside them.

import { app, set } from "../../shared/app.js";
import { chartWithTable } from "../../shared/chart.js";
import { button, fill, h, linkButton, number, onceOfTwo, select } from "../../shared/dom.js";
import { save } from "../../shared/download.js";
import { grid } from "../../shared/grid.js";
import { codeOrder } from "../../shared/order.js";
import { go } from "../../shared/trail.js";
import { grouped, noun, some } from "../../shared/words.js";
import { ASKS } from "./area.js";
import { dayInWords } from "./due.js";
import { opened } from "./gather.js";
import { keepRuns } from "./runs.js";
import { makeReport } from "./saving.js";
import { pickFor } from "./setup.js";

const CHANGES = { new: "New", came_back: "Came back", changed: "Changed, still wrong", gone: "Gone" };
const STATES = { ...CHANGES, still_there: "Still there" };

/** Read saved runs beside those read before. */
export async function addRuns(gathering) {
  const files = await opened(gathering);
  const found = files.length && (await ASKS.addRuns(files));
  if (found) keepRuns(found);
}

async function forgetRuns() {
  if (await ASKS.forgetRuns()) set({ check: { runs: null }, notice: "The saved runs are forgotten." });
}

async function saveRun() {
  const made = await makeReport("json", {});
  if (made) save(made.name, made.data, made.type);
}

/** The view. It fills itself when the engine has compared the runs. */
export function progressView() {
  const { runs } = app.state.check;
  const body = h("div", { id: "progress-body" });
  const charts = [];
  if (runs?.held) fetchAndShow(body, charts);
  return {
    element: h(
      "div",
      { class: "overview", "data-takes": "runs", ontaken: ({ detail }) => addRuns(detail) },
      h(
        "p",
        { class: "govuk-body" },
        "Save each check as a run, and drop the runs here before the next one: you see what is new since last time, what is mended and what came back. The page keeps nothing, so the files are yours to keep. They name children.",
      ),
      h(
        "div",
        { class: "govuk-button-group no-print" },
        button("Save this run", onceOfTwo(saveRun), { id: "save-run" }),
        button(
          runs ? "Add saved runs" : "Choose saved runs",
          onceOfTwo(() => pickFor(addRuns)),
          { id: "choose-runs" },
        ),
        runs && button("Forget the saved runs", forgetRuns, { id: "forget-runs" }),
      ),
      said(runs?.sentences ?? []),
      body,
    ),
    destroy: () => charts.forEach((chart) => chart.destroy()),
  };
}

const said = (sentences) =>
  sentences.length > 0 &&
  h(
    "ul",
    { class: "govuk-list govuk-list--bullet run-sentences" },
    sentences.map((sentence) => h("li", null, sentence)),
  );

async function fetchAndShow(body, charts) {
  body.setAttribute("aria-busy", "true");
  fill(body, h("p", { class: "govuk-body" }, "Comparing the runs…"));
  const found = await ASKS.progress();
  if (!found) return;
  fill(body, found.counts ? contents(found, charts) : [said(found.sentences), nothing()]);
  body.removeAttribute("aria-busy");
}

const nothing = () =>
  h("p", { class: "govuk-body" }, "There is no other run of this authority and year to compare this check with.");

function contents(found, charts) {
  const chart = burnDown(found);
  charts.push(chart);
  const changed = found.rules.filter((each) => Object.keys(CHANGES).some((state) => each[state]));
  const same = found.rules.length - changed.length;
  return [
    figures(found),
    said([...found.sentences, ...notCompared(found.notCompared)]),
    chart.element,
    errorsOf(found.errors),
    table(
      "By rule, of what is due",
      ["Rule", ...Object.values(STATES)],
      changed.toSorted(byCode).map(ruleRow),
      "progress-rules",
    ),
    same > 0 &&
      h("p", { class: "govuk-body" }, `${some(same, "more rule")} with errors that are all still there as they were.`),
    table(
      "By social worker",
      ["Social worker", "Open and due", "Of these new", "Answered", "Open for days", "Gone"],
      found.workers.map((each) => [
        each.worker || "None recorded",
        ...[each.open, each.new, each.answered, each.days, each.gone].map(numberOrNone),
      ]),
      "progress-workers",
    ),
  ];
}

/** Noughts would hide the numbers. */
const numberOrNone = (value) => (value ? number(value) : "");

const byCode = (one, other) => codeOrder(one.code, other.code);

const ruleRow = (each) => [
  linkButton(each.code, () => go({ tab: "rules", rule: each.code }), { "aria-label": `Rule ${each.code}` }),
  ...Object.keys(STATES).map((state) => numberOrNone(each[state])),
];

const notCompared = (codes) =>
  codes.length
    ? [`Not compared, as they did not run both times: ${some(codes.length, "rule")} (${codes.join(", ")}).`]
    : [];

/** Of what is due, or was when it was last there; what is not due yet is told beside it. */
function figures({ counts, countsDue: due, freed, zero }) {
  const figure = (id, value, words, extra) =>
    h(
      "div",
      { class: "figure" },
      h("dd", { class: "figure__value", id: `progress-${id}` }, number(value)),
      h("dt", { class: "figure__words" }, words),
      extra && h("dd", { class: "figure__extra" }, extra),
    );
  const later = (...states) => {
    const more = states.reduce((sum, state) => sum + counts[state] - due[state], 0);
    return more ? `${grouped(more)} more not due yet` : "";
  };
  const still = due.still_there + due.changed;
  return [
    h(
      "dl",
      { class: "figures" },
      figure("gone", due.gone, noun(due.gone, "error gone", "errors gone"), later("gone")),
      figure("new", due.new, noun(due.new, "new error"), later("new")),
      figure(
        "came_back",
        due.came_back,
        noun(due.came_back, "error came back", "errors came back"),
        later("came_back"),
      ),
      figure(
        "still",
        still,
        "still there",
        [due.changed ? `${grouped(due.changed)} of them changed` : "", later("still_there", "changed")]
          .filter(Boolean)
          .join(", "),
      ),
      figure("freed", freed, noun(freed, "child now free of errors due", "children now free of errors due")),
    ),
    zero &&
      h(
        "p",
        { class: "govuk-body", id: "progress-zero" },
        `At the pace of the last four runs no error that is due would be left on ${dayInWords(zero)}.`,
      ),
  ];
}

const timeOf = (at) => `${dayInWords(at.slice(0, 10))}, ${at.slice(11)}`;

function burnDown({ runs }) {
  return chartWithTable({
    id: "by-run",
    title: "Errors due, run by run",
    items: runs.map((run) => ({
      value: run.at,
      label: timeOf(run.at),
      title: [
        `As at ${dayInWords(run.asAt)}`,
        ...Object.entries(run.kinds).map(([kind, count]) => `${kind} ${grouped(count)}`),
      ].join(", "),
      errors: run.due,
      children: run.children,
    })),
    total: runs.reduce((sum, run) => sum + run.due, 0),
    valueHeading: "Run of",
    titleHeading: "Errors by kind",
    across: false,
  });
}

const table = (title, headings, rows, id) =>
  h(
    "section",
    { "aria-labelledby": `${id}-title` },
    h("h3", { class: "govuk-heading-m", id: `${id}-title` }, title),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      h(
        "table",
        { class: "govuk-table plain", id },
        h("caption", { class: "govuk-visually-hidden" }, title),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            headings.map((heading, i) => h("th", { scope: "col", class: i ? "numeric" : null }, heading)),
          ),
        ),
        h(
          "tbody",
          null,
          rows.map(([name, ...cells]) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, name),
              cells.map((cell) => h("td", { class: "numeric" }, cell)),
            ),
          ),
        ),
      ),
    ),
  );

/** The errors that are new, gone, came back or changed: a list at a time. */
function errorsOf(errors) {
  const holder = h("div");
  const states = Object.keys(CHANGES).filter((state) => errors.state.includes(state));
  const show = (state) => fill(holder, list(errors, state));
  if (!states.length) return null;
  show(states[0]);
  return h(
    "section",
    { "aria-labelledby": "progress-errors" },
    h("h3", { class: "govuk-heading-m", id: "progress-errors" }, "Errors that are not as they were"),
    select("Show", {
      id: "progress-state",
      value: states[0],
      options: states.map((value) => ({ value, label: STATES[value] })),
      onchange: ({ target }) => show(target.value),
    }),
    holder,
  );
}

function list(errors, state) {
  const own = errors.state.flatMap((each, i) => (each === state ? [i] : []));
  return grid({
    label: `Errors: ${STATES[state]}`,
    count: own.length,
    height: 360,
    columns: [
      { label: "Child", width: 140 },
      { label: "Rule", width: 90 },
      { label: "Table", width: 140 },
      { label: "Date", width: 110 },
      { label: "Social worker", width: 150 },
      { label: "First seen", width: 120 },
      { label: "Last seen", width: 120 },
    ],
    row: (row) => {
      const i = own[row];
      const child = errors.child[i];
      const code = errors.code[i];
      return [
        child ? linkButton(child, () => go({ tab: "children", child }), { id: `progress-child-${row}` }) : "",
        linkButton(code, () => go({ tab: "rules", rule: code }), { id: `progress-rule-${row}` }),
        app.glossary.tableName(errors.table[i]),
        errors.date[i],
        errors.worker[i] || "None recorded",
        dayInWords(errors.first[i]),
        dayInWords(errors.last[i]),
      ];
    },
  }).element;
}
