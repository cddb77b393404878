// Making a report, to save.

import { app, set } from "../../shared/app.js";
import { inTurn, report } from "../../shared/work.js";
import { ASKS } from "./area.js";
import { reportFile } from "./report_file.js";

/** Make a report; `{name, type, data}`, or null. `places`: of the errors that it is to hold, where not of all. */
export const makeReport = (kind, options, places = null) =>
  inTurn(async () => {
    const made = await ASKS.report([kind, options, places], "Making the report");
    return made && asFile(kind, made.data, places !== null);
  });

function asFile(kind, data, narrowed) {
  try {
    const file = reportFile(kind, app.state.results.year, data, narrowed);
    set({ phase: "done", notice: `${file.name} is saved.` });
    return file;
  } catch (error) {
    report(error, "report", { explains: true });
    return null;
  }
}
