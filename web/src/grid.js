// A table of any length: only the rows in view are in the document. @tanstack/virtual-core works out which those are;
// the table itself is a plain one, so that screen readers read it as such.

import "./production.js";
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "../vendor/@tanstack/virtual-core/dist/esm/index.js";
import { look } from "./app.js";
import { h } from "./dom.js";

export const ROW_HEIGHT = 36;
/** Tables up to this length are written out whole, which prints and searches (Ctrl+F) better. */
const WHOLE = 60;
const BLOCK = 120;

/**
 * A table of `count` rows.
 *
 * `columns`: `{label, width, title, numeric, sticky, sort, sorted}` in pixels; those that are sticky come first and stay
 * in view when the table is scrolled sideways; `row(i)`: the cells of row i as a list of nodes or texts, or null while
 * they are being fetched.
 * Returns `{element, refresh, scrollTo}`.
 */
export function grid({ label, columns, count, row, height = 520, rowHeight = ROW_HEIGHT }) {
  const body = h("tbody");
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const table = h(
    "table",
    { class: "grid", "aria-rowcount": String(count + 1), "aria-label": label },
    h(
      "colgroup",
      null,
      columns.map((column) => sized(h("col"), column.width)),
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
      cells.map((cell, place) =>
        placed(h("td", { class: columns[place].numeric ? "numeric" : null }, cell), columns, place),
      ),
    );
    element.style.height = `${rowHeight}px`;
    return element;
  };
  const drawing =
    count <= WHOLE ? whole(body, count, line) : windowed(scroller, body, columns.length, count, line, rowHeight);
  if (count > WHOLE) scroller.style.height = `${height}px`;
  drawing.refresh();
  return { element: scroller, ...drawing };
}

function heading(column) {
  const content = column.sort
    ? h("button", { type: "button", class: "sort", id: column.id, onclick: column.sort }, column.label)
    : column.label;
  return h(
    "th",
    {
      scope: "col",
      class: column.numeric ? "numeric" : null,
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

/**
 * Rows of a table of the return, fetched from the engine a block at a time as they come into view.
 * `places`: which rows, as a list or typed array; null for all `count` of them. `errors`: for each row the error of
 * which the cells are wanted too. `changed` is called as rows arrive.
 */
export function rowSource(table, { places, count, errors = null }, changed) {
  const blocks = new Map();
  const fetchBlock = async (block) => {
    const from = block * BLOCK;
    const wanted = Array.from({ length: Math.min(BLOCK, count - from) }, (_, i) =>
      places ? places[from + i] : from + i,
    );
    blocks.set(block, null);
    const [rows, about] = await Promise.all([
      look("rows", table, wanted),
      errors && look("cells", errors.slice(from, from + BLOCK)),
    ]);
    if (!rows) return;
    blocks.set(block, { ...rows, about });
    changed();
  };
  return (i) => {
    const block = Math.floor(i / BLOCK);
    if (!blocks.has(block)) fetchBlock(block);
    const got = blocks.get(block);
    if (!got) return null;
    const at = i - block * BLOCK;
    return {
      place: got.places[at],
      cells: got.cells[at],
      columns: got.columns,
      file: got.files[at],
      line: got.lines[at],
      about: got.about?.[at],
    };
  };
}
