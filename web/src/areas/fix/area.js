// The area Fix: what would mend the errors found. What it shows, and what it asks of the engine.

import { inBackground, long } from "../../shared/work.js";

export const AREA = {
  name: "fix",
  title: "Fix",
  heading: "Fixes to consider",
  views: { fix: { title: "Fix", printed: "Fixes to consider", names: true } },
};

/** What it asks of the engine. No other module of the area names a function of the engine. */
export const ASKS = {
  applyFixes: inBackground("apply_fixes", { explains: true }),
  foreseeFixes: inBackground("foresee_fixes"),
  proposeFixes: inBackground("propose_fixes"),
  whatToChange: inBackground("what_to_change"),
  carryDecisions: long("carry_decisions"),
  saveChanges: long("save_changes", { explains: true }),
};
