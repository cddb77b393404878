// The figures: how many, of how many, on which day, and what could not be counted.

import { h, number } from "../../shared/dom.js";
import { areaOfResults, asked, notRun } from "../../shared/of_results.js";
import { grouped, longDate, noun, some } from "../../shared/words.js";
import { AREA, ASKS } from "./area.js";

/** Show the area. */
export const renderInsight = areaOfResults(AREA.name, {
  first: "Figures are worked out from a return that has been checked: check one first.",
  contents: () => asked(ASKS.figures, shown, "Counting…"),
});

const HEADINGS = ["Figure", "Value", "Of how many", "Not counted, and why", "England"];

function shown(answer) {
  const { asAt, figures } = answer;
  return [
    h(
      "p",
      { class: "govuk-body" },
      `As at ${longDate(new Date(asAt))}, from the files as they are: errors in them are in the figures too. They are this tool's own counts, not the DfE's published statistics.`,
    ),
    figures.length ? table(figures) : h("p", { class: "govuk-body" }, "There is no figure for this year."),
    notRun(answer, "figure is", "figures are"),
  ];
}

const table = (figures) =>
  h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Figures" },
    h(
      "table",
      { class: "govuk-table plain insight" },
      h("caption", { class: "govuk-visually-hidden" }, "The figures of the return"),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          HEADINGS.map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      h("tbody", null, figures.map(row)),
    ),
  );

const row = (figure) =>
  h(
    "tr",
    { id: `figure-${figure.code}` },
    h("th", { scope: "row", class: "insight__name" }, figure.name, h("span", { class: "meaning" }, figure.text)),
    h(
      "td",
      { class: "insight__value" },
      figure.parts.length && figure.value === undefined ? partsOf(figure) : valueOf(figure),
      bounds(figure),
    ),
    h("td", null, ofHowMany(figure)),
    h("td", null, notCounted(figure.notUsed), figure.doubt && h("p", { class: "govuk-body-s" }, figure.doubt)),
    h("td", null, ofEngland(figure)),
  );

const UNITS = { children: ["child", "children"], days: ["day"], events: ["event"] };

/** "1,234 children", "12.3%". What Python has no value for comes as undefined. */
function valueOf({ value, unit }) {
  if (value === undefined) return "None to divide by";
  if (unit === "share" || unit === "mean") return plain(value, unit);
  return [Number.isInteger(value) ? number(value) : plain(value, unit), ` ${noun(value, ...UNITS[unit])}`];
}

function ofHowMany({ numerator, denominator }) {
  if (denominator === undefined) return "A count of its own";
  return [numerator === undefined ? "Parts" : number(numerator), " of ", number(denominator)];
}

/** Between what the value lies, where the returns do not reach back far enough to know it. */
function bounds({ low, high, unit }) {
  const words = [
    low === undefined ? "" : `at least ${plain(low, unit)}`,
    high === undefined ? "" : `at most ${plain(high, unit)}`,
  ].filter(Boolean);
  return words.length ? h("p", { class: "govuk-body-s" }, words.join(", ")) : null;
}

function ofEngland({ england, unit }) {
  if (!england) return "Not published";
  const { year, value, parts } = england;
  if (value !== undefined)
    return `${plain(value, unit)}${UNITS[unit] ? ` ${noun(value, ...UNITS[unit])}` : ""} (${year})`;
  const named = Object.entries(parts).map(([name, share]) => ({ name, series: "", value: share }));
  return [partsOf({ parts: named, unit }), `(${year})`];
}

/** Of a figure so many are shown. */
const MOST_PARTS = 12;

const partsOf = ({ parts, unit }) =>
  h(
    "ul",
    { class: "govuk-list" },
    parts
      .slice(0, MOST_PARTS)
      .map(({ name, series, value }) =>
        h("li", null, `${series && `${series}, `}${name}: ${value === undefined ? "none" : plain(value, unit)}`),
      ),
    parts.length > MOST_PARTS && h("li", null, `and ${some(parts.length - MOST_PARTS, "more part")}`),
  );

/** A number as its unit is written. */
function plain(value, unit) {
  if (unit === "share") return `${(100 * value).toFixed(1)}%`;
  return Number.isInteger(value) ? grouped(value) : value.toFixed(1);
}

function notCounted(notUsed) {
  const left = notUsed.filter(({ rows }) => rows);
  if (!left.length) return "Nothing was left out";
  return h(
    "ul",
    { class: "govuk-list" },
    left.map(({ why, rows }) => h("li", null, `${some(rows, "row")}: ${why}`)),
  );
}
