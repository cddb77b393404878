// One check beside the one before it. Only like is compared with like: the same collection year, by the rules of the same
// year, and of these the ones that ran both times.

import { grouped, some, yearLabel } from "../../shared/words.js";

/** What is kept of results to compare later ones with. */
export const forLater = ({ year, ruleset, rules }) => ({
  year,
  ruleset,
  counts: new Map(rules.filter((rule) => rule.status === "ran").map((rule) => [rule.code, rule.count])),
});

/** Whether two checks can be compared at all. */
export const alike = (before, results) =>
  Boolean(before) && before.year === results.year && before.ruleset === results.ruleset;

/** What came of a check, and how that differs from the one before, in a sentence or two. */
export function finished(results, before) {
  const by = results.ruleset === results.year ? "" : ` of ${yearLabel(results.ruleset)}`;
  const found = `${yearLabel(results.year)}: ${some(results.length, "error")} found by ${some(results.counts.rulesRun, "rule")}${by}.`;
  if (results.nothingChecked) return results.nothingChecked;
  if (!before) return found;
  if (before.year !== results.year)
    return `${found} Not compared with the check before, which was of ${yearLabel(before.year)}.`;
  if (before.ruleset !== results.ruleset)
    return `${found} Not compared with the check before, which went by the rules of ${yearLabel(before.ruleset)}.`;
  return `${found} ${change(results, before)}`;
}

function change(results, before) {
  const ran = results.rules.filter((rule) => rule.status === "ran");
  const both = ran.filter((rule) => before.counts.has(rule.code));
  if (!both.length) return "No rule ran both times, so there is nothing to compare.";
  const difference = both.reduce((sum, rule) => sum + rule.count - before.counts.get(rule.code), 0);
  const words = difference
    ? `${grouped(Math.abs(difference))} ${difference < 0 ? "fewer" : "more"} than before`
    : "As many as before";
  const same = both.length === ran.length && both.length === before.counts.size;
  return same ? `${words}.` : `${words}, by the ${some(both.length, "rule")} that ran both times.`;
}
