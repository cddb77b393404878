// What was not checked, why, and what to add; and what is wrong in the files themselves.

import { app } from "../../shared/app.js";
import { button, h, linkButton } from "../../shared/dom.js";
import { codeOrder } from "../../shared/order.js";
import { go } from "../../shared/trail.js";
import { listed, lowerFirst, some } from "../../shared/words.js";
import { problemList } from "./problem_list.js";

/** The tab of what was not checked, and of the problems of the files. */
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
        results.nothingChecked && [h("strong", null, results.nothingChecked), " "],
        `${some(results.counts.rulesRun, "rule")} ran. ${results.didNotRun || "Every rule that was chosen ran."}`,
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
      h("caption", { class: "govuk-visually-hidden" }, "Rules that did not run, by the reason"),
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

const LAST = "last year's ";

/** What the user can do about a reason for skipping, which names what was not given: "UASC not given; …". */
function remedy(reason) {
  const wanted = { now: new Set(), last: new Set() };
  const either = [];
  const sentences = [];
  for (const part of new Set(reason.split("; "))) {
    const [, table] = /^(.+) not given$/.exec(part) ?? [];
    const [, one, other] = /^neither (.+) nor (.+) given$/.exec(part) ?? [];
    const [, file, column] = /^(.+) has no (?:rows|column (.+))$/.exec(part) ?? [];
    if (part.includes("XML")) sentences.push("Nothing: a return as CSV or Excel does not say it.");
    else if (part.includes("authority")) sentences.push("Choose the local authority above.");
    else if (part.includes("provider list"))
      sentences.push("Add Ofsted's provider list, the Excel workbook that Ofsted sends councils.");
    else if (part.includes("UASC status")) sentences.push("Add UASC of this year or of last year.");
    else if (file) sentences.push(`Give a file of ${file} that has ${column ? `the column ${column}` : "rows"}.`);
    else if (one) either.push([one, other]);
    else if (table) want(wanted, [table]);
  }
  for (const tables of either) want(wanted, tables);
  return [addTables(wanted), ...sentences].filter(Boolean).join(" ");
}

/** Note that one of these tables, all of one year, is wanted, if none of them is already. */
function want({ now, last }, tables) {
  const year = tables[0].startsWith(LAST) ? last : now;
  const names = tables.map((name) => name.replace(LAST, ""));
  if (!names.some((name) => year.has(name))) year.add(names.join(" or "));
}

/** "Add OC3 of this year, and Episodes of last year." */
function addTables({ now, last }) {
  const ours = listed(now);
  const theirs = listed(last);
  if (!ours && !theirs) return "";
  if (!theirs)
    return `Add ${ours}. If ${now.size === 1 ? "it was" : "they were"} read as something else, change it in the list of files.`;
  if (!ours) return `Add ${theirs} of last year.`;
  return ours === theirs
    ? `Add ${ours} of this year and of last year.`
    : `Add ${ours} of this year, and ${theirs} of last year.`;
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
