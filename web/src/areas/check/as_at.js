// The day on which the return was taken from the council's system: told by the files, chosen by the user.

import { app } from "../../shared/app.js";
import { fill, linkButton } from "../../shared/dom.js";
import { yearLabel } from "../../shared/words.js";
import { chooseAsAt } from "./files.js";

/** The first and the last day of a collection year, as a date field takes them. */
const yearOf = (year) => ({ first: `${year - 1}-04-01`, last: `${year}-03-31` });

/** Wire the field. */
export function startAsAt(field) {
  // While a date is typed, days come that nobody means: they are left standing, and not taken.
  field.addEventListener("change", () => isOfYear(field.value) && chooseAsAt(field.value));
  field.addEventListener("blur", () => (field.value = app.state.check.asAt));
}

function isOfYear(day) {
  const { first, last } = yearOf(app.state.year);
  return day === "" || (day >= first && day <= last);
}

/** Show the day, and what it rests on. */
export function renderAsAt(field, hint) {
  const { year, manifest } = app.state;
  const { asAt, chosen } = app.state.check;
  if (document.activeElement !== field || !field.value) field.value = asAt;
  const { first, last } = year ? yearOf(year) : { first: "", last: "" };
  Object.assign(field, { min: first, max: last });
  const why = manifest?.parts.length && year ? manifest.whyAsAt : "";
  if (!why || !asAt) return fill(hint, null);
  const early = asAt < last ? " What is asked for at the end of the year is not due yet." : "";
  return fill(
    hint,
    chosen.asAt
      ? [
          `You chose the day of the return; of the files, ${why}. `,
          linkButton("Use the day that the files tell", () => chooseAsAt(""), { id: "use-files-as-at" }),
        ]
      : `The return of ${yearLabel(year)} is taken to be as at this day, as ${why}. Please check that it is right.${early}`,
  );
}
