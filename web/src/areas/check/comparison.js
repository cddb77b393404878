// One check beside the one before it. Only like is compared with like: the same collection year, by the rules of the same
// year, and of these the ones that ran both times.

import { LATER, noFilters, NOW } from "../../shared/results.js";
import { grouped, some, yearLabel } from "../../shared/words.js";

/** What is kept of results to compare later ones with. */
export const forLater = (results) => ({
  year: results.year,
  ruleset: results.ruleset,
  asAt: results.asAt,
  counts: countsByRule(results),
});

/** By the code of each rule that ran how many errors are due now, and how many are not due yet: `{now, later}`. */
export function countsByRule(results) {
  const [now, later] = [NOW, LATER].map((which) =>
    results.countBy("rule", results.mask({ ...noFilters(), due: new Set([which]) })),
  );
  const ran = results.rules.map((rule, place) => ({ rule, place })).filter(({ rule }) => rule.status === "ran");
  return new Map(ran.map(({ rule, place }) => [rule.code, { now: now[place].errors, later: later[place].errors }]));
}

/** Whether two checks can be compared at all. */
export const alike = (before, results) =>
  Boolean(before) && before.year === results.year && before.ruleset === results.ruleset;

/** What came of a check, and how that differs from the one before, in a sentence or two. */
export function finished(results, before) {
  const by = results.ruleset === results.year ? "" : ` of ${yearLabel(results.ruleset)}`;
  const found = `${yearLabel(results.year)}: ${errorsFound(results)} found by ${some(results.counts.rulesRun, "rule")}${by}.`;
  if (results.nothingChecked) return results.nothingChecked;
  if (!before) return found;
  if (before.year !== results.year)
    return `${found} Not compared with the check before, which was of ${yearLabel(before.year)}.`;
  if (before.ruleset !== results.ruleset)
    return `${found} Not compared with the check before, which went by the rules of ${yearLabel(before.ruleset)}.`;
  return `${found} ${change(results, before)}`;
}

function errorsFound({ beforeYearEnd, length, counts }) {
  if (!beforeYearEnd) return some(length, "error");
  return `${some(counts.errorsDue, "error")} due now and ${grouped(counts.errorsNotDue)} not due yet`;
}

/** What is due is compared: what was not due before another day can be due on it. */
function change(results, before) {
  const counts = countsByRule(results);
  const both = [...counts.keys()].filter((code) => before.counts.has(code));
  if (!both.length) return "No rule ran both times, so there is nothing to compare.";
  const difference = both.reduce((sum, code) => sum + counts.get(code).now - before.counts.get(code).now, 0);
  const due = results.beforeYearEnd ? " due" : "";
  const words = difference
    ? `${grouped(Math.abs(difference))} ${difference < 0 ? "fewer" : "more"}${due} than before`
    : `As many${due} as before`;
  const day = before.asAt === results.asAt ? "" : ", which was as at another day";
  const same = both.length === counts.size && both.length === before.counts.size;
  return same ? `${words}${day}.` : `${words}${day}, by the ${some(both.length, "rule")} that ran both times.`;
}
