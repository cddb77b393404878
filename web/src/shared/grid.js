// A table of any length: only the rows in view are in the document. @tanstack/virtual-core works out which those are;
// the table itself is a plain one, so that screen readers read it as such.
//
// Why virtual-core runs in the page: it watches the size and the scrolling of an element of it, which only a script of the
// page can. It is handed the number of rows, their height and that element, and answers with numbers; the rows and what
// is in them are put in place here. The rest is as for Chart.js: see chart.js.

import "./production.js";
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "../../vendor/@tanstack/virtual-core/dist/esm/index.js";
import { breakable, h } from "./dom.js";
import { grouped } from "./words.js";

export const ROW_HEIGHT = 36;
/** Of rows whose cells hold sentences, which go on in further lines. */
export const SENTENCE_HEIGHT = 56;
/** So many rows are printed of a longer list, which then says so. */
export const MOST_PRINTED = 500;
/** Tables up to this length are written out whole, which prints and searches (Ctrl+F) better. */
const WHOLE = 60;
/** With more columns than this a table is printed smaller. */
const WIDE = 12;

/**
 * A table of `count` rows.
 *
 * `columns`: `{label, width, title, numeric, sticky, sort, sorted}` in pixels; those that are sticky come first and stay
 * in view when the table is scrolled sideways; `row(i)`: the cells of row i as a list of nodes or texts, or null while
 * they are being fetched. A column that is only `onScreen` is not printed. `ahead()`: fetches what a print needs;
 * `wholeIn`: where a print that is cut short sends the reader for the rest.
 * Returns `{element, scroller, refresh, scrollTo}`.
 */
export function grid({
  label,
  columns,
  count,
  row,
  ahead,
  height = 520,
  rowHeight = ROW_HEIGHT,
  wholeIn = "The Excel workbook under Reports holds all.",
}) {
  const body = h("tbody");
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const table = h(
    "table",
    {
      class: classes(columns, rowHeight),
      "aria-rowcount": String(count + 1),
      "aria-label": label,
    },
    h(
      "colgroup",
      null,
      columns.map((column) => sized(h("col", { class: column.onScreen ? "no-print" : null }), column.width)),
    ),
    h(
      "thead",
      null,
      h(
        "tr",
        { "aria-rowindex": "1" },
        columns.map((column, place) => placed(heading(column), columns, place)),
      ),
    ),
    body,
  );
  table.style.minWidth = `${width}px`;
  const scroller = h("div", { class: "grid-scroller", tabindex: "0", role: "region", "aria-label": label }, table);
  const line = (i) => {
    const held = row(i);
    const cells = held ?? columns.map(() => "…");
    const element = h(
      "tr",
      { "aria-rowindex": String(i + 2), "aria-busy": held ? null : "true" },
      cells.map((cell, place) => placed(h("td", { class: classOf(columns[place]) }, cell), columns, place)),
    );
    element.style.height = `${rowHeight}px`;
    return element;
  };
  const drawing =
    count <= WHOLE ? whole(body, count, line) : windowed(scroller, body, columns.length, count, line, rowHeight);
  if (count > WHOLE) scroller.style.height = `${height}px`;
  drawing.refresh();
  if (count <= WHOLE) return { element: scroller, scroller, ...drawing };
  printable(scroller, () => body.replaceChildren(...printed(count, line)), drawing.refresh, ahead);
  return { element: h("div", null, count > MOST_PRINTED && cutShort(count, wholeIn), scroller), scroller, ...drawing };
}

function classes(columns, rowHeight) {
  const isWide = columns.filter((each) => !each.onScreen).length > WIDE;
  return ["grid", isWide && "grid--wide", rowHeight > ROW_HEIGHT && "grid--sentences"].filter(Boolean).join(" ");
}

const printed = (count, line) => Array.from({ length: Math.min(count, MOST_PRINTED) }, (_, i) => line(i));

const cutShort = (count, wholeIn) =>
  h(
    "p",
    { class: "govuk-body print-only" },
    `Printed here are the first ${MOST_PRINTED} of ${grouped(count)} rows. ${wholeIn}`,
  );

/** By the scroller of a long list: how it is drawn for a print, and as it was before. */
const onPaper = new WeakMap();

/** A list is drawn whole for a print, from what was fetched ahead of it: at `beforeprint` nothing can be waited for. */
function printable(scroller, draw, undo, ahead) {
  onPaper.set(scroller, { beforeprint: draw, afterprint: undo });
  scroller.setAttribute("aria-busy", "true");
  setTimeout(async () => {
    if (scroller.isConnected) await ahead?.();
    scroller.removeAttribute("aria-busy");
  });
}

for (const event of ["beforeprint", "afterprint"]) {
  addEventListener(event, () => {
    for (const scroller of document.querySelectorAll(".grid-scroller")) onPaper.get(scroller)?.[event]();
  });
}

const classOf = (column) =>
  [column.numeric && "numeric", column.onScreen && "no-print"].filter(Boolean).join(" ") || null;

function heading(column) {
  const content = column.sort
    ? h("button", { type: "button", class: "sort", id: column.id, onclick: column.sort }, column.label)
    : breakable(column.label);
  return h(
    "th",
    {
      scope: "col",
      class: classOf(column),
      title: column.title,
      "aria-sort": column.sort ? (column.sorted ?? "none") : null,
    },
    content,
  );
}

/** A cell of a sticky column stays to the right of the sticky ones before it. */
function placed(cell, columns, place) {
  if (columns[place].sticky) {
    cell.classList.add("sticky");
    cell.style.left = `${columns.slice(0, place).reduce((sum, column) => sum + column.width, 0)}px`;
  }
  return cell;
}

function sized(element, width) {
  element.style.width = `${width}px`;
  return element;
}

function whole(body, count, line) {
  return {
    refresh: () => body.replaceChildren(...Array.from({ length: count }, (_, i) => line(i))),
    scrollTo: (i) => body.children[i]?.scrollIntoView({ block: "center" }),
  };
}

function windowed(scroller, body, columns, count, line, rowHeight) {
  const spacer = () => h("tr", { "aria-hidden": "true", class: "spacer" }, h("td", { colspan: columns }));
  const [above, below] = [spacer(), spacer()];
  let drawn = new Map();
  const refresh = () => {
    const items = virtualizer.getVirtualItems();
    drawn = new Map(items.map(({ index }) => [index, isWhole(drawn.get(index)) ? drawn.get(index) : line(index)]));
    above.style.height = `${items.length ? items[0].start : 0}px`;
    below.style.height = `${virtualizer.getTotalSize() - (items.length ? items.at(-1).end : 0)}px`;
    putInOrder(body, [above, ...drawn.values(), below]);
  };
  const virtualizer = new Virtualizer({
    count,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 10,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    initialRect: { width: 1000, height: 520 },
    onChange: () => refresh(),
  });
  virtualizer._didMount();
  queueMicrotask(() => virtualizer._willUpdate());
  return { refresh, scrollTo: (i) => virtualizer.scrollToIndex(i, { align: "center" }) };
}

/** Whether a row is drawn and has its cells. */
const isWhole = (row) => row && !row.hasAttribute("aria-busy");

/**
 * Give an element these children, in this order. Those that it has are not touched: what has the focus keeps it, and
 * what is being clicked on gets its click.
 */
function putInOrder(element, children) {
  const wanted = new Set(children);
  for (const each of [...element.children]) if (!wanted.has(each)) each.remove();
  let next = element.firstElementChild;
  for (const each of children) {
    if (each === next) next = next.nextElementSibling;
    else element.insertBefore(each, next);
  }
}
