// What each file was read as, with what is wrong in it; any of it can be changed.

import { app } from "../../shared/app.js";
import { fill, h, hidden, linkButton, number, onceOfTwo } from "../../shared/dom.js";
import { grouped, some, yearLabel } from "../../shared/words.js";
import { problemList } from "./problem_list.js";
import { changeFiles } from "./files.js";

const PERIODS = ["this year", "last year"];
const PROVIDERS = "Providers";

/** The problems that were ever shown since the files were cleared. A new one opens the list, whoever closed it. */
let seen = new Set();

function hasNews({ problems }) {
  const sentences = problems.filter(({ severity }) => severity !== "note").map(({ sentence }) => sentence);
  const isNew = sentences.some((sentence) => !seen.has(sentence));
  seen = new Set([...seen, ...sentences]);
  return isNew;
}

/** Show the files given. */
export function renderManifest(box) {
  const { manifest, results, year } = app.state;
  if (!manifest || (!manifest.parts.length && !manifest.problems.length)) {
    seen = new Set();
    box.replaceChildren();
    return;
  }
  const isNew = hasNews(manifest);
  const open = (isNew && !results) || (box.querySelector("#manifest-details")?.open ?? true);
  // With results in view the list makes room for them; what is new in it stands outside of it then.
  const finished = results && box.dataset.check !== String(results.check);
  box.dataset.check = String(results?.check ?? "");
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
      problemList("What we noticed in the files", manifest.problems),
      results && problemList("What we noticed between the files", manifest.checks),
    ),
  );
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
  const names = tellApart(parts);
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
      parts.map((part, place) => row(part, { parts, year, name: names[place] })),
    ),
  );
}

/** What each part is called where its row is not in view: two files may bear one name. */
function tellApart(parts) {
  const files = parts.map((part) => part.file);
  const withPeriod = parts.map((part) => (part.period ? `${part.file}, ${part.period}` : part.file));
  const isAlone = (names, place) => names.indexOf(names[place]) === names.lastIndexOf(names[place]);
  return parts.map((part, place) =>
    isAlone(files, place)
      ? part.file
      : isAlone(withPeriod, place)
        ? withPeriod[place]
        : `${withPeriod[place]}, row ${place + 1} of the list`,
  );
}

/** The part whose rows are used in place of this one's. */
const usedInstead = (part, parts) =>
  part.table &&
  !part.used &&
  parts.find((other) => other.used && other.table === part.table && other.period === part.period);

function row(part, { parts, year, name }) {
  const other = usedInstead(part, parts);
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
    h("td", null, tableSelect(part, name)),
    h("td", null, periodSelect(part, year, name)),
    h("td", { class: "numeric" }, rowsRead(part)),
    h("td", null, problemsOf(part, name)),
    h(
      "td",
      { class: "no-print" },
      linkButton(
        ["Remove", hidden(` ${name}`)],
        onceOfTwo(() => changeFiles("remove", part.id)),
        { id: `remove-${part.id}` },
      ),
    ),
  );
}

/** "1,234 (2 left out)"; why stands among the problems. */
function rowsRead({ rows, leftOut }) {
  return [number(rows), leftOut > 0 && ` (${grouped(leftOut)} left out)`];
}

/** The parts whose problems are opened; they stay so when the list is drawn anew. */
const opened = new Set();

/** How many problems a part has, and at a click or a key what they are. */
function problemsOf(part, name) {
  const found = part.problems.filter(({ severity }) => severity !== "note");
  if (!found.length) return "None";
  const ontoggle = ({ target }) => (target.open ? opened.add(part.id) : opened.delete(part.id));
  return h(
    "details",
    { class: "manifest__problems", open: opened.has(part.id), ontoggle },
    h("summary", { id: `problems-${part.id}` }, weighed(found), hidden(` of ${name}`)),
    h(
      "ul",
      { class: "govuk-list" },
      found.map(({ sentence }) => h("li", null, sentence)),
    ),
  );
}

function tableSelect(part, name) {
  const option = (value, label) => h("option", { value, selected: (part.table ?? "") === value }, label);
  const onchange = ({ target }) =>
    changeFiles("assign", part.id, target.value || null, target.value === PROVIDERS ? "providers" : usualPeriod(part));
  return h(
    "select",
    { class: "govuk-select small", "aria-label": `${name}: read as`, id: `table-${part.id}`, onchange },
    option("", "Not used"),
    app.spec.tables.map((each) =>
      option(each.name, each.label === each.name ? each.name : `${each.name}: ${each.label}`),
    ),
  );
}

const usualPeriod = (part) => (PERIODS.includes(part.period) ? part.period : PERIODS[0]);

function periodSelect(part, year, name) {
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
      "aria-label": `${name}: year`,
      id: `period-${part.id}`,
      onchange: ({ target }) => changeFiles("assign", part.id, part.table, target.value),
    },
    PERIODS.map((period) => h("option", { value: period, selected: part.period === period }, label(period))),
  );
}
