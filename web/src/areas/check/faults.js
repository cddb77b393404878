// Which cells of a row are to change, by the errors of the row: the engine says it, and this puts it by column.

/**
 * `errors`: of one row, with the rule of each by `codeOf(error)`; `about`: for each the cells that it is about, as the
 * engine tells them. Gives `Map(column -> [codes])`.
 */
export function faultsOf(errors, about, codeOf) {
  const faults = new Map();
  errors.forEach((error, place) => {
    for (const cell of about[place]) {
      if (!cell.toChange || cell.table) continue;
      const codes = faults.get(cell.column) ?? faults.set(cell.column, []).get(cell.column);
      if (!codes.includes(codeOf(error))) codes.push(codeOf(error));
    }
  });
  return faults;
}

/** What is said of a cell that is to change. */
export const faultNote = (codes) => `To change, by ${codes.length === 1 ? "rule" : "rules"} ${codes.join(", ")}.`;
