// Each table as it was read, with the cells at fault marked.

import { app } from "../../shared/app.js";
import { button, checkbox, fill, h, keepTrying, linkButton, number, select } from "../../shared/dom.js";
import { grid } from "../../shared/grid.js";
import { faultNote, faultsOf } from "./faults.js";
import { adjust, go } from "../../shared/trail.js";
import { cellInShort, grouped, saidOf, some } from "../../shared/words.js";
import { rowSource } from "./row_source.js";
import { childCell } from "../../shared/child_cell.js";
import { ASKS } from "./area.js";

const WIDTH = { line: 80, identifier: 120, cell: 130, wide: 170 };

/** The tables tab. */
export function tablesView(view) {
  const { results } = app.state;
  const { filters } = app.state.check;
  const counts = new Map(
    results.countBy("table", results.mask(filters, "table")).map((each) => [each.value, each.errors]),
  );
  const name = view.table ?? mostErrors(results, counts);
  if (!name) return { element: h("p", { class: "govuk-body" }, "No table was read.") };
  const table = results.tables[results.tablePlace(name)];
  const mask = results.mask({ ...filters, table: new Set() });
  const faulty = faultyRows(results, table, mask);
  const places = view.faultyOnly ? faulty : null;
  const detail = h("div", { class: "row-detail", id: "row-detail", role: "status" });
  const shown = rowGrid(results, table, places, mask, detail);
  return {
    element: h(
      "div",
      null,
      h(
        "div",
        { class: "filters no-print" },
        select("Table", {
          id: "table-choice",
          value: name,
          options: results.tables.map((each) => ({
            value: each.name,
            label: `${app.glossary.tableName(each.name)} (${some(counts.get(each.name) ?? 0, "error")})`,
          })),
          onchange: ({ target }) => adjust({ table: target.value }),
        }),
        checkbox("Only rows with errors", {
          id: "faulty-only",
          checked: view.faultyOnly,
          onchange: ({ target }) => adjust({ faultyOnly: target.checked }),
        }),
        view.faultyOnly ? null : jump(table, shown),
        h(
          "p",
          { class: "govuk-body", role: "status" },
          `${some(faulty.length, "row")} of ${grouped(table.rows)} with errors`,
        ),
      ),
      (places ? places.length : table.rows)
        ? shown.element
        : h(
            "p",
            { class: "govuk-body" },
            view.faultyOnly ? "No row of this table has errors under these filters." : "This table has no rows.",
          ),
      detail,
    ),
  };
}

function mostErrors(results, counts) {
  const ranked = results.tables.toSorted((one, other) => (counts.get(other.name) ?? 0) - (counts.get(one.name) ?? 0));
  return ranked[0]?.name;
}

function faultyRows(results, table, mask) {
  const index = results.rowsOfTable(results.tablePlace(table.name));
  return [...index]
    .filter(([, errors]) => errors.some((i) => mask[i]))
    .map(([row]) => row)
    .sort((one, other) => one - other);
}

function jump(table, shown) {
  const box = h("input", {
    id: "jump-line",
    class: "govuk-input govuk-input--width-5",
    inputmode: "numeric",
    autocomplete: "off",
  });
  const to = async () => {
    const place = await ASKS.rowAtLine(table.name, Number.parseInt(box.value, 10) || 1);
    if (place === null || place < 0) return;
    shown.scrollTo(place);
    keepTrying(() => {
      const child = document.getElementById(`table-child-${place}`);
      child?.focus({ preventScroll: true });
      return child;
    });
  };
  box.addEventListener("keydown", (event) => event.key === "Enter" && to());
  return h(
    "div",
    { class: "field" },
    h("label", { for: "jump-line", class: "govuk-label govuk-label--s" }, "Go to line"),
    h("div", { class: "field__pair" }, box, button("Go", to)),
  );
}

function rowGrid(results, table, places, mask, detail) {
  const { glossary } = app;
  const count = places ? places.length : table.rows;
  const index = results.rowsOfTable(results.tablePlace(table.name));
  const errorsOf = (place) => (index.get(place) ?? []).filter((i) => mask[i]);
  const source = rowSource(table.name, { places, count, errorsOf }, () => shown.refresh());
  const identifier = table.columns.includes("CHILD") ? "CHILD" : "URN";
  const others = table.columns.filter((column) => column !== identifier);
  const described = (column) => {
    const workedOut = table.workedOut.includes(column);
    return { label: saidOf(column, workedOut), title: glossary.columnLabel(column, table.name) };
  };
  const shown = grid({
    label: `${glossary.tableName(table.name)}, as read`,
    count,
    ahead: source.ahead,
    columns: [
      { label: "Line", width: WIDTH.line, numeric: true, title: "Line in the file", sticky: true },
      { ...described(identifier), width: WIDTH.identifier, sticky: true },
      { label: "Errors", width: WIDTH.cell },
      ...others.map((column) => ({ ...described(column), width: column.length > 12 ? WIDTH.wide : WIDTH.cell })),
    ],
    row: (i) => {
      const row = source(i);
      if (!row) return null;
      const { errors } = row;
      const faults = faultsOf(errors, row.about, (error) => results.ruleOf(error).code);
      const cell = (column) => cellShown(row, column, faults.get(column));
      return [
        h("span", { title: row.file }, number(row.line)),
        cell(identifier),
        errors.length
          ? linkButton(
              codesOf(results, errors),
              ({ target }) => (describe(detail, results, table, row, errors), bringIntoView(target)),
              {
                id: `row-errors-${row.place}`,
                title: codesOf(results, errors),
                "aria-label": `${codesOf(results, errors)}: show what is wrong in line ${row.line}`,
              },
            )
          : "",
        ...others.map(cell),
      ];
    },
  });
  return shown;
}

/** A cell as read. `codes`: of the rules that fault it, if any do. */
function cellShown(row, column, codes) {
  const text = row.cells[row.columns.indexOf(column)];
  const marks = codes ? { faulty: true, note: faultNote(codes) } : {};
  return column === "CHILD"
    ? childCell(text, `table-child-${row.place}`, marks)
    : app.glossary.cell(column, text, marks);
}

/** Scroll a grid sideways to the first cell at fault of a row. */
function bringIntoView(inRow) {
  inRow.closest("tr").querySelector(".cell--faulty")?.scrollIntoView({ block: "nearest", inline: "center" });
}

const codesOf = (results, errors) => errors.map((error) => results.ruleOf(error).code).join(", ");

/** What is wrong in one row, below the grid. */
async function describe(detail, results, table, row, errors) {
  const about = await ASKS.cells(errors);
  if (!about) return;
  fill(
    detail,
    h("h3", { class: "govuk-heading-s" }, `Line ${row.line} of ${row.file || app.glossary.tableName(table.name)}`),
    h(
      "ul",
      { class: "govuk-list" },
      errors.map((error, place) => {
        const rule = results.ruleOf(error);
        return h(
          "li",
          null,
          linkButton(rule.code, () => go({ tab: "rules", rule: rule.code }), { "aria-label": `Rule ${rule.code}` }),
          ` ${rule.message} `,
          h("strong", null, about[place].map(cellInShort).join("; ")),
          h("span", { class: "meaning" }, rule.guidance),
        );
      }),
    ),
  );
  detail.scrollIntoView({ block: "nearest" });
}
