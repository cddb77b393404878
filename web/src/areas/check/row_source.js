// The rows that a grid shows, as they were read.

import { MOST_PRINTED } from "../../shared/grid.js";
import { ASKS } from "./area.js";

/** So many rows are asked for at once. */
const BLOCK = 120;

/**
 * Rows of a table of the return, fetched from the engine a block at a time as they come into view.
 * `places`: which rows, as a list or typed array; null for all `count` of them. `errorsOf(place, i)`: the errors of a
 * row, of which the cells are wanted too. `changed` is called as rows arrive. Gives a function of the number of a row:
 * the row with its cells, and `errors` with, in `about`, the cells of each; null while it is fetched. `ahead()` fetches
 * what a print of the list would hold, and resolves when it is there.
 */
export function rowSource(table, { places, count, errorsOf = () => [] }, changed) {
  const blocks = new Map();
  const fetchBlock = async (block) => {
    const from = block * BLOCK;
    const wanted = Array.from({ length: Math.min(BLOCK, count - from) }, (_, i) =>
      places ? places[from + i] : from + i,
    );
    blocks.set(block, null);
    const errors = wanted.map((place, i) => errorsOf(place, from + i));
    const all = errors.flat();
    const [rows, cells] = await Promise.all([ASKS.rows(table, wanted), all.length ? ASKS.cells(all) : []]);
    if (!rows || !cells) return;
    let next = 0;
    const about = errors.map((each) => cells.slice(next, (next += each.length)));
    blocks.set(block, { ...rows, errors, about });
    changed();
  };
  const source = (i) => {
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
      errors: got.errors[at],
      about: got.about[at],
    };
  };
  source.ahead = async () => {
    for (let from = 0; from < Math.min(count, MOST_PRINTED); from += BLOCK)
      if (!blocks.has(from / BLOCK)) await fetchBlock(from / BLOCK);
  };
  return source;
}
