// What each file was read as, with what is wrong in it; any of it can be changed.

import { app, changeFiles } from "../app.js";
import { button, fill, h, hidden, linkButton, number, onceOfTwo } from "../dom.js";
import { some, yearLabel } from "../words.js";

const PERIODS = ["this year", "last year"];
const PROVIDERS = "Providers";

/** Show the files given, and in a box of its own what to look at before they are checked. */
export function renderManifest(box, checksBox) {
  const { manifest, results, year } = app.state;
  if (!manifest || (!manifest.parts.length && !manifest.problems.length)) {
    box.replaceChildren();
    checksBox.replaceChildren();
    return;
  }
  const open = box.querySelector("#manifest-details")?.open ?? true;
  const finished = results && box.dataset.results !== String(results.length);
  box.dataset.results = String(results?.length ?? "");
  fill(
    box,
    h(
      "details",
      { class: "govuk-details manifest", id: "manifest-details", open: finished ? false : open },
      h(
        "summary",
        { class: "govuk-details__summary" },
        h("span", { class: "govuk-details__summary-text" }, summary(manifest)),
      ),
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "The files" },
        table(manifest.parts, year),
      ),
      rewritten(manifest.parts),
      problemList("What we noticed in the files", manifest.problems),
      results && checks(manifest.checks),
    ),
  );
  fill(checksBox, !results && checks(manifest.checks));
}

function summary({ parts, problems }) {
  const recognised = parts.filter((part) => part.used);
  const count = (period) => recognised.filter((part) => part.period === period).length;
  const pieces = [
    `${some(count(PERIODS[0]), "table")} of this year`,
    count(PERIODS[1]) ? `${some(count(PERIODS[1]), "table")} of last year` : "none of last year",
    recognised.some((part) => part.table === PROVIDERS) ? "Ofsted's provider list" : "no provider list",
  ];
  return [pieces.join(", "), weighed(problems)].filter(Boolean).join("; ");
}

/** "1 problem, 7 warnings", or nothing. */
function weighed(problems) {
  const count = (severity) => problems.filter((problem) => problem.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  return [errors && some(errors, "problem"), warnings && some(warnings, "warning")].filter(Boolean).join(", ");
}

function table(parts, year) {
  const head = ["File", "Read as", "Year", "Rows", "Problems", ""];
  return h(
    "table",
    { class: "govuk-table plain manifest__table" },
    h("caption", { class: "govuk-visually-hidden" }, "The files given, and what each was read as"),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        head.map((text) =>
          h(text ? "th" : "td", text ? { scope: "col", class: text === "Rows" ? "numeric" : null } : null, text),
        ),
      ),
    ),
    h(
      "tbody",
      null,
      parts.map((part) => row(part, parts, year)),
    ),
  );
}

/** The part whose rows are used in place of this one's. */
const usedInstead = (part, parts) =>
  part.table &&
  !part.used &&
  parts.find((other) => other.used && other.table === part.table && other.period === part.period);

function row(part, parts, year) {
  const other = usedInstead(part, parts);
  const said = weighed(part.problems);
  return h(
    "tr",
    { class: part.used ? null : "manifest__unused" },
    h(
      "th",
      { scope: "row", class: "manifest__file" },
      part.file,
      other &&
        h(
          "span",
          { class: "meaning" },
          `Not used: ${other.file} gives the same table of the same year. `,
          linkButton(
            "Use this one instead",
            onceOfTwo(() => changeFiles("remove", other.id)),
            { id: `instead-${part.id}` },
          ),
        ),
    ),
    h("td", null, tableSelect(part)),
    h("td", null, periodSelect(part, year)),
    h("td", { class: "numeric" }, rowsRead(part)),
    h(
      "td",
      null,
      said
        ? h("span", { class: "manifest__problems", title: part.problems.map((each) => each.sentence).join("\n") }, said)
        : "None",
    ),
    h(
      "td",
      { class: "no-print" },
      linkButton(
        ["Remove", hidden(` ${part.file}`)],
        onceOfTwo(() => changeFiles("remove", part.id)),
        { id: `remove-${part.id}` },
      ),
    ),
  );
}

/** "1,234 (2 left out)", with the reasons where the pointer rests. */
function rowsRead({ rows, leftOut }) {
  const count = leftOut.reduce((sum, each) => sum + each.count, 0);
  if (!count) return number(rows);
  const reasons = leftOut.map((each) => `${each.reason}: ${each.count}`).join("; ");
  return h("span", { title: reasons }, number(rows), " (", number(count), " left out)");
}

function tableSelect(part) {
  const option = (value, label) => h("option", { value, selected: (part.table ?? "") === value }, label);
  const onchange = ({ target }) =>
    changeFiles("assign", part.id, target.value || null, target.value === PROVIDERS ? "providers" : usualPeriod(part));
  return h(
    "select",
    { class: "govuk-select small", "aria-label": `${part.file}: read as`, id: `table-${part.id}`, onchange },
    option("", "Not used"),
    app.spec.tables.map(({ name, label }) => option(name, label === name ? name : `${name}: ${label}`)),
  );
}

const usualPeriod = (part) => (PERIODS.includes(part.period) ? part.period : PERIODS[0]);

function periodSelect(part, year) {
  if (!part.table) return "";
  if (part.table === PROVIDERS) return "Any year";
  const label = (period) => {
    const which = year && yearLabel(period === PERIODS[0] ? year : year - 1);
    return which ? `${which} (${period})` : period[0].toUpperCase() + period.slice(1);
  };
  return h(
    "select",
    {
      class: "govuk-select small",
      "aria-label": `${part.file}: year`,
      id: `period-${part.id}`,
      onchange: ({ target }) => changeFiles("assign", part.id, part.table, target.value),
    },
    PERIODS.map((period) => h("option", { value: period, selected: part.period === period }, label(period))),
  );
}

/** The offer to read dates that Excel rewrote. */
function rewritten(parts) {
  const found = parts.filter((part) => part.rewrittenDates.length);
  if (!found.length) return null;
  const cells = (part) => part.rewrittenDates.reduce((sum, { count }) => sum + count, 0);
  const columns = (part) => part.rewrittenDates.map(({ column }) => column).join(", ");
  const total = found.reduce((sum, part) => sum + cells(part), 0);
  return h(
    "div",
    { class: "govuk-inset-text" },
    h(
      "p",
      null,
      `${some(total, "date")} ${total === 1 ? "is" : "are"} not written as dd/mm/yyyy, which the DfE would refuse. Excel often does this when a CSV file is opened and saved.`,
    ),
    h(
      "ul",
      { class: "govuk-list govuk-list--bullet" },
      found.map((part) => h("li", null, `${part.file}: ${cells(part)} in ${columns(part)}`)),
    ),
    button(
      `Read ${total === 1 ? "it as the date it plainly is" : "them as the dates they plainly are"}`,
      () => changeFiles("reread_dates", null),
      { id: "reread" },
    ),
    h("p", { class: "govuk-hint" }, "Your own files do not change, so export them again before you send the return."),
  );
}

const ORDER = { error: 0, warning: 1, note: 2 };
const WORDS = { error: "Problem", warning: "Warning", note: "Note" };
const COLOURS = { error: "red", warning: "yellow", note: "grey" };
const MANY = 12;

/** Problems in the order of their weight; a long list is cut, with a button for the rest. */
export function problemList(title, problems, level = "h3") {
  if (!problems.length) return null;
  const sorted = problems.toSorted((one, other) => ORDER[one.severity] - ORDER[other.severity]);
  const list = h("ul", { class: "govuk-list problems" });
  const show = (upTo) => {
    fill(
      list,
      sorted
        .slice(0, upTo)
        .map((problem) =>
          h(
            "li",
            { class: "problems__item" },
            h("strong", { class: `govuk-tag govuk-tag--${COLOURS[problem.severity]}` }, WORDS[problem.severity]),
            h("span", null, problem.sentence),
          ),
        ),
      upTo < sorted.length &&
        h(
          "li",
          null,
          button(`Show all ${sorted.length}`, () => show(sorted.length)),
        ),
    );
  };
  show(sorted.length <= MANY + 3 ? sorted.length : MANY);
  return h("div", null, h(level, { class: "govuk-heading-s" }, title), list);
}

function checks(found) {
  if (!found.length) return null;
  return h("div", { class: "govuk-inset-text checks" }, problemList("Before you check the return", found));
}
