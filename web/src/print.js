// What a print says of itself: which view, by which filters, of whose return, and when it was made.

import { app } from "./app.js";
import { h } from "./dom.js";
import { filtersInWords } from "./filters.js";
import { longDate, yearLabel } from "./words.js";

const TITLES = {
  overview: "Overview of the errors",
  rules: "Rules with their errors",
  children: "Children with errors",
  tables: "Rows as they were read",
  checks: "What was checked, and the files",
  reports: "Reports",
  reference: "Rules reference",
};
const NAMES_CHILDREN = new Set(["children", "tables"]);

/** The view's name, how it is narrowed, and whether it names children. */
function described({ view, filters, choices, results }) {
  const { tab, rule, child } = view;
  const opened = tab === "rules" && rule;
  const title = opened ? `Rule ${rule}: its rows` : tab === "children" && child ? `Child ${child}` : TITLES[tab];
  const search = tab in choices && !rule && !child ? choices[tab].text?.trim() : "";
  const all = "Every error, with no filters. ";
  const narrowed = [...filtersInWords(filters), ...(search ? [`search “${search}”`] : [])];
  const goesByFilters = !child && tab !== "checks" && tab !== "reference";
  const shown = goesByFilters ? (narrowed.length ? `Only: ${narrowed.join(", ")}. ` : all) : "";
  return { title, shown, names: NAMES_CHILDREN.has(tab) || Boolean(opened), of: results };
}

function heading() {
  const { title, shown, names, of } = described(app.state);
  const authority = app.spec.authorities.find((each) => each.code === of.authority)?.name ?? "Authority not known";
  return h(
    "div",
    { class: "print-only", id: "print-heading" },
    h("p", { class: "govuk-heading-m" }, `${title}: ${authority}, ${yearLabel(of.year)}`),
    h(
      "p",
      { class: "govuk-body" },
      `Printed on ${longDate(new Date())}. `,
      shown,
      names && h("strong", null, "Names children: keep it as safe as their records."),
    ),
  );
}

const remove = () => document.getElementById("print-heading")?.remove();

addEventListener("beforeprint", () => {
  remove();
  if (app.state.results) document.getElementById("results").prepend(heading());
});
addEventListener("afterprint", remove);
