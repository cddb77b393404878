// The rules that ran, to sort, search and filter.

import { app } from "../../shared/app.js";
import { alike, countsByRule } from "./comparison.js";
import { inView } from "./due.js";
import { fill, h, linkButton, number, search, select } from "../../shared/dom.js";
import { go } from "../../shared/trail.js";
import { codeOrder } from "../../shared/order.js";
import { some } from "../../shared/words.js";

const COLUMNS = [
  { key: "code", label: "Code" },
  { key: "message", label: "What is wrong" },
  { key: "category", label: "Kind" },
  { key: "errors", label: "Errors", numeric: true },
  { key: "children", label: "Children", numeric: true },
];
const CHANGE = { key: "change", label: "Since last check", numeric: true };

/** The list of rules. */
export function rulesView() {
  const { results } = app.state;
  const { filters, choices } = app.state.check;
  const before = alike(app.state.check.before, results) ? app.state.check.before.counts : null;
  const choice = choices.rules;
  if (!before && choice.show === "changed") choice.show = "errors";
  if (!before && choice.sort === "change") Object.assign(choice, { sort: "errors", descending: true });
  const mask = results.mask(filters);
  const found = countsByRule(results);
  const which = inView();
  const counts = results.countBy("rule", mask);
  const rules = results.rules.map((rule, place) => ({
    ...rule,
    errors: counts[place].errors,
    children: counts[place].children,
    change:
      found.has(rule.code) && before?.has(rule.code) ? found.get(rule.code)[which] - before.get(rule.code)[which] : 0,
    isNew: Boolean(before) && rule.status === "ran" && !before.has(rule.code),
  }));
  const columns = before ? [...COLUMNS, CHANGE] : COLUMNS;
  const holder = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rules" });
  const count = h("p", { class: "govuk-body", role: "status" });
  const draw = () => {
    const found = sorted(
      rules.filter((rule) => matches(rule, choice)),
      choice,
    );
    fill(count, some(found.length, "rule"));
    fill(holder, table(found, columns, choice, draw));
  };
  draw();
  return {
    element: h(
      "div",
      null,
      h(
        "div",
        { class: "filters no-print" },
        search("Search codes, words and fields", {
          id: "rule-search",
          value: choice.text,
          oninput: (text) => (choice.text = text),
          draw,
        }),
        select("Show", {
          id: "rule-show",
          value: choice.show,
          options: [
            { value: "errors", label: "Rules with errors" },
            { value: "all", label: "All rules, also those not run" },
            ...(before ? [{ value: "changed", label: "Rules with more or fewer errors than at the last check" }] : []),
          ],
          onchange: ({ target }) => ((choice.show = target.value), draw()),
        }),
        count,
      ),
      holder,
    ),
  };
}

function matches(rule, choice) {
  const wanted = choice.show === "all" || (choice.show === "changed" ? rule.change !== 0 : rule.errors > 0);
  const words = choice.text.trim().toLowerCase();
  return (
    wanted &&
    (!words ||
      `${rule.code} ${rule.message} ${rule.fields} ${rule.subject} ${rule.category}`.toLowerCase().includes(words))
  );
}

function sorted(rules, { sort, descending }) {
  const order =
    sort === "code"
      ? (one, other) => codeOrder(one.code, other.code)
      : typeof rules[0]?.[sort] === "number"
        ? (one, other) => one[sort] - other[sort]
        : (one, other) => one[sort].localeCompare(other[sort]);
  return rules.toSorted((one, other) => (descending ? -order(one, other) : order(one, other)));
}

function table(rules, columns, choice, draw) {
  const sortBy = (column) => () => {
    choice.descending = choice.sort === column.key ? !choice.descending : Boolean(column.numeric);
    choice.sort = column.key;
    draw();
  };
  const direction = (column) =>
    choice.sort === column.key ? (choice.descending ? "descending" : "ascending") : "none";
  return h(
    "table",
    { class: "govuk-table plain rules", id: "rules-table" },
    h("caption", { class: "govuk-visually-hidden" }, "Rules, with the errors found"),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        columns.map((column) =>
          h(
            "th",
            { scope: "col", class: column.numeric ? "numeric" : null, "aria-sort": direction(column) },
            h(
              "button",
              { type: "button", class: "sort", id: `sort-${column.key}`, onclick: sortBy(column) },
              column.label,
            ),
          ),
        ),
      ),
    ),
    h(
      "tbody",
      null,
      rules.map((rule) => row(rule, columns)),
    ),
  );
}

function row(rule, columns) {
  const open = () => go({ tab: "rules", rule: rule.code });
  const cells = {
    code: h(
      "td",
      null,
      linkButton(rule.code, open, { id: `open-${rule.code}`, "aria-label": `${rule.code}: open the rule` }),
    ),
    message: h("td", { class: "rules__message" }, rule.message),
    category: h("td", null, rule.category),
    errors: h(
      "td",
      { class: "numeric" },
      rule.status === "ran" ? number(rule.errors) : rule.failed ? "failed" : "not run",
    ),
    children: h("td", { class: "numeric" }, rule.status === "ran" ? number(rule.children) : ""),
    change: h(
      "td",
      { class: "numeric" },
      rule.isNew ? "not run then" : [rule.change > 0 ? "+" : "", rule.change ? number(rule.change) : ""],
    ),
  };
  return h(
    "tr",
    { onclick: (event) => event.target.closest("button") || getSelection().toString() || open(), class: "openable" },
    columns.map((column) => cells[column.key]),
  );
}
