// What a report is called and taken for when it is saved goes by its kind, whatever the engine says: an engine that
// means harm could otherwise hand out a page with a script in it.

import { yearLabel } from "./words.js";

const TYPES = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
  csv: "text/csv;charset=utf-8",
  json: "application/json",
  xml: "application/xml",
};

/** By kind: what it holds, and the form it has. */
const KINDS = {
  workbook: ["errors", "xlsx"],
  errors_csv: ["errors", "csv"],
  children_csv: ["children", "csv"],
  json: ["errors", "json"],
  packs: ["packs", "zip"],
  summary_json: ["summary", "json"],
  summary_csv: ["summary", "csv"],
  tables: ["tables", "zip"],
  tables_last_year: ["tables-of-last-year", "zip"],
  corrected: ["corrected", "zip"],
  corrected_xml: ["corrected", "xml"],
  corrected_last_year: ["corrected-last-year", "zip"],
  corrected_last_year_xml: ["corrected-last-year", "xml"],
  changes: ["changes", "xlsx"],
  changes_csv: ["changes", "csv"],
  decisions: ["decisions", "json"],
};

const START = 64; // bytes

const isArchive = (bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4; // PK
const startOf = (bytes) => new TextDecoder().decode(bytes.subarray(0, START)).trimStart();

/** How the bytes of each form begin. */
const BEGINS = {
  xlsx: isArchive,
  zip: isArchive,
  csv: (bytes) => !startOf(bytes).startsWith("<"),
  json: (bytes) => /^[{[]/.test(startOf(bytes)),
  xml: (bytes) => startOf(bytes).startsWith("<?xml"),
};

/**
 * A report of a collection year to save, as `{name, type, data}`; `narrowed` where it holds only some of the errors.
 * Throws a ValueError, with a sentence for the user, where the bytes are not of the kind.
 */
export function reportFile(kind, year, data, narrowed = false) {
  const [what, form] = KINDS[kind];
  if (!BEGINS[form](data)) {
    const message = `The report was not saved: what the engine made is no ${form.toUpperCase()} file. Tell whoever hosts this page.`;
    throw Object.assign(new Error(message), { type: "ValueError" });
  }
  const name = `903-${what}${narrowed ? "-as-filtered" : ""}-${yearLabel(year).replace("/", "-")}.${form}`;
  return { name, type: TYPES[form], data };
}
