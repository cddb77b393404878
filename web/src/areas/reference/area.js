// The area Rules: what is in force in a year, and what changed from one year to another. What it shows, what it keeps, and
// what it asks of the engine.

import { app, keepPart } from "../../shared/app.js";

export const AREA = {
  name: "reference",
  title: "Rules",
  heading: "The rules",
  views: { reference: { title: "Rules reference", printed: "Rules reference" } },
};

/** What it asks of the engine. A failure is the caller's to show. */
export const ASKS = {
  rules: (year) => app.engine.call("rules", year),
  ruleChanges: (before, after) => app.engine.call("rule_changes", before, after),
};

keepPart("reference", () => ({ year: null, before: null, text: "" }));
