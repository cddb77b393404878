// What a print says of itself: which view, by which filters, of whose return, and when it was made.

import { filterLabel, filtersInWords } from "./areas/check/filters.js";
import { areaOf, partOf } from "./areas.js";
import { app } from "./shared/app.js";
import { h } from "./shared/dom.js";
import { longDate, yearLabel } from "./shared/words.js";

/** The view's name, how it is narrowed, and whether it names children. */
function described({ view, check, results }) {
  const part = partOf(view);
  const { rule, child, cause } = opened(view);
  const title = rule
    ? `Rule ${rule}: its rows`
    : child
      ? `Child ${child}`
      : cause
        ? `${filterLabel("cause", cause)}: its rows`
        : part.printed;
  const goesByFilters = (part.filtered || part.canBeFiltered) && !child;
  const shown = goesByFilters ? narrowed(check, rule || child || cause ? "" : view.tab) : "";
  return { title, shown, names: part.names || Boolean(rule || cause), of: results };
}

/** The rule, the child or the cause in view. */
const opened = ({ area, tab, rule, child, cause }) => ({
  rule: area === "check" && tab === "rules" ? rule : null,
  child: area === "check" && tab === "children" ? child : null,
  cause: area === "check" && tab === "overview" ? cause : null,
});

function narrowed({ filters, choices }, list) {
  const search = choices[list]?.text?.trim();
  const by = [...filtersInWords(filters), ...(search ? [`search “${search}”`] : [])];
  return by.length ? `Only: ${by.join(", ")}. ` : "Every error, with no filters. ";
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
  if (app.state.results) document.getElementById(areaOf(app.state.view).box).prepend(heading());
});
addEventListener("afterprint", remove);
