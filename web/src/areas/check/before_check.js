// What to look at before the return is checked, or checked again: what will not be checked, problems that are new, and
// what can be put right at a click. It stands outside the list of files, which may be closed.

import { app } from "../../shared/app.js";
import { button, fill, h, onceOfTwo } from "../../shared/dom.js";
import { grouped, some } from "../../shared/words.js";
import { problemList } from "./problem_list.js";
import { changeFiles } from "./files.js";
import { useAsAllocation } from "./allocation.js";

/** Show it, or nothing where there is nothing to look at. */
export function renderBeforeCheck(box) {
  const { manifest, results, stale } = app.state;
  const parts = manifest?.parts ?? [];
  const title = results ? "Before you check again" : "Before you check";
  const pieces = [
    (!results || stale) && manifest?.willNotRun && willNotRun(manifest.willNotRun),
    problemList(results ? "New in the files" : "What to look at", manifest ? news(manifest, results) : [], "h4"),
    rewritten(parts.filter((part) => part.rewritten.length)),
    ...parts.filter((part) => part.allocation).map(list),
  ].filter(Boolean);
  fill(
    box,
    pieces.length > 0 &&
      h(
        "section",
        { class: "govuk-inset-text before-check", "aria-labelledby": "before-check-title" },
        h("h3", { class: "govuk-heading-s", id: "before-check-title" }, title),
        pieces,
      ),
  );
}

/** Before the first check what was found by comparing the files; later whatever the last check did not know. */
function news({ parts, problems, checks }, results) {
  if (!results) return checks;
  const known = new Set(results.problems.map((problem) => problem.sentence));
  const offered = new Set(parts.filter((part) => part.allocation).map((part) => part.file));
  return [...problems, ...checks].filter(
    ({ severity, file, sentence }) => severity !== "note" && !known.has(sentence) && !offered.has(file),
  );
}

const willNotRun = (sentence) => h("p", { id: "will-not-run" }, h("strong", null, sentence));

const REWRITTEN = {
  dates: "dates that are not written as dd/mm/yyyy",
  blanks: "NULL or the like where blank is meant",
  numbers: "1.0 where 1 is meant",
};

/** The offer to read what Excel or a database rewrote. */
function rewritten(found) {
  if (!found.length) return null;
  const said = (part, what) => {
    const those = part.rewritten.filter((each) => each.what === what);
    return `${those.map(({ column, count }) => `${grouped(count)} in ${column}`).join(", ")} (${REWRITTEN[what]})`;
  };
  const total = found.flatMap((part) => part.rewritten).reduce((sum, { count }) => sum + count, 0);
  return h(
    "div",
    { id: "rewritten" },
    h(
      "p",
      null,
      `${some(total, "cell")} ${total === 1 ? "does" : "do"} not stand as the DfE takes ${total === 1 ? "it" : "them"}. Excel and databases often do this when a file is opened and saved.`,
    ),
    h(
      "ul",
      { class: "govuk-list govuk-list--bullet" },
      found.map((part) =>
        h(
          "li",
          null,
          `${part.file}: ${[...new Set(part.rewritten.map(({ what }) => what))].map((what) => said(part, what)).join("; ")}`,
        ),
      ),
    ),
    button(
      `Read ${total === 1 ? "it as what it plainly means" : "them as what they plainly mean"}`,
      onceOfTwo(() => changeFiles("reread", null)),
      { id: "reread" },
    ),
    h("p", { class: "govuk-hint" }, "Your own files do not change, so export them again before you send the return."),
  );
}

/** The offer to take a file for the council's list of who works with whom. */
const list = (part) =>
  h(
    "div",
    { class: "before-check__offer" },
    h("p", null, `${part.file} is no table of the return. It looks like a list of who works with which child.`),
    button(
      "Use as allocation list",
      onceOfTwo(() => useAsAllocation(part.id)),
      { id: `allocation-${part.id}`, "aria-label": `Use ${part.file} as allocation list` },
    ),
  );
