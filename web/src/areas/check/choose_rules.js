// Which rules to run: all, or a selection by code, table or kind.

import { app, set } from "../../shared/app.js";
import { ask } from "../../shared/dialog.js";
import { button, checkbox, fill, h, search, select } from "../../shared/dom.js";
import { editionOf } from "../../shared/edition.js";
import { some, yearLabel } from "../../shared/words.js";
import { ASKS } from "./area.js";
import { chooseRuleset } from "./files.js";

/** Ask which rules to run. */
export async function chooseRules() {
  const { year } = app.state;
  const { codes } = app.state.check;
  let ruleset = app.state.check.ruleset;
  const ownYear = year ?? app.spec.years.at(-1).year;
  let rules = await ASKS.rules(ruleset ?? ownYear);
  // Whoever waited for the answer may have asked twice.
  if (!rules || document.querySelector("dialog")) return;
  let chosen = new Set(codes ?? rules.map((rule) => rule.code));
  const shown = { text: "", table: "", category: "" };
  const list = h("div", { class: "choice__list", tabindex: "0", role: "group", "aria-label": "Rules" });
  const count = h("p", { class: "govuk-body", role: "status" });
  const edition = h("p", { class: "govuk-hint", id: "choice-edition", role: "status" });

  const matches = (rule) =>
    (!shown.text || `${rule.code} ${rule.message} ${rule.fields}`.toLowerCase().includes(shown.text.toLowerCase())) &&
    (!shown.table || rule.tables.includes(shown.table)) &&
    (!shown.category || rule.category === shown.category);
  const tell = () => fill(count, `${chosen.size} of ${some(rules.length, "rule")} chosen`);
  const draw = () => {
    fill(edition, editionOf(ruleset ?? ownYear));
    fill(
      list,
      rules.filter(matches).map((rule) =>
        checkbox(`${rule.code}: ${rule.message}`, {
          id: `choose-${rule.code}`,
          checked: chosen.has(rule.code),
          onchange: ({ target }) => {
            if (target.checked) chosen.add(rule.code);
            else chosen.delete(rule.code);
            tell();
          },
        }),
      ),
    );
    tell();
  };
  const mark = (on) => {
    shown.text = document.getElementById("choice-search").value; // the search box reports a moment late
    for (const rule of rules.filter(matches)) {
      if (on) chosen.add(rule.code);
      else chosen.delete(rule.code);
    }
    draw();
  };
  const changeYear = async (value) => {
    const all = chosen.size === rules.length;
    ruleset = value === ownYear ? null : value;
    rules = (await ASKS.rules(value)) ?? rules;
    const inForce = new Set(rules.map((rule) => rule.code));
    chosen = all ? inForce : new Set([...chosen].filter((code) => inForce.has(code)));
    draw();
  };
  const narrow =
    (key) =>
    ({ target }) => {
      shown[key] = target.value;
      draw();
    };
  const every = (label, options) => [{ value: "", label }, ...options];
  const body = h(
    "div",
    { class: "choice" },
    h(
      "div",
      { class: "filters" },
      select("Rules of", {
        id: "choice-year",
        value: String(ruleset ?? ownYear),
        options: app.spec.years.toReversed().map((each) => ({
          value: String(each.year),
          label: yearLabel(each.year) + (each.year === ownYear ? " (the return's year)" : ""),
        })),
        onchange: ({ target }) => changeYear(Number(target.value)),
      }),
      search("Search", { id: "choice-search", value: "", oninput: (text) => (shown.text = text), draw }),
      select("Table", {
        id: "choice-table",
        value: "",
        options: every(
          "All tables",
          app.spec.tables.map(({ name, label }) => ({ value: name, label })),
        ),
        onchange: narrow("table"),
      }),
      select("Kind", {
        id: "choice-category",
        value: "",
        options: every(
          "All kinds",
          [...new Set(rules.map((rule) => rule.category))].map((value) => ({ value, label: value })),
        ),
        onchange: narrow("category"),
      }),
    ),
    edition,
    h(
      "div",
      { class: "govuk-button-group" },
      button("Tick these", () => mark(true)),
      button("Untick these", () => mark(false)),
      count,
    ),
    list,
  );
  draw();
  const answer = await ask(
    "Rules to run",
    body,
    [
      { text: "Use these rules", value: "use", kind: "" },
      { text: "Cancel", value: "" },
    ],
    { wide: true },
  );
  if (answer !== "use") return;
  if (!chosen.size) {
    set({ notice: "No rule was ticked, so the rules to run are as before." });
    return;
  }
  const all = rules.every((rule) => chosen.has(rule.code));
  chooseRuleset(ruleset, all ? null : chosen);
}
