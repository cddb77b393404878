// What to fix first, by cause: the cells that somebody can change and that explain the errors.

import { app } from "../../shared/app.js";
import { button, fill, h, hidden, linkButton, number } from "../../shared/dom.js";
import { asked } from "../../shared/of_results.js";
import { NO_CAUSE } from "../../shared/results.js";
import { go } from "../../shared/trail.js";
import { grouped, listed, noun, percent, some } from "../../shared/words.js";
import { ASKS } from "./area.js";
import { causeInWords } from "./filters.js";

const FEW = 10;

/** So many rules of a cause are named; the others are counted. */
const MOST_RULES = 6;

/** By the results: whether their causes are asked for, or known. */
const known = new WeakMap();

/** The causes of the errors in view are known to the results when this resolves; to null where they cannot be told. */
export function causesKnown() {
  const { results } = app.state;
  if (!known.has(results)) {
    const told = ASKS.causes().then((found) => {
      if (found) results.takeCauses(found);
      else known.delete(results);
      return found && results;
    });
    known.set(results, told);
  }
  return known.get(results);
}

/** The first part of the overview. */
export const causesSection = () =>
  h(
    "section",
    { class: "causes", "aria-labelledby": "causes-title" },
    h("h3", { class: "govuk-heading-m", id: "causes-title" }, "What to fix first"),
    asked(causesKnown, contents, "Working out which cells explain the errors…"),
  );

function contents(results) {
  const { filters } = app.state.check;
  const mask = results.mask(filters, "cause");
  const found = results.countCauses(mask);
  const ranked = found.filter((each) => each.value !== NO_CAUSE);
  const others = found.find((each) => each.value === NO_CAUSE);
  const { errors } = results.totals(mask);
  return [
    ranked.length > 0 && h("p", { class: "govuk-body", id: "causes-told" }, inAll(results, ranked, errors)),
    ranked.length > 0 && table(results, ranked, errors),
    others && withoutCell(results, others),
  ];
}

/** The sentences above the table: the first cause, and how many cells explain everything. */
function inAll(results, ranked, errors) {
  const [first] = ranked;
  const { label, blank } = results.causeOf(first.value);
  const kind = blank ? "blank cell" : "cell";
  const cells = ranked.reduce((sum, each) => sum + each.cells, 0);
  const explained = ranked.reduce((sum, each) => sum + each.errors, 0);
  const all =
    explained === errors ? `all ${some(errors, "error")}` : `${grouped(explained)} of ${some(errors, "error")}`;
  return [
    h(
      "strong",
      null,
      `${label}: ${some(first.cells, kind)} ${explains(first.cells)} ${some(first.errors, "error")}, ${percent(first.errors, errors)}, of ${rulesInWords(results, first)}.`,
    ),
    ` ${some(cells, "cell")} ${explains(cells)} ${all}. `,
    errors === results.length && bound(results.causes),
  ];
}

const explains = (count) => noun(count, "explains", "explain");

/** By how much the choice of cells can be off. */
const bound = ({ cells, least }) =>
  cells === least ? "No choice of fewer cells would." : `It takes at least ${some(least, "cell")}.`;

function rulesInWords(results, { rules }) {
  const codes = codesOf(results, rules);
  return `${noun(codes.length, "rule")} ${listed(shortened(codes))}`;
}

const shortened = (codes) =>
  codes.length > MOST_RULES + 1 ? [...codes.slice(0, MOST_RULES), `${grouped(codes.length - MOST_RULES)} more`] : codes;

/** The codes of rules, by [place, errors], those with most errors first. */
const codesOf = (results, rules) => rules.map(([place]) => results.rules[place].code);

/** Whether the user has opened the table to the full; it stays so when a filter draws it anew. */
let isWhole = false;

function table(results, ranked, errors) {
  const isLong = ranked.length > FEW + 3;
  const body = h("tbody");
  const more = h("p", { class: "no-print" });
  const show = () => {
    fill(body, rows(results, isLong && !isWhole ? ranked.slice(0, FEW) : ranked, errors));
    const turn = () => ((isWhole = !isWhole), show());
    const words = isWhole ? `Show the first ${FEW}` : `Show all ${ranked.length} causes`;
    fill(more, isLong && button(words, turn, { id: "causes-more" }));
  };
  show();
  const head = (words, numeric) => h("th", { scope: "col", class: numeric ? "numeric" : null }, words);
  return h(
    "div",
    null,
    h(
      "div",
      { class: "scroll causes__table", tabindex: "0", role: "region", "aria-label": "Causes of the errors" },
      h(
        "table",
        { class: "govuk-table plain", id: "causes-table" },
        h("caption", { class: "govuk-visually-hidden" }, "Causes, with the errors that they explain"),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            head("What to put right"),
            head("Cells", true),
            head("Errors explained", true),
            head("Running share", true),
            head("Children", true),
            head("Rules"),
          ),
        ),
        body,
      ),
    ),
    more,
  );
}

function rows(results, ranked, errors) {
  const { filters } = app.state.check;
  let running = 0;
  return ranked.map((each) => {
    const cause = results.causeOf(each.value);
    running += each.errors;
    const codes = codesOf(results, each.rules);
    return h(
      "tr",
      { class: filters.cause.has(each.value) ? "chosen" : null },
      h(
        "th",
        { scope: "row" },
        linkButton(causeInWords(cause), () => go({ tab: "overview", cause: each.value }), {
          id: `open-cause-${each.value}`,
        }),
        h("span", { class: "causes__column" }, ` ${cause.column}, ${app.glossary.tableName(cause.table)}`),
      ),
      h("td", { class: "numeric" }, number(each.cells)),
      h("td", { class: "numeric" }, number(each.errors)),
      h("td", { class: "numeric" }, `${Math.round((100 * running) / (errors || 1))}%`),
      h("td", { class: "numeric" }, number(each.children)),
      h("td", { class: "causes__rules", title: codes.join(", ") }, shortened(codes).join(", ")),
    );
  });
}

/** What stands apart: errors about rows, tables or several children. */
const withoutCell = (results, others) =>
  h(
    "p",
    { class: "govuk-body", id: "causes-none" },
    `${some(others.errors, "error")} of ${rulesInWords(results, others)} ${noun(others.errors, "is", "are")} about whole rows, missing records or several children: no cell of a row explains ${noun(others.errors, "it", "them")}. `,
    linkButton(
      ["Show ", hidden("the errors that no cell explains"), h("span", { "aria-hidden": "true" }, "them")],
      () => go({ tab: "overview", cause: NO_CAUSE }),
      { id: "open-cause-none" },
    ),
  );
