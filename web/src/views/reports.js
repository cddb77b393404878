// What leaves the page, when the analyst saves it: workbook, lists, packs for social workers, the anonymous summary.

import { app, run, set } from "../app.js";
import { button, checkbox, h, select } from "../dom.js";
import { save } from "../download.js";

const PLAIN = [
  { kind: "workbook", title: "Excel workbook", words: "Everything in one file: a summary, errors by rule, every error with its values and guidance, the children, the files, and what was not checked. It names children." },
  { kind: "errors_csv", title: "Errors as CSV", words: "One row for each error. It names children." },
  { kind: "children_csv", title: "Children as CSV", words: "One row for each child with its counts. It names children." },
  { kind: "json", title: "Errors as JSON", words: "For other programs. It names children." },
  { kind: "tables", title: "The tables as CSV (ZIP)", words: "This year's tables in the DfE's columns and form of dates, as they were read here, to load into the portal." },
];

/** The reports tab. */
export function reportsView() {
  return {
    element: h(
      "div",
      { class: "reports" },
      h("p", { class: "govuk-body" }, "Reports are made in this page and saved to your computer. Nothing is sent anywhere."),
      PLAIN.map(plainReport),
      packs(),
      summary(),
    ),
  };
}

async function download(kind, options) {
  const made = await run("report", [kind, options], "Making the report");
  if (made) save(made.name, made.data, made.type);
  if (app.state.phase === "running") set({ phase: "done", notice: made ? `${made.name} is saved.` : "" });
}

const card = (title, words, ...rest) => h("section", { class: "report", "aria-label": title }, h("h3", { class: "govuk-heading-s" }, title), h("p", { class: "govuk-body" }, words), rest);

const plainReport = ({ kind, title, words }) => card(title, words, button("Save", () => download(kind, {}), { id: `report-${kind}`, "aria-label": `Save: ${title}` }));

const packChoice = { group_by: "worker", note: "", filtered: false };

function packs() {
  const options = () => {
    const { results, filters } = app.state;
    const wanted = { group_by: packChoice.group_by, note: packChoice.note };
    if (!packChoice.filtered) return wanted;
    const counts = results.countBy("rule", results.mask(filters));
    return { ...wanted, codes: counts.filter((each) => each.errors).map((each) => each.value) };
  };
  return card(
    "Packs for social workers (ZIP)",
    "For each social worker a workbook and a page to print: each child, what looks wrong and what to check in plain English, with columns for the answer. They name children.",
    h(
      "div",
      { class: "report__options" },
      select("One pack for each", { id: "pack-group", value: packChoice.group_by, options: [{ value: "worker", label: "social worker" }, { value: "team", label: "team" }], onchange: ({ target }) => (packChoice.group_by = target.value) }),
      checkbox("Only the rules that the filters show", { id: "pack-filtered", checked: packChoice.filtered, onchange: ({ target }) => (packChoice.filtered = target.checked) }),
      h(
        "div",
        { class: "field" },
        h("label", { for: "pack-note", class: "govuk-label govuk-label--s" }, "A note from you, at the top of every pack"),
        h("textarea", { id: "pack-note", class: "govuk-textarea", rows: "3", oninput: ({ target }) => (packChoice.note = target.value) }, packChoice.note),
      ),
    ),
    button("Save the packs", () => download("packs", options()), { id: "report-packs" }),
  );
}

function summary() {
  return card(
    "Anonymous summary",
    "Counts by rule, kind and table, with counts below 5 left out. It holds nothing about a child, so it can be shared with your regional group.",
    h("div", { class: "govuk-button-group" }, button("Save as CSV", () => download("summary_csv", {}), { id: "report-summary_csv" }), button("Save as JSON", () => download("summary_json", {}), { id: "report-summary_json" })),
  );
}
