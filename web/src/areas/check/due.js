// Before the end of the year: what is due now and what is not due yet are looked at one at a time, and never added up.

import { app } from "../../shared/app.js";
import { fill, h } from "../../shared/dom.js";
import { LATER, NOW, noFilters } from "../../shared/results.js";
import { grouped, longDate } from "../../shared/words.js";
import { setFilter } from "./filters.js";

/** "30 November 2025" for "2025-11-30". */
export const dayInWords = (day) => longDate(new Date(day));

/** The filters but for which errors are looked at. */
export const withoutDue = (filters) => ({ ...filters, due: new Set() });

/** No filters but for that. */
export const onlyDue = (filters) => ({ ...noFilters(), due: filters.due });

/** Which errors the filters of before let through of new results: on the last day of the year there is nothing to tell. */
export const dueOf = (results, filters) =>
  new Set(results.beforeYearEnd ? (filters.due.size ? filters.due : [NOW]) : []);

/** Which errors are in view. */
export const inView = () => (app.state.check.filters.due.has(LATER) ? LATER : NOW);

/** "due now", "not due yet"; blank at the end of the year, when all are due. */
export const dueWords = ({ beforeYearEnd }, which = inView()) =>
  beforeYearEnd ? (which === LATER ? "not due yet" : "due now") : "";

/** Show the choice, or nothing at the end of the year. */
export function renderDue(box, shown) {
  const { results } = app.state;
  const had = document.activeElement?.closest("#due") ? document.activeElement.id : null;
  box.hidden = !shown || !results.beforeYearEnd;
  fill(box, box.hidden ? null : choice(results));
  if (had) document.getElementById(had)?.focus({ preventScroll: true });
}

function choice({ asAt, year, counts }) {
  const one = (value, words, count) =>
    h(
      "button",
      {
        type: "button",
        class: "due__choice",
        id: `due-${value}`,
        "aria-pressed": String(inView() === value),
        onclick: () => setFilter("due", value),
      },
      `${words} (${grouped(count)})`,
    );
  return [
    one(NOW, "Due now", counts.errorsDue),
    one(LATER, "Not due yet", counts.errorsNotDue),
    h(
      "p",
      { class: "due__words" },
      `As at ${dayInWords(asAt)}. What is not due yet need only be there on 31 March ${year}.`,
    ),
  ];
}
