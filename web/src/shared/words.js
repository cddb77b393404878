// Plain words: numbers with their nouns, dates, codes spelled out.

import { h, hidden } from "./dom.js";

const GROUPED = new Intl.NumberFormat("en-GB");

export const grouped = (count) => GROUPED.format(count);

/** The noun for so many; its plural is given where it is not the noun and an s. */
export const noun = (count, one, many = `${one}s`) => (count === 1 ? one : many);

/** `3` and "rule" give "3 rules"; the plural as for `noun`. */
export const some = (count, one, many) => `${grouped(count)} ${noun(count, one, many)}`;

const AND = new Intl.ListFormat("en-GB");

/** "Header, Episodes and OC2". */
export const listed = (words) => AND.format(words);

export const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)}%` : "0%");

/** "2025/26" for 2026. */
export const yearLabel = (year) => `${year - 1}/${String(year).slice(2)}`;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "Apr 2025" for a month counted from January 1970. */
export const monthLabel = (month) => `${MONTHS[((month % 12) + 12) % 12]} ${1970 + Math.floor(month / 12)}`;

/** A dd/mm/yyyy cell as a Date (UTC), or null. */
export function readDate(text) {
  const match = /^\s*(\d{2})\/(\d{2})\/(\d{4})\s*$/.exec(text ?? "");
  if (!match) return null;
  const date = new Date(Date.UTC(+match[3], +match[2] - 1, +match[1]));
  return date.getUTCDate() === +match[1] ? date : null;
}

/** "1 May 2025" for a Date. */
export const longDate = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;

/** Lower-cases the first letter unless the word is an abbreviation or a name. */
export const lowerFirst = (text) =>
  /^[A-Z][a-z]/.test(text) && !text.startsWith("Ofsted") ? text[0].toLowerCase() + text.slice(1) : text;

/** A cell that an error is about, as the engine tells it: "K2: Children's home", "(blank)" or the text as it is. */
export const spelledCell = ({ text, label }) => (text ? (label ? `${text}: ${label}` : text) : "(blank)");

/** What is said beside a column that no file holds. */
export const WORKED_OUT = "worked out here";

/** A column's name or label, with what is said of one that was worked out. */
export const saidOf = (column, workedOut) => (workedOut ? `${column} (${WORKED_OUT})` : column);

/** The same with its column, and its table where that is another: "last year's Header: ETHNIC MWAS: White and Asian". */
export const cellInShort = (cell) =>
  `${cell.table ? `${cell.table}: ` : ""}${saidOf(cell.column, cell.workedOut)} ${spelledCell(cell)}`;

const LAST = "_last";

/** Of a cell, in characters: identifiers, dates, postcodes and numbers are shorter, and are never broken. */
const LONGEST_WHOLE = 24;

/** What the columns, codes and tables of a return are called; made once from what the engine says at its start. */
export class Glossary {
  constructor({ tables, fields }) {
    this.tables = new Map(tables.map((table) => [table.name, table]));
    this.fields = fields;
  }

  table(name) {
    return this.tables.get(name.endsWith(LAST) ? name.slice(0, -LAST.length) : name);
  }

  /** "OC2", "OC2, last year": what analysts call a table. */
  tableName(name) {
    return name.endsWith(LAST) ? `${name.slice(0, -LAST.length)}, last year` : name;
  }

  /** "Health and wellbeing of children looked after for 12 months". */
  tableLabel(name) {
    return this.table(name)?.label ?? name;
  }

  /** "Placement type" for PLACE in Episodes; the column's own name where it has no label. */
  columnLabel(column, tableName) {
    const own = tableName && this.table(tableName)?.columns.find((each) => each.name === column);
    const any = own ?? [...this.tables.values()].flatMap((table) => table.columns).find((each) => each.name === column);
    return any?.label ?? column;
  }

  /** What a code means, or "" where the field is not coded or the code unknown. */
  meaning(column, text) {
    return this.fields[column]?.codes[(text ?? "").trim().toUpperCase()] ?? "";
  }

  /** "K2: Children's home", "(blank)" or the text as it is. */
  spelled(column, text) {
    if (!(text ?? "").trim()) return "(blank)";
    const meaning = this.meaning(column, text);
    return meaning ? `${text.trim()}: ${meaning}` : text;
  }

  /** A cell's text with its meaning on hover and for screen readers; a blank cell at fault says so. */
  cell(column, text, { faulty = false, note = "" } = {}) {
    const meaning = this.meaning(column, text);
    const shown = (text ?? "").trim() ? text : faulty ? "(blank)" : "";
    return h(
      "span",
      {
        class: `cell${faulty ? " cell--faulty" : ""}${shown.length <= LONGEST_WHOLE ? " cell--whole" : ""}`,
        title: [meaning, note].filter(Boolean).join("\n") || null,
      },
      shown,
      meaning && hidden(` (${meaning})`),
      note && hidden(` ${note}`),
    );
  }

  /** A coded cell with its meaning in view. */
  cellSpelled(column, text, options) {
    const meaning = this.meaning(column, text);
    return [
      this.cell(column, text, options),
      meaning && h("span", { class: "meaning", "aria-hidden": "true" }, meaning),
    ];
  }
}
