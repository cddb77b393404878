// The result in a few numbers, what to fix first by cause, then charts that filter.

import { app } from "../../shared/app.js";
import { chartWithTable } from "../../shared/chart.js";
import { button, h, linkButton, number } from "../../shared/dom.js";
import { editionOf } from "../../shared/edition.js";
import { go } from "../../shared/trail.js";
import { LATER } from "../../shared/results.js";
import { grouped, noun, percent, some, yearLabel } from "../../shared/words.js";
import { causesSection } from "./causes.js";
import { dueWords, inView, onlyDue } from "./due.js";
import { toggleFilter } from "./filters.js";

const DRAWN = 25;

/** The overview. */
export function overviewView() {
  const { results } = app.state;
  const charts = errorsInView(results).errors ? makeCharts(results) : [];
  return {
    element: h(
      "div",
      { class: "overview" },
      figures(results),
      charts.length
        ? [causesSection(), charts.map((chart) => chart.element)]
        : results.length
          ? nothingDue()
          : nothingFound(results),
    ),
    destroy: () => charts.forEach((chart) => chart.destroy()),
  };
}

/** All errors due now, or not due yet, whichever are looked at; at the end of the year all. */
const errorsInView = (results) => results.totals(results.mask(onlyDue(app.state.check.filters)));

const nothingDue = () =>
  h(
    "p",
    { class: "govuk-body-l" },
    inView() === LATER
      ? "Nothing waits for the end of the year."
      : "The rules that ran found no error that is due now.",
  );

/** Never said without what was not checked; where nothing was, the line above says it. */
function nothingFound({ counts, didNotRun, canAdd, notRun, nothingChecked }) {
  if (nothingChecked) return null;
  const found = `No errors were found by the ${some(counts.rulesRun, "rule")} that ran.`;
  const caution = canAdd ? " That is no clean result yet:" : "";
  const chosen = notRun ? ` ${some(notRun, "rule")} ${notRun === 1 ? "was" : "were"} not chosen.` : "";
  return h("p", { class: "govuk-body-l" }, `${found}${caution}${didNotRun && ` ${didNotRun}`}${chosen}`);
}

/** What was not checked, and what to add: above the figures, which are of the rest. */
function notChecked({ didNotRun, canAdd, nothingChecked }) {
  if (!canAdd && !nothingChecked) return null;
  return h(
    "div",
    { class: "govuk-inset-text not-checked", id: "not-checked" },
    nothingChecked && h("p", null, h("strong", null, nothingChecked)),
    canAdd && h("p", null, nothingChecked ? didNotRun : h("strong", null, didNotRun)),
    h(
      "p",
      { class: "not-checked__ways no-print" },
      button("Add files", () => document.getElementById("files").click(), {
        id: "add-what-is-missing",
        class: "small",
      }),
      linkButton("Which rules, and why", () => go({ tab: "checks" })),
    ),
  );
}

function figures(results) {
  return h(
    "section",
    { "aria-labelledby": "overview-title" },
    h(
      "h3",
      { class: "govuk-heading-m", id: "overview-title" },
      `${authorityName(results.authority)}${yearLabel(results.year)}`,
    ),
    notChecked(results),
    !results.nothingChecked && tally(results),
    results.ruleset !== results.year &&
      h("p", { class: "govuk-body" }, `Checked with the rules of ${yearLabel(results.ruleset)}.`),
    editionOf(results.ruleset) && h("p", { class: "govuk-body", id: "edition" }, editionOf(results.ruleset)),
  );
}

/** The figures: what the filters let through, and beside it how many there are in all. */
function tally(results) {
  const { counts, rules } = results;
  const filtered = results.totals(results.mask(app.state.check.filters));
  const all = errorsInView(results);
  const narrowed = filtered.errors !== all.errors;
  const due = results.beforeYearEnd ? ` ${dueWords(results)}` : "";
  const notRun = rules.filter((rule) => rule.status === "skipped").length;
  const failed = rules.filter((rule) => rule.failed).length;
  const figure = (value, [one, many], extra) =>
    h(
      "div",
      { class: "figure" },
      h("dd", { class: "figure__value" }, number(value)),
      h("dt", { class: "figure__words" }, noun(value, one, many)),
      extra && h("dd", { class: "figure__extra" }, extra),
    );
  const toChecks = (words) => linkButton(words, () => go({ tab: "checks" }));
  return h(
    "dl",
    { class: "figures" },
    figure(filtered.errors, [`error${due}`, `errors${due}`], narrowed && `of ${grouped(all.errors)} in all`),
    figure(
      filtered.children,
      ["child with errors", "children with errors"],
      narrowed ? `of ${grouped(all.children)} in all` : `${percent(all.children, counts.children)} of all`,
    ),
    figure(counts.children, ["child in the return", "children in the return"]),
    figure(counts.rows, ["row"]),
    figure(
      counts.rulesRun,
      ["rule run", "rules run"],
      [
        notRun ? toChecks(`${notRun} not run`) : "none left out",
        failed ? [", ", toChecks(`${failed} failed`)] : null,
        results.notRun ? `, ${results.notRun} not chosen` : null,
      ],
    ),
  );
}

function authorityName(code) {
  const found = app.spec.authorities.find((authority) => authority.code === code);
  return found ? `${found.name}, ` : "";
}

/** By kind of filter, its values with their errors, as a chart shows them. */
function counted(results) {
  const { filters } = app.state.check;
  const messages = new Map(results.rules.map((rule) => [rule.code, rule.message]));
  const items = (kind, describe) => {
    const found = results
      .countBy(kind, results.mask(filters, kind))
      .filter((each) => each.errors || filters[kind].has(each.value));
    return found.map((each) => ({ ...each, chosen: filters[kind].has(each.value), ...describe(each.value) }));
  };
  const ranked = (list) => list.toSorted((one, other) => other.errors - one.errors);
  const label = new Map(results.months.map((bucket) => [bucket.id, bucket.label]));
  return {
    rule: ranked(items("rule", (code) => ({ label: code, title: messages.get(code) }))),
    category: ranked(items("category", (value) => ({ label: value, title: results.kinds[value] }))),
    table: ranked(
      items("table", (name) => ({ label: app.glossary.tableName(name), title: app.glossary.tableLabel(name) })),
    ),
    month: items("month", (id) => ({ label: label.get(id) })),
  };
}

function makeCharts(results) {
  const found = counted(results);
  const chart = (kind, rest) =>
    chartWithTable({
      id: `by-${kind}`,
      items: found[kind],
      total: found[kind].reduce((total, each) => total + each.errors, 0),
      choose: (value) => toggleFilter(kind, value),
      ...rest,
    });
  return [
    chart("rule", {
      title: "By rule",
      note: firstSentence(found.rule),
      shown: DRAWN,
      cumulative: true,
      valueHeading: "Rule",
      titleHeading: "What is wrong",
      open: (code) => go({ tab: "rules", rule: code }),
    }),
    chart("category", { title: "By kind of error", valueHeading: "Kind", titleHeading: "What it means" }),
    chart("table", { title: "By table", valueHeading: "Table", titleHeading: "What it holds" }),
    chart("month", {
      title: "By month of the event",
      note: "The month in which the episode began, the review was held, and so on.",
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
