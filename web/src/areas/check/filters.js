// The filters that narrow the errors in view: changed, and in words.

import { app, set } from "../../shared/app.js";
import { LATER, NO_CAUSE, noFilters } from "../../shared/results.js";

/** Add a value to a kind of filter, or take it away. */
export function toggleFilter(kind, value) {
  const { filters } = app.state.check;
  const values = new Set(filters[kind]);
  if (!values.delete(value)) values.add(value);
  set({ check: { filters: { ...filters, [kind]: values } } });
}

/** Have one kind of filter hold just this value; null for none. */
export function setFilter(kind, value) {
  set({ check: { filters: { ...app.state.check.filters, [kind]: new Set(value === null ? [] : [value]) } } });
}

/** Which errors are looked at, those due now or those not due yet, is no filter to clear. */
export const clearFilters = () => set({ check: { filters: { ...noFilters(), due: app.state.check.filters.due } } });

/** The filters in force as far as there still is what they let through. */
export const keepFilters = (results) =>
  Object.fromEntries(
    Object.entries(app.state.check.filters).map(([kind, values]) => [
      kind,
      new Set([...values].filter((value) => results.values[kind].includes(value))),
    ]),
  );

const NOBODY = { worker: "No social worker", team: "No team" };
const NAMED = { rule: "Rule", worker: "Worker", team: "Team" };

/** "Home postcode blank", "Placement postcode to be checked, last year's": a cause, as the results tell it. */
export const causeInWords = ({ label, blank, table }) =>
  `${label}${blank ? ", blank" : ", to be checked"}${table.endsWith("_last") ? ", in last year's return" : ""}`;

/** "Home postcode, blank in 4 rows": the cause of an error, in so many rows of its child; "" where it has none. */
export function thingTitle(error, rows) {
  const { results } = app.state;
  const cause = results.causes.ranked[results.causes.ofErrors[error]];
  return cause ? `${causeInWords(cause)}${rows > 1 ? `, in ${rows} rows` : ""}` : "";
}

/** What a value of a filter is called. */
export function filterLabel(kind, value) {
  if (kind === "cause")
    return value === NO_CAUSE ? "No cell explains it" : causeInWords(app.state.results.causeOf(value));
  if (kind === "table") return app.glossary.tableName(value);
  if (kind === "due") return value === LATER ? "not due yet" : "due now";
  if (kind === "month") return app.state.results.months.find((bucket) => bucket.id === value).label;
  if (kind in NOBODY && !value) return NOBODY[kind];
  return kind in NAMED ? `${NAMED[kind]} ${value}` : value;
}

/** All filters in force: ["Worker SW101", "missing"]. */
export const filtersInWords = (filters) =>
  Object.entries(filters).flatMap(([kind, values]) => [...values].map((value) => filterLabel(kind, value)));
