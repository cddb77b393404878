// The table beside a chart, with the same numbers.

import { button, fill, h, hidden, linkButton, number } from "./dom.js";

const FEW = 12;

/** The charts whose tables the user has opened to the full; they stay so when a filter draws them anew. */
const wholeTables = new Set();

/** Of the options of a chart those that it needs: see chart.js. */
export function chartTable(options) {
  const { id, title, items } = options;
  const isLong = items.length > FEW + 3;
  const body = h("tbody");
  const more = h("p", { class: "no-print" });
  const turn = (whole) => {
    if (whole) wholeTables.add(id);
    else wholeTables.delete(id);
    show();
  };
  const show = () => {
    const whole = wholeTables.has(id);
    fill(body, rows(isLong && !whole ? items.slice(0, FEW) : items, options));
    fill(
      more,
      isLong &&
        button(whole ? `Show the first ${FEW}` : `Show all ${items.length}`, () => turn(!whole), { id: `${id}-more` }),
    );
  };
  show();
  return h(
    "div",
    { class: "chart__table" },
    h(
      "table",
      { class: "govuk-table plain" },
      h("caption", { class: "govuk-visually-hidden" }, `${title}: the numbers of the chart`),
      head(options),
      body,
    ),
    more,
  );
}

const head = ({ valueHeading, titleHeading, cumulative, choose }) =>
  h(
    "thead",
    null,
    h(
      "tr",
      null,
      h("th", { scope: "col" }, valueHeading),
      titleHeading && h("th", { scope: "col", class: "chart__words" }, titleHeading),
      h("th", { scope: "col", class: "numeric" }, "Errors"),
      h("th", { scope: "col", class: "numeric" }, "Children"),
      cumulative && h("th", { scope: "col", class: "numeric chart__share" }, "Running share"),
      choose && h("td", { class: "no-print" }),
    ),
  );

function rows(items, options) {
  let running = 0;
  return items.map((item) => row(item, (running += item.errors), options));
}

const row = (item, running, { id, total, choose, open, titleHeading, cumulative }) =>
  h(
    "tr",
    { class: item.chosen ? "chosen" : null },
    h(
      "th",
      { scope: "row" },
      open ? linkButton(item.label, () => open(item.value), { id: `${id}-open-${item.value}` }) : item.label,
    ),
    titleHeading && h("td", { class: "chart__words" }, item.title),
    h("td", { class: "numeric" }, number(item.errors)),
    h("td", { class: "numeric" }, number(item.children)),
    cumulative && h("td", { class: "numeric chart__share" }, `${Math.round((100 * running) / (total || 1))}%`),
    choose &&
      h(
        "td",
        { class: "no-print" },
        linkButton(["Show only these", hidden(`: ${item.label}`)], () => choose(item.value), {
          id: `${id}-${item.value}`,
          "aria-pressed": String(Boolean(item.chosen)),
          class: "link chart__filter",
        }),
      ),
  );
