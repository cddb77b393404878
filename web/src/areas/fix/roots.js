// What to change: the cells at which errors have their root, those first that clear most. Some have a proposal; the
// value of the others somebody must find.

import { app } from "../../shared/app.js";
import { childCell } from "../../shared/child_cell.js";
import { button, checkbox, fill, h, linkButton, number } from "../../shared/dom.js";
import { grid } from "../../shared/grid.js";
import { openRule } from "../../shared/trail.js";
import { grouped, some } from "../../shared/words.js";
import { narrow } from "./narrowing.js";

/** So many are shown until all are asked for. */
const FIRST = 10;
/** Of a group so many rules are named. */
const MOST_RULES = 8;

export function roots(work) {
  const { groups } = work.roots;
  if (!groups.length)
    return h("p", { class: "govuk-body" }, "No cell was found that clears errors when it is changed.");
  const list = h("ol", { class: "fix-roots" });
  const more = h("div");
  const draw = (count) => {
    fill(
      list,
      groups.slice(0, count).map((group, place) => item(work, group, place)),
    );
    const left = groups.length - count;
    fill(
      more,
      left > 0 && button(`Show all ${grouped(groups.length)}`, () => draw(groups.length), { id: "fix-roots-all" }),
    );
  };
  draw(FIRST);
  const cleared = groups.reduce((sum, each) => sum + each.clears, 0);
  return [
    h(
      "p",
      { class: "govuk-body" },
      `${some(groups.length, "group")} of cells at which ${grouped(cleared)} of the ${some(app.state.results.length, "error")} have their root, those first that clear most. What each clears is told by running the rules again with its cells changed; an error counts in one group only.`,
    ),
    list,
    more,
  ];
}

function item(work, group, place) {
  const id = `fix-root-${place}`;
  const cells = h("div", { id: `${id}-cells`, hidden: true });
  const toggle = ({ currentTarget }) => {
    cells.hidden = !cells.hidden;
    currentTarget.setAttribute("aria-expanded", String(!cells.hidden));
    currentTarget.firstChild.data = cells.hidden ? "Show the cells" : "Hide the cells";
    fill(cells, !cells.hidden && cellsOf(work, group, id));
  };
  return h(
    "li",
    { class: "fix-root" },
    h("p", { class: "govuk-body fix-root__words", id: `${id}-words` }, group.sentence),
    h("p", { class: "govuk-hint fix-root__rules" }, "Clears ", rulesOf(group, id), "."),
    h(
      "div",
      { class: "govuk-button-group no-print" },
      button("Show the cells", toggle, {
        id,
        class: "small",
        "aria-expanded": "false",
        "aria-controls": `${id}-cells`,
        "aria-describedby": `${id}-words`,
      }),
      group.proposed > 0 &&
        button(`Show its ${some(group.proposed, "proposal")}`, () => narrowTo(work, group), {
          id: `${id}-proposals`,
          class: "small",
          "aria-describedby": `${id}-words`,
        }),
    ),
    cells,
  );
}

function rulesOf({ codes }, id) {
  const named = codes.slice(0, MOST_RULES).map(([code, count], place) => {
    const open = linkButton(code, () => openRule(code), { id: `${id}-rule-${code}`, "aria-label": `Rule ${code}` });
    return [place ? ", " : "", open, ` (${grouped(count)})`];
  });
  return [named, codes.length > MOST_RULES && ` and errors of ${codes.length - MOST_RULES} more`].filter(Boolean);
}

/** Have the list of proposals show those of a group, and go to it. */
function narrowTo(work, { table, column, blank, proposal }) {
  const label = `${app.glossary.tableName(table)}, ${column}, ${blank ? "blank" : "at fault"}`;
  narrow(work, { root: { label, places: new Set(proposal.filter((each) => each >= 0)) } });
}

function cellsOf(work, group, id) {
  const unknown = group.proposal.reduce((sum, each) => sum + (each < 0), 0);
  const list = h("div");
  const draw = (only) => {
    const shown = [...group.row.keys()].filter((at) => !only || group.proposal[at] < 0);
    fill(list, cellList(work, group, shown, id));
  };
  draw(false);
  return [
    unknown > 0 &&
      unknown < group.row.length &&
      checkbox(`Only the ${some(unknown, "cell")} without a proposal: somebody must find the value`, {
        id: `${id}-only`,
        checked: false,
        onchange: ({ target }) => draw(target.checked),
      }),
    list,
  ];
}

function cellList(work, group, shown, id) {
  const { glossary } = app;
  const text = (place) => work.roots.texts[place];
  return grid({
    label: `Cells: ${group.sentence}`,
    count: shown.length,
    height: 320,
    wholeIn: "",
    columns: [
      { label: "Child", width: 130, sticky: true },
      { label: "Line", width: 70, numeric: true, title: "Line in the file" },
      { label: group.column, width: 180, title: glossary.columnLabel(group.column, group.table) },
      { label: "Proposed", width: 260 },
      { label: "File", width: 220 },
    ],
    row: (place) => {
      const at = shown[place];
      return [
        childCell(text(group.child[at]), `${id}-child-${at}`),
        number(group.line[at]),
        glossary.cell(group.column, text(group.text[at]), { faulty: true }),
        proposed(work, group.column, group.proposal[at]),
        text(group.file[at]),
      ];
    },
  }).element;
}

function proposed({ proposals }, column, i) {
  if (i < 0) return "None: to be found";
  if (proposals.hasWays(proposals.question[proposals.decision[i]])) return "Several ways: choose below";
  return app.glossary.cell(column, proposals.at(i).new.trim() ? proposals.at(i).new : "(blank)");
}
