// One cause: the rows of its cells, with the rules that find fault with each; or the errors that no cell explains.

import { app } from "../../shared/app.js";
import { childCell } from "../../shared/child_cell.js";
import { button, h, linkButton, number } from "../../shared/dom.js";
import { grid } from "../../shared/grid.js";
import { NO_CAUSE } from "../../shared/results.js";
import { adjust, go } from "../../shared/trail.js";
import { grouped, noun, percent, saidOf, some } from "../../shared/words.js";
import { faultNote } from "./faults.js";
import { causeInWords, setFilter } from "./filters.js";
import { rowSource } from "./row_source.js";

/** The view of a cause, by its value as a filter: one that was shown, so that the causes are known. */
export const causeView = (value) => ({ element: h("article", { class: "cause" }, contents(app.state.results, value)) });

function contents(results, value) {
  const { filters } = app.state.check;
  const mask = results.mask({ ...filters, cause: new Set([value]) });
  const { errors, children } = results.totals(mask);
  const title = value === NO_CAUSE ? "Errors that no cell explains" : causeInWords(results.causeOf(value));
  return [
    walk(results, value),
    h("h3", { class: "govuk-heading-l", tabindex: "-1", "data-heading": true }, title),
    h("p", { class: "govuk-body" }, told(results, value, mask, errors)),
    h(
      "div",
      { class: "govuk-button-group no-print" },
      errors > 0 &&
        button(
          `Show the ${some(children, "child", "children")}`,
          () => (setFilter("cause", value), go({ tab: "children" })),
          {
            id: "cause-children",
          },
        ),
      errors > 0 &&
        button("Show the rules", () => (setFilter("cause", value), go({ tab: "rules" })), { id: "cause-rules" }),
    ),
    tables(results, value, mask).map(([table, rows]) => rowsOf(results, value, results.tables[table], rows)),
  ];
}

/** Along the causes, in the order of the overview. */
function walk(results, value) {
  const { filters } = app.state.check;
  const ranked = results.countCauses(results.mask(filters, "cause")).map((each) => each.value);
  const here = ranked.indexOf(value);
  const to = (other, words, id) => here >= 0 && other && button(words, () => adjust({ cause: other }), { id });
  return h(
    "nav",
    { class: "walk no-print", "aria-label": "Causes" },
    linkButton("Back to all causes", () => go({ tab: "overview" }), { id: "back-to-causes" }),
    to(ranked[here - 1], "Previous cause", "previous-cause"),
    to(ranked[here + 1], "Next cause", "next-cause"),
  );
}

function told(results, value, mask, errors) {
  if (!errors) return "No errors under these filters.";
  const [{ cells, rules }] = results.countCauses(mask);
  const clears = rules.map(([place, count]) => `${results.rules[place].code} (${grouped(count)})`).join(", ");
  if (value === NO_CAUSE)
    return `${some(errors, "error")} about whole rows, missing records or several children, by rule: ${clears}. What is to be done is in the rule's guidance: a record is to be added, taken out or joined with another, or it must be found out whose is wrong.`;
  const share = percent(errors, results.totals(results.mask(app.state.check.filters, "cause")).errors);
  return `${some(cells, "cell")} to put right in the source system ${noun(cells, "explains", "explain")} ${some(errors, "error")}, ${share}, by rule: ${clears}. Whether an error goes is known when the return is checked again.`;
}

/** By the place of their table the rows that are shown, each with its errors. */
function tables(results, value, mask) {
  const byTable = new Map();
  for (const error of results.placesUnder(mask)) {
    const [table, row] =
      value === NO_CAUSE
        ? [results.columns.table[error], results.columns.row[error]]
        : [results.tablePlace(results.causeOf(value).table), results.causes.row[error]];
    if (!byTable.has(table)) byTable.set(table, new Map());
    const rows = byTable.get(table);
    if (rows.has(row)) rows.get(row).push(error);
    else rows.set(row, [error]);
  }
  return [...byTable].toSorted(([one], [other]) => one - other);
}

const WIDTH = { CHILD: 130, cell: 130, fault: 190, rules: 240, worker: 150, line: 70, file: 200 };

function rowsOf(results, value, table, errorsByRow) {
  const { glossary } = app;
  const fault = value === NO_CAUSE ? null : results.causeOf(value).column;
  const rows = [...errorsByRow.keys()].sort((one, other) => one - other);
  const others = table.columns.filter((column) => column !== "CHILD" && column !== fault);
  const source = rowSource(table.name, { places: rows, count: rows.length }, () => shown.refresh());
  const column = (name, width) => ({
    label: saidOf(name, table.workedOut.includes(name)),
    title: glossary.columnLabel(name, table.name),
    width,
  });
  const shown = grid({
    label: `${glossary.tableName(table.name)}: rows of this cause`,
    count: rows.length,
    ahead: source.ahead,
    columns: [
      { ...column("CHILD", WIDTH.CHILD), sticky: true },
      ...(fault ? [column(fault, WIDTH.fault)] : []),
      { label: "Rules", width: WIDTH.rules },
      { label: "Social worker", width: WIDTH.worker },
      ...others.map((name) => ({ ...column(name, WIDTH.cell), onScreen: true })),
      { label: "Line", width: WIDTH.line, numeric: true, title: "Line in the file" },
      { label: "File", width: WIDTH.file },
    ],
    row: (i) => {
      const row = source(i);
      if (!row) return null;
      const errors = errorsByRow.get(rows[i]);
      const codes = [...new Set(errors.map((error) => results.ruleOf(error).code))];
      const text = (name) => row.cells[row.columns.indexOf(name)];
      return [
        childCell(text("CHILD"), `cause-row-${table.name}-${i}`),
        ...(fault
          ? [glossary.cellSpelled(fault, text(fault).trim() || "(blank)", { faulty: true, note: faultNote(codes) })]
          : []),
        h("span", { title: codes.join(", ") }, codes.join(", ")),
        results.workerOf(errors[0]) || "None recorded",
        ...others.map((name) => glossary.cell(name, text(name))),
        number(row.line),
        row.file,
      ];
    },
  });
  return h(
    "section",
    { class: "rule__rows" },
    h("h4", { class: "govuk-heading-s" }, `${glossary.tableName(table.name)}: ${some(rows.length, "row")}`),
    shown.element,
  );
}
