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
  const { codes, ruleset } = app.state.check;
  const ownYear = year ?? app.spec.years.at(-1).year;
  const rules = await ASKS.rules(ruleset ?? ownYear);
  // Whoever waited for the answer may have asked twice.
  if (!rules || document.querySelector("dialog")) return;
  const choice = new Choice({ rules, ownYear, ruleset, chosen: new Set(codes ?? rules.map((rule) => rule.code)) });
  choice.draw();
  const answer = await ask(
    "Rules to run",
    choice.body(),
    [
      { text: "Use these rules", value: "use", kind: "" },
      { text: "Cancel", value: "" },
    ],
    { wide: true },
  );
  if (answer === "use") choice.use();
}

/** What is ticked in the dialog. */
class Choice {
  #list = h("div", { class: "choice__list", tabindex: "0", role: "group", "aria-label": "Rules" });
  #count = h("p", { class: "govuk-body", role: "status" });
  #edition = h("p", { class: "govuk-hint", id: "choice-edition", role: "status" });
  #shown = { text: "", table: "", category: "" };

  constructor({ rules, ownYear, ruleset, chosen }) {
    Object.assign(this, { rules, ownYear, ruleset, chosen });
  }

  draw() {
    fill(this.#edition, editionOf(this.ruleset ?? this.ownYear));
    fill(
      this.#list,
      this.#matching().map((rule) =>
        checkbox(`${rule.code}: ${rule.message}`, {
          id: `choose-${rule.code}`,
          checked: this.chosen.has(rule.code),
          onchange: ({ target }) => {
            this.#tick([rule], target.checked);
            this.#tell();
          },
        }),
      ),
    );
    this.#tell();
  }

  #matching() {
    const { text, table, category } = this.#shown;
    return this.rules.filter(
      (rule) =>
        (!text || `${rule.code} ${rule.message} ${rule.fields}`.toLowerCase().includes(text.toLowerCase())) &&
        (!table || rule.tables.includes(table)) &&
        (!category || rule.category === category),
    );
  }

  #tell() {
    fill(this.#count, `${this.chosen.size} of ${some(this.rules.length, "rule")} chosen`);
  }

  #tick(rules, on) {
    for (const { code } of rules) {
      if (on) this.chosen.add(code);
      else this.chosen.delete(code);
    }
  }

  #tickShown(on) {
    this.#shown.text = document.getElementById("choice-search").value; // the search box reports a moment late
    this.#tick(this.#matching(), on);
    this.draw();
  }

  async #changeYear(year) {
    const all = this.chosen.size === this.rules.length;
    this.ruleset = year === this.ownYear ? null : year;
    this.rules = (await ASKS.rules(year)) ?? this.rules;
    const inForce = new Set(this.rules.map((rule) => rule.code));
    this.chosen = all ? inForce : new Set([...this.chosen].filter((code) => inForce.has(code)));
    this.draw();
  }

  body() {
    return h(
      "div",
      { class: "choice" },
      this.#narrowing(),
      this.#edition,
      h(
        "div",
        { class: "govuk-button-group" },
        button("Tick these", () => this.#tickShown(true)),
        button("Untick these", () => this.#tickShown(false)),
        this.#count,
      ),
      this.#list,
    );
  }

  #narrowing() {
    const narrow = (label, key, every, options) =>
      select(label, {
        id: `choice-${key}`,
        value: "",
        options: [{ value: "", label: every }, ...options],
        onchange: ({ target }) => {
          this.#shown[key] = target.value;
          this.draw();
        },
      });
    const kinds = [...new Set(this.rules.map((rule) => rule.category))];
    return h(
      "div",
      { class: "filters" },
      select("Rules of", {
        id: "choice-year",
        value: String(this.ruleset ?? this.ownYear),
        options: app.spec.years.toReversed().map((each) => ({
          value: String(each.year),
          label: yearLabel(each.year) + (each.year === this.ownYear ? " (the return's year)" : ""),
        })),
        onchange: ({ target }) => this.#changeYear(Number(target.value)),
      }),
      search("Search", {
        id: "choice-search",
        value: "",
        oninput: (text) => (this.#shown.text = text),
        draw: () => this.draw(),
      }),
      narrow(
        "Table",
        "table",
        "All tables",
        app.spec.tables.map(({ name, label }) => ({ value: name, label })),
      ),
      narrow(
        "Kind",
        "category",
        "All kinds",
        kinds.map((value) => ({ value, label: value })),
      ),
    );
  }

  use() {
    if (!this.chosen.size) {
      set({ notice: "No rule was ticked, so the rules to run are as before." });
      return;
    }
    const all = this.rules.every((rule) => this.chosen.has(rule.code));
    chooseRuleset(this.ruleset, all ? null : this.chosen);
  }
}
