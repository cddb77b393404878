// The title of the window: what is in view and how far it is, for whoever has many tabs or hears the page. It never
// holds anything of a file: browsers keep titles.

import { areaOf, partOf } from "./areas.js";

const NAME = "LAC Validator";

/** The title for a state of the page. */
export function titleOf({ phase, progress, problem, trouble, results, stale, manifest, view }) {
  const what =
    phase === "starting"
      ? "Loading"
      : progress
        ? "Working"
        : view.area !== "check"
          ? areaOf(view).title
          : results
            ? `${viewed(view)}${stale ? " (out of date)" : ""}`
            : manifest?.parts.length
              ? "Files read, not checked yet"
              : "Check an SSDA903 return";
  return `${problem || trouble ? "Error: " : ""}${what} – ${NAME}`;
}

function viewed(view) {
  const { tab, rule, child } = view;
  if (tab === "rules" && rule) return `Rule ${rule}`;
  if (tab === "children" && child) return "One child";
  return partOf(view).title;
}
