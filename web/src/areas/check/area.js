// The area Check: the files, and the errors that the DfE's rules find in them. What it shows, what it keeps, and what it
// asks of the engine.

import { keepPart } from "../../shared/app.js";
import { noFilters } from "../../shared/results.js";
import { long, ofResults, short } from "../../shared/work.js";

/**
 * Its views, each a tab of the results. `printed`: what a print of it is called; `filtered`: whether the filters narrow
 * it, or what is saved from it where it `canBeFiltered`; `names`: whether it names children.
 */
const TABS = {
  overview: { title: "Overview", printed: "Overview of the errors", filtered: true },
  rules: { title: "Rules", printed: "Rules with their errors", filtered: true },
  children: { title: "Children", printed: "Children with errors", filtered: true, names: true },
  tables: { title: "Tables", printed: "Rows as they were read", filtered: true, names: true },
  progress: { title: "Since last time", printed: "What got better from run to run", names: true },
  worth: { title: "Worth a look", printed: "Worth a look, beside the errors", names: true },
  checks: { title: "Not checked, and file problems", printed: "What was checked, and the files" },
  reports: { title: "Reports", printed: "Reports", canBeFiltered: true },
};

export const AREA = { name: "check", title: "Check", heading: "Check an SSDA903 return", views: TABS };

/** What it asks of the engine. No other module of the area names a function of the engine. */
export const ASKS = {
  addAnswers: short("add_answers"),
  addFiles: long("add_files"),
  addRuns: short("add_runs"),
  addSample: long("add_sample"),
  answers: short("answers"),
  assign: short("assign"),
  causes: ofResults("causes"),
  cells: ofResults("cells"),
  child: ofResults("child"),
  clear: short("clear"),
  findChildren: ofResults("find_children"),
  forgetAnswers: short("forget_answers"),
  forgetRuns: short("forget_runs"),
  manifest: short("manifest"),
  progress: ofResults("progress"),
  readAllocationList: short("read_allocation_list"),
  readGivenList: short("read_given_list"),
  remove: short("remove"),
  report: long("report", { explains: true }),
  reread: short("reread"),
  rowAtLine: ofResults("row_at_line"),
  rows: ofResults("rows"),
  rules: short("rules"),
  useAllocationList: short("use_allocation_list", { explains: true }),
  worthALook: ofResults("worth_a_look"),
  validate: long("validate", { ofFiles: true, counts: true }),
};

keepPart("check", () => ({
  filesYear: null, // the year that the files themselves point to
  authority: "",
  asAt: "", // the day on which the return was taken, ISO 8601
  chosen: { year: false, authority: false, asAt: false }, // set by the user, so not to be inferred again
  ruleset: null, // the year whose rules apply, where it is not the return's own
  codes: null, // Set of the rules to run; null for all
  before: null, // what is kept of the run before: see comparison.js
  filters: noFilters(),
  // How lists are sorted and narrowed, and how packs are to be.
  choices: {
    rules: { sort: "errors", descending: true, text: "", show: "errors" },
    children: { sort: "errors", descending: true, text: "", seen: null, list: "", top: 0 },
    packs: { group_by: "worker", note: "", not_due: false },
    filtered: true, // whether reports go by the filters, where there are any
  },
  answers: null, // what came back in completed packs: Map(error -> {done, comment, file}) and more
  runs: null, // saved runs: how many the engine holds, and what could not be read
  allocation: null, // the council's own list of who works with whom: {headings, mapping, told}
}));
