// One child: a picture of its time in care, its errors with what to check, and its rows in every table.

import { app } from "../../shared/app.js";
import { offerText } from "../../shared/dialog.js";
import { button, fill, h, linkButton } from "../../shared/dom.js";
import { rowsByTable } from "./child_rows.js";
import { adjust, go, openFixes } from "../../shared/trail.js";
import { grouped, longDate, readDate, saidOf, some, spelledCell } from "../../shared/words.js";
import { childrenInOrder } from "./children.js";
import { causesKnown } from "./causes.js";
import { thingTitle } from "./filters.js";
import { cellsTogether, guidanceOf, messageAbout, recordsOf } from "./message.js";
import { timeline } from "./timeline.js";
import { answerTo } from "./answers.js";
import { ASKS } from "./area.js";

/** The view of a child. It fills itself when the engine has answered. */
export function childView(child) {
  const { results } = app.state;
  const { choices } = app.state.check;
  const errors = results.errorsOfChild(child);
  choices.children.seen = child;
  const body = h("div", { "aria-busy": "true" }, h("p", { class: "govuk-body" }, "Fetching the child's rows…"));
  const element = h(
    "article",
    // A click anywhere in it leaves the focus in it, so that its keys go on working.
    { class: "child", tabindex: "-1", onkeydown: byKey(child) },
    walk(child),
    h(
      "h3",
      { class: "govuk-heading-l child__title", tabindex: "-1", "data-heading": true, id: "child-title" },
      `Child ${child}`,
    ),
    body,
  );
  fetchAndShow(body, child, errors);
  return { element };
}

async function fetchAndShow(body, child, errors) {
  const [found, cells] = await Promise.all([ASKS.child(child), ASKS.cells(errors), causesKnown()]);
  if (!found || !cells) return;
  fill(body, contents(child, found, new Map(errors.map((error, place) => [error, cells[place]]))));
  body.removeAttribute("aria-busy");
}

// --- going along the children ----------------------------------------------------------------------------------------

function neighbours(child) {
  const order = childrenInOrder().map((each) => each.child);
  const here = order.indexOf(child);
  return { here, count: order.length, previous: order[here - 1], next: here < 0 ? undefined : order[here + 1] };
}

function walk(child) {
  const { here, count, previous, next } = neighbours(child);
  const to = (other, words, key, id) =>
    other && button(words, () => adjust({ child: other }), { id, "aria-keyshortcuts": key, title: `Or press ${key}` });
  return h(
    "nav",
    { class: "walk no-print", "aria-label": "Children" },
    linkButton("Back to all children", () => go({ tab: "children" }), { id: "back-to-children" }),
    to(previous, "Previous child (P)", "P", "previous-child"),
    to(next, "Next child (N)", "N", "next-child"),
    here >= 0 && h("span", { class: "walk__place" }, `${grouped(here + 1)} of ${grouped(count)}`),
  );
}

/** N and P go along while the focus is in the child's view, but not while something is typed or chosen. */
const byKey = (child) => (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
  const { previous, next } = neighbours(child);
  const other = { n: next, p: previous }[event.key.toLowerCase()];
  if (other) adjust({ child: other });
};

// --- what is shown ---------------------------------------------------------------------------------------------------

/** `about`: for each error of the child the cells that it is about, as the engine tells them. */
function contents(child, { tables, worker, team }, about) {
  const errors = [...about.keys()];
  const due = new Map([...about].filter(([error]) => isDue(error))); // nobody is asked for what may still come
  return [
    h("p", { class: "govuk-body child__facts" }, facts(tables, worker, team)),
    h(
      "div",
      { class: "govuk-button-group no-print" },
      due.size ? button("Copy as message", () => offerMessage(child, tables, due), { id: "copy-message" }) : null,
      button("Print this child", () => print(), { id: "print-child" }),
      errors.length > 0 && linkButton("Fixes proposed for this child", () => openFixes(child), { id: "child-fixes" }),
    ),
    timeline(child, tables, errors),
    errorList(tables, about),
    rowsByTable(tables, about),
  ];
}

const offerMessage = (child, tables, about) =>
  offerText(
    `Message about child ${child}`,
    messageAbout(child, tables, about),
    "A note for the social worker. Change it as you like, then copy it into an email.",
  );

/** The value of a column of the child's first row in a table. */
function value(tables, table, column) {
  const held = tables[table];
  return held ? (held.cells[0][held.columns.indexOf(column)] ?? "").trim() : "";
}

function facts(tables, worker, team) {
  const { glossary } = app;
  const born = readDate(value(tables, "Header", "DOB"));
  const sex = glossary.meaning("SEX", value(tables, "Header", "SEX"));
  const places = Object.keys(tables).filter((name) => !name.endsWith("_last"));
  return [
    born && `Born ${longDate(born)}`,
    sex,
    worker ? `Social worker ${worker}` : "No social worker recorded",
    team && `Team ${team}`,
    places.length ? `In ${some(places.length, "table")} of this year` : "Not in this year's tables",
  ]
    .filter(Boolean)
    .join(" · ");
}

const isDue = (error) => app.state.results.columns.due[error];

const notDueYet = (errors) =>
  errors.some(isDue) ? null : h("strong", { class: "govuk-tag govuk-tag--grey" }, "Not due yet");

/** "3 errors"; before the end of the year "2 errors due now, 1 not due yet". */
function howMany(errors) {
  if (!app.state.results.beforeYearEnd) return some(errors.length, "error");
  const due = errors.filter(isDue).length;
  return `${some(due, "error")} due now, ${grouped(errors.length - due)} not due yet`;
}

/** The errors by what is to be put right, each with the records it concerns and the rules that it clears. */
function errorList(tables, about) {
  const { results } = app.state;
  const errors = [...about.keys()];
  if (!errors.length) return h("p", { class: "govuk-body" }, "No errors were found for this child.");
  const things = results.things(errors).toSorted((one, other) => other.some(isDue) - one.some(isDue));
  return h(
    "section",
    { "aria-labelledby": "child-errors" },
    h(
      "h4",
      { class: "govuk-heading-m", id: "child-errors" },
      `${some(things.length, "thing")} to check, ${howMany(errors)}`,
    ),
    h(
      "ol",
      { class: "govuk-list errors" },
      things.map((thing) => h("li", { class: "errors__item" }, thingShown(tables, about, thing))),
    ),
  );
}

function thingShown(tables, about, thing) {
  const { results } = app.state;
  const records = recordsOf(thing);
  const title = thingTitle(thing[0], records.length);
  const rules = [...new Set(thing.map((error) => results.ruleOf(error)))];
  return [
    title && h("p", { class: "errors__cause" }, title),
    rules.map((rule) =>
      h(
        "p",
        { class: "errors__title" },
        linkButton(rule.code, () => go({ tab: "rules", rule: rule.code }), { "aria-label": `Rule ${rule.code}` }),
        ` ${rule.message}`,
      ),
    ),
    guidanceOf(thing).map((guidance) => h("p", { class: "govuk-body errors__guidance" }, guidance)),
    h(
      "ul",
      { class: "govuk-list errors__rows" },
      records.map((record) =>
        h(
          "li",
          null,
          notDueYet(record),
          whereAndWhat(tables, record[0], cellsTogether(record, about)),
          answersShown(record),
        ),
      ),
    ),
  ];
}

/** "Header, line 12: Ethnicity MOTH: Any other mixed background; in last year's Header MWAS: White and Asian" */
function whereAndWhat(tables, error, cells) {
  const { glossary } = app;
  const { columns, tables: all } = app.state.results;
  const { name } = all[columns.table[error]];
  const held = tables[name];
  const at = held?.places.indexOf(columns.row[error]) ?? -1;
  const shown = cells.map((cell) => [
    h(
      "span",
      { class: "errors__field" },
      `${cell.table ? `in ${cell.table}: ` : ""}${saidOf(glossary.columnLabel(cell.column, name), cell.workedOut)} `,
    ),
    h("strong", { class: cell.toChange ? "cell--faulty" : "errors__beside" }, spelledCell(cell)),
  ]);
  return [
    `${glossary.tableName(name)}${at < 0 ? "" : `, line ${held.lines[at]}`}${shown.length ? ": " : ""}`,
    shown.map((cell, place) => [place ? "; " : "", cell]),
  ];
}

/** The answers to the errors of a record: one, as a rule, since one was asked for. */
const answersShown = (record) =>
  [...new Set(record.map(answerTo).filter(Boolean))].map((words) => h("span", { class: "answer" }, `Answer: ${words}`));
