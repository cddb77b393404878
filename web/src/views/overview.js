// What to fix first: the result in a few numbers, then charts that filter.

import { app, toggleFilter } from "../app.js";
import { chartWithTable } from "../chart.js";
import { h, linkButton, number } from "../dom.js";
import { editionOf } from "../edition.js";
import { go } from "../trail.js";
import { noun, percent, some, yearLabel } from "../words.js";

const DRAWN = 25;

/** The overview. */
export function overviewView() {
  const { results } = app.state;
  const charts = results.length ? makeCharts(results) : [];
  return {
    element: h(
      "div",
      { class: "overview" },
      figures(results),
      results.length ? charts.map((chart) => chart.element) : nothingFound(results),
    ),
    destroy: () => charts.forEach((chart) => chart.destroy()),
  };
}

const nothingFound = (results) =>
  h(
    "p",
    { class: "govuk-body-l" },
    results.counts.rulesRun
      ? "No errors were found by the rules that ran."
      : "No rule could run: see “Files and checks” for what is needed.",
  );

function figures(results) {
  const { counts, rules } = results;
  const filtered = results.totals(results.mask(app.state.filters));
  const narrowed = filtered.errors !== results.length;
  const skipped = rules.filter((rule) => rule.status === "skipped").length;
  const failed = rules.filter((rule) => rule.failed).length;
  const figure = (value, [one, many], extra) =>
    h(
      "div",
      { class: "figure" },
      h("dd", { class: "figure__value" }, number(value)),
      h("dt", { class: "figure__words" }, noun(value, one, many)),
      extra && h("dd", { class: "figure__extra" }, extra),
    );
  return h(
    "section",
    { "aria-labelledby": "overview-title" },
    h(
      "h3",
      { class: "govuk-heading-m", id: "overview-title" },
      `${authorityName(results.authority)}${yearLabel(results.year)}`,
    ),
    h(
      "dl",
      { class: "figures" },
      figure(counts.errors, ["error"], narrowed && `${some(filtered.errors, "error")} with the filters`),
      figure(
        counts.childrenWithErrors,
        ["child with errors", "children with errors"],
        narrowed
          ? `${some(filtered.children, "child", "children")} with the filters`
          : `${percent(counts.childrenWithErrors, counts.children)} of all`,
      ),
      figure(counts.children, ["child in the return", "children in the return"]),
      figure(counts.rows, ["row"]),
      figure(
        counts.rulesRun,
        ["rule run", "rules run"],
        [
          skipped ? linkButton(`${skipped} skipped`, () => go({ tab: "checks" })) : "none skipped",
          failed ? [", ", linkButton(`${failed} failed`, () => go({ tab: "checks" }))] : null,
          results.notRun ? `, ${results.notRun} not chosen` : null,
        ],
      ),
    ),
    results.ruleset !== results.year &&
      h("p", { class: "govuk-body" }, `Checked with the rules of ${yearLabel(results.ruleset)}.`),
    editionOf(results.ruleset) && h("p", { class: "govuk-body", id: "edition" }, editionOf(results.ruleset)),
  );
}

function authorityName(code) {
  const found = app.spec.authorities.find((authority) => authority.code === code);
  return found ? `${found.name}, ` : "";
}

function makeCharts(results) {
  const { filters } = app.state;
  const messages = new Map(results.rules.map((rule) => [rule.code, rule.message]));
  const items = (kind, describe) => {
    const found = results
      .countBy(kind, results.mask(filters, kind))
      .filter((each) => each.errors || filters[kind].has(each.value));
    return found.map((each) => ({ ...each, chosen: filters[kind].has(each.value), ...describe(each.value) }));
  };
  const ranked = (list) => list.toSorted((one, other) => other.errors - one.errors);
  const sum = (list) => list.reduce((total, each) => total + each.errors, 0);
  const label = new Map(results.months.map((bucket) => [bucket.id, bucket.label]));

  const rules = ranked(items("rule", (code) => ({ label: code, title: messages.get(code) })));
  const categories = ranked(items("category", (value) => ({ label: value })));
  const tables = ranked(
    items("table", (name) => ({ label: app.glossary.tableName(name), title: app.glossary.tableLabel(name) })),
  );
  const months = items("month", (id) => ({ label: label.get(id) }));
  const choose = (kind) => (value) => toggleFilter(kind, value);
  return [
    chartWithTable({
      id: "by-rule",
      title: "What to fix first",
      note: firstSentence(rules),
      items: rules,
      shown: DRAWN,
      total: sum(rules),
      cumulative: true,
      choose: choose("rule"),
      valueHeading: "Rule",
      titleHeading: "What is wrong",
      open: (code) => go({ tab: "rules", rule: code }),
    }),
    chartWithTable({
      id: "by-category",
      title: "By kind of error",
      items: categories,
      total: sum(categories),
      choose: choose("category"),
      valueHeading: "Kind",
    }),
    chartWithTable({
      id: "by-table",
      title: "By table",
      items: tables,
      total: sum(tables),
      choose: choose("table"),
      valueHeading: "Table",
      titleHeading: "What it holds",
    }),
    chartWithTable({
      id: "by-month",
      title: "By month of the event",
      note: "The month in which the episode began, the review was held, and so on.",
      items: months,
      total: sum(months),
      choose: choose("month"),
      valueHeading: "Month",
      across: false,
    }),
  ];
}

function firstSentence(rules) {
  const total = rules.reduce((sum, each) => sum + each.errors, 0);
  let running = 0;
  let count = 0;
  while (count < rules.length && running < total / 2) running += rules[count++].errors;
  if (count === rules.length) return "";
  return `${some(count, "rule")} of ${rules.length} ${noun(count, "makes", "make")} up half of the errors.`;
}
