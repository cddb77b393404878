// A child's rows in every table, with the cells at fault marked.

import { app } from "../../shared/app.js";
import { breakable, h } from "../../shared/dom.js";
import { some, WORKED_OUT } from "../../shared/words.js";
import { faultNote, faultsOf } from "./faults.js";

/** `tables`: the child's rows; `about`: for each error of the child the cells that it is about. */
export function rowsByTable(tables, about) {
  const { results } = app.state;
  const order = results.tables.filter((table) => tables[table.name]);
  return h(
    "section",
    { "aria-labelledby": "child-rows" },
    h("h4", { class: "govuk-heading-m", id: "child-rows" }, "Every row of this child"),
    order.map((table) => rowsOf(table, tables[table.name], about)),
  );
}

function rowsOf(table, held, about) {
  const { glossary } = app;
  const columns = held.columns.filter((column) => column !== "CHILD");
  return h(
    "div",
    { class: table.lastYear ? "child__table child__table--last" : "child__table" },
    h(
      "div",
      {
        class: "scroll",
        tabindex: "0",
        role: "region",
        "aria-label": `${glossary.tableName(table.name)}: rows of this child`,
      },
      h(
        "table",
        { class: "govuk-table plain dense" },
        h(
          "caption",
          { class: "govuk-table__caption govuk-table__caption--s" },
          `${glossary.tableName(table.name)}: ${some(held.places.length, "row")}`,
        ),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col", class: "numeric" }, "Line"),
            columns.map((column) =>
              h(
                "th",
                { scope: "col", title: glossary.columnLabel(column, table.name) },
                breakable(column),
                table.workedOut.includes(column) && h("span", { class: "worked-out" }, ` ${WORKED_OUT}`),
              ),
            ),
          ),
        ),
        h(
          "tbody",
          null,
          held.cells.map((_, at) => row(table, held, columns, about, at)),
        ),
      ),
    ),
  );
}

/** The row number `at` of those that the child has in a table. */
function row(table, held, columns, about, at) {
  const { results } = app.state;
  const here = results.tablePlace(table.name);
  const own = [...about.keys()].filter(
    (error) => results.columns.table[error] === here && results.columns.row[error] === held.places[at],
  );
  const cellsOf = own.map((error) => about.get(error));
  const faults = faultsOf(own, cellsOf, (error) => results.ruleOf(error).code);
  return h(
    "tr",
    null,
    h("th", { scope: "row", class: "numeric", title: held.files[at] }, String(held.lines[at])),
    columns.map((column) => cell(column, held.cells[at][held.columns.indexOf(column)], faults.get(column))),
  );
}

/** `codes`: of the rules that fault the cell, if any do. */
const cell = (column, text, codes) =>
  h(
    "td",
    { class: codes ? "faulty" : null },
    app.glossary.cellSpelled(column, text, { faulty: Boolean(codes), note: codes ? faultNote(codes) : "" }),
    codes && h("span", { class: "codes-at-fault", "aria-hidden": "true" }, codes.join(" ")),
  );
