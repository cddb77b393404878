// A plain-English note about a child for the social worker, who knows no codes.

import { app } from "../app.js";
import { lowerFirst, some, yearLabel } from "../words.js";

/** The note as text. */
export function messageAbout(child, tables, errors) {
  const { results } = app.state;
  const byRule = [...Map.groupBy(errors, (error) => results.columns.rule[error]).values()];
  const points = byRule.map((group, place) => point(place + 1, tables, group));
  return [
    `Child ${child}: ${some(byRule.length, "thing")} to check for the ${yearLabel(results.year)} return on children looked after (SSDA903)`,
    "",
    "Please check these on the child's record, put right what is wrong, and tell me when it is done or why it is correct as it stands.",
    "",
    ...points,
  ].join("\n");
}

function point(count, tables, group) {
  const rule = app.state.results.ruleOf(group[0]);
  const lines = [`${count}. ${rule.guidance || rule.message}`];
  for (const error of group) {
    const recorded = recordedNow(tables, error);
    if (recorded) lines.push(`   Recorded now: ${recorded}`);
  }
  return [...lines, `   (Reference: rule ${rule.code})`, ""].join("\n");
}

/** "episode of care: date episode commenced 01/05/2025, placement type Children's home". */
function recordedNow(tables, error) {
  const { glossary, state } = app;
  const { columns, tables: all } = state.results;
  const { name } = all[columns.table[error]];
  const held = tables[name];
  const at = held?.places.indexOf(columns.row[error]) ?? -1;
  if (at < 0) return "";
  const rule = state.results.ruleOf(error);
  const event = glossary.table(name).eventDate;
  const fields = [...new Set([event, ...rule.fieldList])].filter(
    (field) => field && field !== "CHILD" && held.columns.includes(field),
  );
  const words = fields.map((field) => {
    const text = (held.cells[at][held.columns.indexOf(field)] ?? "").trim();
    return `${lowerFirst(glossary.columnLabel(field, name))}: ${text ? glossary.meaning(field, text) || text : "nothing"}`;
  });
  const where = name.endsWith("_last") ? `${glossary.table(name).row}, last year's return` : glossary.table(name).row;
  return `${where} (${words.join("; ")})`;
}
