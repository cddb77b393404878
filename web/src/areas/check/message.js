// A plain-English note about a child for the social worker, who knows no codes.

import { app } from "../../shared/app.js";
import { lowerFirst, noun, saidOf, some, yearLabel } from "../../shared/words.js";

/** The note as text. `about`: for each error the cells that it is about, as the engine tells them. */
export function messageAbout(child, tables, about) {
  const { results } = app.state;
  const byRule = [...Map.groupBy(about.keys(), (error) => results.columns.rule[error]).values()];
  const points = byRule.map((group, place) => point(place + 1, tables, about, group));
  return [
    `Child ${child}: ${some(byRule.length, "thing")} to check for the ${yearLabel(results.year)} return on children looked after (SSDA903)`,
    "",
    `Please check ${noun(byRule.length, "this", "these")} on the child's record, put right what is wrong, and tell me when it is done or why it is correct as it stands.`,
    "",
    ...points,
  ].join("\n");
}

function point(count, tables, about, group) {
  const rule = app.state.results.ruleOf(group[0]);
  const lines = [`${count}. ${rule.guidance || rule.message}`];
  for (const error of group) lines.push(...recorded(tables, error, about.get(error)));
  return [...lines, `   (Reference: rule ${rule.code})`, ""].join("\n");
}

/** "episode of care (date episode commenced: 01/05/2025; placement type: Children's home)", and last year's beside it. */
function recorded(tables, error, cells) {
  const { glossary, state } = app;
  const { columns, tables: all } = state.results;
  const { name } = all[columns.table[error]];
  const { eventDate, row } = glossary.table(name);
  const event = eventDate === "DOB" ? null : eventDate; // one row a child: nothing to tell it from
  const inWords = ({ column, words, workedOut }) =>
    `${saidOf(lowerFirst(glossary.columnLabel(column, name)), workedOut)}: ${words}`;
  const isLastYears = ({ table }) => table.startsWith("last year's");
  const told = cells.filter((cell) => cell.column !== "CHILD" && (cell.table || cell.column !== event));
  const now = [
    when(tables[name], columns.row[error], event, name),
    ...told.filter((cell) => !isLastYears(cell)).map(inWords),
  ];
  const before = told.filter(isLastYears).map(inWords);
  const where = name.endsWith("_last") ? `${row}, last year's return` : row;
  return [
    `   Recorded now: ${where} (${now.filter(Boolean).join("; ")})`,
    ...(before.length ? [`   In last year's return: ${before.join("; ")}`] : []),
  ];
}

/** The date by which the row is known among others of the child. */
function when(held, row, event, name) {
  if (!held || !event) return "";
  const text = held.cells[held.places.indexOf(row)][held.columns.indexOf(event)].trim();
  return `${lowerFirst(app.glossary.columnLabel(event, name))}: ${text || "nothing recorded"}`;
}
