// The rules themselves: what is in force in a year, and what changed from one year to another.

import { app } from "../../shared/app.js";
import { fill, h, search, select } from "../../shared/dom.js";
import { editionOf } from "../../shared/edition.js";
import { some, yearLabel } from "../../shared/words.js";
import { AREA, ASKS } from "./area.js";

const held = new Map();

const once = (key, fetch) => {
  if (!held.has(key)) held.set(key, fetch());
  return held.get(key);
};

/** The reference, drawn when it is first looked at, and anew when everything was cleared. It needs no result. */
export function renderReference(box, changed) {
  if (changed.has("reference.year")) box.replaceChildren();
  if (app.state.view.area === AREA.name && !box.firstChild) box.append(referenceView());
}

function referenceView() {
  const choice = app.state.reference;
  const years = app.spec.years.map((each) => each.year);
  choice.year ??= app.state.year ?? years.at(-2);
  choice.before ??= Math.max(years[0], choice.year - 1);
  const changes = h("div");
  const rules = h("div");
  const count = h("p", { class: "govuk-body", role: "status" });
  const edition = h("p", { class: "govuk-body", id: "reference-edition" });
  const options = years.toReversed().map((year) => ({ value: String(year), label: yearLabel(year) }));
  const draw = async () => {
    fill(edition, editionOf(choice.year));
    const { year, before } = choice;
    // What is chosen meanwhile may be at hand, and drawn before this is.
    const isWanted = () => year === choice.year && before === choice.before;
    changes.setAttribute("aria-busy", "true");
    const list = await once(`rules ${year}`, () => ASKS.rules(year));
    if (isWanted()) drawRules(rules, count, list);
    const found = await once(`changes ${before} ${year}`, () => ASKS.ruleChanges(before, year));
    if (!isWanted()) return;
    fill(changes, changesTable(found));
    changes.removeAttribute("aria-busy");
  };
  draw();
  const changed =
    (key) =>
    ({ target }) => ((choice[key] = Number(target.value)), draw());
  return h(
    "div",
    { class: "reference" },
    h(
      "div",
      { class: "filters no-print" },
      select("Rules of", { id: "reference-year", value: String(choice.year), options, onchange: changed("year") }),
      select("Compared with", {
        id: "reference-before",
        value: String(choice.before),
        options,
        onchange: changed("before"),
      }),
      search("Search", {
        id: "reference-search",
        value: choice.text,
        oninput: (text) => (choice.text = text),
        draw: async () => drawRules(rules, count, await held.get(`rules ${choice.year}`)),
      }),
    ),
    edition,
    changes,
    count,
    rules,
  );
}

function changesTable(found) {
  const choice = app.state.reference;
  const title = `What changed from ${yearLabel(choice.before)} to ${yearLabel(choice.year)}`;
  if (!found.length)
    return [
      h("h2", { class: "govuk-heading-m" }, title),
      h("p", { class: "govuk-body" }, "Nothing: the same rules are in force in both years."),
    ];
  const tag = { new: "green", gone: "grey", changed: "blue" };
  return h(
    "details",
    { class: "govuk-details", id: "reference-changes" },
    h(
      "summary",
      { class: "govuk-details__summary" },
      h("span", { class: "govuk-details__summary-text" }, `${title}: ${some(found.length, "rule")}`),
    ),
    h(
      "table",
      { class: "govuk-table plain" },
      h("caption", { class: "govuk-visually-hidden" }, title),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["Code", "Change", "Before", "After"].map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      h(
        "tbody",
        null,
        found.map((each) =>
          h(
            "tr",
            null,
            h("th", { scope: "row" }, each.code),
            h("td", null, h("strong", { class: `govuk-tag govuk-tag--${tag[each.change]}` }, each.change)),
            h("td", null, each.before),
            h("td", null, each.after === each.before ? "The message is the same; what is checked is not." : each.after),
          ),
        ),
      ),
    ),
  );
}

function drawRules(box, count, list) {
  const choice = app.state.reference;
  const words = choice.text.trim().toLowerCase();
  const found = list.filter(
    (rule) =>
      !words ||
      `${rule.code} ${rule.message} ${rule.fields} ${rule.subject} ${rule.guidance}`.toLowerCase().includes(words),
  );
  fill(count, `${some(found.length, "rule")} in force in ${yearLabel(choice.year)}`);
  fill(
    box,
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rules in force" },
      h(
        "table",
        { class: "govuk-table plain reference__table" },
        h("caption", { class: "govuk-visually-hidden" }, "Rules in force"),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            ["Code", "Message and guidance", "Kind", "Fields", "Needs"].map((text) => h("th", { scope: "col" }, text)),
          ),
        ),
        h(
          "tbody",
          null,
          found.map((rule) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, rule.code),
              h(
                "td",
                null,
                h("p", { class: "reference__message" }, rule.message),
                h("p", { class: "meaning" }, rule.guidance, rule.caveat && ` ${rule.caveat}`),
              ),
              h("td", null, rule.category),
              h("td", { class: "reference__fields" }, rule.fields),
              h("td", null, rule.needs),
            ),
          ),
        ),
      ),
    ),
  );
}
