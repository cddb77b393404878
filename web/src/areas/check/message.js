// A plain-English note about a child for the social worker, who knows no codes.

import { app } from "../../shared/app.js";
import { listed, lowerFirst, noun, saidOf, some, yearLabel } from "../../shared/words.js";

/** The note as text. `about`: for each error the cells that it is about, as the engine tells them. */
export function messageAbout(child, tables, about) {
  const { results } = app.state;
  const things = results.things([...about.keys()]);
  const points = things.map((thing, place) => point(place + 1, tables, about, thing));
  return [
    `Child ${child}: ${some(things.length, "thing")} to check for the ${yearLabel(results.year)} return on children looked after (SSDA903)`,
    "",
    `Please check ${noun(things.length, "this", "these")} on the child's record, put right what is wrong, and tell me when it is done or why it is correct as it stands.`,
    "",
    ...points,
  ].join("\n");
}

/** The errors of a thing to check, record by record. */
export const recordsOf = (thing) => {
  const { table, row } = app.state.results.columns;
  return [...Map.groupBy(thing, (error) => `${table[error]} ${row[error]}`).values()];
};

/** The cause of a thing to check; undefined where no cell explains it. */
function causeOf([error]) {
  const { causes } = app.state.results;
  return causes.ranked[causes.ofErrors[error]];
}

/** What to check. Of a blank it is said once, by a rule that names the column where one does. */
export function guidanceOf(thing) {
  const { results } = app.state;
  const cause = causeOf(thing);
  const rules = [...new Set(thing.map((error) => results.ruleOf(error)))];
  const naming = cause?.blank
    ? [rules.find((rule) => rule.fields.split(", ").includes(cause.column)) ?? rules[0]]
    : rules;
  return [...new Set(naming.map((rule) => rule.guidance || rule.message))];
}

/** The cells that the errors of one record are about, each once; those to change first. */
export function cellsTogether(record, about) {
  const found = new Map();
  for (const cell of record.flatMap((error) => about.get(error))) {
    const key = `${cell.table} ${cell.column}`;
    if (!found.has(key) || cell.toChange) found.set(key, cell);
  }
  return [...found.values()].sort((one, other) => other.toChange - one.toChange || one.workedOut - other.workedOut);
}

function point(count, tables, about, thing) {
  const { results } = app.state;
  const records = recordsOf(thing);
  const cause = causeOf(thing);
  const title = cause ? `${cause.label}: ${cause.blank ? "nothing recorded" : "please check"}` : "";
  const codes = [...new Set(thing.map((error) => results.ruleOf(error).code))];
  const several = records.length > 1 ? ` in ${records.length} records` : "";
  const lines = [...(title ? [`${title}${several}`] : []), ...guidanceOf(thing)];
  for (const record of records) {
    const cells = cellsTogether(record, about).filter((cell) => !(cause?.blank && cell.workedOut));
    lines.push(...recorded(tables, record[0], cells));
  }
  const rules = `   (Reference: ${noun(codes.length, "rule")} ${listed(codes)})`;
  return [`${count}. ${lines[0]}`, ...lines.slice(1).map(indented), rules, ""].join("\n");
}

const indented = (line) => (line.startsWith("   ") ? line : `   ${line}`);

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
