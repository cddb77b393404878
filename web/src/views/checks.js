// What was not checked, why, and what to add; and what is wrong in the files themselves.

import { app } from "../app.js";
import { button, h, linkButton } from "../dom.js";
import { codeOrder } from "../order.js";
import { go } from "../trail.js";
import { lowerFirst, some } from "../words.js";
import { problemList } from "./manifest.js";

/** The "Files and checks" tab. */
export function checksView() {
  const { results } = app.state;
  const skipped = results.rules.filter((rule) => rule.status === "skipped");
  const failed = results.rules.filter((rule) => rule.failed);
  return {
    element: h(
      "div",
      { class: "checks-view" },
      h(
        "p",
        { class: "govuk-body" },
        `${some(results.counts.rulesRun, "rule")} ran. ${skipped.length ? `${some(skipped.length, "rule")} ${skipped.length === 1 ? "was" : "were"} skipped.` : "None was skipped."}`,
        results.notRun ? ` ${some(results.notRun, "rule")} ${results.notRun === 1 ? "was" : "were"} not chosen.` : "",
      ),
      failed.length ? failures(failed) : null,
      skipped.length ? skips(skipped) : null,
      results.problems.length
        ? problemList("What we noticed in the files", results.problems)
        : h("p", { class: "govuk-body" }, "No problem was found in the files themselves."),
    ),
  };
}

function skips(skipped) {
  const byReason = [...Map.groupBy(skipped, (rule) => rule.reason)].sort(
    (one, other) => other[1].length - one[1].length,
  );
  return h(
    "section",
    { "aria-labelledby": "skipped-title" },
    h("h3", { class: "govuk-heading-m", id: "skipped-title" }, "What to add to run more"),
    h(
      "table",
      { class: "govuk-table plain" },
      h("caption", { class: "govuk-visually-hidden" }, "Rules that were skipped, by the reason"),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          h("th", { scope: "col" }, "Why"),
          h("th", { scope: "col" }, "What to do"),
          h("th", { scope: "col", class: "numeric" }, "Rules"),
          h("th", { scope: "col" }, "Codes"),
        ),
      ),
      h(
        "tbody",
        null,
        byReason.map(([reason, rules]) =>
          h(
            "tr",
            null,
            h("th", { scope: "row" }, reason[0].toUpperCase() + reason.slice(1)),
            h("td", null, remedy(reason)),
            h("td", { class: "numeric" }, String(rules.length)),
            h("td", { class: "codes-list" }, codes(rules)),
          ),
        ),
      ),
    ),
    h(
      "p",
      null,
      button("Add files", () => document.getElementById("files").click(), { id: "add-files" }),
    ),
  );
}

/** What the user can do about a reason for skipping. */
function remedy(reason) {
  const words = reason.toLowerCase();
  if (words.includes("xml")) return "Nothing: a return as CSV or Excel does not say it.";
  if (words.includes("uasc")) return "Add the UASC table, of this year and of last year.";
  if (words.includes("authority")) return "Choose the local authority above.";
  if (words.includes("provider")) return "Add Ofsted's provider list, the Excel workbook that Ofsted sends councils.";
  if (words.includes("last year")) return "Add that table from last year's return.";
  if (words.includes("not given"))
    return "Add that table to the files above. If it was read as something else, change it there.";
  return "";
}

const codes = (rules) =>
  rules
    .toSorted((one, other) => codeOrder(one.code, other.code))
    .map((rule, place) => [
      place ? ", " : "",
      linkButton(rule.code, () => go({ tab: "rules", rule: rule.code }), { title: rule.message }),
    ]);

function failures(failed) {
  return h(
    "section",
    { class: "govuk-error-summary", "aria-labelledby": "failed-title" },
    h(
      "h3",
      { class: "govuk-error-summary__title", id: "failed-title" },
      `${some(failed.length, "rule")} could not be run`,
    ),
    h(
      "p",
      { class: "govuk-body" },
      "This is a fault of the tool. The other rules are not affected. Please report these lines; they hold nothing of your data.",
    ),
    h(
      "ul",
      { class: "govuk-list govuk-error-summary__list" },
      failed.map((rule) => h("li", null, `Rule ${rule.code}: ${lowerFirst(rule.reason)}`)),
    ),
  );
}
