// One rule: what its error means, what its fields hold, and its rows with the cells at fault marked.

import { app } from "../../shared/app.js";
import { button, h, linkButton, number } from "../../shared/dom.js";
import { faultNote } from "./faults.js";
import { grid } from "../../shared/grid.js";
import { LATER, NOW } from "../../shared/results.js";
import { adjust, go } from "../../shared/trail.js";
import { grouped, lowerFirst, saidOf, some, WORKED_OUT } from "../../shared/words.js";
import { rowSource } from "./row_source.js";
import { childCell } from "../../shared/child_cell.js";
import { answerTo } from "./answers.js";
import { inView } from "./due.js";
import { setFilter } from "./filters.js";

/** The view of a rule. */
export function ruleView(code) {
  const { results } = app.state;
  const { filters } = app.state.check;
  const rule = results.rules[results.rulePlace(code)];
  const mask = results.mask({ ...filters, rule: new Set([code]) });
  const counts = results.totals(mask);
  const places = results.values.table.map((_, table) =>
    results.where((i) => mask[i] && results.columns.table[i] === table),
  );
  return {
    element: h(
      "article",
      { class: "rule" },
      walk(code),
      h(
        "h3",
        { class: "govuk-heading-l rule__title", tabindex: "-1", "data-heading": true },
        `${rule.code}: ${rule.message}`,
      ),
      h(
        "p",
        { class: "govuk-body" },
        h("strong", { class: "govuk-tag govuk-tag--blue" }, rule.category),
        ` ${outcome(rule, counts)}${elsewhere(results, filters, code)}`,
      ),
      h(
        "div",
        { class: "rule__sides" },
        h(
          "section",
          { "aria-label": "What to do" },
          h("h4", { class: "govuk-heading-s" }, "What it means and what to check"),
          h("p", { class: "govuk-body" }, rule.guidance || "There is no guidance for this rule yet."),
          rule.caveat && h("p", { class: "govuk-inset-text" }, rule.caveat),
          h("p", { class: "govuk-hint" }, `In force: ${rule.years}. Needs: ${rule.needs}.`),
          counts.errors
            ? button("Show these children", () => (setFilter("rule", code), go({ tab: "children" })), {
                id: "rule-children",
              })
            : null,
        ),
        h("section", { "aria-label": "Fields" }, h("h4", { class: "govuk-heading-s" }, "Its fields"), fields(rule)),
      ),
      places.map((errors, table) => (errors.length ? rows(results, rule, results.tables[table], errors) : null)),
    ),
  };
}

function walk(code) {
  const { results } = app.state;
  const { filters } = app.state.check;
  const counts = results.countBy("rule", results.mask(filters, "rule"));
  const ranked = counts.filter((each) => each.errors).toSorted((one, other) => other.errors - one.errors);
  const here = ranked.findIndex((each) => each.value === code);
  const to = (place, words, id) =>
    ranked[place] && here >= 0 ? button(words, () => adjust({ rule: ranked[place].value }), { id }) : null;
  return h(
    "nav",
    { class: "walk no-print", "aria-label": "Rules" },
    linkButton("Back to all rules", () => go({ tab: "rules" }), { id: "back-to-rules" }),
    to(here - 1, "Previous rule", "previous-rule"),
    to(here + 1, "Next rule", "next-rule"),
  );
}

function outcome(rule, counts) {
  if (rule.failed) return `This rule could not be run: ${rule.reason}. Please report it.`;
  if (rule.status === "skipped") return `Not run: ${rule.reason}.`;
  return `${some(counts.errors, "error")}, ${some(counts.children, "child", "children")}`;
}

/** How many of the rule's errors are not among those looked at. */
function elsewhere(results, filters, code) {
  if (!results.beforeYearEnd) return "";
  const [which, words] = inView() === NOW ? [LATER, "not due yet"] : [NOW, "due now"];
  const { errors } = results.totals(results.mask({ ...filters, rule: new Set([code]), due: new Set([which]) }));
  return errors ? `. Beside these ${grouped(errors)} ${words}` : "";
}

function fields(rule) {
  const { glossary } = app;
  return h(
    "dl",
    { class: "fields" },
    rule.fieldList.map(({ column: field, workedOut, source }) => {
      const table = rule.tables?.find((name) => glossary.table(name)?.columns.some((column) => column.name === field));
      const codes = Object.entries(glossary.fields[field]?.codes ?? {});
      return [
        h("dt", null, field),
        h(
          "dd",
          null,
          glossary.columnLabel(field, table),
          workedOut && h("span", { class: "worked-out" }, ` ${WORKED_OUT}: no file holds it`),
          source && h("span", { class: "worked-out" }, " decides what is worked out"),
          codes.length > 0 &&
            h(
              "details",
              null,
              h("summary", null, `${some(codes.length, "code")}`),
              h(
                "ul",
                { class: "govuk-list codes" },
                codes.map(([code, meaning]) =>
                  h("li", null, h("strong", null, code), meaning ? ` ${lowerFirst(meaning)}` : ""),
                ),
              ),
            ),
        ),
      ];
    }),
  );
}

const WIDTH = { CHILD: 110, line: 70, file: 200, fault: 190, cell: 130 };

function rows(results, rule, table, errors) {
  const { glossary, state } = app;
  const about = rule.shown[table.name].filter((each) => each.table || each.column !== "CHILD");
  const own = new Set(about.filter((each) => !each.table).map((each) => each.column));
  const others = table.columns.filter((column) => !own.has(column) && column !== "CHILD");
  const answered = errors.some((error) => state.check.answers?.byError.has(error));
  const source = rowSource(
    table.name,
    {
      places: errors.map((i) => results.columns.row[i]),
      count: errors.length,
      errorsOf: (_, i) => [errors[i]],
    },
    () => shown.refresh(),
  );
  const column = (name, width) => ({
    label: saidOf(name, table.workedOut.includes(name)),
    title: glossary.columnLabel(name, table.name),
    width,
  });
  const shown = grid({
    label: `${glossary.tableName(table.name)}: rows with error ${rule.code}`,
    count: errors.length,
    ahead: source.ahead,
    columns: [
      { ...column("CHILD", WIDTH.CHILD), sticky: true },
      ...about.map((each) => ({ label: heading(each), title: glossary.columnLabel(each.column), width: WIDTH.fault })),
      ...others.map((name) => ({ ...column(name, WIDTH.cell), onScreen: true })),
      ...(answered ? [{ label: "Answer", width: WIDTH.fault }] : []),
      { label: "Line", width: WIDTH.line, numeric: true, title: "Line in the file" },
      { label: "File", width: WIDTH.file },
    ],
    row: (i) => {
      const row = source(i);
      if (!row) return null;
      const [cells] = row.about;
      const text = (name) => row.cells[row.columns.indexOf(name)];
      const find = (wanted) => cells.find((cell) => cell.column === wanted.column && cell.table === wanted.table);
      return [
        childCell(
          text("CHILD"),
          `rule-row-${table.name}-${i}`,
          marks(rule, find({ column: "CHILD", table: "" }) ?? {}),
        ),
        ...about.map((each) => aboutCell(rule, find(each))),
        ...others.map((name) => glossary.cell(name, text(name))),
        ...(answered ? [h("span", { title: answerTo(errors[i]) }, answerTo(errors[i]))] : []),
        number(row.line),
        row.file,
      ];
    },
  });
  return h(
    "section",
    { class: "rule__rows" },
    h("h4", { class: "govuk-heading-s" }, `${glossary.tableName(table.name)}: ${some(errors.length, "row")}`),
    shown.element,
  );
}

/** "HOME_POST", "HOME_POST, last year", "DOB (Header)", "PL_DISTANCE, last year (worked out here)". */
function heading({ column, table, workedOut }) {
  const place = table.startsWith("last year's ") ? ", last year" : table && ` (${table})`;
  return saidOf(`${column}${place}`, workedOut);
}

const marks = (rule, cell) => (cell.toChange ? { faulty: true, note: faultNote([rule.code]) } : {});

/** A cell that the error is about; there is none where the child has no row, or several, in the table beside. */
function aboutCell(rule, cell) {
  if (!cell) return h("span", { class: "worked-out" }, "No row to compare");
  return app.glossary.cellSpelled(cell.column, cell.text || "(blank)", marks(rule, cell));
}
