// A picture of a child's time in care over the two years: placements, legal status, reviews, missing periods, social
// workers, and where the errors lie. The same facts stand in the tables below it.

import { app } from "../../shared/app.js";
import { h, svg } from "../../shared/dom.js";
import { longDate, readDate, some, yearLabel } from "../../shared/words.js";

const DAY = 86_400_000;
const LEFT = 120;
const WIDTH = 1080;
const LANE = 30;
const TOP = 26;

/** Families of placement types by the first letter of the code; each has a colour in the style sheet. */
const FAMILIES = {
  A: "Placed for adoption",
  H: "Semi-independent living",
  K: "Children's home or supported accommodation",
  P: "Own parents or independent living",
  R: "Residential care, health or custody",
  S: "Residential school",
  T: "Temporary move",
  U: "Foster care",
  Z: "Other placement",
};

/** The picture, or a sentence where there is nothing to draw. */
export function timeline(child, tables, errors) {
  const { results } = app.state;
  const from = Date.UTC(results.year - 2, 3, 1);
  const to = Date.UTC(results.year, 2, 31);
  const scale = makeScale(from, to);
  const lanes = [
    lane("Placement", spans(tables, "Episodes", "DECOM", "DEC", placement), scale, true),
    lane("Legal status", spans(tables, "Episodes", "DECOM", "DEC", legalStatus), scale, true),
    lane("Reviews", spans(tables, "Reviews", "REVIEW", null, review), scale, false),
    lane("Missing", spans(tables, "Missing", "MIS_START", "MIS_END", missing), scale, false),
    lane("Social worker", spans(tables, "SWEpisodes", "SW_DECOM", "SW_DEC", worker), scale, true),
    lane("Errors", errorMarks(tables, errors, from), scale, false),
  ].filter((each) => each.count);
  if (!lanes.length) return h("p", { class: "govuk-body" }, "There are no dated rows to draw a timeline from.");
  const height = TOP + lanes.length * LANE + 8;
  const words = `Timeline of child ${child} from ${longDate(new Date(from))} to ${longDate(new Date(to))}. ${lanes.map((each) => `${each.name}: ${each.count}`).join("; ")}. The tables below hold the same facts.`;
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${height}`,
      class: "timeline__picture",
      role: "img",
      "aria-label": words,
      preserveAspectRatio: "xMinYMin meet",
    },
    axis(results.year, scale, height),
    lanes.map((each, place) =>
      svg(
        "g",
        { transform: `translate(0 ${TOP + place * LANE})` },
        svg("text", { x: "0", y: "19", class: "timeline__name" }, each.name),
        each.marks,
      ),
    ),
  );
  return h(
    "figure",
    { class: "timeline" },
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Timeline" }, picture),
    h("figcaption", { class: "timeline__key" }, key(tables)),
  );
}

function makeScale(from, to) {
  const x = (time) => LEFT + ((Math.min(Math.max(time, from), to) - from) / (to - from)) * (WIDTH - LEFT - 12);
  return { x, from, to, touches: (start, end) => end >= from && start <= to };
}

function axis(year, scale, height) {
  const marks = [];
  for (let month = 0; month <= 24; month += 3) {
    const time = Date.UTC(year - 2, 3 + month, 1);
    const x = scale.x(time);
    const boundary = month === 12;
    marks.push(
      svg("line", { x1: x, x2: x, y1: 18, y2: height, class: boundary ? "timeline__boundary" : "timeline__tick" }),
    );
    if (month < 24)
      marks.push(
        svg(
          "text",
          { x: x + 3, y: 13, class: "timeline__date" },
          boundary ? `${yearLabel(year)} begins` : longDate(new Date(time)).slice(2),
        ),
      );
  }
  return svg("g", null, marks);
}

/** Dated rows of a table, this year's and last year's: `{start, end, last, …}`; the same span of both years is drawn once. */
function spans(tables, table, startColumn, endColumn, describe) {
  const found = [];
  for (const name of [table, `${table}_last`]) {
    const held = tables[name];
    if (!held) continue;
    for (const cells of held.cells) {
      const text = (column) => (cells[held.columns.indexOf(column)] ?? "").trim();
      const start = readDate(text(startColumn));
      if (!start) continue;
      const end = endColumn ? readDate(text(endColumn)) : start;
      const open = endColumn && !end;
      found.push({ start: +start, end: end ? +end : Infinity, open, last: name !== table, ...describe(text) });
    }
  }
  const current = new Set(found.filter((each) => !each.last).map((each) => each.start));
  return found.filter((each) => !each.last || !current.has(each.start));
}

const coded = (text, column) => app.glossary.spelled(column, text(column));

const placement = (text) => ({
  label: text("PLACE"),
  title: coded(text, "PLACE"),
  family: FAMILIES[text("PLACE")[0]?.toUpperCase()] ? text("PLACE")[0].toUpperCase() : "Z",
  shape: "bar",
});
const legalStatus = (text) => ({ label: text("LS"), title: coded(text, "LS"), family: "status", shape: "bar" });
const review = (text) => ({
  label: "",
  title: `Review: ${coded(text, "REVIEW_CODE")}`,
  family: "review",
  shape: "diamond",
});
const missing = (text) => ({ label: "", title: coded(text, "MISSING"), family: "missing", shape: "bar" });
const worker = (text) => ({
  label: text("SW_ID"),
  title: `Social worker ${text("SW_ID")}`,
  family: "worker",
  shape: "bar",
});

/** How close two marks of errors may come, in days, before they are drawn as one. */
const NEAR = 22 * DAY;

/** A mark for the errors of a time, where their rows lie; rows of earlier times or none stand at the left edge. */
function errorMarks(tables, errors, from) {
  const { results } = app.state;
  const byTime = new Map();
  for (const error of errors) {
    const { name } = results.tables[results.columns.table[error]];
    const held = tables[name];
    const column = app.glossary.table(name)?.eventDate;
    const at = held?.places.indexOf(results.columns.row[error]) ?? -1;
    const date = at >= 0 && column && column !== "DOB" ? readDate(held.cells[at][held.columns.indexOf(column)]) : null;
    const time = Math.max(date ? +date : 0, from);
    byTime.set(time, [...(byTime.get(time) ?? []), results.ruleOf(error).code]);
  }
  const marks = [];
  for (const [time, codes] of [...byTime].sort(([one], [other]) => one - other)) {
    const last = marks.at(-1);
    if (last && time - last.time < NEAR) last.codes.push(...codes);
    else marks.push({ time, codes: [...codes] });
  }
  return marks.map(({ time, codes }) => ({
    start: time,
    end: Infinity,
    title: `${time > from ? longDate(new Date(time)) : "Earlier, or no date in the row"}: ${some(codes.length, "error")}: ${codes.join(", ")}`,
    label: String(codes.length),
    family: "error",
    shape: "triangle",
  }));
}

function lane(name, found, scale, wide) {
  const inView = found.filter(({ start, end }) => scale.touches(start, end));
  return { name, count: inView.length, marks: inView.map((each) => mark(each, scale, wide)) };
}

function mark({ start, end, open, last, label, title, family, shape }, scale, wide) {
  const x = scale.x(start);
  const when =
    shape === "triangle"
      ? ""
      : ` ${longDate(new Date(start))}${end === start ? "" : open ? " on" : ` to ${longDate(new Date(end))}`}`;
  const said = svg("title", null, `${title}${when}${last ? " (last year's return)" : ""}`);
  const group = (...parts) => svg("g", { class: `mark mark--${family}${last ? " mark--last" : ""}` }, said, parts);
  if (shape === "diamond") return group(svg("path", { d: `M${x} 5l8 9l-8 9l-8 -9z` }));
  if (shape === "triangle")
    return group(
      svg("path", { d: `M${x} 5l9 17h-18z` }),
      label && svg("text", { x: x + 12, y: 20, class: "mark__outside" }, label),
    );
  const width = Math.max(3, scale.x(end) - x);
  const inset = wide ? 3 : 8;
  return group(
    svg("rect", { x, y: inset, width, height: LANE - 2 * inset }),
    label && width > 9 * label.length + 6 ? svg("text", { x: x + 4, y: 19 }, label) : null,
  );
}

function key(tables) {
  const letters = new Set(spans(tables, "Episodes", "DECOM", "DEC", placement).map((each) => each.family));
  const swatch = (family, words) =>
    h(
      "span",
      { class: "timeline__entry" },
      h("span", { class: `swatch swatch--${family}`, "aria-hidden": "true" }),
      words,
    );
  return [
    [...letters].sort().map((letter) => swatch(letter, FAMILIES[letter])),
    swatch("last", "Paler: from last year's return"),
    swatch("error", "Error"),
  ];
}
