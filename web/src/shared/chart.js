// Bar charts, each beside its own data as a table. Every bar, and every row of the table, filters.
//
// Why Chart.js runs in the page: it draws on a canvas of the page and answers the mouse there. A frame would be the place
// where it could do less, but the page's lock allows no frame and no worker after it, and one made before it would be one
// more way out to close. So what holds it is the lock: it is loaded with the page's own modules, pinned and checked by its
// hash, and runs only when the page can no longer ask for or send anything. It is handed no more than it draws: codes of
// rules, names of tables and kinds, months, and counts; no child, no cell, no file. What the charts are beside (the page
// itself) it could read, as every script of a page can; that it can take nothing out is what engine/lock.js and
// tests/browser/test_seal.py are for.

import "../../vendor/chart.js/dist/chart.umd.min.js";
import { chartTable } from "./chart_table.js";
import { h, linkButton } from "./dom.js";
import { save } from "./download.js";
import { asDrawing } from "./drawing.js";
import { some } from "./words.js";

const { Chart } = globalThis;
Chart.defaults.animation = false;
Chart.defaults.font.family = "arial, helvetica, sans-serif";
Chart.defaults.font.size = 14;
Chart.defaults.maintainAspectRatio = false;

const contrast = matchMedia("(forced-colors: active)");

/** Colours of the GOV.UK palette, or the system's own where the user has set theirs (Windows high contrast). */
const colours = () =>
  contrast.matches
    ? {
        bar: "Highlight",
        chosen: "SelectedItem",
        faded: "GrayText",
        line: "CanvasText", // with dashes and hollow squares beside the bars: see configure
        text: "CanvasText",
        ground: "Canvas",
        grid: "GrayText",
      }
    : {
        bar: "#1d70b8",
        chosen: "#003078",
        faded: "#b1b4b6",
        line: "#ca3535",
        text: "#0b0c0c",
        ground: "#ffffff",
        grid: "#cecece",
      };

const ground = {
  id: "ground",
  beforeDraw: ({ ctx, width, height }) => {
    ctx.save();
    ctx.fillStyle = colours().ground;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

/**
 * A chart with its table.
 *
 * `items`: `{value, label, title, errors, children, chosen}` in the order shown; `choose(value)`, where given, is called for a bar or
 * the button of a row; `open(value)`, where given, for its name;
 * `shown`: how many of them the chart draws; `cumulative`: draw the running share of `total` too; `across`: bars lie.
 */
export function chartWithTable({
  id,
  title,
  items,
  total,
  choose,
  open,
  valueHeading,
  titleHeading,
  shown = items.length,
  cumulative = false,
  across = true,
  note = "",
}) {
  const drawn = items.slice(0, shown);
  const configured = () => configure({ drawn, total, choose, cumulative, across });
  const canvas = h("canvas", {
    role: "img",
    "aria-label": `Chart: ${title}. The table beside it holds the same numbers.`,
  });
  const frame = h("div", { class: "chart__frame" }, canvas);
  frame.style.height = `${across ? Math.max(120, drawn.length * 26 + 70) : 260}px`;
  let chart = null;
  // Drawn in a task of its own, so that several charts do not hold up the page together.
  const waiting = setTimeout(() => (chart = new Chart(canvas, configured())));
  const element = h(
    "section",
    { class: "chart", "aria-labelledby": `${id}-title` },
    h("h3", { class: "govuk-heading-m", id: `${id}-title` }, title),
    note && h("p", { class: "govuk-body-s" }, note),
    h(
      "div",
      { class: across ? "chart__sides" : "chart__sides chart__sides--long" },
      h(
        "div",
        { class: "chart__picture" },
        frame,
        h(
          "p",
          { class: "chart__save no-print" },
          linkButton("Save the chart as a picture (PNG)", () => savePicture(canvas, title)),
          linkButton("Save it as a drawing (SVG)", () => saveDrawing(canvas, title, configured())),
        ),
      ),
      chartTable({ id, title, items, total, choose, open, valueHeading, titleHeading, cumulative }),
    ),
  );
  const destroy = () => {
    clearTimeout(waiting);
    chart?.destroy();
  };
  return { element, destroy };
}

const fileName = (title, suffix) => `${title.toLowerCase().replaceAll(" ", "-")}.${suffix}`;

function savePicture(canvas, title) {
  canvas.toBlob((blob) => save(fileName(title, "png"), blob), "image/png");
}

/** The chart of this configuration once more, at the size at which it is seen, on paper without end of pixels. */
function saveDrawing(canvas, title, configuration) {
  const options = { ...configuration.options, responsive: false, events: [] };
  const paint = (target) => {
    const chart = new Chart(target, { ...configuration, options, platform: Chart.platforms.BasicPlatform });
    return () => chart.destroy();
  };
  const size = { width: canvas.clientWidth, height: canvas.clientHeight };
  save(fileName(title, "svg"), asDrawing({ ...size, font: Chart.defaults.font, paint }), "image/svg+xml");
}

/** What Chart.js is to draw. */
function configure({ drawn, total, choose, cumulative, across }) {
  const colour = colours();
  const [values, labels] = across ? ["x", "y"] : ["y", "x"];
  return {
    type: "bar",
    data: {
      labels: drawn.map((item) => item.label),
      datasets: [bars(drawn, values, colour), ...(cumulative ? [runningShare(drawn, total, values, colour)] : [])],
    },
    plugins: [ground],
    options: {
      indexAxis: labels,
      scales: scales(values, labels, colour, { cumulative, across }),
      interaction: { mode: "index", axis: labels, intersect: false },
      onClick: (_event, found) => found.length && choose?.(drawn[found[0].index].value),
      onHover: (event, found) => (event.native.target.style.cursor = found.length && choose ? "pointer" : "default"),
      plugins: {
        legend: { display: cumulative, labels: { color: colour.text } },
        tooltip: { callbacks: tooltip(drawn) },
      },
    },
  };
}

function bars(drawn, values, colour) {
  const anyChosen = drawn.some((item) => item.chosen);
  return {
    label: "Errors",
    data: drawn.map((item) => item.errors),
    backgroundColor: drawn.map((item) => (anyChosen ? (item.chosen ? colour.chosen : colour.faded) : colour.bar)),
    order: 2,
    [`${values}AxisID`]: values,
  };
}

function runningShare(drawn, total, values, colour) {
  let running = 0;
  return {
    type: "line",
    label: "Running share of all errors",
    data: drawn.map((item) => (100 * (running += item.errors)) / (total || 1)),
    borderColor: colour.line,
    backgroundColor: colour.line,
    pointRadius: 3,
    ...(contrast.matches
      ? { borderDash: [6, 4], pointStyle: "rectRot", pointRadius: 5, pointBackgroundColor: colour.ground }
      : {}),
    segment: {}, // has Chart.js draw it by strokes; a Path2D cannot be kept as a drawing
    borderWidth: 2,
    order: 1,
    [`${values}AxisID`]: "share",
  };
}

function scales(values, labels, colour, { cumulative, across }) {
  const axis = (extra) => ({ grid: { color: colour.grid }, ticks: { color: colour.text, precision: 0 }, ...extra });
  return {
    [values]: axis({ beginAtZero: true, title: { display: true, text: "Errors", color: colour.text } }),
    [labels]: axis({ grid: { display: false }, ticks: { color: colour.text, autoSkip: !across, maxRotation: 60 } }),
    ...(cumulative && {
      share: {
        axis: values,
        position: across ? "top" : "right",
        min: 0,
        max: 100,
        grid: { display: false },
        ticks: { color: colour.line, callback: (value) => `${value}%` },
      },
    }),
  };
}

const tooltip = (drawn) => ({
  title: (found) => drawn[found[0].dataIndex].title ?? drawn[found[0].dataIndex].label,
  label: (found) => (found.datasetIndex ? `${Math.round(found.raw)}% of all errors so far` : some(found.raw, "error")),
});
