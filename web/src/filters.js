// The filters in words.

import { app } from "./app.js";

const NOBODY = { worker: "No social worker", team: "No team" };
const NAMED = { rule: "Rule", worker: "Worker", team: "Team" };

/** What a value of a filter is called. */
export function filterLabel(kind, value) {
  if (kind === "table") return app.glossary.tableName(value);
  if (kind === "month") return app.state.results.months.find((bucket) => bucket.id === value).label;
  if (kind in NOBODY && !value) return NOBODY[kind];
  return kind in NAMED ? `${NAMED[kind]} ${value}` : value;
}

/** All filters in force: ["Worker SW101", "missing"]. */
export const filtersInWords = (filters) =>
  Object.entries(filters).flatMap(([kind, values]) => [...values].map((value) => filterLabel(kind, value)));
